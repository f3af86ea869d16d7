"""The published sets of topics and standards, by version of their names."""

import pytest

from soundings.errors import UnreadableFileError
from soundings.instrument import load_framework
from soundings.instrument.loading import framework_codes


def titles(code: str) -> list[str]:
    return [entry.title for entry in load_framework(code).entries]


def test_four_frameworks_come_with_soundings():
    assert framework_codes() == [
        "employer-standards-2014",
        "employer-standards-2020",
        "employer-standards-2025",
        "taskforce-topics-2009",
    ]


def test_the_task_force_named_five_topics():
    assert titles("taskforce-topics-2009") == [
        "Effective workload management",
        "Pro-active workflow management",
        "Having the right tools to do the job",
        "A healthy workplace",
        "Effective service delivery",
    ]


def test_eight_standards_had_these_names_until_2014():
    assert titles("employer-standards-2014") == [
        "Clear social work accountability framework",
        "Effective workforce planning",
        "Safe workloads and case allocation",
        "Managing risks and resources",
        "Effective and appropriate supervision",
        "Continuing professional development",
        "Professional registration",
        "Effective partnerships",
    ]


def test_eight_standards_have_these_names_since_2020():
    assert titles("employer-standards-2020") == [
        "Strong and clear social work framework",
        "Effective workforce planning systems",
        "Safe workloads and case allocation",
        "Wellbeing",
        "Supervision",
        "Continuing professional development",
        "Professional registration",
        "Strategic partnerships",
    ]


def test_names_of_2025_are_given_only_where_they_are_known():
    entries = load_framework("employer-standards-2025").entries

    assert len(entries) == 8
    assert [entry.title for entry in entries if entry.known] == ["Strategic and professional leadership"]
    assert all(not entry.title for entry in entries if not entry.known)


@pytest.mark.parametrize("code", framework_codes())
def test_framework_says_where_it_comes_from_and_repeats_no_code(code: str):
    framework = load_framework(code)
    codes = [entry.code for entry in framework.entries]

    assert framework.code == code
    assert framework.source
    assert len(codes) == len(set(codes))


def test_codes_of_two_frameworks_never_collide():
    codes = [entry.code for code in framework_codes() for entry in load_framework(code).entries]

    assert len(codes) == len(set(codes)) == 5 + 8 + 8 + 8


def test_an_unknown_framework_is_refused_by_name():
    with pytest.raises(UnreadableFileError, match="no framework “employer-standards-1999”"):
        load_framework("employer-standards-1999")
