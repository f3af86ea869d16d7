"""Single sign-on with a real provider: whose account it opens, and everything that must not open one."""

from __future__ import annotations

import html
import logging
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from tests.web.box.councils import open_council
from tests.web.people.accounts.provider import Provider, json_answer, key, rubbish, running, settings_of
from tests.web.people.accounts.staff import BY, PASSWORD, account, signed_in
from tests.web.respond.visitors import Visitor

from soundings_web.people import audit
from soundings_web.people.accounts import actions
from soundings_web.people.accounts.models import Account
from soundings_web.people.models import AuditEvent

pytestmark = pytest.mark.django_db
WELL_KNOWN = "/.well-known/openid-configuration"
ADDRESS = "ada@council.example"


@pytest.fixture
def provider(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    cache.clear()
    with running() as found:
        settings.SOCIALACCOUNT_PROVIDERS = settings_of(found)
        found.signs_in()
        yield found


@pytest.fixture
def ada(provider: Provider) -> Account:
    """A role with power, and a second step that is asked for."""
    return account("principal", name="Ada")


def left(browser: Client, query: str = "") -> str:
    """The address at the provider that the site sends a browser to."""
    answer = browser.post(f"/sign-in/with/council/{query}")
    return html.unescape(re.search(r'content="0; url=([^"]+)"', answer.text)[1])


def came_back(browser: Client, where: str) -> HttpResponse:
    """The provider asks nobody anything and sends the browser back."""
    answer = requests.get(where, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    return browser.get(f"{back.path}?{back.query}")


def sign_in(browser: Client, query: str = "") -> HttpResponse:
    return came_back(browser, left(browser, query))


def is_in(browser: Client) -> bool:
    return browser.get("/me/").status_code == 200


def holds_nothing_to_hide(caplog: pytest.LogCaptureFixture, provider: Provider) -> None:
    text = caplog.text
    for words in (ADDRESS, provider.address, *provider.tokens, "person-1", "Traceback"):
        assert words not in text, text


def test_somebody_with_an_account_gets_in_without_a_second_step_of_ours(
    client: Client, ada: Account, settings, provider
):
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


def test_somebody_is_led_to_the_page_they_asked_for_and_never_to_another_site(client: Client, ada: Account):
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


def test_an_address_only_the_userinfo_page_tells_is_enough(client: Client, ada: Account, provider):
    provider.only_in_userinfo = ("email", "email_verified")

    assert sign_in(client).status_code == 302
    assert is_in(client)


def test_somebody_unknown_gets_no_account_and_a_page_that_says_so(client: Client, ada: Account, provider, caplog):
    provider.signs_in("eve@council.example", "person-9")
    answer = sign_in(client)

    assert answer.status_code == 403
    assert "You have no account here, and none was made." in answer.text
    assert Account.objects.count() == 1
    assert not is_in(client)
    assert "no account has the address" in caplog.text
    assert "eve@" not in caplog.text


@pytest.mark.parametrize("said", [False, "false", None, 0, "perhaps", {"x": 1}])
def test_an_address_the_provider_does_not_vouch_for_opens_nothing(client: Client, ada: Account, provider, caplog, said):
    provider.signs_in(email_verified=said)
    answer = sign_in(client)

    assert answer.status_code == 403
    assert "does not vouch for your e-mail address" in answer.text
    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    holds_nothing_to_hide(caplog, provider)


@pytest.mark.parametrize(("said", "gets_in"), [(None, True), (True, True), (False, False)])
def test_a_provider_that_gives_out_the_addresses_need_not_say_so_but_may_deny_it(
    client: Client, ada: Account, provider, settings, said, gets_in: bool
):
    settings.SOCIALACCOUNT_PROVIDERS = settings_of(provider, addresses_are_own=True)
    provider.signs_in(email_verified=said)
    sign_in(client)

    assert is_in(client) == gets_in


@pytest.mark.parametrize("address", [None, "", "no address", 7, ["ada@council.example"]])
def test_a_person_without_an_address_is_told_so(client: Client, ada: Account, provider, address):
    provider.signs_in(email=address)

    assert sign_in(client).status_code == 403
    assert not is_in(client)


@pytest.mark.parametrize("before", [True, False])
def test_a_locked_account_stays_locked(client: Client, ada: Account, caplog, provider, before: bool):
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


def test_another_identity_with_the_same_address_does_not_take_the_account_over(client: Client, ada: Account, provider):
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


def test_who_is_tied_gets_in_after_their_address_has_changed(client: Client, ada: Account, provider):
    sign_in(client)
    provider.signs_in("ada.new@council.example", "person-1", email_verified=False)

    assert sign_in(other := Client()).status_code == 302
    assert is_in(other)


def test_the_same_number_at_another_provider_is_another_person(client: Client, ada: Account, provider, settings):
    sign_in(client)
    eve = account("board", name="Eve")
    with running() as another:
        settings.SOCIALACCOUNT_PROVIDERS = settings_of(another)
        another.signs_in(eve.email, "person-1")
        browser = Client()
        sign_in(browser)

        assert "eve@council.example" in browser.get("/me/").text


WRONG: dict[str, dict[str, Any]] = {
    "signed by another key": {"signer": lambda: key("another")},
    "not signed at all": {"signer": lambda: None, "algorithm": "none"},
    "signed by the client's secret": {"signer": lambda: "x" * 40, "algorithm": "HS256"},
    "naming another key": {"head": {"kid": "k9"}},
    "for another site": {"claims": {"aud": "another"}},
    "for another site too": {"claims": {"aud": ["soundings", "another"], "azp": "another"}},
    "from another provider": {"claims": {"iss": "https://elsewhere.example"}},
    "expired": {"claims": {"exp": int(time.time()) - 3600}},
    "without an end": {"claims": {"exp": None}},
    "for another sign-in": {"claims": {"nonce": "another"}},
    "without a nonce": {"claims": {"nonce": None}},
    "naming nobody": {"claims": {"sub": None}},
    "naming an empty name": {"claims": {"sub": ""}},
    "of a number": {"claims": {"sub": 7}},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_token_opens_nothing_that_is(client: Client, ada: Account, provider: Provider, caplog, wrong: str):
    for name, value in WRONG[wrong].items():
        setattr(provider, name, value)
    answer = sign_in(client)

    stopped(client, answer, provider, caplog)
    assert len(provider.tokens) == 2, "it got as far as the token"


RUBBISH = [
    (path, answer)
    for path in (WELL_KNOWN, "/token", "/keys")
    for answer in (
        rubbish(), rubbish("text/html"), rubbish("", b""), rubbish(body=b"[]"), rubbish(body=b'["access_token"]'),
        rubbish(body=b"null"), rubbish(body=b'{"keys": 7, "access_token": 7}'), rubbish(status=500),
        rubbish(body=b'{"keys": [{"kid": "k1", "kty": "RSA", "n": 1}], "access_token": "x", "id_token": 7}'),
        rubbish(body=b'{"keys": [{"kid": "k1", "kty": "RSA", "n": "-", "e": "AQAB"}], "access_token": "x"}'),
        rubbish(body=b'{"keys": ["x"], "access_token": "x", "id_token": "a.b.c"}'),
    )
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(RUBBISH)))
def test_a_provider_that_answers_rubbish_ends_on_a_plain_page(
    client: Client, ada: Account, provider, caplog, number: int
):
    where = left(client)
    path, answer = RUBBISH[number]
    provider.sent = {path: answer}

    stopped(client, came_back(client, where), provider, caplog)


@pytest.mark.parametrize(
    "answer", [rubbish(), json_answer({"sub": "person-2", "email": ADDRESS, "email_verified": True})]
)
def test_what_the_provider_tells_of_somebody_else_is_not_taken(client: Client, ada: Account, provider, caplog, answer):
    provider.only_in_userinfo = ("email", "email_verified")
    provider.sent = {"/person": answer}

    stopped(client, sign_in(client), provider, caplog)


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://elsewhere.example"},
        {"issuer": None},
        {"authorization_endpoint": None},
        {"token_endpoint": ["x"]},
        {"jwks_uri": "ftp://elsewhere.example"},
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_not_gone_to(
    client: Client, ada: Account, provider, caplog, described
):
    provider.described = described
    stopped(client, client.post("/sign-in/with/council/"), provider, caplog)

    assert provider.asked == [WELL_KNOWN]


def test_a_provider_that_is_down_is_said_to_be_before_and_after(client: Client, ada: Account, provider, caplog):
    where = left(client)
    back = requests.get(where, allow_redirects=False, timeout=5).headers["Location"]
    with running() as gone:
        pass
    provider.address, was = gone.address, provider.address
    apps = settings_of(provider)
    provider.address = was
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.SOCIALACCOUNT_PROVIDERS", apps)
        stopped(client, client.get("/sign-in/with/council/back/?" + urlsplit(back).query), provider, caplog)
        stopped(client, client.post("/sign-in/with/council/"), provider, caplog)
    assert "ConnectionError" in caplog.text


def test_a_wrong_secret_is_found_out_by_the_provider_and_said(client: Client, ada: Account, provider, caplog, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["secret"] = "another"

    stopped(client, sign_in(client), provider, caplog)


def test_a_way_back_that_this_browser_did_not_begin_opens_nothing(client: Client, ada: Account, provider, caplog):
    """Somebody sends their own way back to a colleague."""
    where = left(Client())
    stopped(client, came_back(client, where), provider, caplog)
    stopped(client, client.get("/sign-in/with/council/back/"), provider, caplog)
    stopped(client, client.get("/sign-in/with/council/back/?state=x&code=y"), provider, caplog)


def test_a_way_back_works_once(client: Client, ada: Account, provider, caplog):
    back = urlsplit(requests.get(left(client), allow_redirects=False, timeout=5).headers["Location"])
    assert client.get(f"{back.path}?{back.query}").status_code == 302
    client.post("/sign-out/")

    stopped(client, client.get(f"{back.path}?{back.query}"), provider, caplog)


def test_somebody_who_turns_back_at_the_provider_is_told_so(client: Client, ada: Account, provider):
    provider.refused = "access_denied"
    answer = sign_in(client)

    assert answer["Location"] == "/sign-in/cancelled/"
    assert client.get(answer["Location"]).status_code == 200
    assert not is_in(client)


def test_a_provider_that_refuses_ends_on_a_plain_page(client: Client, ada: Account, provider, caplog):
    provider.refused = "server_error"

    stopped(client, sign_in(client), provider, caplog)


def test_what_is_written_into_the_address_changes_nothing_of_what_the_provider_is_asked(client: Client, ada: Account):
    where = left(client, "?process=connect&scope=mail.read&auth_params=prompt%3Dnone&action=rerequest")
    asked = parse_qs(urlsplit(where).query)

    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert "prompt" not in asked
    assert came_back(client, where)["Location"] == "/"


def test_the_way_to_the_provider_is_a_form_and_a_bare_link_leads_to_sign_in(client: Client, ada: Account, provider):
    assert client.get("/sign-in/with/council/")["Location"] == "/sign-in/"
    assert client.get("/sign-in/with/another/").status_code == 404
    assert client.post("/sign-in/with/council/back/").status_code == 405
    assert provider.asked == []


def test_a_site_without_single_sign_on_offers_none(client: Client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {}
    account("principal", name="Ada")

    assert "Sign in with" not in client.get("/sign-in/").text
    for address in ("/sign-in/with/council/", "/sign-in/with/council/back/"):
        assert client.get(address).status_code == 404


def test_somebody_without_a_password_is_told_how_to_get_one(client: Client, provider):
    actions.make_account(email=ADDRESS, name="Ada", roles=[("board", None)], by=BY)
    sign_in(client)

    assert "/me/password/" not in client.get("/me/").text
    answer = client.get("/me/password/", follow=True)
    assert answer.status_code == 200
    assert "You have no password here." in answer.text


def test_respondents_are_never_offered_single_sign_on_nor_asked_for_it(ada: Account, provider: Provider):
    offered = "Sign in with"
    assert offered in Client().get("/sign-in/").text
    visitor = Visitor(open_council(8).secrets[0])
    visitor.start()
    for address in ("/code/", "/answer/", "/answer/1/", "/answer/check/"):
        answer = visitor.client.get(address, follow=True)
        assert offered not in answer.text, address
        assert "/sign-in/" not in answer.text, address
    assert provider.asked == []


def stopped(browser: Client, answer: HttpResponse, provider: Provider, caplog: pytest.LogCaptureFixture) -> None:
    """A plain page, a line in the log that gives nobody away, nobody signed in and nothing kept."""
    assert answer.status_code == 401
    assert "Signing in did not work" in answer.text
    assert "Back to sign in" in answer.text
    said = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert any("Single sign-on failed" in record.getMessage() for record in said)
    holds_nothing_to_hide(caplog, provider)
    assert not is_in(browser)
