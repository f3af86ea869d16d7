"""The cheapest choice that satisfies every clause, against trying every choice."""

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.disclosure.least_loss import Clause, Levels, NothingHelpsError, least_loss
from soundings.disclosure.solver import SolverError

Costs = list[tuple[int, ...]]


def clause(*reach: tuple[int, int], unless: tuple[int, int] | None = None) -> Clause:
    return Clause(frozenset(reach), unless)


def holds(one: Clause, levels: Levels) -> bool:
    reached = any(levels[chain] >= level for chain, level in one.reach)
    return reached or (one.unless is not None and levels[one.unless[0]] < one.unless[1])


def all_at_once(clauses: list[Clause]) -> Callable[[Levels], list[Clause]]:
    return lambda levels: [one for one in clauses if not holds(one, levels)]


def one_at_a_time(clauses: list[Clause]) -> Callable[[Levels], list[Clause]]:
    return lambda levels: [one for one in clauses if not holds(one, levels)][:1]


def cost(costs: Costs, levels: Levels) -> int:
    return sum(steps[level] for steps, level in zip(costs, levels, strict=True))


def cheapest_by_trying(costs: Costs, clauses: list[Clause]) -> int | None:
    choices = product(*(range(len(steps)) for steps in costs))
    return min((cost(costs, one) for one in choices if all(holds(c, one) for c in clauses)), default=None)


@st.composite
def problems(draw: st.DrawFn) -> tuple[Costs, list[Clause]]:
    """Two to four chains of one to four levels, and up to eight clauses on them."""
    rises = draw(st.lists(st.lists(st.integers(0, 9), max_size=3), min_size=2, max_size=4))
    costs: Costs = [tuple(sum(steps[:n]) for n in range(len(steps) + 1)) for steps in rises]
    every = [(chain, level) for chain, steps in enumerate(costs) for level in range(1, len(steps))]
    if not every:
        return costs, []
    step = st.sampled_from(every)
    made = st.builds(Clause, st.frozensets(step, min_size=1, max_size=4), st.none() | step)
    return costs, draw(st.lists(made, max_size=8))


@pytest.mark.solver
@given(problems(), st.sampled_from([all_at_once, one_at_a_time]))
def test_no_choice_that_satisfies_every_clause_is_cheaper(problem: tuple[Costs, list[Clause]], told):
    costs, clauses = problem
    levels, learnt = least_loss(costs, told(clauses))

    assert all(holds(one, levels) for one in clauses)
    assert cost(costs, levels) == cheapest_by_trying(costs, clauses)
    assert learnt <= len(clauses)


def test_nothing_is_withheld_where_nothing_leaks():
    assert least_loss([(0, 5), (0, 1)], lambda _: []) == ((0, 0), 0)


def test_a_step_that_costs_nothing_is_not_climbed_without_need():
    assert least_loss([(0, 0), (0, 3)], all_at_once([clause((1, 1))]))[0] == (0, 1)


def test_one_dear_step_is_better_than_two_that_cost_more_together():
    clauses = [clause((0, 1), (1, 1)), clause((0, 1), (2, 1))]

    assert least_loss([(0, 5), (0, 3), (0, 3)], all_at_once(clauses))[0] == (1, 0, 0)
    assert least_loss([(0, 7), (0, 3), (0, 3)], all_at_once(clauses))[0] == (0, 1, 1)


def test_a_level_is_paid_for_with_all_the_levels_below_it():
    clauses = [clause((0, 2), (1, 1))]

    assert least_loss([(0, 4, 4), (0, 5)], all_at_once(clauses))[0] == (2, 0)
    assert least_loss([(0, 4, 6), (0, 5)], all_at_once(clauses))[0] == (0, 1)


def test_what_is_hidden_can_itself_need_protection():
    # hiding the first needs the second hidden as well; so the third, dearer than the first, is the better choice
    clauses = [clause((0, 1), (2, 1)), clause((1, 1), unless=(0, 1))]

    assert least_loss([(0, 2), (0, 2), (0, 3)], all_at_once(clauses))[0] == (0, 0, 1)
    assert least_loss([(0, 2), (0, 2), (0, 5)], all_at_once(clauses))[0] == (1, 1, 0)


@pytest.mark.parametrize("answers", [1, 40])
def test_costs_are_told_apart_to_the_last_unit(answers: int):
    # a figure weighs more than all the people; of equal figures the smaller group goes
    unit = 100_000
    costs = [(0, 8 * unit + answers), (0, 8 * unit + answers + 1)]

    assert least_loss(costs, all_at_once([clause((0, 1), (1, 1))]))[0] == (1, 0)


def test_a_leak_that_rests_on_what_has_already_left_is_said_to_be_one():
    with pytest.raises(NothingHelpsError):
        least_loss([(0, 1)], lambda _: [clause()])


def test_an_empty_clause_is_noticed_beside_others():
    with pytest.raises(NothingHelpsError):
        least_loss([(0, 1)], lambda levels: [clause((0, 1)), clause()] if levels == (0,) else [])


def test_a_leak_that_cannot_matter_below_its_step_is_no_empty_clause():
    # what the first hides cannot be protected, so it is not hidden
    clauses = [clause(unless=(0, 1)), clause((0, 1), (1, 1))]

    assert least_loss([(0, 1), (0, 9)], all_at_once(clauses))[0] == (0, 1)


def test_clauses_that_contradict_each_other_never_pass():
    with pytest.raises(NothingHelpsError):
        least_loss([(0, 1)], all_at_once([clause((0, 1)), clause(unless=(0, 1))]))


def test_a_leak_that_stands_after_it_was_forbidden_never_passes():
    with pytest.raises(SolverError):
        least_loss([(0, 1)], lambda _: [clause((0, 1))])
