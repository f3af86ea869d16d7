"""Every form about accounts with wrong input: the fault at its field, nothing typed lost but passwords, no failure."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from tests.web.people.accounts.staff import BY, PASSWORD, account, signed_in, units

from soundings_web.people.accounts import actions
from soundings_web.people.accounts.models import Account, Appointment
from soundings_web.people.accounts.queries import set_up_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counts")]
LONG = "x" * 300


@pytest.fixture
def fresh_counts():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ada() -> Account:
    return account("administrator", name="Ada")


@pytest.fixture
def admin(ada: Account) -> Client:
    return signed_in(ada)


def at_field(answer: HttpResponse, field: str, said: str) -> None:
    """The fault stands at its field, and in the summary with a link to it."""
    text = answer.text
    assert answer.status_code == 422, text
    assert said in text, text
    assert f'href="#{field}"' in text, "the summary leads to the field"
    assert "Error:" in text.partition("</title>")[0]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "This field is required."),
        ("name", "   ", "This field is required."),
        ("name", LONG, "Ensure this value has at most 200 characters"),
        ("name", "A\0B", "Null characters are not allowed."),
        ("email", "", "This field is required."),
        ("email", "ben at council", "Enter a valid email address."),
        ("email", f"{LONG}@council.example", "Ensure this value has at most 254 characters"),
        ("email", "ADA@council.example", "ada@council.example has an account already."),
        ("head_unit", "99999", "Select a valid choice."),
        ("head_unit", "north", "Select a valid choice."),
        ("head_unit", "", "Choose the part of the organisation for “Head of service”."),
    ],
)
def test_a_fault_of_a_new_account_is_at_its_field_and_the_rest_stays(admin: Client, field: str, typed: str, said: str):
    given = {"name": "Ben Bow", "email": "ben@council.example", "board": "on", "head": "on"}
    given |= {"head_unit": str(units()["North"].pk), field: typed}
    answer = admin.post("/accounts/new/", given)

    at_field(answer, field, said)
    for name, value in given.items():
        if name in ("name", "email") and name != field:
            assert f'value="{value}"' in answer.text
    assert answer.text.count(" checked>") + answer.text.count(" checked ") == 2, "both roles are still chosen"
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"head": "on"}, "head_unit"),
        ({"head": "on", "head_unit": "x"}, "head_unit"),
        ({"head_unit": "-1"}, "head_unit"),
    ],
)
def test_roles_of_an_account_are_not_changed_by_a_faulty_form(admin: Client, given: dict[str, str], field: str):
    ben = account("board", name="Ben")
    at_field(admin.post(f"/accounts/{ben.pk}/", given), field, "")

    assert list(ben.appointments.values_list("role", flat=True)) == ["board"]


def test_a_role_nobody_knows_is_not_given(admin: Client):
    ben = account("board", name="Ben")
    admin.post(f"/accounts/{ben.pk}/", {"king": "on", "board": "on", "administrator_unit": "1"})

    assert list(ben.appointments.values_list("role", flat=True)) == ["board"]


def test_the_last_administrator_who_gives_the_role_away_is_told_at_the_form(admin: Client, ada: Account):
    answer = admin.post(f"/accounts/{ada.pk}/", {"board": "on"})

    assert answer.status_code == 422
    assert "Somebody must stay administrator." in answer.text
    assert list(ada.appointments.values_list("role", flat=True)) == ["administrator"]


@pytest.mark.parametrize("key", ["999999", "99999999999999999999999", "0"])
def test_an_account_that_is_none_is_not_found(admin: Client, key: str):
    assert admin.get(f"/accounts/{key}/").status_code == 404
    assert admin.post(f"/accounts/{key}/", {"board": "on"}).status_code == 404
    assert admin.post(f"/accounts/{key}/do/", {"do": "lock"}).status_code == 404


@pytest.mark.parametrize("do", ["", "explode", "lock;unlock"])
def test_a_deed_that_is_none_changes_nothing(admin: Client, do: str):
    ben = account("board", name="Ben")

    assert "Nothing was changed." in admin.post(f"/accounts/{ben.pk}/do/", {"do": do}, follow=True).text
    assert Account.objects.get(pk=ben.pk).is_active


def test_a_deed_is_never_done_by_a_link(admin: Client):
    ben = account("board", name="Ben")

    assert admin.get(f"/accounts/{ben.pk}/do/?do=lock").status_code == 405
    assert Account.objects.get(pk=ben.pk).is_active


def test_a_link_for_a_locked_account_is_refused_in_a_sentence(admin: Client):
    ben = account("board", name="Ben")
    actions.lock_account(account=ben, by=BY)
    answer = admin.post(f"/accounts/{ben.pk}/do/", {"do": "invite"}, follow=True)

    assert "The account of Ben is locked." in answer.text
    assert "/welcome/" not in answer.text


def test_pressing_twice_makes_one_account_and_locks_once(admin: Client):
    given = {"name": "Ben", "email": "ben@council.example", "board": "on"}
    assert admin.post("/accounts/new/", given).status_code == 200
    at_field(admin.post("/accounts/new/", given), "email", "has an account already")
    ben = Account.objects.get(name="Ben")
    for _ in range(2):
        assert "can no longer sign in" in admin.post(f"/accounts/{ben.pk}/do/", {"do": "lock"}, follow=True).text
    assert Account.objects.count() == 2


def at_once(*deeds: Callable[[], object]) -> None:
    """All of them at the same time, each on a connection of its own."""
    gate = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        try:
            gate.wait(10)
            deed()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["lock", "take the role"])
def test_two_administrators_who_remove_each_other_at_once_leave_one(how: str):
    ada, ben = account("administrator", name="Ada"), account("administrator", name="Ben")

    def remove(who: Account, whom: Account) -> HttpResponse:
        browser = signed_in(who)
        if how == "lock":
            return browser.post(f"/accounts/{whom.pk}/do/", {"do": "lock"})
        return browser.post(f"/accounts/{whom.pk}/", {"board": "on"})

    at_once(lambda: remove(ada, ben), lambda: remove(ben, ada))

    assert Appointment.objects.filter(role="administrator", account__is_active=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_new_account_made_twice_at_once_is_made_once():
    admin = account("administrator", name="Ada")
    answers: list[int] = []
    given = {"name": "Ben", "email": "ben@council.example", "board": "on"}
    at_once(*[lambda: answers.append(signed_in(admin).post("/accounts/new/", given).status_code)] * 3)

    assert sorted(answers) == [200, 422, 422]
    assert Account.objects.filter(email="ben@council.example").count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "This field is required."),
        ("short", "too short"),
        ("password1234", "too common"),
        ("ben.bow@council.example", "too similar"),
        ("a\0bcdefghijklm", "Null characters are not allowed."),
        ("x" * 5000, "Ensure this value has at most 1000 characters"),
    ],
)
def test_a_password_that_will_not_do_is_said_at_its_field_and_never_shown_again(typed: str, said: str):
    ben = account("board", name="Ben Bow")
    secret = actions.invite(account=ben, by=BY)
    answer = Client().post(f"/welcome/{secret}/", {"password": typed})

    at_field(answer, "password", said)
    assert not typed or f'value="{typed}"' not in answer.text
    assert Account.objects.get(pk=ben.pk).check_password(PASSWORD)
    assert Client().post(f"/welcome/{secret}/", {"password": "three green kettles"}).status_code == 302


@pytest.mark.parametrize("secret", ["x", "é", "%00", "x" * 3000])
def test_a_forged_link_opens_nothing(secret: str):
    for browser in (Client().get, Client().post):
        answer = browser(f"/welcome/{secret}/")
        assert answer.status_code == 404
        assert "This link does not work" in answer.text


def test_a_link_used_twice_says_so(ada: Account):
    address = f"/welcome/{actions.invite(account=ada, by=BY)}/"
    assert Client().post(address, {"password": "three green kettles"}).status_code == 302
    again = Client().post(address, {"password": "four green kettles"})

    assert again.status_code == 404
    assert "It was used already" in again.text
    assert Account.objects.get().check_password("three green kettles")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "This field is required."),
        ("name", LONG, "Ensure this value has at most 200 characters"),
        ("email", "pat", "Enter a valid email address."),
        ("password", "", "This field is required."),
        ("password", "short", "too short"),
        ("code", "", "This field is required."),
        ("code", "wrong", "not the one that was printed"),
        ("code", "é" * 12, "not the one that was printed"),
    ],
)
def test_a_fault_of_the_set_up_is_at_its_field_and_makes_no_account(field: str, typed: str, said: str):
    given = {"name": "Pat", "email": "pat@council.example", "password": PASSWORD, "code": set_up_code()} | {
        field: typed
    }
    answer = Client().post("/set-up/", given)

    at_field(answer, field, said)
    assert PASSWORD not in answer.text
    assert field == "email" or 'value="pat@council.example"' in answer.text
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({}, "oldpassword", "This field is required."),
        ({"oldpassword": "wrong"}, "oldpassword", "current password"),
        ({"password1": "short", "password2": "short"}, "password1", "too short"),
        ({"password1": "three green kettles", "password2": "four green kettles"}, "password2", "same password"),
    ],
)
def test_a_password_is_not_changed_by_a_faulty_form(admin: Client, ada: Account, given, field: str, said: str):
    sent = {"oldpassword": PASSWORD, "password1": "three green kettles", "password2": "three green kettles"} | given
    answer = admin.post("/me/password/", sent if given else {})

    assert said in answer.text
    assert f'href="#{field}"' in answer.text
    assert answer.status_code == 422
    assert PASSWORD not in answer.text
    assert Account.objects.get(pk=ada.pk).check_password(PASSWORD)


@pytest.mark.parametrize("code", ["", "123", "abcdef", "1234567890123", "١٢٣٤٥٦", "\0"])
def test_a_wrong_second_step_lets_nobody_in(code: str):
    pat = account("principal", name="Pat")
    TOTP.activate(pat, "JBSWY3DPEHPK3PXP")
    browser = Client()
    assert browser.post("/sign-in/", {"login": pat.email, "password": PASSWORD})["Location"].startswith(
        "/sign-in/code/"
    )
    answer = browser.post("/sign-in/code/", {"code": code})

    at_field(answer, "code", "")
    assert browser.get("/me/").status_code == 302


@pytest.mark.parametrize(
    "given", [{}, {"login": "x"}, {"login": LONG, "password": LONG}, {"login": "\0", "password": "x"}]
)
def test_a_sign_in_that_makes_no_sense_is_said_at_the_form(ada: Account, given: dict[str, str]):
    answer = Client().post("/sign-in/", given)

    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert ada.email not in answer.text
