"""The site's own log names nobody who answers: no link, no name, no address, not even when a page fails."""

from __future__ import annotations

import io
import logging
import logging.config
from collections.abc import Iterator

import pytest
from django.conf import settings as site
from django.test import Client
from tests.web.box.councils import Council, open_council
from tests.web.people.accounts.staff import account, signed_in
from tests.web.respond.visitors import WORK, Visitor

from soundings_web.keys.links import link_text
from soundings_web.people.models import Person
from soundings_web.respond import entering

pytestmark = pytest.mark.django_db
WORDS = "words of one person"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the handlers of the settings write, with everything let through that any logger says."""
    written = io.StringIO()
    handlers = {"log": {**site.LOGGING["handlers"]["log"], "level": "DEBUG", "stream": written}}
    loggers = {"django": {"handlers": ["log"], "level": "DEBUG", "propagate": True}}
    before = logging.getLogger("django").handlers[:], logging.getLogger("django").level
    logging.config.dictConfig({**site.LOGGING, "handlers": handlers, "loggers": loggers})
    yield written
    logging.getLogger("django").handlers, logging.getLogger("django").level = before


def secrets_of(council: Council) -> set[str]:
    """Everything that would tell who answered, or open what they wrote."""
    people = Person.objects.values_list("name", "number", "email")
    return {*(link_text(one) for one in council.secrets), *(text for those in people for text in those), WORDS}


def test_answering_leaves_nobody_in_the_log(log: io.StringIO):
    council = open_council(3)
    visitor = Visitor(council.secrets[0])
    visitor.start()
    visitor.send(WORK, {"W1": "yes", "C": WORDS})
    council.submit(1, {"W1": "no", "C": WORDS})
    again = Visitor(council.secrets[1])
    again.client.get(f"/a/{link_text(council.secrets[1])}")
    Client().get(f"/a/{link_text(council.secrets[2])}x")
    Client().get("/nothing/at/all/?who=person1@council.example")

    said = log.getvalue()
    assert "an address that leads nowhere" in said, "something is logged, so that something could leak"
    assert [secret for secret in secrets_of(council) if secret in said] == []
    assert "127.0.0.1" not in said


def test_a_page_that_fails_tells_its_kind_and_not_its_address(log: io.StringIO, monkeypatch: pytest.MonkeyPatch):
    council = open_council(3)
    monkeypatch.setattr(entering, "way_in", lambda secret: 1 / 0)  # noqa: ARG005 - called with the secret
    client = Client(raise_request_exception=False)
    answer = client.get(f"/a/{link_text(council.secrets[0])}?from=person1@council.example")

    said = log.getvalue()
    assert answer.status_code == 500
    assert "500 at a/<str:link>" in said
    assert "ZeroDivisionError" in said
    assert [secret for secret in secrets_of(council) if secret in said] == []


def test_a_failing_page_for_staff_tells_nobody_it_is_about(log: io.StringIO, monkeypatch: pytest.MonkeyPatch):
    council = open_council(3)
    staff = signed_in(account("principal"))
    staff.raise_request_exception = False
    monkeypatch.setattr("soundings_web.people.queries.roster_page", lambda *words: 1 / 0)  # noqa: ARG005 - as above
    who = Person.objects.order_by("number")[0]
    answer = staff.get(f"/rosters/{council.survey.roster_id}/?q={who.email}")

    said = log.getvalue()
    assert answer.status_code == 500
    assert "500 at rosters/<int:pk>/" in said
    assert who.email not in said
    assert who.name not in said
