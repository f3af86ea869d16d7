"""LimeSurvey structures as drafts of instruments: every kind of question, and nothing lost."""

from pathlib import Path

import pytest
from tests.core.interchange.surveys import AGREE, Q, drafted, imported, lss, tables, xml
from tests.factories import written

from soundings.errors import FaultyFileError, UnreadableFileError
from soundings.instrument import Condition
from soundings.instrument.loading import instrument_from_text
from soundings.interchange import instrument_from_limesurvey


def test_every_row_of_an_array_is_an_item_and_all_share_one_scale(tmp_path: Path):
    rows = {"a": "My caseload is manageable.", "b": "I have time for direct work."}
    instrument = imported(tmp_path, Q("WL", "F", "How far do you agree?", rows=rows, answers=AGREE))

    assert [(item.code, item.text) for item in instrument.items] == [
        ("WL_a", "My caseload is manageable."),
        ("WL_b", "I have time for direct work."),
    ]
    assert {item.guidance for item in instrument.items} == {"How far do you agree?"}
    assert {item.scale for item in instrument.items} == {"WL-answers"}
    assert [(o.code, o.label) for o in instrument.scales[0].options] == [
        ("a-1", "Disagree"),
        ("a-2", "Neither"),
        ("a-3", "Agree"),
    ]


def test_two_arrays_with_the_same_answers_share_one_scale(tmp_path: Path):
    first = Q("A", "F", rows={"r": "Row"}, answers=AGREE)
    second = Q("B", "F", rows={"r": "Row"}, answers=AGREE)
    other = Q("C", "F", rows={"r": "Row", "s": "Row two"}, answers={**AGREE, "4": "Do not know"})
    instrument = imported(tmp_path, first, second, other)

    assert [scale.code for scale in instrument.scales] == ["A-answers", "C-answers"]
    assert [item.scale for item in instrument.items] == ["A-answers", "A-answers", "C-answers", "C-answers"]


def test_a_short_row_is_put_after_its_question(tmp_path: Path):
    instrument = imported(tmp_path, Q("eat", "F", "How do you like it?", rows={"x": "Ice cream"}, answers=AGREE))

    assert instrument.item("eat_x").text == "How do you like it? – Ice cream"


def test_no_answer_is_made_favourable_and_the_lines_for_it_wait_as_comments(tmp_path: Path):
    draft = drafted(tmp_path, Q("WL", "F", rows={"a": "One row here"}, answers=AGREE))

    assert {item.kind for item in instrument_from_text(draft.text, "draft").items} == {"choice"}
    assert '# kind = "scale"\n# favourable = []   # of a-1, a-2, a-3\n' in draft.text
    assert [note for note in draft.notes if "look like scales" in note and note.endswith("WL_a")] != []


def test_the_waiting_lines_make_a_scale_once_a_person_fills_them_in(tmp_path: Path):
    draft = drafted(tmp_path, Q("WL", "F", rows={"a": "One row here"}, answers=AGREE))
    text = draft.text.replace(
        'kind = "choice"\n# kind = "scale"\n# favourable = []', 'kind = "scale"\nfavourable = ["a-3"]'
    )

    item = instrument_from_text(text, "mended").item("WL_a")
    assert (item.kind, item.favourable) == ("scale", ("a-3",))


@pytest.mark.parametrize(
    ("question", "items"),
    [
        (Q("q", "L", answers=AGREE), {"q": "choice"}),
        (Q("q", "!", answers=AGREE), {"q": "choice"}),
        (Q("q", "L", answers=AGREE, other="Y"), {"q": "choice", "q_other": "comment"}),
        (Q("q", "O", answers=AGREE), {"q": "choice", "q_comment": "comment"}),
        (Q("q", "M", rows={"a": "A", "b": "B"}), {"q": "choices"}),
        (Q("q", "M", rows={"a": "A", "other": "x"}, other="Y"), {"q": "choices", "q_other": "comment"}),
        (Q("q", "P", rows={"a": "A"}), {"q": "choices", "q_acomment": "comment"}),
        (
            Q("q", "P", rows={"a": "A"}, other="Y"),
            {"q": "choices", "q_acomment": "comment", "q_other": "comment", "q_othercomment": "comment"},
        ),
        (Q("q", "F", rows={"a": "A"}, answers=AGREE), {"q_a": "choice"}),
        (Q("q", "H", rows={"a": "A"}, answers=AGREE), {"q_a": "choice"}),
        (Q("q", "A", rows={"1": "A"}), {"q_1": "choice"}),
        (Q("q", "B", rows={"1": "A"}), {"q_1": "choice"}),
        (Q("q", "C", rows={"1": "A"}), {"q_1": "choice"}),
        (Q("q", "E", rows={"1": "A"}), {"q_1": "choice"}),
        (Q("q", "1", rows={"a": "A"}, answers=AGREE, second={"y": "Yes"}), {"q_a_0": "choice", "q_a_1": "choice"}),
        (Q("q", "5"), {"q": "choice"}),
        (Q("q", "Y"), {"q": "choice"}),
        (Q("q", "G"), {"q": "choice"}),
        (Q("q", "N"), {"q": "number"}),
        (Q("q", "K", rows={"a": "A", "b": "B"}), {"q_a": "number", "q_b": "number"}),
        (Q("q", ":", rows={"a": "A"}, columns={"x": "X", "y": "Y"}), {"q_a_x": "number", "q_a_y": "number"}),
        (Q("q", ";", rows={"a": "A"}, columns={"x": "X"}), {"q_a_x": "comment"}),
        (
            Q("q", ":", rows={"a": "A"}, columns={"x": "X"}, settings={"multiflexible_checkbox": "1"}),
            {"q_a": "choices"},
        ),
        (Q("q", "S"), {"q": "comment"}),
        (Q("q", "T"), {"q": "comment"}),
        (Q("q", "U"), {"q": "comment"}),
        (Q("q", "Q", rows={"a": "A", "b": "B"}), {"q_a": "comment", "q_b": "comment"}),
        (Q("q", "R", answers={"a": "A", "b": "B"}), {"q_1": "choice", "q_2": "choice"}),
        (Q("q", "R", rows={"a": "A", "b": "B"}), {"q_1": "choice", "q_2": "choice"}),
    ],
    ids=lambda value: f"{value.kind}{value.other}" if isinstance(value, Q) else "",
)
def test_every_kind_of_question_becomes_items(tmp_path: Path, question: Q, items: dict[str, str]):
    instrument = imported(tmp_path, question)

    assert {item.code: item.kind for item in instrument.items} == items


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("5", ["a-1", "a-2", "a-3", "a-4", "a-5"]),
        ("A", ["a-1", "a-2", "a-3", "a-4", "a-5"]),
        ("B", [f"a-{point}" for point in range(1, 11)]),
        ("C", ["Y", "U", "N"]),
        ("E", ["I", "S", "D"]),
        ("Y", ["Y", "N"]),
        ("G", ["F", "M"]),
    ],
)
def test_answers_that_limesurvey_has_built_in_keep_its_codes(tmp_path: Path, kind: str, codes: list[str]):
    instrument = imported(tmp_path, Q("q", kind, rows={"r": "Row"} if kind in "ABCE" else {}))

    assert [option.code for option in instrument.options_of(instrument.items[0])] == codes


def test_the_built_in_question_on_gender_is_kept_apart_as_equality(tmp_path: Path):
    item = imported(tmp_path, Q("sex", "G")).item("sex")

    assert (item.profile, item.equality) == (True, True)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("X", "texts that are shown, not asked"),
        ("*", "equations, which LimeSurvey computes"),
        ("|", "files to upload"),
        ("D", "dates, which no kind of item asks for"),
        ("I", "the choice of a language"),
        ("Z", "questions of an unknown kind, “Z”"),
        ("L", "questions of the kind “L” without answers or subquestions"),
        ("M", "questions of the kind “M” without answers or subquestions"),
        ("F", "questions of the kind “F” without answers or subquestions"),
        ("1", "questions of the kind “1” without answers or subquestions"),
    ],
)
def test_what_is_not_carried_over_is_listed_and_stands_in_its_place(tmp_path: Path, kind: str, reason: str):
    draft = drafted(tmp_path, Q("kept", "T"), Q("lost", kind, "These words"))

    assert f"not carried over, {reason}: lost" in draft.notes
    assert f"# Not carried over: lost, one of the {reason}. “These words”" in draft.text


def test_the_route_of_what_is_not_carried_over_stands_with_it(tmp_path: Path):
    draft = drafted(tmp_path, Q("a", "Y"), Q("thanks", "X", "Thank you", relevance='a == "Y"'))

    assert '“Thank you” Only if: a == "Y"\n' in draft.text


def test_a_survey_that_asks_nothing_we_can_ask_is_refused_with_the_reasons(tmp_path: Path):
    with pytest.raises(FaultyFileError) as error:
        drafted(tmp_path, Q("intro", "X"), Q("sum", "*"))

    assert error.value.faults == (
        "not carried over, texts that are shown, not asked: intro",
        "not carried over, equations, which LimeSurvey computes: sum",
    )


def test_limits_of_numbers_are_kept_where_they_are_numbers(tmp_path: Path):
    limited = {"min_num_value_n": "0", "max_num_value_n": "80.5"}
    odd = {"min_num_value_n": "{age}", "max_num_value_n": "123456789"}
    instrument = imported(tmp_path, Q("hours", "N", settings=limited), Q("cases", "N", settings=odd))

    assert (instrument.item("hours").minimum, instrument.item("hours").maximum) == (0, 80.5)
    assert (instrument.item("cases").minimum, instrument.item("cases").maximum) == (None, 123456789)


def test_labels_that_are_empty_or_alike_are_told_apart_by_their_codes(tmp_path: Path):
    answers = {"A1": "Agree", "A2": "", "A3": "agree"}
    options = imported(tmp_path, Q("q", "L", answers=answers)).item("q").options

    assert [(option.code, option.label) for option in options] == [("A1", "Agree"), ("A2", "A2"), ("A3", "agree (A3)")]


def test_an_answer_coded_other_is_not_taken_for_the_persons_own_words(tmp_path: Path):
    instrument = imported(tmp_path, Q("q", "L", answers={"other": "Another team"}, other="Y"))

    assert [option.code for option in instrument.item("q").options] == ["other", "other-"]
    assert instrument.item("q_other").show_if == Condition.model_validate({"item": "q", "is": ["other-"]})


def test_texts_lose_their_html_and_the_draft_says_so(tmp_path: Path):
    draft = drafted(tmp_path, Q("q", "T", "<p>What <b>helps</b>?</p>"), Q("r", "T", "<p>And {q.NAOK}?</p>"))

    assert instrument_from_text(draft.text, "draft").item("q").text == "What helps?"
    assert "formatting, links or pictures were taken out of the texts of 1 questions" in draft.notes
    assert "texts that LimeSurvey fills in from other answers, now in [brackets]: r" in draft.notes
    assert instrument_from_text(draft.text, "draft").item("r").text == "And [q.NAOK]?"


def test_a_question_without_words_is_called_by_its_code(tmp_path: Path):
    assert imported(tmp_path, Q("q", "T", "<img src='plan.png'>")).item("q").text == "q"


def test_settings_we_do_not_have_are_counted_and_filters_named(tmp_path: Path):
    first = Q("a", "T", settings={"random_order": "1", "hidden": "1", "page_break": "0"})
    second = Q("b", "M", rows={"x": "X"}, settings={"random_order": "1", "array_filter": "a"})
    draft = drafted(tmp_path, first, second)

    assert "settings of LimeSurvey that Soundings does not have: random_order (2)" in draft.notes
    assert "hidden from the people who answer: a" in draft.notes
    assert "offered only what was chosen in a: b" in draft.notes


def test_tables_that_are_not_about_questions_are_named(tmp_path: Path):
    content = xml("Survey", ("en",), {**tables(Q("q", "T")), "quota": [{"id": "1"}, {"id": "2"}]})
    draft = instrument_from_limesurvey(written(tmp_path, "s.lss", content))

    assert "parts of the file that are not about what is asked: quota (2 rows)" in draft.notes


def test_every_note_stands_in_the_file_as_well(tmp_path: Path):
    draft = drafted(tmp_path, Q("a", "X"), Q("b", "T", "<b>x</b> {a}"), Q("c", "T", relevance="a > 1"))

    assert len(draft.notes) >= 4
    assert [note for note in draft.notes if f"# * {note}\n" not in draft.text] == []


def test_a_page_on_which_nothing_is_asked_is_left_out_and_said(tmp_path: Path):
    content = tables(Q("q", "T"))
    content["groups"].append({"gid": "2", "sid": "77", "group_order": "2"})
    content["group_l10ns"].append({"gid": "2", "group_name": "Thanks", "language": "en"})
    draft = instrument_from_limesurvey(written(tmp_path, "s.lss", xml("Survey", ("en",), content)))

    assert [section.title for section in instrument_from_text(draft.text, "draft").sections] == ["Your work"]
    assert "# No section is left of “Thanks”: nothing in it is asked." in draft.text


def test_an_older_file_that_repeats_rows_for_each_language_reads_alike(tmp_path: Path):
    both = ("en", "cy")
    content = {
        "surveys": [{"sid": "5", "language": "en", "additional_languages": "cy"}],
        "surveys_languagesettings": [{"surveyls_language": one, "surveyls_title": f"Title {one}"} for one in both],
        "groups": [{"gid": "1", "group_name": f"Page {one}", "language": one} for one in both],
        "questions": [
            {"qid": "9", "gid": "1", "type": "L", "title": "q", "question": f"Text {one}", "language": one}
            for one in both
        ],
        "answers": [
            {"qid": "9", "code": code, "answer": f"{code} {one}", "sortorder": order, "scale_id": "0", "language": one}
            for one in both
            for code, order in (("B", "2"), ("A", "1"))
        ],
    }
    draft = instrument_from_limesurvey(written(tmp_path, "s.lss", xml("Survey", both, content)))
    instrument = instrument_from_text(draft.text, "draft")

    assert instrument.item("q").text == "Text en"
    assert [option.label for option in instrument.item("q").options] == ["A en", "B en"]
    welsh = instrument.translations[0]
    assert (welsh.language, welsh.title, welsh.sections) == ("cy", "Title cy", {"page-en": "Page cy"})
    assert welsh.items["q"].options == {"A": "A cy", "B": "B cy"}


def test_words_missing_in_another_language_are_shown_in_the_first_and_listed(tmp_path: Path):
    done = Q(
        "a", "L", {"en": "One", "cy": "Un"}, answers={"x": {"en": "Yes", "cy": "Ie"}, "y": {"en": "No", "cy": "Na"}}
    )
    half = Q("b", "T", {"en": "Two"})
    draft = drafted(tmp_path, done, half, title={"en": "Survey", "cy": "Arolwg"}, page={"en": "Page"})
    welsh = instrument_from_text(draft.text, "draft").translations[0]

    assert (welsh.items["a"].text, welsh.items["b"].text) == ("Un", "Two")
    assert "not translated into cy, shown in en there: page, b" in draft.notes


def test_a_language_without_any_translation_is_left_out_and_said(tmp_path: Path):
    draft = drafted(tmp_path, Q("a", "T"), title={"en": "Survey", "cy": "Arolwg"})

    assert instrument_from_text(draft.text, "draft").translations == ()
    assert "nothing is translated into cy, so it was left out" in draft.notes


def test_one_group_of_questions_is_read_like_a_survey(tmp_path: Path):
    content = tables(Q("q", "T"))
    for table in ("surveys", "surveys_languagesettings"):
        del content[table]
    draft = instrument_from_limesurvey(written(tmp_path, "g.lsg", xml("Group", ("en",), content)))

    assert instrument_from_text(draft.text, "draft").title == "Your work"


def test_all_faults_of_a_structure_are_listed_at_once(tmp_path: Path):
    content = tables(Q("q", "L", answers={"A": "a", "B": "b"}), Q("q", "T"), Q("", "T"), Q("x" * 70, "T"))
    content["answers"][1]["code"] = "A"
    content["subquestions"].append({"qid": "7", "parent_qid": "404", "title": "sq"})
    content["questions"].append({"qid": "8", "gid": "6", "type": "T", "title": "lonely"})

    with pytest.raises(FaultyFileError) as error:
        instrument_from_limesurvey(written(tmp_path, "s.lss", xml("Survey", ("en",), content)))

    assert sorted(error.value.faults) == sorted(
        [
            "1 subquestions belong to question 404, which is not there",
            "question lonely is in group 6, which is not there",
            "2 questions have the code “q”",
            "question 3000 has no code",
            f"the code “{'x' * 60}…” is longer than LimeSurvey allows",
            "q: 2 answers have the code “A”",
        ]
    )


def test_codes_that_would_meet_are_refused_by_name(tmp_path: Path):
    with pytest.raises(FaultyFileError, match="2 items would have the code “q_other”"):
        drafted(tmp_path, Q("q", "L", answers=AGREE, other="Y"), Q("q_other", "T"))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.lss", b"", "is empty"),
        ("a.lss", b"PK\x03\x04....", "unpack it and use the .lss inside"),
        ("a.lss", b"<html><body>Log in</body></html>", "not from LimeSurvey"),
        ("a.lsq", xml("Question", ("en",), {}).encode(), "of the kind “Question”"),
        ("a.lss", lss(Q("q", "T")).encode()[:-200], "not well-formed XML"),
        ("a.txt", b"id\tname\n1\tq\n", "it has no column “class”"),
        ("a.txt", "caf\xe9\tx".encode("latin-1"), "not UTF-8"),
        ("a.csv", b"id,submitdate\n1,2026\n", "soundings map"),
    ],
)
def test_another_kind_of_file_is_refused_with_what_to_do(tmp_path: Path, name: str, content: bytes, reason: str):
    with pytest.raises(UnreadableFileError, match=reason):
        instrument_from_limesurvey(written(tmp_path, name, content))


def test_a_file_that_is_not_there_and_a_folder_are_said_plainly(tmp_path: Path):
    with pytest.raises(UnreadableFileError, match="There is no file"):
        instrument_from_limesurvey(tmp_path / "none.lss")
    with pytest.raises(UnreadableFileError, match="not an ordinary file"):
        instrument_from_limesurvey(tmp_path)
