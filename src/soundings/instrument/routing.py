"""The way through the questions: who is asked what. Pure functions of instrument and answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from soundings.instrument.model import Condition, Instrument, Item

Answers = Mapping[str, frozenset[str]]


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether the condition holds. ``answers`` maps item codes to the option codes chosen."""
    parts = [holds(part, answers) for part in condition.all_]
    if condition.any_:
        parts.append(any(holds(part, answers) for part in condition.any_))
    if condition.not_:
        parts.append(not holds(condition.not_, answers))
    if condition.item:
        parts.append(bool(answers.get(condition.item, frozenset()) & set(condition.is_)))
    return all(parts)


def items_asked(instrument: Instrument, answers: Answers, audience: str = "") -> Iterator[Item]:
    """The items this respondent is asked, in order; answers to items not asked do not count."""
    counted: dict[str, frozenset[str]] = {}
    for item in instrument.items:
        if item.meant_for(audience) and (item.show_if is None or holds(item.show_if, counted)):
            yield item
            if item.code in answers:  # looked at afterwards, so that answers may come while the items are asked
                counted[item.code] = answers[item.code]


def items_named(condition: Condition) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every item a condition looks at, with the options it names."""
    if condition.item:
        yield condition.item, condition.is_
    for part in (*condition.all_, *condition.any_, *((condition.not_,) if condition.not_ else ())):
        yield from items_named(part)


def in_words(condition: Condition, instrument: Instrument) -> str:
    """The route as a person reads it, for example: those who answered “Yes” to “Do you …?”."""
    if condition.item:
        item = instrument.item(condition.item)
        labels = {option.code: option.label for option in instrument.options_of(item)}
        wanted = " or ".join(f"“{labels.get(code, code)}”" for code in condition.is_)
        return f"answered {wanted} to “{item.text}”"
    if condition.not_:
        return f"not ({in_words(condition.not_, instrument)})"
    joint, parts = (" and ", condition.all_) if condition.all_ else (" or ", condition.any_)
    return joint.join(in_words(part, instrument) for part in parts)
