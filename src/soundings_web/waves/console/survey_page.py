"""What the page of one survey shows: what it promises, in rows, and what can be done with it in its state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from soundings.instrument import Instrument, own_items
from soundings_web.people import queries as people
from soundings_web.ui import Row
from soundings_web.ui.moments import local_words
from soundings_web.waves.contract import Contract, Promise
from soundings_web.waves.models import KeyHolder, Survey


@dataclass(frozen=True)
class Standing:
    """A survey with its promise: the plan while it is being prepared, then the contract in force."""

    survey: Survey
    promise: Promise
    instrument: Instrument
    asked: int

    @property
    def draft(self) -> bool:
        return self.survey.state == Survey.State.DRAFT


def standing_of(survey: Survey) -> Standing:
    """The survey as it stands. Five queries at most."""
    if survey.state == Survey.State.DRAFT:
        promise = Promise.model_validate(survey.plan["promise"])
        [asked] = people.sizes_for(survey.roster, [promise.where])
        return Standing(survey, promise, Instrument.model_validate(survey.plan["instrument"]), asked)
    contract = Contract.model_validate(survey.contracts.order_by("number").last().content)
    return Standing(survey, contract, contract.questionnaire(), contract.asked.total)


def rows(here: Standing, *, may_change: bool) -> list[Row]:
    """What it promises. With ``may_change`` each line of a draft leads to where it is changed."""
    survey, promise = here.survey, here.promise
    change = may_change and here.draft

    def row(key: str, value: str, where: str) -> Row:
        return Row(key, value, reverse(f"waves:{where}", args=[survey.key]) if change else "")

    items = [item for item in here.instrument.items if item.meant_for(promise.audience)]
    minutes = max(1, round(here.instrument.minutes(promise.audience)))
    support = here.instrument.support
    own = len(own_items(here.instrument))
    added = f", {own} of your own" if own else ""
    found = [
        row("Questionnaire", f"{here.instrument.title}: {len(items)} questions{added}, {minutes} minutes", "questions"),
        row("Who is asked", who_in_words(here), "who"),
        row("When", window_in_words(survey), "survey_edit"),
        row("Key holders", " and ".join(_holders(survey)) or "None yet", "survey_edit"),
        row("Taken from the roster", _named(here, _attached(promise)) or "Nothing", "facts"),
        row("Reported by", _named(here, promise.by) or "The whole survey only", "facts"),
        row("Where staff can turn", "; ".join(f"{who.name}: {who.reach}" for who in support), "contacts"),
        row("Comments are read by", f"{' and '.join(promise.comments.readers)}, from {promise.comments.least} comments "
            "on a question", "handling"),
        row("Answers are kept", kept_in_words(promise.keep_for_waves), "handling"),
    ]  # fmt: skip
    rules = f"{promise.plan.threshold} answers; sensitive questions and equality groups {promise.plan.sensitive}"
    where = reverse("waves:rules", args=[survey.wave_id]) if change else ""
    return [*found, Row("Smallest group shown", rules, where)]


def who_in_words(here: Standing) -> str:
    """Whom it asks, and how many they are."""
    people_asked = f"{here.asked:,} {'person' if here.asked == 1 else 'people'}"
    if not here.promise.where:
        return f"{people_asked}: everybody on the roster “{here.survey.roster.title}”"
    parts = [f"{_fact(fact)} {' or '.join(values)}" for fact, values in here.promise.where.items()]
    return f"{people_asked} of the roster “{here.survey.roster.title}”: {'; '.join(parts)}"


def _fact(name: str) -> str:
    return "in" if name == people.UNIT else f"{name}:"


def window_in_words(survey: Survey) -> str:
    """When answers are taken, and the ends it had before."""
    said = f"{local_words(survey.opens_at)} to {local_words(survey.closes_at)}"
    if not survey.earlier_ends:
        return said
    return f"{said} (first: {local_words(datetime.fromisoformat(survey.earlier_ends[0]))})"


def kept_in_words(waves: int) -> str:
    """How long."""
    if not waves:
        return "Until this wave is published"
    return f"Until {waves} later {'wave is' if waves == 1 else 'waves are'} published"


def _holders(survey: Survey) -> Iterator[str]:
    names = dict(KeyHolder.objects.filter(key__in=survey.holders).values_list("key", "name"))
    return (names[key] for key in survey.holders if key in names)


def _attached(promise: Promise) -> list[str]:
    return [fact.item for fact in promise.facts if fact.source == "attached"]


def _named(here: Standing, codes: list[str] | tuple[str, ...]) -> str:
    items = (here.instrument.item(code) for code in codes if here.instrument.has(code))
    return ", ".join(item.short or item.text for item in items)
