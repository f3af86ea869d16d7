"""The roster layout: columns named, facts made, people left out for a stated reason."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.web.people.test_reading import CENSUS, faults_of, read

from soundings.errors import FaultyFileError
from soundings_web.people.layout import Layout, completed_years, load_layout

Write = Callable[..., Path]


@pytest.fixture
def layout(tmp_path: Path) -> Callable[[str], Layout]:
    """A layout from TOML text."""

    def load(text: str) -> Layout:
        path = tmp_path / "layout.toml"
        path.write_text(f"format = 1\n{text}", encoding="utf-8")
        return load_layout(path)

    return load


def test_the_layout_of_the_documentation_is_sound(tmp_path: Path):
    page = (Path(__file__).parents[3] / "docs" / "roster.md").read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    (tmp_path / "layout.toml").write_text(example, encoding="utf-8")

    found = load_layout(tmp_path / "layout.toml")

    assert {fact.name for fact in found.facts} >= {"role", "length_of_service"}
    assert len(found.exclude) >= 3


def test_columns_may_have_any_name(roster_file: Write, layout):
    rules = layout('[columns]\nnumber = "Key"\nname = "Who"\nlevels = ["Big", "Small"]\n')
    person = read(roster_file("7,Ann,Children,Duty", head="Key,Who,Big,Small"), layout=rules).people[0]

    assert (person.number, person.name, person.path) == ("7", "Ann", ("Children", "Duty"))
    assert person.facts == {"big": "Children", "small": "Duty", "team": "Duty"}


def test_a_level_that_the_file_does_not_have_is_a_fault(roster_file: Write, layout):
    rules = layout('[columns]\nlevels = ["Big", "Small"]\n')

    assert faults_of(roster_file("7,Children", head="Number,Big"), layout=rules) == [
        "the layout names a column “Small”, which the file does not have"
    ]


def test_the_table_may_stand_below_titles_in_another_encoding(tmp_path: Path, layout):
    path = tmp_path / "a.csv"
    path.write_bytes("Export of 31 March\nNumber;Name\n7;Zoë\n;x\n".encode("cp1252"))
    rules = layout('[file]\ntitle_rows = 1\nencoding = "cp1252"\ndelimiter = ";"\n')

    assert faults_of(path, layout=rules) == ["row 4: the staff number is missing"]


def test_labels_become_what_the_layout_says_in_its_order(roster_file: Write, layout):
    rules = layout(
        '[[facts]]\nname = "role"\ncolumn = "Post"\nothers = "other"\n'
        'labels = { "Newly Qualified SW" = "asye", "SW" = "social_worker", "Senior SW" = "social_worker" }\n'
    )
    roster = read(roster_file("1,senior sw", "2,Clerk", "3,Newly qualified SW", "4,", head="Number,Post"), layout=rules)

    assert [person.facts.get("role") for person in roster.people] == ["social_worker", "other", "asye", None]
    assert roster.labels == {"role": ["asye", "social_worker", "other"]}


def test_a_label_that_nothing_explains_is_one_fault(roster_file: Write, layout):
    rules = layout('[[facts]]\nname = "role"\ncolumn = "Post"\nlabels = { "SW" = "social_worker" }\n')

    assert faults_of(roster_file("1,Clerk", "2,SW", "3,Clerk", "4,Cook", head="Number,Post"), layout=rules) == [
        "row 2: “Clerk” under “Post” and 1 more: the fact “role” has no label for it; "
        "add it to labels, or say what others become",
        "row 5: “Cook” under “Post”: the fact “role” has no label for it; add it to labels, or say what others become",
    ]


def test_dates_fall_into_the_bands_of_the_layout(roster_file: Write, layout):
    rules = layout(
        '[[facts]]\nname = "registered"\ncolumn = "Registered on"\n'
        'bands = [{ label = "under 2", under_years = 2 }, { label = "2 or more" }]\n'
    )
    rows = ["1,01/04/2024", "2,31/03/2024", "3,30/03/2024", "4,"]
    roster = read(roster_file(*rows, head="Number,Registered on"), layout=rules)

    assert [p.facts.get("registered") for p in roster.people] == ["under 2", "2 or more", "2 or more", None]
    assert roster.labels == {"registered": ["under 2", "2 or more"]}


@pytest.mark.parametrize(("days", "standing"), [(27, "eligible"), (28, "eligible"), (29, "long_absence")])
def test_long_absence_is_more_than_the_weeks_stated(roster_file: Write, layout, days: int, standing: str):
    rules = layout('[[exclude]]\nabsent_weeks_over = 4\nreason = "away for more than four weeks"\n')
    since = CENSUS - timedelta(days=days)
    person = read(roster_file(f"1,{since}", head="Number,AbsentSince"), layout=rules).people[0]

    assert person.standing == standing
    assert person.reason == ("" if standing == "eligible" else "away for more than four weeks")


@pytest.mark.parametrize(("days", "standing"), [(27, "excluded"), (28, "eligible"), (29, "eligible")])
def test_new_starters_are_those_with_fewer_weeks_than_stated(roster_file: Write, layout, days: int, standing: str):
    rules = layout('[[exclude]]\nweeks_in_post_under = 4\nreason = "in post for less than four weeks"\n')
    since = CENSUS - timedelta(days=days)

    assert read(roster_file(f"1,{since}", head="Number,StartDate"), layout=rules).people[0].standing == standing


def test_a_fact_may_leave_somebody_out_and_need_not_be_kept(roster_file: Write, layout):
    rules = layout(
        '[[facts]]\nname = "contract"\ncolumn = "Contract"\nkeep = false\n'
        '[[exclude]]\nfact = "contract"\nvalue = ["Agency", "Casual"]\nreason = "agency or casual staff"\n'
    )
    rows = ["1,agency", "2,Permanent", "3,Casual", "4,"]
    roster = read(roster_file(*rows, head="Number,Contract"), layout=rules)

    assert [person.standing for person in roster.people] == ["excluded", "eligible", "excluded", "eligible"]
    assert [person.facts for person in roster.people] == [{}, {}, {}, {}]
    assert roster.labels == {}


def test_somebody_whose_date_is_not_known_is_not_left_out(roster_file: Write, layout):
    rules = layout(
        '[[exclude]]\nweeks_in_post_under = 4\nreason = "new"\n[[exclude]]\nabsent_weeks_over = 4\nreason = "away"\n'
    )

    assert read(roster_file("1,,", head="Number,StartDate,AbsentSince"), layout=rules).people[0].standing == "eligible"


def test_leaving_comes_before_the_rules_and_the_first_rule_decides(roster_file: Write, layout):
    rules = layout(
        '[[exclude]]\nweeks_in_post_under = 4\nreason = "new"\n[[exclude]]\nabsent_weeks_over = 4\nreason = "away"\n'
    )
    rows = ["1,30/03/2026,01/01/2026,31/03/2026", "2,30/03/2026,01/01/2026,", "3,01/01/2020,01/01/2026,"]
    roster = read(roster_file(*rows, head="Number,StartDate,AbsentSince,Left on"), layout=rules)

    assert [person.standing for person in roster.people] == ["left", "excluded", "long_absence"]
    assert roster.standings == {"left": 1, "excluded": 1, "long_absence": 1}


def test_a_rule_that_could_leave_out_nobody_is_a_fault(roster_file: Write, layout):
    rules = layout(
        '[columns]\nemail = "Post office"\n'
        '[[exclude]]\nabsent_weeks_over = 4\nreason = "away"\n'
        '[[exclude]]\nfact = "contract"\nvalue = "Agency"\nreason = "agency"\n'
    )

    assert faults_of(roster_file("1", head="Number"), layout=rules) == [
        "the layout names a column “Post office”, which the file does not have",
        "the rule “away” needs the start of absence, and no column has it",
        "the rule “agency” asks for the fact “contract”, which is not taken",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[[facts]]\nname = "team"\ncolumn = "T"\n', "“team” comes from the organisation"),
        ('[[facts]]\nname = "a"\ncolumn = "T"\n[[facts]]\nname = "a"\ncolumn = "U"\n', "two facts have the same name"),
        ('[[facts]]\nname = "a"\ncolumn = "T"\nothers = "x"\n', "others without labels"),
        ('[[facts]]\nname = "a"\ncolumn = "T"\nbands = [{ label = "x", under_years = 2 }]\n', "bands must rise"),
        (
            '[[facts]]\nname = "a"\ncolumn = "T"\n'
            'bands = [{ label = "x", under_years = 2 }, { label = "y", under_years = 2 }, { label = "z" }]\n',
            "bands must rise",
        ),
        (
            '[[facts]]\nname = "a"\ncolumn = "T"\nlabels = { x = "y" }\nbands = [{ label = "z" }]\n',
            "both bands and labels",
        ),
        (
            '[[facts]]\nname = "a"\ncolumn = "T"\n[[exclude]]\nfact = "b"\nvalue = "c"\nreason = "x"\n',
            "the fact “b”, which no",
        ),
        ('[[exclude]]\nreason = "x"\n', "exactly one of"),
        ('[[exclude]]\nreason = "x"\nfact = "a"\n', "needs fact and value together"),
        ("[[exclude]]\nweeks_in_post_under = 4\n", "is missing; add it"),
        ("[colums]\n", "is not a key that belongs here"),
    ],
)
def test_a_faulty_layout_is_a_sentence(layout, text: str, fault: str):
    with pytest.raises(FaultyFileError, match=fault):
        layout(text)


@pytest.mark.parametrize(
    ("since", "on", "years"),
    [
        (date(2020, 2, 29), date(2022, 2, 28), 1),
        (date(2020, 2, 29), date(2022, 3, 1), 2),
        (date(2024, 3, 31), date(2026, 3, 31), 2),
    ],
)
def test_years_are_counted_from_birthday_to_birthday(since: date, on: date, years: int):
    assert completed_years(since, on) == years
