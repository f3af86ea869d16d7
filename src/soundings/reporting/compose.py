"""From a release to the outline of its report, in the council's own order."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from soundings.disclosure import Release
from soundings.errors import UsageError
from soundings.reporting.chapters.annex import annex
from soundings.reporting.chapters.apart import apart
from soundings.reporting.chapters.book import Book
from soundings.reporting.chapters.change import change
from soundings.reporting.chapters.findings import every_answer, findings
from soundings.reporting.chapters.groups import every_question_by_group, groups
from soundings.reporting.chapters.highlights import improvements, in_brief, strengths
from soundings.reporting.chapters.method import method
from soundings.reporting.chapters.opening import background, purpose, recommendations
from soundings.reporting.chapters.past import past_chapter
from soundings.reporting.chapters.response import response
from soundings.reporting.chapters.staying import staying
from soundings.reporting.chapters.trends import trends
from soundings.reporting.outline import Report, with_unique_ids
from soundings.reporting.waves import in_order
from soundings.reporting.wording import for_whom

if TYPE_CHECKING:
    from collections.abc import Sequence

    from soundings.comparators.past import PastResults


def compose(
    release: Release,
    past: PastResults | None = None,
    earlier: Sequence[Release] = (),
    surveys: Sequence[str] = (),
) -> Report:
    """The report of a release.

    ``past`` holds earlier results that exist only in papers; they stay apart. ``earlier`` holds the releases of the
    same organisation's earlier waves. ``surveys`` are the codes of the surveys to report on; none means all. Raises
    UsageError where these do not belong together.
    """
    wanted = surveys or [survey.code for survey in release.surveys]
    *before, told = in_order(*_only(release, earlier, wanted))
    book = Book(told, tuple(before))
    source = release.taken_from or release.hash
    chapters = chain(
        recommendations(book),
        purpose(book),
        background(book),
        response(book),
        findings(book),
        groups(book),
        strengths(book),
        improvements(book),
        apart(book),
        staying(book),
        change(book),
        trends(book),
        past_chapter(book, past),
        method(book),
        annex(book),
        every_answer(book),
        every_question_by_group(book),
    )
    return Report(
        title=release.title,
        organisation=release.organisation,
        subtitle=f"Report on the findings, {release.wave}",
        summary=(in_brief(book),),
        chapters=with_unique_ids(tuple(chapters)),
        imprint=f"Made with Soundings from the release {source[:12]} of wave {release.wave}.",
        audience=f"For {for_whom(release)}.",
    )


def _only(release: Release, earlier: Sequence[Release], wanted: Sequence[str]) -> tuple[Release, list[Release]]:
    """The releases with the wanted surveys only; without a choice earlier ones keep theirs."""
    known = [survey.code for survey in release.surveys]
    unknown = [code for code in wanted if code not in known]
    if unknown:
        raise UsageError(f"The release has no survey “{unknown[0]}”; it has {', '.join(known)}.")
    if len(wanted) == len(known):
        return release, list(earlier)
    chosen = [
        replace(one, surveys=tuple(survey for survey in one.surveys if survey.code in wanted))
        for one in (release, *earlier)
    ]
    return chosen[0], chosen[1:]
