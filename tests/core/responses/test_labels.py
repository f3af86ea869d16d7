"""When two labels are the same to a person."""

import pytest

from soundings.responses.labels import normal


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Agree", " AGREE "),
        ("Don’t know", "don't know"),
        ("“Other”", '"other"'),
        ("18–24", "18-24"),
        ("18—24", "18-24"),
        ("Caf\u00e9", "cafe\u0301"),
        ("ﬁnance", "Finance"),
        ("two  words", "two\nwords"),
        ("two\u00a0words", "two words"),
        ("team\u200bwork", "teamwork"),
        ("Straße", "STRASSE"),
    ],
)
def test_labels_a_person_would_call_the_same_are_the_same(one: str, other: str):
    assert normal(one) == normal(other)


@pytest.mark.parametrize(("one", "other"), [("Agree", "Disagree"), ("2-3", "23"), ("", "-"), ("caf\u00e9", "cafe")])
def test_labels_that_differ_in_a_letter_or_mark_differ(one: str, other: str):
    assert normal(one) != normal(other)


def test_making_a_label_plain_twice_changes_nothing_more():
    assert normal(normal("  “Don’t KNOW” \n")) == normal("  “Don’t KNOW” \n") == '"don\'t know"'
