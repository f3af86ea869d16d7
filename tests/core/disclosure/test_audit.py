"""What an outsider finds in release files: nothing in sound ones, everything that was put back."""

from dataclasses import replace

import polars as pl
import pytest
from tests.core.disclosure.conftest import eligible
from tests.core.disclosure.test_earlier import EAST, ROSTER, SEPARATE, SMALL, WEST, changed, put_back

from soundings.disclosure import PlanFacts, audit, publish


@pytest.fixture
def by_team(respond, wave):
    def made(rows, plan=SEPARATE, roster=ROSTER):
        return replace(wave(respond(rows), eligible=roster, by=("team",)), plan=plan)

    return made


def leaks(*releases, roster=ROSTER):
    return [leak for survey in audit(releases, roster) for leak in survey.leaks]


def test_a_published_release_gives_nothing_away(by_team):
    (survey,) = audit([publish(by_team(EAST + WEST + SMALL))], ROSTER)

    assert survey.leaks == []
    assert survey.sets > 0
    assert survey.counts > 0
    assert all(width >= 1 for width, _ in survey.narrowest)


def test_seven_people_are_found_when_a_hidden_team_is_put_back(by_team):
    safe = publish(by_team(EAST + WEST + SMALL))
    doctored = put_back(safe, publish(by_team(EAST + WEST)), "East")
    found = leaks(doctored)

    assert "the results of 7 people" in {leak.what for leak in found}
    seven = next(leak for leak in found if leak.what == "the results of 7 people")
    assert set(seven.groups) == {"the whole survey", "“East” (team)", "“West” (team)"}


def test_seven_people_between_two_safe_releases_are_found(by_team):
    roster = eligible(140, East=60, West=65, Small=15)
    merged = publish(by_team(EAST + WEST + SMALL, PlanFacts(), roster))
    alone = publish(by_team(EAST + WEST + SMALL, SEPARATE, roster))
    other = put_back(alone, publish(by_team(EAST + WEST, SEPARATE, roster)), "East")
    west = other.surveys[0].figures.table.filter(pl.col("group") != "West")
    without = replace(other, surveys=(replace(other.surveys[0], figures=type(other.surveys[0].figures)(west)),))

    assert leaks(merged, roster=roster) == []
    assert leaks(without, roster=roster) == []
    assert "the results of 7 people" in {leak.what for leak in leaks(merged, without, roster=roster)}


def test_releases_that_differ_by_one_return_are_found(by_team):
    first, second = publish(by_team(EAST + WEST)), publish(by_team(EAST + changed(1)))

    assert "two releases differ by 1 return" in {leak.what for leak in leaks(first, second)}


def test_releases_that_differ_by_ten_returns_give_nothing_away(by_team):
    assert leaks(publish(by_team(EAST + WEST)), publish(by_team(EAST + changed(10)))) == []


def test_a_count_that_its_siblings_give_away_is_found(by_team):
    release = publish(by_team(EAST + WEST, PlanFacts()))
    survey = release.surveys[0]
    one = (pl.col("item") == "load") & (pl.col("option") == "sa") & (pl.col("group") == "West")
    hidden = survey.figures.table.with_columns(
        status=pl.when(one).then(pl.lit("not_shown")).otherwise(pl.col("status")),
        **{name: pl.when(one).then(None).otherwise(pl.col(name)) for name in ("value", "low", "high", "base")},
    )
    doctored = replace(release, surveys=(replace(survey, figures=type(survey.figures)(hidden)),))

    (leak,) = leaks(doctored)
    assert leak.what == "the count of “Strongly agree” in “West” (team) is 8"
    assert "“West” (team)" in leak.groups


def test_without_an_eligible_file_the_printed_roster_is_used(by_team):
    assert leaks(publish(by_team(EAST + WEST + SMALL)), roster=None) == []
