"""What a wave would show, foreseen from the eligible file and the plan alone."""

from dataclasses import replace

import pytest
from tests.core.disclosure.conftest import eligible

from soundings.disclosure import BreakdownForecast, PlanFacts, WaveInput, forecast
from soundings.errors import RefusedError
from soundings.instrument import Instrument
from soundings.responses import Eligible, EligibleGroup


@pytest.fixture
def foreseen(respond, wave):
    """The forecast of the team breakdown; nobody has answered yet."""

    def made(people: Eligible, *rates: int, **plan: object) -> BreakdownForecast:
        asked: WaveInput = wave(respond([]), eligible=people, by=("team",))
        return forecast(replace(asked, plan=PlanFacts(**plan)), rates or (50,))[0]  # type: ignore[arg-type]

    return made


def shown(breakdown: BreakdownForecast, rate: int = 0) -> dict[str, bool]:
    return {group.label: group.shown[rate] for group in breakdown.groups}


@pytest.mark.parametrize(("asked", "alone"), [(20, False), (21, False), (22, True), (23, True)])
def test_a_group_is_shown_from_the_threshold_of_expected_answers(foreseen, asked: int, alone: bool):
    """At 46%, 21 people are expected to give 9 answers (9.66) and 22 give 10 (10.12)."""
    breakdown = foreseen(eligible(asked + 160, A=asked, B=80, C=80), 46)

    assert breakdown.groups[0].expected == (asked * 46 // 100,)
    assert shown(breakdown)["A"] == alone


@pytest.mark.parametrize(("threshold", "alone"), [(10, True), (11, True), (12, False)])
def test_a_raised_threshold_is_foreseen(foreseen, threshold: int, alone: bool):
    breakdown = foreseen(eligible(182, A=22, B=80, C=80), 50, threshold=threshold, expected_response=0.9)

    assert breakdown.groups[0].expected == (11,)
    assert shown(breakdown)["A"] == alone


@pytest.mark.parametrize(("others", "both_hidden"), [(18, True), (20, False), (22, False)])
def test_a_group_is_hidden_with_another_when_what_is_left_over_would_be_small(foreseen, others: int, both_hidden: bool):
    """People in no team: 9, 10 or 11 of them are expected to answer."""
    breakdown = foreseen(eligible(60 + 80 + others, A=60, B=80), 50)

    assert list(shown(breakdown).values()).count(False) == (1 if both_hidden else 0)


def test_rounding_leaves_nobody_over_for_whom_a_team_would_be_hidden(foreseen):
    """At 50%, 33 + 33 + 35 people give 16 + 16 + 17 = 49 answers, half of 101 is 50: nobody stands apart for that."""
    breakdown = foreseen(eligible(101, A=33, B=33, C=35), 50)

    assert shown(breakdown) == {"A": True, "B": True, "C": True}
    assert [group.expected for group in breakdown.groups] == [(16,), (16,), (17,)]
    assert breakdown.expected == (50,)


def test_a_tree_adds_up_and_says_what_stands_where(foreseen):
    groups = (
        EligibleGroup("North", "", 64),
        EligibleGroup("N1", "North", 40),
        EligibleGroup("N2", "North", 24),
        EligibleGroup("South", "", 36),
    )

    breakdown = foreseen(Eligible(100, {"team": groups}), 35, 50)

    assert [(g.label, g.level, g.lowest, g.expected, g.shown) for g in breakdown.groups] == [
        ("North", 0, False, (14 + 8, 20 + 12), (True, True)),
        ("N1", 1, True, (14, 20), (False, True)),
        ("N2", 1, True, (8, 12), (False, True)),
        ("South", 0, True, (12, 18), (True, True)),
    ]


def test_what_a_breakdown_costs_is_counted_in_groups_and_people(foreseen):
    breakdown = foreseen(eligible(100, A=24, B=30, C=46), 35)

    # A is expected to give 8 answers; B's 10 are hidden with them, so that 8 do not follow by subtraction.
    assert [group.label for group in breakdown.not_shown(0)] == ["A", "B"]
    assert breakdown.people_not_shown(0) == 24 + 30


def test_small_teams_are_merged_as_publishing_would_merge_them(foreseen):
    breakdown = foreseen(eligible(80, A=12, B=56, C=12), 50)

    assert [(g.label, g.members, g.merged) for g in breakdown.groups] == [
        ("A and C", ("A", "C"), True),
        ("B", ("B",), False),
    ]


def test_a_group_too_small_to_stand_is_named_with_its_people(foreseen):
    breakdown = foreseen(eligible(60, A=12), 50)

    assert breakdown.left_out == (("A", 12),)
    assert breakdown.people_not_shown(0) == 12


@pytest.mark.parametrize(("asked", "alone"), [(38, False), (40, True), (42, True)])
def test_an_equality_characteristic_is_foreseen_from_twenty(respond, wave, instrument: Instrument, asked, alone):
    sections = [
        section.model_copy(
            update={
                "items": tuple(
                    item.model_copy(update={"equality": True}) if item.code == "role" else item
                    for item in section.items
                )
            }
        )
        for section in instrument.sections
    ]
    changed = Instrument.model_validate({**instrument.model_dump(by_alias=True), "sections": sections})
    roles = (EligibleGroup("sw", "", 120), EligibleGroup("m", "", asked))
    asked_wave = wave(respond([]), eligible=Eligible(120 + asked, {"role": roles}), by=("role",))
    survey = replace(asked_wave.surveys[0], instrument=changed)

    breakdown = forecast(replace(asked_wave, surveys=(survey,)), (50,))[0]

    assert shown(breakdown)["Manager"] == alone


def test_a_breakdown_that_publishing_refuses_is_refused_beforehand(respond, wave):
    with pytest.raises(RefusedError, match="no dimension “role”"):
        forecast(wave(respond([]), eligible=eligible(50, A=50), by=("role",)), (50,))
