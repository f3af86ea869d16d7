"""Tables as they come: CSV in any common form, and workbooks. Everything is text; nothing is guessed.

What lives here: opening files safely and finding the header. What does not: what the columns mean.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from soundings.errors import UnreadableFileError

LARGEST_FILE = 400 * 2**20
LARGEST_WORKBOOK = 150 * 2**20
WORKBOOKS = (".xlsx", ".xls", ".ods")
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class FileLayout:
    """How to find the table in the file. ``names_in`` are header rows (from 1) whose words make the column name."""

    title_rows: int = 0
    header_rows: int = 1
    names_in: tuple[int, ...] = (1,)
    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""


def read_table(path: Path, layout: FileLayout) -> pl.DataFrame:
    """The table as text columns under their headers. Raises UnreadableFileError with what to do."""
    _check_file(path)
    rows = _workbook_rows(path, layout) if path.suffix.lower() in WORKBOOKS else _csv_rows(path, layout)
    if rows.height <= layout.header_rows:
        raise UnreadableFileError(f"{path} has a header but no answers below it.")
    names = _names(rows.head(layout.header_rows), layout)
    body = rows.slice(layout.header_rows).rename(dict(zip(rows.columns, names, strict=True)))
    return body.filter(pl.any_horizontal(pl.all().str.strip_chars() != ""))


def _check_file(path: Path) -> None:
    if not path.exists():
        raise UnreadableFileError(f"There is no file {path}. Check the name and the folder.")
    if path.is_dir():
        raise UnreadableFileError(f"{path} is a folder, not a file.")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFileError(f"{path} is empty.")
    if size > LARGEST_FILE:
        raise UnreadableFileError(f"{path} is {_megabytes(size)}; files up to {_megabytes(LARGEST_FILE)} can be read.")
    with path.open("rb") as file:
        is_zip = file.read(4) == b"PK\x03\x04"
    if path.suffix.lower() in (".xlsm", ".xlsb", ".xltm"):
        raise UnreadableFileError(f"{path} is a workbook with macros. Save it as a plain workbook (.xlsx) or as CSV.")
    if is_zip:
        _check_workbook(path)
    elif path.suffix.lower() in (".xlsx", ".ods"):
        raise UnreadableFileError(f"{path} is not a workbook inside, whatever its name says. Export it again.")


def _check_workbook(path: Path) -> None:
    """Look inside before opening: no macros, and not so large that it would fill the memory."""
    if path.suffix.lower() not in WORKBOOKS:
        raise UnreadableFileError(f"{path} is a workbook or an archive, not text. If it is a workbook, name it .xlsx.")
    try:
        with zipfile.ZipFile(path) as parts:
            if any(name.lower().endswith("vbaproject.bin") for name in parts.namelist()):
                raise UnreadableFileError(f"{path} holds macros. Save it as a plain workbook (.xlsx) or as CSV.")
            unpacked = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile:
        raise UnreadableFileError(f"{path} is damaged: its parts cannot be opened. Export it again.") from None
    if unpacked > LARGEST_WORKBOOK:
        raise UnreadableFileError(
            f"{path} is {_megabytes(unpacked)} unpacked; workbooks up to {_megabytes(LARGEST_WORKBOOK)} can be read. "
            "Save the sheet with the answers as CSV."
        )


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MB"


def _workbook_rows(path: Path, layout: FileLayout) -> pl.DataFrame:
    try:
        book = fastexcel.read_excel(str(path))
        if layout.sheet and layout.sheet not in book.sheet_names:
            listed = ", ".join(book.sheet_names)
            raise UnreadableFileError(f"{path} has no sheet “{layout.sheet}”; it has {listed}.")
        sheet = book.load_sheet(
            layout.sheet or 0,
            header_row=None,
            skip_rows=layout.title_rows,
            dtypes="string",
            skip_whitespace_tail_rows=True,
        )
        rows = sheet.to_polars()
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError) as error:
        raise UnreadableFileError(f"{path} cannot be read as a workbook ({_first_line(error)}).") from None
    if rows.is_empty():
        raise UnreadableFileError(f"The sheet in {path} is empty.")
    return rows.cast(pl.String).fill_null("")


def _csv_rows(path: Path, layout: FileLayout) -> pl.DataFrame:
    text = _decode(path, layout.encoding)
    if not text.strip():
        raise UnreadableFileError(f"{path} is empty.")
    text = _without_title_rows(text, layout.title_rows)
    delimiter = layout.delimiter or _delimiter(text)
    try:
        return pl.read_csv(
            io.BytesIO(text.encode()),
            has_header=False,
            separator=delimiter,
            infer_schema=False,
        ).fill_null("")
    except pl.exceptions.PolarsError:
        raise UnreadableFileError(_why_not_csv(path, text, delimiter)) from None


def _decode(path: Path, encoding: str) -> str:
    data = path.read_bytes()
    if encoding:
        try:
            return data.decode(codecs.lookup(encoding).name)
        except LookupError:
            raise UnreadableFileError(f"The mapping names the encoding “{encoding}”, which does not exist.") from None
        except UnicodeDecodeError:
            raise UnreadableFileError(f"{path} is not in the encoding “{encoding}” that the mapping names.") from None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFileError(
            f"{path} is not UTF-8 text (line {line}). Save it as “CSV UTF-8”, or say its encoding in the mapping: "
            'under [file], encoding = "cp1252" for most Windows files.'
        ) from None


def _without_title_rows(text: str, rows: int) -> str:
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines)
    for _ in range(rows):
        next(reader, None)
    return lines.read() if rows else text


def _delimiter(text: str) -> str:
    """The delimiter that splits the header into the most columns; the comma on a tie."""
    header = text[: text.find("\n") if "\n" in text else len(text)]
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([header], delimiter=mark), [])))


def _why_not_csv(path: Path, text: str, delimiter: str) -> str:
    """Name the first record whose number of columns differs from the header's."""
    named = {"\t": "tab"}.get(delimiter, f"“{delimiter}”")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    width = len(next(reader))
    for row in reader:
        if len(row) > width:
            return (
                f"{path}, line {reader.line_num}: {len(row)} columns where the header has {width}, read with {named} "
                "between columns. Check the delimiter and the quotation marks around answers that hold it."
            )
    return f"{path} cannot be read as a table with {named} between columns. Export it again as CSV."


def _names(header: pl.DataFrame, layout: FileLayout) -> list[str]:
    """Column names: the words of the header rows that ``names_in`` lists, a blank upper cell taking its left one."""
    rows = [list(row) for row in header.iter_rows()]
    wanted = [rows[n - 1] for n in layout.names_in if n <= len(rows)]
    for upper in wanted[:-1]:
        for n in range(1, len(upper)):
            upper[n] = upper[n] or upper[n - 1]
    names = [
        " / ".join(dict.fromkeys(part.strip() for part in parts if part.strip())) for parts in zip(*wanted, strict=True)
    ]
    seen: dict[str, int] = {}
    for n, given in enumerate(names):
        name = given or f"column {n + 1}"
        seen[name] = seen.get(name, 0) + 1
        names[n] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return names


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
