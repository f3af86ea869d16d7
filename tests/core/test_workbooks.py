"""Workbooks: read without running anything in them, refused when they are not what they say."""

import datetime as dt
import resource
import zipfile
from pathlib import Path

import openpyxl
import pytest
from tests.factories import written

from soundings.errors import UnreadableFileError
from soundings.tabular import LARGEST_WORKBOOK, FileLayout, read_table


def workbook(folder: Path, *sheets: tuple[str, list[list[object]]], name: str = "a.xlsx") -> Path:
    """A workbook as another program writes it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / name)
    return folder / name


def refusal_of(path: Path, **layout: object) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_table(path, FileLayout(**layout))
    return str(caught.value).removeprefix(str(path))


ANSWERS = [["id", "said"], [1, "Agree"], [2, "Disagree"]]


def test_the_first_sheet_is_read_unless_another_is_named(tmp_path: Path):
    path = workbook(tmp_path, ("Answers", ANSWERS), ("Codes", [["code", "label"], ["a", "Agree"]]))

    assert read_table(path, FileLayout()).rows() == [("1", "Agree"), ("2", "Disagree")]
    assert read_table(path, FileLayout(sheet="Codes")).rows() == [("a", "Agree")]


def test_every_cell_is_read_as_text(tmp_path: Path):
    path = workbook(
        tmp_path,
        ("A", [["whole", "part", "when", "ticked", "nothing"], [4, 4.5, dt.date(2026, 5, 1), True, None]]),
    )

    assert read_table(path, FileLayout()).rows() == [("4", "4.5", "2026-05-01 00:00:00", "true", "")]


def test_title_rows_header_rows_and_blank_rows_are_as_in_text_files(tmp_path: Path):
    rows = [
        ["Staff survey"],
        [],
        ["Help?", None, "Role"],
        ["Laptop", "Phone", None],
        ["x", None, "Manager"],
        [],
        ["", "x", "Worker"],
    ]
    path = workbook(tmp_path, ("A", rows))

    table = read_table(path, FileLayout(title_rows=2, header_rows=2, names_in=(1, 2)))

    assert table.to_dicts() == [
        {"Help? / Laptop": "x", "Help? / Phone": "", "Role": "Manager"},
        {"Help? / Laptop": "", "Help? / Phone": "x", "Role": "Worker"},
    ]


def test_a_missing_sheet_is_named_beside_those_there_are(tmp_path: Path):
    path = workbook(tmp_path, ("Answers", ANSWERS), ("Codes", ANSWERS))

    assert refusal_of(path, sheet="Replies") == " has no sheet “Replies”; it has Answers, Codes."


def test_a_sheet_without_anything_in_it_is_refused(tmp_path: Path):
    assert refusal_of(workbook(tmp_path, ("A", []))) == f"The sheet in {tmp_path / 'a.xlsx'} is empty."


def test_a_sheet_with_a_header_only_is_refused(tmp_path: Path):
    assert refusal_of(workbook(tmp_path, ("A", [["id", "said"]]))) == " has a header but no answers below it."


def test_a_sheet_with_titles_only_is_refused(tmp_path: Path):
    path = workbook(tmp_path, ("A", [["Staff survey"]]))

    assert refusal_of(path, title_rows=2) == " has nothing below its 2 title rows."


@pytest.mark.parametrize("name", ["a.xlsm", "a.XLSM", "a.xlsb", "a.xltm"])
def test_a_workbook_that_may_hold_macros_is_refused_by_its_name(tmp_path: Path, name: str):
    workbook(tmp_path, ("A", ANSWERS)).rename(tmp_path / name)

    assert refusal_of(tmp_path / name) == (
        " is a kind of workbook that can hold macros. Save it as a plain workbook (.xlsx) or as CSV."
    )


def test_macros_inside_a_renamed_workbook_are_found(tmp_path: Path):
    path = workbook(tmp_path, ("A", ANSWERS))
    with zipfile.ZipFile(path, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"macro")

    assert refusal_of(path) == " holds macros. Save it as a plain workbook (.xlsx) or as CSV."


def test_a_workbook_named_as_text_is_refused(tmp_path: Path):
    workbook(tmp_path, ("A", ANSWERS)).rename(tmp_path / "a.csv")

    assert refusal_of(tmp_path / "a.csv") == (
        " is a workbook or an archive, not text. If it is a workbook, name it .xlsx."
    )


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods"])
def test_text_named_as_a_workbook_is_refused(tmp_path: Path, name: str):
    path = written(tmp_path, name, "id,said\n1,Agree\n")

    assert refusal_of(path) == " is not a workbook inside, whatever its name says. Export it again."


def test_a_workbook_with_a_password_is_refused_with_what_to_do(tmp_path: Path):
    # A protected workbook is wrapped in the older container format, which starts so.
    path = written(tmp_path, "a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)

    assert refusal_of(path).startswith(" is protected by a password, or is an older workbook")


def test_an_archive_named_as_a_workbook_is_refused(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("letter.txt", "Dear all")

    assert refusal_of(path).startswith(" cannot be read as a workbook (")


def test_a_workbook_cut_off_half_way_is_refused(tmp_path: Path):
    path = workbook(tmp_path, ("A", ANSWERS))
    path.write_bytes(path.read_bytes()[:1000])

    assert refusal_of(path) == " is damaged: its parts cannot be opened. Export it again."


def test_a_workbook_packed_in_a_way_nobody_knows_is_refused(tmp_path: Path):
    path = workbook(tmp_path, ("A", ANSWERS))
    content = bytearray(path.read_bytes())
    # The version needed to unpack the first part, in the list at the end of the file.
    content[content.index(b"PK\x01\x02") + 6] = 159
    path.write_bytes(bytes(content))

    assert refusal_of(path) == " is damaged: its parts cannot be opened. Export it again."


def zeros(folder: Path, size: int) -> Path:
    """A small workbook that unpacks to ``size`` bytes."""
    path = workbook(folder, ("A", ANSWERS))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as parts:
        size -= sum(part.file_size for part in parts.infolist())
        with parts.open("xl/media/picture.bin", "w", force_zip64=True) as picture:
            for start in range(0, size, 2**20):
                picture.write(bytes(min(2**20, size - start)))
    return path


def test_a_200_megabyte_workbook_is_refused_before_it_is_opened(tmp_path: Path):
    path = zeros(tmp_path, 200 * 2**20)
    assert path.stat().st_size < 2**20
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    refusal = refusal_of(path)

    assert refusal == (
        " is 200 MB unpacked; workbooks up to 150 MB can be read. Save the sheet with the answers as CSV."
    )
    # Kilobytes: the peak has not grown by a tenth of what the workbook would unpack to.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20 * 2**10


def test_a_workbook_of_exactly_the_largest_size_is_read(tmp_path: Path):
    assert read_table(zeros(tmp_path, LARGEST_WORKBOOK), FileLayout()).rows() == [("1", "Agree"), ("2", "Disagree")]


def test_a_workbook_one_byte_larger_is_refused(tmp_path: Path):
    assert "unpacked; workbooks up to 150 MB" in refusal_of(zeros(tmp_path, LARGEST_WORKBOOK + 1))
