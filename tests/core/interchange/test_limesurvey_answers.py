"""LimeSurvey's exports of answers: in every form they are coded alike, and nobody's name is read."""

from pathlib import Path

import polars as pl
import pytest
from tests.core.interchange.surveys import AGREE, Q, imported
from tests.factories import instrument_of, written

from soundings.errors import FaultyFileError, UnmatchedDataError, UsageError
from soundings.instrument import Instrument
from soundings.interchange import mapping_from_limesurvey
from soundings.responses import MISSING, Mapping, ResponseSet, load_mapping, read_responses

QUESTIONS = (
    Q("consent", "Y", "Do you agree to take part?"),
    Q("team", "L", "Which team?", answers={"1": "2", "2": "1", "3": "Duty"}, other="Y"),
    Q("help", "M", "What would help?", rows={"lap": "A laptop", "2": "Time"}, other="Y"),
    Q("WL", "F", "How far do you agree?", rows={"a": "My caseload is manageable.", "b": "Time"}, answers=AGREE),
    Q(
        "pay",
        "1",
        "Pay and hours",
        rows={"x": "Fair"},
        answers={"l": "Low", "h": "High"},
        second={"n": "No", "y": "Yes"},
    ),
    Q("hours", "N", "How many hours?"),
    Q(
        "tick",
        ":",
        "Where?",
        rows={"r": "Mondays"},
        columns={"o": "Office", "h": "Home"},
        settings={"multiflexible_checkbox": "1"},
    ),
)
WORDS = [
    "Do you agree to take part?",
    "Which team?",
    "Which team? [Other]",
    "What would help? [A laptop]",
    "What would help? [Time]",
    "What would help? [Other]",
    "How far do you agree? [My caseload is manageable.]",
    "How far do you agree? [Time]",
    "Pay and hours [Fair][Scale 1]",
    "Pay and hours [Fair][Scale 2]",
    "How many hours?",
    "Where? [Mondays][Office]",
    "Where? [Mondays][Home]",
]
CODES = [
    "consent",
    "team",
    "team[other]",
    "help[lap]",
    "help[2]",
    "help[other]",
    "WL[a]",
    "WL[b]",
    "pay[x][1]",
    "pay[x][2]",
]
CODES += ["hours", "tick[r_o]", "tick[r_h]"]
IN_EXPRESSIONS = [
    "consent",
    "team",
    "team_other",
    "help_lap",
    "help_2",
    "help_other",
    "WL_a",
    "WL_b",
    "pay_x_0",
    "pay_x_1",
]
IN_EXPRESSIONS += ["hours", "tick_r_o", "tick_r_h"]

# Three people; of the second nothing is there but the team in her own words.
AS_CODES = [
    ["Y", "1", "", "Y", "", "", "3", "1", "h", "y", "37.5", "1", ""],
    ["", "-oth-", "Night team", "", "", "", "", "", "", "", "", "", ""],
    ["N", "2", "", "", "Y", "A phone", "1", "2", "l", "n", "40", "", "1"],
]
IN_FULL = [
    ["Yes", "2", "", "Yes", "No", "", "Agree", "Disagree", "High", "Yes", "37.5", "1", ""],
    ["N/A", "Other", "Night team", "N/A", "N/A", "", "", "", "", "", "", "", ""],
    ["No", "1", "", "No", "Yes", "A phone", "Disagree", "Neither", "Low", "No", "40", "", "1"],
]


@pytest.fixture
def instrument(tmp_path: Path) -> Instrument:
    return imported(tmp_path, *QUESTIONS)


def csv_of(header: list[str], rows: list[list[str]]) -> str:
    quoted = [[f'"{cell}"' for cell in row] for row in [header, *rows]]
    return "\ufeff" + "\n".join(",".join(row) for row in quoted) + "\n"


def proposed(folder: Path, instrument: Instrument, content: str, name: str = "results.csv") -> str:
    return mapping_from_limesurvey(written(folder, name, content), instrument)


def loaded(folder: Path, instrument: Instrument, text: str) -> Mapping:
    return load_mapping(written(folder, "mapping.toml", text), instrument)


def coded(folder: Path, instrument: Instrument, content: str, name: str = "results.csv") -> ResponseSet:
    mapping = loaded(folder, instrument, proposed(folder, instrument, content, name))
    return read_responses(folder / name, mapping, instrument)


def expected() -> pl.DataFrame:
    """The three people by positions of options, worked out by hand."""
    return pl.DataFrame(
        {
            "consent": [0, MISSING, 1],
            "team": [0, 3, 1],
            "help/lap": [1, MISSING, 0],
            "help/a-2": [0, MISSING, 1],
            "WL_a": [2, MISSING, 0],
            "WL_b": [0, MISSING, 1],
            "pay_x_0": [1, MISSING, 0],
            "pay_x_1": [1, MISSING, 0],
            "tick_r/o": [1, MISSING, 0],
            "tick_r/h": [0, MISSING, 1],
        },
        schema_overrides=dict.fromkeys(["consent", "team"], pl.Int16),
    ).cast(pl.Int16)


@pytest.mark.parametrize("answers", [AS_CODES, IN_FULL], ids=["codes", "full answers"])
@pytest.mark.parametrize(
    "header",
    [CODES, IN_EXPRESSIONS, WORDS, [f"{code}. {words}" for code, words in zip(CODES, WORDS, strict=True)]],
    ids=["codes", "expression codes", "words", "codes and words"],
)
def test_every_form_of_export_is_coded_alike(
    tmp_path: Path, instrument: Instrument, header: list[str], answers: list[list[str]]
):
    responses = coded(tmp_path, instrument, csv_of(header, answers))

    assert responses.frame.select(expected().columns).equals(expected())
    assert responses.frame.get_column("hours").to_list() == [37.5, None, 40.0]
    assert responses.frame.get_column("team_other").to_list() == [None, "Night team", None]
    assert responses.frame.get_column("help_other").to_list() == [None, None, "A phone"]


def test_codes_that_look_like_other_labels_are_told_apart_by_the_rest_of_the_file(
    tmp_path: Path, instrument: Instrument
):
    # The team coded 1 is called “2”, and the other way round: only the file as a whole says which is meant.
    as_codes = coded(tmp_path, instrument, csv_of(["consent", "team"], [["Y", "1"]] * 3))
    in_full = coded(tmp_path, instrument, csv_of(["consent", "team"], [["Yes", "1"]] * 3))

    assert as_codes.frame.get_column("team").to_list() == [0, 0, 0]
    assert in_full.frame.get_column("team").to_list() == [1, 1, 1]


def test_words_under_other_are_no_tick_even_where_other_is_an_option(tmp_path: Path, instrument: Instrument):
    mapping = loaded(
        tmp_path, instrument, proposed(tmp_path, instrument, csv_of(["team_other", "team"], [["Us", "1"]]))
    )

    assert [(column.header, column.item, column.option) for column in mapping.column] == [
        ("team_other", "team_other", None),
        ("team", "team", None),
    ]


def test_a_column_for_other_without_its_item_waits_for_a_person(tmp_path: Path):
    body = """
[[sections]]
code = "s"
title = "S"
[[sections.items]]
code = "team"
text = "Which team?"
kind = "choice"
options = [{ code = "duty", label = "Duty" }, { code = "other", label = "Other" }]
"""
    text = proposed(tmp_path, instrument_of(body), csv_of(["team", "team[other]"], [["duty", "Us"]]))

    assert '  # "team[other]",' in text
    assert text.count("[[column]]") == 1


def test_a_file_of_codes_and_full_answers_is_remarked_upon(tmp_path: Path, instrument: Instrument):
    text = proposed(tmp_path, instrument, csv_of(["consent", "pay[x][1]"], [["Y", "High"]]))

    assert "# Some answers stand as codes and others in full; see that each column is read rightly." in text


PERSONAL = {
    "id": "4711",
    "submitdate": "2026-05-02 09:14:00",
    "startdate": "2026-05-02 09:01:00",
    "datestamp": "2026-05-02 09:14:00",
    "ipaddr": "10.9.8.7",
    "refurl": "intranet-page",
    "token": "SECRET-TOKEN",
    "firstname": "Morag",
    "lastname": "Example",
    "email": "morag@example.org",
    "attribute_1": "Payroll 99",
}


@pytest.mark.parametrize("words", [False, True], ids=["codes", "codes and words"])
def test_columns_about_a_person_are_dropped_and_nothing_in_them_is_shown(
    tmp_path: Path, instrument: Instrument, words: bool
):
    headers = [f"{code}. Words" if words else code for code in PERSONAL]
    content = csv_of([*headers, "consent"], [[*PERSONAL.values(), "Y"], [*PERSONAL.values(), "N"]])
    text = proposed(tmp_path, instrument, content)

    mapping = loaded(tmp_path, instrument, text)
    assert set(headers) <= set(mapping.drop.columns)
    assert [value for value in PERSONAL.values() if value in text] == []
    responses = read_responses(tmp_path / "results.csv", mapping, instrument)
    assert responses.frame.columns == ["consent"]
    assert [value for value in PERSONAL.values() if value in str(responses)] == []


@pytest.mark.parametrize(
    "header",
    [
        *("Response ID", "Date submitted", "Date last action", "IP address", "Last page", "Start language", "Seed"),
        *("Total time", "Group time: Your work", "Question time: WL", "interviewtime", "groupTime12", "77X1X9time"),
        *("filecount - Your plan", "plan[filecount]", "{if(age.NAOK > 65, 1, 0)}", "old. {age.NAOK > 65}"),
    ],
)
def test_what_limesurvey_adds_by_itself_is_dropped(tmp_path: Path, instrument: Instrument, header: str):
    text = proposed(tmp_path, instrument, csv_of(["consent", header], [["Y", "7"]]))

    assert loaded(tmp_path, instrument, text).drop.columns == (header,)


def test_a_column_that_fits_no_item_waits_as_a_comment_and_stops_the_run(tmp_path: Path, instrument: Instrument):
    text = proposed(tmp_path, instrument, csv_of(["consent", "pets[cat]. How many pets? [Cats]"], [["Y", "3"]]))

    assert '  # "pets[cat]. How many pets? [Cats]",' in text
    with pytest.raises(UnmatchedDataError, match="neither read nor dropped"):
        read_responses(tmp_path / "results.csv", loaded(tmp_path, instrument, text), instrument)


def test_cells_that_are_neither_ticked_nor_blank_are_asked_about(tmp_path: Path, instrument: Instrument):
    text = proposed(tmp_path, instrument, csv_of(["help[lap]"], [["Oui"], ["Y"], ["Oui"]]))

    assert '# Is this ticked, or not? "Oui" (2 times)' in text


def test_responses_that_were_never_sent_are_counted(tmp_path: Path, instrument: Instrument):
    rows = [["1", "2026-05-02 09:14:00", "Y"], ["2", "", "N"], ["3", "", ""]]
    some = proposed(tmp_path, instrument, csv_of(["id", "submitdate", "consent"], rows))
    none = proposed(tmp_path, instrument, csv_of(["id", "submitdate", "consent"], rows[:1]))

    assert "# 2 of the 3 responses were begun and not sent." in some
    assert "were begun" not in none


def test_labels_that_are_no_option_stand_as_comments_with_a_suggestion(tmp_path: Path, instrument: Instrument):
    text = proposed(tmp_path, instrument, csv_of(["consent", "WL[a]"], [["Yes", "Agree"], ["Yes", "Agreee"]]))

    assert '# labels."Agreee" = "a-3"   # once; “Agree”?' in text


def test_a_version_that_does_not_exist_is_a_usage_error(tmp_path: Path, instrument: Instrument):
    path = written(tmp_path, "a.csv", csv_of(["consent"], [["Y"]]))

    with pytest.raises(UsageError, match="1999"):
        mapping_from_limesurvey(path, instrument, "1999")


R_HEADER = ["Response ID", *WORDS]
R_ANSWERS = [
    ["1", "1", "1", "", "1", "0", "", "3", "1", "h", "y", "37.5", "1", ""],
    ["2", "", "-oth-", "Night team", "", "", "", "", "", "", "", "", "", ""],
    ["3", "2", "2", "", "0", "1", "A phone", "1", "2", "l", "n", "40", "", "1"],
]
R_CODES = [
    "id",
    "consent",
    "team",
    "team_other",
    "help_lap",
    "help_2",
    "help_other",
    "WL_a",
    "WL_b",
    "pay_x#0",
    "pay_x#1",
]
R_CODES += ["hours", "tick_r_o", "tick_r_h"]
R_VALUES = {
    "consent": ("1,2", '"Yes", "No"'),
    "team": ('"1","2","3"', '"2", "1", "Duty"'),
    "help_lap": ("1,0", '"Yes", "Not selected"'),
    "help_2": ("1,0", '"Yes", "Not selected"'),
    "WL_a": ("1,2,3", '"Disagree", "Neither", "Agree"'),
}


def labels_csv(codes: list[str], words: list[str]) -> str:
    lines = ["position,code,field_type,label,value_levels,value_labels"]
    for position, (code, label) in enumerate(zip(codes, words, strict=True), start=1):
        levels, meanings = (part.replace('"', '""') for part in R_VALUES.get(code, ("", "")))
        lines.append(f'{position},{code},A,"{label}","{levels}","{meanings}"')
    return "\n".join(lines) + "\n"


def test_the_data_file_for_r_is_read_by_the_labels_beside_it(tmp_path: Path, instrument: Instrument):
    written(tmp_path, "survey_77_labels.csv", labels_csv(R_CODES, R_HEADER))
    name = "survey_77_R_data_file.csv"

    responses = coded(tmp_path, instrument, csv_of(R_HEADER, R_ANSWERS), name)

    assert responses.frame.select(expected().columns).equals(expected())
    assert "# Columns and codes are explained by survey_77_labels.csv." in (tmp_path / "mapping.toml").read_text()


def test_the_labels_find_columns_that_have_no_words_of_their_own(tmp_path: Path, instrument: Instrument):
    header = ["Response ID", "", "How far do you agree? [Time]", "How far do you agree? [Time]"]
    rows = [["1", "1", "3", "2"], ["2", "2", "1", "1"]]
    labels = labels_csv(["id", "consent", "pets", "WL_b"], ["id", "", *header[2:]])
    written(tmp_path, "survey_77_labels.csv", labels)

    text = proposed(tmp_path, instrument, csv_of(header, rows), "survey_77_R_data_file.csv")

    mapping = loaded(tmp_path, instrument, text)
    assert [(c.header, c.item) for c in mapping.column if c.item != "WL_b"] == [("column 2", "consent")]
    assert mapping.column[0].labels == {"1": "Y", "2": "N"}


def test_labels_of_another_file_are_refused(tmp_path: Path, instrument: Instrument):
    written(tmp_path, "survey_77_labels.csv", labels_csv(R_CODES[::-1], R_HEADER[::-1]))

    with pytest.raises(UnmatchedDataError, match="belongs to another file"):
        proposed(tmp_path, instrument, csv_of(R_HEADER, R_ANSWERS), "survey_77_R_data_file.csv")


def test_all_faults_of_the_labels_are_listed(tmp_path: Path, instrument: Instrument):
    content = (
        "position,code,field_type,label,value_levels,value_labels\n"
        '1,id,F,id,"1,2","""One"""\nx,a,F,b,,\n99,c,F,d,,\n2,consent,A,Do you agree to take part?,,\n'
    )
    written(tmp_path, "survey_77_labels.csv", content)

    with pytest.raises(FaultyFileError) as error:
        proposed(tmp_path, instrument, csv_of(R_HEADER, R_ANSWERS), "survey_77_R_data_file.csv")

    assert error.value.faults == (
        "id: has 2 values but 1 labels",
        "a: “x” is not the number of a column of survey_77_R_data_file.csv",
        "c: “99” is not the number of a column of survey_77_R_data_file.csv",
    )


def test_a_list_of_labels_without_its_columns_is_refused(tmp_path: Path, instrument: Instrument):
    written(tmp_path, "survey_77_labels.csv", "position,code\n1,id\n")

    with pytest.raises(FaultyFileError, match="no column label, value_levels, value_labels"):
        proposed(tmp_path, instrument, csv_of(R_HEADER, R_ANSWERS), "survey_77_R_data_file.csv")
