"""Counting by group, and scores and bands from the counts."""

import numpy as np
import polars as pl
import pytest

from soundings.analysis.breakdowns import Cut, Node
from soundings.analysis.counts import Counter
from soundings.analysis.scores import band_of, mean_and_variance
from soundings.instrument.loading import instrument_from_text
from soundings.responses import MISSING, NOT_APPLICABLE, ResponseSet

INSTRUMENT = instrument_from_text(
    """
format = 1
code = "tiny"
title = "Tiny"
version = "1"
[[scales]]
code = "three"
options = [{ code = "no", label = "No" }, { code = "part", label = "Partly" }, { code = "yes", label = "Yes" }]
[[sections]]
code = "s"
title = "S"
[[sections.items]]
code = "good"
text = "Good?"
kind = "scale"
scale = "three"
favourable = ["yes"]
neutral = ["part"]
[[sections.items]]
code = "tools"
text = "Tools?"
kind = "choices"
options = [{ code = "phone", label = "Phone" }, { code = "car", label = "Car" }]
[[sections.items]]
code = "hours"
text = "Hours?"
kind = "number"
bands = [{ code = "low", label = "Under 38", below = 38 }, { code = "high", label = "38 or more", least = 38 }]
[[sections.items]]
code = "team"
text = "Team"
kind = "unit"
profile = true
""",
    "tiny.toml",
)

TREE = Cut(
    "team",
    (
        Node("North", -1, ("North", "N1", "N2"), 50),
        Node("N1", 0, ("N1",), 20),
        Node("N2", 0, ("N2",), 20),
        Node("South", -1, ("South",), 30),
    ),
)


def small(good, phone, car, hours, team) -> ResponseSet:
    ints = {"good": good, "tools/phone": phone, "tools/car": car, "team": team}
    columns = {name: pl.Series(values, dtype=pl.Int16) for name, values in ints.items()}
    columns["hours"] = pl.Series(hours, dtype=pl.Float64)
    columns["hours/state"] = pl.Series([0 if h is not None else MISSING for h in hours], dtype=pl.Int16)
    return ResponseSet(INSTRUMENT, pl.DataFrame(columns), {"team": ("N1", "N2", "North", "South")})


SIX = small(
    good=[2, 2, 1, 0, NOT_APPLICABLE, MISSING],
    phone=[1, 0, 1, 0, MISSING, 1],
    car=[0, 0, 1, 0, MISSING, 0],
    hours=[37.5, 38.0, None, 40.0, 50.0, 20.0],
    team=[0, 1, 2, 3, 3, MISSING],
)


def test_children_count_in_their_parents_and_everyone_in_the_whole():
    counter = Counter(SIX, [TREE])

    #                                  whole North N1 N2 South; one person named the service only, one nothing
    assert (counter.cells.members @ counter.people()).tolist() == [6, 3, 1, 1, 2]


def test_options_are_counted_by_group_and_states_apart():
    counts = Counter(SIX, [TREE]).item(INSTRUMENT.item("good"))

    assert counts.counts.tolist() == [[1, 1, 2], [0, 1, 2], [0, 0, 1], [0, 0, 1], [1, 0, 0]]
    assert counts.base.tolist() == [4, 3, 1, 1, 1]
    assert counts.states == {"no_answer": 1, "not_applicable": 1, "prefer_not_to_say": 0, "not_asked": 0}
    assert counts.side("favourable").tolist() == [2, 2, 1, 1, 0]


def test_ticked_options_are_counted_over_the_people_who_answered():
    counts = Counter(SIX, [TREE]).item(INSTRUMENT.item("tools"))

    assert counts.counts[0].tolist() == [3, 1]
    assert counts.base.tolist() == [5, 3, 1, 1, 1]


def test_numbers_fall_into_the_band_that_starts_with_them():
    counts = Counter(SIX, []).item(INSTRUMENT.item("hours"))

    assert counts.counts.tolist() == [[2, 3]]  # 37.5 and 20; 38, 40 and 50
    assert counts.total == pytest.approx((37.5 + 38 + 40 + 50 + 20) / 5)


def test_the_mean_and_variance_from_counts_are_those_of_the_answers():
    counts = Counter(SIX, []).item(INSTRUMENT.item("good"))
    mean, variance = mean_and_variance(counts)
    answers = [100, 100, 50, 0]

    assert mean[0] == pytest.approx(np.mean(answers))
    assert variance[0] == pytest.approx(np.var(answers, ddof=1))


@pytest.mark.parametrize(
    ("score", "band"), [(0, 1), (50.4, 1), (50.5, 2), (51, 2), (74.4, 2), (74.5, 3), (74.6, 3), (100, 3)]
)
def test_bands_leave_no_score_between_them(score: float, band: int):
    assert band_of(np.array([score]))[0] == band


@pytest.mark.parametrize(("items_answered", "has_score"), [(0, False), (1, True), (2, True)])
def test_a_composite_needs_half_of_its_items(items_answered: int, has_score: bool):
    frame = pl.DataFrame(
        {
            "good": pl.Series([2 if items_answered > 0 else MISSING], dtype=pl.Int16),
            "also": pl.Series([2 if items_answered > 1 else MISSING], dtype=pl.Int16),
        }
    )
    also = INSTRUMENT.item("good").model_copy(update={"code": "also"})
    means = Counter(ResponseSet(INSTRUMENT, frame), []).composite([INSTRUMENT.item("good"), also])

    assert means.base.tolist() == [int(has_score)]
