"""Whether a survey is ready to be opened: each thing looked at, what was found, and where it is mended.

Nothing here decides for anybody. What must be mended first is what ``actions.open_survey`` would refuse.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from soundings.disclosure import BreakdownForecast, WaveInput, forecast, planned_survey
from soundings.errors import SoundingsError
from soundings.instrument import Instrument
from soundings.instrument.comparing import Differences, compare_instruments
from soundings_web.people import queries as people
from soundings_web.people.models import Roster
from soundings_web.ui.moments import day_in_words, local_words
from soundings_web.waves.actions import foreseen_contract, latest_contract
from soundings_web.waves.contract import Contract, Promise, cut_by, dimensions_of, with_coarse
from soundings_web.waves.models import GovernancePaper, Survey

READY, LOOK, MUST = "ready", "look", "must"
RATES = (35, 50, 65)
_OLD = timedelta(days=92)
# Contacts of the catalogue that a council fills in for itself.
_UNFILLED = "Your council’s"


@dataclass(frozen=True)
class Look:
    """One thing looked at: how it stands, in a sentence; ``where`` names the page that mends it.

    What ``names_people`` is listed only for those who may read the roster.
    """

    about: str
    state: str
    said: str
    where: str = ""
    listed: tuple[str, ...] = ()
    names_people: bool = False


@dataclass(frozen=True)
class Readiness:
    """Everything looked at, what the questionnaire changes against last time, and what would be shown."""

    looks: tuple[Look, ...]
    differences: Differences | None
    foreseen: tuple[BreakdownForecast, ...]

    @property
    def can_open(self) -> bool:
        return all(look.state != MUST for look in self.looks)


def readiness(survey: Survey) -> Readiness:
    """Look at a survey that is being prepared."""
    promise = Promise.model_validate(survey.plan["promise"])
    instrument = Instrument.model_validate(survey.plan["instrument"])
    everybody = people.everybody_on(survey.roster)
    asked = _asked(everybody, promise)
    differences = differences_from_last(survey, instrument)
    contract, refused = _foreseen(survey, everybody)
    looks = [
        *_holders(survey),
        *_roster(survey, asked),
        *_asked_twice(survey, asked),
        *_refused(refused),
        *_rare(promise, asked),
        *_wording(differences),
        *_papers(survey),
        *_contacts(instrument),
        *_window(survey),
    ]
    return Readiness(tuple(looks), differences, _forecast(survey, contract) if contract else ())


def _asked(everybody: people.Everybody, promise: Promise) -> tuple[people.Listed, ...]:
    try:
        return people.entries_for(everybody, where=promise.where)
    except SoundingsError:
        return ()


def _foreseen(survey: Survey, everybody: people.Everybody) -> tuple[Contract | None, SoundingsError | None]:
    """The contract that opening would freeze, or why it would not."""
    try:
        return foreseen_contract(survey, everybody=everybody), None
    except SoundingsError as error:
        return None, error


def _holders(survey: Survey) -> Iterator[Look]:
    if not survey.holders:
        yield Look("Key holders", MUST, "Nobody could open the box. Name one or two key holders.", "survey_edit")
    elif len(survey.holders) == 1:
        said = "There is one. With two, neither can open the box alone; the second may be somebody from a union."
        yield Look("Key holders", LOOK, said, "survey_edit")
    else:
        yield Look("Key holders", READY, "Two people together open the box.")


def _roster(survey: Survey, asked: tuple[people.Listed, ...]) -> Iterator[Look]:
    roster = survey.roster
    if roster.state != Roster.FROZEN:
        said = f"“{roster.title}” is not frozen yet, so it could still change while people answer. Freeze it."
        yield Look("Roster", MUST, said, "roster")
    elif timezone.localdate() - roster.census_on > _OLD:
        said = f"“{roster.title}” is of {day_in_words(roster.census_on)}. Newer staff would not be asked."
        yield Look("Roster", LOOK, said, "rosters")
    else:
        yield Look("Roster", READY, f"“{roster.title}” of {day_in_words(roster.census_on)} is frozen.")
    if not asked:
        yield Look("Who is asked", MUST, "The roster has nobody to ask. Check who is asked, and the roster.", "who")
        return
    number = f"{len(asked):,} {'person is' if len(asked) == 1 else 'people are'} asked"
    missing = [one for one in asked if not one.email and not one.paper]
    if missing:
        some = tuple(f"{one.name} ({one.number})" for one in missing[:20])
        more = (f"and {len(missing) - 20} more",) if len(missing) > 20 else ()
        verb = "has" if len(missing) == 1 else "have"
        said = f"{number}; {len(missing):,} {verb} no e-mail address. Give them a printed code, or add addresses."
        yield Look("Addresses", LOOK, said, "rosters", (*some, *more), names_people=True)
    else:
        yield Look("Addresses", READY, f"{number}, and each can be reached.")


def _asked_twice(survey: Survey, asked: tuple[people.Listed, ...]) -> Iterator[Look]:
    """How many people another survey of the wave asks too."""
    here = {one.person for one in asked}
    for other in survey.wave.surveys.exclude(key=survey.key).select_related("roster").order_by("code"):
        where = Promise.model_validate(other.plan["promise"]).where
        try:
            both = sum(one.person in here for one in people.entries_for(other.roster, where=where))
        except SoundingsError:
            continue
        if both:
            said = f"{both:,} of the people asked are asked by “{other.title}” too. Narrow down who is asked in one."
            yield Look("Asked twice", LOOK, said, "who")


def _refused(error: SoundingsError | None) -> Iterator[Look]:
    known = ("key holder", "nobody to ask")
    if error and not any(words in error.message for words in known):
        yield Look("What is promised", MUST, error.message, "facts", tuple(error.faults))


def _rare(promise: Promise, asked: tuple[people.Listed, ...]) -> Iterator[Look]:
    """How many people are few of their kind by everything that travels with their answers."""
    attached = [fact.item for fact in promise.facts if fact.source == "attached"]
    if not attached:
        yield Look("Rare combinations", READY, "Nothing is taken from the roster, so nobody is known by it.")
        return
    kinds = Counter(_kind(one, attached) for one in asked)
    few = sum(count for count in kinds.values() if count < promise.plan.threshold)
    alone = sum(count == 1 for count in kinds.values())
    if not few:
        yield Look("Rare combinations", READY, "Nobody is one of few by what is taken from the roster.")
        return
    only = f", and {alone:,} {'is' if alone == 1 else 'are'} the only one" if alone else ""
    share = f"{few:,} of {len(asked):,} people are one of fewer than {promise.plan.threshold}"
    said = (
        f"{share} with all their facts from the roster together{only}. No figure shows such "
        "a combination, but whoever opened the files with the keys could see it. Take less where you can."
    )
    yield Look("Rare combinations", LOOK, said, "facts")


def _kind(one: people.Listed, attached: list[str]) -> tuple[object, ...]:
    return tuple(one.path if code == "team" else one.facts.get(code, "") for code in attached)


def differences_from_last(survey: Survey, instrument: Instrument) -> Differences | None:
    """What changed since the survey with the same code in the wave before; None where there is none."""
    if survey.wave.previous_id is None:
        return None
    before = Survey.objects.filter(wave=survey.wave.previous_id, code=survey.code).first()
    if before is None:
        return None
    frozen = before.state != Survey.State.DRAFT
    asked = latest_contract(before).content["instrument"] if frozen else before.plan["instrument"]
    return compare_instruments(Instrument.model_validate(asked), instrument)


def _wording(differences: Differences | None) -> Iterator[Look]:
    if differences is None:
        yield Look("Wording", READY, "There is no survey of this code in the wave before, so no trend depends on it.")
        return
    counts = [
        (differences.count("broken"), "trend breaks", "trends break"),
        (differences.count("ended"), "is no longer asked", "are no longer asked"),
        (differences.count("careful"), "is compared with care", "are compared with care"),
        (differences.count("none yet"), "is new", "are new"),
    ]
    told = "; ".join(f"{number} {one if number == 1 else several}" for number, one, several in counts if number)
    if not told:
        yield Look("Wording", READY, f"All {differences.unchanged} questions are asked as last time.")
        return
    said = f"{differences.unchanged} questions are asked as last time; of the others {told}. They are listed below."
    yield Look(
        "Wording", LOOK if differences.count("broken") or differences.count("ended") else READY, said, "questions"
    )


def _papers(survey: Survey) -> Iterator[Look]:
    wave = survey.wave
    settled: list[tuple[str, str, object, str]] = [
        ("Data protection", wave.protection_reference, wave.protection_on, "Note the reference of the approved "
         "data-protection impact assessment. Its draft stands under the governance papers of the wave."),
        ("Unions", wave.union_consulted, wave.union_on, "Note which unions were consulted, and when."),
    ]  # fmt: skip
    for about, words, day, advice in settled:
        on = f", {day_in_words(day)}" if day else ""  # type: ignore[arg-type]
        if words:
            yield Look(about, READY, f"{words}{on}.")
        else:
            yield Look(about, LOOK, advice, "wave_edit")
    if not GovernancePaper.objects.filter(wave=wave).exists():
        said = "They are drafted from what the surveys promise; what only the council can say is not completed yet."
        yield Look("Governance papers", LOOK, said, "papers")
    else:
        yield Look("Governance papers", READY, "The council has worked on them; they say what is left.")


def _contacts(instrument: Instrument) -> Iterator[Look]:
    if not instrument.support:
        yield Look("Where staff can turn", LOOK, "No contact is given. Add at least one.", "contacts")
    elif unfilled := [one for one in instrument.support if one.name.startswith(_UNFILLED)]:
        said = f"“{unfilled[0].name}: {unfilled[0].reach}” is still what the questionnaire came with. Give your own."
        yield Look("Where staff can turn", LOOK, said, "contacts")
    else:
        yield Look("Where staff can turn", READY, f"{', '.join(one.name for one in instrument.support)}.")


def _window(survey: Survey) -> Iterator[Look]:
    window = f"{local_words(survey.opens_at)} to {local_words(survey.closes_at)}"
    if survey.closes_at <= timezone.now():
        yield Look("When", MUST, f"It was to close on {local_words(survey.closes_at)}, which is past.", "survey_edit")
    elif survey.closes_at - survey.opens_at < timedelta(days=7):
        yield Look("When", LOOK, f"{window}: less than a week, in which many are on leave.", "survey_edit")
    else:
        yield Look("When", READY, f"{window}.")


def _forecast(survey: Survey, contract: Contract) -> tuple[BreakdownForecast, ...]:
    """Which groups would be shown at usual rates of response."""
    groups, by = dimensions_of(contract), [cut_by(contract, code) for code in contract.by]
    planned = planned_survey(
        survey.code,
        survey.title,
        with_coarse(contract.questionnaire(), contract),
        contract.asked.total,
        {code: [(g.label, g.parent, g.eligible) for g in groups[code]] for code in by if code in groups},
    )
    wave, plan = survey.wave, contract.plan.facts()
    return tuple(forecast(WaveInput(wave.code, wave.title, wave.organisation, (planned,), plan), RATES))
