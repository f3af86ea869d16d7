"""From a table of text to coded answers. Nothing is dropped silently."""

from pathlib import Path

import pytest
from tests.factories import read, tiny, written

from soundings.errors import UnmatchedDataError
from soundings.responses import MISSING, NOT_APPLICABLE, PREFER_NOT_TO_SAY, ResponseSet, load_mapping, read_responses

GOOD = '[[column]]\nheader = "good"\nitem = "GOOD"\n'
DROP_X = '[drop]\ncolumns = ["x"]\n'
UNFAIR = '[[column]]\nheader = "unfair"\nitem = "UNFAIR"\n'
HOURS = '[[column]]\nheader = "hours"\nitem = "HOURS"\n'
TEAM = '[[column]]\nheader = "team"\nitem = "TEAM"\n'
ROLE = '[[column]]\nheader = "role"\nitem = "ROLE"\n'


def column(responses: ResponseSet, name: str) -> list[object]:
    return responses.frame.get_column(name).to_list()


def odd_in(folder: Path, name: str, answers: str, mapping: str) -> list[str]:
    with pytest.raises(UnmatchedDataError) as caught:
        read(folder, tiny(name), answers, mapping)
    return list(caught.value.faults) or [str(caught.value).removeprefix(str(folder / "a.csv"))]


def test_labels_become_the_position_of_their_option(tmp_path: Path):
    responses = read(tmp_path, tiny("agreement"), "good\nDisagree\nAgree\nNeither agree nor disagree\n", GOOD)

    assert column(responses, "GOOD") == [0, 2, 1]
    assert len(responses) == 3


@pytest.mark.parametrize(
    "label",
    ["Agree", "agree", "AGREE", "  Agree  ", "\uff21gree", "A\u00adgree", "Agree\u200b", "\u00a0Agree", "yes", "YES"],
)
def test_a_label_matches_whatever_its_case_spaces_or_unicode_form(tmp_path: Path, label: str):
    assert column(read(tmp_path, tiny("agreement"), f"good\n{label}\n", GOOD), "GOOD") == [2]


def test_a_whole_number_matches_though_a_workbook_gave_it_decimals(tmp_path: Path):
    mapping = GOOD + 'labels = { "1" = "no", "2" = "yes" }\n'

    responses = read(tmp_path, tiny("agreement"), "good\n1.0\n2.00\n2\n", mapping)

    assert column(responses, "GOOD") == [0, 2, 2]
    with pytest.raises(UnmatchedDataError, match=r"“1\.5”"):
        read(tmp_path, tiny("agreement"), "good\n1.5\n", mapping)


def test_composed_and_decomposed_letters_are_the_same(tmp_path: Path):
    mapping = '[[column]]\nheader = "good"\nitem = "GOOD"\nlabels = { "Caf\u00e9" = "yes" }\n'

    assert column(read(tmp_path, tiny("agreement"), "good\nCafe\u0301\n", mapping), "GOOD") == [2]


def test_a_header_matches_whatever_its_case_spaces_or_quotation_marks(tmp_path: Path):
    mapping = '[[column]]\nheader = "the  team’s GOOD"\nitem = "GOOD"\n'

    assert column(read(tmp_path, tiny("agreement"), "The team's good \nAgree\n", mapping), "GOOD") == [2]


def test_every_unmatched_label_of_every_column_is_listed_at_once_with_its_count(tmp_path: Path):
    mapping = '[[column]]\nheader = "good"\nitem = "GOOD"\n[[column]]\nheader = "bad"\nitem = "BAD"\n'
    answers = "good,bad\nAgree,Yep\nAgreed,Agree\nStrongly,Nope\nAgreed,Agree\n"

    assert odd_in(tmp_path, "agreement", answers, mapping) == [
        "column “good”: “Agreed” (2 times) is not an answer",
        "column “good”: “Strongly” (once) is not an answer",
        "column “bad”: “Nope” (once) is not an answer",
        "column “bad”: “Yep” (once) is not an answer",
    ]


@pytest.mark.parametrize(("labels", "listed", "rest"), [(12, 12, []), (13, 12, ["column “good”: and 1 more labels"])])
def test_a_wrong_column_does_not_fill_the_screen(tmp_path: Path, labels: int, listed: int, rest: list[str]):
    answers = "good\n" + "".join(f"label {n:02}\n" for n in range(labels))

    odd = odd_in(tmp_path, "agreement", answers, GOOD)

    assert odd[:listed] == [f"column “good”: “label {n:02}” (once) is not an answer" for n in range(listed)]
    assert odd[listed:] == rest


def test_labels_of_one_column_mean_what_the_mapping_says(tmp_path: Path):
    mapping = GOOD + 'labels = { "Yep" = "yes", "n/a" = "no_answer", "Agree" = "no" }\n'

    responses = read(tmp_path, tiny("agreement"), "good\nYEP\nN/A\nAgree\n", mapping)

    # The mapping wins over the questionnaire's own label.
    assert column(responses, "GOOD") == [2, MISSING, 0]


def test_labels_of_a_scale_hold_for_every_item_on_it(tmp_path: Path):
    mapping = '[labels.agree]\n"Yep" = "yes"\n' + GOOD + '[[column]]\nheader = "bad"\nitem = "BAD"\n'

    responses = read(tmp_path, tiny("agreement"), "good,bad\nYep,yep\n", mapping)

    assert (column(responses, "GOOD"), column(responses, "BAD")) == ([2], [2])


def test_labels_to_drop_count_as_no_answer_and_are_reported_with_their_count(tmp_path: Path):
    mapping = GOOD + 'drop_labels = ["???", "test"]\n'

    responses = read(tmp_path, tiny("agreement"), "good\n???\nAgree\n???\nTEST\n", mapping)

    assert column(responses, "GOOD") == [MISSING, 2, MISSING, MISSING]
    assert responses.notes[1:3] == (
        "GOOD: “???” (2 times) counted as no answer, as the mapping says.",
        "GOOD: “TEST” (once) counted as no answer, as the mapping says.",
    )


def test_words_for_no_answer_hold_for_the_whole_file(tmp_path: Path):
    mapping = '[file]\nno_answer = ["-", "No reply"]\n' + GOOD

    responses = read(tmp_path, tiny("agreement"), "good,x\n-,\nNO REPLY,\n,y\nAgree,\n", mapping + DROP_X)

    assert column(responses, "GOOD") == [MISSING, MISSING, MISSING, 2]


def test_the_ways_of_not_answering_stay_apart(tmp_path: Path):
    answers = "unfair,x\nYes,\nNot applicable,\nPrefer not to say,\n,x\n"

    responses = read(tmp_path, tiny("states"), answers, UNFAIR + '[drop]\ncolumns = ["x"]\n')

    assert column(responses, "UNFAIR") == [0, NOT_APPLICABLE, PREFER_NOT_TO_SAY, MISSING]


def test_other_words_may_mean_a_way_of_not_answering(tmp_path: Path):
    mapping = UNFAIR + 'labels = { "n/a" = "not_applicable", "secret" = "prefer_not_to_say", "?" = "no_answer" }\n'

    responses = read(tmp_path, tiny("states"), "unfair\nn/a\nsecret\n?\n", mapping)

    assert column(responses, "UNFAIR") == [NOT_APPLICABLE, PREFER_NOT_TO_SAY, MISSING]


def test_items_the_file_does_not_hold_are_named(tmp_path: Path):
    responses = read(tmp_path, tiny("agreement"), "good\nAgree\n", GOOD)

    assert responses.notes == ("Not in this file: BAD, PAY.",)
    assert [responses.has(item) for item in responses.instrument.items] == [True, False, False]


def test_every_column_neither_read_nor_dropped_is_listed(tmp_path: Path):
    mapping = GOOD + '[drop]\ncolumns = ["Start*", "IP address"]\n'

    assert odd_in(tmp_path, "agreement", "start time,ip  ADDRESS,good,name,email\n1,2,Agree,3,4\n", mapping) == [
        "the column “name” is neither read nor dropped",
        "the column “email” is neither read nor dropped",
    ]


def test_columns_may_be_dropped_by_a_pattern(tmp_path: Path):
    mapping = GOOD + '[drop]\ncolumns = ["Q?_comment"]\n'

    assert odd_in(tmp_path, "agreement", "good,Q1_comment,Q12_comment\nAgree,a,b\n", mapping) == [
        "the column “Q12_comment” is neither read nor dropped"
    ]


def test_a_column_the_file_lacks_is_listed_with_everything_else(tmp_path: Path):
    mapping = GOOD + '[[column]]\nheader = "bad"\nitem = "BAD"\n'

    assert odd_in(tmp_path, "agreement", "good,bat\nAgreed,Agree\n", mapping) == [
        "the mapping reads BAD from a column “bad” that is not there",
        "the column “bat” is neither read nor dropped",
        "column “good”: “Agreed” (once) is not an answer",
    ]


def test_numbers_are_read_within_their_limits(tmp_path: Path):
    responses = read(tmp_path, tiny("numbers"), "hours\n1\n37.5\n 40 \n1e2\n", HOURS)

    assert column(responses, "HOURS") == [1.0, 37.5, 40.0, 100.0]
    assert column(responses, "HOURS/state") == [0, 0, 0, 0]


@pytest.mark.parametrize("number", ["0.99", "100.01", "-1", "40 hours", "1_0", "nan", "inf", "forty", "1,5"])
def test_what_is_no_number_or_outside_the_limits_is_listed(tmp_path: Path, number: str):
    assert odd_in(tmp_path, "numbers", f'hours\n40\n"{number}"\n', HOURS) == [
        f"column “hours”: “{number}” (once) is not an answer"
    ]


def test_infinity_is_no_number_where_there_is_no_limit_either(tmp_path: Path):
    with pytest.raises(UnmatchedDataError, match="“inf”"):
        read(tmp_path, tiny("routing"), "hours,cases\ninf,Yes\n", HOURS + '[drop]\ncolumns = ["cases"]\n')


def test_a_number_may_be_withheld_in_every_way(tmp_path: Path):
    mapping = HOURS + 'labels = { "lots" = "no_answer" }\n[drop]\ncolumns = ["x"]\n'

    responses = read(tmp_path, tiny("numbers"), "hours,x\nI was away,\nPrefer not to say,\nlots,\n,x\n", mapping)

    assert column(responses, "HOURS") == [None, None, None, None]
    assert column(responses, "HOURS/state") == [NOT_APPLICABLE, PREFER_NOT_TO_SAY, MISSING, MISSING]


def test_units_are_whatever_the_column_names_in_alphabetical_order(tmp_path: Path):
    answers = "team,role\nWest,Manager\n East ,Manager\nEAST,Manager\n,Manager\nPrefer not to say,Manager\n"

    responses = read(tmp_path, tiny("team"), answers, TEAM + ROLE)

    assert responses.units == {"TEAM": ("East", "West")}
    assert column(responses, "TEAM") == [1, 0, 0, MISSING, PREFER_NOT_TO_SAY]


def test_a_unit_renamed_by_the_mapping_counts_with_the_unit_of_that_name(tmp_path: Path):
    mapping = TEAM + 'labels = { "E1" = "East", "gone" = "no_answer" }\n'

    responses = read(tmp_path, tiny("team"), "team\ne1\nEast\nWest\ngone\n", mapping)

    assert responses.units == {"TEAM": ("East", "West")}
    assert column(responses, "TEAM") == [0, 0, 1, MISSING]


def test_comments_keep_their_words_and_blanks_are_none(tmp_path: Path):
    mapping = ROLE + '[[column]]\nheader = "say"\nitem = "SAY"\n'

    responses = read(tmp_path, tiny("team"), "role,say\nManager, Fewer forms. \nManager,   \n", mapping)

    assert column(responses, "SAY") == ["Fewer forms.", None]


def test_older_answers_are_read_with_the_options_of_their_version(tmp_path: Path):
    history = tiny("history")
    mapping = written(
        tmp_path,
        "m.toml",
        'format = 1\ninstrument = "history"\nversion = "2023"\n[[column]]\nheader = "q"\nitem = "SV1"\n',
    )
    rules = load_mapping(mapping, history)
    responses = read_responses(written(tmp_path, "a.csv", "q\nAlways\nNever\n"), rules, history)

    assert responses.instrument.version == "2023"
    assert column(responses, "SV1") == [0, 2]
    with pytest.raises(UnmatchedDataError, match="“Often”"):
        read_responses(written(tmp_path, "b.csv", "q\nOften\n"), rules, history)


CODEBOOK = '[codebook]\nfile = "codes.csv"\nitem = "question"\nvalue = "code"\nlabel = "words"\n'


def test_coded_answers_mean_what_the_codebook_says(tmp_path: Path):
    written(tmp_path, "codes.csv", "question,code,words\ngood,1,Disagree\nGOOD,2.0,Agree\nteam,7,East\n")

    responses = read(tmp_path, tiny("agreement"), "good\n1\n2\n2.0\nAgree\n", CODEBOOK + GOOD)

    # Under the header or under the item's code; 2.0 as a workbook writes 2.
    assert column(responses, "GOOD") == [0, 2, 2, 2]


def test_coded_units_are_named_by_the_codebook(tmp_path: Path):
    written(tmp_path, "codes.csv", "question,code,words\nTEAM,7,East\nTEAM,8,West\n")

    responses = read(tmp_path, tiny("team"), "team\n8\n7\n7.0\n", CODEBOOK + TEAM)

    assert responses.units == {"TEAM": ("East", "West")}
    assert column(responses, "TEAM") == [1, 0, 0]


def test_a_value_the_codebook_lacks_or_means_nothing_by_is_listed(tmp_path: Path):
    written(tmp_path, "codes.csv", "question,code,words\ngood,1,Disagree\ngood,9,Don't know\n")

    assert odd_in(tmp_path, "agreement", "good\n1\n9\n3\n", CODEBOOK + GOOD) == [
        "column “good”: “3” (once) is not an answer",
        "column “good”: “9” (once) is not an answer",
    ]


def test_a_codebook_that_says_two_things_of_one_value_stops_the_run(tmp_path: Path):
    written(tmp_path, "codes.csv", "question,code,words\ngood,1,Disagree\ngood,1.0,Agree\ngood,1,DISAGREE\n")

    with pytest.raises(UnmatchedDataError) as caught:
        read(tmp_path, tiny("agreement"), "good\n1\n", CODEBOOK + GOOD)

    assert caught.value.faults == ("good, 1.0 means both “Disagree” and “Agree”",)


def test_a_codebook_without_its_columns_is_refused(tmp_path: Path):
    written(tmp_path, "codes.csv", "question,code\ngood,1\n")

    with pytest.raises(
        UnmatchedDataError, match=r"codes\.csv has no column “words”, which the mapping names for the codebook"
    ):
        read(tmp_path, tiny("agreement"), "good\n1\n", CODEBOOK + GOOD)


ROWS = '[[rows]]\nheader = "Status"\nkeep = ["complete", "partial"]\n'


def test_rows_left_out_on_purpose_are_counted(tmp_path: Path):
    answers = "status,good\nComplete,Agree\nscreened,Agree\nPARTIAL,Disagree\ntest,Agree\n"

    responses = read(tmp_path, tiny("agreement"), answers, ROWS + GOOD)

    assert column(responses, "GOOD") == [2, 0]
    assert responses.notes[0] == "2 of 4 rows left out: “status” is not “complete” or “partial”."


def test_where_every_row_is_kept_nothing_is_said_of_rows(tmp_path: Path):
    responses = read(tmp_path, tiny("agreement"), "status,good\ncomplete,Agree\n", ROWS + GOOD)

    assert responses.notes == ("Not in this file: BAD, PAY.",)


def test_rules_that_leave_no_row_stop_the_run(tmp_path: Path):
    assert odd_in(tmp_path, "agreement", "status,good\ntest,Agree\n", ROWS + GOOD) == [
        " has no rows left after the mapping's row rules."
    ]


def test_a_rule_on_a_column_that_is_not_there_stops_the_run(tmp_path: Path):
    assert odd_in(tmp_path, "agreement", "state,good\ncomplete,Agree\n", ROWS + GOOD) == [
        " has no column “Status”, which the mapping names for keeping rows."
    ]


def test_a_file_of_one_column_raises_the_question_of_its_delimiter(tmp_path: Path):
    assert odd_in(tmp_path, "agreement", "status:good\ncomplete:Agree\n", ROWS + GOOD) == [
        " has no column “Status”, which the mapping names for keeping rows. The file has only one column: is its "
        "delimiter the one expected?"
    ]


RESPONDENTS = "id,good\n1,Agree\n2,Agree\n1,Disagree\n,Agree\n,Disagree\n"


def respondents(duplicates: str) -> str:
    return f'[file]\nrespondent = "ID"\nduplicates = "{duplicates}"\n' + GOOD


def test_a_respondent_who_stands_twice_stops_the_run(tmp_path: Path):
    (odd,) = odd_in(tmp_path, "agreement", RESPONDENTS, respondents("stop"))

    assert odd == (
        "rows that repeat a respondent in “id”: 1. Say under [file] which to use: "
        'duplicates = "keep_first" or "keep_last".'
    )


@pytest.mark.parametrize(("which", "kept"), [("first", [2, 2, 2, 0]), ("last", [2, 0, 2, 0])])
def test_the_first_or_last_row_of_a_respondent_is_kept_as_the_mapping_says(tmp_path: Path, which: str, kept: list[int]):
    responses = read(tmp_path, tiny("agreement"), RESPONDENTS, respondents(f"keep_{which}"))

    # The two rows without an identifier are two people.
    assert column(responses, "GOOD") == kept
    assert responses.notes[:2] == (
        "Rows with nothing in “id”: 2; kept, each as one respondent.",
        f"Rows that repeat a respondent: 1; the {which} of each was used.",
    )


def test_respondents_who_each_stand_once_are_all_kept_without_a_word(tmp_path: Path):
    responses = read(tmp_path, tiny("agreement"), "id,good\n1,Agree\n2,Agree\n", respondents("stop"))

    assert len(responses) == 2
    assert responses.notes == ("Not in this file: BAD, PAY.",)


def test_rows_alike_in_every_column_are_kept_and_counted(tmp_path: Path):
    responses = read(tmp_path, tiny("agreement"), "good\nAgree\nAgree\nDisagree\nAgree\n", GOOD)

    assert len(responses) == 4
    assert responses.notes[0] == "Rows that are the same as another in every column: 2; kept."
