"""Adjusting p-values within a family, against scipy and by hand."""

import pytest
from scipy import stats

from soundings.estimates import adjust

RAW = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34]


def test_benjamini_hochberg_agrees_with_scipy():
    assert adjust(RAW, family="years") == pytest.approx(
        stats.false_discovery_control(RAW, method="bh").tolist(), abs=1e-15
    )


def test_benjamini_hochberg_by_hand():
    # m p / rank, from the largest down, never rising: 4 x .01/1, 4 x .02/2, 4 x .03/3, 4 x .5/4.
    assert adjust([0.5, 0.01, 0.03, 0.02], family="years") == pytest.approx([0.5, 0.04, 0.04, 0.04])


def test_holm_by_hand():
    # (m - rank + 1) p, from the smallest up, never falling: 4 x .01, 3 x .02, 2 x .025 raised to .06, 1 x .5.
    assert adjust([0.5, 0.01, 0.025, 0.02], method="holm", family="years") == pytest.approx([0.5, 0.04, 0.06, 0.06])


def test_holm_never_exceeds_one():
    assert adjust([0.4, 0.6, 0.9], method="holm", family="years") == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("method", ["bh", "holm"])
def test_what_was_not_tested_stays_so_and_does_not_count(method: str):
    with_gaps = adjust([None, 0.01, None, 0.04, None], method=method, family="years")

    assert with_gaps == [
        None,
        adjust([0.01, 0.04], method=method, family="years")[0],
        None,
        adjust([0.01, 0.04], method=method, family="years")[1],
        None,
    ]


@pytest.mark.parametrize("method", ["bh", "holm"])
def test_order_and_ties_do_not_matter(method: str):
    forward = adjust([0.01, 0.02, 0.02, 0.30], method=method, family="years")

    assert adjust([0.30, 0.02, 0.02, 0.01], method=method, family="years") == forward[::-1]
    assert forward[1] == forward[2]


@pytest.mark.parametrize("method", ["bh", "holm"])
def test_a_family_of_none_or_one_is_left_as_it_is(method: str):
    assert adjust([], method=method, family="years") == []
    assert adjust([0.03], method=method, family="years") == [0.03]
    assert adjust([None], method=method, family="years") == [None]


def test_an_unknown_method_is_a_fault_in_the_program():
    with pytest.raises(ValueError, match="unknown method"):
        adjust([0.1], method="by", family="years")


def test_a_family_has_a_name():
    with pytest.raises(ValueError, match="which family"):
        adjust([0.1], family=" ")


@pytest.mark.parametrize("p", [-0.01, 1.01, float("nan")])
def test_a_value_that_is_no_probability_is_refused(p: float):
    with pytest.raises(ValueError, match="between 0 and 1"):
        adjust([0.5, p], family="years")
