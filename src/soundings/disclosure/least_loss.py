"""The least that must be withheld: a master problem that learns from every leak what would stop it.

Each choice is a chain of steps, from showing most to showing nothing; each step up costs figures. A *clause* says
that one of several chains must stand at least so high, or another below the step at which the leak matters. The
cheapest choice that satisfies all clauses is found exactly; leaks of that choice become new clauses, until none is
left. Since every clause is necessary, the last choice costs least of all that are safe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from soundings.disclosure.solver import Program, SolverError

Levels = tuple[int, ...]
Step = tuple[int, int]


@dataclass(frozen=True)
class Clause:
    """One of ``reach`` (chain, level) must be reached, or ``unless`` (chain, level) not be reached."""

    reach: frozenset[Step]
    unless: Step | None = None


class NothingHelpsError(Exception):
    """Leaks that no withholding can stop: they rest on what has already left."""


def least_loss(costs: Sequence[Sequence[int]], leaks: Callable[[Levels], Iterable[Clause]]) -> tuple[Levels, int]:
    """The cheapest levels, one for each chain, of which ``leaks`` finds nothing, and how many clauses it took.

    ``costs[chain][level]`` is what standing at that level costs in whole numbers, never falling. ``leaks`` tells for
    a choice of levels what is necessary to stop its leaks; no clauses means the choice is safe. Raises
    NothingHelpsError for an empty clause or clauses that contradict each other, SolverError where the solver cannot
    say.
    """
    clauses: list[Clause] = []
    levels: Levels = tuple(0 for _ in costs)
    while found := list(dict.fromkeys(leaks(levels))):
        if set(found) <= set(clauses):
            raise SolverError("the same leak stands after it was forbidden")
        if any(not clause.reach and clause.unless is None for clause in found):
            raise NothingHelpsError
        clauses += found
        levels = _cheapest(costs, clauses)
    return levels, len(clauses)


def _cheapest(costs: Sequence[Sequence[int]], clauses: list[Clause]) -> Levels:
    """One 0/1 variable for each step of the chains the clauses name; the others stay where they show most."""
    named = sorted({chain for clause in clauses for chain, _ in _literals(clause)})
    steps = [(chain, level) for chain in named for level in range(1, len(costs[chain]))]
    place = {step: n for n, step in enumerate(steps)}
    price = np.array([float(costs[chain][level] - costs[chain][level - 1]) for chain, level in steps])
    rows: list[tuple[list[tuple[int, float]], float]] = []
    for clause in clauses:
        row = [(place[step], 1.0) for step in sorted(clause.reach)]
        if clause.unless is None:
            rows.append((row, 1.0))
        else:
            rows.append(([*row, (place[clause.unless], -1.0)], 0.0))
    for chain, level in steps:
        if level > 1:  # a level is reached only through the one below it
            rows.append(([(place[chain, level - 1], 1.0), (place[chain, level], -1.0)], 0.0))
    entries = [(n, column, value) for n, (row, _) in enumerate(rows) for column, value in row]
    down, across, values = zip(*entries, strict=True)
    table = sparse.csr_array(sparse.coo_array((values, (down, across)), shape=(len(rows), len(steps))))
    program = Program(table, most=1, whole=True)
    program.bound(np.array([number for _, number in rows]), np.full(len(rows), np.inf))
    answer = program.minimise(price)
    if answer is None:
        raise NothingHelpsError
    levels = [0] * len(costs)
    for (chain, _), reached in zip(steps, np.rint(answer.values), strict=True):
        levels[chain] += int(reached)
    return tuple(levels)


def _literals(clause: Clause) -> list[Step]:
    return [*clause.reach, *([clause.unless] if clause.unless else [])]
