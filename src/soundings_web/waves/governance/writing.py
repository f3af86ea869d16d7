"""A governance paper as a file: Word or one page, by the writers that reports use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from soundings.errors import UsageError
from soundings.reporting.outline import Block, Callout, Chapter, Paragraph, Report
from soundings.reporting.to_docx import to_docx
from soundings.reporting.to_html import to_html
from soundings_web.waves.governance.paper import Paper, Section, gaps
from soundings_web.waves.governance.queries import Standing

_WRITERS: dict[str, Callable[[Report], str | bytes]] = {".docx": to_docx, ".html": to_html}


def written(standing: Standing, output: Path) -> str | bytes:
    """The content of a file of this name. Raises UsageError for a name that ends neither in .docx nor in .html."""
    writer = _WRITERS.get(output.suffix.lower())
    if writer is None:
        raise UsageError(f"{output} could not be written: a paper is .docx or .html. Give such a name.")
    return writer(as_report(standing))


def as_report(standing: Standing) -> Report:
    """The paper as the outline that the writers take. What is still missing stands on its cover."""
    paper = standing.paper
    return Report(
        title=paper.title,
        organisation=paper.organisation,
        subtitle=paper.subtitle,
        summary=(*_open_points(paper), *_out_of_date(standing)),
        chapters=_chapters(paper.sections),
        imprint=_imprint(standing),
        audience="Draft: not all of it is completed." if gaps(paper) else "",
    )


def _open_points(paper: Paper) -> tuple[Block, ...]:
    found = gaps(paper)
    if not found:
        return ()
    sections = dict.fromkeys(one.heading for one in found)
    counted = {heading: sum(one.heading == heading for one in found) for heading in sections}
    lines = tuple(f"{heading}: {number}" for heading, number in counted.items())
    heading = "One place is to be completed" if len(found) == 1 else f"{len(found)} places are to be completed"
    return (
        Paragraph("What only the council can say is marked with square brackets. This note goes when nothing is left."),
        Callout(heading, lines),
    )


def _out_of_date(standing: Standing) -> tuple[Block, ...]:
    headings = tuple(standing.fresh.section(key).heading for key in standing.stale)
    return (
        (Callout("To be read again: what was promised has changed since these were edited", headings),)
        if headings
        else ()
    )


def _imprint(standing: Standing) -> str:
    version = f" Version {standing.version}." if standing.version else ""
    return f"Drafted by Soundings from what was promised. {'. '.join(standing.paper.basis)}.{version}"


def _chapters(sections: tuple[Section, ...]) -> tuple[Chapter, ...]:
    """Sections of level 2 stand below the chapter before them."""
    chapters: list[Chapter] = []
    for section in sections:
        made = Chapter(section.heading, section.key, section.blocks)
        if section.level > 1 and chapters:
            above = chapters.pop()
            made = Chapter(above.heading, above.id, above.blocks, (*above.chapters, made))
        chapters.append(made)
    return tuple(chapters)
