"""Texts with HTML in them made plain."""

import pytest

from soundings.interchange.markup import has_markup, plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("My caseload is manageable.", "My caseload is manageable."),
        ("<p>\n\tMy caseload</p>\n<p>is manageable.</p>", "My caseload is manageable."),
        ("My case<b>load</b> is", "My caseload is"),
        ("Pay &amp; hours&nbsp;here", "Pay & hours here"),
        ("One<br />two", "One two"),
        ("<script>alert(1)</script>Hello<style>p {}</style>", "Hello"),
        ("Fewer than < 5 cases", "Fewer than < 5 cases"),
        ("<img src='plan.png'>", ""),
        ("bell\x07 and \x7f", "bell and"),
    ],
)
def test_only_the_words_are_left_on_one_line(text: str, words: str):
    assert plain(text) == words


def test_what_is_lost_with_the_markup_is_known():
    assert has_markup("A <b>bold</b> word")
    assert has_markup("<img src='plan.png'>")
    assert not has_markup("<p>Only a paragraph</p>")
    assert not has_markup("Fewer than < 5 cases")
