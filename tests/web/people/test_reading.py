"""Reading rosters: the usual exports without a word of explanation, and every fault of a file at once."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from tests.web.people.conftest import ANN, HEAD

from soundings.errors import FaultyFileError, UnreadableFileError
from soundings_web.people.reading import ReadRoster, ReadUnit, Rules, read_numbers, read_roster

CENSUS = date(2026, 3, 31)
Write = Callable[..., Path]


def read(path: Path, **rules: object) -> ReadRoster:
    return read_roster(path, Rules(CENSUS, **rules))  # type: ignore[arg-type]


def faults_of(path: Path, **rules: object) -> list[str]:
    with pytest.raises(FaultyFileError) as refused:
        read(path, **rules)
    return list(refused.value.faults)


def test_an_ordinary_export_needs_no_layout(four: Path):
    roster = read(four)
    ann, bob, cat, dan = roster.people

    assert (ann.number, ann.name, ann.email) == ("1", "Ann Lee", "ann@council.example")
    assert ann.path == ("Children", "Help", "Front door")
    assert ann.facts == {
        "role": "social_worker",
        "tenure": "6 years, but less than 10",
        "directorate": "Children",
        "service": "Help",
        "team": "Front door",
    }
    assert [bob.facts["team"], dan.facts["team"]] == ["Assessment (Help)", "Assessment (Living well)"]
    assert cat.path == ("Children", "Help")
    assert cat.facts["team"] == "Help", "a manager of a whole service belongs to the service"
    assert {person.standing for person in roster.people} == {"eligible"}


def test_the_tree_comes_from_the_columns_above_before_below(four: Path):
    assert read(four).tree == (
        ReadUnit("children", "Children", ""),
        ReadUnit("children/help", "Help", "children"),
        ReadUnit("children/help/front-door", "Front door", "children/help"),
        ReadUnit("children/help/assessment", "Assessment", "children/help"),
        ReadUnit("adults", "Adults", ""),
        ReadUnit("adults/living-well", "Living well", "adults"),
        ReadUnit("adults/living-well/assessment", "Assessment", "adults/living-well"),
    )


def test_labels_of_each_fact_stand_in_their_order(four: Path):
    assert read(four).labels == {
        "role": ["social_worker", "asye", "team_manager"],
        "tenure": ["Less than 1 year", "6 years, but less than 10", "10 years or more"],
        "directorate": ["Children", "Adults"],
        "service": ["Help", "Living well"],
        "team": ["Help", "Front door", "Assessment (Help)", "Assessment (Living well)"],
    }


@pytest.mark.parametrize(
    "head",
    [
        "Staff number,Last name,First name,E-mail,Job title,Department,Service area,Team name,Start Date",
        "Payroll No.,SURNAME,FORENAME,Email Address,Role,Directorate,Division,TEAM,Date joined",
        "staff_id,family name,given_name,Work e-mail,Post,directorate,service,team,Continuous Service Date",
    ],
)
def test_usual_headers_are_recognised_in_any_spelling(roster_file: Write, four: Path, head: str):
    rows = four.read_text(encoding="utf-8").splitlines()[1:]

    assert read(roster_file(*rows, head=head, name="other.csv")) == read(four)


def test_one_name_column_serves_as_well(roster_file: Write):
    roster = read(roster_file("7,Lee Ann", head="Staff no,Full name"))

    assert [(person.number, person.name, person.path) for person in roster.people] == [("7", "Lee Ann", ())]


def test_a_workbook_reads_as_the_text_file_does(four: Path, tmp_path: Path):
    book = openpyxl.Workbook()
    for line in four.read_text(encoding="utf-8").splitlines():
        number, *words, start = line.split(",")
        day = datetime.strptime(start, "%d/%m/%Y" if "/" in start else "%Y-%m-%d") if start[0].isdigit() else start  # noqa: DTZ007 - a day
        book.active.append([int(number) if number.isdigit() else number, *words, day])
    book.save(tmp_path / "roster.xlsx")

    assert read(tmp_path / "roster.xlsx") == read(four)


def test_ten_faults_are_told_at_once_by_row_and_nothing_is_kept(roster_file: Write):
    path = roster_file(
        ",No,Number,no@council.example,a,Children,Help,Front door,01/02/2020",
        "2,Roy,Bob,bob@council.example,a,Children,Help,Front door,01/02/2020",
        "2,Twice,Number,twice@council.example,a,Children,Help,Front door,01/02/2020",
        "4,Twice,Mail,BOB@council.example,a,Children,Help,Front door,01/02/2020",
        "5,Bad,Mail,bad@@council.example,a,Children,Help,Front door,01/02/2020",
        "6,Bad,Mail,no address,a,Children,Help,Front door,01/02/2020",
        "7,Bad,Start,start@council.example,a,Children,Help,Front door,02/31/2020",
        "8,Late,Start,late@council.example,a,Children,Help,Front door,01/04/2026",
        ",,,,,,,,",
        "9,Bad,Unit,unit@council.example,a,Children,Help,---,01/02/2020",
        f"{'9' * 65},Long,Number,long@council.example,a,Children,Help,Front door,01/02/2020",
    )

    assert faults_of(path) == [
        "row 2: the staff number is missing",
        "row 4: the staff number “2” stands in row 3 already; one row for each person",
        "row 5: the e-mail address “BOB@council.example” stands in row 3 already; one row for each person",
        "row 6: “bad@@council.example” is no e-mail address",
        "row 7: “no address” is no e-mail address",
        "row 8: “02/31/2020” under “StartDate” is no date that can be read; write 31/03/2026 or 2026-03-31",
        "row 9: “01/04/2026” under “StartDate” is after the census date",
        "row 11: “---” under “Team” cannot be the name of a unit",
        "row 12: the staff number has 65 characters; 64 can be kept",
    ]


def test_rows_are_counted_as_a_spreadsheet_does_below_empty_ones(roster_file: Write):
    assert faults_of(roster_file(ANN, ",,,,,,,,", ",Lee,Bo,,,,,,")) == ["row 4: the staff number is missing"]


@pytest.mark.parametrize(("start", "refused"), [("30/03/2026", False), ("31/03/2026", False), ("01/04/2026", True)])
def test_nobody_starts_after_the_census(roster_file: Write, start: str, refused: bool):
    path = roster_file(f"1,{start}", head="Number,StartDate")

    if refused:
        assert faults_of(path) == [f"row 2: “{start}” under “StartDate” is after the census date"]
    else:
        assert read(path).people[0].facts["tenure"] == "Less than 1 year"


@pytest.mark.parametrize(
    ("left", "standing"), [("30/03/2026", "left"), ("31/03/2026", "left"), ("01/04/2026", "eligible"), ("", "eligible")]
)
def test_leavers_are_those_who_left_on_or_before_the_census(roster_file: Write, left: str, standing: str):
    person = read(roster_file(f"1,{left}", head="Number,Leaving date")).people[0]

    assert person.standing == standing
    assert person.reason == ("left on or before the census date" if standing == "left" else "")


@pytest.mark.parametrize(
    ("start", "band"),
    [
        ("01/04/2025", "Less than 1 year"),
        ("31/03/2025", "1 year, but less than 3"),
        ("30/03/2025", "1 year, but less than 3"),
        ("01/04/2023", "1 year, but less than 3"),
        ("31/03/2023", "3 years, but less than 6"),
        ("01/04/2016", "6 years, but less than 10"),
        ("31/03/2016", "10 years or more"),
    ],
)
def test_length_of_service_counts_whole_years_at_the_census(roster_file: Write, start: str, band: str):
    person = read(roster_file(f"1,{start}", head="Number,StartDate")).people[0]

    assert person.facts == {"tenure": band}


@pytest.mark.parametrize(
    "text",
    [
        "2019-09-01",
        "01/09/2019",
        "1/9/2019",
        "01.09.2019",
        "01-09-2019",
        "1 September 2019",
        "1 Sep 2019",
        "01-Sep-2019",
        "01/09/19",
        "2019-09-01 00:00:00",
        "2019-09-01T00:00:00",
        "01/09/2019 00:00",
    ],
)
def test_a_date_may_be_written_in_any_british_way(roster_file: Write, text: str):
    assert read(roster_file(f"1,{text}", head="Number,StartDate")).people[0].facts == {
        "tenure": "6 years, but less than 10"
    }


def test_a_file_for_another_census_date_is_refused(roster_file: Write):
    path = roster_file("1,31/03/2025", "2,31/03/2025", "3,31/03/2026", head="Number,CensusDate")

    assert faults_of(path) == [
        "row 2: “31/03/2025” under “CensusDate” and 1 more rows: the census date given is 31 March 2026"
    ]


def test_two_columns_that_could_be_the_same_are_not_guessed(roster_file: Write):
    assert faults_of(roster_file("1,a@b.example,c@d.example", head="Number,Email,Work email")) == [
        "the columns “Email”, “Work email” could each be the e-mail address; "
        "say which in a layout, or leave the others out"
    ]


def test_a_file_without_staff_numbers_is_refused(roster_file: Write):
    assert faults_of(roster_file("Ann", head="Name")) == [
        "there is no column with the staff number, such as “Employee number”; a layout can name it"
    ]


def test_what_was_not_used_and_who_lacks_what_is_told(roster_file: Write):
    head = "Number,Email,Team,Salary,AbsentSince"
    roster = read(roster_file("1,a@b.example,Front door,9,", "2,,,9,01/01/2026", head=head))

    assert roster.notes == (
        "Columns that were not used: Salary.",
        "No rule uses “AbsentSince”: everybody who is absent counts as eligible.",
        "1 of 2 people without a unit.",
        "1 of 2 people without an e-mail address.",
    )


def test_two_spellings_of_one_unit_are_one_unit(roster_file: Write):
    roster = read(roster_file("1,Children’s Services", "2,children's services", head="Number,Directorate"))

    assert [unit.name for unit in roster.tree] == ["Children’s Services"]
    assert {person.facts["directorate"] for person in roster.people} == {"Children’s Services"}


def test_one_label_has_one_spelling(roster_file: Write):
    roster = read(roster_file("1,Social Worker", "2,social  worker", head="Number,Role"))

    assert roster.labels["role"] == ["Social Worker"]
    assert {person.facts["role"] for person in roster.people} == {"Social Worker"}


def test_a_list_of_staff_numbers_reads_each_once(tmp_path: Path):
    path = tmp_path / "paper.csv"
    path.write_text("Staff number\n12\n 7\n", encoding="utf-8")

    assert read_numbers(path) == ("12", "7")

    path.write_text("Staff number\n12\n12\n", encoding="utf-8")
    with pytest.raises(FaultyFileError, match="row 3: the staff number “12” stands in row 2 already"):
        read_numbers(path)


def test_a_file_without_people_or_in_another_encoding_says_so_in_our_words(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("Number\n", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="has a header but no people below it"):
        read(path)

    path.write_bytes("Number,Name\n1,Zoë\n".encode("cp1252"))
    with pytest.raises(UnreadableFileError, match="or say its encoding in the layout"):
        read(path)


def test_a_missing_file_is_a_sentence(tmp_path: Path):
    with pytest.raises(UnreadableFileError, match="There is no file"):
        read(tmp_path / "none.csv")


def test_no_column_is_read_that_nothing_asks_for(four: Path):
    assert "ContractHours" not in HEAD
    assert read(four).notes == ()
