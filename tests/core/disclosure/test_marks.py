"""Capping: nearly unanimous answers of small groups, and that they cannot be worked out from the rest."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.disclosure.marks import HIDDEN, HIGH, LOW, SHOWN, capped, caps, ladder

AGREE = ("unfavourable", "unfavourable", "neutral", "favourable", "favourable")


@pytest.mark.parametrize(
    ("base", "expected"), [(10, (10, 90)), (19, (10, 90)), (20, (5, 95)), (49, (5, 95)), (50, (5, 95))]
)
def test_limits_follow_the_size_of_the_group(base: int, expected: tuple[int, int]):
    assert caps(base) == expected


@pytest.mark.parametrize(
    ("count", "base", "status"),
    [
        (9, 10, HIGH),  # 90%
        (17, 19, SHOWN),  # 89.5%
        (18, 19, HIGH),  # 94.7%
        (1, 10, LOW),  # 10%
        (2, 19, SHOWN),  # 10.5%
        (19, 20, HIGH),  # 95%
        (46, 49, SHOWN),  # 93.9%
        (47, 49, HIGH),  # 95.9%
        (1, 20, LOW),  # 5%
        (2, 39, SHOWN),  # 5.1%
    ],
)
def test_a_share_is_capped_exactly_at_the_limit(count: int, base: int, status: str):
    assert capped(count, base) == status


def test_from_ten_to_nineteen_only_the_sides_are_shown():
    options, sides = ladder((1, 3, 4, 5, 2), AGREE, 15)[0]

    assert options == (HIDDEN,) * 5
    assert dict(sides) == {"favourable": SHOWN, "neutral": SHOWN, "unfavourable": SHOWN}


def test_a_unanimous_team_shows_only_that_it_is_nearly_so():
    options, sides = ladder((0, 0, 0, 5, 7), AGREE, 12)[0]

    assert options == (HIDDEN,) * 5
    assert dict(sides) == {"favourable": HIGH, "neutral": LOW, "unfavourable": LOW}


def test_one_capped_side_takes_the_others_with_it():
    # favourable 0 of 12; neutral 5 and unfavourable 7 shown would add up to everybody
    _, sides = ladder((3, 4, 5, 0, 0), AGREE, 12)[0]

    assert dict(sides)["favourable"] == LOW
    assert sorted(dict(sides).values()) == [LOW, HIDDEN, HIDDEN]


def test_one_capped_option_that_its_side_would_tell_takes_all_options_with_it():
    # nobody strongly disagrees; disagree 6 = unfavourable 6 would say so
    options, sides = ladder((0, 6, 6, 6, 6), AGREE, 24)[0]

    assert options == (HIDDEN,) * 5
    assert set(dict(sides).values()) == {SHOWN}


def test_a_yes_no_question_shows_its_two_answers_from_ten_on():
    assert ladder((11, 1), (), 12)[0][0] == (HIGH, LOW)
    assert ladder((7, 5), (), 12)[0][0] == (SHOWN, SHOWN)


def test_a_choice_of_many_without_sides_shows_nothing_below_twenty():
    assert ladder((7, 5, 4), (), 16)[0][0] == (HIDDEN, HIDDEN, HIDDEN)


def test_everything_is_shown_from_fifty_on():
    options, sides = ladder((0, 0, 0, 0, 50), AGREE, 50)[0]

    assert set(options) | {status for _, status in sides} == {SHOWN}


def possible(
    counts: tuple[int, ...], base: int, options: tuple[str, ...], sides: dict[str, str]
) -> list[tuple[int, ...]]:
    """Every way the options could be, given what is shown: an attacker with time."""
    low, high = caps(base)

    def fits(count: int, shown: int, status: str) -> bool:
        return {
            SHOWN: count == shown,
            LOW: 100 * count <= low * base,
            HIGH: 100 * count >= high * base,
            HIDDEN: True,
        }[status]

    ways = []
    for free in product(range(base + 1), repeat=len(counts) - 1):
        if sum(free) > base:
            continue
        way = (*free, base - sum(free))
        if all(fits(c, s, o) for c, s, o in zip(way, counts, options, strict=True)) and all(
            fits(_side(way, side), _side(counts, side), status) for side, status in sides.items()
        ):
            ways.append(way)
    return ways


def _side(counts: tuple[int, ...], side: str) -> int:
    return sum(count for count, name in zip(counts, THREE, strict=True) if name == side)


THREE = ("unfavourable", "unfavourable", "neutral", "favourable")


@pytest.mark.attack
@given(st.integers(10, 30), st.data())
def test_no_capped_or_hidden_share_can_be_worked_out(base: int, data: st.DataObject):
    cuts = sorted(data.draw(st.lists(st.integers(0, base), min_size=3, max_size=3)))
    counts = (cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], base - cuts[2])
    options, sides = ladder(counts, THREE, base)[0]
    ways = possible(counts, base, options, dict(sides))

    for n, status in enumerate(options if base >= 20 else ()):
        alone_and_shown = THREE.count(THREE[n]) == 1 and dict(sides)[THREE[n]] == SHOWN
        assert status == SHOWN or alone_and_shown or len({way[n] for way in ways}) > 1
    for side, status in sides:
        assert status == SHOWN or len({_side(way, side) for way in ways}) > 1


def test_the_attacker_of_these_tests_does_find_a_capped_share_that_was_left_derivable():
    ways = possible((0, 6, 8, 10), 24, (LOW, SHOWN, SHOWN, SHOWN), {})

    assert {way[0] for way in ways} == {0}
