"""The outline of a report: one immutable value, made once and rendered once for each format.

Nothing here knows a file format. Every text is plain: a renderer escapes it. A chart is data, and it can
only enter a report inside an ``Exhibit``, which always carries the table with the same numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

LANGUAGE = "en-GB"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list whose order carries no meaning."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Numbered:
    """A list whose order carries meaning, such as recommendations."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Callout:
    """A few lines set apart from the running text."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table. ``numeric`` columns stand to the right, so that figures line up."""

    heading: str
    numeric: bool = False


@dataclass(frozen=True)
class Cell:
    """What stands in a cell. ``muted`` marks words that stand in the place of a figure.

    ``step`` says how dark the cell of a heat table is, from 0.
    """

    text: str
    muted: bool = False
    step: int | None = None


@dataclass(frozen=True)
class Row:
    """A row of a table. ``level`` says how deep the row stands in a tree."""

    heading: str
    cells: tuple[Cell, ...]
    level: int = 0


@dataclass(frozen=True)
class Table:
    """A table with one header row; the first column holds the row headings.

    ``steps`` makes it a heat table: it names, from the lowest, what each step of darkness stands for.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row.cells) + 1 != len(self.columns) for row in self.rows):
            raise ValueError(f"A row of the table “{self.caption}” has more or fewer cells than the table has columns.")


@dataclass(frozen=True)
class Segment:
    """A part of a bar. ``side`` is favourable, neutral, unfavourable or plain; ``text`` is the share as printed."""

    label: str
    side: str
    percent: float
    text: str


@dataclass(frozen=True)
class Bar:
    """One bar of 100 per cent. ``instead`` holds the words that stand where no bar can be drawn."""

    label: str
    base: str
    segments: tuple[Segment, ...] = ()
    instead: str = ""


@dataclass(frozen=True)
class StackedBars:
    """Bars from 0 to 100 per cent, one a question or an answer. ``alt`` says in words what they show."""

    title: str
    alt: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Dot:
    """A point with its interval and the previous wave's point; ``text`` says the same in words."""

    label: str
    text: str
    point: float | None = None
    low: float | None = None
    high: float | None = None
    previous: float | None = None


@dataclass(frozen=True)
class DotPlot:
    """Points on an axis that always runs from 0 to 100. ``alt`` says in words what they show."""

    title: str
    alt: str
    dots: tuple[Dot, ...]
    unit: str
    point_name: str
    previous_name: str = ""


@dataclass(frozen=True)
class Arrow:
    """A move from then to now; ``text`` says the same in words. ``clear`` says that it is unlikely to be chance.

    ``instead`` holds the words that stand where no arrow can be drawn.
    """

    label: str
    text: str
    then: float | None = None
    now: float | None = None
    clear: bool = False
    instead: str = ""


@dataclass(frozen=True)
class ChangeArrows:
    """Arrows on an axis in per cent that always runs from 0 to 100. ``alt`` says in words what they show."""

    title: str
    alt: str
    arrows: tuple[Arrow, ...]
    then_name: str
    now_name: str


@dataclass(frozen=True)
class Point:
    """A wave's figure on a line. ``text`` is what is printed; ``joined`` says that the line runs on from the last."""

    text: str
    value: float | None = None
    joined: bool = True


@dataclass(frozen=True)
class Trend:
    """One line over the waves; ``text`` says the same in words."""

    label: str
    text: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class TrendLines:
    """Lines in per cent, each on its own axis from 0 to 100, with a point a wave. ``alt`` says what they show."""

    title: str
    alt: str
    waves: tuple[str, ...]
    trends: tuple[Trend, ...]


Chart = StackedBars | DotPlot | ChangeArrows | TrendLines


@dataclass(frozen=True)
class Exhibit:
    """A chart and the table with the same numbers. One does not go without the other."""

    chart: Chart
    table: Table


Block = Paragraph | Bullets | Numbered | Callout | Table | Exhibit


@dataclass(frozen=True)
class Chapter:
    """A chapter, with the chapters below it. ``id`` is the anchor that links point to."""

    heading: str
    id: str
    blocks: tuple[Block, ...] = ()
    chapters: tuple[Chapter, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A picture as a PNG, with its size in pixels."""

    png: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Report:
    """A whole report. ``summary`` stands before the first chapter; ``imprint`` says where the figures come from.

    ``audience`` says on the cover who may read it.
    """

    title: str
    organisation: str
    subtitle: str
    summary: tuple[Block, ...]
    chapters: tuple[Chapter, ...]
    imprint: str
    language: str = LANGUAGE
    logo: Picture | None = None
    audience: str = ""


def anchor(*words: str) -> str:
    """A link target made of words: letters, digits and hyphens only, whatever the words contain."""
    plain = unicodedata.normalize("NFKD", "-".join(words)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "chapter"


def every_chapter(chapters: tuple[Chapter, ...]) -> Iterator[Chapter]:
    """All chapters in reading order, whatever their depth."""
    for chapter in chapters:
        yield chapter
        yield from every_chapter(chapter.chapters)


def with_unique_ids(chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    """The same chapters, with a number added to an anchor that was taken already."""
    return _renamed(chapters, set())


def _renamed(chapters: tuple[Chapter, ...], taken: set[str]) -> tuple[Chapter, ...]:
    renamed = []
    for chapter in chapters:
        name, number = chapter.id, 2
        while name in taken:
            name, number = f"{chapter.id}-{number}", number + 1
        taken.add(name)
        renamed.append(replace(chapter, id=name, chapters=_renamed(chapter.chapters, taken)))
    return tuple(renamed)
