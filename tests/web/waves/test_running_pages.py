"""Surveys run in the browser: five of one wave with windows of their own, one extended; paused, closed, reopened."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.web.box.councils import PASSPHRASES
from tests.web.people.accounts.staff import account, signed_in
from tests.web.waves.desk import Desk, day, desk, faults

from soundings_web.operations.jobs import close_surveys
from soundings_web.people.models import AuditEvent
from soundings_web.results.opening import open_box
from soundings_web.ui.moments import local_words
from soundings_web.waves.actions import latest_contract
from soundings_web.waves.models import Survey, Ticket
from soundings_web.waves.queries import surveys_to_close

pytestmark = pytest.mark.django_db(transaction=True)
# The five surveys of a council's exercise, with the days after today on which each closes.
FIVE = {"children": 12, "adults": 14, "asye": 19, "managers": 21, "wider": 26}


@pytest.fixture
def at() -> Desk:
    return desk()


def test_five_surveys_of_one_wave_run_in_windows_of_their_own_and_one_is_extended_by_two_days(
    at: Desk, monkeypatch: pytest.MonkeyPatch
):
    surveys = {code: at.opened(title=code.title(), code=code, closes_on=day(ends)) for code, ends in FIVE.items()}
    assert Ticket.objects.count() == 5 * 40
    at.post(surveys["asye"], "extend/", closes_on=day(FIVE["asye"] + 2), closes_time="17:00")
    for survey in surveys.values():
        survey.refresh_from_db()

    moved = surveys["asye"]
    assert len(moved.earlier_ends) == 1
    assert [survey.earlier_ends for code, survey in surveys.items() if code != "asye"] == [[]] * 4
    promise = at.client.get(f"/promise/{moved.key}/").text
    first = moved.closes_at - timedelta(days=2)
    assert f"closes on {local_words(moved.closes_at)}" in promise
    assert f"At first it was to close on {local_words(first)}" in promise
    page = at.get(moved).text
    assert f"(first: {local_words(first)})" in page

    def closed_after(days: float) -> set[str]:
        then = timezone.now() + timedelta(days=days)
        with monkeypatch.context() as later:
            later.setattr(timezone, "now", lambda: then)
            return {survey.code for survey in surveys_to_close()}

    assert closed_after(11.9) == set()
    assert closed_after(20.5) == {"children", "adults"}, "the extended one goes on beside them"
    assert closed_after(22.5) == {"children", "adults", "asye", "managers"}
    assert closed_after(27.5) == set(FIVE)


def test_a_survey_closes_by_itself_at_the_end_it_was_extended_to(at: Desk, monkeypatch: pytest.MonkeyPatch):
    survey = at.opened(closes_on=day(1))
    at.post(survey, "extend/", closes_on=day(3), closes_time="12:00")
    survey.refresh_from_db()

    def state_at(moment) -> str:
        with monkeypatch.context() as then:
            then.setattr(timezone, "now", lambda: moment)
            close_surveys.func()
        return Survey.objects.get(key=survey.key).state

    assert state_at(survey.closes_at - timedelta(seconds=1)) == "open"
    assert state_at(survey.closes_at) == "closed"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"closes_on": "", "closes_time": "17:00"}, "New last day: This field is required."),
        ({"closes_on": "1/1/2020", "closes_time": "17:00"}, "in the future"),
        ({"closes_on": "never", "closes_time": "17:00"}, "“never” is no date"),
        ({"closes_on": day(30), "closes_time": "noon"}, "“noon” is no time of day"),
    ],
)
def test_an_end_that_cannot_be_is_refused_and_the_old_one_stays(at: Desk, given: dict[str, str], said: str):
    survey = at.opened()
    answer = at.post(survey, "extend/", given)

    assert any(said in fault for fault in faults(answer)), faults(answer)
    assert Survey.objects.get(key=survey.key).closes_at == survey.closes_at
    assert given["closes_on"] in answer.text


def test_a_survey_is_paused_and_resumed_and_a_second_press_changes_nothing(at: Desk):
    survey = at.opened()
    for do, state in (("pause", "paused"), ("pause", "paused"), ("resume", "open"), ("resume", "open"), ("x", "open")):
        answer = at.post(survey, "pause/", do=do)
        assert answer.status_code == 200
        assert Survey.objects.get(key=survey.key).state == state
    assert AuditEvent.objects.filter(what__in=["survey paused", "survey resumed"]).count() == 2


def test_a_survey_is_closed_after_a_tick_reopened_and_after_its_box_is_opened_never_again(at: Desk):
    survey = at.opened()
    assert faults(at.post(survey, "close/")) == ["Tick the box if you are sure."]
    assert "is closed" in at.post(survey, "close/", sure="on").text
    reopened = at.post(survey, "extend/", closes_on=day(9), closes_time="17:00")
    assert "takes answers again until" in reopened.text
    at.post(survey, "close/", sure="on")
    survey.refresh_from_db()
    open_box(survey=survey, passphrases=PASSPHRASES, by="tests")
    refused = at.post(survey, "extend/", closes_on=day(9), closes_time="17:00")

    assert "Opening is final" in faults(refused)[0]
    assert Survey.objects.get(key=survey.key).state == "opened"
    assert "Reopen" not in at.get(survey).text


def test_opening_names_what_stands_against_it_and_opens_nothing(at: Desk):
    survey = at.add(holder="", second_holder="")
    readiness = at.get(survey, "readiness/").text
    refused = at.post(survey, "open/", sure="on")

    assert "Must be mended" in readiness
    assert "Nobody could open the box" in readiness
    assert "/open/" not in readiness
    assert "no key holder" in faults(refused)[0]
    assert Survey.objects.get().state == "draft"
    assert not Ticket.objects.exists()


def test_opening_freezes_what_the_page_showed(at: Desk):
    survey = at.opened()
    content = latest_contract(survey).content
    page = at.get(survey, "contract/").text
    file = at.client.get(f"/waves/surveys/{survey.key}/contract/file/")

    assert content["asked"]["total"] == 40
    assert latest_contract(survey).hash in page
    assert file.json() == content
    assert file["Content-Disposition"] == 'attachment; filename="contract-2026-children-1.json"'
    assert "no-store" in file["Cache-Control"]


@pytest.mark.parametrize("page", ["open/", "pause/", "extend/", "close/", "links/"])
@pytest.mark.parametrize("role", ["analyst", "approver", "union", "head", "administrator"])
def test_only_who_runs_surveys_opens_extends_pauses_and_closes_them(at: Desk, role: str, page: str):
    survey = at.add() if page == "open/" else at.opened()
    state = Survey.objects.get().state
    other = signed_in(account(role, name="Other"))
    answer = other.post(f"/waves/surveys/{survey.key}/{page}", {"sure": "on", "do": "pause", "closes_on": day(40)})

    assert answer.status_code == 403
    assert Survey.objects.get().state == state
    assert Survey.objects.get().closes_at == survey.closes_at


def test_an_end_sooner_than_told_must_be_meant(at: Desk):
    survey = at.opened(closes_on=day(20))
    sooner = {"closes_on": day(9), "closes_time": "17:00"}
    refused = at.post(survey, "extend/", sooner)
    assert "sooner than its end now" in faults(refused)[0]
    assert Survey.objects.get(key=survey.key).closes_at == survey.closes_at

    assert "takes answers until" in at.post(survey, "extend/", sooner, sooner="on").text


def test_everybodys_link_is_saved_after_a_tick_and_says_of_nobody_whether_they_answered(at: Desk):
    survey = at.opened()
    assert faults(at.post(survey, "links/")) == ["Tick the box if you are sure."]
    saved = at.client.post(f"/waves/surveys/{survey.key}/links/", {"sure": "on"})
    rows = list(csv.DictReader(io.StringIO(saved.text)))
    assert len(rows) == 40
    assert all("/a/" in row["link"] for row in rows)
    assert "no-store" in saved["Cache-Control"]
    assert AuditEvent.objects.latest("id").what == "links written"
    Ticket.objects.filter(entry__person__number=rows[0]["number"]).update(used=True)
    again = at.client.post(f"/waves/surveys/{survey.key}/links/", {"sure": "on"})

    assert again.text == saved.text


def test_a_survey_that_is_not_open_has_no_links_to_save(at: Desk):
    survey = at.add()

    assert "has no links until it opens" in faults(at.post(survey, "links/", sure="on"))[0]
