"""Answers that were opened from a box: columns of option codes, as the site's answer file holds them.

``columns`` share one order of respondents. Each of the columns ``apart`` (equality questions) has an order of its
own, so that no row joins them to anything; they may only be counted over the whole survey.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from soundings.instrument import Instrument, Item
from soundings.instrument import answers as words
from soundings.responses.response_set import (
    MISSING,
    NOT_APPLICABLE,
    NOT_ASKED,
    PREFER_NOT_TO_SAY,
    ResponseSet,
    ticked_columns,
    with_routes,
)

Column = Sequence[Any]

_STATES = {
    None: MISSING,
    words.NOT_APPLICABLE: NOT_APPLICABLE,
    words.PREFER_NOT_TO_SAY: PREFER_NOT_TO_SAY,
    words.NOT_ASKED: NOT_ASKED,
}


def from_answer_columns(
    instrument: Instrument, columns: Mapping[str, Column], apart: Mapping[str, Column] | None = None
) -> ResponseSet:
    """The responses. A question without a column was not in the survey; None is no answer."""
    units: dict[str, tuple[str, ...]] = {}
    whole = with_routes(ResponseSet(instrument, _frame(instrument, columns, units), units))
    beside = _frame(instrument, apart or {}, units)
    return ResponseSet(instrument, pl.concat([whole.frame, beside], how="horizontal"), units, whole.notes)


def _frame(instrument: Instrument, columns: Mapping[str, Column], units: dict[str, tuple[str, ...]]) -> pl.DataFrame:
    series: list[pl.Series] = []
    for code, answers in columns.items():
        item = instrument.item(code)
        if item.kind == "unit":
            units[code] = tuple(sorted({answer for answer in answers if answer not in _STATES}))
        series += _coded(instrument, item, answers, units)
    return pl.DataFrame(series)


def _coded(
    instrument: Instrument, item: Item, answers: Column, units: Mapping[str, tuple[str, ...]]
) -> list[pl.Series]:
    if item.kind == "comment":
        return [pl.Series(item.code, answers, dtype=pl.String)]
    states = [None if isinstance(answer, list) else _STATES.get(answer) for answer in answers]
    if item.kind == "number":
        numbers = [answer if state is None else None for answer, state in zip(answers, states, strict=True)]
        told = [0 if state is None else state for state in states]
        return [
            pl.Series(item.code, numbers, dtype=pl.Float64, strict=False),
            pl.Series(f"{item.code}/state", told, dtype=pl.Int16),
        ]
    if item.kind == "choices":
        options = [option.code for option in item.options]
        return [
            pl.Series(
                column,
                [int(code in a) if s is None else s for a, s in zip(answers, states, strict=True)],
                dtype=pl.Int16,
            )
            for column, code in zip(ticked_columns(item), options, strict=True)
        ]
    known = units[item.code] if item.kind == "unit" else [option.code for option in instrument.options_of(item)]
    position = {code: n for n, code in enumerate(known)}
    coded = [position[a] if s is None else s for a, s in zip(answers, states, strict=True)]
    return [pl.Series(item.code, coded, dtype=pl.Int16)]
