"""The start page: the steps until all are done, and then what is going on; each only for whoever may know it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.box.councils import make_roster, open_council, plan, questionnaire
from tests.web.people.accounts.staff import account, signed_in

from soundings_web.home.going_on import sentence
from soundings_web.home.steps import Facts, facts_now
from soundings_web.ui.look import forget_look, store_look
from soundings_web.ui.moments import local_words
from soundings_web.waves.actions import close_survey, plan_wave
from soundings_web.waves.models import KeyHolder, Survey, Wave
from soundings_web.waves.queries import GoingOn, Preparation, preparation

NOW = datetime(2027, 5, 3, 12, tzinfo=UTC)
OPEN, WAITING = "Surveys that are open", "Closed surveys whose box waits to be opened"


def going_on(state: str, begins: float, ends: float) -> str:
    """What is said of a survey that begins and ends so many days from now."""
    return sentence(GoingOn("k", "2027", "One", state, NOW + timedelta(days=begins), NOW + timedelta(days=ends)), NOW)


def test_every_state_of_a_survey_has_its_sentence():
    end = "4 May 2027, 13:00"
    assert going_on("open", -1, 1) == f"It closes on {end}."
    assert going_on("paused", -1, 1) == f"Paused. It closes on {end}."
    assert going_on("open", 0.5, 1) == f"It begins on 4 May 2027, 01:00 and closes on {end}."
    assert going_on("closed", -1, 1) == f"Closed. Its end was set for {end}."
    for state in ("open", "paused"):
        assert going_on(state, -1, 0) == "Its end came on 3 May 2027, 13:00; it is about to close."


# With a database


@pytest.fixture
def both() -> Client:
    """The first account: administrator and principal social worker."""
    first = account("administrator", name="Ada")
    first.appointments.create(role="principal")
    return signed_in(first)


@pytest.mark.django_db
def test_an_empty_site_shows_every_step_and_nothing_of_surveys(both: Client):
    text = both.get("/").text

    assert "0 of 8 steps are done." in text
    assert text.count('class="govuk-task-list__item') == 8
    assert text.count("Not yet: first load the staff roster") == 3
    assert text.count(">Next<") == 1
    assert text.count("govuk-task-list__link") == 5, "what cannot begin yet is no link"
    assert OPEN not in text
    assert WAITING not in text


@pytest.mark.django_db
def test_facts_follow_what_is_there():
    assert facts_now() == Facts(accounts=0)
    account("administrator", name="Ada")
    open_council(4)
    store_look({"organisation": "Borsetshire"})
    forget_look()
    wave = Wave.objects.get().pk

    assert facts_now() == Facts(True, 1, 1, 1, Preparation(2, 1, 1, 1, wave, ""))


@pytest.mark.django_db
def test_preparation_knows_the_newest_wave_and_the_survey_that_waits_to_open():
    assert preparation() == Preparation()
    open_council(4, "2026")
    newest = Wave.objects.create(code="2028", title="2028", organisation="X", held_on=date(2028, 9, 1)).pk
    make_roster(4, "2027")
    waiting = plan_wave(plan=plan("2027"), questionnaires={"children": questionnaire()}, by="tests")

    assert preparation() == Preparation(2, 3, 2, 1, newest, waiting.surveys.get().key)


@pytest.mark.django_db
def test_the_steps_fold_away_when_the_last_is_done(both: Client):
    council = open_council(4)
    store_look({"organisation": "Borsetshire"})
    forget_look()
    before = both.get("/").text
    account("analyst", name="Ann")
    after = both.get("/").text

    assert "7 of 8 steps are done." in before
    assert "What comes next" in before
    assert "govuk-details" not in before
    assert "What comes next" not in after
    assert "Everything is prepared: see the steps" in after
    for text in (before, after):
        assert f'<a class="govuk-link" href="/waves/surveys/{council.survey.key}/">{council.survey.title}</a>' in text
        assert f"It closes on {local_words(council.survey.closes_at)}." in text
        assert WAITING not in text


@pytest.mark.django_db(transaction=True)
def test_a_closed_survey_waits_until_its_box_is_opened():
    council = open_council(4)
    union = signed_in(account("union"))
    assert "No survey is open." not in union.get("/").text
    close_survey(survey=council.survey, by="tests")
    closed = union.get("/").text
    Survey.objects.update(state="opened")
    opened = union.get("/").text

    assert "No survey is open." in closed
    assert WAITING in closed
    assert council.survey.title in closed
    assert WAITING not in opened
    assert council.survey.title not in opened


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["head", "manager", "supervisor", "worker", "board", "administrator"])
def test_whoever_may_not_read_contracts_learns_nothing_of_surveys(role: str):
    council = open_council(4)
    text = signed_in(account(role)).get("/").text

    for words in (
        council.survey.title,
        council.survey.wave.title,
        OPEN,
        WAITING,
        *KeyHolder.objects.values_list("name", flat=True),
    ):
        assert words not in text, words
    assert ("Nothing waits for you here" in text) == (role != "administrator")


@pytest.mark.django_db
def test_the_start_page_asks_the_database_as_often_for_many_surveys_as_for_one(both: Client):
    council = open_council(4)
    both.get("/")
    with CaptureQueriesContext(connection) as one:
        both.get("/")
    for code in "abcdef":
        council.survey.pk = code * 32
        council.survey.code = code
        council.survey.save(force_insert=True)
    with CaptureQueriesContext(connection) as many:
        text = both.get("/").text

    assert text.count(council.survey.title) == 7
    assert len(many) == len(one)
