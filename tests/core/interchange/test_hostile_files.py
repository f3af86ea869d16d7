"""Files that mean harm, or are not what they say: refused in a sentence, whatever they hold."""

import contextlib
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.core.interchange.surveys import AGREE, Q, lss
from tests.factories import written

from soundings.errors import SoundingsError, UnreadableFileError
from soundings.instrument.loading import instrument_from_text
from soundings.interchange import instrument_from_limesurvey
from soundings.interchange.limesurvey import structure

SOUND = lss(Q("q", "F", rows={"a": "A row"}, answers=AGREE), Q("t", "T", relevance='q_a == "1"'))
HEAD, BODY = SOUND.split("\n", 1)

LAUGHS = "\n".join(
    ["<!DOCTYPE document [", '<!ENTITY a0 "ha">']
    + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11)]
    + ["]>"]
)


def refused(folder: Path, content: str | bytes) -> str:
    with pytest.raises(UnreadableFileError) as error:
        instrument_from_limesurvey(written(folder, "hostile.lss", content))
    return str(error.value)


def test_entities_that_grow_without_end_are_refused_before_they_grow(tmp_path: Path):
    tracemalloc.start()
    said = refused(tmp_path, f"{HEAD}\n{LAUGHS}\n{BODY.replace('Staff survey', '&a10;')}")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert "declares a document type" in said
    assert most < 5 * 2**20


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE document [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE document SYSTEM "http://127.0.0.1:9/evil.dtd">',
        '<!DOCTYPE document [<!ENTITY % p SYSTEM "secret.txt"> %p;]>',
        "<!DOCTYPE document>",
    ],
)
def test_a_document_type_is_refused_and_nothing_of_another_file_gets_in(tmp_path: Path, doctype: str):
    written(tmp_path, "secret.txt", "SECRET")

    said = refused(tmp_path, f"{HEAD}\n{doctype}\n{BODY.replace('Staff survey', '&x;')}")

    assert "declares a document type" in said
    assert "SECRET" not in said


def test_an_entity_nobody_declared_is_refused(tmp_path: Path):
    assert "not well-formed" in refused(tmp_path, SOUND.replace("Staff survey", "&unheard;"))


def test_elements_nested_without_end_are_refused(tmp_path: Path):
    assert "nested too deeply" in refused(tmp_path, "<document>" + "<x>" * 100_000)


@pytest.mark.parametrize("encoding", ["no-such-encoding", "base64", "utf-7"])
def test_an_encoding_that_cannot_be_read_is_said(tmp_path: Path, encoding: str):
    refused(tmp_path, SOUND.replace("UTF-8", encoding))


def test_a_file_in_utf16_is_read(tmp_path: Path):
    content = SOUND.replace("UTF-8", "UTF-16").encode("utf-16")

    assert instrument_from_limesurvey(written(tmp_path, "s.lss", content)).notes


@pytest.mark.parametrize(("over", "readable"), [(0, True), (1, False)])
def test_a_file_above_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, over: int, readable: bool):
    monkeypatch.setattr(structure, "LARGEST_FILE", len(SOUND.encode()) - over)
    path = written(tmp_path, "s.lss", SOUND)

    if readable:
        assert instrument_from_limesurvey(path).text
    else:
        with pytest.raises(UnreadableFileError, match="can be read"):
            instrument_from_limesurvey(path)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_give_a_draft_or_a_sentence(tmp_path: Path, content: bytes):
    for name in ("a.lss", "a.txt"):
        with contextlib.suppress(SoundingsError):
            assert instrument_from_limesurvey(written(tmp_path, name, content)).text


WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=8
)
CODE = st.text("aAbB1_2 -é", max_size=4)
PARTS = st.dictionaries(CODE, WORD, max_size=3)
EQUATION = st.text("aAb1_ .=!&|()\"'NAOKX7", max_size=20)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.builds(
            Q,
            CODE,
            st.sampled_from(list("LOMPFHABCE1KQRGNSTUXYDI5;:!*|")) | WORD,
            text=WORD,
            rows=PARTS,
            columns=PARTS,
            answers=PARTS,
            second=PARTS,
            relevance=EQUATION,
            other=st.sampled_from(["Y", "N"]),
            help=WORD,
        ),
        max_size=4,
    ),
    WORD,
)
def test_any_survey_gives_a_draft_that_loads_or_a_sentence(tmp_path: Path, questions: list[Q], title: str):
    path = written(tmp_path, "s.lss", lss(*questions, title=title, page=title))
    try:
        draft = instrument_from_limesurvey(path)
    except SoundingsError:
        return
    # A fault that remains is one the draft itself names.
    mended = [note.removeprefix("to be mended: ") for note in draft.notes if note.startswith("to be mended")]
    try:
        assert instrument_from_text(draft.text, "draft").items
    except SoundingsError as error:
        assert [words for words in mended if words not in str(error)] == [] != mended  # noqa: PT017 - either may be
