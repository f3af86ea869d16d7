"""Readiness says what stands against opening, what to look at, and what would be shown, from what is really there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.web.box.councils import QUESTIONNAIRE
from tests.web.waves.desk import Desk, day, desk
from tests.web.waves.test_survey_pages import sent

from soundings_web.people.models import Entry, Person, Roster
from soundings_web.waves.models import GovernancePaper, Survey, Wave
from soundings_web.waves.readiness import LOOK, MUST, READY, Look, Readiness, readiness

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> Desk:
    made = desk()
    Roster.objects.update(census_on=timezone.localdate())
    return made


def looked(survey: Survey) -> dict[str, Look]:
    return {look.about: look for look in found(survey).looks}


def found(survey: Survey) -> Readiness:
    return readiness(Survey.objects.select_related("wave__previous", "roster").get(key=survey.key))


def own(at: Desk, **changed: str) -> Survey:
    return at.add(questionnaire="file", file=sent(), **changed)


def test_a_survey_with_everything_settled_is_ready(at: Desk):
    survey = own(at)
    at.post(survey, "contacts/", contacts="Staff line: 01632 960 001")
    at.post(survey, "facts/", {"take-team": "on", "by-team": "on"})
    Wave.objects.update(protection_reference="DPIA 7", union_consulted="UNISON")
    GovernancePaper.objects.create(wave=at.wave, kind="dpia", updated_by="tests")

    assert {look.state for look in found(survey).looks} == {READY}
    assert found(survey).can_open


@pytest.mark.parametrize(
    ("about", "changes", "said"),
    [
        ("Key holders", {"holder": "", "second_holder": ""}, "Nobody could open the box"),
        ("When", {"opens_on": day(-9), "closes_on": day(-1)}, "which is past"),
    ],
)
def test_what_stands_against_opening_must_be_mended(at: Desk, about: str, changes: dict[str, str], said: str):
    survey = own(at, **changes)

    assert looked(survey)[about].state == MUST
    assert said in looked(survey)[about].said
    assert not found(survey).can_open


def test_a_roster_that_is_not_frozen_must_be_frozen_first(at: Desk):
    survey = own(at)
    Roster.objects.update(state="draft")

    assert looked(survey)["Roster"].state == MUST
    assert looked(survey)["Roster"].where == "roster"


@pytest.mark.parametrize(("days", "state"), [(91, READY), (92, READY), (93, LOOK)])
def test_a_roster_of_three_months_ago_is_looked_at(at: Desk, days: int, state: str):
    survey = own(at)
    Roster.objects.update(census_on=timezone.localdate() - timedelta(days=days))

    assert looked(survey)["Roster"].state == state


def test_people_without_an_address_are_named_unless_they_get_paper(at: Desk):
    survey = own(at)
    first, second = Person.objects.order_by("number")[:2]
    Person.objects.filter(pk__in=[first.pk, second.pk]).update(email="")
    Entry.objects.filter(person=second).update(paper=True)
    look = looked(survey)["Addresses"]

    assert look.state == LOOK
    assert "40 people are asked; 1 has no e-mail address." in look.said
    assert look.listed == (f"{first.name} ({first.number})",)


@pytest.mark.parametrize(("people", "state"), [(9, LOOK), (10, READY), (11, READY)])
def test_people_are_few_of_their_kind_below_the_smallest_group(at: Desk, people: int, state: str):
    survey = own(at)
    few = Entry.objects.filter(roster=at.roster).order_by("pk")[:people].values_list("pk", flat=True)
    Entry.objects.filter(roster=at.roster).exclude(pk__in=list(few)).delete()
    Entry.objects.update(facts={"team": "Court", "role": "senior"}, path=["Court"])
    look = looked(survey)["Rare combinations"]

    assert look.state == state
    if state == LOOK:
        assert "9 of 9 people are one of fewer than 10" in look.said
        assert "only one" not in look.said


def test_the_only_one_of_a_kind_is_counted_and_not_named(at: Desk):
    survey = own(at)
    lone = Entry.objects.select_related("person").order_by("pk")[0]
    Entry.objects.exclude(pk=lone.pk).update(facts={"team": "Court", "role": "senior"}, path=["Court"])
    Entry.objects.filter(pk=lone.pk).update(facts={"team": "Assessment", "role": "senior"}, path=["Assessment"])
    look = looked(survey)["Rare combinations"]

    assert "1 of 40 people" in look.said
    assert "1 is the only one" in look.said
    assert lone.person.name not in at.get(survey, "readiness/").text


def test_a_fact_that_is_no_answer_to_its_question_stands_against_opening(at: Desk):
    survey = own(at)
    Entry.objects.filter(roster=at.roster, facts__role="senior").update(facts={"team": "Court", "role": "Wizard"})
    look = looked(survey)["What is promised"]

    assert look.state == MUST
    assert "“role” is “Wizard”" in look.listed


def test_what_the_wording_does_to_trends_is_told_question_by_question(at: Desk):
    own(at)
    following = Wave.objects.create(
        code="2027", title="2027", organisation="Thornthwaite", held_on=at.wave.held_on, previous=at.wave
    )
    at.wave = following
    reworded = QUESTIONNAIRE.replace("I have the tools I need.", "I have every tool I need.")
    survey = at.add(questionnaire="file", file=sent(text=reworded.replace('code = "H"', 'code = "HOURS"')))
    look = looked(survey)["Wording"]
    page = at.get(survey, "readiness/").text

    assert look.state == LOOK
    for words in ("1 trend breaks", "1 is no longer asked", "1 is new"):
        assert words in look.said, look.said
    assert "Reworded from “I have the tools I need.”" in page
    assert looked(own(at, code="other"))["Wording"].state == READY, "no survey of this code was there before"


def test_the_forecast_shows_and_hides_groups_as_the_gate_will(at: Desk):
    survey = own(at)
    [team, role] = found(survey).foreseen

    assert (team.dimension, role.dimension) == ("team", "role")
    assert [(group.eligible, group.merged) for group in team.groups] == [(20, True)] * 2, "teams of ten join"
    for group in team.groups:
        assert all(part in at.get(survey, "readiness/").text for part in group.members)
    assert [group.shown for group in team.groups] == [(False, True, True)] * 2
    assert [group.shown for group in role.groups] == [(False, True, True)] * 2
    assert "Not shown" in at.get(survey, "readiness/").text


def test_contacts_that_the_council_has_not_filled_in_are_looked_at(at: Desk):
    survey = at.add()
    assert looked(survey)["Where staff can turn"].state == LOOK
    at.post(survey, "contacts/", contacts="Staff line: 01632 960 001")

    assert looked(survey)["Where staff can turn"].state == READY


def test_people_whom_another_survey_of_the_wave_asks_too_are_counted(at: Desk):
    first, second = own(at), own(at, code="b", title="The others")
    at.post(first, "who/", role=["senior"])
    look = looked(second)["Asked twice"]

    assert look.state == LOOK
    assert look.said.startswith("20 of the people asked are asked by “Children’s social work” too.")
    at.post(second, "who/", role=["social_worker"])
    assert "Asked twice" not in looked(second)
