"""R1 and R2 in one breakdown: who is hidden, and why nobody can be worked out by subtraction."""

from itertools import combinations, product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from soundings.disclosure.hiding import WHOLE, shown_groups


def hide(people: int, sizes: list[int], parents: list[int] | None = None, threshold: int = 10) -> list[bool]:
    return shown_groups(people, sizes, parents or [WHOLE] * len(sizes), [True] * len(sizes), threshold)


@pytest.mark.parametrize(("size", "shown"), [(9, False), (10, True), (11, True)])
def test_a_group_is_shown_from_ten_people_on(size: int, shown: bool):
    # The rest of the survey is one hidden group of thirty, so subtraction gives nothing small away.
    shows = shown_groups(30 + size, [size, 30], [WHOLE, WHOLE], [True, False], 10)

    assert shows[0] is shown


@pytest.mark.parametrize(("remainder", "shown"), [(0, 4), (1, 3), (9, 3), (10, 4)])
def test_a_remainder_of_one_to_nine_hides_one_group_more(remainder: int, shown: int):
    shows = hide(25 + 25 + 25 + 12 + remainder, [25, 25, 25, 12])

    assert sum(shows) == shown


def test_two_small_teams_that_add_up_to_less_than_ten_take_the_smallest_other_with_them():
    assert hide(3 + 4 + 20 + 15 + 30, [3, 4, 20, 15, 30]) == [False, False, True, False, True]


def test_two_small_teams_that_add_up_to_ten_are_enough():
    assert hide(4 + 6 + 20 + 15, [4, 6, 20, 15]) == [False, False, True, True]


def test_a_team_of_nine_in_a_parent_of_eleven_is_hidden_and_cannot_be_subtracted():
    # whole 41 = service 30 + service 11; service 11 = team 9 + team 2
    shows = hide(41, [30, 11, 9, 2], [WHOLE, WHOLE, 1, 1])

    assert shows == [True, True, False, False]


def test_one_hidden_child_hides_a_sibling_rather_than_the_parent():
    # service 33 = 15 + 12 + 6: the six are worked out from the other two, so the twelve are hidden as well
    assert hide(60, [33, 15, 12, 6, 27], [WHOLE, 0, 0, 0, WHOLE]) == [True, True, False, False, True]


def test_people_attached_to_no_team_count_in_the_remainder():
    # service 40 = teams 20 + 17, and 3 people in none
    assert hide(80, [40, 20, 17, 40], [WHOLE, 0, 0, WHOLE]) == [True, True, False, True]


def test_a_group_without_people_needs_no_partner():
    assert hide(45, [25, 20, 0]) == [True, True, False]


def test_a_group_not_allowed_is_hidden_whatever_its_size():
    assert shown_groups(90, [30, 60], [WHOLE, WHOLE], [False, True], 10) == [False, True]


def test_sensitive_questions_use_their_own_threshold():
    assert hide(19 + 20 + 41, [19, 20, 41], threshold=20) == [False, False, True]


def derivable(people: int, sizes: list[int], parents: list[int], shown: list[bool]) -> set[int]:
    """Sizes of all sets of people that some +1/-1/0 combination of shown groups singles out, by enumeration.

    Each smallest part (people of a group in none of its children) is an atom; a combination is a set of people
    when every atom's coefficient is nought or one.
    """
    inside = {n: {n} for n in range(len(sizes))}
    for child in range(len(sizes) - 1, -1, -1):
        if parents[child] != WHOLE:
            inside[parents[child]] |= inside[child]
    own = [size - sum(sizes[c] for c in range(len(sizes)) if parents[c] == n) for n, size in enumerate(sizes)]
    loose = people - sum(size for n, size in enumerate(sizes) if parents[n] == WHOLE)
    groups = [set(range(len(sizes) + 1)), *(inside[n] for n in range(len(sizes)) if shown[n])]
    found = set()
    for signs in product((-1, 0, 1), repeat=len(groups)):
        weight = [sum(s for s, g in zip(signs, groups, strict=True) if atom in g) for atom in range(len(sizes) + 1)]
        if set(weight) <= {0, 1}:
            found.add(sum(w * size for w, size in zip(weight, [*own, loose], strict=True)))
    return found


@st.composite
def trees(draw: st.DrawFn) -> tuple[int, list[int], list[int]]:
    """A small tree of groups with people of their own: parents stand before children."""
    count = draw(st.integers(1, 6))
    parents = [draw(st.integers(WHOLE, n - 1)) for n in range(count)]
    sizes = [draw(st.integers(0, 25)) for _ in range(count)]
    for child in range(count - 1, -1, -1):
        if parents[child] != WHOLE:
            sizes[parents[child]] += sizes[child]
    people = sum(size for n, size in enumerate(sizes) if parents[n] == WHOLE) + draw(st.integers(0, 12))
    return people, sizes, parents


@pytest.mark.attack
@given(trees())
def test_no_sum_or_difference_of_shown_groups_is_one_to_nine_people(tree: tuple[int, list[int], list[int]]):
    people, sizes, parents = tree
    shown = hide(people, sizes, parents)

    assert not derivable(people, sizes, parents, shown) & set(range(1, 10)) or people < 10


def test_the_attacker_of_these_tests_does_find_a_leak_where_only_the_threshold_is_kept():
    # 45 people in teams of 20, 18 and 7: hiding only the 7 leaves 45 - 20 - 18
    assert 7 in derivable(45, [20, 18, 7], [WHOLE] * 3, [True, True, False])


@pytest.mark.attack
@given(trees())
def test_no_fewer_groups_could_be_hidden_in_a_flat_breakdown(tree: tuple[int, list[int], list[int]]):
    people, sizes, _ = tree
    flat = [size for size in sizes if size <= people][:4]
    while flat and sum(flat) > people:
        flat.pop()
    assume(people >= 10)
    shown = hide(people, flat)
    allowed = [n for n, size in enumerate(flat) if size >= 10]
    best = max(
        len(kept)
        for count in range(len(allowed) + 1)
        for kept in combinations(allowed, count)
        if people - sum(flat[n] for n in kept) == 0 or people - sum(flat[n] for n in kept) >= 10 or not kept
    )

    assert sum(shown) == best
