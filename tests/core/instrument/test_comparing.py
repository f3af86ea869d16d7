"""What each change between two versions of a questionnaire does to the trend, in plain sentences."""

from pathlib import Path

import pytest
from tests.factories import instrument_of

from soundings.instrument import Instrument, load_instrument
from soundings.instrument.comparing import Difference, compare_instruments, in_sentences

FIRST_CHECK = Path(__file__).parents[2] / "instruments" / "first-check.toml"

HEAD = 'format = 1\ncode = "tiny"\ntitle = "Tiny"\nversion = "{version}"\nversions = {versions}\n'
FRAME = """
topics = [{ code = "t1", title = "First" }, { code = "t2", title = "Second" }]
audiences = [{ code = "a", title = "A" }]
[[scales]]
code = "three"
options = [{ code = "no", label = "No" }, { code = "mid", label = "Mid" }, { code = "yes", label = "Yes" }]
[[sections]]
code = "page"
title = "First page"
[[sections.items]]
code = "X0"
text = "Are you here?"
kind = "choice"
options = [{ code = "y", label = "Yes" }, { code = "n", label = "No" }]
"""
ITEM = (
    '[[sections.items]]\ncode = "X1"\ntext = "Work is fair."\nkind = "scale"\nscale = "three"\nfavourable = ["yes"]\n'
)
WORDS = '[[sections.items]]\ncode = "X1"\ntext = "Work is fair."\nkind = "comment"\n'
NUMBER = WORDS.replace("comment", "number") + 'bands = [{ code = "a", label = "A", below = %d }]\n'


def then(body: str = ITEM, frame: str = FRAME) -> Instrument:
    return instrument_of(frame + body, HEAD.format(version="2025", versions='["2025"]'))


def now(body: str = ITEM, frame: str = FRAME) -> Instrument:
    return instrument_of(frame + body, HEAD.format(version="2026", versions='["2025", "2026"]'))


def only(old: Instrument, new: Instrument) -> Difference:
    (change,) = compare_instruments(old, new).changes
    return change


def test_what_did_not_change_keeps_its_trend():
    differences = compare_instruments(then(), now())

    assert differences.changes == ()
    assert list(in_sentences(differences)) == [
        "In all: trend kept 2, to be compared with care 0, broken 0, new 0, dropped 0."
    ]


def test_a_new_question_has_no_trend_yet():
    change = only(then(""), now())

    assert (change.code, change.effect) == ("X1", "none yet")
    assert change.sentence.startswith(
        "New question: “Work is fair.” It has no trend yet; next time it can be compared."
    )


def test_a_dropped_question_ends_its_trend():
    change = only(then(), now(""))

    assert (change.effect, "Its trend ends" in change.sentence) == ("ended", True)


@pytest.mark.parametrize(
    ("verdict", "effect", "words"),
    [
        ('verdict = "same"', "kept", "It means the same; the trend goes on."),
        (
            'verdict = "comparable"\nreason = "Plainer."\ndecided_by = "the board"',
            "careful",
            "It is comparable; the trend goes on, with this note beside it. Plainer, decided by the board.",
        ),
        ('verdict = "break"', "broken", "It is not comparable; the trend breaks and starts again."),
    ],
)
def test_a_reworded_question_follows_the_verdict_of_its_history(verdict: str, effect: str, words: str):
    history = f'[[sections.items.history]]\nversion = "2025"\ntext = "Work is fair."\n{verdict}\n'
    change = only(then(), now(ITEM.replace("Work is fair", "Work is just") + history))

    assert change.effect == effect
    assert change.sentence == f"Reworded from “Work is fair.” to “Work is just.” {words}"


def test_a_rewording_that_nobody_judged_breaks_the_trend_and_says_what_to_do():
    change = only(then(), now(ITEM.replace("fair", "just")))

    assert change.effect == "broken"
    assert "add the old wording to its history" in change.sentence


@pytest.mark.parametrize(
    ("before", "after", "effect", "words"),
    [
        (ITEM, ITEM + 'guidance = "Think of today."\n', "careful", "guidance changed"),
        (ITEM, ITEM + 'topic = "t1"\n', "careful", "Moved from the topic none to t1. Its own trend goes on"),
        (ITEM + 'topic = "t1"\n', ITEM + 'topic = "t2"\n', "careful", "Moved from the topic t1 to t2."),
        (ITEM, ITEM + 'audiences = ["a"]\n', "careful", "asked of other people"),
        (ITEM, ITEM + 'show_if = { item = "X0", is = ["y"] }\n', "careful", "asked of other people"),
        (ITEM, ITEM + 'not_applicable = "Not me"\n', "careful", "It offers a “not applicable” answer"),
        (ITEM + 'not_applicable = "Not me"\n', ITEM, "careful", "It no longer offers"),
        (ITEM, ITEM.replace('["yes"]', '["yes", "mid"]'), "careful", "Another answer now counts as favourable"),
        (ITEM, WORDS, "broken", "It was answered as scale and is now answered as comment."),
    ],
)  # fmt: skip
def test_each_kind_of_change_says_what_becomes_of_the_trend(before: str, after: str, effect: str, words: str):
    change = only(then(before), now(after))

    assert change.effect == effect
    assert words in change.sentence


def test_new_options_of_a_scale_break_the_trend():
    wider = FRAME.replace('{ code = "mid"', '{ code = "bit", label = "A bit" }, { code = "mid"')
    change = only(then(), now(frame=wider))

    assert change == Difference(
        "X1", "broken", "New options: “A bit”. Shares and score change their meaning, so the trend breaks."
    )


def test_a_new_label_is_named_and_the_trend_goes_on_with_care():
    change = only(then(), now(frame=FRAME.replace('"Mid"', '"Between"')))

    assert change.effect == "careful"
    assert change.sentence.startswith("The option “Mid” now reads “Between”.")


def test_a_turned_scale_breaks_the_trend_of_the_score():
    turned = FRAME.replace('code = "three"\n', 'code = "three"\nscores = "falling"\n')
    changes = compare_instruments(then(), now(ITEM.replace('"yes"', '"no"'), frame=turned)).changes

    assert [change.effect for change in changes] == ["careful", "broken"]
    assert "Its options score differently now" in changes[1].sentence


def test_options_of_a_list_with_several_answers_are_compared_one_by_one():
    body = (
        '[[sections.items]]\ncode = "X2"\ntext = "What?"\nkind = "choices"\noptions = [{ code = "a", label = "A" }%s]\n'
    )
    change = only(then(body % ""), now(body % ', { code = "b", label = "B" }'))

    assert change.sentence == "New options: “B”. Options that stayed can be compared, the others not."


def test_other_bands_of_a_number_keep_its_mean():
    change = only(then(NUMBER % 5), now(NUMBER % 6))

    assert change == Difference("X1", "careful", "Its bands changed. The mean goes on; shares by band break.")


def test_another_page_leaves_the_trend_alone():
    moved = FRAME + '[[sections]]\ncode = "more"\ntitle = "Second page"\n' + ITEM
    change = only(then(), now("", frame=moved))

    assert change == Difference("X1", "kept", "Moved from the page “First page” to “Second page”. The trend goes on.")


def test_the_closing_count_takes_each_question_once_by_its_worst_change():
    changed = ITEM.replace("fair", "just") + 'topic = "t1"\n'
    differences = compare_instruments(then(), now(changed))

    assert len(differences.changes) == 2
    assert list(in_sentences(differences))[-1] == (
        "In all: trend kept 1, to be compared with care 0, broken 1, new 0, dropped 0."
    )


def test_two_versions_within_one_file_can_be_compared():
    whole = load_instrument(FIRST_CHECK)
    effects = {change.code: change.effect for change in compare_instruments(whole.at("2025"), whole).changes}

    assert effects == {"SV1": "broken", "WF2": "careful", "SD3": "none yet"}
