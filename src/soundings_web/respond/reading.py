"""What came with a form, read as answers. Nothing has to be answered; what cannot be taken is said by its question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext as _

from soundings.instrument import Instrument, Item
from soundings.instrument.answers import NOT_APPLICABLE, PREFER_NOT_TO_SAY
from soundings_web.respond.answering import faults_of

STATES = (NOT_APPLICABLE, PREFER_NOT_TO_SAY)


class Form(Protocol):
    """What was posted, as Django gives it."""

    def get(self, name: str, default: str = ...) -> str: ...

    def getlist(self, name: str) -> list[str]: ...


@dataclass(frozen=True)
class Read:
    """The answers of a page; what was typed where it cannot be taken, and why."""

    answers: Mapping[str, Any]
    typed: Mapping[str, Any] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


def read_page(instrument: Instrument, items: Iterable[Item], form: Form) -> Read:
    """The answers to these questions. A question without an answer is None, which takes an earlier one away."""
    answers: dict[str, Any] = {}
    typed: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for item in items:
        given = _given(item, form)
        if given in (None, "", []):
            answers[item.code] = None
        elif item.kind == "number" and form.get(item.code, "").strip() and form.get(f"{item.code}-state", ""):
            typed[item.code], faults[item.code] = given, _("Give a number or tick the box beside it, not both")
        elif found := next(faults_of(instrument, item, given), ""):
            typed[item.code], faults[item.code] = given, found
        else:
            answers[item.code] = given
    return Read(answers, typed, faults)


def _given(item: Item, form: Form) -> Any:
    """What was chosen or typed for one question; a number as a number where it is one."""
    if item.kind == "choices":
        ticked = form.getlist(item.code)
        states = [code for code in ticked if code in STATES]
        return states[0] if states and len(ticked) == 1 else ticked
    typed = form.get(item.code, "").strip().replace("\r\n", "\n")
    if item.kind == "number":
        # A box beside the number says that it does not apply.
        return _number(typed) if typed else form.get(f"{item.code}-state", "")
    return typed


def _number(typed: str) -> float | str:
    try:
        number = float(typed.replace(",", "."))
    except ValueError:
        return typed
    return int(number) if number.is_integer() else number
