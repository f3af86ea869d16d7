"""Reading an instrument: every fault at once, each with its line and what to do."""

from pathlib import Path

import pytest
from tests.factories import HEAD, INSTRUMENTS, instrument_of, tiny, written

from soundings.errors import FaultyFileError, UnreadableFileError
from soundings.instrument import load_instrument
from soundings.instrument.loading import instrument_from_text, load_framework, read_text

SECTION = '[[sections]]\ncode = "all"\ntitle = "All"\n'
COMMENT = '[[sections.items]]\ncode = "C"\ntext = "C?"\nkind = "comment"\n'


def faults_of(text: str) -> tuple[str, ...]:
    with pytest.raises(FaultyFileError) as caught:
        instrument_from_text(text, "tiny.toml")
    return caught.value.faults


@pytest.mark.parametrize("name", sorted(path.stem for path in INSTRUMENTS.glob("*.toml") if "faults" not in path.stem))
def test_every_tiny_questionnaire_is_sound(name: str):
    assert tiny(name).code == name


def test_ten_faults_are_all_told_at_once_each_with_its_line_and_what_to_do():
    with pytest.raises(FaultyFileError) as caught:
        load_instrument(INSTRUMENTS / "ten-faults.toml")

    assert caught.value.message.endswith("ten-faults.toml has 10 faults:")
    assert caught.value.faults == (
        "line 8, publisher: is not a key that belongs here; remove it or check the spelling",
        "line 18, sections 1, items 1, favourable: name the favourable options; direction is never guessed",
        "line 25, sections 1, items 2, code: two items have the code “A1”; codes must be unique",
        "line 35, sections 1, items 3, scale: there is no scale “agreed” in this file, or it has faults",
        "line 43, sections 1, items 4, favourable: “strongly” is not an option of A3 (no, yes)",
        "line 45, sections 1, items 5, text: is missing; add it",
        "line 52, sections 1, items 6, kind: must be one of 'scale', 'choice', 'choices', 'number', 'unit' or "
        "'comment' (it says 'slider')",
        "line 59, sections 1, items 7, show_if: looks at “A7”, which comes later; a route may only look back",
        "line 66, sections 1, items 8, topic: there is no topic “workloads”; there are delivery, tools, workflow, "
        "workload, workplace",
        "line 77, sections 1, items 9, history 1, verdict: “comparable” needs a reason and decided_by, so that "
        "readers can judge it",
    )


def test_a_slip_in_the_toml_itself_is_told_with_its_line():
    with pytest.raises(FaultyFileError) as caught:
        instrument_from_text('format = 1\ncode = "tiny\ntitle = "Tiny"\n', "tiny.toml")

    assert "tiny.toml is not well-formed TOML" in caught.value.message
    assert "line 2" in caught.value.message
    assert "missing quotation mark" in caught.value.message


def test_brackets_without_end_are_refused_in_a_sentence():
    with pytest.raises(FaultyFileError, match="brackets within brackets"):
        instrument_from_text("a = " + "[" * 100_000, "tiny.toml")


def test_one_fault_is_called_a_fault():
    with pytest.raises(FaultyFileError, match=r"tiny\.toml has 1 fault:"):
        instrument_of(SECTION + COMMENT.replace('"C"', '"1C"'))


def test_the_number_of_faults_is_the_number_listed():
    # The same sentence twice is one fault to mend.
    section = SECTION + COMMENT + COMMENT.replace('"C"', '"D"') + 'show_if = { any = [{ item = "X", is = ["a"] }, '

    faults = faults_of(HEAD + section + '{ item = "X", is = ["a"] }] }\n')

    assert faults == (
        "line 16, sections 1, items 2, show_if: looks at “X”, which does not exist or has faults; a route may only "
        "look back",
    )


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("version = 2026", "version: must be text in quotation marks"),
        ("code = 'Ünit'", "code: must start with a letter and use only letters, digits, hyphens and underscores"),
        (f"code = '{'c' * 61}'", "code: is too long"),
        ("title = ' '", "title: is empty; write something"),
        ("format = 2", "format: must be one of 1 (it says 2)"),
        ("frameworks = 'taskforce-topics-2009'", "frameworks: must be a list in square brackets"),
        ("frameworks = ['taskforce']", "frameworks 1: there is no framework “taskforce”; there are "),
        ("topics = ['pay']", "topics 1: must be a table of keys and values"),
    ],
)
def test_a_faulty_head_is_told_in_plain_words(line: str, fault: str):
    key = line.split(" ", maxsplit=1)[0]
    head = "".join(f"{kept}\n" for kept in HEAD.splitlines() if not kept.startswith(key)) + line + "\n"

    (told,) = [told for told in faults_of(head + SECTION + COMMENT) if fault in told]

    assert told.startswith(f"line {len(head.splitlines())}, ")


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ('kind = "number"\nminimum = "one"', "minimum: must be a number, without quotation marks"),
        ('kind = "comment"\nsensitive = "sometimes"', "sensitive: must be true or false, without quotation marks"),
        ('kind = "comment"\nprofile = 3', "profile: must be true or false, without quotation marks"),
        ('kind = "comment"\nshow_if = {}', "show_if: must say exactly one of item (with is), all, any or not"),
        ('kind = "comment"\nshow_if = { is = ["a"] }', "show_if: must say exactly one of item"),
        (
            'kind = "comment"\nshow_if = { item = "C", is = ["a"], not = { item = "C", is = ["b"] } }',
            "show_if: must say exactly one of item",
        ),
        (
            'kind = "comment"\nshow_if = { all = [{ item = "C", is = ["a"] }], is = ["a"] }',
            "show_if: has is = [...] but no item",
        ),
    ],
)
def test_a_faulty_item_is_told_in_plain_words(keys: str, fault: str):
    faults = faults_of(HEAD + SECTION + COMMENT + f'[[sections.items]]\ncode = "X"\ntext = "X?"\n{keys}\n')

    assert [told for told in faults if fault in told] == list(faults)
    assert faults[0].startswith("line 16, ")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("", "whole file, sections: is missing; an instrument needs at least one [[sections]] with items"),
        ("sections = 3\n", "line 5, sections: is missing; an instrument needs at least one [[sections]] with items"),
        ("sections = ['all']\n", "line 5, sections 1: must be written as [[sections]]"),
        (SECTION, "line 5, sections 1: has no items; add [[sections.items]]"),
        (SECTION + "items = 3\n", "line 8, sections 1, items: must be written as [[sections.items]]"),
        (SECTION + "items = ['C']\n", "line 8, sections 1, items 1: must be a table of keys and values"),
        (SECTION + 'page = "1"\n' + COMMENT, "line 8, sections 1, page: is not a key that belongs here"),
        ("scales = 'agree'\n" + SECTION + COMMENT, "line 5, scales: must be written as [[scales]]"),
    ],
)
def test_faulty_sections_are_told_in_plain_words(body: str, fault: str):
    (told,) = faults_of(HEAD + body)

    assert told.startswith(fault)


def test_a_faulty_head_hides_no_fault_of_an_item():
    faults = faults_of(SECTION + COMMENT.replace('"comment"', '"words"'))

    assert [fault.split(":")[0] for fault in faults] == [
        "whole file, format",
        "whole file, code",
        "whole file, title",
        "whole file, version",
        "line 7, sections 1, items 1, kind",
    ]


def test_an_instrument_may_start_with_a_byte_order_mark(tmp_path: Path):
    path = written(tmp_path, "i.toml", ("\ufeff" + HEAD + SECTION + COMMENT).encode())

    assert load_instrument(path).code == "tiny"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "i.toml is empty."),
        (b" \n\t\n", "i.toml is empty."),
        ("title = 'Über'".encode("cp1252"), "i.toml is not UTF-8 text. Save it as UTF-8 and try again."),
        ("title = 'T'".encode("utf-16"), "i.toml is not UTF-8 text. Save it as UTF-8 and try again."),
    ],
)
def test_a_file_that_is_not_text_is_told_in_plain_words(tmp_path: Path, content: bytes, sentence: str):
    path = written(tmp_path, "i.toml", content)

    with pytest.raises(UnreadableFileError) as caught:
        load_instrument(path)

    assert str(caught.value).endswith(sentence)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path):
    with pytest.raises(UnreadableFileError, match=r"There is no file .*none\.toml\. Check the name and the folder\."):
        load_instrument(tmp_path / "none.toml")
    with pytest.raises(UnreadableFileError, match="is a folder, not a file"):
        load_instrument(tmp_path)


def test_a_file_that_cannot_be_opened_is_told_with_the_reason(tmp_path: Path):
    with pytest.raises(UnreadableFileError, match=r"cannot be read: File name too long\."):
        read_text(tmp_path / ("i" * 300))


def test_frameworks_are_checked_like_any_other_file():
    assert load_framework("taskforce-topics-2009").family == "topic"
