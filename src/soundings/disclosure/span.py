"""What adding and subtracting whole groups can single out (rule R2), exactly.

Each shown group is shown with all its results, so whoever multiplies, adds and subtracts groups learns the results of
every set of people that is a rational combination of their rows. Cells are people who belong to exactly the same
groups; nobody can be told apart inside a cell, so every such set is a union of cells: a row of noughts and ones in
the row space of the shown groups. Elimination is done in whole numbers; the search is an integer program in the
values on the pivot cells alone, and what it finds is confirmed in exact arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import lcm

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from soundings.disclosure.solver import Program, SolverError

Whole = NDArray[np.int64]
_SAFE = 2**30


@dataclass(frozen=True)
class Derived:
    """A set of people that shown groups give away.

    ``size`` is its people; ``recipe`` the groups used, by position, with how often each is added (or subtracted).
    """

    size: int
    recipe: dict[int, Fraction]


@dataclass(frozen=True)
class RowSpace:
    """The row space of some groups in reduced form.

    ``rows`` has one row for each pivot: ``scale`` times the reduced row over the cells; ``steps`` says by which whole
    multiples of the groups it was made. ``idle`` are the combinations that cancel to nothing.
    """

    pivots: tuple[int, ...]
    rows: NDArray[np.object_] | Whole
    scale: list[int]
    steps: NDArray[np.object_] | Whole
    idle: NDArray[np.object_] | Whole


def row_space(groups: Whole) -> RowSpace:
    """Reduce the 0/1 rows of groups (rows) over cells (columns) without fractions."""
    height, width = groups.shape
    table = np.concatenate([groups.astype(np.int64), np.eye(height, dtype=np.int64)], axis=1)
    pivots: list[int] = []
    for column in range(width):
        top = len(pivots)
        found = np.flatnonzero(table[top:, column])
        if not len(found):
            continue
        pick = top + int(min(found, key=lambda n: (abs(int(table[top + n, column])), n)))
        table[[top, pick]] = table[[pick, top]]
        table = _cleared(table, top, column)
        pivots.append(column)
        if len(pivots) == height:
            break
    rank = len(pivots)
    scale = [int(table[n, column]) for n, column in enumerate(pivots)]
    return RowSpace(tuple(pivots), table[:rank, :width], scale, table[:rank, width:], table[rank:, width:])


def _cleared(table: NDArray[np.object_] | Whole, top: int, column: int) -> NDArray[np.object_] | Whole:
    """The table with this column emptied in every row but the pivot's."""
    others = np.flatnonzero(table[:, column])
    others = others[others != top]
    if table.dtype != object and len(others) and np.abs(table).max() > _SAFE:
        table = table.astype(object)
    pivot = table[top, column]
    if len(others):
        table[others] = table[others] * pivot - np.outer(table[others, column], table[top])
        divisors = np.gcd.reduce(table[others], axis=1)
        divisors[divisors == 0] = 1
        table[others] //= divisors[:, None]
    return table


def smallest_set(
    groups: Whole, people: Sequence[int], below: int, *, inside: NDArray[np.bool_] | None = None
) -> Derived | None:
    """The smallest set of 1 to ``below`` - 1 people that the groups give away, or None.

    ``groups`` are 0/1 rows over cells, ``people`` the people of each group. Only sets within ``inside`` (cells) are
    looked for, where given. Raises SolverError where the solver cannot say.
    """
    merged, kept = _merged(groups, inside)
    if not kept.all() and not len(row_space(merged[:, ~kept]).idle):
        return None  # no combination vanishes outside
    space = row_space(merged)
    bases = np.array(people, dtype=object)
    for steps in space.idle:
        size = abs(int(steps.astype(object) @ bases))
        if 0 < size < below:
            return Derived(size, _recipe(steps, 1))
    return _search(space, bases, below, kept)


def _merged(groups: Whole, inside: NDArray[np.bool_] | None) -> tuple[Whole, NDArray[np.bool_]]:
    """Cells in exactly the same groups as one; a merged cell is inside only where all its cells are."""
    columns, where = np.unique(groups, axis=1, return_inverse=True)
    kept = np.ones(columns.shape[1], dtype=bool)
    if inside is not None:
        np.logical_and.at(kept, np.ravel(where), inside)
    return columns, kept & columns.any(axis=0)


def _search(space: RowSpace, bases: NDArray[np.object_], below: int, kept: NDArray[np.bool_]) -> Derived | None:
    """Choose noughts and ones on the pivots so that every other cell becomes nought or one as well."""
    scale = np.array(space.scale, dtype=object)
    common = reduce(lcm, (abs(s) for s in space.scale), 1)
    times = common // scale  # what each pivot's row is multiplied by to have the common scale
    sizes = (space.steps.astype(object) @ bases) * times
    rows = space.rows.astype(object) * times[:, None]
    others = np.setdiff1d(np.arange(rows.shape[1]), space.pivots)
    chosen = _choose(rows[:, others].T, sizes, common, below, np.concatenate([kept[list(space.pivots)], kept[others]]))
    if chosen is None:
        return None
    steps = (space.steps.astype(object) * times[:, None])[chosen].sum(axis=0)
    return Derived(int(Fraction(int(sizes[chosen].sum()), common)), _recipe(steps, common))


def _choose(
    ties: NDArray[np.object_], sizes: NDArray[np.object_], common: int, below: int, kept: NDArray[np.bool_]
) -> NDArray[np.int64] | None:
    """Positions of the pivots that are one. ``ties`` gives every other cell, ``common`` times, from the pivots."""
    if max((int(abs(row).sum()) for row in ties), default=0) > _SAFE:
        raise SolverError("the groups' rows grow too large to search")
    count = len(ties)
    rank = len(sizes)
    weight = np.concatenate([sizes.astype(float), np.zeros(count)])
    link = sparse.hstack([sparse.csr_array(-ties.astype(float).reshape(count, rank)), common * sparse.eye_array(count)])
    program = Program(sparse.csr_array(sparse.vstack([link, sparse.csr_array(weight[None, :])])), most=1, whole=True)
    program.bound_unknowns(kept.astype(float))
    program.bound(np.append(np.zeros(count), common * 0.5), np.append(np.zeros(count), common * (below - 0.5)))
    answer = program.minimise(weight)
    if answer is None:
        return None
    values = np.rint(answer.values).astype(np.int64).astype(object)
    if (ties @ values[:rank] != common * values[rank:]).any():
        raise SolverError("the solver's answer does not hold in exact arithmetic")
    return np.flatnonzero(values[:rank])


def _recipe(steps: NDArray[np.object_] | Whole, scale: int) -> dict[int, Fraction]:
    return {group: Fraction(int(step), scale) for group, step in enumerate(steps) if step}
