"""Counting: every item in every group, in one pass over the columns. Nothing here is protected yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soundings.analysis.breakdowns import Cut, Node, membership
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

    ``base`` is the valid answers; for choices items the options are counted each by itself.
    """

    item: Item
    options: tuple[Option, ...]
    sides: tuple[str, ...]
    scores: tuple[float, ...]
    counts: Ints
    base: Ints
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
    """A composite: for each group how many have a score, their mean and their sample variance."""

    base: Ints
    mean: Floats
    variance: Floats


class Counter:
    """Counts a ResponseSet in the whole survey (group 0) and every node of the cuts (groups 1 onwards)."""

    def __init__(self, responses: ResponseSet, cuts: Sequence[Cut]) -> None:
        self.responses = responses
        self.groups: list[tuple[str, Node]] = [(cut.dimension, node) for cut in cuts for node in cut.nodes]
        self._members = [membership(responses, cut) for cut in cuts]
        self._parents = [[node.parent for node in cut.nodes] for cut in cuts]

    def people(self) -> Ints:
        """Respondents by group."""
        return self._tally(np.zeros(len(self.responses), dtype=np.int64), 1)[:, 0]

    def item(self, item: Item) -> ItemCounts:
        """All counts of one item. Raises KeyError where the file did not ask it."""
        state = self.responses.state(item)
        options = self.responses.instrument.options_of(item)
        if item.kind == "choices":
            counts = np.stack([self._tally(self.responses.codes(c), 2)[:, 1] for c in ticked_columns(item)], axis=1)
            base = self._tally(state.astype(np.int64), 1)[:, 0]
        else:
            codes, options = self._positions(item, options)
            counts = self._tally(codes, len(options))
            base = counts.sum(axis=1)
        instrument = self.responses.instrument
        return ItemCounts(
            item,
            options,
            instrument.sides_of(item),
            instrument.scores_of(item),
            counts,
            base,
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
        values = self._scores_by_respondent(list(items))
        valid = ~np.isnan(values)
        everyone = np.zeros(len(values), dtype=np.int16)
        parts = [_sums(values[valid], everyone[valid], [-1])]
        for member, parents in zip(self._members, self._parents, strict=True):
            parts.append(_sums(values[valid], member[valid], parents))
        base = np.concatenate([part[0] for part in parts])
        total, square = (np.concatenate([part[n] for part in parts]) for n in (1, 2))
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = total / base
            variance = np.maximum(square - base * mean**2, 0) / (base - 1)
        return MeanCounts(base, mean, variance)

    def _scores_by_respondent(self, items: list[Item]) -> Floats:
        table = np.full((len(self.responses), len(items)), np.nan)
        for n, item in enumerate(items):
            codes = self.responses.codes(item.code)
            scores = np.array(self.responses.instrument.scores_of(item))
            table[codes >= 0, n] = scores[codes[codes >= 0]]
        answered = (~np.isnan(table)).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            means = np.nansum(table, axis=1) / answered
        return np.where((answered > 0) & (2 * answered >= len(items)), means, np.nan)

    def _tally(self, codes: NDArray[np.signedinteger], width: int) -> Ints:
        """Counts by group (rows) and code (columns); codes below nought count nowhere."""
        valid = codes >= 0
        rows = [np.bincount(codes[valid], minlength=width)[None, :]]
        for member, parents in zip(self._members, self._parents, strict=True):
            known = valid & (member >= 0)
            flat = member[known].astype(np.int64) * width + codes[known]
            table = np.bincount(flat, minlength=len(parents) * width).reshape(len(parents), width).astype(np.int64)
            rows.append(_rolled_up(table, parents))
        return np.concatenate(rows).astype(np.int64)


def _unit_option(label: str) -> Option:
    return Option.model_construct(code=label, label=label)


def _rolled_up(table: NDArray[Any], parents: list[int]) -> NDArray[Any]:
    """Add each node to its parent, lowest first."""
    table = table.copy()
    for node in range(len(parents) - 1, -1, -1):
        if parents[node] >= 0:
            table[parents[node]] += table[node]
    return table


def _sums(values: Floats, member: NDArray[np.int16], parents: list[int]) -> tuple[Ints, Floats, Floats]:
    """Count, sum and sum of squares by node, added up in the order of the values."""
    order = np.lexsort((values, member))
    values, member = values[order], member[order]
    values, member = values[member >= 0], member[member >= 0]
    width = len(parents)
    base = np.bincount(member, minlength=width)
    total = np.bincount(member, weights=values, minlength=width)
    square = np.bincount(member, weights=values**2, minlength=width)
    return _rolled_up(base.astype(np.int64), parents), _rolled_up(total, parents), _rolled_up(square, parents)
