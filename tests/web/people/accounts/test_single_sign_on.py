"""Single sign-on with a real provider: whose account it opens, and whose it does not."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from tests.web.box.councils import open_council
from tests.web.people.accounts.browsers import ADDRESS, holds_nothing_to_hide, is_in, sign_in
from tests.web.people.accounts.provider import Provider, running, settings_of
from tests.web.people.accounts.staff import BY, PASSWORD, account, signed_in
from tests.web.respond.visitors import Visitor

from soundings_web.people import audit
from soundings_web.people.accounts import actions
from soundings_web.people.accounts.models import Account
from soundings_web.people.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ada")]


def test_somebody_with_an_account_gets_in_without_a_second_step_of_ours(client: Client, settings, provider):
    settings.SECOND_STEP = True
    answer = sign_in(client)

    assert answer["Location"] == "/"
    assert client.get("/rosters/").status_code == 200
    assert provider.faults == []
    assert list(AuditEvent.objects.order_by("-id").values_list("what", "details")[:2]) == [
        ("signed in", {"by": "single sign-on"}),
        ("tied to single sign-on", {}),
    ]
    assert audit.broken_at() is None
    assert Account.objects.get().check_password(PASSWORD), "the password is still there when the provider is down"


def test_an_app_set_up_for_passwords_is_not_asked_for_after_single_sign_on_but_after_the_password(
    client: Client, ada: Account, settings
):
    settings.SECOND_STEP = True
    TOTP.activate(ada, "JBSWY3DPEHPK3PXP")
    sign_in(client)
    assert client.get("/rosters/").status_code == 200
    by_password = Client().post("/sign-in/", {"login": ADDRESS, "password": PASSWORD})

    assert by_password["Location"].startswith("/sign-in/code/")
    assert Authenticator.objects.filter(user=ada).exists()


def test_somebody_is_led_to_the_page_they_asked_for_and_never_to_another_site(client: Client):
    assert sign_in(client, "?next=/rosters/")["Location"] == "/rosters/"
    assert sign_in(client, "?next=https://elsewhere.example/")["Location"] == "/"


def test_nothing_of_a_token_and_nothing_the_provider_tells_besides_is_kept(client: Client, ada: Account, provider):
    provider.signs_in(groups=["Children"], phone_number="01234 567890")
    sign_in(client)
    kept = SocialAccount.objects.get()

    assert kept.user == ada
    assert kept.extra_data == {}
    assert "person-1" not in kept.uid
    assert not SocialToken.objects.exists()
    assert not any(token in str(dict(client.session)) for token in provider.tokens)


def test_an_address_only_the_userinfo_page_tells_is_enough(client: Client, provider):
    provider.only_in_userinfo = ("email", "email_verified")

    assert sign_in(client).status_code == 302
    assert is_in(client)


def test_somebody_unknown_gets_no_account_and_a_page_that_says_so(client: Client, provider, caplog):
    provider.signs_in("eve@council.example", "person-9")
    answer = sign_in(client)

    assert answer.status_code == 403
    assert "You have no account here, and none was made." in answer.text
    assert Account.objects.count() == 1
    assert not is_in(client)
    assert "no account has the address" in caplog.text
    assert "eve@" not in caplog.text


@pytest.mark.parametrize("said", [False, "false", None, 0, "perhaps", {"x": 1}])
def test_an_address_the_provider_does_not_vouch_for_opens_nothing(client: Client, provider, caplog, said):
    provider.signs_in(email_verified=said)
    answer = sign_in(client)

    assert answer.status_code == 403
    assert "does not vouch for your e-mail address" in answer.text
    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    holds_nothing_to_hide(caplog, provider)


@pytest.mark.parametrize(("said", "gets_in"), [(None, True), (True, True), (False, False)])
def test_a_provider_that_gives_out_the_addresses_need_not_say_so_but_may_deny_it(
    client: Client, provider, settings, said, gets_in: bool
):
    settings.SOCIALACCOUNT_PROVIDERS = settings_of(provider, addresses_are_own=True)
    provider.signs_in(email_verified=said)
    sign_in(client)

    assert is_in(client) == gets_in


@pytest.mark.parametrize("address", [None, "", "no address", 7, ["ada@council.example"]])
def test_a_person_without_an_address_is_told_so(client: Client, provider, address):
    provider.signs_in(email=address)

    assert sign_in(client).status_code == 403
    assert not is_in(client)


@pytest.mark.parametrize("before", [True, False])
def test_a_locked_account_stays_locked(client: Client, caplog, provider, before: bool):
    """Whether it was tied before it was locked, or not."""
    if before:
        sign_in(client)
    Account.objects.update(is_active=False)
    browser = Client()
    answer = sign_in(browser)

    assert answer["Location"] == "/sign-in/locked/"
    assert "This account is locked" in browser.get(answer["Location"]).text
    assert not is_in(browser)
    assert SocialAccount.objects.exists() == before
    assert "the account is locked" in caplog.text
    holds_nothing_to_hide(caplog, provider)


def test_another_identity_with_the_same_address_does_not_take_the_account_over(client: Client, provider):
    sign_in(client)
    provider.signs_in(ADDRESS, "person-2")
    other = Client()
    answer = sign_in(other)

    assert answer.status_code == 403
    assert "belongs to another identity" in answer.text
    assert not is_in(other)


def test_an_administrator_unties_an_account_and_the_next_identity_is_tied(client: Client, ada: Account, provider):
    sign_in(client)
    admin = signed_in(account("administrator", name="Ben"))
    assert "Untie from single sign-on" in admin.get(f"/accounts/{ada.pk}/").text
    said = admin.post(f"/accounts/{ada.pk}/do/", {"do": "untie"}, follow=True).text
    assert "The next single sign-on of Ada ties the account anew." in said
    assert AuditEvent.objects.order_by("-id").first().what == "untied from single sign-on"
    provider.signs_in(ADDRESS, "person-2")

    assert sign_in(Client()).status_code == 302
    assert "Untie" not in admin.get(f"/accounts/{Account.objects.get(name='Ben').pk}/").text


def test_who_is_tied_gets_in_after_their_address_has_changed(client: Client, provider):
    sign_in(client)
    provider.signs_in("ada.new@council.example", "person-1", email_verified=False)

    assert sign_in(other := Client()).status_code == 302
    assert is_in(other)


def test_the_same_number_at_another_provider_is_another_person(client: Client, settings):
    sign_in(client)
    eve = account("board", name="Eve")
    with running() as another:
        settings.SOCIALACCOUNT_PROVIDERS = settings_of(another)
        another.signs_in(eve.email, "person-1")
        browser = Client()
        sign_in(browser)

        assert "eve@council.example" in browser.get("/me/").text


def test_a_site_without_single_sign_on_offers_none(client: Client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {}

    assert "Sign in with" not in client.get("/sign-in/").text
    for address in ("/sign-in/with/council/", "/sign-in/with/council/back/"):
        assert client.get(address).status_code == 404


def test_somebody_without_a_password_is_told_how_to_get_one(client: Client, provider: Provider):
    actions.make_account(email="bo@council.example", name="Bo", roles=[("board", None)], by=BY)
    provider.signs_in("bo@council.example", "person-3")
    sign_in(client)

    assert "/me/password/" not in client.get("/me/").text
    answer = client.get("/me/password/", follow=True)
    assert answer.status_code == 200
    assert "You have no password here." in answer.text


def test_respondents_are_never_offered_single_sign_on_nor_asked_for_it(provider: Provider):
    offered = "Sign in with"
    assert offered in Client().get("/sign-in/").text
    visitor = Visitor(open_council(8).secrets[0])
    visitor.start()
    for address in ("/code/", "/answer/", "/answer/1/", "/answer/check/"):
        answer = visitor.client.get(address, follow=True)
        assert offered not in answer.text, address
        assert "/sign-in/" not in answer.text, address
    assert provider.asked == []
