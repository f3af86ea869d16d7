"""The pages people answer on: what they keep, what they refuse, and what they never show."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.web.box.councils import Council, open_council, questionnaire
from tests.web.respond.visitors import (
    CHECK,
    TEST_LANGUAGE,
    WHY,
    WORK,
    YOU,
    Visitor,
    address_of,
    hidden,
    in_two_languages,
)

from soundings.errors import StorageFullError
from soundings_web.answers.models import Ballot, Draft
from soundings_web.keys.links import link_text
from soundings_web.respond import entering, views, visiting, visits
from soundings_web.respond.reading import read_page
from soundings_web.respond.visits import COOKIE
from soundings_web.ui.moments import local_words
from soundings_web.waves.actions import (
    close_survey,
    extend_survey,
    pause_survey,
    reopen_survey,
    resume_survey,
)
from soundings_web.waves.models import DailyCount, ProtectedTime, Survey, Ticket

pytestmark = pytest.mark.django_db

EVERY_ADDRESS = ["/answer/", WORK, YOU, CHECK, "/answer/done/", "/answer/kept/"]


@pytest.fixture
def council() -> Council:
    return open_council(8)


@pytest.fixture
def ada(council: Council) -> Visitor:
    return Visitor(council.secrets[0])


def rows() -> dict[str, int]:
    """How many rows each table of the site has."""
    return {model._meta.db_table: model.objects.count() for model in apps.get_models()}


def plain(answer: HttpResponse) -> bool:
    """A whole page of the site's own, never the server's."""
    return '<h1 class="govuk-heading-l">' in answer.text and "</html>" in answer.text


# What a link does


def test_a_scanner_that_opens_a_link_five_times_changes_nothing(council: Council, ada: Visitor):
    def everything() -> list[Any]:
        return [list(model.objects.order_by("pk").values()) for model in apps.get_models()]

    before = everything()
    for _ in range(5):
        seen = ada.client.get(address_of(ada.secret))
        head = ada.client.head(address_of(ada.secret))
        assert (seen.status_code, head.status_code) == (200, 200)
        assert not seen.cookies
        assert not head.cookies

    assert everything() == before
    assert council.survey.title in seen.text or "A small questionnaire" in seen.text
    assert ada.start().status_code == 200


def test_the_cookie_is_out_of_reach_and_tells_nothing(council: Council, ada: Visitor, settings):
    settings.HTTPS = True
    answer = ada.client.post(address_of(ada.secret))
    cookie = answer.cookies[COOKIE]

    assert answer.status_code == 302
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Strict", True)
    assert (cookie["path"], cookie["max-age"], cookie["expires"]) == ("/answer/", "", "")
    held = visits.base64.urlsafe_b64decode(cookie.value)
    number = council.entries[0].person.number
    for told in (link_text(ada.secret), number, council.entries[0].person.email, council.survey.key):
        assert told not in cookie.value
        assert told.encode() not in held
    assert ada.secret not in held


def test_two_cookies_of_one_link_have_nothing_in_common(ada: Visitor):
    first = ada.client.post(address_of(ada.secret)).cookies[COOKIE].value
    second = ada.client.post(address_of(ada.secret)).cookies[COOKIE].value

    assert first[:24] != second[:24]


def test_every_page_is_kept_by_nobody_and_sends_no_referrer(council: Council, ada: Visitor):
    answers = [ada.client.get(address_of(ada.secret)), ada.client.get(f"/promise/{council.survey.key}/")]
    answers += [ada.client.get(address) for address in EVERY_ADDRESS]
    ada.start()
    answers += [ada.client.get(address) for address in EVERY_ADDRESS]
    answers += [ada.send(WORK, {"H": "many"}), ada.send(WORK, {"W1": "yes"}), ada.client.post(WORK)]
    answers += [ada.client.post(WORK, {"C": "x" * 3_000_000}), ada.client.get("/a/nothing"), ada.send(CHECK)]

    for answer in answers:
        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer"), answer


def test_the_link_stands_in_no_page_after_start(ada: Visitor):
    link = link_text(ada.secret)
    first = ada.start()
    pages = [first, *(ada.client.get(address) for address in EVERY_ADDRESS), ada.send(WORK, {"H": "many"})]

    assert [address for address, _ in first.redirect_chain] == ["/answer/?begun=1", "/answer/1/"]
    for page in pages:
        assert link not in page.text
        assert link not in str(page.headers)


@pytest.mark.parametrize("length", [0, 5, 31, 32, 33, 4000])
def test_guessed_links_meet_one_and_the_same_page(council: Council, length: int):  # noqa: ARG001 - there is a survey
    guess = link_text(secrets.token_bytes(length)) or "-"
    answer = Client().get(f"/a/{guess}")
    other = Client().post(f"/a/{link_text(secrets.token_bytes(32))}")

    assert (answer.status_code, other.status_code) == (404, 404)
    assert answer.content == other.content
    assert "This link does not work" in answer.text
    assert not answer.cookies
    assert not other.cookies


def test_a_link_written_with_strange_letters_is_no_link(council: Council):  # noqa: ARG001 - there is a survey
    for strange in ("ŵ" * 43, "%00", "a b", "=" * 44, "🙂"):
        assert Client().get(f"/a/{strange}").status_code == 404


def test_a_used_link_says_that_the_answers_are_in(council: Council, ada: Visitor):
    council.submit(0)
    answer = ada.client.get(address_of(ada.secret))

    assert "Your answers are in" in answer.text
    assert "Start" not in answer.text
    assert not ada.client.post(address_of(ada.secret)).cookies


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"state": Survey.State.PAUSED}, "paused for the moment"),
        ({"state": Survey.State.CLOSED}, "has closed"),
        ({"opens_at": datetime.now(UTC) + timedelta(days=1)}, "has not begun yet"),
        ({"closes_at": datetime.now(UTC) - timedelta(minutes=1)}, "has closed"),
    ],
)
def test_a_survey_that_takes_no_answers_says_why(council: Council, ada: Visitor, changed: dict[str, Any], words: str):
    ada.start()
    form = hidden(ada.client.get(WORK).text)
    Survey.objects.filter(key=council.survey.key).update(**changed)

    for answer in (
        ada.client.get(address_of(ada.secret)),
        ada.client.post(address_of(ada.secret)),
        ada.client.get(WORK),
        ada.client.post(WORK, {**form, "W1": "yes"}),
        ada.client.post(CHECK, form),
    ):
        assert words in answer.text
        assert plain(answer)
    assert not Draft.objects.exists()
    assert not Ballot.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_pause_and_a_close_are_told_and_a_paused_draft_is_still_there():
    council = open_council(3)
    ada = Visitor(council.secrets[0])
    ada.start()
    ada.send(WORK, {"W1": "yes"})
    pause_survey(survey=council.survey, by="tests")
    assert "paused" in ada.client.get(YOU).text
    resume_survey(survey=council.survey, by="tests")
    assert "You have begun already" in ada.client.get(address_of(ada.secret)).text
    assert ada.draft() == {"W1": "yes"}
    close_survey(survey=council.survey, by="tests")

    assert "has closed" in ada.client.get(YOU).text
    assert not Draft.objects.exists()


# Visits


def test_without_cookies_a_page_says_what_to_do(ada: Visitor):
    ada.client.post(address_of(ada.secret))
    answer = Client().get("/answer/?begun=1")

    assert answer.status_code == 400
    assert "Your browser did not keep a cookie" in answer.text
    assert plain(answer)


@pytest.mark.parametrize("held", ["", "x", "é", "a" * 200, "=" * 7])
def test_a_cookie_that_is_not_ours_is_no_visit(council: Council, held: str):  # noqa: ARG001 - there is a survey
    client = Client()
    client.cookies[COOKIE] = held
    answer = client.get(WORK)

    assert answer.status_code == 403
    assert "Open your link again: it leads to where you stopped" in answer.text


@pytest.mark.parametrize(("shared", "minutes", "status"), [(False, 60, 200), (False, 61, 403), (True, 8, 200)])
def test_a_visit_ends_when_nothing_happens(
    ada: Visitor, monkeypatch: pytest.MonkeyPatch, *, shared: bool, minutes: int, status: int
):
    now = visits._minute()
    ada.client.cookies[COOKIE] = visits.to_cookie(visits.Visit(ada.secret, session="ROOM7" if shared else "").now())
    monkeypatch.setattr(visits, "_minute", lambda: now + minutes)

    assert ada.client.get(WORK).status_code == status


def test_a_shared_device_is_left_sooner(ada: Visitor, monkeypatch: pytest.MonkeyPatch):
    now = visits._minute()
    ada.client.cookies[COOKIE] = visits.to_cookie(visits.Visit(ada.secret, session="ROOM7").now())
    assert 'data-idle-minutes="8"' in ada.client.get(WORK).text
    monkeypatch.setattr(visits, "_minute", lambda: now + 9)

    assert ada.client.get(WORK).status_code == 403


def test_thirty_people_behind_one_address_all_get_through():
    council = open_council(30)
    for secret in council.secrets:
        visitor = Visitor(secret)
        assert visitor.start().status_code == 200
        visitor.send(WORK, {"W1": "yes"})
        assert visitor.send(CHECK)["Location"] == "/answer/done/"

    assert Ballot.objects.count() == 30


def test_two_browsers_with_one_link_share_one_draft_and_make_one_ballot(ada: Visitor):
    other = Visitor(ada.secret)
    ada.start()
    ada.send(WORK, {"W1": "yes", "H": "3"})
    resumed = other.start()
    assert resumed.redirect_chain[-1][0] == WHY
    assert 'value="yes" checked' in other.client.get(WORK).text
    other.send(YOU, {"religion": "r1"})
    form = hidden(ada.client.get(CHECK).text)
    assert other.send(CHECK)["Location"] == "/answer/done/"
    late = ada.client.post(CHECK, form)

    assert "Your answers are in" in late.text
    assert Ballot.objects.count() == 1


def test_a_page_saved_in_a_second_tab_loses_nothing_of_the_first(ada: Visitor):
    ada.start()
    first, second = (hidden(ada.client.get(address).text) for address in (WHY, YOU))
    ada.client.post(YOU, {**second, "go": "on", "religion": "r2"})
    ada.client.post(WHY, {**first, "go": "on", "C": "more staff"})

    assert ada.draft() == {"C": "more staff", "religion": "r2"}


# Forms


@pytest.mark.parametrize("wrong", [{"token": "0" * 32}, {"token": ""}, {"version": "0" * 12}, {"token": "ŵ"}])
def test_a_form_that_is_not_of_this_visit_saves_nothing(ada: Visitor, wrong: dict[str, str]):
    ada.start()
    form = hidden(ada.client.get(WORK).text)
    for address in (WORK, CHECK):
        answer = ada.client.post(address, {**form, **wrong, "W1": "yes", "go": "on"})
        assert answer.status_code == 409
        assert "Nothing was saved from it." in answer.text

    assert not Draft.objects.exists()
    assert not Ballot.objects.exists()


def test_a_token_of_somebody_else_is_refused(council: Council, ada: Visitor):
    ben = Visitor(council.secrets[1])
    ben.start()
    ada.start()
    stolen = hidden(ben.client.get(WORK).text)

    assert ada.client.post(WORK, {**stolen, "W1": "yes"}).status_code == 409


def test_a_submission_sent_again_is_told_that_it_is_in(ada: Visitor):
    ada.start()
    ada.send(WORK, {"W1": "yes"})
    form, cookie = hidden(ada.client.get(CHECK).text), ada.client.cookies[COOKIE].value
    assert ada.client.post(CHECK, {**form, "go": "send"})["Location"] == "/answer/done/"
    assert not ada.client.cookies[COOKIE].value
    for address in (CHECK, WORK):
        replay = Client()
        replay.cookies[COOKIE] = cookie
        answer = replay.post(address, {**form, "W1": "no", "go": "send"})
        assert "Your answers are in" in answer.text

    assert Ballot.objects.count() == 1
    assert not Draft.objects.exists()
    assert DailyCount.objects.get().answers == 1


@pytest.mark.parametrize("away", ["leave", "away"])
def test_leaving_keeps_the_answers_and_ends_the_visit(ada: Visitor, away: str):
    ada.start()
    answer = ada.send(WORK, {"W1": "yes"}, go=away)

    assert answer["Location"].startswith("/answer/kept/")
    assert not ada.client.cookies[COOKIE].value
    assert ada.draft() == {"W1": "yes"}
    assert "Your answers so far are kept" in ada.client.get(answer["Location"]).text
    assert "Continue" in ada.client.get(address_of(ada.secret)).text


@pytest.mark.parametrize("away", ["leave", "away"])
def test_leaving_the_check_sends_nothing(ada: Visitor, away: str):
    ada.start()
    ada.send(WORK, {"W1": "yes"})

    assert ada.send(CHECK, go=away)["Location"].startswith("/answer/kept/")
    assert ada.draft() == {"W1": "yes"}
    assert not Ballot.objects.exists()


def test_keeping_the_check_open_sends_nothing(ada: Visitor):
    ada.start()

    assert ada.send(CHECK, go="stay")["Location"] == CHECK
    assert not Ballot.objects.exists()


def test_keeping_a_page_open_saves_it_and_stays(ada: Visitor):
    ada.start()

    assert ada.send(WORK, {"W1": "yes"}, go="stay")["Location"] == WORK
    assert ada.draft() == {"W1": "yes"}


def test_back_saves_the_page_and_goes_to_the_one_before(ada: Visitor):
    ada.start()
    ada.send(WORK, {"L": "yes"})
    assert ada.send(WHY, {"WHY": ["pay", "load"]}, go="back")["Location"] == WORK
    assert ada.send(YOU, {"religion": "r1"}, go="back")["Location"] == WHY

    assert ada.draft() == {"L": "yes", "WHY": ["pay", "load"], "religion": "r1"}


def test_a_page_that_asks_nothing_leads_on(ada: Visitor):
    ada.start()
    assert ada.send(WORK, {"L": "no", "C": "time"})["Location"] == WHY
    assert "Why?" not in ada.client.get(WHY).text

    for number in (0, 4, 9_999_999):
        assert ada.client.get(f"/answer/{number}/")["Location"] == "/answer/"


def test_answers_are_changed_from_the_check(ada: Visitor):
    ada.start()
    ada.send(WORK, {"W1": "yes", "W2": "*not_applicable", "H": "5,5", "L": "yes"})
    ada.send(WHY, {"WHY": ["pay", "load"]})
    ada.send(YOU, {"ethnicity": "*prefer_not_to_say"})
    text = ada.client.get(CHECK).text
    for words in ("Agree", "Not for me", "5.5", "Pay, Caseload", "Prefer not to say", "You left 2 questions out"):
        assert words in text, words
    assert f"{WORK}?then=check#W1" in text
    assert '<input type="hidden" name="then" value="check">' in ada.client.get(f"{WORK}?then=check").text

    assert ada.send(YOU, {"religion": "r1"}, then="check")["Location"] == CHECK
    assert "You left 2 questions out" in ada.client.get(CHECK).text


def test_a_changed_answer_that_brings_up_a_question_leads_to_it_before_the_check(ada: Visitor):
    """An answer that brings up nothing new leads straight back, however much was left out."""
    ada.start()
    ada.send(WORK, {"L": "no"})

    assert ada.send(WORK, {"W1": "yes", "L": "no"}, then="check")["Location"] == CHECK
    assert ada.send(WORK, {"W1": "yes", "L": "yes"}, then="check")["Location"] == f"{WHY}?then=check"
    assert ada.send(WHY, {"WHY": ["pay"]}, then="check")["Location"] == CHECK
    assert ada.send(WORK, {"W1": "no", "L": "yes"}, then="check")["Location"] == CHECK


def test_a_number_and_the_tick_that_it_does_not_apply_contradict_each_other():
    base = questionnaire()
    hours = base.item("H").model_copy(update={"not_applicable": "I have none"})
    read = [
        read_page(base, [hours], QueryDict(form))
        for form in ("H=12&H-state=%2Anot_applicable", "H-state=%2Anot_applicable", "H=12")
    ]

    assert list(read[0].faults.values()) == ["Give a number or tick the box beside it, not both"]
    assert [one.answers.get("H") for one in read] == [None, "*not_applicable", 12]


def test_leaving_is_never_refused_and_keeps_what_can_be_kept(ada: Visitor):
    ada.start()

    assert ada.send(WORK, {"W1": "yes", "H": "many"}, go="leave")["Location"].startswith("/answer/kept/")
    assert ada.draft() == {"W1": "yes"}


def test_an_answer_is_taken_away_again(ada: Visitor):
    ada.start()
    ada.send(WORK, {"W1": "yes", "H": "0"})
    assert 'value="0"' in ada.client.get(WORK).text
    ada.send(WORK, {"H": "0"})

    assert ada.draft() == {"H": 0}


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"H": "many"}, "Give a number"),
        ({"H": "-1"}, "Give a number of 0 or more"),
        ({"H": "81"}, "Give a number of 80 or less"),
        ({"H": "nan"}, "Give a number"),
        ({"H": "1e999"}, "Give a number"),
        ({"W1": "perhaps"}, "Choose one of the options"),
        ({"W1": "*not_applicable"}, "This answer is not offered"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_question(ada: Visitor, answers: dict[str, str], words: str):
    ada.start()
    answer = ada.send(WORK, {"L": "no", **answers})

    [code] = answers
    assert answer.status_code == 200
    assert answer.text.count(words) == 2, "in the summary and beside the question"
    assert "<title>Error: Work" in answer.text
    assert f'href="#{code}"' in answer.text
    assert f'id="{code}"' in answer.text
    assert ada.draft() == {"L": "no"}


def test_ticks_that_were_not_offered_are_refused(ada: Visitor):
    ada.start()
    ada.send(WORK, {"L": "yes"})

    assert "Choose from the options" in ada.send(WHY, {"WHY": ["pay", "fame"]}).text
    assert "Choose from the options" in ada.send(WHY, {"WHY": ["pay", "pay"]}).text
    assert "This answer is not offered" in ada.send(WHY, {"WHY": ["*not_applicable"]}).text


def test_a_page_with_a_fault_keeps_what_was_right_when_nobody_is_there(ada: Visitor):
    ada.start()
    answer = ada.send(WORK, {"W1": "yes", "H": "many"}, go="away")

    assert answer["Location"].startswith("/answer/kept/")
    assert ada.draft() == {"W1": "yes"}


def test_a_million_letters_come_back_with_an_error_and_nothing_is_lost(ada: Visitor):
    ada.start()
    ada.send(YOU, {"religion": "r1"})
    pasted = "grey seals & harbours\n" * 50_000
    ada.send(WORK, {"L": "yes"})
    answer = ada.send(WHY, {"WHY": ["pay"], "C": pasted})

    assert answer.status_code == 200
    assert answer.text.count("grey seals &amp; harbours") == 50_000
    assert answer.text.count("characters long; the most is 4,000") == 2
    assert 'href="#C"' in answer.text
    assert ada.draft() == {"L": "yes", "WHY": ["pay"], "religion": "r1"}


@pytest.mark.parametrize("begun", [True, False])
def test_three_million_letters_meet_a_plain_page(ada: Visitor, *, begun: bool):
    if begun:
        ada.start()
        ada.send(WORK, {"W1": "yes"})
    answer = ada.client.post(WORK if begun else address_of(ada.secret), {"language": "", "C": "x" * 3_000_000})

    assert answer.status_code == 413
    assert plain(answer)
    assert "file" not in answer.text
    assert ada.draft() == ({"W1": "yes"} if begun else {})


def test_a_thousand_fields_too_many_meet_a_plain_page(ada: Visitor):
    ada.start()
    answer = ada.client.post(WORK, {f"f{n}": "x" for n in range(1500)})

    assert answer.status_code == 413
    assert plain(answer)


def test_emoji_and_welsh_letters_survive(ada: Visitor):
    ada.start()
    words = "Dŵr, tŷ, môr, 🙂👩🏽‍⚕️ & <b>“ŷ”</b>\nsecond line"
    ada.send(WHY, {"C": words.replace("\n", "\r\n")})

    assert ada.draft()["C"] == words
    assert "Dŵr, tŷ, môr, 🙂👩🏽‍⚕️ &amp; &lt;b&gt;“ŷ”&lt;/b&gt;" in ada.client.get(WHY).text
    assert "&lt;b&gt;" in ada.client.get(CHECK).text


def test_other_ways_of_asking_are_not_answered(ada: Visitor):
    ada.start()
    for address in (address_of(ada.secret), WORK, CHECK):
        assert ada.client.put(address).status_code == 405
    assert ada.client.post("/answer/").status_code == 405
    assert ada.client.post("/answer/done/").status_code == 405


# Nothing beside the answers


def answers_in(text: str) -> list[str]:
    """Words by which the answers of this file's respondents are known."""
    return [words for words in ("the words of person", "6 answers", "6 people") if words in text]


def routes() -> list[str]:
    """Every address of the site, with something in the place of what varies."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> list[str]:
        found = []
        for one in patterns:
            address = before + str(one.pattern)
            found += walk(one.url_patterns, address) if isinstance(one, URLResolver) else [address]
        return found

    return walk(get_resolver().url_patterns, "/")


KEYS = {
    "<int:number>": "1",
    "<slug:marked>": "x",
    "<int:pk>": "1",
    "<str:secret>": "x",
    "<str:provider_id>": "council",
    "<str:key>": "x",
    "<str:item>": "x",
    "<str:kind>": "dpia",
    "<str:section>": "need",
}
FILLED = ("<str:link>", "<str:survey>", "<str:code>", *KEYS)


def session_now(survey: Survey) -> ProtectedTime:
    """Protected time that began an hour ago."""
    now = datetime.now(UTC)
    return ProtectedTime.objects.create(
        survey=survey, code="ROOM7", begins_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1)
    )


def test_no_route_tells_answers_or_counts_while_the_survey_is_open(council: Council, ada: Visitor):
    for n in range(1, 7):
        council.submit(n, {"W1": "no", "C": "the words of person"})
    ada.start()
    ada.send(WORK, {"W1": "yes"})
    room = session_now(council.survey)
    kinds = {
        "<str:link>": [link_text(one) for one in council.secrets],
        "<str:survey>": [council.survey.key, "x"],
        "<str:code>": [room.code, "x"],
    }
    seen = set()
    for route in routes():
        assert not (set(_places(route)) - set(FILLED)), f"say here what to put in the place of a part of {route}"
        varied = [(mark, values) for mark, values in kinds.items() if mark in route] or [("", [""])]
        for mark, values in varied:
            for value in values:
                address = route.replace(mark, value) if mark else route
                for one, put in KEYS.items():
                    address = address.replace(one, put)
                for client in (Client(), ada.client):
                    for method in (client.get, client.head, client.options):
                        answer = method(address)
                        seen.add(address)
                        assert answers_in(getattr(answer, "text", "")) == []
    assert len(seen) >= 16


def _places(route: str) -> list[str]:
    return [f"<{part.partition('>')[0]}>" for part in route.split("<")[1:]]


def test_the_start_page_of_one_does_not_change_with_the_answers_of_others(council: Council, ada: Visitor):
    def pages() -> list[bytes]:
        return [ada.client.get(one).content for one in (address_of(ada.secret), WORK, CHECK, promise)]

    promise = f"/promise/{council.survey.key}/"
    ada.start()
    before = pages()
    for n in range(1, 7):
        council.submit(n)

    assert pages() == before


def test_a_whole_journey_leaves_a_ballot_a_count_and_a_flag_and_nothing_else(ada: Visitor):
    before = rows()
    ada.start()
    ada.send(WORK, {"W1": "yes"})
    ada.send(WHY, {"C": "the words of person"})
    ada.send(YOU, {"religion": "r1"}, go="leave")
    ada.start()
    ada.send(CHECK, go="send")
    ada.client.get("/answer/done/")
    after = rows()

    changed = {table: after[table] - before[table] for table in after if after[table] != before[table]}
    assert changed == {"answers_ballot": 1, "waves_dailycount": 1}
    assert Ticket.objects.filter(used=True).count() == 1


# When something is broken


@pytest.mark.parametrize("fault", [OperationalError("down"), InterfaceError("closed"), StorageFullError("No room.")])
def test_a_database_that_fails_meets_a_plain_page(ada: Visitor, monkeypatch: pytest.MonkeyPatch, fault: Exception):
    def fail(*_: object, **__: object) -> None:
        raise fault

    ada.start()
    ada.send(WORK, {"W1": "yes"})
    forms = {address: hidden(ada.client.get(address).text) for address in (WORK, CHECK)}
    monkeypatch.setattr(views, "save_draft", fail)
    monkeypatch.setattr(views, "submit", fail)
    for address, form in forms.items():
        answer = ada.client.post(address, {**form, "go": "on", "W1": "no"})
        assert answer.status_code == 503
        assert plain(answer)
        assert ("kept" in answer.text) or ("No room." in answer.text)
        assert "down" not in answer.text
    assert ada.draft() == {"W1": "yes"}
    assert not Ballot.objects.exists()
    monkeypatch.setattr(entering, "way_in", fail)
    monkeypatch.setattr(visiting, "way_in", fail)
    assert ada.client.get(address_of(ada.secret)).status_code == 503
    assert ada.client.get(WORK).status_code == 503


def test_a_draft_that_cannot_be_read_begins_anew(ada: Visitor):
    ada.start()
    ada.send(WORK, {"W1": "yes"})
    Draft.objects.update(sealed=b"torn")

    assert ada.draft() == {}
    assert ada.start().status_code == 200


# The promise, and languages


def test_the_promise_is_there_for_everybody(council: Council):
    text = Client().get(f"/promise/{council.survey.key}/").text

    for words in (
        "Ada Principal and Ben Union together",
        "fewer than 10 people",
        "Your team",
        "What we cannot promise",
    ):
        assert words in text, words
    assert Client().get("/promise/nothing/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_promise_tells_every_end_that_was_told_before(council: Council):
    """An end moved before anybody could read it was never told."""
    first, second, third = (datetime.now(UTC) + timedelta(days=days) for days in (3, 5, 9))
    council.survey.closes_at = first
    council.survey.save()
    extend_survey(survey=council.survey, closes_at=second, by="ada")
    close_survey(survey=council.survey, by="ada")
    reopen_survey(survey=council.survey, closes_at=third, by="ada")
    text = Client().get(f"/promise/{council.survey.key}/").text

    assert f"closes on {local_words(third)}." in text
    assert f"At first it was to close on {local_words(first)}." in text
    assert f"Then it was to close on {local_words(second)}." in text
    assert local_words(council.survey.opens_at) in text


def test_a_promise_without_attached_facts_and_with_one_holder_says_so():
    facts = [{"item": "team", "source": "asked"}, {"item": "role", "source": "asked"}]
    council = open_council(4, facts=facts, holders=["Ada Principal"])
    text = Client().get(f"/promise/{council.survey.key}/").text
    visitor = Visitor(council.secrets[0])
    visitor.start()

    assert "Nothing that we know about you" in text
    assert "Only Ada Principal can open the box" in text
    assert '<option value="Court">' in visitor.client.get(YOU).text
    visitor.send(YOU, {"team": "Court", "role": "senior"})
    assert visitor.draft() == {"team": "Court", "role": "senior"}


@pytest.fixture
def spoken() -> Council:
    return open_council(4, asking=in_two_languages())


def english(text: str) -> list[str]:
    """Which sentences of ours, or of the questionnaire, are in English on a page that should not be."""
    words = (
        "Save and continue", "Section 1 of", "My caseload is manageable.", "Not answered", "Choose all that apply.",
        "Nobody can see what you answered", "Give a number", "Thank you", "Start", "Back", "Your answers are in",
    )  # fmt: skip
    return [one for one in words if f">{one}" in text.replace("\n", "")]


def test_interface_and_questions_change_language_together(spoken: Council):
    visitor = Visitor(spoken.secrets[0])
    start = visitor.client.get(f"{address_of(visitor.secret)}?language={TEST_LANGUAGE}").text
    first = visitor.start(TEST_LANGUAGE).text
    faulty = visitor.send(WORK, {"H": "many", "L": "yes"}).text
    pages = [start, first, faulty, *(visitor.client.get(one).text for one in (WHY, YOU, CHECK))]
    pages.append(visitor.client.get(f"/promise/{spoken.survey.key}/?language={TEST_LANGUAGE}").text)

    for text in pages:
        assert f'lang="{TEST_LANGUAGE}"' in text
        assert english(text) == []
    assert "⟦My caseload is manageable.⟧" in first
    assert "⟦Give a number⟧" in faulty
    assert "⟦Not answered⟧" in pages[5]
    assert "⟦Choose all that apply.⟧" in pages[3]
    assert "⟦Your team⟧" in pages[6]


def test_a_change_of_language_saves_the_page_and_stays_on_it(spoken: Council):
    visitor = Visitor(spoken.secrets[0])
    english_page = visitor.start().text
    assert f'name="language" value="{TEST_LANGUAGE}" lang="{TEST_LANGUAGE}">Test language</button>' in english_page
    assert visitor.send(WORK, {"W1": "yes"}, language=TEST_LANGUAGE)["Location"] == WORK
    changed = visitor.client.get(WORK).text
    assert "⟦My caseload is manageable.⟧" in changed
    assert 'name="language" value="en-GB"' in changed
    assert visitor.draft() == {"W1": "yes"}
    visitor.send(WORK, {"W1": "yes"}, language="en-GB")

    assert "⟦" not in visitor.client.get(WORK).text


def test_pages_at_the_end_keep_the_language(spoken: Council):
    visitor = Visitor(spoken.secrets[0])
    visitor.start(TEST_LANGUAGE)
    kept = visitor.client.get(visitor.send(WORK, go="leave")["Location"]).text
    assert "⟦Your answers so far are kept⟧" in kept
    visitor.start(TEST_LANGUAGE)
    assert "⟦This page is from an earlier version⟧" in visitor.client.post(WORK).text
    done = visitor.client.get(visitor.send(CHECK)["Location"]).text

    assert "⟦Your answers are in⟧" in done


@pytest.mark.parametrize("strange", ["xx", "x" * 3000, "../../etc", "\0", "ŵ", "cy"])
def test_a_language_that_is_not_there_is_the_first_one(spoken: Council, strange: str):
    visitor = Visitor(spoken.secrets[0])
    assert visitor.client.get(address_of(visitor.secret), {"language": strange}).status_code == 200
    assert visitor.client.get(f"/promise/{spoken.survey.key}/", {"language": strange}).status_code == 200
    assert visitor.client.get("/answer/done/", {"language": strange}).status_code == 200
    first = visitor.start(strange)
    visitor.send(WORK, {"W1": "yes"}, language=strange)

    assert first.status_code == 200
    assert "My caseload is manageable." in visitor.client.get(WORK).text
    assert len(visitor.client.cookies[COOKIE].value) < 300
