"""Breakdowns: which respondent belongs to which group, in trees of any depth."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soundings.errors import UnmatchedDataError
from soundings.instrument import Item
from soundings.responses import ResponseSet
from soundings.responses.labels import normal


@dataclass(frozen=True)
class Node:
    """A group to be counted. ``parent`` is a position among the nodes before it, or -1 under the whole survey."""

    label: str
    parent: int
    members: tuple[str, ...]
    eligible: int


@dataclass(frozen=True)
class Cut:
    """A breakdown as planned on the roster: parents stand before their children.

    ``left_out`` are labels of the roster that are too small to stand and have no group above them; the people in them
    count in the whole survey only. A ``crossed`` breakdown names the two whose lowest groups it combines; the
    members of its nodes are pairs of their labels.
    """

    dimension: str
    nodes: tuple[Node, ...]
    left_out: tuple[str, ...] = ()
    crossed: tuple[str, ...] = ()

    def lowest(self) -> list[int]:
        """Positions of the nodes that have no nodes below them."""
        parents = {node.parent for node in self.nodes}
        return [n for n in range(len(self.nodes)) if n not in parents]


@dataclass(frozen=True)
class Cells:
    """Everybody who answered, by the groups they belong to.

    A cell is the people who belong to exactly the same groups. ``of`` gives each respondent's cell; ``members`` has a
    row for each group, the whole survey first, and a column for each cell: 1 where the cell lies in the group.
    ``known`` has the same rows for each earlier set of breakdowns by which the cells are told apart as well.
    """

    of: NDArray[np.int64]
    members: NDArray[np.int64]
    known: tuple[NDArray[np.int64], ...] = ()


def cells_of(responses: ResponseSet, cuts: tuple[Cut, ...], known: tuple[tuple[Cut, ...], ...] = ()) -> Cells:
    """The cells of these breakdowns, in an order that does not depend on the respondents' order."""
    sets = (cuts, *known)
    columns = [_lowest(responses, each) for each in sets]
    if not len(responses):
        empty = [np.zeros((1 + sum(len(cut.nodes) for cut in each), 0), np.int64) for each in sets]
        return Cells(np.zeros(0, np.int64), empty[0], tuple(empty[1:]))
    lowest = np.column_stack([np.zeros(len(responses), np.int16), *(column for each in columns for column in each)])
    patterns, of = np.unique(lowest, axis=0, return_inverse=True)
    members, at = [], 1
    for each in sets:
        rows = [np.ones(len(patterns), dtype=np.int64)]
        for n, cut in enumerate(each, start=at):
            rows += _rows(cut, patterns[:, n])
        members.append(np.array(rows, dtype=np.int64))
        at += len(each)
    return Cells(np.ravel(of), members[0], tuple(members[1:]))


def _lowest(responses: ResponseSet, cuts: tuple[Cut, ...]) -> list[NDArray[np.int16]]:
    """For each breakdown the lowest node of each respondent."""
    found: dict[str, NDArray[np.int16]] = {}
    for cut in cuts:
        found[cut.dimension] = _crossing(cut, cuts, found) if cut.crossed else membership(responses, cut)
    return [found[cut.dimension] for cut in cuts]


def _rows(cut: Cut, lowest: NDArray[np.int16]) -> list[NDArray[np.int64]]:
    """For each node the cells in it or in a node below it."""
    rows = [(lowest == n).astype(np.int64) for n in range(len(cut.nodes))]
    for n in range(len(rows) - 1, -1, -1):
        if cut.nodes[n].parent >= 0:
            rows[cut.nodes[n].parent] |= rows[n]
    return rows


def _crossing(cut: Cut, cuts: tuple[Cut, ...], found: dict[str, NDArray[np.int16]]) -> NDArray[np.int16]:
    """For each respondent the node of a crossed breakdown, or -1 where they are not in a lowest group of both."""
    first, second = (next(c for c in cuts if c.dimension == dimension) for dimension in cut.crossed)
    of_pair = {node.members: n for n, node in enumerate(cut.nodes)}
    table = np.full((len(first.nodes) + 1, len(second.nodes) + 1), -1, dtype=np.int16)
    for a in first.lowest():
        for b in second.lowest():
            table[a, b] = of_pair.get((first.nodes[a].label, second.nodes[b].label), -1)
    return table[found[first.dimension], found[second.dimension]]


def membership(responses: ResponseSet, cut: Cut) -> NDArray[np.int16]:
    """For each respondent the position of the lowest node they belong to, or -1.

    Raises UnmatchedDataError where people named a group that the eligible file does not have.
    """
    item = responses.instrument.item(cut.dimension)
    codes = responses.codes(item.code)
    lowest = _lowest_node_of_label(cut)
    labels = _labels(responses, item)
    position = np.array(
        [next((lowest[form] for form in forms if form in lowest), -2) for forms in labels], dtype=np.int16
    )
    found = np.full(len(codes), -1, dtype=np.int16)
    answered = codes >= 0
    found[answered] = position[codes[answered]]
    strange = Counter(labels[code][0] for code in codes[found == -2])
    if strange:
        raise UnmatchedDataError(
            f"The eligible file has no such group in “{cut.dimension}”:",
            [f"“{label}”, named by {times}" for label, times in sorted(strange.items())],
        )
    return found


def _lowest_node_of_label(cut: Cut) -> dict[str, int]:
    """Children stand after their parents, so the last node that names a label is the lowest; -1 has none."""
    lowest = dict.fromkeys(map(normal, cut.left_out), -1)
    return lowest | {normal(label): n for n, node in enumerate(cut.nodes) for label in node.members}


def _labels(responses: ResponseSet, item: Item) -> list[tuple[str, ...]]:
    """The forms under which each answer may stand in the eligible file."""
    if item.kind == "unit":
        return [(normal(label),) for label in responses.units.get(item.code, ())]
    return [(normal(option.label), normal(option.code)) for option in responses.instrument.options_of(item)]
