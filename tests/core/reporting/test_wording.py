"""Figures in plain words."""

from fractions import Fraction

import pytest

from soundings.reporting.wording import (
    Change,
    by,
    change_reading,
    change_text,
    listed,
    percent_text,
    published_text,
    response_grade,
    response_rate_text,
    sentence,
    share_text,
    share_words,
)


@pytest.mark.parametrize(
    ("thousandths", "words"),
    [
        (0, "nobody"),
        (1, "very few"),
        (50, "very few"),
        (51, "fewer than one in ten"),
        (64, "fewer than one in ten"),
        (65, "just under one in ten"),
        (100, "one in ten"),
        (244, "just under a quarter"),
        (245, "about a quarter"),
        (250, "a quarter"),
        (255, "about a quarter"),
        (256, "just over a quarter"),
        (333, "about a third"),
        (464, "more than two fifths"),
        (465, "just under half"),
        (499, "just under half"),
        (500, "half"),
        (501, "just over half"),
        (535, "just over half"),
        (536, "more than half"),
        (667, "about two thirds"),
        (714, "more than two thirds"),
        (744, "almost three quarters"),
        (745, "about three quarters"),
        (750, "three quarters"),
        (756, "just over three quarters"),
        (894, "almost nine in ten"),
        (949, "more than nine in ten"),
        (950, "almost all"),
        (999, "almost all"),
        (1000, "everybody"),
    ],
)
def test_a_share_names_the_fraction_it_is_nearest_to(thousandths: int, words: str):
    assert share_words(Fraction(thousandths, 1000)) == words


def test_a_share_just_above_half_reads_just_over_half():
    assert share_text(Fraction(132, 251), 132, 251) == "just over half, 53% (132 of 251)"


@pytest.mark.parametrize(
    ("n", "base", "decimals", "printed"),
    [
        (0, 253, 0, "0%"),
        (1, 253, 0, "under 1%"),
        (1, 200, 0, "1%"),
        (252, 253, 0, "over 99%"),
        (199, 200, 0, "over 99%"),
        (253, 253, 0, "100%"),
        (1, 9000, 1, "under 0.1%"),
        (8999, 9000, 1, "over 99.9%"),
    ],
)
def test_some_never_reads_as_none_nor_nearly_all_as_all(n: int, base: int, decimals: int, printed: str):
    assert percent_text(Fraction(n, base), decimals) == printed


def test_a_third_exactly_is_a_third():
    assert share_text(Fraction(1, 3), 20, 60) == "a third, 33% (20 of 60)"


def test_a_share_without_counts_says_only_its_percentage():
    assert share_text(Fraction(1, 4), None, 60) == "a quarter, 25%"


@pytest.mark.parametrize(
    ("n", "asked", "printed"),
    [(123, 205, "60%"), (132, 251, "53%"), (93, 268, "35%"), (141, 374, "38%"), (78, 285, "27%")],
)
def test_response_rates_of_the_papers_read_as_printed_there(n: int, asked: int, printed: str):
    assert response_rate_text(n, asked) == f"{printed} ({n} of {asked})"


def test_a_response_rate_may_have_a_decimal_as_the_paper_of_2023_has():
    assert response_rate_text(93, 268, 1) == "34.7% (93 of 268)"


def test_nobody_asked_is_no_rate():
    assert response_rate_text(0, 0) == "nobody was asked"


@pytest.mark.parametrize(
    ("n", "grade"),
    [
        (500, "below adequate"),
        (501, "adequate"),
        (600, "adequate"),
        (601, "desirable"),
        (700, "desirable"),
        (701, "good"),
        (800, "good"),
        (801, "very good"),
    ],
)
def test_a_response_rate_is_graded_only_above_each_bound(n: int, grade: str):
    assert response_grade(Fraction(n, 1000)) == grade


@pytest.mark.parametrize(
    ("change", "reading"),
    [
        (Change(18, 6, 29, 0.05), "clear improvement"),
        (Change(18, 6, 29, 0.0501), "could be chance"),
        (Change(-18, -29, -6, 0.01), "clear decline"),
        (Change(4.4, 1, 8, 0.01), "small but clear improvement"),
        (Change(4.5, 1, 8, 0.01), "clear improvement"),
        (Change(4.4, -3, 12, 0.2), "no clear change"),
        (Change(4.5, -3, 12, 0.2), "could be chance"),
        (Change(0, -9, 9, 1.0), "no clear change"),
        (Change(0, 0, 0, 0.0), "no clear change"),
        (Change(30, 2, 60, None), "not tested"),
    ],
)
def test_a_change_is_read_by_its_test_and_its_size(change: Change, reading: str):
    assert change_reading(change, 0.95) == reading


def test_a_change_that_is_not_clear_gives_its_interval():
    assert change_text(Change(10.9, -2.1, 23.2, 0.11), 0.95) == "up 11 points (from −2 to +23 points): could be chance"


def test_a_small_unclear_change_is_never_called_no_change():
    words = change_text(Change(-1.2, -9.0, 6.6, 0.76), 0.95)

    assert words == "no clear change: down 1 point (from −9 to +7 points)"


def test_a_clear_change_says_so_without_the_word_significant():
    words = change_text(Change(17.9, 5.6, 29.4, 0.003), 0.95)

    assert words == "up 18 points (from +6 to +29 points): a clear improvement"
    assert "significant" not in words


def test_a_change_below_a_point_is_not_rounded_away():
    assert change_text(Change(-0.4, -9, 8, 0.9), 0.95).startswith("no clear change: down by less than 1 point")
    assert change_text(Change(0, -9, 8, 1.0), 0.95).startswith("no clear change: the same")


def test_a_stricter_release_calls_fewer_changes_clear():
    assert Change(18, 6, 29, 0.03).verdict(0.95) == "better"
    assert Change(18, 6, 29, 0.03).verdict(0.99) == "unclear"


def test_published_figures_keep_their_hedge_and_their_decimals():
    assert published_text(60.0, "per cent", "almost") == "almost 60%"
    assert published_text(34.7, "per cent", "") == "34.7%"
    assert published_text(3.5, "points of 100", "") == "3.5"
    assert published_text(None, "per cent", "just over half") == "just over half"
    assert published_text(None, "per cent", "") == "no figure printed"


def test_lists_read_as_sentences_do():
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a", "b"], "or") == "a or b"


def test_a_sentence_has_a_capital_and_one_stop():
    assert sentence("half of them") == "Half of them."
    assert sentence("they asked “why?”") == "They asked “why?”"


def test_a_breakdown_titled_as_a_question_is_quoted():
    assert by("Team") == "by team"
    assert by("ASYE") == "by ASYE"
    assert by("Where do you work?") == "by answer to “Where do you work?”"
