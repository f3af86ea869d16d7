"""Opening the box in the browser: everybody types, one is wrong, one comes twice, and nothing that was typed stays."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from tests.web.box.councils import PASSPHRASES, Council, open_council
from tests.web.people.accounts.staff import account, signed_in
from tests.web.results.boxes import ADA, BEN, box_address, closed_council, let_the_worker_work, principal, send

from soundings_web.answers.models import AnswerFile, Ballot
from soundings_web.keys.folder import key_folder
from soundings_web.people.models import AuditEvent
from soundings_web.results import tries
from soundings_web.results.console import box_views
from soundings_web.results.models import Opening
from soundings_web.results.purging import purge_ballots, what_is_left
from soundings_web.waves.actions import add_holder, pause_survey
from soundings_web.waves.models import KeyHolder, Survey, Ticket

pytestmark = pytest.mark.django_db(transaction=True)
WRONG = "a wrong passphrase that could leak"
CATS = "four quiet green lamps"
MISSING = [("sure", "Tick the box"), ("words-2", f"{BEN} must type the passphrase")]


@pytest.fixture
def council() -> Council:
    return closed_council()


@pytest.fixture
def pat() -> Client:
    return principal()


def state(council: Council) -> tuple[str, int, int, int, int]:
    """Everything that a refused opening must leave as it was."""
    kept = (Ballot, AnswerFile, Opening, Ticket)
    return Survey.objects.get(key=council.survey.key).state, *(model.objects.count() for model in kept)


@pytest.mark.parametrize("holders", [[ADA], [ADA, BEN]])
def test_the_holders_open_the_box_and_the_worker_does_the_rest(pat: Client, holders: list[str]):
    council = closed_council(holders=holders)
    before = pat.get(box_address(council)).text
    page = pat.get(box_address(council, "open/")).text
    answer = send(pat, council)
    after = pat.get(box_address(council)).text

    assert "Can be opened" in before
    assert "Sealed ballots at the last mixing" in before
    assert page.count('type="password"') == len(holders)
    assert page.count('autocomplete="off"') == len(holders) + 1
    assert "The survey can never be reopened." in page
    assert answer["Location"] == box_address(council)
    assert "The box is open: 12 ballots of 12 people asked." in after
    assert "what joins is being destroyed" in after
    assert "Look again" in after
    assert let_the_worker_work() == ["finish_opening"]
    assert what_is_left(council.survey.key) == []
    done = pat.get(box_address(council)).text
    assert "Opened and destroyed" in done
    assert "Read the certificate" in done
    assert AuditEvent.objects.filter(what="box opened", by="pat.principal@council.example").exists()


def test_a_recovery_sheet_opens_in_the_place_of_a_passphrase(pat: Client):
    _, words = add_holder(name="Cat Sheet", passphrase=CATS, by="tests")
    council = closed_council(holders=["Cat Sheet"])
    answer = send(pat, council, words_1=words.lower(), sheet_1="on")

    assert answer.status_code == 302
    assert Opening.objects.get().ballots == 12


def test_the_sheet_of_somebody_else_is_said_at_the_field(pat: Client, council: Council):
    _, words = add_holder(name="Cat Sheet", passphrase=CATS, by="tests")
    before = state(council)
    answer = send(pat, council, words_2=words, sheet_2="on")

    assert answer.status_code == 422
    assert 'id="words-2-error"' in answer.text
    assert f"This is not the recovery sheet of {BEN}." in answer.text
    assert words not in answer.text
    assert state(council) == before


@pytest.mark.parametrize(("wrong", "right"), [("words-1", "words-2"), ("words-2", "words-1")])
def test_a_wrong_passphrase_is_said_at_its_holder_and_changes_nothing(
    pat: Client, council: Council, wrong: str, right: str
):
    before = state(council)
    answer = send(pat, council, **{wrong: WRONG})

    assert answer.status_code == 422
    assert f'id="{wrong}-error"' in answer.text
    assert f'id="{right}-error"' not in answer.text
    assert "That is not the passphrase of" in answer.text
    assert state(council) == before


def test_two_wrong_passphrases_are_said_together(pat: Client, council: Council):
    answer = send(pat, council, words_1=WRONG, words_2=WRONG)

    assert 'id="words-1-error"' in answer.text
    assert 'id="words-2-error"' in answer.text
    assert AuditEvent.objects.filter(what="wrong passphrase for a box").count() == 1


@pytest.mark.parametrize(("missing", "said"), MISSING)
def test_nothing_is_tried_while_a_field_is_missing(pat: Client, council: Council, missing: str, said: str):
    before = state(council)
    answer = send(pat, council, **{missing: ""})

    assert answer.status_code == 422
    assert said in answer.text
    assert "All passphrases must be typed again" in answer.text
    assert state(council) == before


def everything_kept() -> str:
    """Every row of the database, and every file of the key folder, as one text."""
    rows = [str(list(model.objects.values())) for model in apps.get_models()]
    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    files = [path.read_bytes().decode("latin-1") for path in key_folder().path.rglob("*") if path.is_file()]
    return "\n".join([*rows, *sessions, *files])


def test_no_passphrase_stays_anywhere(pat: Client, council: Council, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    pages = [send(pat, council, words_1=WRONG).text, pat.get(box_address(council, "open/")).text]
    pages += [send(pat, council, sure="").text, send(pat, council).text, pat.get(box_address(council)).text]
    let_the_worker_work()
    kept = everything_kept()

    assert ADA in kept, "what is looked for would be found"
    assert "12 ballots" in pages[-1]
    for words in (WRONG, *PASSPHRASES.values()):
        for page in pages:
            assert words not in page
        assert words not in kept
        assert words not in caplog.text


def test_an_error_report_of_the_opening_holds_no_passphrase(pat: Client, council: Council):
    from django.views.debug import ExceptionReporter  # noqa: PLC0415 - only here

    reports = []

    def broken(survey: Survey, passphrases: dict[str, str], **_: Any) -> None:
        seen = passphrases[ADA]
        raise RuntimeError(survey.title, len(seen))

    def report(request: Any, **_: Any) -> None:
        import sys  # noqa: PLC0415 - as above

        reports.append(ExceptionReporter(request, *sys.exc_info()).get_traceback_html())

    pat.raise_request_exception = False
    with patch.object(box_views, "open_box", broken), patch("django.core.handlers.exception.log_response") as log:
        log.side_effect = lambda *_, request, **__: report(request)
        assert send(pat, council).status_code == 500

    [told] = reports
    assert "RuntimeError" in told
    assert council.survey.title in told, "the report tells what is not hidden"
    assert "words-1" in told, "and where passphrases stood"
    assert "********************" in told
    for words in PASSPHRASES.values():
        assert words not in told


@pytest.mark.parametrize(("wrong", "opened"), [(9, True), (10, False), (11, False)])
def test_ten_wrong_tries_in_a_quarter_of_an_hour_and_no_more(
    pat: Client, council: Council, wrong: int, *, opened: bool
):
    for _ in range(wrong):
        send(pat, council, words_2=WRONG)
    answer = send(pat, council)

    assert (answer.status_code == 302) is opened
    assert ("There were 10 wrong tries within 15 minutes." in answer.text) is not opened
    assert AuditEvent.objects.filter(what="wrong passphrase for a box").count() == min(wrong, 10)


def test_the_wait_ends_by_itself_and_is_for_one_box_alone(council: Council):
    other = closed_council(code="2027")
    for _ in range(10):
        tries.note_wrong_try(council.survey, [ADA], by="tests")
    tries.must_wait(other.survey)
    tries.must_wait(council.survey, timezone.now() + timedelta(minutes=15))

    with pytest.raises(tries.NotNowError, match="Try again after"):
        tries.must_wait(council.survey, timezone.now() + timedelta(minutes=14))


def test_unreadable_ballots_are_told_and_gone_without_only_by_their_number(pat: Client, council: Council):
    one = Ballot.objects.first()
    Ballot.objects.filter(pk=one.pk).update(sealed=bytes(one.sealed)[:-1] + b"?")
    first = send(pat, council)
    wrong = send(pat, council, without="2")
    right = send(pat, council, without="1")

    assert 'name="without"' not in pat.get(box_address(council)).text
    assert "1 of 12 ballots" in first.text
    assert 'id="without-error"' in first.text
    assert wrong.status_code == 422
    assert 'value="2"' in wrong.text
    assert right.status_code == 302
    assert (Opening.objects.get().ballots, Opening.objects.get().unreadable) == (11, 1)
    assert not AuditEvent.objects.filter(what="wrong passphrase for a box").exists()
    assert "11 of 12 people asked, and 1 that could not be read" in pat.get(box_address(council)).text


def test_a_second_tab_is_told_that_the_box_is_open(pat: Client, council: Council):
    send(pat, council)
    opened = state(council)
    again = pat.post(box_address(council, "open/"), {"words-1": WRONG, "words-2": WRONG, "sure": "on"}, follow=True)

    assert again.status_code == 200
    assert "The box has been opened already." in again.text
    assert state(council) == opened


def test_of_two_tabs_at_once_the_slower_is_told_that_the_box_is_open(pat: Client, council: Council):
    def overtaken(survey: Survey, **given: Any) -> Opening:
        box_views.open_box = real
        real(survey=survey, **given)
        purge_ballots(survey.key)
        return real(survey=survey, **given)

    real = box_views.open_box
    with patch.object(box_views, "open_box", overtaken):
        answer = send(pat, council)
        after = pat.get(answer["Location"]).text

    assert "The box has been opened already." in after
    assert Opening.objects.count() == 1


def test_an_interrupted_opening_goes_on(pat: Client, council: Council):
    send(pat, council)
    with patch("soundings_web.results.purging.compact", side_effect=RuntimeError("the power went")):
        let_the_worker_work()
    Opening.objects.update(opened_at=timezone.now() - timedelta(minutes=11))
    page = pat.get(box_address(council)).text
    assert "what joins is being destroyed" in page
    assert "This takes longer than it should" in page

    let_the_worker_work()
    assert "Opened and destroyed" in pat.get(box_address(council)).text


def test_a_box_that_is_not_closed_is_not_opened(pat: Client):
    council = open_council(3)
    council.submit(0)
    page = pat.get(box_address(council)).text
    assert "Waiting for the survey to close" in page
    assert "Open the box" not in page
    for prepare in (lambda: None, lambda: pause_survey(survey=council.survey, by="tests")):
        prepare()
        answer = pat.post(box_address(council, "open/"), {"words-1": WRONG}, follow=True)
        assert "The box opens when the survey is closed." in answer.text
    assert not Opening.objects.exists()
    assert Ballot.objects.count() == 1


def test_a_box_whose_ballots_an_old_backup_lost_says_so(pat: Client, council: Council):
    Survey.objects.update(state=Survey.State.OPENED)

    assert "restored from a backup" in pat.get(box_address(council)).text


@pytest.mark.parametrize("role", ["union", "approver", "analyst"])
def test_whoever_may_only_read_sees_the_box_and_cannot_open_it(council: Council, role: str):
    browser = signed_in(account(role))
    page = browser.get(box_address(council))

    assert page.status_code == 200
    assert f"{ADA} and {BEN}" in page.text
    assert box_address(council, "open/") not in page.text
    assert browser.get(box_address(council, "open/")).status_code == 403
    assert send(browser, council).status_code == 403
    assert not Opening.objects.exists()
    assert KeyHolder.objects.count() == 2


def test_no_page_of_the_box_names_who_was_asked(pat: Client, council: Council):
    person = council.entries[0].person
    pages = [pat.get(box_address(council, rest)).text for rest in ("", "open/")]

    assert all(council.survey.title in page for page in pages)
    for page in pages:
        assert person.email not in page
        assert person.number not in page
