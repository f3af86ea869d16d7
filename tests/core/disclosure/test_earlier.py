"""Publishing beside earlier releases of the same wave: what has left is fixed; a few changed returns stay unknown."""

from dataclasses import replace

import polars as pl
import pytest
from tests.core.disclosure.conftest import eligible

from soundings.disclosure import PlanFacts, Release, publish, release_from_text, release_to_text
from soundings.disclosure.audiences import for_audience
from soundings.disclosure.levels import PUBLIC
from soundings.errors import RefusedError


def team(name, load, late, count, harm=1, role=0):
    return [(load, late, harm, name, role)] * count


def spread(name, *counts):
    """A team whose answers to the first question are so many of each option, to the others as mixed."""
    rows = [
        (load, late % 5, n)
        for load, of in enumerate(counts)
        for late, n in ((load + 1, of // 2), (load + 2, of - of // 2))
    ]
    return [row for load, late, n in rows for row in team(name, load, late, n, harm=int(late != 1))]


EAST = spread("East", 5, 5, 5, 6, 6)
WEST = spread("West", 7, 7, 7, 12, 8)
SMALL = spread("Small", 2, 1, 1, 1, 2)
ROSTER = eligible(140, East=45, West=80, Small=15)
USUAL = PlanFacts()
SEPARATE = PlanFacts(expected_response=0.9)


def figure(release, item, measure, option="", group=""):
    return release.surveys[0].figures.get("2026", item, measure, option, "team" if group else "", group)


def status(release, group):
    return figure(release, "load", "favourable", group=group).status


@pytest.fixture
def by_team(respond, wave):
    def made(rows, plan=USUAL, released=(), roster=ROSTER):
        return replace(wave(respond(rows), eligible=roster, by=("team",)), plan=plan, released=tuple(released))

    return made


def put_back(release: Release, other: Release, group: str) -> Release:
    """The release with a group's figures as another shows them."""
    survey = release.surveys[0]
    table, source = survey.figures.table, other.surveys[0].figures.table
    own = pl.col("group") == group
    rows = source.filter(own & pl.col("status").is_in(["ok", "capped_low", "capped_high"]))
    keys = ["wave", "item", "measure", "option", "dimension", "group"]
    whole = pl.concat([table.join(rows.select(keys), on=keys, how="anti"), rows])
    figures = type(survey.figures)(whole)
    changed = replace(release, surveys=(replace(survey, figures=figures),))
    return release_from_text(release_to_text(changed))


def test_the_same_answers_and_plan_give_the_same_figures(by_team):
    first = publish(by_team(EAST + WEST + SMALL, SEPARATE))
    second = publish(by_team((EAST + WEST + SMALL)[::-1], SEPARATE, [first]))

    assert second.surveys[0].figures == first.surveys[0].figures
    assert second.earlier == (first.hash,)


def test_what_two_plans_together_would_tell_of_a_small_team_is_not_told(by_team):
    """Thirteen of one mind are capped; what one plan tells of them and the East, and the other of the East, is not."""
    rows = spread("East", 6, 6, 6, 6, 6) + spread("West", 8, 8, 8, 8, 8) + team("Small", 4, 2, 13)
    rows += team("North", 0, 2, 13) + team("South", 4, 2, 13)
    roster = eligible(250, East=35, West=80, Small=15, North=60, South=60)
    merged = publish(by_team(rows, roster=roster))
    alone = publish(by_team(rows, SEPARATE, roster=roster))
    beside = publish(by_team(rows, SEPARATE, [merged], roster))

    both, east = (
        figure(of, "load", "favourable_count", group=group)
        for of, group in ((merged, "East and Small"), (alone, "East"))
    )
    assert (both.value - east.value, both.base - east.base) == (13, 13)
    assert status(alone, "Small") == "capped_high"
    assert status(beside, "East") == "not_shown"


def test_a_remainder_of_seven_in_what_has_left_is_refused_and_named(by_team):
    safe = publish(by_team(EAST + WEST + SMALL, SEPARATE))
    without = publish(by_team(EAST + WEST, SEPARATE))
    leaking = put_back(safe, without, "East")

    with pytest.raises(RefusedError) as refused:
        publish(by_team(EAST + WEST + SMALL, SEPARATE, [leaking]))
    assert "fewer than 10 people" in refused.value.message
    assert set(refused.value.faults) == {"the whole survey", "“East” (team)", "“West” (team)"}


def changed(count):
    """West after as many joined as left: the same base, other answers."""
    kept, left = WEST[:], 0
    for n, row in enumerate(WEST):
        if row[0] == 3 and left < count:
            kept[n], left = (4, *row[1:]), left + 1
    return kept


@pytest.mark.parametrize("count", [1, 9])
def test_a_joiner_and_a_leaver_are_refused(by_team, count):
    first = publish(by_team(EAST + WEST))

    with pytest.raises(RefusedError) as refused:
        publish(by_team(EAST + changed(count), released=[first]))
    returns = "1 return" if count == 1 else f"{count} returns"
    assert f"the whole survey: {returns}" in refused.value.faults
    assert f"“West” (team): {returns}" in refused.value.faults
    assert not any("East" in fault for fault in refused.value.faults)
    assert "until at least ten returns have changed" in refused.value.message


def test_ten_changed_returns_are_accepted(by_team):
    first = publish(by_team(EAST + WEST))
    second = publish(by_team(EAST + changed(10), released=[first]))

    assert figure(second, "load", "favourable_count").value == 6 + 6 + 12 + 8
    assert second.earlier == (first.hash,)


@pytest.mark.parametrize("count", [1, 9])
def test_a_few_more_returns_are_refused(by_team, count):
    first = publish(by_team(EAST + WEST))

    with pytest.raises(RefusedError, match="so few returns changed"):
        publish(by_team(EAST + WEST + team("West", 1, 1, count), released=[first]))


def test_ten_more_returns_are_accepted(by_team):
    first = publish(by_team(EAST + WEST))
    second = publish(by_team(EAST + WEST + team("West", 1, 1, 10), released=[first]))

    assert figure(second, "", "responses").value == 27 + 41 + 10


def test_few_changes_beside_ten_elsewhere_are_refused(by_team):
    first = publish(by_team(EAST + WEST + SMALL, SEPARATE))
    assert status(first, "East") == "not_shown"

    with pytest.raises(RefusedError) as refused:
        publish(by_team(EAST + team("East", 1, 3, 2) + changed(10) + SMALL, SEPARATE, [first]))
    assert refused.value.faults == (
        "“East” (team): 2 returns",
        "the whole survey without the groups shown in it, by team: 2 returns",
    )


def test_other_groups_after_a_change_are_refused(by_team):
    first = publish(by_team(EAST + WEST + SMALL))

    with pytest.raises(RefusedError) as refused:
        publish(by_team(EAST + changed(10) + SMALL, SEPARATE, [first]))
    assert "cannot be audited together" in refused.value.message
    assert refused.value.faults == ("“East and Small” (team)",)


def test_a_changed_profile_alone_is_refused(by_team):
    rows = team("East", 3, 1, 30) + team("West", 1, 3, 15) + team("West", 1, 3, 15, role=1)
    first = publish(by_team(rows))

    with pytest.raises(RefusedError, match="so few returns changed"):
        publish(by_team(rows[:-1] + team("West", 1, 3, 1), released=[first]))


def test_an_answer_exchanged_between_two_people_is_refused(by_team):
    # Every count stays the same; only the topic's score of those who answered half tells it.
    rows = EAST + WEST + team("East", -1, -1, 30)
    mixed = team("East", 3, -1, 1) + team("East", -1, 1, 1)
    together = team("East", 3, 1, 1) + team("East", -1, -1, 1)
    roster = eligible(200, East=140, West=60)
    first = publish(by_team(rows + mixed, roster=roster))

    with pytest.raises(RefusedError, match="so few returns changed"):
        publish(by_team(rows + together, released=[first], roster=roster))


def test_a_release_of_another_wave_is_refused(by_team):
    first = replace(publish(by_team(EAST + WEST)), wave="2025")

    with pytest.raises(RefusedError, match="is a release of the wave “2025”, and this is the wave “2026”"):
        publish(by_team(EAST + WEST, released=[first]))


def test_two_earlier_releases_are_held_fixed_together(by_team):
    first = publish(by_team(EAST + WEST + SMALL, SEPARATE))
    second = for_audience(first, PUBLIC)
    third = publish(by_team(EAST + WEST + SMALL, SEPARATE, [first, second]))

    assert third.earlier == (first.hash, second.hash)
    assert third.surveys[0].figures == first.surveys[0].figures


def test_a_survey_under_another_code_is_no_earlier_release_of_this(by_team):
    first = publish(by_team(EAST + WEST))
    other = replace(first, surveys=(replace(first.surveys[0], code="other"),))

    assert publish(by_team(EAST + changed(1), released=[other])).earlier == (other.hash,)


def test_an_earlier_breakdown_these_answers_do_not_know_is_refused(by_team):
    first = publish(by_team(EAST + WEST))
    survey = first.surveys[0]
    strange = replace(survey, dimensions=(replace(survey.dimensions[0], code="office"),))

    with pytest.raises(RefusedError, match="broken down by “office”"):
        publish(by_team(EAST + WEST, released=[replace(first, surveys=(strange,))]))
