"""The contents of a Word document: a field that Word fills, holding the same list already, with links.

Which page a chapter begins on is known only to the program that lays out the pages, so the numbers come when it fills
the field; Word offers to on opening.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from soundings.reporting.outline import Chapter
from soundings.reporting.word.words import Writer
from soundings.reporting.word.xml import close_field, element, open_field, paragraph, run

DEEPEST_SHOWN = 3
# What fits on one page; with more entries the deepest level is left out.
MOST_SHOWN = 44


@dataclass(frozen=True)
class Entry:
    """A heading as the contents show it. ``mark`` is the bookmark at the heading."""

    number: str
    heading: str
    depth: int
    mark: str


def entries_of(chapters: tuple[Chapter, ...], number: str = "", depth: int = 1) -> Iterator[tuple[Chapter, Entry]]:
    """Every chapter in reading order, with its number."""
    for index, chapter in enumerate(chapters, 1):
        numbered = f"{number}{index}"
        # A bookmark may have forty letters and no hyphens; the number is enough to find it by.
        yield chapter, Entry(numbered, chapter.heading, depth, f"_Toc{numbered.replace('.', '_')}")
        yield from entries_of(chapter.chapters, f"{numbered}.", depth + 1)


def write_contents(writer: Writer, entries: list[Entry]) -> None:
    """The heading, and the field with the list inside."""
    writer.paragraph("Contents", "TOCHeading")
    depth = _depth(entries)
    shown = [entry for entry in entries if entry.depth <= depth]
    for entry in shown:
        link = element("hyperlink", run(f"{entry.number}\t{entry.heading}"), anchor=entry.mark, history=1)
        before = open_field(f'TOC \\o "1-{depth}" \\h \\z \\u') if entry is shown[0] else []
        after = [close_field()] if entry is shown[-1] else []
        writer.add(paragraph(f"TOC{entry.depth}", *before, link, *after))


def _depth(entries: list[Entry]) -> int:
    """How deep the contents go: as deep as fits on one page, and two levels in any case."""
    fits = sum(entry.depth <= DEEPEST_SHOWN for entry in entries) <= MOST_SHOWN
    return DEEPEST_SHOWN if fits else DEEPEST_SHOWN - 1
