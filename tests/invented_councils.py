"""Councils made by chance for attacks on the gate: who answered what, who was asked, and how they are published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from hypothesis import settings
from hypothesis import strategies as st
from tests.core.disclosure.questions import HARM, LOAD, TEAM, questionnaire, role_question

from soundings.disclosure import PlanFacts, Release, SurveyInput, WaveInput, publish
from soundings.instrument import Instrument
from soundings.instrument.loading import instrument_from_text
from soundings.responses import Eligible, EligibleGroup, ResponseSet

TEXT = questionnaire("tiny", "Tiny survey", LOAD, HARM, TEAM, role_question(sw="Worker", m="Manager", s="Senior"))
INSTRUMENT = instrument_from_text(TEXT, "tiny.toml")
# The same with a topic of three questions.
_LOAD = TEXT[TEXT.index("[[sections.items]]") : TEXT.index('[[sections.items]]\ncode = "harm"')]
_ITEMS = "".join(_LOAD.replace('"load"', f'"{code}"') + 'topic = "work"\n' for code in ("load", "late", "calm"))
TOPIC = instrument_from_text(
    TEXT.replace(_LOAD, _ITEMS).replace("[[scales]]", 'topics = [{ code = "work", title = "Work" }]\n[[scales]]'),
    "topic.toml",
)
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

    instrument: Instrument = INSTRUMENT

    def publish(
        self,
        by: tuple[str, ...],
        plan: PlanFacts | None = None,
        released: Sequence[Release] = (),
    ) -> Release:
        eligible = Eligible(
            sum(self.roster["role"].values()),
            {
                code: tuple(EligibleGroup(name, self.parents.get(name, ""), n) for name, n in groups.items())
                for code, groups in self.roster.items()
            },
        )
        survey = SurveyInput("sw", "Tiny", self.instrument, self._responses(), eligible, by)
        wave = WaveInput("2026", "Check", "Invented council", (survey,), plan or PlanFacts(), tuple(released))
        return publish(wave)

    def eligible(self, code: str, members: Sequence[str]) -> int:
        """How many people there are in these groups of the roster, some of which may stand under others."""
        return sum(self.roster[code].get(name, 0) for name in members if self.parents.get(name) not in members)

    def _responses(self) -> ResponseSet:
        units = sorted({str(person["team"]) for person in self.people})
        positions = {"team": units, "role": list(ROLES)}
        columns = {
            item.code: [
                positions[item.code].index(str(person[item.code])) if item.code in positions else int(person[item.code])
                for person in self.people
            ]
            for item in self.instrument.items
        }
        frame = pl.DataFrame({name: pl.Series(values, dtype=pl.Int16) for name, values in columns.items()})
        return ResponseSet(self.instrument, frame, {"team": tuple(units)})


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


def invented(**teams: list[int]) -> Council:
    people: list[Person] = [
        {"team": team, "role": ROLES[0], "load": load, "harm": 1} for team, loads in teams.items() for load in loads
    ]
    roster = {team: 2 * len(loads) + 20 for team, loads in teams.items()}
    return Council(people, {"team": roster, "role": {ROLES[0]: sum(roster.values())}}, {})
