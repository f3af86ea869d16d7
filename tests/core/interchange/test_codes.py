"""Other tools' codes as ours, and back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.interchange.codes import code_of, raw_of


@pytest.mark.parametrize(
    ("raw", "code"),
    [("A1", "A1"), ("1", "a-1"), ("Q_SQ1", "Q_SQ1"), ("1.5", "a-1-2e-5"), ("-oth-", "a--2d-oth-2d-"), ("é", "a--e9-")],
)
def test_a_code_stays_as_it_is_where_it_can(raw: str, code: str):
    assert code_of(raw) == code
    assert raw_of(code) == raw


@given(st.text(max_size=12))
def test_every_code_becomes_a_valid_one_and_comes_back(raw: str):
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", code_of(raw))
    assert raw_of(code_of(raw)) == raw or max(map(ord, raw)) > 0xFFFF


@given(st.lists(st.text("aA1-_.2dé", max_size=8), min_size=2, max_size=2, unique=True))
def test_two_codes_never_become_one(pair: list[str]):
    assert code_of(pair[0]) != code_of(pair[1])


@pytest.mark.parametrize("code", ["not-a-day-off", "a-day", "no-answer", "other-", "x-ffffff-y", "x-d800-y"])
def test_a_code_that_was_never_translated_is_left_alone(code: str):
    assert code_of(raw_of(code)) == code or raw_of(code) == code
