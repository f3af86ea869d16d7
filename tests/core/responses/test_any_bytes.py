"""Whatever stands in a file, reading it ends in a table or in a sentence, never in a traceback."""

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.factories import HEAD, tiny

from soundings.errors import SoundingsError
from soundings.instrument.loading import instrument_from_text
from soundings.responses import load_mapping, propose_mapping, read_responses
from soundings.tabular import FileLayout, read_table

SMALL = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PIECES = [b",", b";", b"\t", b"|", b'"', b"\n", b"\r", b"\r\n", b" ", b"a", b"GOOD", b"Agree", b"\xff\xfe"]
LIKE_CSV = st.lists(st.sampled_from([*PIECES, b"\x00", b"\xe9", b"PK\x03\x04"]), max_size=30).map(b"".join)
LAYOUTS = st.builds(
    FileLayout,
    title_rows=st.integers(0, 2),
    header_rows=st.integers(1, 3),
    delimiter=st.sampled_from(["", ",", ";", "\t", "|"]),
    encoding=st.sampled_from(["", "cp1252", "utf-16", "utf-8", "nonsense"]),
)
ENDINGS = st.sampled_from(["csv", "xlsx", "ods"])
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=12)
LINES = """\
[[sections]]
[[sections.items]]
[[sections.items.history]]
[[scales]]
[[translations]]
[sections]
code = "a"
title = "T"
text = "T?"
kind = "scale"
kind = "number"
scale = "a"
items = []
items = 3
favourable = ["a"]
bands = [{}]
options = [3]
show_if = { any = [{}] }
since = 3
versions = []
= 3
reversed = 2026-01-01
"""


@pytest.fixture(scope="module")
def folder() -> Path:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@SMALL
@given(content=st.one_of(st.binary(max_size=60), LIKE_CSV), layout=LAYOUTS, ending=ENDINGS)
@example(b"\xff\xfea", FileLayout(), "csv")
@example(b"a,b\r1,2", FileLayout(title_rows=1), "csv")
def test_any_bytes_give_a_table_or_a_sentence(folder: Path, content: bytes, layout: FileLayout, ending: str):
    path = folder / f"a.{ending}"
    path.write_bytes(content)

    try:
        table = read_table(path, layout)
    except SoundingsError:
        return
    assert table.height > 0
    assert len(set(table.columns)) == table.width


@SMALL
@given(content=LIKE_CSV)
def test_any_bytes_are_coded_or_refused(folder: Path, content: bytes):
    path = folder / "b.csv"
    path.write_bytes(content)
    instrument = tiny("agreement")

    try:
        (folder / "m.toml").write_text(propose_mapping(path, instrument), encoding="utf-8")
        responses = read_responses(path, load_mapping(folder / "m.toml", instrument), instrument)
    except SoundingsError:
        return
    assert len(responses) > 0


@SMALL
@given(
    rows=st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=5),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from(["", "\ufeff"]),
)
def test_what_a_csv_writer_writes_is_read_back_cell_by_cell(
    folder: Path, rows, delimiter: str, line_end: str, mark: str
):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows([["one", "two", "three"], *rows])
    path = folder / "c.csv"
    path.write_bytes((mark + text.getvalue()).encode())
    kept = [tuple(row) for row in rows if any(cell.strip() for cell in row)]

    if not kept:
        with pytest.raises(SoundingsError, match="no answers below"):
            read_table(path, FileLayout())
    else:
        table = read_table(path, FileLayout())
        assert table.columns == ["one", "two", "three"]
        assert table.rows() == kept


@SMALL
@given(body=st.lists(st.sampled_from(LINES.splitlines(keepends=True)), max_size=14).map("".join))
def test_any_questionnaire_is_sound_or_told_its_faults(body: str):
    try:
        instrument = instrument_from_text(HEAD + body, "tiny.toml")
    except SoundingsError:
        return
    assert instrument.items
