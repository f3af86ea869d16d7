"""Numbers become print once, half up, from the exact value."""

from fractions import Fraction

import pytest

from soundings.reporting.rounding import decimals_for, number_text, signed_text


@pytest.mark.parametrize(
    ("number", "decimals", "printed"),
    [
        (12.5, 0, "13"),
        (-12.5, 0, "−13"),
        (Fraction(25, 2), 0, "13"),
        (Fraction(247, 20), 1, "12.4"),
        (100 * (247 / 2000), 1, "12.4"),
        (2.675, 2, "2.68"),
        (-0.4, 0, "0"),
        (1234567.0, 0, "1,234,567"),
        (0.05, 1, "0.1"),
    ],
)
def test_a_tie_goes_up_even_where_binary_arithmetic_left_it_a_hair_below(
    number: float | Fraction, decimals: int, printed: str
):
    assert number_text(number, decimals) == printed


def test_an_end_of_an_interval_carries_its_sign():
    assert [signed_text(value) for value in (3.2, -3.2, 0.2, -0.2)] == ["+3", "−3", "0", "0"]


def test_only_bases_of_a_thousand_and_more_have_a_decimal():
    assert decimals_for(1000) == 1
    assert decimals_for(999) == 0
    assert decimals_for(1000, 999) == 0
    assert decimals_for(5000, None, 1000) == 1
    assert decimals_for(None) == 0
