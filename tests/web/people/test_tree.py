"""The organisation as a file of its own, and people placed in it by a column that names the unit."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.web.people.test_reading import faults_of, read

from soundings.errors import FaultyFileError
from soundings_web.people.organisation import labels_of, with_those_above
from soundings_web.people.reading import ReadUnit, read_tree

Write = Callable[..., Path]
TREE = (
    ReadUnit("CH", "Children", ""),
    ReadUnit("CH1", "Duty", "CH"),
    ReadUnit("AD", "Adults", ""),
    ReadUnit("AD1", "Duty", "AD"),
    ReadUnit("AD2", "Autism", "AD"),
)


def tree_of(write: Write, *rows: str, head: str = "code,name,parent") -> tuple[ReadUnit, ...]:
    return read_tree(write(*rows, head=head, name="tree.csv"))


def test_a_tree_reads_in_its_own_order_whatever_the_order_of_rows(roster_file: Write):
    rows = ["CH1,Duty,CH", "AD2,Autism,AD", "CH,Children,", "AD,Adults,", "AD1,Duty,AD"]

    assert tree_of(roster_file, *rows) == (*TREE[:3], TREE[4], TREE[3])


@pytest.mark.parametrize("head", ["Unit code,Unit name,Parent code", "CODE,Title,Reports to"])
def test_headers_of_a_tree_may_be_spelt_otherwise(roster_file: Write, head: str):
    assert tree_of(roster_file, "CH,Children,", "CH1,Duty,CH", head=head) == TREE[:2]


def test_every_fault_of_a_tree_is_told_at_once(roster_file: Write):
    rows = ["A,Top,", "B,Lost,X", "C,Circle,D", "D,Ring,C", "E,Self,E", "A,Again,", ",Nameless code,A", "F,,A"]
    rows += ["G,Twin,A", "H,twin,A", f"{'x' * 201},Long,A"]

    with pytest.raises(FaultyFileError) as refused:
        tree_of(roster_file, *rows)

    assert list(refused.value.faults) == [
        "row 3: the parent “X” is not in the file",
        "row 4: “Circle” is above itself",
        "row 5: “Ring” is above itself",
        "row 6: “Self” is above itself",
        "row 7: the code “A” stands in row 2 already",
        "row 8: a unit without a code",
        "row 9: “” cannot be a name: use letters, and at most 100 of them",
        "row 11: “twin” stands in row 10 already, below the same unit",
        "row 12: the code has 201 characters; 200 can be kept",
    ]


def test_a_tree_needs_its_three_columns(roster_file: Write):
    with pytest.raises(FaultyFileError, match="there is no column with the unit above"):
        tree_of(roster_file, "A,Top", head="code,name")


def test_people_are_placed_by_code_or_by_a_name_that_only_one_unit_has(roster_file: Write):
    roster = read(roster_file("1,ch1", "2,Autism", "3,AD", "4,", head="Number,Unit"), tree=TREE)

    assert [person.path for person in roster.people] == [("Children", "Duty"), ("Adults", "Autism"), ("Adults",), ()]
    assert [person.facts.get("team") for person in roster.people] == ["Duty", "Autism", "Adults", None]
    assert roster.tree == TREE


def test_an_unknown_and_an_ambiguous_unit_are_faults(roster_file: Write):
    assert faults_of(roster_file("1,Nowhere", "2,Duty", head="Number,Unit"), tree=TREE) == [
        "row 2: “Nowhere” under “Unit” is no unit of the organisation",
        "row 3: 2 units are called “Duty”; give the code: CH1, AD1",
    ]


def test_the_lowest_level_names_the_unit_where_a_tree_is_given(roster_file: Write):
    roster = read(roster_file("1,Adults,Autism", head="Number,Directorate,Team"), tree=TREE)

    assert roster.people[0].path == ("Adults", "Autism")


def test_units_the_site_knows_serve_where_no_tree_is_given(roster_file: Write):
    assert read(roster_file("1,AD2", head="Number,Cost centre"), known=TREE).people[0].path == ("Adults", "Autism")


def test_a_tree_without_a_column_that_names_units_is_refused(roster_file: Write):
    assert faults_of(roster_file("1", head="Number"), tree=TREE) == [
        "there is no column that names each person’s unit; a layout can name it"
    ]


def test_labels_are_told_apart_as_far_as_is_needed():
    paths = with_those_above([("A", "North", "Duty"), ("A", "South", "Duty"), ("B", "North", "Duty"), ("B", "Court")])

    assert list(labels_of(paths).values()) == [
        "A",
        "North (A)",
        "A / North / Duty",
        "South",
        "Duty (South)",
        "B",
        "North (B)",
        "B / North / Duty",
        "Court",
    ]
