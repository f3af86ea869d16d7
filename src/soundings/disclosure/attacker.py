"""What somebody who holds every printed figure can still not know (rules R3 and R4), in whole numbers.

Everything printed about one item is a statement on sums of whole numbers: how many people of each cell gave each
answer. An attacker knows these sums, the roster and nothing else. For each count that is not printed we look for
*witnesses*: whole tables, different from the true one, in which everything printed is equally true. What the
witnesses reach, the attacker cannot rule out. A count without witness counts as known; so a solver that errs or stops
can make us hide too much, never too little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from soundings.disclosure.solver import Program, SolverError

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]

ENDLESS = np.int64(2**40)
_NEAR = 1e-6
_FEW = 2
_TRIES = 3


@dataclass(frozen=True)
class Target:
    """A count that must stay unknown: the true value, and how far the attacker's range must reach.

    ``either`` asks for one of the two reaches only: the count must not be fixed.
    """

    form: int
    low: int
    high: int
    either: bool = False


@dataclass(frozen=True)
class Leak:
    """A target the attacker can pin down too closely, and the forms whose printed values prove it."""

    target: Target
    proof: tuple[int, ...]


@dataclass
class Tables:
    """All tables of whole numbers that agree with what is known. ``forms`` are rows of sums over the unknowns.

    ``truth`` is the real table; ``pool`` the witnesses found so far, the truth first, as values of the forms.
    """

    forms: sparse.csr_array
    truth: Whole
    pool: list[Whole] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.values: Whole = self.forms @ self.truth
        self.pool.append(self.values)
        # Sums of people are never below nought of themselves; forms that also subtract must be told so.
        self.subtracts = np.ravel(self.forms.min(axis=1).todense()) < 0

    @cached_property
    def relaxed(self) -> Program:
        """The tables with fractions allowed."""
        return Program(self.forms)

    @cached_property
    def moves(self) -> Program:
        """Moves away from the truth: people added to each unknown, then people taken away."""
        program = Program(sparse.csr_array(sparse.hstack([self.forms, -self.forms])), rebound=True)
        program.bound_unknowns(np.concatenate([np.full(len(self.truth), np.inf), self.truth]))
        return program

    @cached_property
    def whole(self) -> Program:
        """The tables in whole numbers only."""
        return Program(self.forms, whole=True)

    def leaks(self, least: Whole, most: Whole, targets: Sequence[Target]) -> list[Leak]:
        """Targets that the attacker who knows ``least <= forms <= most`` can pin down too closely."""
        agreeing = [values for values in self.pool if ((least <= values) & (values <= most)).all()]
        reach = _Reach(np.min(agreeing, axis=0), np.max(agreeing, axis=0))
        if all(reach.enough(target) for target in targets):
            return []
        told = _Told(self, least, most)
        self._seed(told, targets, reach)
        found = [self._attacked(told, target, reach) for target in targets if not reach.enough(target)]
        return [leak for leak in found if leak is not None]

    def _seed(self, told: _Told, targets: Sequence[Target], reach: _Reach) -> None:
        """Witnesses for many targets at once: push all that are open in chance directions, while that helps."""
        chance = np.random.default_rng(0)
        open_now = [target for target in targets if not reach.enough(target)]
        while len(open_now) > _FEW:
            weights = chance.choice([-1.0, 1.0], len(open_now))
            values = told.pushed([target.form for target in open_now], weights)
            if values is None:
                return
            self._keep(values, reach)
            still = [target for target in open_now if not reach.enough(target)]
            if len(still) == len(open_now):
                return
            open_now = still

    def _attacked(self, told: _Told, target: Target, reach: _Reach) -> Leak | None:
        proof: set[int] = set()
        for sign in (1, -1):
            if reach.gets(target, sign):
                continue
            answer = told.beyond(target, sign)
            if answer.values is not None:
                self._keep(answer.values, reach)
            if not reach.gets(target, sign):
                proof |= set(answer.proof)
                if not target.either:
                    break
            if reach.enough(target):
                return None
        return Leak(target, tuple(sorted(proof)))

    def _keep(self, values: Whole, reach: _Reach) -> None:
        self.pool.append(values)
        reach.widen(values)


class _Reach:
    """How far the witnesses reach, by form."""

    def __init__(self, low: Whole, high: Whole) -> None:
        self.low, self.high = low, high

    def widen(self, values: Whole) -> None:
        np.minimum(self.low, values, out=self.low)
        np.maximum(self.high, values, out=self.high)

    def gets(self, target: Target, sign: int) -> bool:
        if sign > 0:
            return bool(self.high[target.form] >= target.high)
        return bool(self.low[target.form] <= target.low)

    def enough(self, target: Target) -> bool:
        ends = self.gets(target, -1), self.gets(target, 1)
        return any(ends) if target.either else all(ends)


@dataclass(frozen=True)
class _Answer:
    """The furthest table found, as values of the forms, and the forms that stop it from going further."""

    values: Whole | None
    proof: tuple[int, ...]


class _Told:
    """What is told, put to the solver."""

    def __init__(self, tables: Tables, least: Whole, most: Whole) -> None:
        self.tables, self.least, self.most = tables, least, most
        self.telling = (least > 0) | (most < ENDLESS) | tables.subtracts
        self.low = np.where(self.telling, least, -np.inf).astype(float)
        self.high = np.where(most < ENDLESS, most, np.inf).astype(float)
        tables.relaxed.bound(self.low, self.high)

    def beyond(self, target: Target, sign: int) -> _Answer:
        """A table in which the target's form reaches as far as it must, upwards (1) or downwards (-1)."""
        needed = target.high if sign > 0 else target.low
        values = self._shortest_move(target.form, sign, needed)
        if values is not None:
            return _Answer(values, ())
        found = self.tables.relaxed.minimise(-sign * self._goal(target.form))
        if found is None:
            raise SolverError("the printed figures contradict each other")
        if sign * needed > -found.best + _NEAR:
            proof = np.flatnonzero((np.abs(found.prices) > _NEAR) & self.telling)
            return _Answer(self._checked(found.values), tuple(proof.tolist()))
        values = self._checked(found.values)
        if values is None:
            values = self._in_whole_numbers(target.form, sign, needed)
        return _Answer(values, tuple(np.flatnonzero(self.telling).tolist()))

    def _goal(self, form: int) -> Floats:
        goal = np.zeros(self.tables.forms.shape[1])
        start, end = self.tables.forms.indptr[form : form + 2]
        goal[self.tables.forms.indices[start:end]] = self.tables.forms.data[start:end]
        return goal

    def _shortest_move(self, form: int, sign: int, needed: int) -> Whole | None:
        """The table nearest to the truth, counted in people moved, that reaches so far: mostly a whole one."""
        moves, truth = self.tables.moves, self.tables.truth
        low: Floats = self.low - self.tables.values
        high: Floats = self.high - self.tables.values
        if sign > 0:
            low[form] = max(low[form], needed - self.tables.values[form])
        else:
            high[form] = min(high[form], needed - self.tables.values[form])
        moves.bound(low, high)
        chance = np.random.default_rng(0)
        for _ in range(_TRIES):  # each try prefers other people to be moved; one whole answer is enough
            found = moves.minimise(1 + chance.random(2 * len(truth)))
            if found is None:
                return None
            values = self._checked(truth + found.values[: len(truth)] - found.values[len(truth) :])
            if values is not None and sign * values[form] >= sign * needed:
                return values
        return None

    def pushed(self, forms: Sequence[int], weights: Floats) -> Whole | None:
        """A table at the end of the direction in which these forms have these weights, or None."""
        found = self.tables.relaxed.minimise(-(weights @ self.tables.forms[list(forms)].astype(float)))
        return None if found is None else self._checked(found.values)

    def _in_whole_numbers(self, form: int, sign: int, needed: int) -> Whole | None:
        low, high = self.low.copy(), self.high.copy()
        if sign > 0:
            low[form] = max(low[form], needed)
        else:
            high[form] = min(high[form], needed)
        self.tables.whole.bound(low, high)
        found = self.tables.whole.minimise(np.zeros(self.tables.forms.shape[1]))
        return None if found is None else self._checked(found.values)

    def _checked(self, table: Floats) -> Whole | None:
        """The values of the forms in a table of whole numbers that truly agrees with everything told, or None."""
        whole = np.rint(table).astype(np.int64)
        if (whole < 0).any():
            return None
        values: Whole = self.tables.forms @ whole
        agrees = (self.least <= values) & (values <= self.most)
        return values if agrees.all() else None
