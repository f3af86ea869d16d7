"""Governance papers as their pages show them: the state of each in words, and its blocks ready to be written out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from soundings.reporting.outline import Block, Bullets, Callout, Numbered, Paragraph, Table
from soundings_web.waves.governance.paper import Section, pieces_of
from soundings_web.waves.governance.queries import Standing

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class PaperLine:
    """A paper as the list shows it: its states in words, each with the colour of its tag."""

    kind: str
    title: str
    states: tuple[tuple[str, str, str], ...]
    changed: tuple[str, ...]
    updated_at: datetime | None
    updated_by: str


@dataclass(frozen=True)
class ShownBlock:
    """A block of a section. ``kind`` is paragraph, bullets, numbered or table; ``rows`` hold the cells of each line."""

    kind: str
    rows: tuple[tuple[Pieces, ...], ...]
    caption: str = ""
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownSection:
    """A section of a paper as it is read: whether it was edited, has changed since, and how much is missing."""

    key: str
    heading: str
    level: int
    blocks: tuple[ShownBlock, ...]
    edited: bool
    stale: bool
    missing: int


def paper_line(standing: Standing) -> PaperLine:
    """One line of the list."""
    paper = standing.paper
    return PaperLine(
        paper.kind, paper.title, states_of(standing), standing.changed, standing.updated_at, standing.updated_by
    )


def states_of(standing: Standing) -> tuple[tuple[str, str, str], ...]:
    """What is to be done about a paper: the words of a tag, its colour, and more words beside it."""
    missing = len(standing.gaps)
    states = []
    if standing.out_of_date:
        states.append((_("Out of date"), "orange", _("read it again")))
    if missing:
        words = ngettext("%(number)s place to complete", "%(number)s places to complete", missing)
        states.append((_("Draft"), "yellow", words % {"number": missing}))
    return tuple(states) or ((_("Complete"), "green", ""),)


def shown_sections(standing: Standing) -> list[ShownSection]:
    """Every section of a paper in reading order."""
    return [
        ShownSection(
            section.key,
            section.heading,
            section.level,
            shown_blocks(section),
            section.key in standing.differing,
            section.key in standing.stale,
            sum(gap.section == section.key for gap in standing.gaps),
        )
        for section in standing.paper.sections
    ]


def shown_blocks(section: Section) -> tuple[ShownBlock, ...]:
    """The blocks of one section."""
    return tuple(map(_shown, section.blocks))


def file_name(standing: Standing, code: str, ending: str) -> str:
    """What a paper is called as a file: 2026-privacy-notice.docx."""
    return f"{slugify(code)}-{slugify(standing.paper.title)}".strip("-") + ending


def _shown(block: Block) -> ShownBlock:
    match block:
        case Paragraph(text):
            return ShownBlock("paragraph", ((pieces_of(text),),))
        case Bullets(items):
            return ShownBlock("bullets", tuple((pieces_of(item),) for item in items))
        case Numbered(items):
            return ShownBlock("numbered", tuple((pieces_of(item),) for item in items))
        case Callout(heading, lines):
            return ShownBlock("bullets", tuple((pieces_of(line),) for line in (heading, *lines)))
        case Table():
            rows = tuple((pieces_of(row.heading), *(pieces_of(cell.text) for cell in row.cells)) for row in block.rows)
            return ShownBlock("table", rows, block.caption, tuple(column.heading for column in block.columns))
    raise TypeError(f"a paper has no {type(block).__name__}")
