"""Change between two years: published examples, other programs, and the edges."""

import math

import numpy as np
import pytest
from scipy import stats

from soundings.estimates import change_of_means, change_of_shares


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((2, 7), (6, 7), 0.0582, 0.8062),
        ((0, 29), (5, 56), -0.0381, 0.1926),
        ((0, 20), (0, 10), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((0, 20), (10, 10), 0.6791, 1.0000),
        ((0, 10), (10, 10), 0.6075, 1.0000),
    ],
)
def test_interval_of_change_agrees_with_newcombes_paper(first, second, low, high):
    # Newcombe (1998), "Interval estimation for the difference between independent proportions", Table II, method 10.
    change = change_of_shares(*first, *second)

    assert (round(change.lo, 4), round(change.hi, 4)) == (low, high)


def test_change_of_a_councils_favourable_share_from_2019_to_2023():
    change = change_of_shares(60, 93, 99, 132)

    assert change.diff == pytest.approx(99 / 132 - 60 / 93, abs=1e-15)
    assert round(100 * change.diff, 1) == 10.5
    # Up 11 points (-2 to +23), p = 0.089: the roster is left out, or it would say 0.029.
    assert (round(100 * change.lo), round(100 * change.hi)) == (-2, 23)
    assert round(change.p, 3) == 0.089
    assert change.test == "score"


@pytest.mark.parametrize(
    ("first", "second", "p"),
    [((66, 272), (46, 209), 0.56), ((141, 272), (150, 221), 0.0003), ((160, 271), (140, 215), 0.17)],
)
def test_changes_named_in_the_real_staff_survey_have_their_published_p_values(first, second, p):
    # README of the data set rse-survey-uk-2016-2017.
    change = change_of_shares(*first, *second)

    assert change.p == pytest.approx(p, rel=0.06)


def test_score_test_is_the_chi_squared_test_without_continuity_correction():
    table = [[60, 93 - 60], [99, 132 - 99]]

    change = change_of_shares(60, 93, 99, 132)

    assert change.p == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue, abs=1e-12)


@pytest.mark.parametrize(("agreeing", "test"), [(4, "fisher"), (5, "score"), (6, "score")])
def test_an_expected_count_below_five_is_tested_by_fisher(agreeing: int, test: str):
    # Expected in each year: twice the number agreeing, shared over two equal years.
    change = change_of_shares(agreeing, 40, agreeing, 40)

    assert change.test == test


@pytest.mark.parametrize(("disagreeing", "test"), [(4, "fisher"), (5, "score")])
def test_the_rarer_answer_decides_whichever_it_is(disagreeing: int, test: str):
    change = change_of_shares(40 - disagreeing, 40, 40 - disagreeing, 40)

    assert change.test == test


def test_fishers_exact_test_agrees_with_scipy():
    change = change_of_shares(1, 30, 8, 40)

    assert change.p == stats.fisher_exact([[1, 29], [8, 32]]).pvalue


@pytest.mark.parametrize("counts", [(0, 30, 0, 40), (30, 30, 40, 40)])
def test_nobody_or_everybody_in_both_years_is_no_evidence_of_change(counts):
    change = change_of_shares(*counts)

    assert (change.diff, change.p) == (0.0, 1.0)
    assert change.lo < 0 < change.hi


@pytest.mark.parametrize(("base", "tested"), [(19, False), (20, True), (21, True)])
def test_a_base_below_twenty_in_either_year_is_not_tested(base: int, tested: bool):
    earlier_small = change_of_shares(10, base, 50, 100)
    later_small = change_of_shares(50, 100, 10, base)

    assert (earlier_small.p is not None, later_small.p is not None) == (tested, tested)
    assert earlier_small.test == later_small.test == ("score" if tested else "none")


def test_an_untested_change_still_has_its_difference_and_interval():
    change = change_of_shares(6, 10, 9, 11)

    assert (change.p, change.test) == (None, "none")
    assert change.diff == pytest.approx(9 / 11 - 6 / 10)
    assert (round(change.lo, 4), round(change.hi, 4)) == (-0.1571, 0.5337)


def test_turning_the_years_round_turns_the_change_round():
    forward, back = change_of_shares(60, 93, 99, 132), change_of_shares(99, 132, 60, 93)

    assert (back.diff, back.lo, back.hi) == pytest.approx((-forward.diff, -forward.hi, -forward.lo))
    assert back.p == pytest.approx(forward.p)


@pytest.mark.parametrize("counts", [(0, 0, 5, 10), (5, 10, 0, 0)])
def test_a_year_without_answers_has_no_change(counts):
    with pytest.raises(ValueError, match="answers in both years"):
        change_of_shares(*counts)


FIRST = [0, 25, 25, 50, 50, 50, 75, 75, 75, 75, 100, 100, 50, 25, 75, 50, 75, 100, 0, 50, 25]
SECOND = [25, 50, 75, 75, 100, 100, 75, 75, 50, 100, 75, 50, 100, 75, 75, 25, 100, 75, 50, 75, 100, 75, 50]


def moments(scores: list[int]) -> tuple[float, float, int]:
    return float(np.mean(scores)), float(np.var(scores, ddof=1)), len(scores)


def test_change_of_scores_is_welchs_test_as_scipy_does_it_on_the_answers():
    theirs = stats.ttest_ind(SECOND, FIRST, equal_var=False)

    change = change_of_means(*moments(FIRST), *moments(SECOND))

    assert change.test == "welch"
    assert change.diff == pytest.approx(sum(SECOND) / 23 - sum(FIRST) / 21)
    assert change.p == pytest.approx(theirs.pvalue, abs=1e-12)
    interval = theirs.confidence_interval(0.95)
    assert (change.lo, change.hi) == (pytest.approx(interval.low), pytest.approx(interval.high))


@pytest.mark.parametrize(("base", "tested"), [(19, False), (20, True), (21, True)])
def test_scores_of_fewer_than_twenty_people_are_not_tested(base: int, tested: bool):
    change = change_of_means(50.0, 400.0, base, 60.0, 400.0, 100)

    assert (change.p is not None) == tested
    assert change.lo < 10.0 < change.hi


@pytest.mark.parametrize(("base", "compared"), [(1, False), (2, True), (3, True)])
def test_scores_need_two_answers_in_each_year_to_be_compared(base: int, compared: bool):
    change = change_of_means(50.0, 400.0, base, 60.0, 400.0, 100)

    assert (change.lo is not None) == compared
    assert change.status == ("ok" if compared else "undefined")


def test_scores_that_do_not_differ_among_themselves_have_no_interval():
    change = change_of_means(50.0, 0.0, 30, 60.0, 0.0, 30)

    assert (change.diff, change.lo, change.hi, change.p, change.status) == (10.0, None, None, None, "undefined")


def test_one_year_without_spread_is_compared_by_the_spread_of_the_other():
    change = change_of_means(50.0, 0.0, 30, 60.0, 400.0, 25)

    half = stats.t.ppf(0.975, 24) * math.sqrt(400 / 25)
    assert (change.lo, change.hi) == (pytest.approx(10 - half), pytest.approx(10 + half))
