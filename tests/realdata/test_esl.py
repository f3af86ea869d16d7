"""The open science survey of Erasmus School of Law: a Qualtrics export with three header rows and commas everywhere."""

import csv
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from soundings.analysis.counts import Counter
from soundings.disclosure import publish
from soundings.disclosure.wave import load_wave
from soundings.responses import ResponseSet
from soundings.responses.response_set import MISSING, NOT_ASKED, PREFER_NOT_TO_SAY

pytestmark = pytest.mark.realdata

WAVE = Path(__file__).parents[2] / "examples" / "esl" / "wave.toml"
EXPORT = "20220414_ESL_OS_Survey_responses.csv"
SELECT_ALL = ["Q5", "Q10", "Q13", "Q17", "Q20", "Q21-1", "Q21-2", "Q22-1", "Q22-2"]
WILL_NOT_SAY = ("i don't know/prefer not to answer",)


@lru_cache
def finished_rows(folder: Path) -> list[dict[str, str]]:
    """The finished answers, read again without our reader."""
    with (folder / EXPORT).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[2:]
    return [row for row in rows if row["Finished"] == "True"]


@lru_cache
def read(folder: Path) -> ResponseSet:
    assert folder.is_dir()
    return load_wave(WAVE).surveys[0].responses


@pytest.fixture(scope="module")
def data(shared_data: Callable[[str], Path]) -> Path:
    return shared_data("eur-os-survey-esl")


def plain(text: str) -> str:
    return text.replace("’", "'").casefold()


def holding(cells: list[str], label: str) -> int:
    """How many cells hold a label between commas or at an end, whatever else stands in them."""
    pattern = re.compile(rf"(^|,){re.escape(plain(label))}(,|$)")
    return sum(bool(pattern.search(plain(cell))) for cell in cells)


def test_28_of_39_answers_are_finished_and_the_notes_say_so(data: Path) -> None:
    responses = read(data)
    assert len(responses) == len(finished_rows(data)) == 28
    assert responses.notes == ("11 of 39 rows left out: “Finished” is not “True”.",)


@pytest.mark.parametrize("code", SELECT_ALL)
def test_select_all_answers_are_counted_although_options_hold_commas(data: Path, code: str) -> None:
    responses = read(data)
    item = responses.instrument.item(code)
    counts = Counter(responses, ()).item(item)
    cells = [row[code.replace("-", ".")] for row in finished_rows(data)]

    expected = {option.code: holding(cells, option.label) for option in item.options}
    assert dict(zip(expected, counts.counts[0].tolist(), strict=True)) == expected
    answered = [cell for cell in cells if cell and plain(cell) not in WILL_NOT_SAY]
    assert counts.base[0] == len(answered)
    assert counts.states["prefer_not_to_say"] == sum(plain(cell) in WILL_NOT_SAY for cell in cells)


def test_options_with_commas_of_their_own_were_chosen_at_all(data: Path) -> None:
    """Otherwise the test above would prove little."""
    chosen: dict[str, int] = {}
    for code in SELECT_ALL:
        item = read(data).instrument.item(code)
        counts = Counter(read(data), ()).item(item).counts[0].tolist()
        chosen |= {option.label: n for option, n in zip(item.options, counts, strict=True) if "," in option.label and n}
    assert len(chosen) == 14
    assert chosen["It might take too much time, effort, and resources"] > 0


def test_one_answer_questions_agree_with_a_plain_count(data: Path) -> None:
    responses = read(data)
    counter = Counter(responses, ())
    for item in responses.instrument.items:
        if item.kind != "choice":
            continue
        cells = [plain(row[item.code.replace("-", ".")]) for row in finished_rows(data)]
        options = responses.instrument.options_of(item)
        expected = [cells.count(plain(option.label)) for option in options]
        assert counter.item(item).counts[0].tolist() == expected
        assert sum(expected) >= 10


def test_who_will_not_say_who_is_not_asked_and_who_is_silent_stay_apart(data: Path) -> None:
    responses = read(data)
    states = {code: responses.state(responses.instrument.item(code)).tolist() for code in ("Q10", "Q21-1", "Q22-1")}
    assert (states["Q10"].count(PREFER_NOT_TO_SAY), states["Q10"].count(MISSING)) == (4, 0)
    assert (states["Q21-1"].count(NOT_ASKED), states["Q21-1"].count(MISSING)) == (5, 0)
    assert (states["Q22-1"].count(NOT_ASKED), states["Q22-1"].count(MISSING)) == (26, 0)


def test_a_question_with_two_answers_leaves_no_figure(data: Path) -> None:
    assert data.is_dir()
    table = publish(load_wave(WAVE)).surveys[0].figures.table
    rows = table.filter(table["item"] == "Q22-1")
    assert rows.height > 0
    assert set(rows["status"]) == {"not_shown"}
    assert rows["value"].null_count() == rows["base"].null_count() == rows.height
