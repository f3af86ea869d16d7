"""Raking: what it refuses, when its figures may be published, and gaps."""

import numpy as np
import pytest

from soundings.estimates import EmptyCategoryError, NoConvergenceError, UnequalTotalsError, rake, weighted_proportion

TEAMS = {"team": ["N"] * 60 + ["S"] * 60}


def test_weights_add_up_to_every_margin():
    answers = {"team": ["N", "N", "S", "S"] * 30, "role": ["A", "B", "B", "B"] * 30}
    weights = rake(answers, {"team": {"N": 150, "S": 100}, "role": {"A": 90, "B": 160}}, trim=None)

    for name, category, people in [("team", "N", 150), ("team", "S", 100), ("role", "A", 90), ("role", "B", 160)]:
        inside = np.array([one == category for one in answers[name]])
        assert weights.values[inside].sum() == pytest.approx(people)


def test_a_category_without_answers_is_refused_by_name():
    with pytest.raises(EmptyCategoryError, match="team: nobody in 'W' answered"):
        rake(TEAMS, {"team": {"N": 100, "S": 100, "W": 5}})


def test_margins_of_different_totals_are_refused():
    with pytest.raises(UnequalTotalsError, match="different totals"):
        rake(TEAMS | {"role": ["A", "B"] * 60}, {"team": {"N": 100, "S": 100}, "role": {"A": 100, "B": 101}})


def test_margins_that_contradict_the_answers_are_refused():
    with pytest.raises(NoConvergenceError, match="200 rounds"):
        rake(TEAMS | {"role": ["A"] * 60 + ["B"] * 60}, {"team": {"N": 90, "S": 110}, "role": {"A": 110, "B": 90}})


def test_a_category_the_roster_does_not_know_is_refused():
    with pytest.raises(ValueError, match="nobody on the roster is in 'S'"):
        rake(TEAMS, {"team": {"N": 200}})


def test_more_answers_than_people_are_refused():
    with pytest.raises(ValueError, match="120 answers from a roster of 100 people"):
        rake(TEAMS, {"team": {"N": 50, "S": 50}})


@pytest.mark.parametrize(("answers", "enough"), [(99, False), (100, True), (101, True)])
def test_weighted_figures_need_a_hundred_answers(answers: int, enough: bool):
    weights = rake({"team": ["N"] * 60 + ["S"] * (answers - 60)}, {"team": {"N": 140, "S": 160}})

    assert weights.publishable == enough


@pytest.mark.parametrize(("north", "matters"), [(164, False), (165, False), (166, True)])
def test_weighting_is_published_only_where_a_margin_is_more_than_five_points_out(north: int, matters: bool):
    weights = rake(TEAMS, {"team": {"N": north, "S": 300 - north}})

    assert weights.publishable == matters


def test_a_missing_category_keeps_its_share():
    weights = rake({"team": ["N"] * 50 + ["S"] * 50 + [None] * 20}, {"team": {"N": 100, "S": 140}})

    assert weights.values[-20:].sum() == pytest.approx(240 * 20 / 120)
    assert weights.values[:50].sum() == pytest.approx(100 * 100 / 120)


def test_an_extreme_weight_is_cut_back_and_the_margins_met_again():
    answers = {"team": ["N"] * 60 + ["S"] * 40, "role": (["A"] * 2 + ["B"] * 58) + ["B"] * 40}
    weights = rake(answers, {"team": {"N": 120, "S": 80}, "role": {"A": 40, "B": 160}})

    assert weights.trimmed > 0
    assert weights.values[:2].sum() == pytest.approx(40)


def test_a_weighted_share_of_nobody_has_an_interval_from_nought():
    weights = rake(TEAMS, {"team": {"N": 170, "S": 130}})
    share = weighted_proportion([False] * 120, weights)

    assert (share.value, share.lo) == (0.0, 0.0)
    assert 0 < share.hi < 0.05
