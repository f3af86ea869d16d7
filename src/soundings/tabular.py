"""Tables as they come: CSV in any common form, and workbooks. Everything is text; nothing is guessed.

What lives here: opening files safely and finding the header. What does not: what the columns mean.
"""

from __future__ import annotations

import codecs
import csv
import io
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import fastexcel
import polars as pl

from soundings.errors import UnreadableFileError

LARGEST_FILE = 400 * 2**20
LARGEST_WORKBOOK = 150 * 2**20
WORKBOOKS = (".xlsx", ".xls", ".ods")
WITH_MACROS = (".xlsm", ".xlsb", ".xltm")
DELIMITERS = (",", ";", "\t", "|")
ROWS_TRIED = 20
CHARACTERS_TRIED = 2**20
ZIP_START = b"PK\x03\x04"
OLD_OFFICE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# A comment may be long; the csv module by itself stops at 131,072 characters in one cell.
csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True)
class FileLayout:
    """How to find the table in the file. ``names_in`` are header rows (from 1) whose words make the column name.

    ``what`` stands in the rows, and ``rules`` is the file in which a person says all this: for the words of a refusal.
    """

    title_rows: int = 0
    header_rows: int = 1
    names_in: tuple[int, ...] = (1,)
    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""
    what: str = "answers"
    rules: str = "mapping"


def read_table(path: Path, layout: FileLayout) -> pl.DataFrame:
    """The table as text columns under their headers. Raises UnreadableFileError with what to do."""
    return read_numbered(path, layout)[1]


def read_numbered(path: Path, layout: FileLayout) -> tuple[list[int], pl.DataFrame]:
    """The same, with the row of the file that each row stands in, as a spreadsheet counts them: from 1."""
    _check_file(path)
    rows = _workbook_rows(path, layout) if path.suffix.lower() in WORKBOOKS else _csv_rows(path, layout)
    if rows.height <= layout.header_rows:
        raise UnreadableFileError(f"{path} has a header but no {layout.what} below it.")
    body = rows.slice(layout.header_rows)
    body.columns = _names(rows.head(layout.header_rows), layout)
    filled = body.select(pl.any_horizontal(pl.all().str.strip_chars() != "")).to_series()
    if not filled.any():
        raise UnreadableFileError(f"{path} has a header but no {layout.what} below it.")
    above = layout.title_rows + layout.header_rows + 1
    return [above + n for n in filled.arg_true()], body.filter(filled)


def _check_file(path: Path) -> None:
    size, start = _size_and_start(path)
    suffix = path.suffix.lower()
    if size == 0:
        raise UnreadableFileError(f"{path} is empty.")
    if size > LARGEST_FILE:
        raise UnreadableFileError(f"{path} is {_megabytes(size)}; files up to {_megabytes(LARGEST_FILE)} can be read.")
    if suffix in WITH_MACROS:
        raise UnreadableFileError(
            f"{path} is a kind of workbook that can hold macros. Save it as a plain workbook (.xlsx) or as CSV."
        )
    if start.startswith(ZIP_START):
        _check_workbook(path)
    elif suffix in (".xlsx", ".ods") and start == OLD_OFFICE_START:
        raise UnreadableFileError(
            f"{path} is protected by a password, or is an older workbook that was given this name. "
            "Open it, save it without a password as .xlsx or CSV, and use that file."
        )
    elif suffix in (".xlsx", ".ods"):
        raise UnreadableFileError(f"{path} is not a workbook inside, whatever its name says. Export it again.")


def _size_and_start(path: Path) -> tuple[int, bytes]:
    """How large the file is and its first bytes; a sentence if it cannot even be opened."""
    try:
        facts = path.stat()
        if stat.S_ISDIR(facts.st_mode):
            raise UnreadableFileError(f"{path} is a folder, not a file.")
        if not stat.S_ISREG(facts.st_mode):
            raise UnreadableFileError(f"{path} is not an ordinary file. Save the answers as a file first.")
        with path.open("rb") as file:
            return facts.st_size, file.read(len(OLD_OFFICE_START))
    except FileNotFoundError:
        raise UnreadableFileError(f"There is no file {path}. Check the name and the folder.") from None
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.") from None


def _check_workbook(path: Path) -> None:
    """Look inside before opening: no macros, and not so large that it would fill the memory."""
    if path.suffix.lower() not in WORKBOOKS:
        raise UnreadableFileError(f"{path} is a workbook or an archive, not text. If it is a workbook, name it .xlsx.")
    try:
        with zipfile.ZipFile(path) as parts:
            if any(name.lower().endswith("vbaproject.bin") for name in parts.namelist()):
                raise UnreadableFileError(f"{path} holds macros. Save it as a plain workbook (.xlsx) or as CSV.")
            unpacked = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, NotImplementedError):
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
            dtypes="string",
            skip_whitespace_tail_rows=True,
        )
        rows = sheet.to_polars()
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError) as error:
        raise UnreadableFileError(f"{path} cannot be read as a workbook ({_first_line(error)}).") from None
    if rows.is_empty():
        raise UnreadableFileError(f"The sheet in {path} is empty.")
    if rows.height <= layout.title_rows:
        raise UnreadableFileError(f"{path} has nothing below its {layout.title_rows} title rows.")
    return rows.slice(layout.title_rows).cast(pl.String).fill_null("")


def _csv_rows(path: Path, layout: FileLayout) -> pl.DataFrame:
    whole = _decode(path, layout)
    if not whole.strip():
        raise UnreadableFileError(f"{path} is empty.")
    text = _without_title_rows(whole, layout.title_rows)
    if not text.strip():
        raise UnreadableFileError(f"{path} has nothing below its {layout.title_rows} title rows.")
    delimiter = layout.delimiter or _delimiter(text)
    try:
        rows = pl.read_csv(io.BytesIO(text.encode()), has_header=False, separator=delimiter, infer_schema=False)
    except pl.exceptions.PolarsError:
        above = whole.count("\n") - text.count("\n")
        raise UnreadableFileError(_why_not_csv(path, text, delimiter, above)) from None
    if rows.width == 1 and layout.delimiter:
        _check_delimiter(path, text, layout)
    return rows.fill_null("")


def _decode(path: Path, layout: FileLayout) -> str:
    """The text of the file, without byte-order mark and with line ends that every reader knows."""
    data = path.read_bytes()
    text = _decode_as(path, data, layout) if layout.encoding else _decode_unicode(path, data, layout)
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise UnreadableFileError(
            f"{path} is not plain text inside. If it was saved as “Unicode text”, save it as “CSV UTF-8” instead."
        )
    return text if "\n" in text else text.replace("\r", "\n")


def _decode_as(path: Path, data: bytes, layout: FileLayout) -> str:
    encoding = layout.encoding
    try:
        text = data.decode(encoding)
        text.encode()
    except UnicodeError:
        raise UnreadableFileError(
            f"{path} is not in the encoding “{encoding}” that the {layout.rules} names."
        ) from None
    except (LookupError, ValueError):
        raise UnreadableFileError(
            f"The {layout.rules} names the encoding “{encoding}”, which does not exist."
        ) from None
    return text


def _decode_unicode(path: Path, data: bytes, layout: FileLayout) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise UnreadableFileError(f"{path} starts as UTF-16 text but does not go on so. Export it again.") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFileError(
            f"{path} is not UTF-8 text (line {line}). Save it as “CSV UTF-8”, or say its encoding in the "
            f"{layout.rules}: "
            'under [file], encoding = "cp1252" for most Windows files.'
        ) from None


def _without_title_rows(text: str, rows: int) -> str:
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines)
    for _ in range(rows):
        next(reader, None)
    return lines.read() if rows else text


def _delimiter(text: str) -> str:
    """The delimiter that gives the first rows equally many columns, and the most; the comma on a tie."""

    def fitness(mark: str) -> tuple[bool, int, int]:
        widths = [len(row) for row in islice(_records(text[:CHARACTERS_TRIED], mark), ROWS_TRIED)] or [0]
        return len(set(widths)) == 1 and widths[0] > 1, widths[0], sum(widths)

    return max(DELIMITERS, key=fitness)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return (row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row)


def _check_delimiter(path: Path, text: str, layout: FileLayout) -> None:
    """A stated delimiter that finds one column, where another would find several, is a slip."""
    stated = layout.delimiter
    better = _delimiter(text)
    if better != stated and len(next(_records(text, better), [])) > 1:
        raise UnreadableFileError(
            f"{path} has only one column when read with {_named(stated)} between columns, as the {layout.rules} says. "
            f"Its columns seem to be parted by {_named(better)}: mend delimiter under [file]."
        )


def _named(delimiter: str) -> str:
    return {"\t": "a tab"}.get(delimiter, f"“{delimiter}”")


def _why_not_csv(path: Path, text: str, delimiter: str, above: int) -> str:
    """Name the first record that is wider than the header; ``above`` lines stand over ``text`` in the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    width = len(next(reader))
    for row in reader:
        if len(row) > width:
            return (
                f"{path}, line {above + reader.line_num}: {len(row)} columns where the header has {width}, read with "
                f"{_named(delimiter)} between columns. Check the delimiter, the quotation marks around answers that "
                "hold it, and whether title rows stand above the header."
            )
    return (
        f"{path} cannot be read as a table with {_named(delimiter)} between columns. Perhaps a quotation mark is "
        "opened and never closed. Export it again as CSV."
    )


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
    taken: set[str] = set()
    for n, given in enumerate(names):
        name, times = given or f"column {n + 1}", 1
        while name in taken:
            times += 1
            name = f"{given or f'column {n + 1}'} ({times})"
        taken.add(name)
        names[n] = name
    return names


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
