"""Text tables as they come out of other programs."""

from pathlib import Path

import polars as pl
import pytest
from tests.factories import written

from soundings.errors import UnreadableFileError
from soundings.tabular import FileLayout, read_table

ROWS = [{"id": "1", "said": "Agree"}, {"id": "2", "said": "Disagree"}]
TEXT = "id,said\n1,Agree\n2,Disagree\n"


def rows_of(folder: Path, content: str | bytes, **layout: object) -> list[dict[str, str]]:
    return read_table(written(folder, "a.csv", content), FileLayout(**layout)).to_dicts()


def refusal_of(folder: Path, content: str | bytes, name: str = "a.csv", **layout: object) -> str:
    path = written(folder, name, content)
    with pytest.raises(UnreadableFileError) as caught:
        read_table(path, FileLayout(**layout))
    assert str(caught.value).startswith(str(path)) or "mapping" in str(caught.value)
    return str(caught.value).removeprefix(str(path))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TEXT.encode(), id="plain"),
        pytest.param(TEXT.encode("utf-8-sig"), id="byte-order mark"),
        pytest.param(TEXT.encode("utf-16"), id="utf-16"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), id="utf-16 big end first"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), id="Windows line ends"),
        pytest.param(TEXT.replace("\n", "\r").encode(), id="old Macintosh line ends"),
        pytest.param(TEXT.rstrip("\n").encode(), id="no last line end"),
        pytest.param(TEXT.replace(",", ";").encode(), id="semicolons"),
        pytest.param(TEXT.replace(",", "\t").encode(), id="tabs"),
        pytest.param(TEXT.replace(",", "|").encode(), id="bars"),
        pytest.param(b'"id","said"\n"1","Agree"\n"2","Disagree"\n', id="everything in quotation marks"),
        pytest.param(b"id,said\n\n1,Agree\n,\n2,Disagree\n\n \n", id="blank rows between"),
    ],
)
def test_the_same_table_is_read_from_every_common_form(tmp_path: Path, content: bytes):
    assert rows_of(tmp_path, content) == ROWS


def test_everything_is_text_and_nothing_is_guessed(tmp_path: Path):
    rows = rows_of(tmp_path, "a,b,c,d,e\n007,1.50,NA,true,2026-05-01\n")

    assert rows == [{"a": "007", "b": "1.50", "c": "NA", "d": "true", "e": "2026-05-01"}]


def test_answers_may_hold_the_delimiter_quotation_marks_and_line_breaks(tmp_path: Path):
    rows = rows_of(tmp_path, 'id,said\n1,"Fewer forms, please"\n2,"She said ""no"""\n3,"two\nlines"\n')

    assert [row["said"] for row in rows] == ["Fewer forms, please", 'She said "no"', "two\nlines"]


def test_a_tab_file_whose_questions_hold_commas_is_read_by_its_tabs(tmp_path: Path):
    text = "id\tHow often, in a month, in all, do you work late?\n1\tOften\n2\tNever\n"

    assert [list(row.values()) for row in rows_of(tmp_path, text)] == [["1", "Often"], ["2", "Never"]]


def test_a_semicolon_file_whose_answers_hold_commas_is_read_by_its_semicolons(tmp_path: Path):
    text = "id;helps\n1;a laptop, a phone, a car\n2;a phone, a car\n"

    assert rows_of(tmp_path, text)[1] == {"id": "2", "helps": "a phone, a car"}


def test_a_table_of_one_column_is_read(tmp_path: Path):
    assert rows_of(tmp_path, "said\nAgree\nDisagree\n") == [{"said": "Agree"}, {"said": "Disagree"}]


def test_cells_missing_at_the_end_of_a_row_are_empty(tmp_path: Path):
    # Spreadsheets leave the last delimiters out where the last columns are empty.
    assert rows_of(tmp_path, "a,b,c\n1\n1,2,3\n") == [
        {"a": "1", "b": "", "c": ""},
        {"a": "1", "b": "2", "c": "3"},
    ]


def test_a_comment_longer_than_the_csv_module_allows_is_read(tmp_path: Path):
    long = "x" * 200_000

    assert rows_of(tmp_path, f'id,said\n1,"{long}"\n')[0]["said"] == long


def test_a_stated_encoding_is_used(tmp_path: Path):
    assert rows_of(tmp_path, "name\nSiân\n".encode("cp1252"), encoding="cp1252") == [{"name": "Siân"}]


def test_a_byte_order_mark_is_taken_off_when_the_encoding_is_stated_too(tmp_path: Path):
    assert rows_of(tmp_path, TEXT.encode("utf-8-sig"), encoding="utf-8") == ROWS


def test_a_stated_delimiter_is_used(tmp_path: Path):
    assert rows_of(tmp_path, "a;b,c\n1;2,3\n", delimiter=",") == [{"a;b": "1;2", "c": "3"}]


def test_title_rows_are_left_out(tmp_path: Path):
    title = '"Staff survey, 2026"\n"Exported by ""Forms""\non 12 June"\n'

    assert rows_of(tmp_path, title + TEXT, title_rows=2) == ROWS


def test_three_header_rows_are_named_by_the_one_that_is_asked_for(tmp_path: Path):
    # As Qualtrics writes them: codes, texts, and a row of JSON.
    text = 'Q1,Q2\n"My caseload, in all","My team"\n"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\nAgree,East\n'

    assert rows_of(tmp_path, text, header_rows=3) == [{"Q1": "Agree", "Q2": "East"}]
    assert rows_of(tmp_path, text, header_rows=3, names_in=(2,)) == [
        {"My caseload, in all": "Agree", "My team": "East"}
    ]


def test_two_header_rows_are_joined_and_a_blank_takes_the_words_to_its_left(tmp_path: Path):
    # As SurveyMonkey writes them: the question over its first option only.
    text = "Respondent,What would help?,,,Role\n,A laptop,A phone,A car,\n1,x,,x,Manager\n"

    names = list(rows_of(tmp_path, text, header_rows=2, names_in=(1, 2))[0])

    assert names == [
        "Respondent",
        "What would help? / A laptop",
        "What would help? / A phone",
        "What would help? / A car",
        "Role",
    ]


def test_the_same_words_in_both_header_rows_are_said_once(tmp_path: Path):
    assert rows_of(tmp_path, "Team,Role\nTeam,Your role\nEast,Manager\n", header_rows=2, names_in=(1, 2)) == [
        {"Team": "East", "Role / Your role": "Manager"}
    ]


def test_columns_without_a_name_or_with_the_same_one_are_told_apart(tmp_path: Path):
    (row,) = rows_of(tmp_path, "Other,,Other,Other (2),,Other\n1,2,3,4,5,6\n")

    assert row == {
        "Other": "1",
        "column 2": "2",
        "Other (2)": "3",
        "Other (2) (2)": "4",
        "column 5": "5",
        "Other (3)": "6",
    }


def test_a_windows_file_is_refused_with_the_line_and_what_to_do(tmp_path: Path):
    refusal = refusal_of(tmp_path, "id,said\n1,yes\n2,naïve\n".encode("cp1252"))

    assert refusal == (
        " is not UTF-8 text (line 3). Save it as “CSV UTF-8”, or say its encoding in the mapping: under [file], "
        'encoding = "cp1252" for most Windows files.'
    )


def test_a_ragged_line_is_named_by_its_number_in_the_file(tmp_path: Path):
    refusal = refusal_of(tmp_path, 'Title\n"in two\nlines"\nid,said\n1,Agree\n2,Agree,really\n', title_rows=2)

    assert refusal.startswith(", line 6: 3 columns where the header has 2, read with “,” between columns.")


@pytest.mark.parametrize(
    ("content", "layout", "refusal"),
    [
        (b"", {}, " is empty."),
        (b"\xef\xbb\xbf", {}, " is empty."),
        (b" \n\n\t\n", {}, " is empty."),
        (b"id,said\n", {}, " has a header but no answers below it."),
        (b"id,said\n\n,\n , \n", {}, " has a header but no answers below it."),
        (b"id,said\n1,Agree\n", {"header_rows": 2}, " has a header but no answers below it."),
        (b"id,said\n1,Agree\n", {"title_rows": 2}, " has nothing below its 2 title rows."),
        (b"\xff\xfea\x00,", {}, " starts as UTF-16 text but does not go on so. Export it again."),
        ("id,said\n1,2\n".encode("utf-16-le"), {}, " is not plain text inside."),
        (b"id,said\n1,2\x00\n", {}, " is not plain text inside."),
        (b'id,said\n"1,2\n', {}, " cannot be read as a table with “,” between columns. Perhaps a quotation mark"),
        (b"id\tsaid\n1\t2\t3\n", {}, ", line 2: 3 columns where the header has 2, read with a tab between columns."),
    ],
)
def test_what_is_not_a_table_is_refused_in_plain_words(tmp_path: Path, content: bytes, layout: dict, refusal: str):
    assert refusal_of(tmp_path, content, **layout).startswith(refusal)


def test_a_stated_delimiter_that_finds_one_column_is_a_slip_and_the_right_one_is_named(tmp_path: Path):
    refusal = refusal_of(tmp_path, TEXT.replace(",", ";"), delimiter=",")

    assert refusal == (
        " has only one column when read with “,” between columns, as the mapping says. Its columns seem to be parted "
        "by “;”: mend delimiter under [file]."
    )


def test_a_stated_delimiter_may_find_one_column_where_there_is_one(tmp_path: Path):
    assert rows_of(tmp_path, "said\nAgree\n", delimiter=";") == [{"said": "Agree"}]


@pytest.mark.parametrize("encoding", ["utf8-mb4", "rot13", "\0", "hex"])
def test_an_encoding_that_does_not_exist_is_named(tmp_path: Path, encoding: str):
    assert refusal_of(tmp_path, TEXT, encoding=encoding).endswith("which does not exist.")


@pytest.mark.parametrize(("content", "encoding"), [(b"id\n\xff\n", "utf-8"), (b"a\\ud800\nb\n", "unicode_escape")])
def test_a_file_in_another_encoding_than_stated_is_refused(tmp_path: Path, content: bytes, encoding: str):
    assert (
        refusal_of(tmp_path, content, encoding=encoding)
        == f" is not in the encoding “{encoding}” that the mapping names."
    )


def test_a_missing_file_is_told_by_name(tmp_path: Path):
    with pytest.raises(UnreadableFileError, match=r"There is no file .*none\.csv\. Check the name and the folder\."):
        read_table(tmp_path / "none.csv", FileLayout())


def test_a_folder_is_not_a_file_of_answers(tmp_path: Path):
    with pytest.raises(UnreadableFileError, match="is a folder, not a file"):
        read_table(tmp_path, FileLayout())


def test_a_device_is_not_a_file_of_answers():
    with pytest.raises(UnreadableFileError, match="is not an ordinary file"):
        read_table(Path("/dev/null"), FileLayout())


def test_a_file_that_cannot_be_opened_is_told_with_the_reason(tmp_path: Path):
    with pytest.raises(UnreadableFileError, match=r"cannot be read: file name too long\."):
        read_table(tmp_path / ("a" * 300), FileLayout())


def test_a_file_too_large_to_read_is_refused_by_its_size_alone(tmp_path: Path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        # A sparse file: 401 MB in name, nothing on the disk.
        file.truncate(401 * 2**20)

    with pytest.raises(UnreadableFileError, match="is 401 MB; files up to 400 MB can be read"):
        read_table(path, FileLayout())


def test_a_large_file_with_line_breaks_inside_answers_keeps_every_row(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("id,said\n" + "".join(f'{n},"one\ntwo, three"\n' for n in range(50_000)))

    table = read_table(path, FileLayout())

    assert table.get_column("id").cast(pl.Int64).sum() == sum(range(50_000))
    assert table.get_column("said").unique().to_list() == ["one\ntwo, three"]
