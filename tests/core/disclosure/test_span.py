"""R2: what adding and subtracting groups gives away, against trying every set of cells."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.independent_attacker import derivable

from soundings.disclosure.span import Derived, smallest_set

TEN = 10


def search(rows: list[list[int]], cells: list[int], below: int = TEN, inside: list[bool] | None = None):
    groups = np.array(rows, dtype=np.int64)
    people = (groups @ np.array(cells)).tolist()
    found = smallest_set(groups, people, below, inside=None if inside is None else np.array(inside))
    if found is not None:
        assert_true(found, rows, cells)
    return found


def assert_true(found: Derived, rows: list[list[int]], cells: list[int]):
    """The recipe makes a set of noughts and ones, of this size, in exact fractions."""
    made = [sum(times * rows[group][cell] for group, times in found.recipe.items()) for cell in range(len(cells))]
    assert set(made) <= {0, 1}
    assert sum(part * people for part, people in zip(made, cells, strict=True)) == found.size


def smallest_by_trying(rows: list[list[int]], cells: list[int], below: int, inside: list[bool]) -> int | None:
    groups, people = np.array(rows, dtype=np.int64), np.array(cells)
    sizes = derivable(groups, np.array(inside)) @ people
    return min((int(size) for size in sizes if size < below), default=None)


@st.composite
def breakdowns(draw: st.DrawFn) -> tuple[list[list[int]], list[int]]:
    """The whole, and groups of two or three breakdowns that overlap; cells of 1 to 12 people."""
    width = draw(st.integers(2, 9))
    cells = draw(st.lists(st.integers(1, 12), min_size=width, max_size=width))
    rows = [[1] * width]
    for _ in range(draw(st.integers(1, 3))):
        of = draw(st.lists(st.integers(0, 3), min_size=width, max_size=width))
        rows += [[int(group == n) for group in of] for n in range(3) if n in of]  # the fourth is hidden
    return rows, cells


@st.composite
def any_groups(draw: st.DrawFn) -> tuple[list[list[int]], list[int]]:
    """Groups that overlap anyhow."""
    width = draw(st.integers(2, 8))
    cells = draw(st.lists(st.integers(1, 12), min_size=width, max_size=width))
    row = st.lists(st.integers(0, 1), min_size=width, max_size=width)
    return draw(st.lists(row, min_size=1, max_size=8)), cells


@pytest.mark.attack
@given(breakdowns() | any_groups(), st.integers(2, 25))
def test_the_smallest_set_is_the_one_that_trying_all_unions_of_cells_finds(table, below: int):
    rows, cells = table
    found = search(rows, cells, below)

    assert (found and found.size) == smallest_by_trying(rows, cells, below, [True] * len(cells))


@pytest.mark.attack
@given(breakdowns() | any_groups(), st.integers(2, 40), st.data())
def test_only_sets_inside_are_looked_for(table, below: int, data: st.DataObject):
    rows, cells = table
    inside = data.draw(st.lists(st.booleans(), min_size=len(cells), max_size=len(cells)))
    found = search(rows, cells, below, inside)

    assert (found and found.size) == smallest_by_trying(rows, cells, below, inside)


def test_a_set_reaches_inside_only_as_a_whole():
    # whole less the first group is six people, of whom three are inside: nothing is told of those three
    rows, cells = [[1, 1, 1], [1, 0, 0]], [20, 3, 3]

    assert search(rows, cells).size == 6
    assert search(rows, cells, inside=[True, True, False]) is None


def test_three_groups_that_overlap_in_pairs_need_halves():
    # ab + ac - bc is twice a
    found = search([[1, 1, 0], [1, 0, 1], [0, 1, 1]], [4, 20, 30])

    assert found == Derived(4, {0: Fraction(1, 2), 1: Fraction(1, 2), 2: Fraction(-1, 2)})


def test_four_groups_of_three_need_thirds():
    # each of four cells is left out once: the sum is three times everybody
    rows = [[int(cell != left) for cell in range(4)] for left in range(4)]
    found = search(rows, [5, 20, 30, 40])

    assert found is not None
    assert found.size == 5
    assert {abs(times) for times in found.recipe.values()} == {Fraction(1, 3), Fraction(2, 3)}


@pytest.mark.parametrize(("size", "small"), [(9, True), (10, False), (11, False)])
def test_below_ten_is_nine_at_most(size: int, small: bool):
    found = search([[1, 1], [1, 0]], [30, size])

    assert (found is not None) is small


def test_one_person_is_a_set():
    assert search([[1, 1], [1, 0]], [30, 1]).size == 1


def test_a_group_itself_can_be_too_small():
    assert search([[1, 1], [0, 1]], [30, 9]) == Derived(9, {1: Fraction(1)})


def test_two_linked_breakdowns_tell_what_neither_tells_alone():
    # two teams by two roles in a square, and a fifth cell in both hidden remainders
    rows = [[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [1, 0, 1, 0, 0], [0, 0, 1, 1, 0]]

    assert search(rows, [11, 12, 13, 14, 6]).size == 6
    assert search(rows[:3], [11, 12, 13, 14, 6]) is None


@pytest.mark.parametrize(("more", "told"), [(1, 1), (9, 9), (10, None), (0, None)])
def test_two_releases_of_one_group_must_differ_by_ten_or_not_at_all(more: int, told: int | None):
    # the same cells in both; the people who came in between belong to no cell of their own
    rows = np.array([[1, 1], [1, 1], [1, 0]], dtype=np.int64)
    found = smallest_set(rows, [60, 60 + more, 30], TEN)

    assert (found and found.size) == told


def test_no_groups_give_nothing_away():
    assert smallest_set(np.zeros((0, 3), dtype=np.int64), [], TEN) is None


def test_a_cell_in_no_group_is_never_told():
    assert search([[1, 0]], [30, 2]) is None
