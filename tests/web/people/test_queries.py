"""What other rooms ask: who is eligible, and how many in each group of the organisation and of each fact."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.web.people.conftest import ANN, BOB, CAT, DAN

from soundings.errors import UsageError
from soundings_web.people import actions, queries
from soundings_web.people.layout import Exclusion, Fact, Layout
from soundings_web.people.queries import Group

pytestmark = pytest.mark.django_db
Write = Callable[..., Path]


def load(path: Path, **more: object):
    return actions.load_roster(path, census_on=date(2026, 3, 31), title="2026", by="psw", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("where", "numbers"),
    [
        ({}, ["1", "2", "3", "4"]),
        ({"role": ["social_worker"]}, ["1", "4"]),
        ({"role": ["social_worker", "asye"], "directorate": ["Children"]}, ["1", "2"]),
        ({"unit": ["Help"]}, ["1", "2", "3"]),
        ({"unit": ["Front door", "Adults"]}, ["1", "4"]),
        ({"team": ["Assessment (Help)"]}, ["2"]),
        ({"role": ["somebody else"]}, []),
        ({"role": []}, []),
    ],
)
def test_eligible_people_are_found_by_their_facts(four: Path, where: dict[str, list[str]], numbers: list[str]):
    assert [entry.number for entry in queries.entries_for(load(four), where)] == numbers


def test_an_entry_is_a_value_with_all_that_a_ticket_needs(four: Path):
    ann = queries.entries_for(load(four), {})[0]

    assert (ann.number, ann.name, ann.email, ann.paper) == ("1", "Ann Lee", "ann@council.example", False)
    assert ann.path == ("Children", "Help", "Front door")
    assert ann.facts["team"] == "Front door"


def test_the_team_dimension_is_the_whole_tree_with_those_below_counted_in(four: Path):
    groups = queries.groups_of(load(four), {}, ["team"])

    assert groups.total == 4
    assert groups.dimensions == {
        "team": (
            Group("Children", "", 3),
            Group("Help", "Children", 3),
            Group("Front door", "Help", 1),
            Group("Assessment (Help)", "Help", 1),
            Group("Adults", "", 1),
            Group("Living well", "Adults", 1),
            Group("Assessment (Living well)", "Living well", 1),
        )
    }


def test_labels_of_groups_are_those_of_the_whole_roster_whoever_is_asked(four: Path):
    groups = queries.groups_of(load(four), {"role": ["asye"]}, ["team", "role"])

    assert groups.total == 1
    assert groups.dimensions["team"][-1] == Group("Assessment (Help)", "Help", 1)
    assert groups.dimensions["role"] == (Group("asye", "", 1),)


def test_groups_of_a_fact_stand_in_the_order_of_its_bands(roster_file: Write):
    head = "Number,StartDate"
    roster = load(roster_file("1,01/01/1999", "2,01/01/2026", "3,01/01/2026", "4,", head=head))

    groups = queries.groups_of(roster, {}, ["tenure"])

    assert groups.total == 4, "somebody whose start is not known is eligible all the same"
    assert groups.dimensions["tenure"] == (
        Group("Less than 1 year", "", 2),
        Group("10 years or more", "", 1),
    )


def test_groups_count_only_those_who_are_asked(roster_file: Write):
    rules = Layout(
        facts=(Fact(name="role", column="Role"),), exclude=(Exclusion(reason="x", fact="role", value="agency"),)
    )
    roster = load(roster_file("1,Duty,sw", "2,Duty,agency", "3,Court,agency", head="Number,Team,Role"), layout=rules)

    assert queries.groups_of(roster, {}, ["team", "role"]).dimensions == {
        "team": (Group("Duty", "", 1),),
        "role": (Group("sw", "", 1),),
    }


@pytest.mark.parametrize("ask", [queries.entries_for, lambda roster, where: queries.groups_of(roster, {}, where)])
def test_a_fact_that_nobody_has_is_a_mistake_not_an_empty_group(four: Path, ask: Callable):
    with pytest.raises(UsageError, match=r"has no fact “rolle”\. It has: directorate, role"):
        ask(load(four), {"rolle": ["asye"]})


@pytest.mark.parametrize("rows", [[ANN], [ANN, BOB, CAT, DAN]])
def test_reading_takes_the_same_few_questions_for_one_person_and_for_many(
    roster_file: Write, rows: list[str], django_assert_num_queries
):
    roster = load(roster_file(*rows))

    for questions, ask in (
        (1, lambda: queries.entries_for(roster, {"role": ["asye"]})),
        (1, lambda: queries.groups_of(roster, {}, ["team", "role", "service"])),
        (1, lambda: queries.standing_counts(roster)),
        (1, queries.rosters),
        (1, queries.units_known),
    ):
        with django_assert_num_queries(questions):
            ask()


def test_a_roster_is_found_by_its_title_or_because_it_is_the_only_one(four: Path):
    with pytest.raises(UsageError, match="There are: none"):
        queries.roster_named()

    roster = load(four)
    assert queries.roster_named() == queries.roster_named("2026") == roster
    with pytest.raises(UsageError, match=r"There is no roster “2025”\. There are: “2026”"):
        queries.roster_named("2025")
