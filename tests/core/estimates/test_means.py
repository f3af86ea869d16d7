"""Intervals for mean scores."""

import math

import numpy as np
import pytest
from scipy import stats

from soundings.estimates import interval_of_mean

ANSWERS = [0, 25, 25, 50, 50, 50, 75, 75, 75, 75, 100, 100]


def test_interval_is_students_t_as_scipy_does_it_on_the_answers():
    theirs = stats.ttest_1samp(ANSWERS, 0).confidence_interval(0.95)

    low, high = interval_of_mean(np.mean(ANSWERS), np.var(ANSWERS, ddof=1), len(ANSWERS))

    assert (float(low), float(high)) == (pytest.approx(theirs.low), pytest.approx(theirs.high))


def test_interval_allows_for_the_part_of_the_roster_that_answered():
    low, high = interval_of_mean(60.0, 400.0, 132, 251)

    half = stats.t.ppf(0.975, 131) * math.sqrt((1 - 132 / 251) * 400 / 132)
    assert (float(low), float(high)) == (pytest.approx(60 - half), pytest.approx(60 + half))


def test_where_everybody_answered_the_interval_is_the_mean():
    low, high = interval_of_mean(60.0, 400.0, 12, 12)

    assert (float(low), float(high)) == (60.0, 60.0)


@pytest.mark.parametrize(("base", "known"), [(1, False), (2, True), (3, True)])
def test_fewer_than_two_answers_say_nothing_about_spread(base: int, known: bool):
    low, high = interval_of_mean(60.0, 400.0, base, 100)

    assert (np.isfinite(low), np.isfinite(high)) == (known, known)


def test_equal_answers_say_nothing_about_spread():
    low, high = interval_of_mean(75.0, 0.0, 30, 100)

    assert np.isnan([low, high]).all()


def test_many_means_are_done_at_once_each_with_its_own_base():
    low, high = interval_of_mean([50.0, 60.0], [400.0, 400.0], [10, 20], [20, 20])

    alone = [float(end) for end in interval_of_mean(50.0, 400.0, 10, 20)]
    assert [low[0], high[0]] == alone
    assert [low[1], high[1]] == [60.0, 60.0]
