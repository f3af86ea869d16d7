"""The shape of every figure: one tidy table, one row a figure.

``wave, item, measure, option, dimension, group`` say which figure it is; ``value, low, high, base, status``
say what it is. ``dimension`` and ``group`` are empty for the whole survey. A row that is not shown has no
value, no interval and no base, so it differs from another such row only in its keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

KEYS = ("wave", "item", "measure", "option", "dimension", "group")
FACTS = ("value", "low", "high", "base", "status")

SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(KEYS, pl.String),
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "base": pl.Int64,
    "status": pl.String,
}

STATUSES = {
    "ok": "The figure is shown.",
    "capped_low": "A small share, shown only as “at or below” its limit because the group is small.",
    "capped_high": "A large share, shown only as “at or above” its limit because the group is small.",
    "not_shown": "Not shown, to protect the people who answered.",
    "too_few": "Too few answers for this statistic at survey level.",
    "not_comparable": "The question or its base changed, so the two years cannot be compared.",
    "undefined": "The figure does not exist, for example because nobody was asked.",
}


@dataclass(frozen=True)
class Measure:
    """What a measure means, its unit, and to how many decimals it is printed in tables."""

    title: str
    unit: str
    decimals: int


MEASURES = {
    "responses": Measure("People who answered", "people", 0),
    "eligible": Measure("People who were asked", "people", 0),
    "response_rate": Measure("Response rate: people who answered, of those asked", "per cent", 1),
    "count": Measure("Answers for this option", "people", 0),
    "percent": Measure("Answers for this option, of all valid answers", "per cent", 1),
    "favourable_count": Measure("Favourable answers", "people", 0),
    "neutral_count": Measure("Neutral answers", "people", 0),
    "unfavourable_count": Measure("Unfavourable answers", "people", 0),
    "favourable": Measure("Favourable answers, of all valid answers", "per cent", 1),
    "neutral": Measure("Neutral answers, of all valid answers", "per cent", 1),
    "unfavourable": Measure("Unfavourable answers, of all valid answers", "per cent", 1),
    "score": Measure("Mean score, 0 to 100, high is good", "points of 100", 1),
    "band": Measure("Band of the score: 1 low, 2 moderate, 3 high", "band", 0),
    "mean": Measure("Mean of the numbers given", "as asked", 1),
    "change_favourable": Measure("Change of the favourable share on the previous wave", "percentage points", 1),
    "change_favourable_p": Measure("Probability of such a change by chance", "probability", 4),
    "change_favourable_adjusted_p": Measure(
        "The same, allowing for every question compared (Benjamini and Hochberg)", "probability", 4
    ),
    "change_score": Measure("Change of the mean score on the previous wave", "points of 100", 1),
    "change_score_p": Measure("Probability of such a change by chance", "probability", 4),
    "change_score_adjusted_p": Measure(
        "The same, allowing for every score compared (Benjamini and Hochberg)", "probability", 4
    ),
    "no_answer": Measure("Asked, but gave no answer", "people", 0),
    "not_applicable": Measure("Answered “not applicable” or “don’t know”", "people", 0),
    "prefer_not_to_say": Measure("Answered “prefer not to say”", "people", 0),
    "not_asked": Measure("Not asked, because of an earlier answer", "people", 0),
}


@dataclass(frozen=True)
class Figure:
    """One figure that may leave. ``value``, ``low``, ``high`` are in the unit of the measure."""

    value: float | None
    low: float | None = None
    high: float | None = None
    base: int | None = None
    status: str = "ok"

    @property
    def shown(self) -> bool:
        return self.status == "ok" and self.value is not None


NOT_SHOWN = Figure(None, status="not_shown")


class Figures:
    """The tidy table, with a look-up by key. Never changed after it was made."""

    def __init__(self, table: pl.DataFrame) -> None:
        self.table = table.select(KEYS + FACTS).cast(SCHEMA)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return self.table.height

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Figures) and self.table.equals(other.table)

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def _indexes(self) -> dict[str, dict[tuple[str, ...], int]]:
        return {}

    def _index(self, dimension: str) -> dict[tuple[str, ...], int]:
        """Rows by key, for one breakdown at a time: most readers look at the whole survey only."""
        if dimension not in self._indexes:
            rows = self.table.with_row_index("row").filter(pl.col("dimension") == dimension)
            keys = rows.select(KEYS).iter_rows()
            self._indexes[dimension] = dict(zip(keys, rows.get_column("row").to_list(), strict=True))
        return self._indexes[dimension]

    def get(
        self, wave: str, item: str, measure: str, option: str = "", dimension: str = "", group: str = ""
    ) -> Figure | None:
        """The figure under this key, or None where the release has no such row."""
        row = self._index(dimension).get((wave, item, measure, option, dimension, group))
        if row is None:
            return None
        value, low, high, base, status = self.table.select(FACTS).row(row)
        return Figure(value, low, high, base, status)
