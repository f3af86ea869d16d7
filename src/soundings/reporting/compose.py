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
from soundings.reporting.outline import Report, with_unique_ids

if TYPE_CHECKING:
    from soundings.comparators.past import PastResults


def compose(release: Release, past: PastResults | None = None) -> Report:
    """The report of a release. ``past`` holds earlier results that exist only in papers; they stay apart."""
    book = Book(release)
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
