"""Retention: who plans to stay, why people think of leaving and what would persuade them, in that order."""

from __future__ import annotations

from collections.abc import Iterator

from soundings.analysis.findings.kinds import Evidence, Found, Seen
from soundings.instrument import FindingRules, Item

RULE = (
    "Every answer to the questions about staying and leaving that may be shown, in the order they were asked. Nothing "
    "is chosen by size."
)
_TOLD = ("ok", "capped_low", "capped_high")


def retention(seen: Seen, rules: FindingRules) -> list[Found]:
    """One finding, where what people plan is shown at all; capped shares stay capped."""
    asked = [item for part in rules.retention if (item := seen.first_of(part.items))]
    plan = seen.first_of(rules.retention[0].items)
    if plan is None or not _told(seen, plan):
        return []
    evidence = tuple(key for item in asked for key in _told(seen, item))
    return [Found("retention", plan.code, RULE, tuple(item.code for item in asked), evidence)]


def _told(seen: Seen, item: Item) -> list[Evidence]:
    """The options, or where none is shown the sides of the answers."""
    return list(_shown(seen, _options(seen, item))) or list(_shown(seen, _sides(seen, item)))


def _options(seen: Seen, item: Item) -> list[Evidence]:
    return [Evidence(seen.wave, item.code, "percent", option.code) for option in seen.instrument.options_of(item)]


def _sides(seen: Seen, item: Item) -> list[Evidence]:
    return [Evidence(seen.wave, item.code, side) for side in ("favourable", "neutral", "unfavourable")]


def _shown(seen: Seen, keys: list[Evidence]) -> Iterator[Evidence]:
    for key in keys:
        figure = seen.figure(key)
        if figure is not None and figure.status in _TOLD:
            yield key
