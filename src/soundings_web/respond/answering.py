"""What a respondent gave, checked against the questionnaire before it is sealed.

Answers are a mapping from question to answer: an option's code; a list of codes where several may be ticked; a number;
a text; or one of the states below. A question left out was not answered. Answers off the route do not count.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from soundings.errors import UsageError
from soundings.instrument import Instrument, Item
from soundings.instrument.answers import NOT_APPLICABLE, PREFER_NOT_TO_SAY, chosen
from soundings.instrument.routing import items_asked

LONGEST_COMMENT = 4000
LONGEST_UNIT = 200


def checked(instrument: Instrument, answers: Mapping[str, Any], audience: str = "") -> dict[str, Any]:
    """The answers that count, in the order of the questions. Raises UsageError with every fault."""
    faults = [f"there is no question “{code}”" for code in answers if not instrument.has(code)]
    for code, answer in answers.items():
        if instrument.has(code) and answer not in (None, "", []):
            item = instrument.item(code)
            faults += [f"“{item.text}”: {fault}" for fault in faults_of(instrument, item, answer)]
    if faults:
        raise UsageError("Some answers cannot be taken:", faults)
    asked = items_asked(instrument, chosen(answers), audience)
    return {item.code: answers[item.code] for item in asked if answers.get(item.code) not in (None, "", [])}


def room_for(instrument: Instrument) -> int:
    """How many bytes the longest answers to this questionnaire take: every ballot and draft gets as much.

    Otherwise its size would tell who wrote a long comment, and long comments are few. Letters of more than one byte
    get a twentieth on top; only somebody who fills every box in another script needs more than that.
    """
    return sum(len(item.code) + 6 + _longest(instrument, item) for item in instrument.items)


def _longest(instrument: Instrument, item: Item) -> int:
    if item.kind in ("comment", "unit"):
        return (LONGEST_COMMENT if item.kind == "comment" else LONGEST_UNIT) * 21 // 20
    codes = [len(option.code) + 3 for option in instrument.options_of(item)]
    return max(sum(codes) if item.kind == "choices" else max(codes, default=0), 20)


def faults_of(instrument: Instrument, item: Item, answer: object) -> Iterator[str]:
    """What is wrong with one answer that is not empty."""
    offered = {NOT_APPLICABLE: item.not_applicable, PREFER_NOT_TO_SAY: item.prefer_not_to_say}
    if isinstance(answer, str) and answer in offered:
        if not offered[answer]:
            yield _("This answer is not offered")
        return
    yield from _CHECKS[item.kind](instrument, item, answer)


def _one_option(instrument: Instrument, item: Item, answer: object) -> Iterator[str]:
    if answer not in [option.code for option in instrument.options_of(item)]:
        yield _("Choose one of the options")


def _some_options(instrument: Instrument, item: Item, answer: object) -> Iterator[str]:
    known = [option.code for option in instrument.options_of(item)]
    given = answer if isinstance(answer, list) else [None]
    if not all(code in known for code in given) or len(set(given)) < len(given):
        yield _("Choose from the options")


def _number(instrument: Instrument, item: Item, answer: object) -> Iterator[str]:  # noqa: ARG001 - one shape for all
    if isinstance(answer, bool) or not isinstance(answer, int | float) or not -math.inf < answer < math.inf:
        yield _("Give a number")
    elif item.minimum is not None and answer < item.minimum:
        yield _("Give a number of %(least)g or more") % {"least": item.minimum}
    elif item.maximum is not None and answer > item.maximum:
        yield _("Give a number of %(most)g or less") % {"most": item.maximum}


def _text(longest: int) -> Callable[[Instrument, Item, object], Iterator[str]]:
    def check(instrument: Instrument, item: Item, answer: object) -> Iterator[str]:  # noqa: ARG001 - as above
        if not isinstance(answer, str):
            yield _("Give words")
        elif len(answer) > longest:
            yield _("This is %(length)s characters long; the most is %(longest)s") % {
                "length": f"{len(answer):,}",
                "longest": f"{longest:,}",
            }

    return check


_CHECKS: dict[str, Callable[[Instrument, Item, object], Iterator[str]]] = {
    "scale": _one_option,
    "choice": _one_option,
    "choices": _some_options,
    "number": _number,
    "unit": _text(LONGEST_UNIT),
    "comment": _text(LONGEST_COMMENT),
}
