"""An invented council in the middle of its survey, made with the same actions that a real one uses."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from soundings.instrument import Instrument, Item, load_instrument
from soundings_web.keys.links import from_link_text
from soundings_web.people.actions import freeze_roster, load_roster
from soundings_web.people.layout import load_layout
from soundings_web.respond.submitting import WayIn, save_draft, submit, way_in
from soundings_web.waves import actions
from soundings_web.waves.models import Survey
from soundings_web.waves.plan_file import PlannedWave
from soundings_web.waves.tickets import Addressed, links

BY = "the demo"
HOLDER, PASSPHRASE = "Ada Marlowe, principal social worker (invented)", "an invented passphrase"
_ROSTER = "roster-children-social-work-2026.csv"
_LAYOUT = 'format = 1\n\n[columns]\nlevels = ["Service", "Team"]\n'


def make_council(council: Path, folder: Path, organisation: str) -> tuple[Survey, list[Addressed]]:
    """A council from the demo's files, with an open survey that 40 of 100 have answered; the links of the others."""
    (folder / "layout.toml").write_text(_LAYOUT, encoding="utf-8")
    year = timezone.localdate().year
    roster = load_roster(
        council / _ROSTER,
        census_on=_census(council),
        title=f"Staff of {year}",
        by=BY,
        layout=load_layout(folder / "layout.toml"),
    )
    freeze_roster(roster, by=BY)
    actions.add_holder(name=HOLDER, passphrase=PASSPHRASE, by=BY)
    questionnaire = load_instrument(str(council / "social-work.toml"), "children")
    wave = actions.plan_wave(plan=_plan(organisation, roster.title), questionnaires={"children": questionnaire}, by=BY)
    survey = wave.surveys.get()
    actions.open_survey(survey=survey, by=BY)
    survey.refresh_from_db()
    return survey, _answered(survey, questionnaire)


def _census(council: Path) -> date:
    """The census date that the invented roster names."""
    line = (council / _ROSTER).read_text(encoding="utf-8").splitlines()[1]
    day, month, year = line.rpartition(",")[2].split("/")
    return date(int(year), int(month), int(day))


def _plan(organisation: str, roster: str) -> PlannedWave:
    now = timezone.localtime()
    survey = {
        "code": "children",
        "title": "Children’s social work",
        "instrument": "social-work",
        "variant": "children",
        "audience": "social-workers",
        "opens": now - timedelta(days=9),
        "closes": (now + timedelta(days=12)).replace(hour=17, minute=0, second=0, microsecond=0),
        "roster": roster,
        "holders": [HOLDER],
        "by": ["team", "role"],
        "facts": [{"item": "team", "source": "attached"}, {"item": "role", "source": "attached"}],
    }
    code = f"{now.year}-demo"
    wave = {"format": 1, "code": code, "title": f"Health check {now.year}", "organisation": organisation}
    return PlannedWave.model_validate({**wave, "held_on": survey["opens"].date(), "surveys": [survey]})


def _answered(survey: Survey, questionnaire: Instrument) -> list[Addressed]:
    """Four in ten answer, one begins; the others are still asked."""
    everybody = list(links(survey))
    chance = random.Random(2026)  # noqa: S311 - an invented council must be repeatable
    chance.shuffle(everybody)
    done = len(everybody) * 4 // 10
    for one in everybody[:done]:
        way = way_in(from_link_text(one.secret))
        submit(way, _answers(questionnaire, way, chance))
    save_draft(
        way_in(from_link_text(everybody[done].secret)), {"WL1": _some(questionnaire.item("WL1"), questionnaire, chance)}
    )
    return everybody[done + 1 :]


def _answers(questionnaire: Instrument, way: WayIn, chance: random.Random) -> dict[str, Any]:
    items = [item for item in questionnaire.items if item.meant_for(way.contract.audience)]
    return {item.code: _some(item, questionnaire, chance) for item in items if item.kind in ("scale", "choice")}


def _some(item: Item, questionnaire: Instrument, chance: random.Random) -> str:
    """An option, rather one of the first that are offered."""
    return min(chance.sample([option.code for option in questionnaire.options_of(item)] * 2, 2))
