"""Questions with several answers: in one cell, in one column an option, or in several rows."""

from pathlib import Path

import pytest
from tests.factories import read, tiny

from soundings.errors import UnmatchedDataError
from soundings.responses import MISSING, NOT_APPLICABLE, PREFER_NOT_TO_SAY, ResponseSet

OPTIONS = ("laptop", "space", "quiet", "cover")


def ticks(responses: ResponseSet) -> list[tuple[int, ...]]:
    """For each respondent what stands under each option."""
    return responses.frame.select(f"HELP/{option}" for option in OPTIONS).rows()


def one_cell(folder: Path, cells: list[str], separator: str, more: str = "") -> ResponseSet:
    quoted = "".join('"{}",.\n'.format(cell.replace('"', '""')) for cell in cells)
    column = f'[[column]]\nheader = "help"\nitem = "HELP"\nseparator = "{separator}"\n{more}'
    return read(folder, tiny("choices"), "help,x\n" + quoted, column + '[drop]\ncolumns = ["x"]\n')


def test_answers_in_one_cell_are_parted_though_their_words_hold_the_separator(tmp_path: Path):
    responses = one_cell(
        tmp_path,
        [
            "A laptop,Quiet space, near my team",
            "Quiet space, near my team, A laptop",
            "Quiet space,A laptop",
            "Quiet space,Quiet space, near my team",
            "Cover; when colleagues are ill",
        ],
        ",",
    )

    assert ticks(responses) == [(1, 1, 0, 0), (1, 1, 0, 0), (1, 0, 1, 0), (0, 1, 1, 0), (0, 0, 0, 1)]


def test_semicolons_part_answers_though_one_of_them_holds_a_semicolon(tmp_path: Path):
    cells = ["A laptop;Cover; when colleagues are ill;Quiet space", "a laptop ; QUIET SPACE;", "A laptop;A laptop"]

    responses = one_cell(tmp_path, cells, ";")

    assert ticks(responses) == [(1, 0, 1, 1), (1, 0, 1, 0), (1, 0, 0, 0)]


def test_line_breaks_may_part_answers(tmp_path: Path):
    responses = one_cell(tmp_path, ["A laptop\nQuiet space", "Quiet space\r\nA laptop\r\n", "A laptop"], "\\n")

    assert ticks(responses) == [(1, 0, 1, 0), (1, 0, 1, 0), (1, 0, 0, 0)]


def test_an_answer_that_only_starts_like_an_option_is_not_that_option(tmp_path: Path):
    with pytest.raises(UnmatchedDataError) as caught:
        one_cell(tmp_path, ["A laptop,A laptop stand", "Quiet spaces", "A laptop,A laptop stand"], ",")

    assert caught.value.faults == (
        "column “help”: “a laptop stand” (2 times) is not an answer",
        "column “help”: “quiet spaces” (once) is not an answer",
    )


def test_a_cell_may_hold_nothing_or_one_of_the_ways_of_not_answering(tmp_path: Path):
    responses = one_cell(tmp_path, ["", "Nothing would help", "Prefer not to say", " "], ",")

    assert ticks(responses) == [(MISSING,) * 4, (NOT_APPLICABLE,) * 4, (PREFER_NOT_TO_SAY,) * 4, (MISSING,) * 4]


def test_options_chosen_beside_a_refusal_are_kept_and_the_contradiction_is_told(tmp_path: Path):
    responses = one_cell(tmp_path, ["A laptop,Prefer not to say", "Nothing would help,Prefer not to say"], ",")

    assert ticks(responses) == [(1, 0, 0, 0), (PREFER_NOT_TO_SAY,) * 4]
    assert responses.notes == ("HELP: options chosen beside an answer that refuses them: 1; the options were kept.",)


def test_a_label_to_drop_takes_no_other_answer_with_it(tmp_path: Path):
    cells = ["A laptop,Other", "Other", "Other,Other, please say", "Quiet space"]

    responses = one_cell(tmp_path, cells, ",", 'drop_labels = ["Other", "Other, please say"]\n')

    assert ticks(responses) == [(1, 0, 0, 0), (MISSING,) * 4, (MISSING,) * 4, (0, 0, 1, 0)]
    assert responses.notes == (
        "HELP: “Other” (3 times) counted as no answer, as the mapping says.",
        "HELP: “Other, please say” (once) counted as no answer, as the mapping says.",
    )


def test_a_label_to_drop_that_never_occurs_is_not_mentioned(tmp_path: Path):
    assert one_cell(tmp_path, ["A laptop"], ",", 'drop_labels = ["Other"]\n').notes == ()


def column(header: str, option: str, more: str = "") -> str:
    return f'[[column]]\nheader = "{header}"\nitem = "HELP"\noption = "{option}"\n{more}'


@pytest.mark.parametrize(
    "mark", ["Yes", "1", "1.0", "TRUE", "x", "Ticked", "indicated", "selected", "A laptop", "laptop"]
)
def test_a_column_for_each_option_is_ticked_in_any_common_way(tmp_path: Path, mark: str):
    responses = read(tmp_path, tiny("choices"), f"a,b\n{mark},\n,x\n", column("a", "laptop") + column("b", "quiet"))

    # Whoever ticks any option has left the others unticked, also those the file has no column for.
    assert ticks(responses) == [(1, 0, 0, 0), (0, 0, 1, 0)]


@pytest.mark.parametrize("mark", ["No", "0", "0.0", "FALSE", "not ticked", "Not selected", "n"])
def test_a_column_may_say_that_its_option_was_not_ticked(tmp_path: Path, mark: str):
    responses = read(
        tmp_path, tiny("choices"), f"a,b\n{mark},x\n{mark},{mark}\n", column("a", "laptop") + column("b", "quiet")
    )

    assert ticks(responses) == [(0, 0, 1, 0), (0, 0, 0, 0)]


def test_nothing_ticked_at_all_is_no_answer(tmp_path: Path):
    responses = read(tmp_path, tiny("choices"), "a,b,c\n,,row\n", column("a", "laptop") + column("b", "quiet") + DROP_C)

    assert ticks(responses) == [(MISSING,) * 4]


DROP_C = '[drop]\ncolumns = ["c"]\n'


def test_a_mark_may_be_named_by_the_mapping(tmp_path: Path):
    responses = read(tmp_path, tiny("choices"), "a\nJa\n", column("a", "laptop", 'ticked = ["ja"]\n'))

    assert ticks(responses) == [(1, 0, 0, 0)]


def test_a_label_may_mean_the_option_or_a_way_of_not_answering(tmp_path: Path):
    labels = 'labels = { "Notebook" = "laptop", "N/A" = "not_applicable" }\n'

    responses = read(tmp_path, tiny("choices"), "a\nnotebook\nn/a\nPrefer not to say\n", column("a", "laptop", labels))

    assert [row[0] for row in ticks(responses)] == [1, NOT_APPLICABLE, PREFER_NOT_TO_SAY]


def test_another_options_label_in_a_column_is_listed(tmp_path: Path):
    with pytest.raises(UnmatchedDataError) as caught:
        read(tmp_path, tiny("choices"), "a\nQuiet space\nmaybe\n", column("a", "laptop"))

    assert caught.value.faults == (
        "column “a”: “Quiet space” (once) is not an answer",
        "column “a”: “maybe” (once) is not an answer",
    )


def test_labels_to_drop_in_a_column_of_ticks_are_reported(tmp_path: Path):
    responses = read(tmp_path, tiny("choices"), "a\nmaybe\nx\n", column("a", "laptop", 'drop_labels = ["maybe"]\n'))

    assert [row[0] for row in ticks(responses)] == [MISSING, 1]
    assert responses.notes == ("HELP: “maybe” (once) counted as no answer, as the mapping says.",)


def test_the_state_of_an_item_is_answered_or_the_way_of_not_answering(tmp_path: Path):
    responses = one_cell(tmp_path, ["A laptop", "", "Prefer not to say"], ",")

    assert responses.state(responses.instrument.item("HELP")).tolist() == [0, MISSING, PREFER_NOT_TO_SAY]
