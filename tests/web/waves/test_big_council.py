"""No page for staff asks the database more often because the council is large; the benchmarks say what it takes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.people.accounts.staff import BY, PASSWORD, signed_in
from tests.web.waves.big_council import big_council, list_pages

from soundings_web.people.accounts import actions

pytestmark = pytest.mark.django_db
MOST = 15


def test_every_list_of_a_council_of_5000_in_300_teams_asks_at_most_fifteen_queries():
    wave = big_council()
    roles = [("administrator", None), ("principal", None)]
    who = actions.make_account(email="pat@council.example", name="Pat", roles=roles, by=BY)
    actions.set_password(who, PASSWORD)
    staff = signed_in(who)
    staff.get("/")
    asked = {}
    for address, words in list_pages(wave).items():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = staff.get(address)
        assert answer.status_code == 200, address
        assert words in answer.text, address
        asked[address] = len(queries)

    assert {address: count for address, count in asked.items() if count > MOST} == {}
    assert max(asked.values()) > 5, "they do ask"
