"""Long files: one row for each answer of each respondent."""

from pathlib import Path

import pytest
from tests.factories import read, tiny

from soundings.errors import UnmatchedDataError
from soundings.responses import MISSING, ResponseSet

LONG = """
[file]
layout = "long"
[long]
respondent = "Person"
item = "Question"
answer = "Answer"
"""
CASES = '[[column]]\nheader = "cases"\nitem = "CASES"\n'
WHICH = '[[column]]\nheader = "which"\nitem = "WHICH"\nseparator = ";"\n'
HEAD = "person,question,answer\n"


def by_person(responses: ResponseSet, *columns: str) -> list[tuple[object, ...]]:
    return sorted(responses.frame.select(columns).rows())


def odd_in(folder: Path, answers: str, mapping: str) -> list[str]:
    with pytest.raises(UnmatchedDataError) as caught:
        read(folder, tiny("routing"), answers, mapping)
    return list(caught.value.faults) or [str(caught.value).removeprefix(str(folder / "a.csv"))]


def test_answers_of_one_person_in_several_rows_become_one_response(tmp_path: Path):
    answers = HEAD + "1,cases,Yes\n2,cases,No\n1,which,Adults\n3,cases,Some\n"

    responses = read(tmp_path, tiny("routing"), answers, LONG + CASES + WHICH)

    assert len(responses) == 3
    assert by_person(responses, "CASES", "WHICH/adults") == [(0, 1), (1, -4), (2, MISSING)]


def test_several_answers_to_one_question_stand_in_several_rows(tmp_path: Path):
    answers = HEAD + "1,cases,Yes\n1,which,Adults\n1,which,Children\n2,cases,Yes\n2,which,Children\n"

    responses = read(tmp_path, tiny("routing"), answers, LONG + CASES + WHICH)

    assert by_person(responses, "WHICH/adults", "WHICH/children") == [(0, 1), (1, 1)]


def test_two_answers_to_a_question_that_takes_one_are_listed(tmp_path: Path):
    assert odd_in(tmp_path, HEAD + "1,cases,Yes\n1,cases,No\n2,cases,No\n", LONG + CASES) == [
        "column “cases”: “Yes and No” (once) is not an answer"
    ]


def test_an_unknown_answer_among_several_is_listed(tmp_path: Path):
    assert odd_in(tmp_path, HEAD + "1,which,Adults\n1,which,Parents\n1,which,Babies\n", LONG + WHICH) == [
        "column “which”: “parents and babies” (once) is not an answer"
    ]


def test_a_question_neither_read_nor_dropped_is_listed(tmp_path: Path):
    answers = HEAD + "1,cases,Yes\n1,salary,high\n"

    assert odd_in(tmp_path, answers, LONG + CASES) == ["the column “salary” is neither read nor dropped"]
    assert len(read(tmp_path, tiny("routing"), answers, LONG + CASES + '[drop]\ncolumns = ["salary"]\n')) == 1


def test_a_further_column_of_a_long_file_is_not_dropped_silently(tmp_path: Path):
    answers = "person,question,answer,stamp\n1,cases,Yes,9:30\n"

    assert odd_in(tmp_path, answers, LONG + CASES) == ["the column “stamp” is neither read nor dropped"]
    assert len(read(tmp_path, tiny("routing"), answers, LONG + CASES + '[drop]\ncolumns = ["stamp"]\n')) == 1


def test_rows_of_a_long_file_may_be_kept_by_a_column_of_its_own(tmp_path: Path):
    answers = "person,question,answer,status\n1,cases,Yes,done\n2,cases,No,test\n"
    rule = '[[rows]]\nheader = "Status"\nkeep = ["done"]\n'

    responses = read(tmp_path, tiny("routing"), answers, LONG + rule + CASES)

    assert len(responses) == 1
    assert responses.notes[0] == "1 of 2 rows left out: “status” is not “done”."


def test_rows_of_a_long_file_may_be_kept_by_an_answer(tmp_path: Path):
    answers = HEAD + "1,cases,Yes\n1,finished,yes\n2,cases,No\n2,finished,no\n"
    rule = '[[rows]]\nheader = "finished"\nkeep = ["yes"]\n'

    responses = read(tmp_path, tiny("routing"), answers, LONG + rule + CASES)

    assert by_person(responses, "CASES") == [(0,)]


def test_answers_of_nobody_stop_the_run(tmp_path: Path):
    assert odd_in(tmp_path, HEAD + "1,cases,Yes\n,cases,No\n ,cases,No\n", LONG + CASES) == [
        "rows with nothing in “person”: 2; whose answers are they?"
    ]


def test_a_missing_column_of_the_long_layout_is_named(tmp_path: Path):
    assert odd_in(tmp_path, "person,question,reply\n1,cases,Yes\n", LONG + CASES) == [
        " has no column “Answer”, which the mapping names for the long layout."
    ]


def test_a_question_called_like_the_column_of_respondents_is_refused(tmp_path: Path):
    assert odd_in(tmp_path, HEAD + "1,person,Yes\n1,cases,Yes\n", LONG + CASES) == [
        ": “person” is the name of a column and also stands as an item."
    ]
