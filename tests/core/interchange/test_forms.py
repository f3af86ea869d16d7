"""Microsoft Forms: its workbook of answers, with made-up people in it."""

from pathlib import Path

import openpyxl
import pytest
from tests.factories import instrument_of, written

from soundings.errors import UnmatchedDataError
from soundings.instrument import Instrument
from soundings.interchange import mapping_from_forms
from soundings.responses import Mapping, ResponseSet, load_mapping, read_responses

BODY = """
[[scales]]
code = "agree"
options = [{ code = "no", label = "Disagree" }, { code = "yes", label = "Agree" }]
[[sections]]
code = "work"
title = "Work"
[[sections.items]]
code = "WL1"
text = "My caseload is manageable."
kind = "scale"
scale = "agree"
favourable = ["yes"]
[[sections.items]]
code = "WL2"
text = "I get breaks, e.g. for lunch."
kind = "scale"
scale = "agree"
favourable = ["yes"]
[[sections.items]]
code = "TL1"
text = "What would help?"
kind = "choices"
options = [{ code = "laptop", label = "A laptop" }, { code = "time", label = "Time; more of it" }]
[[sections.items]]
code = "CM1"
text = "Anything else?"
kind = "comment"
"""
PEOPLE = {
    "ID": ["1", "2", "3"],
    "Start time": ["2026-05-02 09:01:00", "2026-05-02 09:02:00", "2026-05-02 09:03:00"],
    "Completion time": ["2026-05-02 09:11:00", "2026-05-02 09:12:00", "2026-05-02 09:13:00"],
    "Email": ["morag@example.org", "iona@example.org", "ann@example.org"],
    "Name": ["Morag Example", "Iona Example", "Ann Example"],
    "Last modified time": ["2026-05-03 09:01:00", "", ""],
}
ANSWERS = {
    "How far do you agree?.My caseload is manageable.": ["Agree", "Disagree", ""],
    "How far do you agree?.I get breaks, e.g. for lunch.": ["Agree", "Agree", "Disagree"],
    "What would help?\xa0": ["A laptop;Time; more of it;", "Time; more of it;", ""],
    "Anything else?": ["", "More staff", ""],
}


@pytest.fixture
def instrument() -> Instrument:
    return instrument_of(BODY)


def workbook(folder: Path, columns: dict[str, list[str]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(columns))
    for row in zip(*columns.values(), strict=True):
        sheet.append([cell or None for cell in row])
    path = folder / "Staff survey(1-3).xlsx"
    book.save(path)
    return path


def mapping_of(folder: Path, instrument: Instrument, text: str) -> Mapping:
    return load_mapping(written(folder, "mapping.toml", text), instrument)


def coded(folder: Path, instrument: Instrument, path: Path) -> ResponseSet:
    mapping = mapping_of(folder, instrument, mapping_from_forms(path, instrument))
    return read_responses(path, mapping, instrument)


def test_the_answers_of_a_workbook_are_coded_without_a_change_to_the_proposal(tmp_path: Path, instrument: Instrument):
    responses = coded(tmp_path, instrument, workbook(tmp_path, {**PEOPLE, **ANSWERS}))

    assert responses.frame.to_dict(as_series=False) == {
        "WL1": [1, 0, -1],
        "WL2": [1, 1, 0],
        "TL1/laptop": [1, 0, -1],
        "TL1/time": [1, 1, -1],
        "CM1": [None, "More staff", None],
    }


def test_who_answered_and_when_is_dropped_and_never_shown(tmp_path: Path, instrument: Instrument):
    path = workbook(tmp_path, {**PEOPLE, **ANSWERS})
    text = mapping_from_forms(path, instrument)

    secrets = [cell for header, cells in PEOPLE.items() if header != "ID" for cell in cells if cell]
    assert set(mapping_of(tmp_path, instrument, text).drop.columns) == set(PEOPLE)
    assert [secret for secret in secrets if secret in text] == []
    assert [secret for secret in secrets if secret in str(coded(tmp_path, instrument, path))] == []


@pytest.mark.parametrize("header", ["Language", "Total points", "Points - Anything else?", "Feedback - Anything else?"])
def test_what_forms_adds_is_dropped(tmp_path: Path, instrument: Instrument, header: str):
    path = workbook(tmp_path, {**ANSWERS, header: ["1", "1", "1"]})

    assert mapping_of(tmp_path, instrument, mapping_from_forms(path, instrument)).drop.columns == (header,)


def test_a_question_asked_twice_has_a_number_after_it(tmp_path: Path, instrument: Instrument):
    path = workbook(tmp_path, {"Anything at all, at the end of it?": ["a"], "What would help?2": ["A laptop;"]})
    mapping = mapping_of(tmp_path, instrument, mapping_from_forms(path, instrument))

    assert [(column.header, column.item) for column in mapping.column] == [("What would help?2", "TL1")]


def test_a_column_of_other_words_waits_for_a_person(tmp_path: Path, instrument: Instrument):
    path = workbook(tmp_path, {**ANSWERS, "How are you today?": ["Well", "Well", "Well"]})
    text = mapping_from_forms(path, instrument)

    assert '  # "How are you today?",' in text
    with pytest.raises(UnmatchedDataError, match="How are you today"):
        read_responses(path, mapping_of(tmp_path, instrument, text), instrument)


def test_an_answer_in_a_persons_own_words_stops_the_run(tmp_path: Path, instrument: Instrument):
    path = workbook(tmp_path, {"What would help?": ["A laptop;", "A kettle;"]})

    with pytest.raises(UnmatchedDataError, match="kettle"):
        coded(tmp_path, instrument, path)
