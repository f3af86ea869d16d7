"""Gathering protected figures into the tidy table, a block of groups at a time.

A block is one measure of one item (and option) over all groups. What a status does not allow is blanked here, in
one place, so that a value that is not shown cannot survive into the table.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from soundings.analysis.figures import FACTS, KEYS, SCHEMA

STATUS_CODES = ("ok", "capped_low", "capped_high", "not_shown", "too_few", "not_comparable", "undefined")
OK, CAPPED_LOW, CAPPED_HIGH, NOT_SHOWN, TOO_FEW, NOT_COMPARABLE, UNDEFINED = range(7)
KEPT_DECIMALS = 6

Statuses = NDArray[np.int64]


class Rows:
    """The rows of one survey's figures. ``groups`` are (dimension, label) pairs, the whole survey first."""

    def __init__(self, wave: str, groups: Sequence[tuple[str, str]]) -> None:
        self.wave = wave
        self.groups = list(groups)
        self._keys: list[tuple[str, str, str]] = []
        self._facts: list[tuple[NDArray[np.float64], ...]] = []
        self._status: list[Statuses] = []

    def add(
        self,
        item: str,
        measure: str,
        value: ArrayLike,
        base: ArrayLike,
        status: ArrayLike,
        *,
        option: str = "",
        low: ArrayLike = np.nan,
        high: ArrayLike = np.nan,
        capped_value: ArrayLike = np.nan,
    ) -> None:
        """One block: arrays over the groups, or single values for the whole survey's group alone.

        ``capped_value`` stands in for the value where the status is capped. A value that does not exist (NaN) where
        the status is ok becomes ``undefined``.
        """
        marks = np.atleast_1d(np.asarray(status, dtype=np.int64))
        width = len(marks)
        values, lows, highs, bases, caps = (
            np.broadcast_to(np.asarray(part, dtype=float), (width,)) for part in (value, low, high, base, capped_value)
        )
        marks = np.where((marks == OK) & ~np.isfinite(values), UNDEFINED, marks)
        fine, capped = marks == OK, (marks == CAPPED_LOW) | (marks == CAPPED_HIGH)
        self._keys.append((item, measure, option))
        self._status.append(marks)
        self._facts.append(
            (
                np.where(fine, values, np.where(capped, caps, np.nan)),
                np.where(fine, lows, np.nan),
                np.where(fine, highs, np.nan),
                np.where(fine | capped, bases, np.nan),
            )
        )

    def table(self) -> pl.DataFrame:
        """The tidy table, in the order the blocks were added and the groups stand."""
        if not self._keys:
            return pl.DataFrame(schema={name: SCHEMA[name] for name in KEYS + FACTS})
        widths = [len(status) for status in self._status]
        columns = {
            name: np.round(np.concatenate([facts[n] for facts in self._facts]), KEPT_DECIMALS)
            for n, name in enumerate(("value", "low", "high", "base"))
        }
        status = np.concatenate(self._status)
        group = np.concatenate([np.arange(width) for width in widths])
        block = np.repeat(np.arange(len(widths)), widths)
        frame = pl.DataFrame(columns).fill_nan(None)
        return frame.with_columns(
            pl.lit(self.wave).alias("wave"),
            *(
                _gathered([key[n] for key in self._keys], block, name)
                for n, name in enumerate(("item", "measure", "option"))
            ),
            _gathered([dimension for dimension, _ in self.groups], group, "dimension"),
            _gathered([label for _, label in self.groups], group, "group"),
            _gathered(list(STATUS_CODES), status, "status"),
        ).select(KEYS + FACTS)


def _gathered(words: list[str], positions: NDArray[np.int64], name: str) -> pl.Series:
    return pl.Series(name, words, dtype=pl.String).gather(pl.Series(positions))
