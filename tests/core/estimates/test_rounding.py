"""Rounding half up, once, from the exact value."""

from decimal import Decimal
from fractions import Fraction

import pytest

from soundings.estimates import percent, round_half_up


def test_twelve_and_a_half_rounds_to_thirteen_where_python_says_twelve():
    assert round_half_up(12.5) == 13
    assert round(12.5) == 12


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-12.5, 0, "-13"),
        (-0.4, 0, "0"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (52.588, 1, "52.6"),
        (0.0, 0, "0"),
    ],
)
def test_halves_go_away_from_nought(value: float, decimals: int, rounded: str):
    assert round_half_up(value, decimals) == Decimal(rounded)


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (Fraction(25, 2), 0, "13"),
        (Fraction(-25, 2), 0, "-13"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(2, 3), 4, "0.6667"),
    ],
)
def test_fractions_are_rounded_from_their_exact_value(value: Fraction, decimals: int, rounded: str):
    assert round_half_up(value, decimals) == Decimal(rounded)


def test_a_fraction_just_below_the_half_is_not_lifted_by_floating_point():
    just_below = Fraction(25, 2) - Fraction(1, 10**30)

    assert round_half_up(just_below) == 12
    assert round_half_up(float(just_below)) == 13


@pytest.mark.parametrize(
    ("part", "whole", "printed"), [(123, 205, 60), (132, 251, 53), (93, 268, 35), (141, 374, 38), (78, 285, 27)]
)
def test_response_rates_of_the_seed_papers_round_as_printed(part: int, whole: int, printed: int):
    assert percent(part, whole) == printed


def test_percentages_round_half_up_from_the_exact_share():
    # 1 / 8 = 12.5 per cent; 1 / 200 = 0.5 per cent.
    assert (percent(1, 8), percent(1, 200), percent(1, 16, 1)) == (13, 1, Decimal("6.3"))


@pytest.mark.parametrize("whole", [0, -1])
def test_a_share_of_nothing_is_refused(whole: int):
    with pytest.raises(ValueError, match="base above nought"):
        percent(0, whole)
