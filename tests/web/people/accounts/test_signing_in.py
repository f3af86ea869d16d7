"""Signing in: by password and one-time code, wrongly, too often, and for the first time."""

from __future__ import annotations

import re
import threading

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.db import connection
from django.test import Client
from tests.web.people.accounts.staff import PASSWORD, account, signed_in

from soundings_web.people import audit
from soundings_web.people.accounts.models import Account
from soundings_web.people.accounts.queries import set_up_code
from soundings_web.people.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counts")]


@pytest.fixture
def fresh_counts():
    cache.clear()
    yield
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD):
    return client.post("/sign-in/", {"login": email, "password": password})


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_staff_sign_in_by_address_in_any_letters_and_it_is_in_the_trail(client: Client):
    account("analyst", name="Ada")
    answer = sign_in(client, "ADA@Council.example")

    assert answer.status_code == 302
    assert client.get("/me/").status_code == 200
    assert AuditEvent.objects.order_by("-id").values_list("what", flat=True)[0] == "signed in"


def test_a_wrong_password_and_an_unknown_address_meet_the_same_words(client: Client):
    account("analyst", name="Ada")
    both = ("ada@council.example", "x@y.example")
    wrong, unknown = (sign_in(client, who, "no such thing at all").text for who in both)

    assert "are not correct" in wrong
    assert wrong.count("are not correct") == unknown.count("are not correct")


def test_an_account_is_shut_after_five_wrong_passwords_and_a_colleague_at_the_same_address_is_not(client: Client):
    """A whole council signs in from one address."""
    account("analyst", name="Ada")
    account("analyst", name="Ben")
    for _ in range(5):
        assert "are not correct" in sign_in(client, "ada@council.example", "no such thing at all").text
    assert "Too many" in sign_in(client, "ada@council.example").text
    assert not client.session.get("_auth_user_id")

    assert sign_in(client, "ben@council.example").status_code == 302


def test_a_locked_account_does_not_sign_in(client: Client):
    ada = account("analyst", name="Ada")
    Account.objects.update(is_active=False)
    answer = sign_in(client, ada.email)

    assert client.get("/me/").status_code == 302
    assert "_auth_user_id" not in client.session
    assert answer.status_code in (200, 302)


def test_a_session_of_a_locked_account_ends(client: Client):
    ada = account("analyst", name="Ada")
    sign_in(client, ada.email)
    assert client.get("/me/").status_code == 200
    Account.objects.update(is_active=False)

    assert client.get("/me/")["Location"].startswith("/sign-in/")


def test_a_role_with_power_sets_up_a_second_step_and_gives_a_code_ever_after(client: Client, settings):
    settings.SECOND_STEP = True
    pat = account("principal", name="Pat")
    sign_in(client, pat.email)
    assert client.get("/rosters/")["Location"] == "/me/second-step/app/"
    confirmed = client.post("/me/confirm/?next=/me/second-step/app/", {"password": PASSWORD}, follow=True)
    text = confirmed.text
    secret = re.search(r'people-link">(\w+)<', text)[1]
    client.post("/me/second-step/app/", {"code": code_of(secret)})
    assert client.get("/rosters/").status_code == 200

    kept = Authenticator.objects.get(user=pat, type=Authenticator.Type.TOTP)
    assert secret not in str(kept.data), "it rests encrypted"
    assert TOTP(kept).validate_code(code_of(secret)) in (True, False)
    again = Client()
    assert sign_in(again, pat.email)["Location"].startswith("/sign-in/code/")
    assert again.get("/rosters/").status_code == 302


def test_a_role_without_power_needs_no_second_step(client: Client, settings):
    settings.SECOND_STEP = True
    account("board", name="Bo")
    sign_in(client, "bo@council.example")

    assert client.get("/me/").status_code == 200


def test_an_empty_site_is_set_up_by_whoever_has_the_code(client: Client):
    assert client.get("/")["Location"] == "/set-up/"
    given = {"name": "Pat", "email": "Pat@council.example", "password": PASSWORD, "code": "wrong"}
    assert "not the one that was printed" in client.post("/set-up/", given).text
    weak = client.post("/set-up/", {**given, "password": "short", "code": set_up_code()})
    assert "too short" in weak.text
    assert not Account.objects.exists(), "a refused set-up leaves nothing"
    assert client.post("/set-up/", {**given, "code": set_up_code()})["Location"] == "/"

    assert "Hello, Pat" in client.get("/").text
    assert client.get("/set-up/")["Location"] == "/", "only an empty site is set up"
    assert audit.broken_at() is None


@pytest.mark.django_db(transaction=True)
def test_two_who_set_up_at_once_make_one_account():
    """The second one finds the first one's."""

    def press(n: int) -> None:
        form = {"name": f"P{n}", "email": f"p{n}@council.example", "password": PASSWORD, "code": set_up_code()}
        Client().post("/set-up/", form)
        connection.close()

    threads = [threading.Thread(target=press, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Account.objects.count() == 1


def test_nobody_makes_an_account_for_themselves(client: Client):
    account("administrator", name="Ada")
    for address in ("/sign-up/", "/signup/", "/accounts/signup/"):
        assert client.get(address).status_code in (302, 404)
    client.post("/sign-in/unknown/", {"email": "eve@council.example"})

    assert Account.objects.count() == 1


def test_the_trail_is_read_searched_and_says_that_it_is_whole():
    ada = account("administrator", name="Ada")
    browser = signed_in(ada)
    text = browser.get("/trail/?q=Ada").text

    assert "The trail is whole" in text
    assert "account made" in text
    assert "No event matches" in browser.get("/trail/?q=zzz").text
