"""Withholding against the attacker: the least loss, against trying every choice and every table."""

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from soundings.disclosure.attacker import Tables, Target
from soundings.disclosure.least_loss import NothingHelpsError
from soundings.disclosure.solver import SolverError
from soundings.disclosure.withholding import Chain, Statement, Watch, withhold


def square(width: int) -> np.ndarray:
    """Two rows of cells: each cell, then both row totals, the column totals and the total."""
    count = 2 * width
    sums = [[int(cell // width == row) for cell in range(count)] for row in range(2)]
    sums += [[int(cell % width == column) for cell in range(count)] for column in range(width)]
    return np.concatenate([np.eye(count, dtype=np.int64), np.array([*sums, [1] * count])])


@cache
def shared_out(people: int, cells: int) -> list[tuple[int, ...]]:
    """Every way to put so many people into so many cells."""
    if cells == 1:
        return [(people,)]
    return [(first, *rest) for first in range(people + 1) for rest in shared_out(people - first, cells - 1)]


@dataclass
class Problem:
    forms: np.ndarray
    truth: np.ndarray
    known: Statement
    chains: list[Chain]
    watches: list[Watch]

    def solve(self):
        return withhold(Tables(sparse.csr_array(self.forms), self.truth), self.known, self.chains, self.watches)

    def every_table(self) -> np.ndarray:
        """The values of the forms in every table with the true total."""
        return np.array(shared_out(int(self.truth.sum()), len(self.truth))) @ self.forms.T

    def cost(self, levels: tuple[int, ...]) -> int:
        return sum(chain.costs[level] for chain, level in zip(self.chains, levels, strict=True))

    def safe(self, levels: tuple[int, ...], tables: np.ndarray) -> bool:
        told = [self.known, *(chain.told[level] for chain, level in zip(self.chains, levels, strict=True))]
        for statement in told:
            for form, (low, high) in statement.items():
                tables = tables[(low <= tables[:, form]) & (tables[:, form] <= high)]
        return all(reached(watch.target, tables) for watch in self.watches if matters(watch, levels))

    def least(self) -> int | None:
        tables = self.every_table()
        choices = product(*(range(len(chain.told)) for chain in self.chains))
        return min((self.cost(levels) for levels in choices if self.safe(levels, tables)), default=None)


def matters(watch: Watch, levels: tuple[int, ...]) -> bool:
    return watch.since is None or levels[watch.since[0]] >= watch.since[1]


def reached(target: Target, tables: np.ndarray) -> bool:
    ends = tables[:, target.form].min() <= target.low, tables[:, target.form].max() >= target.high
    return any(ends) if target.either else all(ends)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A table of two by two or three of few people; two to four chains on its cells and margins."""
    forms = square(draw(st.sampled_from([2, 3])))
    cells = forms.shape[1]
    truth = np.array(draw(st.lists(st.integers(0, 2), min_size=cells, max_size=cells)))
    values = (forms @ truth).tolist()
    total = len(values) - 1
    told = draw(st.lists(st.integers(0, total - 1), min_size=2, max_size=4, unique=True))
    chains = [_chain(draw, form, values[form]) for form in told]
    known = {form: (values[form],) * 2 for form in range(total) if form not in told and draw(st.integers(0, 3)) == 0}
    known[total] = (values[total], values[total])
    watched = draw(st.lists(st.integers(0, total - 1), min_size=1, max_size=3, unique=True))
    return Problem(forms, truth, known, chains, [_watch(draw, form, values[form], told, chains) for form in watched])


def _chain(draw: st.DrawFn, form: int, value: int) -> Chain:
    costs = sorted(draw(st.lists(st.integers(0, 9), min_size=2, max_size=2)))
    if draw(st.booleans()):
        return Chain(({form: (value, value)}, {}), (0, costs[1]))
    wide = {form: (max(0, value - draw(st.integers(0, 1))), value + draw(st.integers(1, 2)))}
    return Chain(({form: (value, value)}, wide, {}), (0, *costs))


def _watch(draw: st.DrawFn, form: int, value: int, told: list[int], chains: list[Chain]) -> Watch:
    away = draw(st.integers(1, 2))
    target = Target(form, value - min(value, away), value + away, draw(st.booleans()))
    if form in told and draw(st.booleans()):
        chain = told.index(form)
        return Watch(target, (chain, len(chains[chain].told) - 1))
    return Watch(target)


@pytest.mark.solver
@given(problems())
def test_no_choice_that_keeps_the_attacker_in_the_dark_is_cheaper(problem: Problem):
    least = problem.least()
    if least is None:
        with pytest.raises((NothingHelpsError, SolverError)):
            problem.solve()
        return
    levels = problem.solve()

    assert problem.safe(levels, problem.every_table())
    assert problem.cost(levels) == least


def two_by_two(*truth: int, costs: tuple[int, ...] = (0, 3, 5, 4)) -> Problem:
    """All four cells and the margins are told; the first cell is to stay unknown by two each way."""
    forms = square(2)
    values = (forms @ np.array(truth)).tolist()
    known = {form: (values[form],) * 2 for form in range(4, len(values))}
    chains = [Chain(({n: (values[n],) * 2}, {}), (0, costs[n])) for n in range(4)]
    return Problem(forms, np.array(truth), known, chains, [Watch(Target(0, values[0] - 2, values[0] + 2))])


def test_with_the_margins_known_one_cell_takes_all_four_with_it():
    assert two_by_two(3, 5, 6, 9).solve() == (1, 1, 1, 1)


def test_where_the_margins_leave_no_room_nothing_helps():
    # the first cell can be 2 more only if its neighbour is 2 fewer, and that holds one person
    with pytest.raises(NothingHelpsError):
        two_by_two(3, 1, 6, 9).solve()


def test_a_watch_does_not_matter_below_its_step():
    problem = two_by_two(3, 5, 6, 9)
    problem.watches = [Watch(problem.watches[0].target, (0, 1))]

    assert problem.solve() == (0, 0, 0, 0)


def test_more_clauses_are_asked_only_of_a_choice_that_passes():
    problem = two_by_two(3, 5, 6, 9)
    asked: list[tuple[int, ...]] = []
    tables = Tables(sparse.csr_array(problem.forms), problem.truth)
    withhold(tables, problem.known, problem.chains, problem.watches, lambda levels: asked.append(levels) or [])

    assert asked == [(1, 1, 1, 1)]
