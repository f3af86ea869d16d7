"""From a release to the outline of its report, in the council's own order."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from soundings.disclosure import Release
from soundings.reporting.chapters.book import Book
from soundings.reporting.chapters.change import change
from soundings.reporting.chapters.findings import every_answer, findings
from soundings.reporting.chapters.groups import groups
from soundings.reporting.chapters.highlights import improvements, in_brief, strengths
from soundings.reporting.chapters.method import method
from soundings.reporting.chapters.opening import background, purpose, recommendations
from soundings.reporting.chapters.past import past_chapter
from soundings.reporting.chapters.response import response
from soundings.reporting.chapters.trends import trends
from soundings.reporting.outline import Report, with_unique_ids
from soundings.reporting.waves import in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from soundings.comparators.past import PastResults


def compose(release: Release, past: PastResults | None = None, earlier: Sequence[Release] = ()) -> Report:
    """The report of a release.

    ``past`` holds earlier results that exist only in papers; they stay apart. ``earlier`` holds the releases of the
    same organisation's earlier waves. Raises UsageError where these do not belong together.
    """
    *before, _ = in_order(release, earlier)
    book = Book(release, tuple(before))
    chapters = chain(
        recommendations(book),
        purpose(book),
        background(book),
        response(book),
        findings(book),
        groups(book),
        strengths(book),
        improvements(book),
        change(book),
        trends(book),
        past_chapter(book, past),
        method(book),
        every_answer(book),
    )
    return Report(
        title=release.title,
        organisation=release.organisation,
        subtitle=f"Report on the findings, {release.wave}",
        summary=(in_brief(book),),
        chapters=with_unique_ids(tuple(chapters)),
        imprint=f"Made with Soundings from the release {release.hash[:12]} of wave {release.wave}.",
    )
