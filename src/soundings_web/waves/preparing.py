"""What prepares waves and surveys from the pages of the console. Surveys go through ``actions.plan_wave``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from soundings.errors import FaultyFileError, NotNowError, UsageError
from soundings.instrument import Instrument, Tailoring, tailored
from soundings.instrument.loading import Faults, read_part
from soundings_web.people import audit
from soundings_web.people.models import Roster
from soundings_web.waves.actions import plan_wave
from soundings_web.waves.contract import fact_answer, faults_of_promise
from soundings_web.waves.models import KeyHolder, Survey, Wave
from soundings_web.waves.plan_file import PlannedSurvey, PlannedWave

RULES = ("threshold", "full_distribution", "sensitive", "expected_response")
# What a new survey takes from the roster, where the roster has it: enough to report by, too little to know people by.
USUAL = ("team", "role")


AS_IT_IS = Tailoring()


@dataclass(frozen=True)
class Questionnaire:
    """A questionnaire as it was chosen, and what this survey makes of it."""

    whole: Instrument
    how: Tailoring = AS_IT_IS

    @property
    def asked(self) -> Instrument:
        """What is asked."""
        return tailored(self.whole, self.how)


@transaction.atomic
def save_wave(*, wave: Wave | None, given: dict[str, Any], by: str) -> Wave:
    """Make a wave, or change what is not frozen. Raises NotNowError for what surveys have promised, UsageError."""
    previous = Wave.objects.filter(pk=given["previous"]).first() if given["previous"] else None
    facts = {**given, "previous": previous}
    if wave is None:
        wave, made = Wave.objects.get_or_create(code=facts["code"], defaults=facts)
        if not made:
            raise UsageError(f"There is a wave with the code “{wave.code}” already. Nothing was changed.")
        audit.record(by=by, what="wave made", about=wave.code)
        return wave
    wave = _locked(wave)
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
def make_survey(*, wave: Wave, planned: dict[str, Any], questionnaire: Questionnaire, by: str) -> Survey:
    """A new survey. Raises UsageError for a code that its wave has already, and as ``save_survey`` does."""
    wave = _locked(wave)
    if Survey.objects.filter(wave=wave, code=planned["code"]).exists():
        raise UsageError(f"This wave has a survey with the code “{planned['code']}” already. Nothing was changed.")
    return save_survey(wave=wave, planned=planned, questionnaire=questionnaire, by=by)


@transaction.atomic
def save_survey(
    *, wave: Wave, planned: dict[str, Any], questionnaire: Questionnaire, by: str, changed: Sequence[str] = ()
) -> Survey:
    """Make or change a survey that is being prepared. Raises FaultyFileError or UsageError with every fault."""
    asked = questionnaire.asked
    plan = _plan_of(wave, {**planned, "instrument": asked.code})
    if faults := list(faults_of_promise(plan.surveys[0], asked)):
        raise UsageError("This cannot be promised:", [_sentence(fault) for fault in faults])
    plan_wave(plan=plan, questionnaires={planned["code"]: asked}, by=by, changed=changed)
    survey = Survey.objects.get(wave=wave, code=planned["code"])
    whole = questionnaire.whole.model_dump(mode="json", by_alias=True)
    survey.plan = {**survey.plan, "whole": whole, "tailoring": asdict(questionnaire.how)}
    survey.save(update_fields=["plan"])
    return survey


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
        "opens": survey.opens_at,
        "closes": survey.closes_at,
        "roster": survey.roster.title,
        "holders": [names[key] for key in survey.holders if key in names],
    }


def questionnaire_of(survey: Survey) -> Questionnaire:
    """What a survey being prepared asks, and what it was made from."""
    whole = Instrument.model_validate(survey.plan.get("whole") or survey.plan["instrument"])
    kept = survey.plan.get("tailoring", {})
    support = kept.get("support")
    return Questionnaire(
        whole,
        Tailoring(
            left_out=tuple(kept.get("left_out", ())),
            own=tuple(kept.get("own", ())),
            own_title=kept.get("own_title", ""),
            support=None if support is None else tuple(support),
        ),
    )


@transaction.atomic
def change_plan(*, survey: Survey, changes: dict[str, Any], by: str) -> Survey:
    """Change part of what a survey being prepared will promise. Raises NotNowError once it was opened."""
    survey = _draft(survey)
    before = planned_of(survey)
    planned = {**before, **changes}
    changed = _told(before, planned)
    questionnaire = questionnaire_of(survey)
    return save_survey(wave=survey.wave, planned=planned, questionnaire=questionnaire, by=by, changed=changed)


def _told(before: dict[str, Any], planned: dict[str, Any]) -> list[str]:
    """What is new, for the audit trail: short things with their value, others by name."""
    new = [name for name, value in planned.items() if str(before.get(name)) != str(value)]
    return [f"{name}: {planned[name]}" if len(str(planned[name])) < 200 else name for name in new]


@transaction.atomic
def change_questionnaire(
    *, survey: Survey, questionnaire: Questionnaire, by: str, read: Questionnaire | None = None
) -> tuple[Survey, list[str]]:
    """Ask something else. Returns the survey, and what its promise lost because it is no longer asked.

    ``read`` is what the writer started from. Raises NotNowError where somebody else has changed it meanwhile.
    """
    survey = _draft(survey)
    if read is not None and read != questionnaire_of(survey):
        raise NotNowError("Somebody else has changed the questions a moment ago. Nothing was changed; look at them.")
    promise, lost = fitted(planned_of(survey), questionnaire.asked)
    made = save_survey(wave=survey.wave, planned=promise, questionnaire=questionnaire, by=by, changed=["questionnaire"])
    return made, lost


def must_be_draft(survey: Survey) -> None:
    """Raises NotNowError for a survey whose contract is frozen."""
    if survey.state != Survey.State.DRAFT:
        raise NotNowError(f"“{survey.title}” has been opened, and its contract is frozen. Nothing was changed.")


def _locked(wave: Wave) -> Wave:
    """The wave as it is now; whoever else prepares or opens a survey of it waits."""
    return Wave.objects.select_for_update(no_key=True, of=("self",)).select_related("previous").get(pk=wave.pk)


def _draft(survey: Survey) -> Survey:
    """The survey as it is now, while nobody else changes, opens or removes it. Its wave always comes first."""
    _locked(survey.wave)
    held = Survey.objects.select_for_update(no_key=True, of=("self",)).select_related("wave__previous", "roster")
    found = held.filter(key=survey.key).first()
    if found is None:
        raise NotNowError(f"“{survey.title}” has been removed meanwhile. Nothing was changed.")
    must_be_draft(found)
    return found


def first_promise(roster: Roster, instrument: Instrument) -> dict[str, Any]:
    """What a new survey promises until somebody changes it: team and role from the roster, and reported by both."""
    usual = [code for code in USUAL if fits_roster(roster, instrument, code)]
    return {"facts": [{"item": code, "source": "attached"} for code in usual], "by": usual}


def fits_roster(roster: Roster, instrument: Instrument, code: str) -> bool:
    """Whether the roster knows this of people, in the words of the question."""
    if code not in roster.facts or not instrument.has(code) or instrument.item(code).equality:
        return False
    item = instrument.item(code)
    if item.kind not in ("unit", "choice"):
        return False
    return item.kind == "unit" or all(fact_answer(instrument, item, label) for label in roster.facts[code])


def rules_of(wave: Wave) -> dict[str, Any]:
    """The rules of protection of a wave: those of any of its surveys, for they are the same; none where none is yet."""
    first = Survey.objects.filter(wave=wave).order_by("pk").first()
    return dict(first.plan["promise"]["plan"]) if first else {}


@transaction.atomic
def set_rules(*, wave: Wave, rules: dict[str, Any], by: str) -> None:
    """Other rules for every survey of a wave. Raises NotNowError once one was opened, UsageError."""
    wave = _locked(wave)
    surveys = list(Survey.objects.select_for_update(no_key=True).filter(wave=wave).order_by("key"))
    if not surveys:
        raise UsageError("Add a survey first; the rules stand in what it promises.")
    if opened := [one for one in surveys if one.state != Survey.State.DRAFT]:
        raise NotNowError(
            f"“{opened[0].title}” has been opened with the rules of this wave, which are the same for all its surveys. "
            "Nothing was changed."
        )
    for survey in surveys:
        change_plan(survey=survey, changes={"plan": {**survey.plan["promise"]["plan"], **rules}}, by=by)


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
    survey = _draft(survey)
    audit.record(by=by, what="survey removed", about=f"{survey.wave.code}/{survey.code}")
    survey.delete()
