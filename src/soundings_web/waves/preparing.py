"""What prepares waves and surveys from the pages of the console. Surveys go through ``actions.plan_wave``."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from soundings.errors import FaultyFileError, NotNowError, UsageError
from soundings.instrument import Instrument
from soundings.instrument.loading import Faults, read_part
from soundings_web.people import audit
from soundings_web.waves.actions import plan_wave
from soundings_web.waves.contract import faults_of_promise
from soundings_web.waves.models import KeyHolder, Survey, Wave
from soundings_web.waves.plan_file import PlannedSurvey, PlannedWave


@transaction.atomic
def save_wave(*, wave: Wave | None, given: dict[str, Any], by: str) -> Wave:
    """Make a wave, or change what is not frozen. Raises NotNowError for what surveys have promised, UsageError."""
    previous = Wave.objects.filter(pk=given["previous"]).first() if given["previous"] else None
    facts = {**given, "previous": previous}
    if wave is None:
        wave = Wave.objects.create(**facts)
        audit.record(by=by, what="wave made", about=wave.code)
        return wave
    changed = [name for name, value in facts.items() if getattr(wave, name) != value]
    _must_be_free(wave, changed)
    _must_come_first(wave, previous)
    for name in changed:
        setattr(wave, name, facts[name])
    wave.save(update_fields=changed)
    if changed:
        audit.record(by=by, what="wave changed", about=wave.code, details={name: str(facts[name]) for name in changed})
    return wave


def _must_be_free(wave: Wave, changed: list[str]) -> None:
    """What stands in a frozen contract stays."""
    running = Survey.objects.filter(wave=wave).exclude(state=Survey.State.DRAFT).exists()
    if running and "organisation" in changed:
        raise NotNowError("A survey of this wave has been opened: the organisation stands in its frozen contract.")


def _must_come_first(wave: Wave, previous: Wave | None) -> None:
    """No wave comes before itself, by way of others either."""
    above = previous
    while above is not None:
        if above.pk == wave.pk:
            raise UsageError("A wave cannot come before itself. Choose another wave before.")
        above = above.previous


@transaction.atomic
def save_survey(*, wave: Wave, planned: dict[str, Any], questionnaire: Instrument, by: str) -> Survey:
    """Make or change a survey that is being prepared. Raises FaultyFileError or UsageError with every fault."""
    plan = _plan_of(wave, planned)
    if faults := list(faults_of_promise(plan.surveys[0], questionnaire)):
        raise UsageError("This cannot be promised:", [_sentence(fault) for fault in faults])
    plan_wave(plan=plan, questionnaires={planned["code"]: questionnaire}, by=by)
    return Survey.objects.get(wave=wave, code=planned["code"])


def _plan_of(wave: Wave, planned: dict[str, Any]) -> PlannedWave:
    faults = Faults("")
    one = read_part(PlannedSurvey, planned, (), faults)
    if one is None:
        raise FaultyFileError("The survey cannot be kept so:", [_sentence(said) for _, said in faults.found])
    return PlannedWave(
        format=1,
        code=wave.code,
        title=wave.title,
        organisation=wave.organisation,
        held_on=wave.held_on,
        previous=wave.previous.code if wave.previous else "",
        plan=one.plan,
        surveys=(one,),
    )


def _sentence(fault: str) -> str:
    text = fault.removeprefix("whole file, ")
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", ":")) else ".")


def planned_of(survey: Survey) -> dict[str, Any]:
    """The plan of a survey as it stands, to be changed in part."""
    names = dict(KeyHolder.objects.filter(key__in=survey.holders).values_list("key", "name"))
    return {
        **survey.plan["promise"],
        "code": survey.code,
        "title": survey.title,
        "instrument": survey.plan["instrument"]["code"],
        "opens": survey.opens_at,
        "closes": survey.closes_at,
        "roster": survey.roster.title,
        "holders": [names[key] for key in survey.holders if key in names],
    }


def fitted(promise: dict[str, Any], instrument: Instrument) -> tuple[dict[str, Any], list[str]]:
    """The promise without what this questionnaire does not have, and the codes that were left out."""
    known = {item.code for item in instrument.items if item.profile}
    facts = [fact for fact in promise["facts"] if fact["item"] in known]
    kept = {name: [code for code in promise[name] if code in known] for name in ("by", "coarse")}
    crossed = [pair for pair in promise["plan"]["crossed"] if set(pair) <= set(kept["by"])]
    named = [*(fact["item"] for fact in promise["facts"]), *promise["by"]]
    workforce = {code: groups for code, groups in promise["workforce"].items() if code in kept["by"]}
    audiences = {one.code for one in instrument.audiences}
    changed = {
        "facts": facts,
        **kept,
        "plan": {**promise["plan"], "crossed": crossed},
        "workforce": workforce,
        "audience": promise["audience"] if promise["audience"] in audiences else "",
    }
    return {**promise, **changed}, [code for code in dict.fromkeys(named) if code not in known]


@transaction.atomic
def remove_survey(*, survey: Survey, by: str) -> None:
    """Take a survey away that was never opened. Raises NotNowError for any other."""
    survey = Survey.objects.select_for_update(no_key=True).get(key=survey.key)
    if survey.state != Survey.State.DRAFT:
        raise NotNowError(f"“{survey.title}” has been opened, so it cannot be removed. Nothing was changed.")
    audit.record(by=by, what="survey removed", about=f"{survey.wave.code}/{survey.code}")
    survey.delete()
