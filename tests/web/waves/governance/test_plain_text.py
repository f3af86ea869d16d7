"""A section goes to text and back unharmed; whatever a person types is read as something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.waves.governance.contracts import drafted

from soundings.reporting.outline import Bullets, Cell, Column, Numbered, Paragraph, Row, Table
from soundings_web.waves.governance.drafting import KINDS
from soundings_web.waves.governance.paper import table
from soundings_web.waves.governance.plain_text import from_text, to_text


@pytest.mark.parametrize("kind", KINDS)
def test_every_drafted_section_comes_back_as_it_was(kind: str):
    for section in drafted(kind, on_paper=1).sections:
        assert from_text(section.text) == section.blocks


def test_lists_tables_and_paragraphs_are_read():
    text = "One line\ngoes on.\n\nWords:\n- a\n- b\n  and more\n\n1. first\n2) second\n\nTable: T\n| A | B |\n| x | y |"

    assert from_text(text) == (
        Paragraph("One line goes on."),
        Paragraph("Words:"),
        Bullets(("a", "b and more")),
        Numbered(("first", "second")),
        Table("T", (Column("A"), Column("B")), (Row("x", (Cell("y"),)),)),
    )


def test_a_row_that_is_too_short_is_filled_up():
    [made] = from_text("Table: T\n| A | B | C |\n| x |\n| y | z")

    assert made == table("T", ("A", "B", "C"), [("x", "", ""), ("y", "z", "")])


def test_a_stroke_inside_a_cell_survives():
    block = table("T", ("A", "B"), [("a|b", "c")])

    assert from_text(to_text([block])) == (block,)


def test_windows_line_ends_are_read():
    assert from_text("One.\r\n\r\n- a\r\n- b\r\n") == (Paragraph("One."), Bullets(("a", "b")))


def test_a_block_that_papers_do_not_have_is_refused():
    with pytest.raises(TypeError, match="Picture"):
        to_text([Picture()])


class Picture:
    """No block of a paper."""


@given(
    st.lists(st.sampled_from(["a", " b", "|", "- ", "1. ", "\n", "\n\n", "Table:", "2)", "  "]), max_size=14).map(
        "".join
    )
)
def test_whatever_is_typed_is_read_and_then_stays(typed: str):
    read = from_text(typed)

    assert from_text(to_text(read)) == read
