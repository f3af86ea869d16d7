"""A small council for tests of the ballot box: a roster, a wave, key holders, and people who answer."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from soundings.instrument import Instrument
from soundings.instrument.loading import instrument_from_text
from soundings_web.keys.links import from_link_text
from soundings_web.people.models import Entry, Person, Roster
from soundings_web.respond.submitting import submit, way_in
from soundings_web.waves.actions import add_holder, open_survey, plan_wave
from soundings_web.waves.models import KeyHolder, Survey
from soundings_web.waves.plan_file import PlannedWave
from soundings_web.waves.tickets import links

PASSPHRASES = {
    "Ada Principal": "correct horse battery staple",
    "Ben Union": "seven green kettles singing",
}
TEAMS = ("Assessment", "Court", "Disabled children", "Looked-after children")
ROLES = ("social_worker", "senior")

QUESTIONNAIRE = """
format = 1
code = "small"
title = "A small questionnaire"
version = "2026"

[[scales]]
code = "agree"
options = [{ code = "yes", label = "Agree" }, { code = "mid", label = "Neither" }, { code = "no", label = "Disagree" }]
scores = "falling"

[[sections]]
code = "work"
title = "Work"
items = [
  { code = "W1", text = "My caseload is manageable.", kind = "scale", scale = "agree", favourable = ["yes"], neutral = ["mid"] },
  { code = "W2", text = "I have the tools I need.", kind = "scale", scale = "agree", favourable = ["yes"], neutral = ["mid"], not_applicable = "Not for me" },
  { code = "H", text = "How many hours beyond contract last week?", kind = "number", minimum = 0, maximum = 80, bands = [{ code = "few", label = "Under 5", below = 5 }, { code = "many", label = "5 or more", least = 5 }] },
  { code = "L", text = "Do you think of leaving?", kind = "choice", options = [{ code = "yes", label = "Yes" }, { code = "no", label = "No" }], favourable = ["no"] },
  { code = "WHY", text = "Why?", kind = "choices", options = [{ code = "pay", label = "Pay" }, { code = "load", label = "Caseload" }], show_if = { item = "L", is = ["yes"] } },
  { code = "C", text = "What would help?", kind = "comment" },
]

[[sections]]
code = "you"
title = "About you"
items = [
  { code = "team", text = "Your team", kind = "unit", profile = true },
  { code = "role", text = "Your role", kind = "choice", profile = true, options = [{ code = "social_worker", label = "Social worker" }, { code = "senior", label = "Senior social worker" }] },
  { code = "ethnicity", text = "Your ethnic group", kind = "choice", profile = true, equality = true, prefer_not_to_say = "Prefer not to say", options = [{ code = "a1", label = "Irish", group = "White" }, { code = "a2", label = "Roma", group = "White" }, { code = "b1", label = "African", group = "Black" }, { code = "b2", label = "Caribbean", group = "Black" }] },
  { code = "religion", text = "Your religion", kind = "choice", profile = true, equality = true, options = [{ code = "r1", label = "None" }, { code = "r2", label = "Some" }] },
]
"""  # noqa: E501 - one question a line


def questionnaire() -> Instrument:
    return instrument_from_text(QUESTIONNAIRE, "small")


@dataclass
class Council:
    """One open survey with everybody's link, in the order of staff numbers."""

    survey: Survey
    secrets: list[bytes]
    entries: list[Entry]
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    def answers(self, n: int) -> dict[str, Any]:
        """What the n-th person says: words of their own in the comment, so that a match can be told."""
        pick = self.chance.choice
        return {
            "W1": pick(["yes", "mid", "no"]),
            "W2": pick(["yes", "no", "*not_applicable"]),
            "H": pick([0, 2, 5.5, 12]),
            "L": pick(["yes", "no"]),
            "WHY": pick([["pay"], ["pay", "load"]]),
            "C": f"the words of person {n}",
            "ethnicity": pick(["a1", "a2", "b1", "b2", "*prefer_not_to_say"]),
            "religion": pick(["r1", "r2"]),
        }

    def submit(self, n: int, answers: dict[str, Any] | None = None) -> None:
        submit(way_in(self.secrets[n]), answers or self.answers(n))


def make_roster(people: int, title: str = "2026", teams: Sequence[str] = TEAMS) -> Roster:
    """A frozen roster; people stand in teams and roles turn by turn."""
    roster = Roster.objects.create(
        title=title,
        census_on=date(2026, 3, 31),
        state="frozen",
        source="tests",
        facts={"team": sorted(teams), "role": list(ROLES)},
    )
    staff = [
        Person(number=f"{title}-{n:05}", name=f"Person {n}", email=f"person{n}@council.example") for n in range(people)
    ]
    Person.objects.bulk_create(staff)
    Entry.objects.bulk_create(
        Entry(
            roster=roster,
            person=person,
            path=[teams[n % len(teams)]],
            standing="eligible",
            facts={"team": teams[n % len(teams)], "role": ROLES[n // len(teams) % len(ROLES)]},
        )
        for n, person in enumerate(Person.objects.filter(number__startswith=title).order_by("number"))
    )
    return roster


def plan(code: str = "2026", **changed: Any) -> PlannedWave:
    """A wave of one survey that began yesterday and ends in two weeks."""
    now = datetime.now(UTC)
    survey = {
        "code": "children",
        "title": "Children’s social work",
        "instrument": "small",
        "opens": now - timedelta(days=1),
        "closes": now + timedelta(days=14),
        "roster": code,
        "holders": list(PASSPHRASES),
        "facts": [{"item": "team", "source": "attached"}, {"item": "role", "source": "attached"}],
        "by": ["team", "role"],
    }
    whole = {"format": 1, "code": code, "title": f"Health check {code}", "organisation": "Thornthwaite Council"}
    wave = {**whole, "held_on": date(int(code[:4]), 9, 1), "surveys": [{**survey, **changed}]}
    return PlannedWave.model_validate(wave)


def open_council(people: int, code: str = "2026", asking: Instrument | None = None, **changed: Any) -> Council:
    """A roster of this many people and an open survey of all of them, with this questionnaire or the small one."""
    roster = make_roster(people, code)
    for name, passphrase in PASSPHRASES.items():
        if not KeyHolder.objects.filter(name=name).exists():
            add_holder(name=name, passphrase=passphrase, by="tests")
    wave = plan_wave(plan=plan(code, **changed), questionnaires={"children": asking or questionnaire()}, by="tests")
    survey = wave.surveys.get()
    open_survey(survey=survey, by="tests")
    survey.refresh_from_db()
    secrets = [from_link_text(one.secret) for one in links(survey)]
    entries = list(Entry.objects.filter(roster=roster).order_by("person__number"))
    return Council(survey, secrets, entries)
