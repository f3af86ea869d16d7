"""A governance paper as a value: sections with their blocks, and the gaps that only the council can fill."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from soundings.reporting.outline import Block, Bullets, Callout, Cell, Column, Numbered, Paragraph, Row, Table
from soundings_web.waves.governance.plain_text import to_text

_GAP = re.compile(r"\[to be completed: ([^\[\]]*)\]")


@dataclass(frozen=True)
class Section:
    """A part of a paper that is edited as one. ``key`` is permanent; ``level`` 2 stands below the section before."""

    key: str
    heading: str
    blocks: tuple[Block, ...]
    level: int = 1

    @property
    def text(self) -> str:
        """The section as somebody edits it."""
        return to_text(self.blocks)


@dataclass(frozen=True)
class Paper:
    """A whole paper. ``basis`` says in words which contracts it was made from."""

    kind: str
    title: str
    organisation: str
    subtitle: str
    sections: tuple[Section, ...]
    basis: tuple[str, ...] = ()

    def section(self, key: str) -> Section:
        return next(section for section in self.sections if section.key == key)


@dataclass(frozen=True)
class Gap:
    """Something that only the council can say, and the section where it is missing."""

    section: str
    heading: str
    wanted: str


def gap(wanted: str, example: str = "") -> str:
    """The mark of something to be completed, with an example where there is one."""
    return f"[to be completed: {wanted}. For example: {example}]" if example else f"[to be completed: {wanted}]"


def gaps(paper: Paper) -> tuple[Gap, ...]:
    """Everything that is still to be completed, in reading order."""
    return tuple(
        Gap(section.key, section.heading, wanted) for section in paper.sections for wanted in _gaps_in(section.blocks)
    )


def pieces_of(text: str) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, each with whether it is the mark of something to be completed."""
    ends = [0, *(end for found in _GAP.finditer(text) for end in found.span()), len(text)]
    cut = ((text[begin:end], bool(n % 2)) for n, (begin, end) in enumerate(pairwise(ends)))
    return tuple((piece, is_gap) for piece, is_gap in cut if piece)


def mark_of(section: Section) -> str:
    """A mark that changes whenever a word of the section does."""
    return hashlib.sha256(f"{section.heading}\n{section.text}".encode()).hexdigest()


def say(*paragraphs: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text) for text in paragraphs)


def bullets(*items: str) -> Bullets:
    return Bullets(items)


def table(caption: str, headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    """A table of words; the first cell of each row is its heading."""
    columns = tuple(Column(heading) for heading in headings)
    return Table(caption, columns, tuple(Row(first, tuple(map(Cell, rest))) for first, *rest in rows))


def _gaps_in(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        for text in _texts(block):
            yield from (" ".join(wanted.split()) for wanted in _GAP.findall(text))


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield text
        case Bullets(items) | Numbered(items):
            yield from items
        case Callout(heading, lines):
            yield from (heading, *lines)
        case Table():
            for row in block.rows:
                yield from (row.heading, *(cell.text for cell in row.cells))
