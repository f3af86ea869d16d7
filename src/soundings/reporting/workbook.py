"""A workbook for people: a cover sheet in words, then one plain table a sheet, nothing merged, nothing by colour.

The same sheets give the same bytes: the date inside the file is fixed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

Value = str | float | int | None

# A workbook must carry a date of making. The true one would make two writings of one release differ.
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the format holds no time zone
_WIDEST = 60
_NARROWEST = 9


@dataclass(frozen=True)
class Sheet:
    """One table on one sheet."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True)
class Cover:
    """The first sheet: a title and lines of explanation."""

    title: str
    lines: tuple[str, ...]
    author: str


def write_workbook(cover: Cover, sheets: Sequence[Sheet]) -> bytes:
    """The workbook as bytes."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        properties = {"title": cover.title, "author": cover.author, "subject": "Figures", "created": _MADE}
        book.set_properties(properties)
        _write_cover(book, cover)
        for sheet in sheets:
            _write_sheet(book, sheet)
    return buffer.getvalue()


def _write_cover(book: Any, cover: Cover) -> None:
    sheet = book.add_worksheet("About")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, cover.title, book.add_format({"bold": True, "font_size": 16, "text_wrap": True}))
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for row, line in enumerate(cover.lines, 1):
        sheet.write_string(row, 0, line, wrapped)


def _write_sheet(book: Any, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.repeat_rows(0)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate(_widths(sheet)):
        page.set_column(column, column, width, wrapped if width == _WIDEST else None)
    for number, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            if value in (None, ""):
                continue
            if isinstance(value, str):
                page.write_string(number, column, value)
            else:
                page.write_number(number, column, value)
    headings = [{"header": name} for name in sheet.columns]
    last = max(len(sheet.rows), 1)
    style = {"columns": headings, "name": f"{sheet.name}Table", "style": "Table Style Light 1", "banded_rows": False}
    page.add_table(0, 0, last, len(sheet.columns) - 1, style)


def _widths(sheet: Sheet) -> list[int]:
    widths = []
    for column, name in enumerate(sheet.columns):
        longest = max((len(str(row[column])) for row in sheet.rows if row[column] is not None), default=0)
        widths.append(min(_WIDEST, max(_NARROWEST, longest + 2, len(name) + 4)))
    return widths
