"""The mapping file: every fault at once, each with its line."""

from pathlib import Path

import pytest
from tests.factories import mapping_of, tiny, written

from soundings.errors import FaultyFileError, UnreadableFileError
from soundings.responses import load_mapping
from soundings.tabular import FileLayout

# Lines 1 to 3 of every mapping here are format, instrument and version.
CASES = '[[column]]\nheader = "cases"\nitem = "CASES"\n'


def faults_of(folder: Path, name: str, body: str) -> list[str]:
    with pytest.raises(FaultyFileError) as caught:
        mapping_of(folder, tiny(name), body)
    return list(caught.value.faults)


def test_a_mapping_needs_only_its_columns(tmp_path: Path):
    mapping = mapping_of(tmp_path, tiny("routing"), CASES)

    assert [(column.header, column.item) for column in mapping.column] == [("cases", "CASES")]
    assert mapping.file.as_layout() == FileLayout()
    assert not mapping.layout_is_long


def test_a_mapping_may_say_everything_there_is_to_say(tmp_path: Path):
    body = """
    [file]
    layout = "long"
    title_rows = 1
    header_rows = 3
    names_in = [1, 2]
    delimiter = ";"
    encoding = "cp1252"
    sheet = "Answers"
    respondent = "id"
    duplicates = "keep_last"
    no_answer = ["-"]
    [long]
    respondent = "id"
    item = "question"
    answer = "answer"
    [codebook]
    file = "codes.csv"
    item = "question"
    value = "code"
    label = "words"
    [[rows]]
    header = "status"
    keep = ["finished"]
    [[column]]
    header = "cases"
    item = "CASES"
    labels = { "Y" = "yes", "?" = "no_answer" }
    drop_labels = ["maybe"]
    [drop]
    columns = ["time*"]
    """

    mapping = mapping_of(tmp_path, tiny("routing"), body)

    assert mapping.layout_is_long
    assert mapping.file.as_layout() == FileLayout(1, 3, (1, 2), ";", "cp1252", "Answers")


def test_all_faults_of_a_mapping_are_told_at_once_each_with_its_line(tmp_path: Path):
    body = """\
[file]
delimeter = ","

[[column]]
header = "cases"
item = "CASES"
labels = { "Y" = "maybe" }

[[column]]
header = "which"
item = "WHICH"

[[column]]
header = "more"
item = "MORE"
"""

    assert faults_of(tmp_path, "routing", body) == [
        "line 5, file, delimeter: is not a key that belongs here; remove it or check the spelling"
    ]
    assert faults_of(tmp_path, "routing", body.replace('delimeter = ","\n', "")) == [
        "line 9, column 1, labels: “Y” means “maybe”, which is not an option of CASES",
        "line 11, column 2: WHICH takes several answers; name the option of this column, or a separator",
        "line 17, column 3, item: there is no item “MORE” in version 1",
    ]


@pytest.mark.parametrize(
    ("name", "body", "fault"),
    [
        ("routing", "", "whole file, column: is missing; nothing would be read. Add [[column]] with header and item"),
        (
            "routing",
            CASES + CASES,
            "line 7, column 2: CASES is already read from “cases”",
        ),
        (
            "routing",
            '[[column]]\nheader = "a"\nitem = "WHICH"\noption = "adults"\n'
            '[[column]]\nheader = "b"\nitem = "WHICH"\noption = "adults"\n',
            "line 8, column 2: WHICH is already read from “a”",
        ),
        (
            "routing",
            '[[column]]\nheader = "a"\nitem = "WHICH"\nseparator = ","\n'
            '[[column]]\nheader = "b"\nitem = "WHICH"\noption = "adults"\n',
            "line 8, column 2: WHICH is already read from “a”",
        ),
        (
            "routing",
            '[[column]]\nheader = "a"\nitem = "WHICH"\noption = "adults"\nseparator = ","\n',
            "line 4, column 1: has both option and separator; a column either ticks one option or holds several",
        ),
        (
            "routing",
            '[[column]]\nheader = "a"\nitem = "WHICH"\noption = "parents"\n',
            "line 7, column 1, option: “parents” is not an option of the choices item WHICH",
        ),
        (
            "routing",
            '[[column]]\nheader = "a"\nitem = "CASES"\noption = "yes"\n',
            "line 7, column 1, option: “yes” is not an option of the choices item CASES",
        ),
        (
            "routing",
            '[[column]]\nheader = "a"\nitem = "HOURS"\nlabels = { "lots" = "60" }\n',
            "line 7, column 1, labels: “lots” means “60”, which is not no_answer or not_applicable or "
            "prefer_not_to_say",
        ),
        (
            "agreement",
            '[labels.agree]\n"Yes!" = "definitely"\n[[column]]\nheader = "a"\nitem = "GOOD"\n',
            "line 5, labels, agree, Yes!: means “definitely”, which is not an option of agree",
        ),
        (
            "agreement",
            '[labels.agreed]\n"Yes!" = "yes"\n[[column]]\nheader = "a"\nitem = "GOOD"\n',
            "line 4, labels, agreed: there is no scale “agreed”",
        ),
        (
            "routing",
            '[file]\nlayout = "long"\n' + CASES,
            "whole file, long: a long file needs [long] with respondent, item and answer",
        ),
        (
            "routing",
            '[long]\nrespondent = "a"\nitem = "b"\nanswer = "c"\n' + CASES,
            'line 4, long: is only for a long file; remove it, or say layout = "long" under [file]',
        ),
        (
            "routing",
            '[file]\ndelimiter = ":"\n' + CASES,
            'line 4, file: delimiter must be "," or ";" or "|" or "\\t"; leave it out to have it found',
        ),
        (
            "routing",
            "[file]\nnames_in = []\n" + CASES,
            "line 4, file: names_in must list header rows, numbered from 1 to 1",
        ),
        (
            "routing",
            "[file]\nheader_rows = 2\nnames_in = [3]\n" + CASES,
            "line 4, file: names_in must list header rows, numbered from 1 to 2",
        ),
        (
            "routing",
            "[file]\nnames_in = [0]\n" + CASES,
            "line 4, file: names_in must list header rows, numbered from 1 to 1",
        ),
        (
            "routing",
            '[file]\nduplicates = "keep_first"\n' + CASES,
            'line 4, file: duplicates = "keep_first" needs respondent, the column that tells people apart',
        ),
        (
            "routing",
            "[file]\ntitle_rows = 101\n" + CASES,
            "line 5, file, title_rows: Input should be less than or equal to 100",
        ),
        (
            "routing",
            '[file]\nduplicates = "keep"\n' + CASES,
            "line 5, file, duplicates: must be one of 'stop', 'keep_first' or 'keep_last' (it says 'keep')",
        ),
        ("routing", '[[rows]]\nheader = "a"\nkeep = []\n' + CASES, "line 6, rows 1, keep: needs more entries"),
    ],
)
def test_a_faulty_mapping_is_told_what_to_mend(tmp_path: Path, name: str, body: str, fault: str):
    assert faults_of(tmp_path, name, body) == [fault]


def test_two_columns_may_tick_two_options_of_one_item(tmp_path: Path):
    columns = "".join(
        f'[[column]]\nheader = "{option}"\nitem = "WHICH"\noption = "{option}"\n' for option in ("adults", "children")
    )

    assert [column.option for column in mapping_of(tmp_path, tiny("routing"), columns).column] == ["adults", "children"]


def test_a_unit_may_be_given_another_name(tmp_path: Path):
    body = '[[column]]\nheader = "a"\nitem = "TEAM"\nlabels = { "E1" = "East" }\n'

    assert mapping_of(tmp_path, tiny("team"), body).column[0].labels == {"E1": "East"}


def test_a_mapping_for_another_questionnaire_is_refused(tmp_path: Path):
    path = written(tmp_path, "m.toml", 'format = 1\ninstrument = "states"\nversion = "1"\n' + CASES)

    with pytest.raises(FaultyFileError) as caught:
        load_mapping(path, tiny("routing"))

    assert caught.value.faults == ("line 2, instrument: is for “states”, but the instrument is “routing”",)


def test_a_mapping_for_an_unknown_version_is_refused(tmp_path: Path):
    path = written(tmp_path, "m.toml", 'format = 1\ninstrument = "history"\nversion = "2022"\n')

    with pytest.raises(FaultyFileError) as caught:
        load_mapping(path, tiny("history"))

    assert caught.value.faults == ("line 3, version: “2022” is not a version of the instrument (2023, 2024, 2025)",)


def test_a_mapping_may_read_only_what_was_asked_in_its_version(tmp_path: Path):
    column = '[[column]]\nheader = "a"\nitem = "{}"\n'
    path = written(
        tmp_path,
        "m.toml",
        'format = 1\ninstrument = "history"\nversion = "2023"\n' + column.format("OLD") + column.format("NEW"),
    )

    with pytest.raises(FaultyFileError) as caught:
        load_mapping(path, tiny("history"))

    assert caught.value.faults == ("line 9, column 2, item: there is no item “NEW” in version 2023",)


def test_a_slip_in_the_toml_of_a_mapping_is_told_with_its_line(tmp_path: Path):
    with pytest.raises(FaultyFileError, match=r"mapping\.toml is not well-formed TOML.*line 5"):
        mapping_of(tmp_path, tiny("routing"), "[[column]]\nheader = cases\n")


def test_a_missing_mapping_is_told_by_name(tmp_path: Path):
    with pytest.raises(UnreadableFileError, match=r"There is no file .*m\.toml"):
        load_mapping(tmp_path / "m.toml", tiny("routing"))
