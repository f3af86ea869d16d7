"""Printed codes and protected-time sessions: one ticket, one ballot, and nobody is locked out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from tests.web.box.councils import Council, open_council

from soundings.errors import UsageError
from soundings_web.answers.models import Ballot
from soundings_web.keys.links import link_text
from soundings_web.respond import codes
from soundings_web.respond.models import FailedTries
from soundings_web.respond.submitting import save_draft, way_in
from soundings_web.waves.actions import plan_protected_time
from soundings_web.waves.models import ProtectedTime
from soundings_web.waves.tickets import make_codes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def council() -> Council:
    return open_council(3)


def code_of(council: Council, n: int) -> str:
    [made] = make_codes(council.survey, [council.entries[n].person.number], "tests")
    return made.secret


def sound_but_unknown() -> str:
    from soundings_web.keys.links import new_code  # noqa: PLC0415 - beside its only use

    return new_code()


def test_code_opens_the_draft_begun_by_link(council: Council, client: Client):
    save_draft(way_in(council.secrets[0]), {"W1": "mid"})

    answer = client.post("/code/", {"code": code_of(council, 0).lower().replace("-", " ")}, follow=True)

    assert answer.redirect_chain[-1][0] in {"/answer/2/", "/answer/check/"}
    assert 'value="mid" checked' in client.get("/answer/1/").text


def test_code_and_link_of_one_person_make_one_ballot(council: Council, client: Client):
    code = code_of(council, 0)
    council.submit(0)

    answer = client.post("/code/", {"code": code})

    assert "Your answers are in" in answer.text
    assert Ballot.objects.count() == 1


def test_slip_of_the_pen_is_no_try(council: Council, client: Client):
    code = code_of(council, 0)
    slipped = code[:-1] + ("2" if code[-1] != "2" else "3")

    answer = client.post("/code/", {"code": slipped})

    assert answer.status_code == 422
    assert "letter by letter" in answer.text
    assert not FailedTries.objects.exists()


@pytest.mark.usefixtures("council")
def test_wrong_code_is_counted_and_tells_nothing(client: Client):
    answer = client.post("/code/", {"code": sound_but_unknown()})

    assert answer.status_code == 422
    assert FailedTries.objects.get().count == 1


def test_an_empty_code_asks_for_one(client: Client):
    answer = client.post("/code/", {"code": " "})

    assert answer.status_code == 422
    assert "Enter the code on your sheet" in answer.text


@pytest.mark.parametrize(("failed", "waits"), [(59, 0), (60, 1), (61, 1)])
def test_spent_budget_slows_everybody_and_refuses_no_right_code(
    council: Council, client: Client, failed: int, waits: int
):
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    FailedTries.objects.create(hour=hour, count=failed)
    code = code_of(council, 1)

    with patch.object(codes.time, "sleep") as slept:
        answer = client.post("/code/", {"code": code})

    assert slept.call_count == waits
    assert answer.status_code == 302


def test_failed_tries_of_another_hour_are_forgotten(council: Council, client: Client):  # noqa: ARG001 - it is open
    FailedTries.objects.create(hour=datetime(2020, 1, 1, tzinfo=UTC), count=500)

    client.post("/code/", {"code": sound_but_unknown()})

    assert [tries.count for tries in FailedTries.objects.all()] == [1]


def session_of(council: Council, begins: int, ends: int) -> ProtectedTime:
    now = datetime.now(UTC)
    return ProtectedTime.objects.create(
        survey=council.survey,
        code="ABCD-2345",
        begins_at=now + timedelta(minutes=begins),
        ends_at=now + timedelta(minutes=ends),
    )


def test_session_lets_everybody_in_by_their_own_code_and_forgets_them_soon(council: Council, client: Client):
    session_of(council, -1, 60)

    client.post("/session/ABCD-2345/", {"code": code_of(council, 2)}, follow=True)
    first = client.get("/answer/1/")
    client.post("/answer/check/", {"token": _hidden(first.text, "token"), "version": _hidden(first.text, "version")})

    assert 'data-idle-minutes="8"' in first.text
    assert Ballot.objects.count() == 1
    assert "Start for the next person" in client.get("/answer/done/?session=ABCD-2345").text


@pytest.mark.parametrize(("begins", "ends"), [(1, 60), (-60, -1)])
def test_session_outside_its_time_opens_nothing(council: Council, client: Client, begins: int, ends: int):
    session_of(council, begins, ends)

    assert client.get("/session/ABCD-2345/").status_code == 404


def test_session_code_is_no_way_in_by_itself(council: Council, client: Client):
    session_of(council, -1, 60)

    assert client.post("/session/ABCD-2345/", {"code": "ABCD-2345"}).status_code == 422


def test_session_must_lie_within_the_survey(council: Council):
    late = council.survey.closes_at

    with pytest.raises(UsageError, match="within the survey"):
        plan_protected_time(survey=council.survey, begins_at=late, ends_at=late + timedelta(hours=1), by="tests")


def test_link_works_beside_a_session(council: Council, client: Client):
    session_of(council, -1, 60)

    assert client.post(f"/a/{link_text(council.secrets[0])}").status_code == 302


def _hidden(text: str, name: str) -> str:
    return text.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]
