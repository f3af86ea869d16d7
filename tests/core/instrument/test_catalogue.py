"""The questionnaires that come with Soundings: sound, short, plain, and asking everything the papers measure."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.core.instrument.papers import MEASURES

from soundings.instrument import Instrument, Item, catalogue_codes, load_framework, load_instrument, read_instrument
from soundings.instrument.reading_age import reading_age

FILES = ["social-work", "wider-workforce"]
READINGS = [(code, variant.code) for code in FILES for variant in read_instrument(code).variants]
PAGE = Path(__file__).parents[3] / "docs" / "measures.md"


@pytest.fixture(params=READINGS, ids="-".join)
def instrument(request: pytest.FixtureRequest) -> Instrument:
    code, variant = request.param
    return load_instrument(code, variant)


def audiences(instrument: Instrument) -> list[str]:
    return [audience.code for audience in instrument.audiences] or [""]


def texts(item: Item) -> list[str]:
    return [text for text in (item.text, item.guidance) if text]


def rows() -> Iterator[tuple[str, str, str, list[str]]]:
    """The table of measures: paper, section, measure, item codes."""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| W"):
            yield cells[0], cells[1], cells[2], cells[3].split(", ")


def test_the_catalogue_holds_both_health_checks():
    assert set(FILES) <= set(catalogue_codes())


@pytest.mark.parametrize("code", FILES)
def test_each_serves_childrens_and_adults_services(code: str):
    assert [variant.code for variant in read_instrument(code).variants] == ["children", "adults"]


def test_each_way_through_has_45_to_60_items_and_takes_15_minutes_at_most(instrument: Instrument):
    assert len(instrument.items) <= 60
    for audience in audiences(instrument):
        assert 45 <= sum(item.meant_for(audience) for item in instrument.items) <= 60
        assert instrument.minutes(audience) <= 15


def test_every_question_reads_at_the_age_of_12_or_below(instrument: Instrument):
    hard = {item.code: reading_age([item.text]) for item in instrument.items}

    assert {code: age for code, age in hard.items() if age > 12} == {}


def test_the_whole_with_its_guidance_reads_at_the_age_of_9_or_below(instrument: Instrument):
    assert reading_age(text for item in instrument.items for text in texts(item)) <= 9


def test_no_text_is_doubly_negative_or_asks_two_things_at_once(instrument: Instrument):
    for item in instrument.items:
        assert len(re.findall(r"\b(?:not|no|never|nor|cannot|without)\b", item.text.lower())) <= 1, item.text
        assert not re.search(r"\band/or\b|\be\.g\.|\betc\b|[;(]", item.text), item.text


def test_every_item_that_measures_something_has_its_topic_and_standards_of_both_years(instrument: Instrument):
    for item in instrument.items:
        if item.profile or item.kind == "comment":
            continue
        years = {standard.split("-")[0] for standard in item.standards}
        assert item.topic, item.code
        assert years == {"s2014", "s2020"}, item.code


def test_every_topic_and_all_standards_but_partnerships_are_asked_about_in_social_work():
    instrument = load_instrument("social-work", "children")
    topics = {entry.code for entry in load_framework("taskforce-topics-2009").entries}
    standards = {entry.code for entry in load_framework("employer-standards-2020").entries}

    assert {item.topic for item in instrument.items if item.topic} == topics
    assert standards - {code for item in instrument.items for code in item.standards} == {"s2020-8"}


def test_every_scored_item_has_a_side_for_good_and_one_for_bad(instrument: Instrument):
    for item in instrument.items:
        if item.kind == "scale":
            sides = instrument.sides_of(item)
            assert {"favourable", "unfavourable"} <= set(sides), item.code
            assert instrument.scores_of(item)[sides.index("favourable")] > 50, item.code


def test_stress_is_turned_round_and_just_about_manageable_is_neutral():
    instrument = load_instrument("social-work", "adults")

    assert instrument.scores_of(instrument.item("HW1")) == (100, 75, 50, 25, 0)
    assert instrument.sides_of(instrument.item("WL1")) == ("favourable", "favourable", "neutral", "unfavourable")


def test_hours_worked_have_the_bands_of_the_2019_report(instrument: Instrument):
    bands = [(band.label, band.least, band.below) for band in instrument.item("WL2").bands]

    assert bands[1:] == [("38 to 42", 38, 43), ("43 to 47", 43, 48), ("48 or more", 48, None)]


def test_direct_work_comes_with_the_guidance_that_was_missing():
    guidance = load_instrument("social-work", "children").item("WL4").guidance

    assert "all the time you spend with children and families" in guidance
    assert "need not be part of a set programme" in guidance
    assert "Leave out travel, notes and reports." in guidance


def test_sensitive_questions_may_be_declined_and_stand_beside_contacts(instrument: Instrument):
    sensitive = [item.code for item in instrument.items if item.sensitive]

    assert sensitive == ["HW2", "EQ3", "RT6", "RT7"]
    assert all(instrument.item(code).prefer_not_to_say for code in sensitive)
    assert len(instrument.support) >= 3


def test_equality_questions_have_a_page_of_their_own_with_its_purpose(instrument: Instrument):
    page = instrument.sections[-1]

    assert {item.code for item in instrument.items if item.equality} == {item.code for item in page.items}
    assert all(item.prefer_not_to_say == "Prefer not to say" for item in page.items)
    assert "optional" in page.intro
    assert "treated fairly" in page.intro


def test_ethnic_group_has_19_groups_under_5_heads(instrument: Instrument):
    options = instrument.item("ethnicity").options

    assert len(options) == 19
    assert len(dict.fromkeys(option.group for option in options)) == 5


def test_reasons_for_leaving_are_asked_only_of_those_unsure_or_leaving(instrument: Instrument):
    for code in ("RT6", "RT7"):
        route = instrument.item(code).show_if
        assert route is not None
        assert (route.item, route.is_) == ("RT5", ("unsure", "no"))


def test_comment_boxes_ask_a_question_under_a_warning(instrument: Instrument):
    boxes = [item.text for item in instrument.items if item.kind == "comment"]

    assert len(boxes) == 2
    assert all(text.endswith("?") for text in boxes)
    assert "do not name anybody" in instrument.comment_note


def test_occupational_therapists_are_asked_about_their_own_leaders():
    instrument = load_instrument("social-work", "adults")
    asked = {
        audience: {item.code for item in instrument.items if item.meant_for(audience)}
        for audience in audiences(instrument)
    }

    assert asked["occupational-therapists"] - asked["social-workers"] == {"CM4"}
    assert asked["social-workers"] - asked["occupational-therapists"] == {"CM3"}


def test_variants_share_their_codes_so_that_results_stand_side_by_side():
    for code in FILES:
        children, adults = (load_instrument(code, variant) for variant in ("children", "adults"))
        assert {item.code for item in adults.items} - {item.code for item in children.items} <= {"CM4"}
        assert {item.code for item in children.items} <= {item.code for item in adults.items}


def test_a_code_in_both_files_asks_the_same_in_the_same_words():
    first, second = (load_instrument(code, "adults") for code in FILES)
    shared = [item for item in first.items if second.has(item.code) and not item.local_list]

    assert len(shared) > 50
    for item in shared:
        other = second.item(item.code)
        left_out = {"favourable", "neutral"} if item.code == "SV2" else set()
        assert other.model_dump(exclude=left_out) == item.model_dump(exclude=left_out)
        assert second.options_of(other) == first.options_of(item)


def test_role_is_a_list_that_a_council_fills_with_its_own_names(instrument: Instrument):
    assert [item.code for item in instrument.items if item.local_list] == ["role"]


def test_every_measure_of_the_papers_stands_in_the_table_with_an_item():
    table = {(paper, section, measure): codes for paper, section, measure, codes in rows()}

    assert set(MEASURES) - set(table) == set()
    assert [row for row, codes in table.items() if not codes or codes == [""]] == []


def test_every_item_named_in_the_table_is_in_the_catalogue():
    known = {item.code for code in FILES for item in read_instrument(code).items}

    assert {code for *_, codes in rows() for code in codes} - known == set()


def test_every_item_of_the_catalogue_is_explained_on_the_page():
    page = PAGE.read_text(encoding="utf-8")
    items = {item.code for code in FILES for item in read_instrument(code).items}

    assert {code for code in items if not re.search(rf"\b{code}\b", page)} == set()


@pytest.mark.parametrize(
    ("text", "age"),
    [
        # 6 words in 1 sentence, 6 syllables: 0.39 x 6 + 11.8 x 1 - 15.59 + 5.
        ("The cat sat on the mat.", 0.39 * 6 + 11.8 * 1 - 15.59 + 5),
        # 4 words in 2 sentences, 6 syllables: ta-ble talk, wa-ter waits.
        ("Table talk. Water waits.", 0.39 * 2 + 11.8 * 6 / 4 - 15.59 + 5),
    ],
)
def test_reading_age_is_the_flesch_kincaid_grade_plus_five(text: str, age: float):
    assert reading_age([text]) == pytest.approx(age)


def test_reading_age_of_nothing_is_nought():
    assert reading_age([]) == 0
