"""A preview is what respondents will see, page by page, and keeps nothing of what is typed into it."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from tests.web.people.accounts.staff import account, signed_in
from tests.web.respond.visitors import in_two_languages
from tests.web.waves.desk import Desk, desk
from tests.web.waves.test_survey_pages import sent

from soundings_web.answers.models import Ballot, Draft
from soundings_web.people.models import AuditEvent
from soundings_web.waves.models import Survey, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> Desk:
    return desk()


@pytest.fixture
def survey(at: Desk) -> Survey:
    return at.add(questionnaire="file", file=sent())


def carried(text: str) -> dict[str, str]:
    """What the form of a page sends back by itself."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text)
    return {name: value.replace("&#34;", '"') for name, value in fields if name != "csrfmiddlewaretoken"}


def on(client: Client, survey: Survey, text: str, **typed: str) -> str:
    return client.post(f"/preview/{survey.key}/", {**carried(text), "go": "on", **typed}).text


def test_a_preview_goes_the_way_of_the_answers_and_keeps_nothing(at: Desk, survey: Survey):
    start = at.client.get(f"/preview/{survey.key}/").text
    assert "This is a preview. Nothing you enter is kept or sent." in start
    assert "Your answers are confidential" in start
    events = AuditEvent.objects.count()
    work = on(at.client, survey, start)
    assert "My caseload is manageable." in work
    why = on(at.client, survey, work, W1="yes", L="yes")
    assert "Why?" in why
    check = on(at.client, survey, why, WHY="pay", C="words that nobody may find")
    for _ in range(4):
        if "Check your answers" in check:
            break
        check = on(at.client, survey, check)

    assert "Agree" in check
    assert "words that nobody may find" in check
    assert "team" not in carried(check)["answers"], "it is taken from the roster, and not asked"
    left = at.client.post(f"/preview/{survey.key}/", {**carried(check), "go": "send"})
    assert left["Location"] == f"/waves/surveys/{survey.key}/"
    for model in (Ballot, Draft, Ticket):
        assert not model.objects.exists()
    assert AuditEvent.objects.count() == events
    assert "words that nobody may find" not in json.dumps(dict(at.client.session))


def test_a_question_that_nobody_is_asked_is_passed_over(at: Desk, survey: Survey):
    work = on(at.client, survey, at.client.get(f"/preview/{survey.key}/").text)

    assert "Why?" not in on(at.client, survey, work, L="no")


def test_back_keeps_what_was_answered_and_leads_to_the_start(at: Desk, survey: Survey):
    work = on(at.client, survey, at.client.get(f"/preview/{survey.key}/").text)
    why = on(at.client, survey, work, W1="mid", L="yes")
    again = on(at.client, survey, why, go="back")
    assert re.search(r'name="W1" type="radio" value="mid" checked', again)

    assert "Your answers are confidential" in on(at.client, survey, again, go="back")


def test_a_faulty_answer_is_told_as_respondents_are_told(at: Desk, survey: Survey):
    work = on(at.client, survey, at.client.get(f"/preview/{survey.key}/").text)
    told = on(at.client, survey, work, H="many")

    assert "There is a problem" in told
    assert 'value="many"' in told


def test_a_survey_without_key_holders_or_roster_words_can_be_previewed(at: Desk):
    survey = at.add(questionnaire="file", file=sent(), holder="", second_holder="")

    assert "the key holders, who are not named yet" in at.client.get(f"/preview/{survey.key}/").text


def test_an_open_survey_is_previewed_by_its_contract(at: Desk):
    survey = at.opened(questionnaire="file", file=sent())
    Survey.objects.update(plan={"promise": {}, "instrument": {}})
    page = at.client.get(f"/preview/{survey.key}/").text

    assert "Ada Principal and Ben Union together can open the box" in page
    assert "My caseload is manageable." in on(at.client, survey, page)


def test_the_preview_speaks_every_language_of_the_questionnaire(at: Desk, survey: Survey):
    two = in_two_languages()
    plan = survey.plan
    survey.plan = {**plan, "instrument": two.model_dump(mode="json", by_alias=True)}
    survey.save()
    other = two.translations[0]
    page = at.client.get(f"/preview/{survey.key}/?language={other.language}").text

    assert other.title in page
    assert other.sections[two.sections[0].code] in on(at.client, survey, page)


@pytest.mark.parametrize(
    "hostile",
    [
        "[]",
        "null",
        "{",
        '{"W1": {"deep": []}}',
        '{"H": "words", "W1": 7, "WHY": "pay"}',
        '{"nothing": "x"}',
        "9" * 5000,
    ],
)
@pytest.mark.parametrize("page", ["1", "2", "99", "-1", "x", ""])
def test_a_forged_form_of_a_preview_ends_on_a_page(at: Desk, survey: Survey, hostile: str, page: str):
    answer = at.client.post(f"/preview/{survey.key}/", {"answers": hostile, "page": page, "go": "on"})

    assert answer.status_code in (200, 302)


@pytest.mark.parametrize("role", ["administrator", "head", "worker", "board"])
def test_a_preview_is_for_those_who_read_contracts(survey: Survey, role: str):
    assert signed_in(account(role, name="Other")).get(f"/preview/{survey.key}/").status_code == 403


def test_there_is_no_preview_of_a_survey_that_is_not_there(at: Desk):
    assert at.client.get("/preview/nothing/").status_code == 404
