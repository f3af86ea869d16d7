"""Response rates and intervals for shares, against exact enumeration over every possible roster."""

import numpy as np
import pytest
from scipy import stats

from soundings.estimates import rate, wilson_interval


def coverage_of_every_roster(answers: int, eligible: int) -> np.ndarray:
    """For each number of people who would agree, the chance that the interval holds their true share.

    Exact: every count that may be drawn, weighted by the hypergeometric distribution.
    """
    drawn = np.arange(answers + 1)
    low, high = wilson_interval(drawn, answers, eligible)
    agreeing = np.arange(eligible + 1)[:, None]
    chance = stats.hypergeom(eligible, agreeing, answers).pmf(drawn)
    holds = (low <= agreeing / eligible + 1e-9) & (agreeing / eligible - 1e-9 <= high)
    return (chance * holds).sum(axis=1)


@pytest.mark.parametrize(
    ("answers", "eligible", "least"),
    [(10, 12, 0.985), (24, 25, 1.00), (40, 60, 0.967), (93, 268, 0.947), (132, 251, 0.954), (141, 374, 0.949)],
)
def test_interval_covers_the_truth_as_often_as_the_methods_page_says(answers: int, eligible: int, least: float):
    coverage = coverage_of_every_roster(answers, eligible)

    assert coverage.min() == pytest.approx(least, abs=0.0006)


@pytest.mark.parametrize(
    ("answers", "eligible", "width"),
    [(10, 12, 0.15), (24, 25, 0.04), (40, 60, 0.15), (93, 268, 0.13), (132, 251, 0.096), (141, 374, 0.10)],
)
def test_interval_is_as_narrow_as_the_methods_page_says(answers: int, eligible: int, width: float):
    low, high = wilson_interval(np.arange(answers + 1), answers, eligible)

    assert np.mean(high - low) == pytest.approx(width, abs=0.005)


def test_leaving_the_roster_out_makes_a_small_team_look_seven_times_less_certain():
    low, high = wilson_interval(np.arange(25), 24)

    assert np.mean(high - low) == pytest.approx(0.30, abs=0.0005)


def test_interval_of_the_seed_report_is_75_to_85_percent():
    low, high = wilson_interval(106, 132, 251)

    # 188 to 213 of 251 people.
    assert (float(low), float(high)) == (188 / 251, 213 / 251)
    assert (round(100 * float(low)), round(100 * float(high))) == (75, 85)


def test_plain_wilson_interval_agrees_with_a_published_example():
    # Newcombe (1998), "Two-sided confidence intervals for the single proportion", Table I, method 3.
    low, high = wilson_interval([81, 15, 0, 1], [263, 148, 20, 29])

    assert np.round(low, 4).tolist() == [0.2553, 0.0624, 0.0000, 0.0061]
    assert np.round(high, 4).tolist() == [0.3662, 0.1605, 0.1611, 0.1718]


def test_plain_wilson_interval_agrees_with_scipy():
    theirs = stats.binomtest(60, 93).proportion_ci(0.95, method="wilson")

    low, high = wilson_interval(60, 93)

    assert (low, high) == (pytest.approx(theirs.low, abs=1e-12), pytest.approx(theirs.high, abs=1e-12))


def test_where_everybody_answered_the_interval_is_the_share():
    low, high = wilson_interval([0, 7, 12], [12, 12, 12], [12, 12, 12])

    assert low.tolist() == high.tolist() == [0 / 12, 7 / 12, 12 / 12]


def test_one_missing_answer_leaves_room_for_one_person():
    low, high = wilson_interval(7, 11, 12)

    assert (float(low), float(high)) == (7 / 12, 8 / 12)


def test_nobody_agreeing_gives_a_low_end_of_exactly_nought():
    low, high = wilson_interval([0, 0], [10, 132], [12, 251])

    assert low.tolist() == [0.0, 0.0]
    assert high.tolist() == [1 / 12, 4 / 251]


def test_everybody_agreeing_gives_a_high_end_of_exactly_one():
    low, high = wilson_interval([10, 132], [10, 132], [12, 251])

    assert low.tolist() == [11 / 12, 247 / 251]
    assert high.tolist() == [1.0, 1.0]


def test_interval_never_leaves_what_those_who_did_not_answer_could_make_of_it():
    counts = np.arange(31)

    low, high = wilson_interval(counts, 30, 32)

    assert (low >= counts / 32).all()
    assert (high <= (counts + 2) / 32).all()


def test_interval_holds_the_share_itself():
    counts = np.arange(133)

    low, high = wilson_interval(counts, 132, 251)

    assert (low <= counts / 132).all()
    assert (counts / 132 <= high).all()


def test_ends_of_the_interval_are_whole_people():
    low, high = wilson_interval(np.arange(133), 132, 251)

    assert np.abs(low * 251 - np.round(low * 251)).max() < 1e-9
    assert np.abs(high * 251 - np.round(high * 251)).max() < 1e-9


@pytest.mark.parametrize(("eligible", "whole_people"), [(4999, True), (5000, True), (5001, False)])
def test_ends_are_whole_people_up_to_a_roster_of_five_thousand(eligible: int, whole_people: bool):
    low, _ = wilson_interval(600, 1000, eligible)

    assert (abs(low * eligible - round(float(low * eligible))) < 1e-6) == whole_people


def test_a_roster_of_five_thousand_and_one_is_still_allowed_for():
    low, high = wilson_interval(600, 1000, 5001)
    plain_low, plain_high = wilson_interval(600, 1000)

    # Narrower by the square root of (N - n) / (N - 1) = 4001 / 5000.
    assert (high - low) / (plain_high - plain_low) == pytest.approx((4001 / 5000) ** 0.5, abs=0.001)


def test_no_answers_give_no_interval():
    low, high = wilson_interval(0, 0, 12)

    assert np.isnan(low)
    assert np.isnan(high)


def test_a_lower_level_gives_a_narrower_interval():
    low95, high95 = wilson_interval(60, 93)
    low80, high80 = wilson_interval(60, 93, level=0.80)

    assert low95 < low80 < 60 / 93 < high80 < high95


def test_rate_is_responses_over_eligible_people():
    assert rate(132, 251) == 132 / 251


def test_rate_of_everybody_is_one_and_of_nobody_asked_is_none():
    assert [rate(5, 5), rate(0, 5), rate(0, 0)] == [1.0, 0.0, None]


def test_rate_refuses_more_responses_than_people():
    with pytest.raises(ValueError, match="6 responses from 5 eligible people"):
        rate(6, 5)
