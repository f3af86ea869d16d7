"""Real files of LimeSurvey: structures of versions 2, 5 and 6, and answers exported to R.

What a file holds is counted here by patterns, without the reader that is tested.
"""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.factories import instrument_of, written

from soundings.errors import UnreadableFileError
from soundings.instrument import Instrument
from soundings.instrument.loading import instrument_from_text
from soundings.interchange import Draft, instrument_from_limesurvey, mapping_from_limesurvey
from soundings.responses import MISSING, load_mapping, read_responses

pytestmark = pytest.mark.realdata

# Groups and questions as the data set's own description gives them.
SURVEYS = {
    "ls205_sample_survey_english.lss": (12, 114),
    "ls5_EM_question_attributes.lss": (6, 44),
    "ls205_array_filter_tests.lss": (4, 113),
    "ls6_sample_survey_multilingual_fr_de_en_it_ru.lss": (6, 57),
}
TABS = [
    "export-of-en-and-nl-survey-with-one-question-as-tsv.txt",
    "export-of-survey-with-one-multi-choice-question-as-tsv.txt",
    "testing-export.txt",
    "testing-multilingual-export.txt",
]
ANSWERS = ["survey_100001_R_data_file.csv", "survey_998192_R_data_file.csv"]
LABELS = ["survey_100001_labels.csv", "survey_998192_labels.csv"]


@pytest.fixture(scope="module")
def data(shared_data: Callable[[str], Path]) -> Path:
    return shared_data("limesurvey-formats")


def instrument(draft: Draft) -> Instrument:
    return instrument_from_text(draft.text, "the draft")


def rows_of(path: Path, table: str) -> list[dict[str, str]]:
    """The rows of a table, by patterns in the text alone."""
    text = path.read_text(encoding="utf-8")
    found = re.search(rf"<{table}>(.*?)</{table}>", text, re.DOTALL)
    rows = re.findall(r"<row>(.*?)</row>", found[1], re.DOTALL) if found else []
    return [dict(re.findall(r"<(\w+)><!\[CDATA\[(.*?)\]\]></\1>", row, re.DOTALL)) for row in rows]


def test_every_file_of_the_set_is_read_or_refused_with_a_reason(data: Path):
    read = {*SURVEYS, *TABS, "limesurvey_group_1370.lsg"}
    for path in sorted(data.iterdir()):
        if path.name in read:
            assert instrument(instrument_from_limesurvey(path)).items
        else:
            with pytest.raises(UnreadableFileError, match="is not a LimeSurvey structure: it has no column"):
                instrument_from_limesurvey(path)
    assert {path.name for path in data.iterdir()} - read == {*ANSWERS, *LABELS, "README.md"}


@pytest.mark.parametrize("name", SURVEYS)
def test_every_group_and_question_is_carried_over_or_named(data: Path, name: str):
    groups, questions = SURVEYS[name]
    draft = instrument_from_limesurvey(data / name)
    found = instrument(draft)

    codes = [row["title"] for row in rows_of(data / name, "questions")]
    assert len(codes) == questions
    named = {code for note in draft.notes if note.startswith("not carried over") for code in re.split(r"[:,] ", note)}
    items = {item.code for item in found.items}
    lost = [code for code in codes if code not in items | named and not any(i.startswith(f"{code}_") for i in items)]
    assert lost == []
    assert len(rows_of(data / name, "groups")) == groups
    assert len(found.sections) + draft.text.count("# No section is left of ") == groups


@pytest.mark.parametrize("name", SURVEYS)
def test_every_answer_of_a_question_is_an_option_in_its_order(data: Path, name: str):
    found = instrument(instrument_from_limesurvey(data / name))
    kinds = {row["qid"]: (row["title"], row["type"]) for row in rows_of(data / name, "questions")}
    answers = Counter((row["qid"], row["scale_id"]) for row in rows_of(data / name, "answers"))
    first_item = {"F": "", "H": "", "1": "_{}", "R": "", "L": "", "!": "", "O": ""}

    compared = 0
    for (qid, scale), number in answers.items():
        code, kind = kinds[qid]
        end = first_item[kind].format(scale)
        item = next(
            i for i in found.items if i.code == code or (i.code.startswith(f"{code}_") and i.code.endswith(end))
        )
        own = [option for option in found.options_of(item) if option.code != "other"]
        assert (code, scale, len(own)) == (code, scale, number)
        compared += number
    assert compared == len(rows_of(data / name, "answers")) > 0


def test_the_english_sample_has_its_rows_scales_and_routes(data: Path):
    draft = instrument_from_limesurvey(data / "ls205_sample_survey_english.lss")
    found = instrument(draft)

    foods = [item for item in found.items if item.code.startswith("qArray_")]
    assert [item.text.split(" – ")[1] for item in foods] == ["Broccoli", "Ice Cream", "Chocolate", "Steak", "Escargot"]
    assert [o.label for o in found.options_of(foods[0])] == ["Hate", "Dislike", "Ambivalent", "Like", "Love"]
    assert {item.kind for item in found.items} == {"choice", "choices", "number", "comment"}
    married = found.item("yearsMarried").show_if
    assert married is not None
    assert (married.item, married.is_) == ("married", ("Y",))
    relevance = [row.get("relevance", "") for row in rows_of(data / "ls205_sample_survey_english.lss", "questions")]
    simple = [words for words in relevance if "==" in words]
    assert len(simple) == 30
    assert [note for note in draft.notes if "==" in note and "not understood" in note] == []
    other = {words for words in relevance if words not in ("", "1") and "==" not in words}
    assert [words for words in other if f"nly if: {words}" not in draft.text] == []


def test_the_multilingual_survey_keeps_its_five_languages(data: Path):
    found = instrument(instrument_from_limesurvey(data / "ls6_sample_survey_multilingual_fr_de_en_it_ru.lss"))

    assert [found.language, *(words.language for words in found.translations)] == [
        "en",
        "fr",
        "de-informal",
        "it",
        "ru",
    ]
    russian = next(words for words in found.translations if words.language == "ru")
    assert re.search("[\u0430-\u044f]{4}", russian.items["M"].text)


def test_tab_separated_texts_are_kept_in_both_languages(data: Path):
    found = instrument(instrument_from_limesurvey(data / "testing-multilingual-export.txt"))

    assert [option.label for option in found.item("onlyQuestion").options] == [
        "This is the first answer option",
        "This is the second answer option",
    ]
    dutch = found.translations[0]
    assert (dutch.language, dutch.sections) == ("nl", {"only-group": "Enige groep"})
    assert dutch.items["onlyQuestion"].options == {"a-1": "Dit is antwoordoptie 1", "a-2": "Antwoordoptie 2"}


PILOT = """
[[scales]]
code = "seven"
options = [
  { code = "a-1", label = "1 disagree strongly" }, { code = "a-2", label = "2" }, { code = "a-3", label = "3" },
  { code = "a-4", label = "4" }, { code = "a-5", label = "5" }, { code = "a-6", label = "6" },
  { code = "a-7", label = "7 agree strongly" },
]
[[sections]]
code = "all"
title = "All"
[[sections.items]]
code = "informedConsent"
text = "Do you consent?"
kind = "choice"
options = [{ code = "yes", label = "Yes please" }, { code = "no", label = "Over my dead body" }]
[[sections.items]]
code = "gender"
text = "How do you identify?"
kind = "choice"
options = [{ code = "man", label = "Man" }, { code = "woman", label = "Woman" }, { code = "other", label = "Other" }]
[[sections.items]]
code = "age"
text = "How old are you?"
kind = "number"
[[sections.items]]
code = "education"
text = "Which schools?"
kind = "choices"
options = [{ code = "primary", label = "Primary" }, { code = "tertairy", label = "Tertiary" }]
[[sections.items]]
code = "personality_open"
text = "Openness"
kind = "choice"
scale = "seven"
[[sections.items]]
code = "personality_cons"
text = "Conscientiousness"
kind = "choice"
scale = "seven"
[[sections.items]]
code = "yesno"
text = "Do you agree?"
kind = "choice"
options = [{ code = "Y", label = "Yes" }, { code = "N", label = "No" }]
"""


def test_the_pilot_answers_are_coded_by_the_labels_beside_them(data: Path, tmp_path: Path):
    asked = instrument_of(PILOT)
    text = mapping_from_limesurvey(data / "survey_998192_R_data_file.csv", asked)
    # A person says what to do with the columns the questionnaire does not ask.
    text = re.sub(r'^  # (".*",)$', r"  \1", text, flags=re.MULTILINE)
    mapping = load_mapping(written(tmp_path, "mapping.toml", text), asked)
    frame = read_responses(data / "survey_998192_R_data_file.csv", mapping, asked).frame

    blank = MISSING
    assert frame.to_dict(as_series=False) == {
        "informedConsent": [1, 0, 0, blank, 0, 0, 0],
        "gender": [blank, 0, 2, blank, blank, blank, 1],
        "age": [None, 66.0, 44.0, None, None, None, 4.0],
        "age/state": [blank, 0, 0, blank, blank, blank, 0],
        "education/primary": [blank, 0, 1, blank, 0, blank, 0],
        "education/tertairy": [blank, 1, 0, blank, 0, blank, 1],
        "personality_open": [blank, blank, 2, blank, blank, blank, 0],
        "personality_cons": [blank, blank, 2, blank, blank, blank, 1],
        "yesno": [0, blank, blank, blank, blank, blank, 0],
    }
    assert "# 5 of the 7 responses were begun and not sent." in text


@pytest.mark.parametrize("name", ANSWERS)
def test_no_time_or_number_of_a_respondent_is_shown_in_a_proposal(data: Path, name: str):
    text = mapping_from_limesurvey(data / name, instrument_of(PILOT))

    assert re.findall(r"20\d\d-\d\d-\d\d \d\d:\d\d", (data / name).read_text(encoding="utf-8-sig")) != []
    assert re.findall(r"20\d\d-\d\d-\d\d \d\d:\d\d", text) == []
    for header in ("Response ID", "Date submitted", "Date started", "Date last action", "Seed"):
        assert f'  "{header}",\n' in text
