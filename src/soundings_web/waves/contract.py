"""A survey's contract: everything the promise rests on, frozen when the survey opens.

It is written as JSON with a version and read by version, never migrated. Afterwards it may only become stricter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from soundings.disclosure import Plan
from soundings.errors import NotNowError
from soundings.instrument import Instrument, Item
from soundings.instrument.model import Code, Part, Text
from soundings.instrument.routing import items_named


class Fact(Part):
    """A fact about a person that travels with the answers: from the roster, or asked. Never both."""

    item: Code
    source: Literal["attached", "asked"]


class Group(Part):
    """A group of the frozen roster: its label, the label of the group above it, and its eligible people."""

    label: str
    parent: str = ""
    eligible: int = Field(ge=0)


class Asked(Part):
    """Who is asked: eligible people in all and by breakdown, from the frozen roster."""

    total: int = Field(ge=0)
    dimensions: dict[str, tuple[Group, ...]] = Field(default_factory=dict)


class Holder(Part):
    """A key holder by name, with the public half of their key in hexadecimal digits."""

    name: Text
    public: Text


class Comments(Part):
    """Who reads comments, after masking, and from how many answers to a box."""

    readers: tuple[Text, ...] = ("principal social worker", "analyst")
    least: int = Field(default=20, ge=20)


class Promise(Part):
    """What a survey promises before it opens: the part that a person plans."""

    facts: tuple[Fact, ...] = ()
    by: tuple[Code, ...] = ()
    coarse: tuple[Code, ...] = Field(default=(), description="Equality questions cut by their coarse groups.")
    plan: Plan = Plan()
    comments: Comments = Comments()
    keep_for_waves: int = Field(
        default=2, ge=0, le=10, description="Later waves released before answers are destroyed."
    )
    workforce: dict[Code, tuple[Group, ...]] = Field(
        default_factory=dict, description="Eligible people by group, for breakdowns that the roster does not have."
    )
    where: dict[str, tuple[Text, ...]] = Field(default_factory=dict, description="Who is asked, by fact of the roster.")
    audience: str = ""
    period: str = ""


class Contract(Promise):
    """The frozen whole."""

    version: Literal[1] = 1
    wave: Code | Text
    organisation: Text
    survey: Code
    title: Text
    instrument: dict[str, Any]
    asked: Asked
    holders: tuple[Holder, ...] = Field(min_length=1, max_length=2)
    ballot_key: Text = Field(description="The public half of the ballot key, in hexadecimal digits.")

    def questionnaire(self) -> Instrument:
        """The instrument as it was when the survey opened."""
        return Instrument.model_validate(self.instrument)


def read_contract(content: dict[str, Any]) -> Contract:
    """A stored contract, by its version."""
    return Contract.model_validate(content)


def contract_hash(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON: sorted keys, no spaces."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def fact_answer(instrument: Instrument, item: Item, value: str) -> str:
    """A fact of the roster as an answer to its question: a unit's label, or the option it names by code or label."""
    if item.kind == "unit":
        return value
    options = instrument.options_of(item)
    return next((option.code for option in options if value in (option.code, option.label)), "")


def faults_of_promise(promise: Promise, instrument: Instrument) -> Iterator[str]:
    """What cannot be promised with this questionnaire, every fault."""
    named = [fact.item for fact in promise.facts]
    for code in sorted({code for code in named if named.count(code) > 1}):
        yield f"“{code}” is attached and asked, or stands twice; a fact has one source"
    for code in dict.fromkeys((*named, *promise.by, *promise.coarse)):
        if not instrument.has(code):
            yield f"the questionnaire has no question “{code}”"
        elif not instrument.item(code).profile:
            yield f"“{code}” is not a question about the person, so it is neither a fact nor a breakdown"
    for fact in promise.facts:
        if fact.source == "attached" and instrument.has(fact.item) and instrument.item(fact.item).equality:
            yield f"“{fact.item}” is an equality characteristic, which is never taken from the roster"
    for fact in promise.facts:
        if instrument.has(fact.item) and instrument.item(fact.item).kind not in ("unit", "choice"):
            yield f"“{fact.item}” is neither a choice nor a unit, so it cannot be a fact that travels with answers"
    yield from _faults_of_coarse(promise, instrument)
    yield from _faults_of_equality(promise, instrument)


def _faults_of_coarse(promise: Promise, instrument: Instrument) -> Iterator[str]:
    for code in promise.coarse:
        item = instrument.item(code) if instrument.has(code) else None
        if item and not (item.equality and all(option.group for option in item.options)):
            yield f"“{code}” has no coarse groups: it is no equality question, or an option of it has no group"
        if instrument.has(coarse_code(code)):
            yield f"“{coarse_code(code)}” is a question already, so “{code}” cannot be cut by its coarse groups"
        if code not in promise.by:
            yield f"“{code}” stands under coarse but is no breakdown; name it under by as well"


def _faults_of_equality(promise: Promise, instrument: Instrument) -> Iterator[str]:
    kept_apart = {item.code for item in instrument.items if item.equality}
    for item in instrument.items:
        led = {code for code, _ in items_named(item.show_if)} if item.show_if else set()
        for code in sorted(led & kept_apart):
            yield f"“{item.code}” is asked by the answer to “{code}”, an equality characteristic, which is kept apart"
    for code in promise.by:
        if code in kept_apart and code not in promise.coarse and any(o.group for o in instrument.item(code).options):
            yield f"“{code}” has coarse groups; break down by those: name it under coarse"
    for one, other in promise.plan.crossed:
        if {one, other} & kept_apart:
            yield f"“{one}” and “{other}” cannot be crossed: an equality characteristic is never crossed with another"


def coarse_code(code: str) -> str:
    """The code of the question that stands for the coarse groups of another."""
    return f"{code}_group"


def coarse_item(item: Item) -> Item:
    """The question that stands for the coarse groups: same words, the groups as its options."""
    groups = list(dict.fromkeys(option.group for option in item.options))
    options = tuple(type(item.options[0])(code=f"g{n}", label=group) for n, group in enumerate(groups, start=1))
    return item.model_copy(update={"code": coarse_code(item.code), "options": options, "show_if": item.show_if})


def cut_by(promise: Promise, code: str) -> str:
    """The question a breakdown is made by: that of the coarse groups where they stand for the finer ones."""
    return coarse_code(code) if code in promise.coarse else code


def dimensions_of(contract: Contract) -> dict[str, tuple[Group, ...]]:
    """The people asked by group, for each question that a breakdown is made by: from the roster, or as typed."""
    both = {**contract.asked.dimensions, **contract.workforce}
    return {cut_by(contract, code): groups for code, groups in both.items()}


def with_coarse(instrument: Instrument, promise: Promise) -> Instrument:
    """The questionnaire with a question for each coarse breakdown behind the one it stands for."""
    sections = tuple(
        section.model_copy(
            update={
                "items": tuple(
                    each
                    for item in section.items
                    for each in ((item, coarse_item(item)) if item.code in promise.coarse else (item,))
                )
            }
        )
        for section in instrument.sections
    )
    return instrument.model_copy(update={"sections": sections}) if promise.coarse else instrument


def stricter(before: Contract, after: Contract) -> None:
    """Nothing if the contract only became stricter. Raises NotNowError naming everything that was loosened."""
    loosened = list(_loosened(before, after))
    if loosened:
        raise NotNowError("The contract was frozen when the survey opened and can only become stricter:", loosened)


def _loosened(before: Contract, after: Contract) -> Iterator[str]:
    for name in ("threshold", "full_distribution", "sensitive"):
        old, new = getattr(before.plan, name), getattr(after.plan, name)
        if new < old:
            yield f"the threshold “{name}” would fall from {old} to {new}"
    if after.comments.least < before.comments.least:
        yield f"comments would be read from {after.comments.least} answers on, not {before.comments.least}"
    if after.keep_for_waves > before.keep_for_waves:
        yield f"answers would be kept for {after.keep_for_waves} later waves, not {before.keep_for_waves}"
    wider = (
        ("breakdown", before.by, after.by),
        ("crossed breakdown", before.plan.crossed, after.plan.crossed),
        ("reader of comments", before.comments.readers, after.comments.readers),
        ("fact", before.facts, after.facts),
        ("coarse breakdown", before.coarse, after.coarse),
    )
    for what, old, new in wider:
        for added in [one for one in new if one not in old]:
            yield f"there would be a new {what}: {_named(added)}"
    yield from _loosened_otherwise(before, after)


def _loosened_otherwise(before: Contract, after: Contract) -> Iterator[str]:
    for code, levels in after.plan.public_levels.items():
        if levels > before.plan.public_levels.get(code, levels):
            yield f"the public would read {levels} levels of “{code}”"
    if set(before.plan.public_levels) - set(after.plan.public_levels):
        yield "the public would read every level of a tree that was limited"
    free = {"plan", "comments", "keep_for_waves", "by", "facts", "coarse"}  # each judged above
    for name in sorted(set(Contract.model_fields) - free):
        if getattr(before, name) != getattr(after, name):
            yield f"“{name}” would change"


def _named(value: object) -> str:
    if isinstance(value, Fact):
        return f"“{value.item}” ({value.source})"
    return " and ".join(f"“{one}”" for one in value) if isinstance(value, tuple) else f"“{value}”"
