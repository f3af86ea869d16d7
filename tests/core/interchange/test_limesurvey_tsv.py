"""LimeSurvey's structure as tab-separated text."""

from pathlib import Path

import pytest
from tests.factories import written

from soundings.errors import FaultyFileError, UnreadableFileError
from soundings.instrument import Instrument
from soundings.instrument.loading import instrument_from_text
from soundings.interchange import instrument_from_limesurvey

HEADER = "id\trelated_id\tclass\ttype/scale\tname\trelevance\ttext\thelp\tlanguage\tother\thidden"
ABOUT = ["\t\tS\t\tsid\t\t12", "\t\tS\t\tlanguage\t\ten", "\t\tSL\t\tsurveyls_title\t\tStaff survey\t\ten"]
PAGE = "1\t\tG\t0\tYour work\t1\tAbout it\t\ten"
ARRAY = [
    "2\t\tQ\tF\tWL\t1\tHow far do you agree?\tThink of May\ten\tN",
    "3\t\tSQ\t0\ta\t1\tMy caseload is manageable.\t\ten",
    "\t\tA\t0\t1\t\tAgree\t\ten",
    "\t\tA\t0\t2\t\tDisagree\t\ten",
]
WELSH = ["\t\tS\t\tadditional_languages\t\tcy", "9\t\tG\t0\tEich gwaith\t1\t\t\tcy"]
WELSH_ARRAY = [
    "8\t\tQ\tF\tWL\t1\tCytuno?\tMis Mai\tcy\tN",
    "7\t\tSQ\t0\ta\t1\tMae fy llwyth yn iawn.\t\tcy",
    "\t\tA\t0\t1\t\tCytuno\t\tcy",
    "\t\tA\t0\t2\t\tAnghytuno\t\tcy",
]


def path_of(folder: Path, *lines: str) -> Path:
    return written(folder, "survey.txt", "\r\n".join([HEADER, *lines]))


def read(folder: Path, *lines: str) -> Instrument:
    return instrument_from_text(instrument_from_limesurvey(path_of(folder, *lines)).text, "draft")


def test_pages_questions_rows_and_answers_are_read(tmp_path: Path):
    instrument = read(tmp_path, *ABOUT, PAGE, *ARRAY)

    assert (instrument.code, instrument.title, instrument.language) == ("limesurvey-12", "Staff survey", "en")
    assert (instrument.sections[0].title, instrument.sections[0].intro) == ("Your work", "About it")
    item = instrument.item("WL_a")
    assert (item.text, item.guidance) == ("My caseload is manageable.", "How far do you agree? Think of May")
    assert [(option.code, option.label) for option in item.options] == [("a-1", "Agree"), ("a-2", "Disagree")]


def test_another_language_is_matched_by_codes_and_pages_by_their_order(tmp_path: Path):
    welsh = read(tmp_path, *ABOUT, PAGE, *ARRAY, *WELSH, *WELSH_ARRAY).translations[0]

    assert (welsh.language, welsh.sections) == ("cy", {"your-work": "Eich gwaith"})
    assert welsh.items["WL_a"].text == "Mae fy llwyth yn iawn."
    assert welsh.items["WL_a"].options == {"a-1": "Cytuno", "a-2": "Anghytuno"}


def test_rows_shorter_than_the_header_and_a_byte_order_mark_are_no_matter(tmp_path: Path):
    path = path_of(tmp_path, *ABOUT, PAGE, "2\t\tQ\tT\tq\t1\tWhat helps?\t\ten")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert "What helps?" in instrument_from_limesurvey(path).text


def test_na_is_an_empty_cell(tmp_path: Path):
    draft = instrument_from_limesurvey(path_of(tmp_path, PAGE, "2\t\tQ\tT\tq\tNA\tWhat helps?\t\ten\tN\tNA"))

    assert draft.notes == ()


def test_kinds_of_rows_that_are_not_about_questions_are_counted(tmp_path: Path):
    draft = instrument_from_limesurvey(
        path_of(tmp_path, PAGE, "2\t\tQ\tT\tq\t1\tHm?\t\ten", "1\t\tQTA\t\tx", "2\t\tQTA\t\ty")
    )

    assert draft.notes == ("parts of the file that are not about what is asked: QTA (2 rows)",)


def test_all_faults_are_listed_with_their_lines(tmp_path: Path):
    lines = [
        "1\t\tQ\tT\tearly\t1\tToo early\t\ten",
        PAGE,
        "\t\tA\t0\t1\t\tNobody's answer\t\ten",
        *ARRAY,
        "\t\tA\t0\t1\t\tAgree again\t\ten",
        "2\t\tQ\tT\tWL\t1\tTwice\t\ten",
        "2\t\tQ\tT\t\t1\tNameless\t\ten",
    ]

    with pytest.raises(FaultyFileError) as error:
        instrument_from_limesurvey(path_of(tmp_path, *lines))

    assert error.value.faults == (
        "line 2: question early stands before the first group",
        "line 4: the answer 1 belongs to no question",
        "line 9: WL has two answers with the code “1”",
        "line 10: there are two questions with the code “WL”",
        "question 2 has no code",
    )


def test_a_file_with_a_header_and_nothing_else_is_refused(tmp_path: Path):
    with pytest.raises(FaultyFileError, match="there are no questions in it"):
        instrument_from_limesurvey(path_of(tmp_path))


def test_a_table_of_something_else_is_refused_with_what_is_missing(tmp_path: Path):
    path = written(tmp_path, "a.txt", "class\tname\nQ\tx\n")

    with pytest.raises(UnreadableFileError, match="“type/scale”, “relevance”, “text”, “help”, “language”"):
        instrument_from_limesurvey(path)
