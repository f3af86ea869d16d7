"""What earlier releases of this wave told of one item, and what that leaves to protect.

``earlier`` finds what an earlier release holds fixed; here it meets the attacker of one item. Nothing can be asked of
a count that has already left, and less of one that what has left narrows down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from soundings.disclosure.attacker import Tables, Target, Whole
from soundings.disclosure.hiding import Constant
from soundings.disclosure.item_sums import PEOPLE_KEY, SCORE_KEY, ItemSums
from soundings.disclosure.withholding import Statement, Watch, bounds


def told_already(item: str, sums: ItemSums, placed: Sequence[tuple[int, Constant]]) -> Statement:
    """What earlier releases told of this item, each constant with the place of its group among the rows, or -1."""
    told: Statement = {}
    places = {key: place for place, key in enumerate(sums.keys) if key not in (PEOPLE_KEY, SCORE_KEY)}
    if SCORE_KEY in sums.keys:
        places["mean", ""] = sums.keys.index(SCORE_KEY)
    for group, constant in placed:
        if group < 0:
            continue
        for key, (low, high) in constant.told.get(item, {}).items():
            if key in places:
                form = group * len(sums.keys) + places[key]
                least, most = told.get(form, (low, high))
                told[form] = max(least, low), min(most, high)
    return told


def still_open(tables: Tables, known: Statement, watches: Sequence[Watch]) -> list[Watch]:
    """R3 reaches only as far as what has left already allows; what that fixes outright stays, and is a leak."""
    least, most = bounds(tables, known, (), ())
    closed = {leak.target for leak in tables.leaks(least, most, [watch.target for watch in watches])}
    return [
        replace(watch, target=_reached(tables, watch.target, least, most)) if watch.target in closed else watch
        for watch in watches
    ]


def _reached(tables: Tables, target: Target, least: Whole, most: Whole) -> Target:
    value = int(tables.values[target.form])
    lows = [replace(target, low=low, high=value, either=False) for low in range(target.low, value + 1)]
    highs = [replace(target, low=value, high=high, either=False) for high in range(target.high, value - 1, -1)]
    low = next(one.low for one in lows if not tables.leaks(least, most, [one]))
    high = next(one.high for one in highs if not tables.leaks(least, most, [one]))
    return target if low == high or target.either else replace(target, low=low, high=high)


def given_away(tables: Tables, known: Statement, watches: Sequence[Watch]) -> list[int]:
    """The forms that are given away when nothing more is told."""
    least, most = bounds(tables, known, (), ())
    return [leak.target.form for leak in tables.leaks(least, most, [watch.target for watch in watches])]
