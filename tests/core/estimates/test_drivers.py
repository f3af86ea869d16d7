"""Drivers: when there are none, and that order, names and copies do not matter."""

import numpy as np
import pytest

from soundings.estimates import Drivers, TooFew, drivers


def answers(people: int, topics: int) -> tuple[list[float], dict[str, list[float]]]:
    chance = np.random.default_rng(7)
    scores = chance.normal(size=(people, topics))
    outcome = scores.sum(axis=1) + chance.normal(size=people)
    return outcome.tolist(), {f"t{n}": scores[:, n].tolist() for n in range(topics)}


@pytest.mark.parametrize(("people", "topics", "enough"), [
    (99, 4, False), (100, 4, True), (101, 4, True), (109, 11, False), (110, 11, True), (111, 11, True),
])  # fmt: skip
def test_a_hundred_people_and_ten_a_topic_are_needed(people: int, topics: int, enough: bool):
    found = drivers(*answers(people, topics), boot=2, seed=1)

    assert isinstance(found, Drivers) == enough


@pytest.mark.parametrize(("leavers", "enough"), [(13, False), (39, False), (40, True), (41, True)])
def test_ten_of_the_rarer_answer_a_topic_are_needed(leavers: int, enough: bool):
    _, topics = answers(132, 4)

    found = drivers([n < leavers for n in range(132)], topics, boot=2, seed=1)

    assert isinstance(found, Drivers) == enough
    if not enough:
        assert found == TooFew(f"only {leavers} people gave the rarer answer; 4 topics need at least 40", 132)


@pytest.mark.parametrize(("lost", "enough"), [(39, True), (40, True), (41, False)])
def test_more_than_a_fifth_lost_is_too_many(lost: int, enough: bool):
    outcome, topics = answers(200, 4)
    topics["t0"] = [None] * lost + topics["t0"][lost:]

    assert isinstance(drivers(outcome, topics, boot=2, seed=1), Drivers) == enough


@pytest.mark.parametrize("yes_no", [False, True])
def test_order_of_people_and_topics_does_not_change_a_digit(yes_no: bool):
    outcome, topics = answers(150, 3)
    if yes_no:
        outcome = [one > 0 for one in outcome]
    mixed = np.random.default_rng(3).permutation(150)
    again = {name: [topics[name][n] for n in mixed] for name in reversed(topics)}

    assert drivers([outcome[n] for n in mixed], again, boot=50, seed=5) == drivers(outcome, topics, boot=50, seed=5)


def test_identical_topics_share_and_a_constant_one_is_left_out_with_a_note():
    outcome, topics = answers(150, 2)
    found = drivers(outcome, topics | {"copy": topics["t0"], "same": [1.0] * 150}, boot=50, seed=5)
    parts = {one.topic: one.importance for one in found.topics}

    assert parts["copy"] == pytest.approx(parts["t0"])
    assert set(parts) == {"t0", "t1", "copy"}
    assert found.notes == ("same: everybody has the same score, so it is left out",)


def test_parts_add_up_to_the_fit_and_are_never_negative():
    found = drivers(*answers(150, 5), boot=50, seed=5)

    assert sum(one.importance for one in found.topics) == pytest.approx(found.fit)
    assert min(one.importance for one in found.topics) >= 0
    assert all(one.lo <= one.share <= one.hi for one in found.topics)
