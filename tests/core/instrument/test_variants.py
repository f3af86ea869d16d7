"""One file for several services: words filled in, items left out, and every fault of it told."""

import pytest
from tests.factories import INSTRUMENTS, instrument_of, tiny

from soundings.errors import FaultyFileError, UsageError
from soundings.instrument import load_instrument, read_instrument
from soundings.instrument.placeholders import placeholders

WHOLE = read_instrument(INSTRUMENTS / "variants.toml")
TWO = """
[[variants]]
code = "a"
title = "A"
words = { people = "ants" }
[[variants]]
code = "b"
title = "B"
words = { people = "bees" }
"""
ITEM = '[[sections]]\ncode = "s"\ntitle = "S"\n[[sections.items]]\ncode = "X1"\nkind = "comment"\n'


def count(words: str) -> int:
    return len(words.split())


def faults_of(body: str) -> str:
    with pytest.raises(FaultyFileError) as caught:
        instrument_of(body)
    return "\n".join(caught.value.faults)


def test_every_text_a_respondent_reads_is_in_the_words_of_the_variant():
    children = WHOLE.variant("children")

    assert children.title == "Shared check: children’s services"
    assert children.sections[0].title == "Work with children and families"
    assert children.sections[0].intro == "Think of children and families."
    first = children.item("A1")
    assert (first.text, first.guidance, first.not_applicable) == (
        "I have time for children and families.",
        "Count time with children and families.",
        "I never meet children and families",
    )
    assert children.item("A2").options[0].label == "Yes, children and families do"
    assert children.item("A3").history[0].text == "Why do children and families?"
    assert set(placeholders(children)) == set()


def test_items_of_another_variant_are_left_out_and_codes_stay_alike():
    children, adults = WHOLE.variant("children"), WHOLE.variant("adults")

    assert [item.code for item in children.items] == ["A1", "A2", "A3", "role", "A4"]
    assert [item.code for item in adults.items] == ["A1", "role", "A4"]
    assert adults.item("A1").text == "I have time for adults."


def test_a_variant_still_knows_its_routes_scales_and_earlier_versions():
    children = WHOLE.variant("children")

    assert children.item("A4").show_if is not None
    assert children.item("A4").show_if.item == "role"
    assert children.item("A4").show_if.is_ == ("lead",)
    assert children.scores_of(children.item("A1")) == (0, 50, 100)
    assert children.at("2025").item("A3").text == "Why do children and families?"


def test_choosing_a_variant_leaves_the_whole_as_it_was():
    before = WHOLE.model_dump()

    WHOLE.variant("children")

    assert WHOLE.model_dump() == before


def test_a_variant_has_no_variants_to_choose_from():
    with pytest.raises(UsageError, match="there are: none"):
        WHOLE.variant("adults").variant("adults")


def test_an_unknown_variant_is_answered_with_the_known_ones():
    with pytest.raises(UsageError, match="no variant “x”; there are: children, adults"):
        load_instrument(INSTRUMENTS / "variants.toml", "x")


def test_a_questionnaire_with_variants_is_not_asked_without_choosing_one():
    with pytest.raises(UsageError, match="say which one is meant: children, adults"):
        load_instrument(INSTRUMENTS / "variants.toml")


def test_loading_with_a_variant_is_choosing_it():
    assert load_instrument(INSTRUMENTS / "variants.toml", "adults") == WHOLE.variant("adults")


def test_a_questionnaire_without_variants_needs_no_choice():
    assert load_instrument(INSTRUMENTS / "agreement.toml") == tiny("agreement")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (ITEM + 'text = "Do {people} talk?"', "holds {people}, but this file has no [[variants]]"),
        (TWO + ITEM + 'text = "Do {folk} talk?"', "holds {folk}, for which there are no words in a, b"),
        (TWO + ITEM + 'text = "Why?"\nvariants = ["c"]', "there is no variant “c”; there are a, b"),
        (ITEM + 'text = "Why?"\nvariants = ["c"]', "there is no variant “c”; there are none"),
        (TWO.replace('"b"', '"a"', 1) + ITEM + 'text = "Why?"', "two variants have the code “a”"),
        (TWO.replace("bees", "{bees}") + ITEM + 'text = "Why?"', "the words of a variant hold no placeholder"),
        (TWO.replace('people = "bees"', "") + ITEM + 'text = "Why?"', "“people” is missing; another variant has it"),
    ],
)
def test_what_variants_lack_is_told(body: str, fault: str):
    assert fault in faults_of(body)


def test_a_placeholder_is_looked_for_in_the_variants_that_ask_the_item():
    only_a = TWO.replace('words = { people = "ants" }', 'words = { people = "ants", home = "hill" }').replace(
        'words = { people = "bees" }', 'words = { people = "bees", home = "hive" }'
    )

    assert instrument_of(only_a + ITEM + 'text = "Is the {home} warm?"\nvariants = ["a"]').variant("a").items[
        0
    ].text == ("Is the hill warm?")


def test_a_route_may_not_look_at_an_item_that_its_variant_does_not_ask():
    body = (
        TWO
        + ITEM.replace('"comment"', '"choice"')
        + 'text = "One?"\nvariants = ["a"]\noptions = [{ code = "y", label = "Y" }, { code = "n", label = "N" }]\n'
        + '[[sections.items]]\ncode = "X2"\nkind = "comment"\ntext = "Two?"\nshow_if = { item = "X1", is = ["y"] }\n'
    )

    assert "looks at X1, which is not asked in b" in faults_of(body)
    assert [item.code for item in instrument_of(f'{body}variants = ["a"]\n').variant("a").items] == ["X1", "X2"]


def test_a_translation_beside_variants_is_refused_for_now():
    translation = (
        '\n[[translations]]\nlanguage = "cy"\ntitle = "T"\nsections = { s = "S" }\nitems = { X1 = { text = "Pam?" } }\n'
    )

    assert "cannot be translated yet" in faults_of(TWO + ITEM + 'text = "Why?"' + translation)


def test_time_counts_reading_and_answering_of_one_item():
    item = WHOLE.variant("adults").item("A1")
    words = count("I have time for adults. Count time with adults. I never meet adults")

    assert WHOLE.seconds(item) == pytest.approx(60 * words / 175 + 4)


def test_time_of_the_whole_is_the_sum_of_its_parts_for_each_audience():
    adults = WHOLE.variant("adults")
    texts = [adults.title, "Work with adults", "Think of adults", "Disagree Neither Agree", "About you"]
    by_page = 60 * sum(map(count, texts)) / 175
    asked = [adults.item(code) for code in ("A1", "role", "A4")]

    assert adults.minutes("carers") == pytest.approx((by_page + sum(map(adults.seconds, asked))) / 60)
    assert adults.minutes("others") == pytest.approx((by_page + sum(map(adults.seconds, asked[:2]))) / 60)


def test_contacts_and_the_note_on_comments_are_read_once_where_they_stand():
    whole = WHOLE.variant("children")
    plain = whole.model_copy(update={"support": (), "comment_note": "Note"})
    more = count("Staff line ring 100") + count(whole.comment_note) - 1

    assert 60 * (whole.minutes() - plain.minutes()) == pytest.approx(60 * more / 175)
