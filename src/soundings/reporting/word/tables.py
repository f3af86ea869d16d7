"""Tables of a Word document: a header row that repeats, rows that stay whole, columns as wide as their words need."""

from __future__ import annotations

from collections.abc import Sequence

from soundings.reporting.charts import HEAT
from soundings.reporting.lettering import width_of
from soundings.reporting.outline import Cell, Column, Row, Table
from soundings.reporting.word.frame import TWIPS_A_MM
from soundings.reporting.word.words import Writer
from soundings.reporting.word.xml import Element, element, flags, paragraph, run

# Tables of so many rows are kept whole on a page.
SHORT = 12
_SIZE = 9.0
_TWIPS_A_POINT = 20
# The margins of a cell, and a little more, because no two programs measure letters alike.
_BESIDE = 190
_STEP_IN = 180
_MOST_WORDS = 190.0
_UNBROKEN = 24
_EVEN_UP_TO = 2.2
_ROOMY = 1.6
Need = tuple[float, float]


def write_table(writer: Writer, table: Table, room: float) -> None:
    """The caption, the table over the whole ``room`` (in millimetres), its notes."""
    writer.paragraph(table.caption, "Caption")
    widths = _widths(table, room * TWIPS_A_MM)
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    whole = len(table.rows) <= SHORT
    last = None if table.notes or not table.rows else table.rows[-1]
    rows = (
        # Of a longer table at least the first rows stand together with its head.
        _row(row, table.columns, widths, keep=(whole or number < 2) and row is not last)
        for number, row in enumerate(table.rows)
    )
    writer.add(element("tbl", _look(table, sum(widths)), grid, _head(table.columns, widths), *rows))
    if table.steps:
        writer.add(_key(table.steps))
    for note in table.notes:
        writer.paragraph(note, "Note")


def least_width(table: Table) -> float:
    """The narrowest that a table can be without breaking words, in millimetres."""
    return sum(least for least, _ in _needs(table)) / TWIPS_A_MM


def _look(table: Table, width: int) -> Element:
    first = {"firstRow": 1, "lastRow": 0, "firstColumn": 1, "lastColumn": 0, "noHBand": 1, "noVBand": 1}
    return element(
        "tblPr",
        element("tblStyle", val="ReportTable"),
        element("tblW", w=width, type="dxa"),
        element("tblLayout", type="fixed"),
        element("tblLook", val="06A0", **first),
        element("tblCaption", val=table.caption),
    )


def _head(columns: Sequence[Column], widths: Sequence[int]) -> Element:
    cells = []
    for column, width in zip(columns, widths, strict=True):
        words = paragraph("TableHeading", run(column.heading), own=_aligned(column))
        cells.append(_cell(width, words, element("vAlign", val="bottom")))
    return element("tr", element("trPr", *flags("cantSplit", "tblHeader")), *cells)


def _row(row: Row, columns: Sequence[Column], widths: Sequence[int], *, keep: bool) -> Element:
    kept = tuple(flags("keepNext")) if keep else ()
    deeper = (element("ind", left=min(row.level, 4) * _STEP_IN),) if row.level else ()
    cells = [_cell(widths[0], paragraph("TableText", run(row.heading), own=(*kept, *deeper)))]
    for cell, column, width in zip(row.cells, columns[1:], widths[1:], strict=True):
        words = run(cell.text, "Muted" if cell.muted else "", *_ink(cell.step))
        filled = paragraph("TableText", words, own=(*kept, *_aligned(column)))
        cells.append(_cell(width, filled, *_paper(cell.step)))
    return element("tr", element("trPr", *flags("cantSplit")), *cells)


def _cell(width: int, words: Element, *more: Element) -> Element:
    return element("tc", element("tcPr", element("tcW", w=width, type="dxa"), *more), words)


def _key(steps: Sequence[str]) -> Element:
    """What each step of darkness stands for."""
    parts = [run("Shading: ")]
    for step, name in enumerate(steps):
        edge = element("bdr", val="single", sz=4, space=0, color="5C6B78")
        parts += [run(f"\u00a0\u00a0{name}\u00a0\u00a0", "", *_ink(step), edge, *_paper(step)), run("  ")]
    return paragraph("TableKey", *parts)


def _paper(step: int | None) -> tuple[Element, ...]:
    return () if step is None else (element("shd", val="clear", color="auto", fill=HEAT[step][0].lstrip("#").upper()),)


def _ink(step: int | None) -> tuple[Element, ...]:
    return () if step is None else (element("color", val=HEAT[step][1].lstrip("#").upper()),)


def _aligned(column: Column) -> tuple[Element, ...]:
    return (element("jc", val="right"),) if column.numeric else ()


def _needs(table: Table) -> list[Need]:
    """For every column the width of its longest word and of its longest line, in twips."""
    rows: list[tuple[Cell, ...]] = [(Cell(row.heading), *row.cells) for row in table.rows]
    needs = []
    for place, column in enumerate(table.columns):
        texts = [row[place].text for row in rows]
        lines = [width_of(column.heading, _SIZE, bold=True), *(width_of(text, _SIZE) for text in texts)]
        words = [width_of(word, _SIZE, bold=True) for word in column.heading.split()]
        words += [width_of(part, _SIZE) for text in texts for part in _unbroken(text, column)]
        least = min(max(words, default=0), _MOST_WORDS)
        needs.append((least * _TWIPS_A_POINT + _BESIDE, max(*lines, least) * _TWIPS_A_POINT + _BESIDE))
    return needs


def _unbroken(text: str, column: Column) -> list[str]:
    """What may not be broken: a short figure such as “53% (132 of 251)” as a whole, else each word."""
    return [text] if column.numeric and len(text) <= _UNBROKEN else text.split()


def _widths(table: Table, room: float) -> list[int]:
    """Every column gets what its longest word needs; what is left goes where lines are long."""
    needs = _alike(table.columns, _needs(table), room)
    least, wanted = sum(need[0] for need in needs), sum(need[1] for need in needs)
    if least >= room:
        widths = [need[0] * room / least for need in needs]
    else:
        spread = min(1.0, (room - least) / max(wanted - least, 1))
        widths = [short + (long - short) * spread for short, long in needs]
        # Columns of figures stay together on the right, so a row can be read across.
        widths[0] += room - sum(widths)
    whole = [round(width) for width in widths]
    whole[0] += round(room) - sum(whole)
    return whole


def _alike(columns: Sequence[Column], needs: list[Need], room: float) -> list[Need]:
    """Columns of figures of one width, so that they stand in even steps, if that leaves room for the words."""
    figures = [need for need, column in zip(needs, columns, strict=True) if column.numeric]
    texts = [need for need, column in zip(needs, columns, strict=True) if not column.numeric]
    widest = max((least for least, _ in figures), default=0.0)
    left = room - widest * len(figures) - sum(max(least, min(long, room / 4)) for least, long in texts)
    if left < 0 or not figures or widest > _EVEN_UP_TO * min(least for least, _ in figures):
        return needs
    longest = min(max(long for _, long in figures), _ROOMY * widest)
    figure = min(widest + left / len(figures), longest)
    return [(figure, figure) if column.numeric else need for need, column in zip(needs, columns, strict=True)]
