"""Own earlier results that exist only in papers."""

from pathlib import Path

import pytest
from tests.factories import written

from soundings.comparators import PastResult, PastResults, load_past, past_from_text, past_to_text
from soundings.errors import FaultyFileError, LaterVersionError

HEAD = "survey,wave,item,measure,label,value,hedge,n,eligible,verdict,source\n"
ROW = "sw,2019,SV1,favourable,Monthly supervision,53%,just over half,132,251,comparable,Committee paper 7\n"


def past(folder: Path, rows: str, head: str = HEAD) -> tuple[PastResult, ...]:
    return load_past(written(folder, "past.csv", head + rows)).results


def faults_of(folder: Path, rows: str, head: str = HEAD) -> tuple[str, ...]:
    with pytest.raises(FaultyFileError) as caught:
        past(folder, rows, head)
    return caught.value.faults


def test_a_printed_figure_keeps_everything_the_paper_said_of_it(tmp_path: Path):
    assert past(tmp_path, ROW) == (
        PastResult(
            survey="sw",
            wave="2019",
            item="SV1",
            measure="favourable",
            label="Monthly supervision",
            value=53.0,
            hedge="just over half",
            n=132,
            eligible=251,
            verdict="comparable",
            source="Committee paper 7",
        ),
    )


def test_only_wave_label_source_and_a_figure_or_its_words_are_needed(tmp_path: Path):
    results = past(tmp_path, "2019,Stay,Paper,almost all\n2021,Stay,Paper,few\n", "wave,label,source,hedge\n")

    assert [(r.wave, r.value, r.hedge, r.n, r.eligible, r.verdict, r.survey) for r in results] == [
        ("2019", None, "almost all", None, None, "same", ""),
        ("2021", None, "few", None, None, "same", ""),
    ]


@pytest.mark.parametrize(("printed", "value"), [("53", 53.0), ("52.6%", 52.6), ("-3 %", -3.0), ("+4", 4.0), ("0", 0.0)])
def test_a_value_is_read_as_printed(tmp_path: Path, printed: str, value: float):
    assert past(tmp_path, f"2019,Stay,Paper,{printed}\n", "wave,label,source,value\n")[0].value == value


@pytest.mark.parametrize("printed", ["about 53", "nan", "inf", "1e3", "1_0", "½", "\u0665", "%", "5.", "53 %%"])
def test_what_is_not_a_plain_number_is_refused(tmp_path: Path, printed: str):
    assert faults_of(tmp_path, f"2019,Stay,Paper,{printed},so\n", "wave,label,source,value,hedge\n") == (
        f"row 2, value: “{printed}” is not a number; words such as “almost” belong in hedge",
    )


def test_all_faulty_rows_are_told_at_once(tmp_path: Path):
    rows = (
        "sw,,SV1,favourable,,53,,132,251,same,Paper\n"
        "sw,2019,SV1,favourable,Label,,,132,251,same,Paper\n"
        "sw,2019,SV1,favourable,Label,53,,12.5,many,same,Paper\n"
        "sw,2019,SV1,favourable,Label,53,,252,251,equal,Paper\n" + ROW
    )

    assert faults_of(tmp_path, rows) == (
        "row 2: “wave” is empty",
        "row 2: “label” is empty",
        "row 3: give a value, or the paper's own words in hedge",
        "row 4, n: “12.5” is not a whole number",
        "row 4, eligible: “many” is not a whole number",
        "row 5: n is 252, more than the 251 eligible people",
        "row 5: the verdict “equal” is not one of same, comparable, break",
    )


@pytest.mark.parametrize(("n", "possible"), [(250, True), (251, True), (252, False)])
def test_no_more_answers_than_people(tmp_path: Path, n: int, possible: bool):
    row = ROW.replace(",132,", f",{n},")

    if possible:
        assert past(tmp_path, row)[0].n == n
    else:
        assert faults_of(tmp_path, row) == ("row 2: n is 252, more than the 251 eligible people",)


def test_missing_and_unknown_columns_are_named(tmp_path: Path):
    assert faults_of(tmp_path, "2019,Paper,me\n", "Wave,Source,author\n") == (
        "there is no column “label”",
        "the column “author” is not one of survey, wave, item, measure, label, value, hedge, n, eligible, verdict, "
        "source",
    )


def test_one_fault_is_called_a_fault(tmp_path: Path):
    with pytest.raises(FaultyFileError, match=r"past\.csv has 1 fault:"):
        past(tmp_path, "2019,Stay,Paper,x\n", "wave,label,source,value\n")


def test_what_is_written_is_read_back_the_same(tmp_path: Path):
    results = PastResults(past(tmp_path, ROW + ROW.replace("53%,just over half", ",almost all")))

    assert past_from_text(past_to_text(results)) == results


def test_the_same_results_are_written_the_same(tmp_path: Path):
    results = PastResults(past(tmp_path, ROW))

    assert past_to_text(results) == past_to_text(past_from_text(past_to_text(results)))


def test_a_file_of_a_later_version_asks_for_an_upgrade(tmp_path: Path):
    text = past_to_text(PastResults(past(tmp_path, ROW))).replace('"version": 0', '"version": 1')

    with pytest.raises(LaterVersionError, match=r"past\.json was made by a later version of Soundings. Upgrade"):
        past_from_text(text, "past.json")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"format": "soundings-past"', '"format": "soundings-release"'),
        ('"version": 0', '"version": "0"'),
        ('"value": 53.0', '"value": "53"'),
        ('"value": 53.0', '"value": NaN'),
        ('"n": 132', '"n": 132.5'),
        ('"n": 132', '"n": true'),
        ('"verdict": "comparable"', '"verdict": "equal"'),
        ('"label": "Monthly supervision"', '"label": null'),
        ('"wave": "2019"', '"year": "2019"'),
        ('"results": [', '"results": [3,'),
        ('"results"', '"result"'),
        (
            "{",
            "[",
        ),
    ],
)
def test_a_file_that_was_changed_by_hand_is_refused(tmp_path: Path, old: str, new: str):
    text = past_to_text(PastResults(past(tmp_path, ROW)))
    assert old in text

    with pytest.raises(FaultyFileError, match=r"past\.json is not a file made by “soundings past”\."):
        past_from_text(text.replace(old, new, 1), "past.json")


@pytest.mark.parametrize("text", ["", "[]", "null", "3", '"text"', "[" * 100_000])
def test_any_other_text_is_refused(text: str):
    with pytest.raises(FaultyFileError, match="is not a file made by"):
        past_from_text(text)
