"""Counting: every item in every group, in one pass over the columns. Nothing here is protected yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from soundings.analysis.breakdowns import Cut, Node, cells_of
from soundings.instrument import Item, Option
from soundings.responses import MISSING, NOT_APPLICABLE, NOT_ASKED, PREFER_NOT_TO_SAY, ResponseSet
from soundings.responses.response_set import ticked_columns

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

STATES = {
    "no_answer": MISSING,
    "not_applicable": NOT_APPLICABLE,
    "prefer_not_to_say": PREFER_NOT_TO_SAY,
    "not_asked": NOT_ASKED,
}


@dataclass(frozen=True)
class ItemCounts:
    """One item: answers by group (rows) and option (columns), and the whole survey's states.

    ``base`` is the valid answers; for choices items the options are counted each by itself. ``cells`` and
    ``cell_base`` say the same of each cell, the people who belong to exactly the same groups.
    """

    item: Item
    options: tuple[Option, ...]
    sides: tuple[str, ...]
    scores: tuple[float, ...]
    counts: Ints
    base: Ints
    cells: Ints
    cell_base: Ints
    states: dict[str, int]
    total: float | None = None

    @cached_property
    def independent(self) -> bool:
        """Whether options may be ticked together, so that they do not add up to the base."""
        return self.item.kind == "choices"

    def side(self, side: str) -> Ints:
        """Answers on one side, by group."""
        columns = [n for n, name in enumerate(self.sides) if name == side]
        side_counts: Ints = self.counts[:, columns].sum(axis=1)
        return side_counts


@dataclass(frozen=True)
class MeanCounts:
    """A composite: for each group how many have a score, their mean and their sample variance.

    ``cell_base`` says how many in each cell have a score.
    """

    base: Ints
    cell_base: Ints
    mean: Floats
    variance: Floats


class Counter:
    """Counts a ResponseSet in the whole survey (group 0) and every node of the cuts (groups 1 onwards).

    The cells are told apart by ``known`` sets of breakdowns as well, which are not counted as groups.
    """

    def __init__(self, responses: ResponseSet, cuts: Sequence[Cut], known: Sequence[tuple[Cut, ...]] = ()) -> None:
        self.responses = responses
        self.groups: list[tuple[str, Node]] = [(cut.dimension, node) for cut in cuts for node in cut.nodes]
        self.cells = cells_of(responses, tuple(cuts), tuple(known))

    def people(self) -> Ints:
        """Respondents by cell."""
        return np.bincount(self.cells.of, minlength=self.cells.members.shape[1]).astype(np.int64)

    def item(self, item: Item) -> ItemCounts:
        """All counts of one item. Raises KeyError where the file did not ask it."""
        state = self.responses.state(item)
        options = self.responses.instrument.options_of(item)
        if item.kind == "choices":
            cells = np.stack([self._tally(self.responses.codes(c), 2)[:, 1] for c in ticked_columns(item)], axis=1)
            cell_base = self._tally(state.astype(np.int64), 1)[:, 0]
        else:
            codes, options = self._positions(item, options)
            cells = self._tally(codes, len(options))
            cell_base = cells.sum(axis=1)
        instrument = self.responses.instrument
        return ItemCounts(
            item,
            options,
            instrument.sides_of(item),
            instrument.scores_of(item),
            self.cells.members @ cells,
            self.cells.members @ cell_base,
            cells,
            cell_base,
            {name: int((state == code).sum()) for name, code in STATES.items()},
            self._mean_of_numbers(item),
        )

    def _positions(self, item: Item, options: tuple[Option, ...]) -> tuple[Ints, tuple[Option, ...]]:
        if item.kind == "unit":
            units = self.responses.units.get(item.code, ())
            return self.responses.codes(item.code).astype(np.int64), tuple(_unit_option(label) for label in units)
        if item.kind != "number":
            return self.responses.codes(item.code).astype(np.int64), options
        values = self.responses.frame.get_column(item.code).to_numpy()
        codes = np.full(len(values), -1, dtype=np.int64)
        for n, band in enumerate(item.bands):
            low = -np.inf if band.least is None else band.least
            high = np.inf if band.below is None else band.below
            codes[(values >= low) & (values < high)] = n
        return codes, tuple(Option(code=band.code, label=band.label) for band in item.bands)

    def _mean_of_numbers(self, item: Item) -> float | None:
        if item.kind != "number":
            return None
        values = np.sort(self.responses.frame.get_column(item.code).drop_nulls().to_numpy())
        return float(values.mean()) if len(values) else None

    def composite(self, items: Iterable[Item]) -> MeanCounts:
        """The mean of each respondent's item scores, where at least half are answered, by group.

        Sums run over sorted values, so the order of respondents never changes a digit.
        """
        values = self.respondent_scores(list(items))
        valid = ~np.isnan(values)
        cell_base, *sums = _sums(values[valid], self.cells.of[valid], self.cells.members.shape[1])
        base = self.cells.members @ cell_base
        total, square = (self.cells.members @ part for part in sums)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = total / base
            variance = np.maximum(square - base * mean**2, 0) / (base - 1)
        return MeanCounts(base, cell_base, mean, variance)

    def item_scores(self, items: Sequence[Item]) -> Floats:
        """The 0 to 100 score of each respondent (rows) for each item (columns); NaN where it was not answered."""
        table = np.full((len(self.responses), len(items)), np.nan)
        for n, item in enumerate(items):
            codes = self.responses.codes(item.code)
            scores = np.array(self.responses.instrument.scores_of(item))
            table[codes >= 0, n] = scores[codes[codes >= 0]]
        return table

    def respondent_scores(self, items: Sequence[Item]) -> Floats:
        """Each respondent's mean of the items' scores, where at least half are answered; else NaN."""
        table = self.item_scores(items)
        answered = (~np.isnan(table)).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            means = np.nansum(table, axis=1) / answered
        return np.where((answered > 0) & (2 * answered >= len(items)), means, np.nan)

    def _tally(self, codes: NDArray[np.signedinteger], width: int) -> Ints:
        """Counts by cell (rows) and code (columns); codes below nought count nowhere."""
        valid = codes >= 0
        count = self.cells.members.shape[1]
        flat = self.cells.of[valid] * width + codes[valid]
        return np.bincount(flat, minlength=count * width).reshape(count, width).astype(np.int64)


def _unit_option(label: str) -> Option:
    return Option.model_construct(code=label, label=label)


def _sums(values: Floats, cell: Ints, count: int) -> tuple[Ints, Floats, Floats]:
    """Count, sum and sum of squares by cell, added up in the order of the values."""
    order = np.lexsort((values, cell))
    values, cell = values[order], cell[order]
    base = np.bincount(cell, minlength=count).astype(np.int64)
    total = np.bincount(cell, weights=values, minlength=count).astype(np.float64)
    square = np.bincount(cell, weights=values**2, minlength=count).astype(np.float64)
    return base, total, square
