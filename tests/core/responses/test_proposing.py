"""Proposing a mapping for a person to edit: it must load, and it must not lose anything."""

from pathlib import Path

import pytest
from tests.factories import instrument_of, tiny, written
from tests.small_council import write_council

from soundings.errors import UnmatchedDataError, UsageError
from soundings.instrument import Instrument, load_instrument
from soundings.responses import Mapping, load_mapping, propose_mapping, read_responses
from soundings.tabular import FileLayout


def proposed(folder: Path, instrument: Instrument, answers: str, **layout: int) -> str:
    given = FileLayout(**layout) if layout else None
    return propose_mapping(written(folder, "a.csv", answers), instrument, "", given)


def loaded(folder: Path, instrument: Instrument, text: str) -> Mapping:
    return load_mapping(written(folder, "proposed.toml", text), instrument)


def found(mapping: Mapping) -> list[tuple[str, str]]:
    return [(column.header, column.item) for column in mapping.column]


@pytest.mark.parametrize("version", ["2025", "2026"])
def test_the_proposal_for_the_demo_council_reads_its_answers_as_its_own_mapping_does(tmp_path: Path, version: str):
    write_council(tmp_path, seed=2026)
    from_file = tmp_path / f"answers-{version}.csv"
    instrument = load_instrument(tmp_path / "instrument.toml")

    text = propose_mapping(from_file, instrument, version)

    own = load_mapping(tmp_path / f"mapping-{version}.toml", instrument)
    proposal = loaded(tmp_path, instrument, text)
    assert found(proposal) == found(own)
    assert read_responses(from_file, proposal, instrument).frame.equals(
        read_responses(from_file, own, instrument).frame
    )


def load_demo(folder: Path) -> Instrument:

    return load_instrument(folder / "instrument.toml")


@pytest.mark.parametrize(
    "header",
    [
        "GOOD",
        "good",
        "My caseload is manageable.",
        "MY CASELOAD IS MANAGEABLE. ",
        "My caseload is manageable",
        "GOOD. My caseload is manageable.",
        "GOOD) Manageable?",
        "GOOD: Manageable?",
        "grid[GOOD]. Please say how far you agree [My caseload is manageable.]",
        "likertagree2[affSat1]. Please rate the following. [My caseload is manageable]",
        "Please say how far you agree [My caseload is manageable.]",
        "Please say how far you agree / My caseload is manageable.",
        "My case load is manageable.",
    ],
)
def test_a_column_is_found_by_code_or_words_wherever_they_stand_in_its_header(tmp_path: Path, header: str):
    answers = f'"{header}"\nAgree\nDisagree\n'

    mapping = loaded(tmp_path, tiny("agreement"), proposed(tmp_path, tiny("agreement"), answers))

    assert found(mapping) == [(header.rstrip(), "GOOD")]
    responses = read_responses(tmp_path / "a.csv", mapping, tiny("agreement"))
    assert responses.frame.get_column("GOOD").to_list() == [2, 0]


def test_words_that_are_not_alike_enough_find_nothing(tmp_path: Path):
    text = proposed(tmp_path, tiny("agreement"), "My commute is bearable.\nAgree\n")

    assert "[[column]]" not in text
    assert '# "My commute is bearable.",' in text


def test_each_item_is_found_once_and_by_its_code_first(tmp_path: Path):
    answers = '"My caseload is manageable.","GOOD. My caseload is manageable.","BAD"\nAgree,Agree,Agree\n'

    text = proposed(tmp_path, tiny("agreement"), answers)

    assert found(loaded(tmp_path, tiny("agreement"), text)) == [("My caseload is manageable.", "GOOD"), ("BAD", "BAD")]
    assert '# "GOOD. My caseload is manageable.",' in text


def test_columns_that_fit_no_item_stand_as_comments_to_be_uncommented(tmp_path: Path):
    text = proposed(tmp_path, tiny("agreement"), "GOOD,IP address,Started\nAgree,1,2\n")

    mapping = loaded(tmp_path, tiny("agreement"), text)
    assert mapping.drop.columns == ()
    with pytest.raises(UnmatchedDataError) as caught:
        read_responses(tmp_path / "a.csv", mapping, tiny("agreement"))
    assert caught.value.faults == (
        "the column “IP address” is neither read nor dropped",
        "the column “Started” is neither read nor dropped",
    )
    uncommented = loaded(tmp_path, tiny("agreement"), text.replace('  # "', '  "'))
    assert uncommented.drop.columns == ("IP address", "Started")
    assert len(read_responses(tmp_path / "a.csv", uncommented, tiny("agreement"))) == 1


def test_unknown_labels_stand_as_comments_with_their_count_and_the_nearest_option(tmp_path: Path):
    text = proposed(tmp_path, tiny("agreement"), "GOOD\nAgreed\nAgreed\nDisagrees\nAgree\n")

    assert text.split("[[column]]\n")[1] == (
        'header = "GOOD"\n'
        'item = "GOOD"\n'
        "# These labels are not options; say what each means, or list it in drop_labels:\n"
        '# labels."Agreed" = "yes"   # 2 times; “Agree”?\n'
        '# labels."Disagrees" = "no"   # once; “Disagree”?\n'
    )
    uncommented = loaded(tmp_path, tiny("agreement"), text.replace("# labels.", "labels."))
    responses = read_responses(tmp_path / "a.csv", uncommented, tiny("agreement"))
    assert responses.frame.get_column("GOOD").to_list() == [2, 2, 0, 2]


@pytest.mark.parametrize(("labels", "rest"), [(8, ""), (9, "# and 1 more labels: is this the right item?\n")])
def test_a_column_of_many_unknown_labels_is_doubted(tmp_path: Path, labels: int, rest: str):
    text = proposed(tmp_path, tiny("agreement"), "GOOD\n" + "".join(f"word {n}\n" for n in range(labels)))

    assert text.count("# labels.") == 8
    assert text.endswith(f"”?\n{rest}")


@pytest.mark.parametrize(
    ("cells", "separator"),
    [
        ('"A laptop,Quiet space"', ","),
        ('"A laptop;Quiet space"', ";"),
        ('"A laptop"', ";"),
        ('"A laptop,Quiet space, near my team;"', ","),
    ],
)
def test_what_parts_several_answers_in_a_cell_is_found(tmp_path: Path, cells: str, separator: str):
    mapping = loaded(tmp_path, tiny("choices"), proposed(tmp_path, tiny("choices"), f"HELP,\n{cells},\n"))

    assert [(column.item, column.separator) for column in mapping.column] == [("HELP", separator)]


def test_a_column_for_each_option_is_found_by_the_option_in_its_header(tmp_path: Path):
    answers = (
        '"HELP[SQ1]. What would help you most? [A laptop]","What would help you most? / Quiet space"\nYes,\n,Yes\n'
    )

    mapping = loaded(tmp_path, tiny("choices"), proposed(tmp_path, tiny("choices"), answers))

    assert [(column.item, column.option) for column in mapping.column] == [("HELP", "laptop"), ("HELP", "quiet")]
    assert len(read_responses(tmp_path / "a.csv", mapping, tiny("choices"))) == 2


def test_a_column_for_the_whole_item_is_not_taken_beside_columns_for_its_options(tmp_path: Path):
    answers = '"HELP[SQ1]. Help? [A laptop]","HELP"\nYes,A laptop\n'

    text = proposed(tmp_path, tiny("choices"), answers)

    assert [column.option for column in loaded(tmp_path, tiny("choices"), text).column] == ["laptop"]
    assert '# "HELP",' in text


def test_title_and_header_rows_are_carried_into_the_proposal(tmp_path: Path):
    answers = "Staff survey,\nGOOD,BAD\nMy caseload,My work\nAgree,Agree\n"

    text = proposed(tmp_path, tiny("agreement"), answers, title_rows=1, header_rows=2)

    mapping = loaded(tmp_path, tiny("agreement"), text)
    assert (mapping.file.title_rows, mapping.file.header_rows) == (1, 2)
    assert len(read_responses(tmp_path / "a.csv", mapping, tiny("agreement"))) == 1


def test_headers_with_quotation_marks_and_line_breaks_survive(tmp_path: Path):
    answers = '"GOOD. Is it ""manageable""?\nReally? \\ \x7f"\nAgree\n'

    mapping = loaded(tmp_path, tiny("agreement"), proposed(tmp_path, tiny("agreement"), answers))

    assert found(mapping) == [('GOOD. Is it "manageable"?\nReally? \\ \x7f', "GOOD")]
    assert len(read_responses(tmp_path / "a.csv", mapping, tiny("agreement"))) == 1


def test_numbers_units_and_comments_are_found_without_remarks_on_their_labels(tmp_path: Path):
    text = proposed(tmp_path, tiny("team"), "TEAM,SAY,ROLE\nEast,Fewer forms,Manager\n")

    assert found(loaded(tmp_path, tiny("team"), text)) == [("TEAM", "TEAM"), ("SAY", "SAY"), ("ROLE", "ROLE")]
    assert "labels" not in text


def test_a_version_that_does_not_exist_is_refused_beside_those_there_are(tmp_path: Path):
    path = written(tmp_path, "a.csv", "SV1\nAlways\n")

    with pytest.raises(UsageError, match="“2022” is not a version of history; there are 2023, 2024, 2025"):
        propose_mapping(path, tiny("history"), "2022")


def test_a_version_in_which_nothing_was_asked_finds_nothing(tmp_path: Path):
    instrument = instrument_of(
        '[[sections]]\ncode = "s"\ntitle = "S"\n'
        '[[sections.items]]\ncode = "N"\ntext = "N?"\nkind = "comment"\nsince = "2"\n',
        'format = 1\ncode = "tiny"\ntitle = "Tiny"\nversion = "2"\nversions = ["1", "2"]\n',
    )

    text = propose_mapping(written(tmp_path, "a.csv", "N\nwords\n"), instrument, "1")

    assert '# "N",' in text
