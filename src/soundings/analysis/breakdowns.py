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
    count in the whole survey only.
    """

    dimension: str
    nodes: tuple[Node, ...]
    left_out: tuple[str, ...] = ()


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
