"""Who is asked what."""

import pytest
from tests.factories import tiny

from soundings.instrument.loading import instrument_from_text
from soundings.instrument.model import Condition
from soundings.instrument.routing import holds, in_words, items_asked, items_named


def asked(answers: dict[str, set[str]], audience: str = "") -> list[str]:
    chosen = {code: frozenset(options) for code, options in answers.items()}
    return [item.code for item in items_asked(tiny("routing"), chosen, audience)]


def test_without_answers_only_items_without_a_route_are_asked():
    assert asked({}) == ["CASES", "STAFF"]


@pytest.mark.parametrize(("answer", "shown"), [("yes", True), ("some", True), ("no", False)])
def test_a_route_is_open_for_each_option_it_names(answer: str, shown: bool):
    assert ("WHICH" in asked({"CASES": {answer}})) == shown


def test_a_route_looks_into_several_answers():
    assert "COURT" in asked({"CASES": {"yes"}, "WHICH": {"adults", "children"}})
    assert "COURT" not in asked({"CASES": {"yes"}, "WHICH": {"adults"}})


def test_all_and_not_must_both_hold():
    court = {"WHICH": {"children"}, "COURT": {"yes"}}

    assert "HOURS" in asked({"CASES": {"yes"}, **court})
    assert "HOURS" not in asked({"CASES": {"some"}, **court})
    assert "HOURS" not in asked({"CASES": {"yes"}, "WHICH": {"children"}, "COURT": {"no"}})


def test_any_needs_only_one_to_hold():
    assert "EITHER" in asked({"CASES": {"no"}})
    assert "EITHER" in asked({"CASES": {"yes"}, "WHICH": {"children"}, "COURT": {"no"}})
    assert "EITHER" not in asked({"CASES": {"yes"}, "WHICH": {"children"}, "COURT": {"yes"}})


def test_an_answer_to_an_item_not_asked_opens_no_further_route():
    # COURT was answered, then CASES was changed to no: WHICH is no longer asked, so COURT does not count.
    assert asked({"CASES": {"no"}, "WHICH": {"children"}, "COURT": {"no"}}) == ["CASES", "EITHER", "WHY", "STAFF"]


def test_an_item_for_an_audience_is_kept_from_the_others():
    assert "STAFF" in asked({}, "managers")
    assert "STAFF" not in asked({}, "workers")


def test_an_item_for_everybody_is_asked_of_each_audience():
    assert "CASES" in asked({}, "managers")
    assert "CASES" in asked({}, "workers")


def test_items_named_finds_every_item_of_a_nested_route():
    route = tiny("routing").item("HOURS").show_if

    assert list(items_named(route)) == [("COURT", ("yes",)), ("CASES", ("some",))]


def test_a_condition_on_an_unanswered_item_does_not_hold_and_its_opposite_does():
    condition = Condition.model_validate({"item": "CASES", "is": ["yes"]})

    assert not holds(condition, {})
    assert holds(Condition.model_validate({"not": condition}), {})


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("WHICH", "answered “Yes” or “Some” to “Do you hold cases?”"),
        (
            "HOURS",
            "answered “Yes” to “Do you go to court?” and not (answered “Some” to “Do you hold cases?”)",
        ),
        ("EITHER", "answered “No” to “Do you hold cases?” or answered “No” to “Do you go to court?”"),
    ],
)
def test_a_route_is_told_in_the_words_of_the_questionnaire(code: str, words: str):
    instrument = tiny("routing")

    assert in_words(instrument.item(code).show_if, instrument) == words


def test_answers_may_come_while_the_items_are_asked():
    chosen: dict[str, frozenset[str]] = {}
    instrument = instrument_from_text(LIVE, "live.toml")
    asked = []
    for item in items_asked(instrument, chosen):
        asked.append(item.code)
        chosen[item.code] = frozenset({"yes"})

    assert asked == ["first", "then"]


LIVE = """
format = 1
code = "live"
title = "Live"
version = "1"
[[sections]]
code = "s"
title = "S"
[[sections.items]]
code = "first"
text = "First?"
kind = "choice"
options = [{ code = "yes", label = "Yes" }, { code = "no", label = "No" }]
[[sections.items]]
code = "then"
text = "Then?"
kind = "comment"
show_if = { item = "first", is = ["yes"] }
[[sections.items]]
code = "never"
text = "Never?"
kind = "comment"
show_if = { item = "first", is = ["no"] }
"""
