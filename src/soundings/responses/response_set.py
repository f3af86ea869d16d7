"""Responses as columns of small integers, coded against an instrument.

One row a respondent, in no order that means anything. What the columns hold, by kind of item:

* scale, choice: column ``code``, Int16: the position of the option chosen, or one of the states below.
* choices: a column ``code/option`` for each option, Int16: 1 ticked, 0 not ticked, or a state.
* number: column ``code``, Float64, null unless answered; column ``code/state``, Int16: 0 answered, or a state.
* unit: column ``code``, Int16: a position in ``units[code]``, or a state.
* comment: column ``code``, text, null where nothing was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from soundings.instrument import Condition, Instrument, Item
from soundings.instrument.routing import items_named

MISSING = -1
NOT_APPLICABLE = -2
PREFER_NOT_TO_SAY = -3
NOT_ASKED = -4

Codes = NDArray[np.int16]


@dataclass(frozen=True)
class ResponseSet:
    """The responses of one survey. ``notes`` say in plain words what reading left out or found odd."""

    instrument: Instrument
    frame: pl.DataFrame
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return self.frame.height

    def has(self, item: Item) -> bool:
        """Whether this file asked the item at all."""
        return item.code in self.frame.columns or any(c in self.frame.columns for c in ticked_columns(item))

    def codes(self, column: str) -> Codes:
        return self.frame.get_column(column).to_numpy()

    def state(self, item: Item) -> Codes:
        """For each respondent 0 where the item was answered, else the state."""
        if item.kind == "number":
            return self.codes(f"{item.code}/state")
        if item.kind == "choices":
            return np.minimum(self.codes(ticked_columns(item)[0]), 0).astype(np.int16)
        return np.minimum(self.codes(item.code), 0).astype(np.int16)


def ticked_columns(item: Item) -> list[str]:
    """The columns of a choices item, one an option."""
    return [f"{item.code}/{option.code}" for option in item.options]


def with_routes(responses: ResponseSet) -> ResponseSet:
    """Mark unanswered items that the route skipped as not asked; note answers given off the route."""
    frame, notes = responses.frame, list(responses.notes)
    for item in responses.instrument.items:
        if item.show_if is None or item.kind == "comment" or not responses.has(item):
            continue
        named = sorted({code for code, _ in items_named(item.show_if)})
        if absent := [code for code in named if not responses.has(responses.instrument.item(code))]:
            notes.append(f"{item.code}: who was asked cannot be told without {', '.join(absent)}; all count as asked.")
            continue
        asked = _mask(item.show_if, responses.instrument, frame)
        state = ResponseSet(responses.instrument, frame).state(item)
        skipped = ~asked & (state == MISSING)
        stray = int((~asked & (state == 0)).sum())
        if stray:
            notes.append(f"{item.code}: {stray} answered although their other answers say they were not asked; kept.")
        columns = ticked_columns(item) if item.kind == "choices" else [_state_column(item)]
        frame = frame.with_columns(
            pl.when(pl.Series(skipped)).then(NOT_ASKED).otherwise(pl.col(column)).cast(pl.Int16).alias(column)
            for column in columns
        )
    return ResponseSet(responses.instrument, frame, responses.units, tuple(notes))


def _state_column(item: Item) -> str:
    return f"{item.code}/state" if item.kind == "number" else item.code


def _mask(condition: Condition, instrument: Instrument, frame: pl.DataFrame) -> NDArray[np.bool_]:
    """For each respondent, whether the condition holds."""
    mask = np.ones(frame.height, dtype=bool)
    for part in condition.all_:
        mask &= _mask(part, instrument, frame)
    if condition.any_:
        mask &= np.any([_mask(part, instrument, frame) for part in condition.any_], axis=0)
    if condition.not_:
        mask &= ~_mask(condition.not_, instrument, frame)
    if condition.item:
        mask &= _chose(instrument.item(condition.item), condition.is_, instrument, frame)
    return mask


def _chose(item: Item, wanted: Iterable[str], instrument: Instrument, frame: pl.DataFrame) -> NDArray[np.bool_]:
    codes = [option.code for option in instrument.options_of(item)]
    chosen = np.zeros(frame.height, dtype=bool)
    for code in set(wanted) & set(codes):
        if item.kind == "choices":
            chosen |= frame.get_column(f"{item.code}/{code}").to_numpy() == 1
        else:
            chosen |= frame.get_column(item.code).to_numpy() == codes.index(code)
    return chosen
