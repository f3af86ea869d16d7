"""Who was asked: the eligible file and every fault of it."""

from pathlib import Path

import openpyxl
import pytest
from tests.factories import written

from soundings.errors import FaultyFileError, UnreadableFileError
from soundings.responses import Eligible, EligibleGroup, load_eligible

HEAD = "dimension,group,parent,eligible\n"


def faults_of(folder: Path, rows: str) -> tuple[str, ...]:
    with pytest.raises(FaultyFileError) as caught:
        load_eligible(written(folder, "e.csv", HEAD + rows))
    return caught.value.faults


def eligible(folder: Path, rows: str) -> Eligible:
    return load_eligible(written(folder, "e.csv", HEAD + rows))


def test_groups_keep_the_order_of_the_file_and_their_place_in_the_tree(tmp_path: Path):
    read = eligible(tmp_path, ",,,100\nteam,North,,60\nteam,East,North,25\nteam,South,,40\nrole,Worker,,80\n")

    assert read == Eligible(
        100,
        {
            "team": (
                EligibleGroup("North", "", 60),
                EligibleGroup("East", "North", 25),
                EligibleGroup("South", "", 40),
            ),
            "role": (EligibleGroup("Worker", "", 80),),
        },
    )


def test_without_a_total_the_whole_is_the_sum_of_the_first_dimensions_top_groups(tmp_path: Path):
    read = eligible(tmp_path, "team,North,,60\nteam,East,North,25\nteam,South,,40\nrole,Worker,,80\n")

    assert read.total == 60 + 40


def test_a_total_alone_is_enough(tmp_path: Path):
    assert eligible(tmp_path, ",,,251\n") == Eligible(251, {})


def test_columns_may_stand_in_any_order_and_case(tmp_path: Path):
    path = written(tmp_path, "e.csv", "Eligible;Group;Dimension;Parent\n10; North ;team;\n")

    assert load_eligible(path).dimensions == {"team": (EligibleGroup("North", "", 10),)}


def test_a_workbook_will_do(tmp_path: Path):
    book = openpyxl.Workbook()
    for row in (["dimension", "group", "parent", "eligible"], ["team", "North", None, 60], [None, None, None, 100]):
        book.active.append(row)
    book.save(tmp_path / "e.xlsx")

    assert load_eligible(tmp_path / "e.xlsx") == Eligible(100, {"team": (EligibleGroup("North", "", 60),)})


def test_all_faulty_rows_are_told_at_once(tmp_path: Path):
    rows = ",,,100\n,,,101\nteam,North,,many\nteam,North,,-5\nteam,,,5\n,North,,5\nteam,North,,5\nteam,north,,5\n"

    assert faults_of(tmp_path, rows) == (
        "row 3: the whole survey is given twice",
        "row 4: “many” is not a whole number of people",
        "row 5: “-5” is not a whole number of people",
        "row 6: give both dimension and group, or neither for the whole survey",
        "row 7: give both dimension and group, or neither for the whole survey",
        "row 9: “north” stands twice in “team”",
    )


@pytest.mark.parametrize("number", ["", "5.5", "1,000", "²", "٣"])
def test_people_are_counted_in_plain_whole_numbers(tmp_path: Path, number: str):
    assert faults_of(tmp_path, f'team,North,,"{number}"\n') == (f"row 2: “{number}” is not a whole number of people",)


def test_one_fault_is_called_a_fault(tmp_path: Path):
    with pytest.raises(FaultyFileError, match=r"e\.csv has 1 fault:"):
        eligible(tmp_path, "team,North,,x\n")


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        (
            "team,East,North,5\n",
            ("“team”: the parent “North” of “East” is not a group of it",),
        ),
        ("team,North,North,5\n", ("“team”: “North” is above itself",)),
        (
            "team,North,South,5\nteam,South,North,5\n",
            ("“team”: “North” is above itself", "“team”: “South” is above itself"),
        ),
        (
            "team,North,,10\nteam,East,North,6\nteam,West,North,5\n",
            ("“team”: the groups below “North” hold 11 people, it has 10",),
        ),
        (",,,10\nteam,North,,6\nteam,South,,5\n", ("“team”: its groups hold 11 people, the whole survey has 10",)),
        (
            "team,North,,10\nrole,Worker,,11\n",
            ("“role”: its groups hold 11 people, the whole survey has 10",),
        ),
    ],
)
def test_a_tree_that_cannot_be_is_refused(tmp_path: Path, rows: str, faults: tuple[str, ...]):
    assert faults_of(tmp_path, rows) == faults


def test_groups_may_hold_fewer_people_than_the_group_above_but_not_more(tmp_path: Path):
    read = eligible(tmp_path, ",,,11\nteam,North,,10\nteam,East,NORTH,5\nteam,West,North,5\n")

    assert read.total == 11


def test_missing_columns_are_named(tmp_path: Path):
    with pytest.raises(FaultyFileError, match="lacks the columns parent, eligible; it needs dimension, group, parent"):
        load_eligible(written(tmp_path, "e.csv", "dimension,group\nteam,North\n"))


def test_a_missing_file_is_told_by_name(tmp_path: Path):
    with pytest.raises(UnreadableFileError, match=r"There is no file .*e\.csv"):
        load_eligible(tmp_path / "e.csv")
