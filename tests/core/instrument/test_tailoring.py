"""A questionnaire made to fit one survey keeps every code and word, and says what cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from soundings.errors import FaultyFileError, UsageError
from soundings.instrument import Instrument, Tailoring, load_instrument, own_code, own_items, tailored
from soundings.instrument.comparing import compare_instruments
from soundings.instrument.loading import instrument_from_text

QUESTIONNAIRE = """
format = 1
code = "small"
title = "A small questionnaire"
version = "2026"

[[scales]]
code = "agree"
options = [{ code = "yes", label = "Agree" }, { code = "no", label = "Disagree" }]

[[sections]]
code = "work"
title = "Work"
items = [
  { code = "W1", text = "My caseload is manageable.", kind = "scale", scale = "agree", favourable = ["no"] },
  { code = "L", text = "Do you think of leaving?", kind = "choice", options = [{ code = "yes", label = "Yes" }, { code = "no", label = "No" }] },
  { code = "WHY", text = "Why?", kind = "comment", show_if = { item = "L", is = ["yes"] } },
]

[[sections]]
code = "you"
title = "About you"
items = [
  { code = "team", text = "Your team", kind = "unit", profile = true },
  { code = "role", text = "Your role", kind = "choice", profile = true, options = [{ code = "sw", label = "Social worker" }, { code = "senior", label = "Senior" }] },
]
"""  # noqa: E501 - one question a line

OWN: dict[str, Any] = {
    "code": "local-car",
    "text": "Do you need a car for your work?",
    "kind": "choice",
    "options": [{"code": "yes", "label": "Yes"}, {"code": "no", "label": "No"}],
}


@pytest.fixture
def small() -> Instrument:
    return instrument_from_text(QUESTIONNAIRE, "small")


@pytest.fixture(scope="module")
def social_work() -> Instrument:
    return load_instrument("catalogue:social-work", "children")


def without(whole: Instrument, *kept: str) -> tuple[str, ...]:
    return tuple(item.code for item in whole.items if item.code not in kept)


def test_a_questionnaire_that_nobody_tailors_is_the_same(small: Instrument, social_work: Instrument):
    assert tailored(small, Tailoring()) == small
    assert tailored(social_work, Tailoring()) == social_work


def test_a_pulse_keeps_the_words_of_what_it_asks_and_breaks_no_trend(social_work: Instrument):
    pulse = tailored(social_work, Tailoring(left_out=without(social_work, "WL1", "WL2", "team")))

    assert [item.code for item in pulse.items] == ["WL1", "WL2", "team"]
    assert pulse.item("WL1") == social_work.item("WL1")
    differences = compare_instruments(social_work, pulse)
    assert (differences.unchanged, differences.count("broken")) == (3, 0)
    assert differences.count("ended") == len(social_work.items) - 3


def test_a_question_that_is_kept_brings_those_its_route_leads_through(small: Instrument):
    pulse = tailored(small, Tailoring(left_out=without(small, "WHY")))

    assert [item.code for item in pulse.items] == ["L", "WHY"]


def test_own_questions_stand_on_a_page_before_the_one_about_the_person(small: Instrument):
    made = tailored(small, Tailoring(own=(OWN,), own_title="More questions from Thornthwaite"))

    assert [section.title for section in made.sections] == ["Work", "More questions from Thornthwaite", "About you"]
    assert [item.code for item in own_items(made)] == ["local-car"]
    assert own_items(small) == ()


def test_own_contacts_replace_those_that_came_with_it(social_work: Instrument):
    own = ({"name": "Staff line", "reach": "01632 960 001"},)
    made = tailored(social_work, Tailoring(support=own))

    assert [(contact.name, contact.reach) for contact in made.support] == [("Staff line", "01632 960 001")]
    assert len(social_work.support) > 1


def test_a_questionnaire_about_nothing_but_the_person_is_refused(small: Instrument):
    with pytest.raises(UsageError, match="not about the person"):
        tailored(small, Tailoring(left_out=without(small, "team", "role")))


def test_leaving_out_what_is_not_there_is_said(small: Instrument):
    with pytest.raises(UsageError) as refused:
        tailored(small, Tailoring(left_out=("W1", "W99")))
    assert refused.value.faults == ("“W99”",)


def test_every_fault_of_the_own_questions_is_said_at_once(small: Instrument):
    faulty = {**OWN, "text": ""}, {**OWN, "code": "local-2", "options": []}
    with pytest.raises(FaultyFileError) as refused:
        tailored(small, Tailoring(own=faulty))
    assert len(refused.value.faults) == 2


def test_own_questions_are_refused_where_a_translation_would_lack_them(small: Instrument):
    translation: dict[str, Any] = {"language": "cy", "title": "Bach", "sections": {"work": "Gwaith", "you": "Chi"}}
    labels = {item.code: {o.code: o.label for o in item.options} for item in small.items}
    items = {item.code: {"text": f"x {item.text}", "options": labels[item.code]} for item in small.items}
    translation |= {"items": items, "scales": {"agree": {"yes": "Ie", "no": "Na"}}}
    welsh = Instrument.model_validate({**small.model_dump(by_alias=True), "translations": [translation]})

    pulse = tailored(welsh, Tailoring(left_out=without(small, "W1")))
    assert set(pulse.translations[0].items) == {"W1"}
    assert set(pulse.translations[0].sections) == {"work"}
    with pytest.raises(UsageError, match="untranslated"):
        tailored(welsh, Tailoring(own=(OWN,)))


@pytest.mark.parametrize(
    ("text", "taken", "code"),
    [
        ("Do you need a car?", (), "local-do-you-need-a-car"),
        ("Do you need a car?", ("local-do-you-need-a-car",), "local-do-you-need-a-car-2"),
        ("…", (), "local-question"),
        ("W" * 90, (), "local-" + "w" * 40),
    ],
)
def test_an_own_question_gets_a_code_from_its_words_that_no_other_has(text: str, taken: tuple[str, ...], code: str):
    assert own_code(text, taken) == code
