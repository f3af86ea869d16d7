"""The participation page: each head reads their own part, and a small unit cannot be worked out by anybody."""

from __future__ import annotations

import itertools
import random
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.box.councils import PASSPHRASES, open_council, plan, questionnaire
from tests.web.people.accounts.staff import BY, account, signed_in

from soundings_web.people.accounts.actions import set_roles
from soundings_web.people.models import Entry, Person, Roster, Unit
from soundings_web.waves.actions import (
    add_holder,
    close_survey,
    extend_survey,
    open_survey,
    pause_survey,
    plan_wave,
    tighten_contract,
)
from soundings_web.waves.contract import Asked, Group
from soundings_web.waves.models import KeyHolder, Survey
from soundings_web.waves.participation import Told, protected, read_by

N = 10


def tree(**sizes: int | dict[str, int]) -> tuple[Asked, tuple[Group, ...]]:
    """Services with their size, or with the sizes of their teams; nobody belongs to a service itself."""
    groups: list[Group] = []
    for name, size in sizes.items():
        teams = size if isinstance(size, dict) else {}
        groups.append(Group(label=name, eligible=sum(teams.values()) if teams else size))
        groups += [Group(label=team, parent=name, eligible=number) for team, number in teams.items()]
    total = sum(group.eligible for group in groups if not group.parent)
    return Asked(total=total, dimensions={"team": tuple(groups)}), tuple(groups)


def told(**sizes: int | dict[str, int]) -> dict[str, str]:
    asked, groups = tree(**sizes)
    return {label: str(what) for label, what in protected(asked, groups, N).items()}


# The rule


@pytest.mark.parametrize(("size", "what"), [(N - 1, Told.FEWER), (N, Told.NUMBER), (N + 1, Told.NUMBER)])
def test_a_unit_is_shown_from_the_threshold_on(size: int, what: Told):
    assert told(North=size, South=30, West=40)["North"] == what
    assert told(North=size, South=30, West=40)["West"] == Told.NUMBER


@pytest.mark.parametrize(("size", "what"), [(N - 1, Told.WITHHELD), (N, Told.NUMBER), (N + 1, Told.NUMBER)])
def test_nothing_is_shown_below_a_survey_that_asks_fewer_than_the_threshold(size: int, what: Told):
    assert told(North=size) == {"North": what}


def test_the_only_small_unit_takes_a_second_one_with_it():
    assert told(North=9, South=30, West=40) == {"North": "fewer", "South": "withheld", "West": "number"}


def test_which_second_one_is_kept_back_never_depends_on_numbers():
    for south, west in ((30, 40), (40, 30), (300, 12), (12, 300)):
        assert told(North=9, South=south, West=west)["South"] == "withheld"


def test_a_unit_with_nothing_below_it_is_kept_back_before_a_whole_service():
    found = told(Admin=5, East={"A": 20, "B": 20}, West=25)

    assert (found["Admin"], found["West"], found["East"], found["A"]) == ("fewer", "withheld", "number", "number")


def test_where_the_sum_would_narrow_a_small_unit_down_only_the_unit_above_is_shown():
    found = told(North={"A": 1, "B": 10}, South={"C": 9, "D": 10})

    assert [found[name] for name in "AB"] == ["withheld", "withheld"], "11 people, of them at least 10: so 1"
    assert [found[name] for name in "CD"] == ["fewer", "withheld"], "19 people: anything from 1 to 9 is possible"


def test_below_a_unit_that_is_kept_back_nothing_is_shown():
    found = told(Admin=5, East={"A": 20, "B": 20})

    assert found == {"Admin": "fewer", "East": "withheld", "A": "withheld", "B": "withheld"}


def possible(sizes: tuple[int, ...], shown: dict[str, str], names: tuple[str, ...]) -> dict[str, set[int]]:
    """What somebody who knows the sum, every shown number and the rule of marks can think of for each small unit."""
    total = sum(sizes)
    ranges = []
    for name, size in zip(names, sizes, strict=True):
        what = shown[name]
        ranges.append([size] if what == "number" else range(1, N) if what == "fewer" else range(N, total + 1))
    found: dict[str, set[int]] = {name: set() for name in names if shown[name] == "fewer"}
    for guess in itertools.product(*ranges[:-1]):
        last = total - sum(guess)
        if last in ranges[-1]:
            for name, value in zip(names, (*guess, last), strict=True):
                if name in found:
                    found[name].add(value)
    return found


def test_by_subtraction_every_number_below_the_threshold_stays_possible():
    chance, attacked = random.Random(7), 0
    names = ("A", "B", "C", "D")
    cases = [*itertools.product((1, 9, 10, 11), repeat=3), *(
        tuple(chance.randint(1, 16) for _ in range(chance.randint(1, 4))) for _ in range(120)
    )]  # fmt: skip
    for sizes in cases:
        here = names[: len(sizes)]
        shown = told(**dict(zip(here, sizes, strict=True)))
        if set(shown.values()) & {"fewer"}:
            attacked += 1
            for name, values in possible(sizes, shown, here).items():
                assert values == set(range(1, N)), (sizes, shown, name)
        elif "withheld" not in shown.values():
            assert min(sizes) >= N

    assert attacked > 40


def test_a_reader_of_a_part_reads_what_everybody_reads_of_it():
    asked, groups = tree(North={"A": 30, "B": 9, "C": 40}, South={"D": 50})
    what = protected(asked, groups, N)
    units = {"North": {1, 2, 3, 4}, "A": {2}, "B": {3}, "C": {4}, "South": {5, 6}, "D": {6}}
    everything = {line.name: line.asked for line in read_by(groups, what, {}, None)}
    north = read_by(groups, what, units, {1, 2, 3, 4})
    team = read_by(groups, what, units, {3})

    assert everything == {"North": 79, "A": None, "B": None, "C": 40, "South": 50, "D": 50}
    assert [(line.name, line.depth, line.asked) for line in north] == [
        ("North", 0, 79), ("A", 1, None), ("B", 1, None), ("C", 1, 40),
    ]  # fmt: skip
    assert [(line.name, line.above, line.told) for line in team] == [("B", "", Told.FEWER)]


def test_a_unit_with_anybody_of_another_part_is_not_ones_own():
    asked, groups = tree(North={"A": 30, "B": 20})
    lines = read_by(groups, protected(asked, groups, N), {"North": {2, 3}, "A": {2}, "B": {3}}, {1, 2})
    unknown = read_by(groups, protected(asked, groups, N), {"North": {1, None}, "A": {None}}, {1, 2})

    assert [line.name for line in lines] == ["A"]
    assert unknown == []


# The page


def council(people: dict[str, int], *, title: str = "2026", code: str = "2026") -> Survey:
    """An open survey of a roster with two services, North and South, and this many people in each of their teams."""
    roster = Roster.objects.create(
        title=title,
        census_on="2026-03-31",
        state="frozen",
        source="tests",
        facts={"team": sorted(people), "role": ["senior"]},
    )
    tops = {name: Unit.objects.get_or_create(code=name, defaults={"name": name})[0] for name in ("North", "South")}
    entries = []
    for team, number in people.items():
        service = team.split()[0]
        unit, _ = Unit.objects.get_or_create(code=team, defaults={"name": team, "parent": tops[service]})
        staff = Person.objects.bulk_create(
            Person(number=f"{title} {team} {n}", name=f"{team} worker {n}", unit=unit) for n in range(number)
        )
        facts = {"team": team, "role": "senior"}
        entries += [
            Entry(roster=roster, person=one, unit=unit, path=[service, team], facts=facts, standing="eligible")
            for one in staff
        ]
    Entry.objects.bulk_create(entries)
    for name, passphrase in PASSPHRASES.items():
        if not KeyHolder.objects.filter(name=name).exists():
            add_holder(name=name, passphrase=passphrase, by="tests")
    whole = plan(code, roster=title, title=f"Survey of {title}")
    wave = plan_wave(plan=whole, questionnaires={"children": questionnaire()}, by="tests")
    made = wave.surveys.get()
    open_survey(survey=made, by="tests")
    made.refresh_from_db()
    return made


TEAMS = {"North A": 21, "North B": 34, "South A": 47, "South B": 58}


def rows(browser: Client) -> dict[str, str]:
    """Every line of the tables of units."""
    text = browser.get("/participation/").text
    found = re.findall(r'<th scope="row"[^>]*><div[^>]*>([^<]*).*?</th>\s*<td[^>]*>([^<]*)</td>', text, re.DOTALL)
    return {unescape(name): number for name, number in found}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["principal", "analyst"])
def test_whoever_may_see_everything_sees_every_unit_and_the_whole(role: str):
    council(TEAMS)
    browser = signed_in(account(role))

    assert rows(browser) == {
        "North": "55", "North A": "21", "North B": "34", "South": "105", "South A": "47", "South B": "58",
    }  # fmt: skip
    text = browser.get("/participation/").text
    assert "160</dd>" in text
    assert 'href="/participation/" aria-current="true">Participation' in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "unit", "own"),
    [
        ("head", "North", {"North": "55", "North A": "21", "North B": "34"}),
        ("head", "South", {"South": "105", "South A": "47", "South B": "58"}),
        ("manager", "North", {"North": "55", "North A": "21", "North B": "34"}),
        ("manager", "North B", {"North B": "34"}),
    ],
)
def test_a_head_sees_their_own_units_and_never_a_siblings_name_or_number(role: str, unit: str, own: dict[str, str]):
    survey = council(TEAMS)
    browser = signed_in(account(role, unit=unit))
    text = browser.get("/participation/").text.replace(survey.key, "")

    assert rows(browser) == own
    content = text.split("<main")[1].split("</main>")[0]
    for name, number in {"North": "55", "South": "105", **TEAMS, "whole": "160"}.items():
        if name not in own:
            assert name not in content or any(name in one for one in own), name
            assert f">{name}<" not in content, name
            assert not re.search(rf"(?<![\d:]){number}(?!\d)(?!:)", content.split("<table")[-1]), number
    assert "160" not in content
    assert "worker" not in content, "no names"


@pytest.mark.django_db
def test_a_head_of_two_parts_sees_both_and_one_with_a_role_everywhere_sees_everything():
    council(TEAMS)
    both = account("head", unit="North A")
    places = {name: Unit.objects.get(code=name).pk for name in ("North A", "South B")}
    set_roles(account=both, roles=[("head", places["North A"]), ("manager", places["South B"])], by=BY)
    assert set(rows(signed_in(both))) == {"North A", "South B"}

    set_roles(account=both, roles=[("head", places["North A"]), ("analyst", None)], by=BY)
    assert len(rows(signed_in(both))) == 6


@pytest.mark.django_db
def test_a_team_that_moved_since_the_census_is_read_by_its_new_head_and_its_old_service_is_no_longer_whole():
    council(TEAMS)
    Unit.objects.filter(code="North B").update(parent=Unit.objects.get(code="South"))

    assert rows(signed_in(account("head", unit="North", name="Old Head"))) == {"North A": "21"}
    assert rows(signed_in(account("head", unit="South", name="New Head"))) == {
        "North B": "34", "South": "105", "South A": "47", "South B": "58",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("size", "said"), [(9, "Fewer than 10"), (10, "10"), (11, "11")])
def test_a_small_team_is_named_without_its_number(size: int, said: str):
    council({**TEAMS, "North C": size})
    found = rows(signed_in(account("head")))

    assert found["North C"] == said
    assert found["North A"] == ("Not shown" if size < 10 else "21")
    assert found["North"] == str(55 + size)


@pytest.mark.django_db
def test_the_threshold_is_that_of_the_contract_in_force():
    survey = council(TEAMS)
    tighten_contract(survey=survey, raised={"threshold": 22}, by="tests")
    found = rows(signed_in(account("head")))

    assert found == {"North": "55", "North A": "Fewer than 22", "North B": "Not shown"}


@pytest.mark.django_db
def test_a_contract_without_units_counts_nobody_by_unit():
    survey = council(TEAMS)
    tighten_contract(survey=survey, raised={}, without=["team"], by="tests")
    browser = signed_in(account("head"))

    assert rows(browser) == {}
    assert "people are not counted by unit" in browser.get("/participation/").text


@pytest.mark.django_db(transaction=True)
def test_the_page_tells_state_and_window_with_earlier_ends_and_leaves_other_surveys_out():
    survey = council(TEAMS)
    first = survey.closes_at
    browser = signed_in(account("head"))
    for days in (20, 25):
        extend_survey(survey=survey, closes_at=datetime.now(UTC) + timedelta(days=days), by="tests")
    survey.refresh_from_db()
    pause_survey(survey=survey, by="tests")
    text = browser.get("/participation/").text
    assert "Paused" in text
    assert f"At first it was to close on {first:%-d %B %Y}" in text
    assert ", then on " in text

    close_survey(survey=survey, by="tests")
    assert "Closed" in browser.get("/participation/").text
    for state in ("opened", "draft"):
        Survey.objects.filter(key=survey.key).update(state=state)
        text = browser.get("/participation/").text
        assert survey.title not in text
        assert "No survey is open, paused or closed" in text


@pytest.mark.django_db
def test_a_head_whose_units_are_not_asked_is_told_so():
    open_council(8)
    browser = signed_in(account("head"))

    assert rows(browser) == {}
    assert "None of your units is asked" in browser.get("/participation/").text


@pytest.mark.django_db
def test_who_has_answered_changes_nothing_on_the_page():
    asked = open_council(24)
    browser = signed_in(account("principal"))
    before = browser.get("/participation/").text.split("<footer")[0]
    asked.submit(2)
    asked.submit(3)

    assert "24</dd>" in before
    assert browser.get("/participation/").text.split("<footer")[0] == before


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["principal", "head"])
def test_three_hundred_teams_and_five_surveys_ask_at_most_fifteen_queries(role: str):
    teams = {f"{'North' if n % 2 else 'South'} team {n}": 3 + n % 12 for n in range(300)}
    for n in range(5):
        council(teams, title=f"Roster {n}", code=f"202{n}")
    browser = signed_in(account(role))
    browser.get("/")
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get("/participation/")

    assert answer.text.count("<section") == 5
    assert "North team 299" in answer.text
    assert len(asked) <= 15, [query["sql"][:90] for query in asked]
