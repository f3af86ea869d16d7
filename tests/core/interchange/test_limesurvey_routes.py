"""LimeSurvey's relevance equations: the simple ones become routes, the others are listed and never guessed."""

from pathlib import Path

import pytest
from tests.core.interchange.surveys import AGREE, Q, drafted, imported

from soundings.instrument import Condition
from soundings.instrument.loading import instrument_from_text

YES_NO = Q("A", "Y")
TICKS = Q("M", "M", rows={"x": "X", "y": "Y"})
ARRAY = Q("F", "F", rows={"r": "A row", "s": "Another"}, answers=AGREE)
LIST = Q("L", "L", answers={"A1": "One", "A2": "Two"}, other="Y")


def condition(said: object) -> Condition:
    return Condition.model_validate(said)


def route(folder: Path, equation: str, **more: str) -> Condition | None:
    last = Q("last", "T", relevance=equation)
    return imported(folder, YES_NO, TICKS, ARRAY, LIST, last, **more).item("last").show_if


@pytest.mark.parametrize("equation", ["", "1", " 1 ", "(1)", '1 or A == "Y"'])
def test_what_is_always_true_is_no_route(tmp_path: Path, equation: str):
    assert route(tmp_path, equation) is None


@pytest.mark.parametrize(
    ("equation", "said"),
    [
        ('A == "Y"', {"item": "A", "is": ["Y"]}),
        ("A=='Y'", {"item": "A", "is": ["Y"]}),
        ('A.NAOK == "Y"', {"item": "A", "is": ["Y"]}),
        ('((A.NAOK eq "Y"))', {"item": "A", "is": ["Y"]}),
        ('"Y" == A', {"item": "A", "is": ["Y"]}),
        ('A.NAOK != "Y"', {"not": {"item": "A", "is": ["Y"]}}),
        ('A.NAOK ne "Y"', {"not": {"item": "A", "is": ["Y"]}}),
        ('!(A == "Y")', {"not": {"item": "A", "is": ["Y"]}}),
        ('not (A == "Y")', {"not": {"item": "A", "is": ["Y"]}}),
        ('M_x == "Y"', {"item": "M", "is": ["x"]}),
        ('M_x == "Y" or M_y == "Y"', {"item": "M", "is": ["x", "y"]}),
        ("F_r == 3", {"item": "F_r", "is": ["a-3"]}),
        ('L == "-oth-"', {"item": "L", "is": ["other"]}),
        ('L == "A1" || L == "A2"', {"item": "L", "is": ["A1", "A2"]}),
        ('L == "A1" or A == "Y"', {"any": [{"item": "L", "is": ["A1"]}, {"item": "A", "is": ["Y"]}]}),
        ('L == "A1" AND A == "Y"', {"all": [{"item": "L", "is": ["A1"]}, {"item": "A", "is": ["Y"]}]}),
        ('1 and A == "Y"', {"item": "A", "is": ["Y"]}),
        ("77X1X1000 == 'Y'", {"item": "A", "is": ["Y"]}),
        ("77X1X2000x.NAOK == 'Y'", {"item": "M", "is": ["x"]}),
        (
            'A == "Y" and (M_x == "Y" or F_r == "1")',
            {
                "all": [
                    {"item": "A", "is": ["Y"]},
                    {"any": [{"item": "M", "is": ["x"]}, {"item": "F_r", "is": ["a-1"]}]},
                ]
            },
        ),
    ],
)
def test_a_simple_equation_becomes_a_route(tmp_path: Path, equation: str, said: object):
    assert route(tmp_path, equation) == condition(said)


@pytest.mark.parametrize(
    "equation",
    [
        "A > 5",
        "!is_empty(A)",
        'is_empty(A.NAOK) or A == "Y"',
        "count(that.M) > 0",
        'A == "Q"',
        'L_other == "Y"',
        'L_A1 == "Y"',
        'A == ""',
        'M_x == "N"',
        'M == "Y"',
        "A == L",
        '"Y" == "Y"',
        'later == "Y"',
        'A.value == "Y"',
        'A == "Y" and',
        '(A == "Y"',
        'A == "Y")',
        'A == "Y" A == "N"',
        "A",
        "0",
        "!1",
        "((((",
        "(" * 5000,
        "!" * 5000 + '(A == "Y")',
        "regexMatch('/x/', A)",
        'A == and "Y"',
        'self == "Y"',
    ],
)
def test_any_other_equation_is_listed_beside_its_item(tmp_path: Path, equation: str):
    draft = drafted(tmp_path, YES_NO, TICKS, LIST, Q("last", "T", relevance=equation))

    assert instrument_from_text(draft.text, "draft").item("last").show_if is None
    assert [
        note for note in draft.notes if note.startswith(f"last is asked only if: {equation} (not understood:")
    ] != []
    assert f"# last is asked only if: {equation} (not understood:" in draft.text.split("[[sections.items]]")[-1]


def test_without_naok_an_or_on_a_routed_question_is_not_taken_for_simple(tmp_path: Path):
    # LimeSurvey counts the whole equation as false where B was not asked; a route of ours would not.
    routed = Q("B", "Y", relevance='A == "Y"')
    unsure = Q("last", "T", relevance='A == "N" or B == "Y"')
    sure = Q("sure", "T", relevance='A == "N" or B.NAOK == "Y"')
    joined = Q("joined", "T", relevance='A == "Y" and B == "Y"')
    instrument = imported(tmp_path, YES_NO, routed, unsure, sure, joined)

    assert instrument.item("last").show_if is None
    assert instrument.item("sure").show_if is not None
    assert instrument.item("joined").show_if is not None


def test_the_route_of_a_page_holds_for_every_question_on_it(tmp_path: Path):
    draft = drafted(
        tmp_path, YES_NO, Q("b", "T", relevance='A == "Y"'), page="Routed page", page_relevance="count(A) > 1"
    )

    assert [
        note for note in draft.notes if note.startswith("the page “Routed page” is asked only if: count(A) > 1")
    ] != []


def test_the_route_of_a_row_is_added_to_that_of_its_question(tmp_path: Path):
    array = Q("F", "F", rows={"r": "A row", "s": "S"}, answers=AGREE, relevance='A == "Y"', of_rows={"s": 'M_x == "Y"'})
    instrument = imported(tmp_path, YES_NO, TICKS, array)

    asked = {"item": "A", "is": ["Y"]}
    assert instrument.item("F_r").show_if == condition(asked)
    assert instrument.item("F_s").show_if == condition({"all": [asked, {"item": "M", "is": ["x"]}]})


def test_a_condition_on_one_option_is_listed(tmp_path: Path):
    draft = drafted(tmp_path, YES_NO, Q("M", "M", rows={"x": "X", "y": "Y"}, of_rows={"y": 'A == "Y"'}))

    assert 'M offers options or columns only on a condition: y if A == "Y"' in draft.notes


def test_words_under_other_are_asked_of_those_who_chose_it(tmp_path: Path):
    instrument = imported(tmp_path, LIST, Q("P", "P", rows={"x": "X"}))

    assert instrument.item("L_other").show_if == condition({"item": "L", "is": ["other"]})
    assert instrument.item("P_xcomment").show_if == condition({"item": "P", "is": ["x"]})
