"""A report as one HTML file: accessible, printable, and needing nothing from anywhere.

No script, no font, no picture is fetched; the content security policy in the file forbids it. Every text of
the outline is escaped here.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from html import escape
from itertools import count

from soundings.reporting.charts import HEAT, heat_swatch
from soundings.reporting.drawing import ChartRow, drawing
from soundings.reporting.outline import (
    Block,
    Bullets,
    Callout,
    Cell,
    Chapter,
    Chart,
    Column,
    Exhibit,
    Numbered,
    Paragraph,
    Report,
    Row,
    Table,
)
from soundings.reporting.style import style

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

# Charts and tables of so many rows are kept whole on paper.
_SHORT = 9


def to_html(report: Report) -> str:
    """The whole page."""
    return _Page(report).html()


@cache
def _style() -> str:
    shades = (f"td.step-{n} {{ background: {paper}; color: {ink}; }}\n" for n, (paper, ink) in enumerate(HEAT))
    return style("report.css") + "".join(shades)


class _Page:
    """One rendering. It numbers the parts of the page that need a name of their own."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._numbers = count(1)

    def html(self) -> str:
        report = self.report
        chapters = "".join(self._chapter(chapter, str(number), 2) for number, chapter in enumerate(report.chapters, 1))
        return (
            f'<!doctype html>\n<html lang="{escape(report.language)}">\n{self._head()}\n<body>\n'
            '<a class="skip" href="#report">Skip to the report</a>\n'
            f'{self._cover()}\n<div class="page">\n{self._contents()}\n'
            f'<main id="report" tabindex="-1">\n{chapters}</main>\n</div>\n'
            f'<footer class="imprint"><p>{escape(report.imprint)}</p></footer>\n</body>\n</html>\n'
        )

    def _head(self) -> str:
        title = escape(f"{self.report.title} – {self.report.organisation}")
        return (
            f'<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{title}</title>\n<style>\n{_style()}</style>\n</head>"
        )

    def _cover(self) -> str:
        report = self.report
        return (
            f'<header class="cover"><div class="cover-inner">\n{self._logo()}'
            f'<p class="organisation">{escape(report.organisation)}</p>\n<h1>{escape(report.title)}</h1>\n'
            f'<p class="subtitle">{escape(report.subtitle)}</p>\n'
            f"{self._audience()}{self._blocks(report.summary, 2)}</div></header>"
        )

    def _audience(self) -> str:
        return f'<p class="audience">{escape(self.report.audience)}</p>\n' if self.report.audience else ""

    def _logo(self) -> str:
        logo = self.report.logo
        if logo is None:
            return ""
        data = f"data:image/png;base64,{b64encode(logo.png).decode()}"
        size = f'width="{logo.width}" height="{logo.height}"'
        return f'<img class="logo" src="{data}" {size} alt="Logo of {escape(self.report.organisation)}">\n'

    def _contents(self) -> str:
        return (
            '<nav class="contents" aria-labelledby="contents-heading"><h2 id="contents-heading">Contents</h2>\n'
            f"{_links(self.report.chapters)}</nav>"
        )

    def _chapter(self, chapter: Chapter, number: str, level: int) -> str:
        below = "".join(
            self._chapter(part, f"{number}.{index}", level + 1) for index, part in enumerate(chapter.chapters, 1)
        )
        tag = f"h{min(level, 6)}"
        anchor = escape(chapter.id)
        return (
            f'<section class="level-{level}" aria-labelledby="{anchor}">\n'
            f'<{tag} id="{anchor}"><span class="number">{number}</span> {escape(chapter.heading)}</{tag}>\n'
            f"{self._blocks(chapter.blocks, level + 1)}{below}</section>\n"
        )

    def _blocks(self, blocks: tuple[Block, ...], level: int) -> str:
        return "".join(f"{self._block(block, level)}\n" for block in blocks)

    def _block(self, block: Block, level: int) -> str:
        match block:
            case Paragraph(text):
                return f"<p>{escape(text)}</p>"
            case Bullets(items):
                return f"<ul>{_items(items)}</ul>"
            case Numbered(items):
                return f"<ol>{_items(items)}</ol>"
            case Callout():
                return _callout(block, level)
            case Table():
                return self._table(block)
            case Exhibit(chart, table):
                return f"{self._chart(chart)}\n{self._table(table)}"

    def _key(self, kind: str) -> str:
        return f"{kind}-{next(self._numbers)}"

    def _chart(self, chart: Chart) -> str:
        key = self._key("chart")
        drawn = drawing(chart, key)
        axis = _axis_row(drawn.axis.drawn) if drawn.axis else ""
        rows = "".join(_chart_row(row) for row in drawn.rows)
        key_list = _legend((entry.drawn, entry.text) for entry in drawn.key)
        return (
            f'<figure class="chart{" short" * (len(drawn.rows) <= _SHORT)}" aria-labelledby="{key}-caption" '
            f'aria-describedby="{key}-alt">'
            f'<figcaption id="{key}-caption">{escape(chart.title)}</figcaption>'
            f'<p class="aside" id="{key}-alt">{escape(chart.alt)}</p>{key_list}'
            f'<div class="rows{" dots" * drawn.dotted}">{axis}{rows}</div></figure>'
        )

    def _table(self, table: Table) -> str:
        key = self._key("table")
        heads = "".join(_head_cell(column) for column in table.columns)
        rows = "".join(_row(row, table.columns) for row in table.rows)
        notes = "".join(f"<p>{escape(note)}</p>" for note in table.notes)
        steps = [(heat_swatch(step), name) for step, name in enumerate(table.steps)]
        shades = _legend([("Shading:", ""), *steps] if steps else [])
        below = shades + (f'<div class="notes">{notes}</div>' if notes else "")
        kind = f"table{' wide' if len(table.columns) > 5 else ''}{' stacks' if _stacks(table) else ''}"
        kind += " narrow" if len(table.columns) <= 3 and not _stacks(table) else ""
        kind += " short" if len(table.rows) <= _SHORT else ""
        return (
            f'<div class="{kind}"><div class="scroll" role="group" aria-labelledby="{key}" tabindex="0">'
            f'<table role="table"><caption id="{key}">{escape(table.caption)}</caption>'
            f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
            f'<tbody role="rowgroup">{rows}</tbody></table></div>{below}</div>'
        )


def _links(chapters: tuple[Chapter, ...], number: str = "", depth: int = 1) -> str:
    if not chapters or depth > 3:
        return ""
    entries = "".join(
        f'<li><a href="#{escape(chapter.id)}"><span class="number">{number}{index}</span> {escape(chapter.heading)}</a>'
        f"{_links(chapter.chapters, f'{number}{index}.', depth + 1)}</li>"
        for index, chapter in enumerate(chapters, 1)
    )
    return f"<ol>{entries}</ol>"


def _items(items: tuple[str, ...]) -> str:
    return "".join(f"<li>{escape(item)}</li>" for item in items)


def _callout(callout: Callout, level: int) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in callout.lines)
    heading = f"h{min(level, 6)}"
    return f'<div class="callout"><{heading}>{escape(callout.heading)}</{heading}><ul>{lines}</ul></div>'


def _legend(key: Iterable[tuple[str, str]]) -> str:
    entries = "".join(f"<li>{drawn} {escape(text)}</li>" for drawn, text in key)
    return f'<ul class="legend">{entries}</ul>' if entries else ""


def _axis_row(axis: str) -> str:
    return f'<div class="row axis"><div class="label"></div><div class="strip">{axis}</div></div>'


def _chart_row(row: ChartRow) -> str:
    below = f'<span class="detail">{escape(row.detail)}</span>' if row.detail else ""
    drawn = row.strip.drawn if row.strip else ""
    instead = f'<p class="instead">{escape(row.instead)}</p>' if row.instead else ""
    return (
        f'<div class="row"><div class="label"><span class="name">{escape(row.label)}</span> {below}</div>'
        f'<div class="strip">{drawn}{instead}</div></div>'
    )


def _stacks(table: Table) -> bool:
    """Whether the rows of a table stand one below the other on a phone, because side by side they would not fit."""
    texts = sum(not column.numeric for column in table.columns[1:])
    return len(table.columns) > 4 or (texts > 0 and len(table.columns) > 2)


# The roles say again what the elements are: a table whose rows stack on a phone would else lose its meaning there.
def _head_cell(column: Column) -> str:
    return f'<th scope="col" role="columnheader"{_numeric(column)}>{escape(column.heading)}</th>'


def _row(row: Row, columns: tuple[Column, ...]) -> str:
    cells = "".join(_cell(cell, column) for cell, column in zip(row.cells, columns[1:], strict=True))
    level = f' class="in-{min(row.level, 4)}"' if row.level else ""
    return f'<tr role="row"><th scope="row" role="rowheader"{level}>{escape(row.heading)}</th>{cells}</tr>'


def _cell(cell: Cell, column: Column) -> str:
    step = "" if cell.step is None else f"step-{cell.step}"
    names = " ".join(filter(None, ("numeric" * column.numeric, "muted" * cell.muted, step)))
    kind = f' class="{names}"' if names else ""
    return f'<td role="cell" data-label="{escape(column.heading)}"{kind}>{escape(cell.text)}</td>'


def _numeric(column: Column) -> str:
    return ' class="numeric"' if column.numeric else ""
