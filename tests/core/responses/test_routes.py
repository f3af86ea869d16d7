"""Who was asked, worked out from what they answered."""

from pathlib import Path

from tests.factories import instrument_of, read, tiny

from soundings.responses import MISSING, NOT_APPLICABLE, NOT_ASKED, ResponseSet

COLUMNS = {code: f'[[column]]\nheader = "{code}"\nitem = "{code}"\n' for code in ("CASES", "COURT", "HOURS", "EITHER")}
COLUMNS["WHICH"] = '[[column]]\nheader = "WHICH"\nitem = "WHICH"\nseparator = ";"\n'
COLUMNS["WHY"] = '[[column]]\nheader = "WHY"\nitem = "WHY"\n'


def answered(folder: Path, answers: str) -> ResponseSet:
    header = answers.split("\n", 1)[0].split(",")
    return read(folder, tiny("routing"), answers, "".join(COLUMNS[name] for name in header))


def column(responses: ResponseSet, name: str) -> list[object]:
    return responses.frame.get_column(name).to_list()


def test_an_item_off_the_route_was_not_asked_and_on_it_is_missing(tmp_path: Path):
    responses = answered(tmp_path, "CASES,WHICH\nYes,\nNo,\nSome,Adults\n")

    assert column(responses, "WHICH/adults") == [MISSING, NOT_ASKED, 1]
    assert column(responses, "WHICH/children") == [MISSING, NOT_ASKED, 0]


def test_an_unanswered_question_opens_no_route(tmp_path: Path):
    responses = answered(tmp_path, "CASES,EITHER,WHICH\n,,Adults\n")

    assert column(responses, "CASES") == [MISSING]
    assert column(responses, "WHICH/adults") == [1]


def test_a_number_off_the_route_was_not_asked(tmp_path: Path):
    answers = "CASES,WHICH,COURT,HOURS\nYes,Children,Yes,12\nYes,Children,Yes,\nSome,Children,Yes,\nYes,Children,No,\n"

    responses = answered(tmp_path, answers)

    assert column(responses, "HOURS/state") == [0, MISSING, NOT_ASKED, NOT_ASKED]
    assert column(responses, "HOURS") == [12.0, None, None, None]


def test_one_of_several_conditions_is_enough_where_any_is_asked_for(tmp_path: Path):
    answers = "CASES,WHICH,COURT,EITHER\nNo,,,\nYes,Children,No,\nYes,Children,Yes,\n"

    assert column(answered(tmp_path, answers), "EITHER") == [MISSING, MISSING, NOT_ASKED]


def test_answers_off_the_route_are_kept_and_counted(tmp_path: Path):
    responses = answered(tmp_path, "CASES,WHICH\nNo,Adults\nNo,Children\nYes,Adults\nNo,\n")

    assert column(responses, "WHICH/adults") == [1, 0, 1, NOT_ASKED]
    assert "WHICH: 2 answered although their other answers say they were not asked; kept." in responses.notes


def test_a_way_of_not_answering_given_off_the_route_stays_what_it_is(tmp_path: Path):
    mapping = '[[column]]\nheader = "a"\nitem = "UNFAIR"\n[[column]]\nheader = "b"\nitem = "RAISED"\n'

    responses = read(tmp_path, tiny("states"), "a,b\nNo,Not applicable\nNo,\nYes,\n", mapping)

    assert column(responses, "RAISED") == [NOT_APPLICABLE, NOT_ASKED, MISSING]


def test_without_the_item_a_route_looks_at_all_count_as_asked_and_it_is_said(tmp_path: Path):
    responses = answered(tmp_path, "COURT,EITHER\nYes,\nNo,Yes\n")

    assert column(responses, "EITHER") == [MISSING, 0]
    assert responses.notes[-2:] == (
        "COURT: who was asked cannot be told without WHICH; all count as asked.",
        "EITHER: who was asked cannot be told without CASES; all count as asked.",
    )


def test_comments_are_left_as_they_are_whatever_the_route(tmp_path: Path):
    responses = answered(tmp_path, "CASES,WHY\nNo,Too few.\nYes,Too many.\nYes,\n")

    assert column(responses, "WHY") == ["Too few.", "Too many.", None]


def test_a_route_by_an_option_that_did_not_exist_then_is_open_to_nobody(tmp_path: Path):
    head = 'format = 1\ncode = "tiny"\ntitle = "Tiny"\nversion = "2"\nversions = ["1", "2"]\n'
    instrument = instrument_of(
        """
        [[sections]]
        code = "all"
        title = "All"
        [[sections.items]]
        code = "A"
        text = "A?"
        kind = "choice"
        options = [{ code = "yes", label = "Yes" }, { code = "maybe", label = "Maybe" }, { code = "no", label = "No" }]
        [[sections.items.history]]
        version = "1"
        options = [{ code = "yes", label = "Yes" }, { code = "no", label = "No" }]
        verdict = "break"
        [[sections.items]]
        code = "B"
        text = "B?"
        kind = "choice"
        options = [{ code = "yes", label = "Yes" }, { code = "no", label = "No" }]
        show_if = { item = "A", is = ["maybe"] }
        """,
        head,
    ).at("1")

    responses = read(
        tmp_path,
        instrument,
        "a,b\nYes,\nNo,\n",
        '[[column]]\nheader = "a"\nitem = "A"\n[[column]]\nheader = "b"\nitem = "B"\n',
    )

    assert column(responses, "B") == [NOT_ASKED, NOT_ASKED]
