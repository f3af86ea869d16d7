"""What does not exist is undefined, and what cannot be is refused in a sentence."""

import math

import numpy as np
import pytest
from scipy import stats

from soundings.estimates import (
    Dispositions,
    benchmark,
    change,
    hypergeometric_interval,
    mean_score,
    net_score,
    proportion,
    reliability,
    response_rate,
    versus_rest,
    what_could_be_seen,
)


@pytest.mark.parametrize(
    "estimate",
    [proportion(None, 12), proportion(0, 0), mean_score(None), mean_score([None, math.nan]), net_score(1, 1, None),
     response_rate(Dispositions(complete=0, eligible=0))],
)  # fmt: skip
def test_what_does_not_exist_is_undefined_and_never_not_a_number(estimate):
    assert (estimate.status, estimate.value, estimate.lo, estimate.hi, estimate.se) == (
        "undefined",
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("counts", "said"),
    [((13, 12, 20), "13 counted of only 12"), ((3, 12, 11), "12 answers from a roster of 11"),
     ((-1, 12, 20), "negative"),
     ((1.5, 12, 20), "whole number")],
)  # fmt: skip
def test_counts_that_cannot_be_true_together_are_refused(counts: tuple, said: str):
    with pytest.raises(ValueError, match=said):
        proportion(*counts)


@pytest.mark.parametrize("level", [0, 1, 95, -0.5])
def test_a_level_outside_nought_to_one_is_refused(level: float):
    with pytest.raises(ValueError, match="level lies between 0 and 1"):
        proportion(6, 12, level=level)


def test_figures_of_different_kinds_are_not_compared():
    with pytest.raises(ValueError, match="share and a score"):
        change(proportion(6, 12), mean_score([1, 2, 3]))
    with pytest.raises(ValueError, match="break in the series"):
        change(mean_score([1, 2, 3]), mean_score([1, 2, 3], weights=[1, 2, 3]))


def test_two_full_rosters_leave_nothing_to_test():
    moved = change(proportion(60, 93, 93), proportion(99, 132, 132), fpc=True)

    assert (moved.status, moved.p, moved.test) == ("undefined", None, "none")


@pytest.mark.parametrize(
    ("answers", "eligible", "least"),
    [(10, 12, 0.985), (24, 25, 1.0), (40, 60, 0.957), (93, 268, 0.952), (132, 251, 0.954), (141, 374, 0.951)],
)
def test_exact_interval_covers_as_often_as_the_methods_page_says(answers: int, eligible: int, least: float):
    ends = np.array([hypergeometric_interval(x, answers, eligible) for x in range(answers + 1)])
    agreeing = np.arange(eligible + 1)[:, None]
    chance = stats.hypergeom(eligible, agreeing, answers).pmf(np.arange(answers + 1))
    holds = (ends[:, 0] <= agreeing / eligible + 1e-9) & (agreeing / eligible - 1e-9 <= ends[:, 1])

    assert (chance * holds).sum(axis=1).min() == pytest.approx(least, abs=0.0006)


def test_a_council_of_two_fifths_of_its_region_is_compared_with_the_rest():
    council, region = proportion(1285, 1460), proportion(1285 + 1730, 3650)

    assert f"{versus_rest(council, region).p:.1e}" == "1.9e-12"
    assert versus_rest(council, region) == benchmark(council, region)
    # Taking the region as independent of its own part would give another answer.
    assert f"{change(region, council).p:.1e}" == "1.7e-06"


def test_scores_of_the_rest_are_those_of_the_others_alone():
    group, others = [25.0, 50, 75, 75, 100] * 5, [0.0, 25, 50, 50, 75, 100] * 6

    assert versus_rest(mean_score(group), mean_score(group + others)).p == pytest.approx(
        stats.ttest_ind(group, others, equal_var=False).pvalue
    )


def test_small_surveys_see_only_large_moves():
    council, teams = what_could_be_seen(93, 132), what_could_be_seen(15, 15)

    assert (round(100 * council.significant), round(100 * council.found)) == (13, 19)
    assert round(100 * teams.significant) == 35


def test_net_score_varies_more_than_two_shares_apart():
    net = net_score(80, 30, 132)
    p, q = 80 / 132, 30 / 132

    assert net.se == pytest.approx(math.sqrt((p + q - (p - q) ** 2) / 132))
    assert net.se > math.hypot(proportion(80, 132).se, proportion(30, 132).se)


@pytest.mark.parametrize(("people", "status"), [(29, "too_few"), (30, "ok"), (31, "ok")])
def test_reliability_needs_thirty_complete_people(people: int, status: str):
    rows = [[n % 5, (n + n // 5) % 5] for n in range(people)] + [[1, None]] * 40

    assert reliability(rows).status == status


def test_reliability_of_one_item_or_without_variance_is_undefined():
    assert reliability([[n % 5] for n in range(40)]).status == "undefined"
    assert reliability([[3, 3]] * 40).status == "undefined"


def test_a_reversed_item_is_to_be_looked_at():
    found = reliability([[n % 5, n % 5, 4 - n % 5, (n + n // 5) % 5] for n in range(50)])

    assert "item 3: check the direction" in found.notes
