"""Groups of release files over cells that nobody has counted: all that can be told apart from labels alone.

Each breakdown has cells of its own, one for each label of the roster that the groups tell apart and one for everybody
else. The breakdowns divide the same people; crossed ones stand together with the two that they cross.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class ShownGroup:
    """A group as shown in some release: its members' labels by breakdown; a crossed one has two sets of them."""

    name: str
    parts: tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True)
class OutsideCells:
    """Groups over the cells of all breakdowns; ``blocks`` are the groups and cells that stand together."""

    groups: tuple[ShownGroup, ...]
    members: Whole
    links: Whole
    blocks: tuple[tuple[list[int], slice], ...]


def outside_cells(groups: Sequence[ShownGroup]) -> OutsideCells:
    blocks: list[set[str]] = []
    for group in groups[1:]:
        own = {code for code, _ in group.parts}
        for met in [block for block in blocks if block & own]:
            blocks.remove(met)
            own |= met
        blocks.append(own)
    tables, places = [], []
    for block in blocks or [set()]:
        inside = [n for n, group in enumerate(groups) if n and {code for code, _ in group.parts} <= block]
        tables.append(_block(groups, inside, sorted(block)))
        places.append(inside)
    starts = np.cumsum([0, *(table.shape[1] for table in tables)])
    members = np.zeros((len(groups), int(starts[-1])), dtype=np.int64)
    links = np.zeros((len(tables) - 1, int(starts[-1])), dtype=np.int64)
    slices = [slice(int(a), int(b)) for a, b in pairwise(starts)]
    for n, (table, inside, part) in enumerate(zip(tables, places, slices, strict=True)):
        members[inside, part] = table
        if n:
            links[n - 1, slices[0]], links[n - 1, part] = 1, -1
    members[0, slices[0]] = 1
    return OutsideCells(tuple(groups), members, links, tuple(zip(places, slices, strict=True)))


def _block(groups: Sequence[ShownGroup], inside: Sequence[int], codes: Sequence[str]) -> Whole:
    """The groups of crossed breakdowns over the pairs of their labels, alike ones as one; "" is everybody else."""
    if not inside:  # without a breakdown everybody is one cell
        return np.ones((0, 1), dtype=np.int64)
    labels = [
        sorted({"", *(x for n in inside for code, of in groups[n].parts if code == own for x in of)}) for own in codes
    ]
    rows = []
    for n in inside:
        parts = dict(groups[n].parts)
        rows.append(
            [all(x in parts.get(code, {x}) for code, x in zip(codes, cell, strict=True)) for cell in product(*labels)]
        )
    columns: Whole = np.unique(np.array(rows, dtype=np.int64), axis=1)
    return columns
