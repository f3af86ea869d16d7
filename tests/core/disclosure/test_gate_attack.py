"""The whole gate under attack: councils made by chance are published, and an attacker of its own tries the release."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.disclosure.questions import HARM, LOAD, TEAM, questionnaire, role_question
from tests.independent_attacker import View, views

from soundings.disclosure import PlanFacts, Release, SurveyInput, WaveInput, publish
from soundings.instrument.loading import instrument_from_text
from soundings.responses import Eligible, EligibleGroup, ResponseSet

pytestmark = pytest.mark.attack

TEXT = questionnaire("tiny", "Tiny survey", LOAD, HARM, TEAM, role_question(sw="Worker", m="Manager", s="Senior"))
INSTRUMENT = instrument_from_text(TEXT, "tiny.toml")
ROLES = ("Worker", "Manager", "Senior")
THRESHOLD = {"load": 10, "harm": 20}
CROSSED = PlanFacts(crossed=(("team", "role"),))
# Each example is a whole survey published and attacked in integers, so they are fewer than elsewhere.
fewer = settings(max_examples=max(1, settings.default.max_examples // 5))

Person = dict[str, str | int]


@dataclass
class Council:
    """Who answered what, who was asked, and how the units stand above each other."""

    people: list[Person]
    roster: dict[str, dict[str, int]]
    parents: dict[str, str]

    def publish(self, by: tuple[str, ...], plan: PlanFacts | None = None) -> Release:
        eligible = Eligible(
            sum(self.roster["role"].values()),
            {
                code: tuple(EligibleGroup(name, self.parents.get(name, ""), n) for name, n in groups.items())
                for code, groups in self.roster.items()
            },
        )
        survey = SurveyInput("sw", "Tiny", INSTRUMENT, self._responses(), eligible, by)
        return publish(WaveInput("2026", "Check", "Invented council", (survey,), plan or PlanFacts()))

    def _responses(self) -> ResponseSet:
        units = sorted({str(person["team"]) for person in self.people})
        columns = {
            "load": [person["load"] for person in self.people],
            "harm": [person["harm"] for person in self.people],
            "team": [units.index(str(person["team"])) for person in self.people],
            "role": [ROLES.index(str(person["role"])) for person in self.people],
        }
        frame = pl.DataFrame({name: pl.Series(values, dtype=pl.Int16) for name, values in columns.items()})
        return ResponseSet(INSTRUMENT, frame, {"team": tuple(units)})


@st.composite
def councils(draw: st.DrawFn, teams: int, *, deep: bool = False, roles: int = 3) -> Council:
    """Thirty to a hundred and fifty people; some roles only in some teams; some teams of one mind."""
    names = [f"Team {n}" for n in range(draw(st.integers(2, teams)))]
    parents, units = _tree(draw, names) if deep else ({}, names)
    people: list[Person] = []
    missing = dict.fromkeys(units, 0)
    for unit in units:
        inside = draw(st.lists(st.sampled_from(ROLES[:roles]), min_size=1, max_size=roles, unique=True))
        for role in sorted(inside):
            people += _sheets(draw, unit, role)
        missing[unit] = draw(st.sampled_from([0, 1, 5, 20]))
    while len(people) < 30:
        people += _sheets(draw, units[0], ROLES[0])
    return Council(people[:150], _roster(people[:150], missing, parents), parents)


def _tree(draw: st.DrawFn, names: list[str]) -> tuple[dict[str, str], list[str]]:
    """Teams in services in a directorate; now and then somebody names only the service."""
    services = ["Service 0", "Service 1"][: draw(st.integers(1, 2))]
    parents = {name: draw(st.sampled_from(services)) for name in names}
    parents |= dict.fromkeys(services, "All children")
    return parents, [*names, *(service for service in services if draw(st.booleans()))]


def _sheets(draw: st.DrawFn, unit: str, role: str) -> list[Person]:
    count = draw(st.sampled_from([1, 2, 3, 5, 7, 9, 10, 11, 14, 19, 20, 24, 30]))
    likely = draw(st.sampled_from([(0, 1, 2, 3, 4), (3, 4), (4,), (0, 0, 0, 1), (-1, 3, 2), (1, 3, 4)]))
    harmed = draw(st.sampled_from([(1,), (1, 1, 1, 0), (0, 1, -1), (0,)]))
    chance = draw(st.randoms(use_true_random=False))
    return [
        {"team": unit, "role": role, "load": chance.choice(likely), "harm": chance.choice(harmed)} for _ in range(count)
    ]


def _roster(people: list[Person], missing: dict[str, int], parents: dict[str, str]) -> dict[str, dict[str, int]]:
    teams = dict.fromkeys([*missing, *parents, *parents.values()], 0)
    roles = dict.fromkeys(ROLES, 0)
    for person in people:
        roles[str(person["role"])] += 1
        _count(teams, parents, str(person["team"]), 1)
    for unit, absent in missing.items():
        roles[ROLES[0]] += absent
        _count(teams, parents, unit, absent)
    return {"team": teams, "role": roles}


def _count(teams: dict[str, int], parents: dict[str, str], unit: str, people: int) -> None:
    while unit:
        teams[unit] += people
        unit = parents.get(unit, "")


def attacked(council: Council, release: Release) -> None:
    """Raises where the attacker learns something; prints what the protection cost."""
    print(release.surveys[0].protection)  # noqa: T201 - the loss is looked at by hand
    for item, view in zip(THRESHOLD, views(release, council.people, tuple(THRESHOLD)), strict=True):
        assert view.small_sets(THRESHOLD[item]) == []
        assert view.unanimous_sets() == []
        assert view.too_well_known() == []


@fewer
@given(councils(5, deep=True, roles=1))
def test_a_tree_of_three_levels_tells_the_attacker_nothing(council: Council):
    attacked(council, council.publish(("team",)))


@fewer
@given(councils(5))
def test_teams_and_roles_together_tell_the_attacker_nothing(council: Council):
    attacked(council, council.publish(("team", "role")))


@fewer
@given(councils(3))
def test_a_planned_crossed_breakdown_tells_the_attacker_nothing(council: Council):
    attacked(council, council.publish(("team", "role"), CROSSED))


def threshold_alone(council: Council, threshold: int = 10) -> View:
    """The same council where every group of ten answers or more shows everything: the rule that is not enough."""
    view = views(council.publish(("team",)), council.people, ("load",))[0]
    groups = []
    for group in view.groups:
        counts = view.truth[group.row > 0].sum(axis=0)
        base = int(counts[:-1].sum())
        shown = base >= threshold
        shares = {
            share: ("ok" if shown else "not_shown", float(counts[list(view.columns(share))].sum()))
            for share in group.shares
        }
        groups.append(replace(group, base=float(base) if shown else float("nan"), shares=shares))
    return View(groups, view.options, view.sides, view.truth)


def invented(**teams: list[int]) -> Council:
    people: list[Person] = [
        {"team": team, "role": ROLES[0], "load": load, "harm": 1} for team, loads in teams.items() for load in loads
    ]
    roster = {team: 2 * len(loads) + 20 for team, loads in teams.items()}
    return Council(people, {"team": roster, "role": {ROLES[0]: sum(roster.values())}}, {})


LEAKING = invented(East=[0, 1, 2, 3, 4] * 5, West=[0, 1, 2, 3, 4] * 6, North=[3, 4, 4, 3, 0, 4, 4])


def test_this_attacker_learns_what_a_threshold_alone_gives_away():
    view = threshold_alone(LEAKING)

    assert view.small_sets(10) == [7]
    assert ("team North", "favourable", 6, (6, 6)) in view.too_well_known()


def test_this_attacker_learns_it_of_two_small_teams_together_too():
    view = threshold_alone(invented(East=[0, 1, 2, 3, 4] * 5, A=[3, 4, 2], B=[3, 4, 4, 1], West=[1, 3] * 10))

    assert view.small_sets(10) == [7]


def test_this_attacker_sees_that_nobody_in_a_remainder_disagrees():
    team = [0, 1, 2, 3, 4] * 12
    view = threshold_alone(invented(East=team, West=team, North=[3, 4] * 6))

    assert ("unfavourable", 12) in view.unanimous_sets()


def test_the_gate_leaves_it_nothing_of_the_same_council():
    attacked(LEAKING, LEAKING.publish(("team",)))
