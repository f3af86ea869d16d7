"""What a page of questions shows: each question as its macro wants it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from soundings.instrument import Instrument, Item
from soundings.instrument.answers import NOT_APPLICABLE, PREFER_NOT_TO_SAY
from soundings_web.respond.answering import LONGEST_COMMENT
from soundings_web.ui import Option
from soundings_web.waves.contract import Contract


@dataclass(frozen=True)
class Question:
    """One question: what is asked, how it is answered, what was answered, and what is wrong with it."""

    name: str
    kind: str
    text: str
    hint: str
    options: tuple[Option, ...]
    value: Any
    fault: str
    note: str
    support: str
    suffix: str
    limit: int

    @property
    def values(self) -> list[str]:
        """What is ticked, where several may be."""
        return self.value if isinstance(self.value, list) else [self.value] if self.value else []


def questions(
    instrument: Instrument,
    items: Iterable[Item],
    contract: Contract,
    answers: Mapping[str, Any],
    faults: Mapping[str, str],
) -> tuple[Question, ...]:
    """The questions of a page, with what was answered or typed so far."""
    return tuple(_question(instrument, item, contract, answers.get(item.code), faults) for item in items)


def _question(
    instrument: Instrument, item: Item, contract: Contract, value: Any, faults: Mapping[str, str]
) -> Question:
    several = [_("Choose all that apply.")] if item.kind == "choices" else []
    return Question(
        name=item.code,
        kind=item.kind,
        text=item.text,
        hint=" ".join([*([item.guidance] if item.guidance else []), *several]),
        options=_options(instrument, item, contract),
        value="" if value is None else f"{value:g}" if isinstance(value, int | float) else value,
        fault=faults.get(item.code, ""),
        note=instrument.comment_note if item.kind == "comment" else "",
        support=item.support,
        suffix=item.unit,
        limit=LONGEST_COMMENT if item.kind == "comment" else 0,
    )


def _options(instrument: Instrument, item: Item, contract: Contract) -> tuple[Option, ...]:
    """The options, those that are no opinion apart. The units are those of the contract."""
    if item.kind == "unit":
        groups = contract.asked.dimensions.get(item.code, ())
        own = [Option(group.label, group.label) for group in groups]
    else:
        own = [Option(option.code, option.label, head=option.group) for option in instrument.options_of(item)]
    return (*own, *apart(item))


def apart(item: Item) -> tuple[Option, ...]:
    """The answers beside the question: that it does not apply, that one would rather not say."""
    offered = ((NOT_APPLICABLE, item.not_applicable), (PREFER_NOT_TO_SAY, item.prefer_not_to_say))
    return tuple(Option(code, label, apart=True) for code, label in offered if label)


def in_words(instrument: Instrument, item: Item, answer: Any) -> str:
    """An answer as the respondent gave it, in words."""
    if answer in (None, "", []):
        return _("Not answered")
    if isinstance(answer, list):
        return ", ".join(_label(instrument, item, code) for code in answer)
    if isinstance(answer, int | float):
        return f"{answer:g} {item.unit}".strip()
    return _label(instrument, item, answer)


def _label(instrument: Instrument, item: Item, code: str) -> str:
    labels = {option.code: option.label for option in instrument.options_of(item)}
    labels |= {option.value: option.label for option in apart(item)}
    return labels.get(code, code)
