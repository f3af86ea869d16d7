"""The lists of accounts and of events with five thousand of each: searched, sorted, paged, and never slow by count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.people.accounts.staff import account, signed_in, units

from soundings_web.people.accounts.models import Account, Appointment
from soundings_web.people.models import Appended, AuditEvent

pytestmark = pytest.mark.django_db
MANY = 5000
START = datetime(2027, 3, 27, 23, 30, tzinfo=UTC)


@pytest.fixture
def admin() -> Client:
    return signed_in(account("administrator", name="Ada"))


@pytest.fixture
def many_accounts() -> None:
    made = Account.objects.bulk_create(
        Account(email=f"p{n:04}@council.example", name=f"Person {n:04}", password="!", is_active=n != 7)  # noqa: S106 - no password
        for n in range(MANY)
    )
    unit = units()["North"]
    Appointment.objects.bulk_create(Appointment(account=one, role="head", unit=unit) for one in made[:60])
    Account.objects.filter(pk=made[4321].pk).update(last_login=START)


@pytest.fixture
def many_events() -> None:
    """Not a true chain: nobody's hash follows the one before, which this is not about."""
    super(Appended, AuditEvent.objects.all()).bulk_create(
        AuditEvent(
            at=START + timedelta(hours=n), by=f"by{n % 7}@council.example", what=f"did {n % 5}", about=f"thing {n:04}",
            details={"n": n}, previous=f"p{n}", hash=f"h{n}",
        )
        for n in range(MANY)
    )  # fmt: skip


def asked(browser: Client, address: str, status: int = 200) -> str:
    """The page, in few queries."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = browser.get(address)
    assert answer.status_code == status
    assert len(queries) <= 15, [one["sql"] for one in queries]
    return answer.text


@pytest.mark.usefixtures("many_accounts")
def test_five_thousand_accounts_are_searched_sorted_and_paged(admin: Client):
    first = asked(admin, "/accounts/")
    assert "Accounts: 5,001" in first
    assert "Page 1 of 101" in first
    assert "Person 0048" in first
    assert "Person 0049" not in first
    assert "Person 4999" in asked(admin, "/accounts/?page=101")
    assert "Person 4999" in asked(admin, "/accounts/?page=9999"), "beyond the end is the last page"
    assert "Person 4999" in asked(admin, "/accounts/?sort=-name")
    assert "Person 4321" in asked(admin, "/accounts/?sort=-last")
    assert "Locked" in asked(admin, "/accounts/?sort=state")
    assert "Accounts: 1<" in asked(admin, "/accounts/?q=P0123@COUNCIL")
    heads = asked(admin, "/accounts/?q=head of service&page=2")
    assert "Accounts: 60" in heads
    assert "?q=head+of+service&amp;sort=name" in heads, "the way back keeps the search"
    assert "No account matches" in asked(admin, "/accounts/?q=zzz&sort=nonsense&page=-1")


@pytest.mark.usefixtures("many_events")
def test_five_thousand_events_are_searched_by_who_what_about_and_day(admin: Client):
    first = asked(admin, "/trail/")
    assert "thing 4999" in first
    assert "thing 4900" not in first
    assert "thing 0000" in asked(admin, "/trail/?sort=at")
    assert "by6@" in asked(admin, "/trail/?sort=-by")
    assert "did 0" in asked(admin, "/trail/?sort=what&q=did")
    assert "Events: 1<" in asked(admin, "/trail/?q=thing 0123")
    assert "Events: 1<" in asked(admin, "/trail/?q=0123 by4@"), "every word must be there, wherever"
    assert "No event matches" in asked(admin, "/trail/?q=0123 by3@")
    day = asked(admin, "/trail/?first=28 March 2027&last=28/03/2027&sort=at")
    # The clocks went forward in that night: this day has 23 hours, from midnight in London.
    assert "Events: 23" in day
    assert "thing 0001" in day
    assert "thing 0000" not in day
    assert 'value="28/03/2027"' in day, "as it was typed"
    assert "first=28+March+2027" in asked(admin, "/trail/?first=28 March 2027&page=2"), "kept from page to page"
    assert "No event matches" in asked(admin, "/trail/?last=1 January 2020")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("first=soon", "From: “soon” is no date. Write it like 31 March 2027."),
        ("last=31/31/2027", "To: “31/31/2027” is no date."),
        ("first=2 May 2027&last=1 May 2027", "To: Choose a day that is not before the first one."),
    ],
)
def test_a_day_that_is_none_is_said_at_its_field(admin: Client, query: str, said: str):
    text = asked(admin, f"/trail/?{query}&q=account", status=422)

    assert said in text
    assert 'value="account"' in text
    assert "account made" in text, "the trail is there all the same"


@pytest.mark.parametrize("query", ["last=9999-12-31", "first=0001-01-01", "q=%00", "q=%25_'\"", "page=9999999"])
def test_odd_input_breaks_no_list(admin: Client, query: str):
    for address in ("/trail/", "/accounts/"):
        assert admin.get(f"{address}?{query}").status_code in (200, 400, 422), address
