"""What an instrument says of its items: options, scores, sides, and how it stood in earlier versions."""

import pytest
from pydantic import ValidationError
from tests.factories import instrument_of, tiny


def codes_of(instrument) -> list[str]:
    return [item.code for item in instrument.items]


def labels_of(instrument, code: str) -> list[str]:
    return [option.label for option in instrument.options_of(instrument.item(code))]


def test_a_rising_scale_scores_from_nought_to_a_hundred_by_equal_steps():
    instrument = tiny("agreement")

    assert instrument.scores_of(instrument.item("GOOD")) == (0, 50, 100)


def test_a_reversed_item_scores_the_other_way_round():
    instrument = tiny("agreement")

    assert instrument.scores_of(instrument.item("BAD")) == (100, 50, 0)


def test_a_falling_scale_scores_its_first_option_highest():
    instrument = tiny("agreement")

    assert instrument.scores_of(instrument.item("PAY")) == (100, 75, 50, 25, 0)


def test_a_reversed_item_on_a_falling_scale_rises_again():
    instrument = instrument_of(
        """
        [[scales]]
        code = "often"
        scores = "falling"
        options = [{ code = "always", label = "Always" }, { code = "never", label = "Never" }]
        [[sections]]
        code = "all"
        title = "All"
        [[sections.items]]
        code = "LATE"
        text = "How often do you work late?"
        kind = "scale"
        scale = "often"
        favourable = ["never"]
        reversed = true
        """
    )

    assert instrument.scores_of(instrument.item("LATE")) == (0, 100)


def test_only_scale_items_have_scores():
    instrument = tiny("routing")

    assert instrument.scores_of(instrument.item("CASES")) == ()
    assert instrument.scores_of(instrument.item("HOURS")) == ()


def test_sides_are_what_the_item_says_and_the_rest_is_unfavourable():
    instrument = tiny("agreement")

    assert instrument.sides_of(instrument.item("GOOD")) == ("unfavourable", "neutral", "favourable")
    assert instrument.sides_of(instrument.item("BAD")) == ("favourable", "neutral", "unfavourable")


def test_an_item_without_favourable_options_has_no_sides():
    instrument = tiny("routing")

    assert instrument.sides_of(instrument.item("CASES")) == ("", "", "")


def test_an_item_without_options_has_none():
    instrument = tiny("numbers")

    assert instrument.options_of(instrument.item("HOURS")) == ()


def test_items_stand_in_the_order_they_are_asked_across_sections():
    assert codes_of(tiny("history")) == ["SV1", "OLD", "NEW", "WORKS"]


def test_an_instrument_knows_its_items_and_their_sections():
    instrument = tiny("history")

    assert instrument.has("NEW")
    assert not instrument.has("NEWER")
    assert instrument.section_of(instrument.item("NEW")).code == "tools"


def test_newest_version_has_todays_words_and_leaves_out_what_was_dropped():
    now = tiny("history").at("2025")

    assert codes_of(now) == ["SV1", "NEW", "WORKS"]
    assert now.item("SV1").text == "How often is your supervision uninterrupted?"
    assert labels_of(now, "SV1") == ["Always", "Often", "Sometimes", "Never"]


def test_version_before_has_todays_text_with_the_options_used_then():
    then = tiny("history").at("2024")

    assert then.version == "2024"
    assert then.item("SV1").text == "How often is your supervision uninterrupted?"
    assert labels_of(then, "SV1") == ["Always", "Sometimes", "Never"]


def test_oldest_version_has_the_old_text_and_the_options_that_changed_only_later():
    then = tiny("history").at("2023")

    assert then.item("SV1").text == "How often is your supervision undisturbed?"
    assert labels_of(then, "SV1") == ["Always", "Sometimes", "Never"]


def test_old_options_of_a_falling_scale_still_score_highest_first():
    then = tiny("history").at("2023")

    assert then.scores_of(then.item("SV1")) == (100, 50, 0)
    assert then.sides_of(then.item("SV1")) == ("favourable", "neutral", "unfavourable")


def test_items_are_asked_from_their_first_version_to_their_last():
    history = tiny("history")

    assert [codes_of(history.at(version)) for version in ("2023", "2024", "2025")] == [
        ["SV1", "OLD", "WORKS"],
        ["SV1", "NEW", "WORKS"],
        ["SV1", "NEW", "WORKS"],
    ]


def test_a_route_that_looks_at_an_item_not_asked_then_had_not_begun():
    history = tiny("history")

    assert history.at("2023").item("WORKS").show_if is None
    assert history.at("2024").item("WORKS").show_if == history.item("WORKS").show_if


def test_part_of_a_route_is_kept_where_only_part_of_it_had_begun():
    instrument = instrument_of(
        """
        [[sections]]
        code = "all"
        title = "All"
        [[sections.items]]
        code = "A"
        text = "A?"
        kind = "choice"
        options = [{ code = "yes", label = "Yes" }, { code = "no", label = "No" }]
        [[sections.items]]
        code = "B"
        text = "B?"
        kind = "choice"
        options = [{ code = "yes", label = "Yes" }, { code = "no", label = "No" }]
        since = "2"
        [[sections.items]]
        code = "C"
        text = "C?"
        kind = "comment"
        show_if = { all = [{ item = "A", is = ["yes"] }, { not = { item = "B", is = ["yes"] } }] }
        """,
        'format = 1\ncode = "tiny"\ntitle = "Tiny"\nversion = "2"\nversions = ["1", "2"]\n',
    )

    route = instrument.at("1").item("C").show_if

    assert [part.item for part in route.all_] == ["A"]


def test_a_section_with_nothing_asked_then_is_left_out():
    instrument = instrument_of(
        """
        [[sections]]
        code = "new"
        title = "New"
        [[sections.items]]
        code = "N"
        text = "New?"
        kind = "comment"
        since = "2"
        [[sections]]
        code = "old"
        title = "Old"
        [[sections.items]]
        code = "O"
        text = "Old?"
        kind = "comment"
        """,
        'format = 1\ncode = "tiny"\ntitle = "Tiny"\nversion = "2"\nversions = ["1", "2"]\n',
    )

    assert [section.code for section in instrument.at("1").sections] == ["old"]
    assert [section.code for section in instrument.at("2").sections] == ["new", "old"]


def test_an_instrument_cannot_be_changed_once_made():
    with pytest.raises(ValidationError):
        tiny("agreement").title = "Another"
