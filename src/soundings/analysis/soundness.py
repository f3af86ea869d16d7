"""Soundness: how far figures of the whole survey can be relied on. Nothing here is protected or rounded yet.

Reliability of topics, topics that go with an outcome, and what weighting to the roster would do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soundings.analysis.breakdowns import Cut, membership
from soundings.analysis.counts import Counter, Floats
from soundings.estimates import Drivers, Reliability, TooFew, Weights, drivers, rake, reliability, weighted_proportion
from soundings.instrument import Item
from soundings.responses import ResponseSet

# Recorded in the release: the same answers give the same intervals.
SEED = 20260501
RESAMPLES, FEWEST_RESAMPLES = 1000, 200
# Answers resampled in all for a yes/no outcome, which takes long: large surveys need fewer resamples.
RESAMPLED = 1_000_000


def reliability_of(counter: Counter, items: Sequence[Item], level: float) -> Reliability:
    """How far these items go together, from the people who answered them all."""
    return reliability(counter.item_scores(items), level=level)


def drivers_of(counter: Counter, outcome: Item, topics: Mapping[str, Sequence[Item]]) -> Drivers | TooFew:
    """The topics that go with an outcome; a choice is yes where the answer is a favourable one.

    The number of resamples depends on the number of answers alone, and is told with the result.
    """
    columns = {code: counter.respondent_scores(items).tolist() for code, items in topics.items()}
    values = _outcome(counter, outcome).tolist()
    many = RESAMPLES if outcome.kind == "scale" else max(FEWEST_RESAMPLES, RESAMPLED // max(len(values), 1))
    return drivers(values, columns, boot=min(many, RESAMPLES), seed=SEED)


def _outcome(counter: Counter, item: Item) -> Floats:
    return counter.item_scores([item])[:, 0] if item.kind == "scale" else favourable_of(counter, item)


@dataclass(frozen=True)
class Margin:
    """One level of a breakdown: its groups hold everybody on the roster, each in one of them.

    ``groups`` are positions among the nodes of the breakdown, ``eligible`` the people in them, and ``of`` says for each
    respondent which of ``groups`` it is, or -1.
    """

    dimension: str
    groups: tuple[int, ...]
    eligible: tuple[int, ...]
    of: NDArray[np.int64]


def margins_of(responses: ResponseSet, cut: Cut, total: int) -> Iterator[Margin]:
    """The levels of a breakdown that hold the whole roster, the finest first."""
    parents = [node.parent for node in cut.nodes]
    depths: list[int] = []
    for parent in parents:
        depths.append(depths[parent] + 1 if parent >= 0 else 0)
    lowest, leaves = membership(responses, cut), set(cut.lowest())
    for level in range(max(depths, default=-1), -1, -1):
        groups = [n for n, d in enumerate(depths) if d == level or (d < level and n in leaves)]
        if sum(cut.nodes[n].eligible for n in groups) == total:
            up = [_climbed(n, parents, groups) for n in range(len(parents))]
            of = np.array([*up, -1])[lowest]
            yield Margin(cut.dimension, tuple(groups), tuple(cut.nodes[n].eligible for n in groups), of)


def _climbed(node: int, parents: Sequence[int], groups: Sequence[int]) -> int:
    """Which of the groups the node is or lies in, or -1."""
    while node >= 0 and node not in groups:
        node = parents[node]
    return groups.index(node) if node >= 0 else -1


def favourable_of(counter: Counter, item: Item) -> Floats:
    """For each respondent 1 for a favourable answer, 0 for another, NaN for none."""
    codes = counter.responses.codes(item.code)
    favourable = np.array([side == "favourable" for side in counter.responses.instrument.sides_of(item)], float)
    return np.where(codes >= 0, favourable[np.maximum(codes, 0)], np.nan)


@dataclass(frozen=True)
class Weighting:
    """Answers weighted to margins: each item's weighted favourable share, as a fraction of 1.

    ``reach`` is by how much a few people could move each share beyond what is told by the margins' groups, and
    ``reach_of_deff`` by how much the design effect.
    """

    weights: Weights
    shares: dict[str, float]
    reach: dict[str, float]
    reach_of_deff: float


def weighted_to(counter: Counter, margins: Sequence[Margin], items: Sequence[Item], few: int) -> Weighting:
    """Rake to these margins. ``few`` is how many people ``reach`` is asked of. Raises RakingError."""
    columns = {item.code: favourable_of(counter, item) for item in items}
    # Sorted, so that the order of the respondents cannot change a last digit.
    order = np.lexsort([*(np.nan_to_num(one, nan=-1) for one in columns.values()), *(m.of for m in margins)])
    respondents = {m.dimension: [None if n < 0 else str(n) for n in m.of[order].tolist()] for m in margins}
    roster = {m.dimension: {str(n): float(size) for n, size in enumerate(m.eligible)} for m in margins}
    weights = rake(respondents, roster)
    shares, reach = {}, {}
    for code, column in columns.items():
        there = ~np.isnan(column[order])
        chosen = [None if np.isnan(one) else bool(one) for one in column[order].tolist()]
        share = weighted_proportion(chosen, weights).value
        if share is not None:
            parts = weights.values[there] / weights.values[there].sum()
            shares[code], reach[code] = share, _reach(parts, weights.groups, there, few)
    squares = (weights.values / weights.values.mean()) ** 2 / weights.n
    everybody = np.ones(weights.n, dtype=bool)
    return Weighting(weights, shares, reach, _reach(squares, weights.groups, everybody, few))


def _reach(parts: Floats, groups: Sequence[NDArray[np.intp]], there: NDArray[np.bool_], few: int) -> float:
    """How far ``few`` people can move a sum of these parts once every group's own sum is known.

    What is known of groups is any sum over whole groups; what is left of each part after the best such sum is taken
    off is what one person adds.
    """
    indicators = np.hstack([np.eye(int(codes.max()) + 1)[codes[there]] for codes in groups])
    known, *_ = np.linalg.lstsq(indicators, parts, rcond=None)
    left = np.sort(np.abs(parts - indicators @ known))[::-1]
    return float(left[:few].sum())
