"""The blocks of a section as text that a person can edit in a box, and back.

Paragraphs stand apart by an empty line; lists begin each line with a hyphen or a number; a table is a line ``Table:``
with its caption and rows between upright strokes, the first row its headings. Whatever is typed is read as something:
what is no list and no table is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from soundings.reporting.outline import Block, Bullets, Cell, Column, Numbered, Paragraph, Row, Table

_TABLE = "Table:"
_MARK = re.compile(r"(-|\d+[.)])(\s+|$)")
_STROKE = re.compile(r"(?<!\\)\|")


def to_text(blocks: Iterable[Block]) -> str:
    """The whole section. Every kind of block that papers are made of can be read back."""
    return "\n\n".join(_written(block) for block in blocks)


def from_text(text: str) -> tuple[Block, ...]:
    """The blocks of an edited section."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return tuple(block for part in parts if part.strip() for block in _read(part))


def _written(block: Block) -> str:
    match block:
        case Paragraph(text):
            return _plain(text)
        case Bullets(items):
            return "\n".join(f"- {_plain(item)}" for item in items)
        case Numbered(items):
            return "\n".join(f"{number}. {_plain(item)}" for number, item in enumerate(items, 1))
        case Table():
            return "\n".join((f"{_TABLE} {_plain(block.caption)}", *map(_line, _rows_of(block))))
    raise TypeError(f"a paper has no {type(block).__name__}")


def _plain(text: str) -> str:
    return " ".join(text.split())


def _rows_of(table: Table) -> Iterator[Sequence[str]]:
    yield [column.heading for column in table.columns]
    for row in table.rows:
        yield [row.heading, *(cell.text for cell in row.cells)]


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_plain(cell).replace("|", r"\|") for cell in cells) + " |"


def _read(part: str) -> Iterator[Block]:
    """The blocks of a part; words directly above a list are a paragraph of their own."""
    lines = [_plain(line) for line in part.strip().split("\n")]
    if lines[0].startswith(_TABLE) and len(lines) > 1 and all(line.startswith("|") for line in lines[1:]):
        yield _table(lines[0].removeprefix(_TABLE).strip(), [_cells(line) for line in lines[1:]])
        return
    begun = next((n for n, line in enumerate(lines) if _is_listed(line)), len(lines))
    if above := " ".join(lines[:begun]):
        yield Paragraph(above)
    if begun < len(lines):
        yield from _list(lines[begun:])


def _is_listed(line: str) -> bool:
    return _MARK.match(line) is not None


def _list(lines: Sequence[str]) -> Iterator[Block]:
    """One list; marks with nothing behind them are left out."""
    items: list[str] = []
    for line in lines:
        if _is_listed(line):
            items.append(_MARK.sub("", line, count=1))
        else:  # a line that goes on
            items[-1] = f"{items[-1]} {line}".strip()
    if kept := tuple(filter(None, items)):
        yield Bullets(kept) if lines[0].startswith("-") else Numbered(kept)


def _cells(line: str) -> list[str]:
    inner = line[1:-1] if line.endswith("|") and not line.endswith(r"\|") else line[1:]
    return [cell.strip().replace(r"\|", "|") for cell in _STROKE.split(inner)]


def _table(caption: str, rows: Sequence[Sequence[str]]) -> Table:
    """A table with as many columns as its longest row; what is missing stays empty."""
    wide = max(len(row) for row in rows)
    head, *body = [[*row, *[""] * (wide - len(row))] for row in rows]
    return Table(caption, tuple(map(Column, head)), tuple(Row(first, tuple(map(Cell, rest))) for first, *rest in body))
