"""The sums against R and its survey library: figures written once by tests/reference/estimates.R, kept beside it."""

import csv
import math
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from soundings.estimates import (
    Weights,
    adjust,
    benchmark,
    change,
    change_of_shares,
    drivers,
    hypergeometric_interval,
    mean_score,
    proportion,
    rake,
    reliability,
    weighted_proportion,
)
from soundings.estimates.chance import score_test
from soundings.estimates.proportions import effective_base

FOLDER = Path(__file__).parents[2] / "reference"
ITEMS = ["a", "b", "c", "d", "e"]


def expected() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    with (FOLDER / "estimates.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found[row["case"]][row["measure"].partition(".")[0]] = float(row["value"])
    return found


def people() -> dict[str, list]:
    with (FOLDER / "people.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    words = {name: [row[name] for row in rows] for name in ("team", "role")}
    return words | {name: [float(row[name]) for row in rows] for name in (*ITEMS, "outcome", "stays")}


R, PEOPLE = expected(), people()


def raked() -> Weights:
    margins = {"team": {"North": 150, "South": 130, "West": 120}, "role": {"Senior": 160, "Worker": 240}}
    return rake({name: PEOPLE[name] for name in margins}, margins, trim=None)


def test_shares_and_their_tests_agree_with_r():
    share = proportion(60, 93)
    moved = change(share, proportion(99, 132))

    assert [share.lo, share.hi] == pytest.approx([R["wilson"]["lo"], R["wilson"]["hi"]], abs=1e-12)
    assert (moved.p, moved.test) == (pytest.approx(R["score"]["p"], abs=1e-12), "score")
    assert change_of_shares(1, 30, 8, 40).p == pytest.approx(R["fisher"]["p"], abs=1e-12)


@pytest.mark.parametrize("case", [case for case in R if case.startswith("exact")])
def test_exact_interval_agrees_with_rs_hypergeometric_distribution(case: str):
    x, n, roster = (int(part) for part in case.split()[1:])

    low, high = hypergeometric_interval(x, n, roster)

    assert (round(low * roster), round(high * roster)) == (R[case]["lo"], R[case]["hi"])


def test_figures_against_a_printed_one_agree_with_r():
    rare = benchmark(proportion(18, 20), 0.98, kind="fixed")
    usual = benchmark(proportion(99, 132), 0.68, kind="fixed")
    score = benchmark(mean_score(PEOPLE["a"]), 3.2, kind="fixed")

    assert (rare.p, rare.test) == (pytest.approx(R["binomial"]["p"], abs=1e-12), "binomial_fixed")
    assert (usual.p, usual.test) == (pytest.approx(R["fixed"]["p"], abs=1e-12), "score_fixed")
    assert (score.p, score.test) == (pytest.approx(R["t fixed"]["p"], abs=1e-12), "t_fixed")


def test_finite_test_of_a_council_is_the_pooled_formula():
    moved = change(proportion(60, 93, 268), proportion(99, 132, 251), fpc=True)

    assert (moved.p, moved.test) == (pytest.approx(R["finite council"]["pooled"], abs=1e-12), "score_fpc")
    # With the errors of the two years apart, as some do it, it would be 0.029.
    assert round(R["finite council"]["apart"], 3) == 0.029


def test_finite_rosters_would_make_findings_of_three_people():
    plain = score_test(6, 10, 9, 11, (10, 11))
    first, second = effective_base([10, 11], [12, 13]).tolist()

    assert round(plain, 2) == 0.27
    assert score_test(6, 10, 9, 11, (first, second)) == pytest.approx(R["finite teams"]["pooled"], abs=1e-12)
    assert round(R["finite teams"]["pooled"], 3) == 0.008
    # Which is why the product tests no group below twenty, with or without rosters.
    assert change(proportion(6, 10, 12), proportion(9, 11, 13), fpc=True).p is None


def test_scores_agree_with_r():
    score, moved = mean_score(PEOPLE["a"], 400), change(mean_score(PEOPLE["a"]), mean_score(PEOPLE["b"]))

    assert [score.value, score.se] == pytest.approx([R["mean"]["value"], R["mean"]["se"]], abs=1e-12)
    assert [moved.diff, moved.lo, moved.hi, moved.p] == pytest.approx(list(R["welch"].values()), abs=1e-10)


@pytest.mark.parametrize("method", ["bh", "holm"])
def test_adjusted_values_agree_with_r(method: str):
    raw = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205]

    assert adjust(raw, method=method, family="r") == pytest.approx(list(R[method].values()), abs=1e-12)


def test_raked_weights_agree_with_rs_survey_library():
    assert raked().values == pytest.approx(np.array(list(R["weights"].values())), abs=1e-7)


def test_raked_figures_and_their_errors_agree_with_rs_survey_library():
    mean = mean_score(PEOPLE["a"], weights=raked())
    share = weighted_proportion([bool(one) for one in PEOPLE["stays"]], raked())

    assert [mean.value, mean.se] == pytest.approx([R["raked mean"]["value"], R["raked mean"]["se"]], abs=1e-8)
    assert [share.value, share.se] == pytest.approx([R["raked share"]["value"], R["raked share"]["se"]], abs=1e-8)


def test_raked_mean_with_missing_answers_differs_from_r_only_in_who_counts_as_answering():
    values = [None if n % 8 == 0 else value for n, value in enumerate(PEOPLE["a"])]

    mean = mean_score(values, weights=raked())

    theirs = R["raked mean with gaps"]
    # Those who skipped the question count as not answering: 140 of 400, where R takes 160.
    ratio = math.sqrt((1 - 140 / 400) / (1 - 160 / 400))
    assert [mean.value, mean.se] == pytest.approx([theirs["value"], theirs["se"] * ratio], abs=1e-8)


def test_reliability_agrees_with_r():
    found = reliability(list(zip(*(PEOPLE[name] for name in ITEMS), strict=True)))

    theirs = R["alpha"]
    assert [found.alpha, found.lo, found.hi] == pytest.approx([theirs["alpha"], theirs["lo"], theirs["hi"]], abs=1e-10)
    assert found.item_rest == pytest.approx([theirs[name] for name in ITEMS], abs=1e-10)
    assert found.omega == pytest.approx(theirs["omega"], abs=1e-5)


@pytest.mark.parametrize(("outcome", "case"), [("outcome", "lmg"), ("stays", "mcfadden")])
def test_drivers_agree_with_going_through_every_order_in_r(outcome: str, case: str):
    found = drivers(PEOPLE[outcome], {name: PEOPLE[name] for name in "abcd"}, boot=20, seed=1)

    assert {one.topic: one.importance for one in found.topics} == pytest.approx(R[case], abs=1e-7)
    assert (found.metric, found.fit) == (case, pytest.approx(sum(R[case].values()), abs=1e-7))
