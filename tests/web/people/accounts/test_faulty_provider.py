"""Single sign-on with a provider that is wrong, down or not the council's: it opens nothing, and says so plainly."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from tests.web.people.accounts.browsers import ADDRESS, came_back, is_in, left, sign_in, stopped
from tests.web.people.accounts.provider import Provider, json_answer, key, rubbish, running, settings_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ada")]
WELL_KNOWN = "/.well-known/openid-configuration"

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
def test_a_token_opens_nothing_that_is(client: Client, provider: Provider, caplog, wrong: str):
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
def test_a_provider_that_answers_rubbish_ends_on_a_plain_page(client: Client, provider, caplog, number: int):
    where = left(client)
    path, answer = RUBBISH[number]
    provider.sent = {path: answer}

    stopped(client, came_back(client, where), provider, caplog)


@pytest.mark.parametrize(
    "answer", [rubbish(), json_answer({"sub": "person-2", "email": ADDRESS, "email_verified": True})]
)
def test_what_the_provider_tells_of_somebody_else_is_not_taken(client: Client, provider, caplog, answer):
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
def test_a_provider_that_describes_itself_wrongly_is_not_gone_to(client: Client, provider, caplog, described):
    provider.described = described
    stopped(client, client.post("/sign-in/with/council/"), provider, caplog)

    assert provider.asked == [WELL_KNOWN]


def test_a_provider_that_is_down_is_said_to_be_before_and_after(client: Client, provider, caplog):
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


def test_a_wrong_secret_is_found_out_by_the_provider_and_said(client: Client, provider, caplog, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["secret"] = "another"  # noqa: S105 - of nobody

    stopped(client, sign_in(client), provider, caplog)


def test_a_way_back_that_this_browser_did_not_begin_opens_nothing(client: Client, provider, caplog):
    """Somebody sends their own way back to a colleague."""
    where = left(Client())
    stopped(client, came_back(client, where), provider, caplog)
    stopped(client, client.get("/sign-in/with/council/back/"), provider, caplog)
    stopped(client, client.get("/sign-in/with/council/back/?state=x&code=y"), provider, caplog)


def test_a_way_back_works_once(client: Client, provider, caplog):
    back = urlsplit(requests.get(left(client), allow_redirects=False, timeout=5).headers["Location"])
    assert client.get(f"{back.path}?{back.query}").status_code == 302
    client.post("/sign-out/")

    stopped(client, client.get(f"{back.path}?{back.query}"), provider, caplog)


def test_somebody_who_turns_back_at_the_provider_is_told_so(client: Client, provider):
    provider.refused = "access_denied"
    answer = sign_in(client)

    assert answer["Location"] == "/sign-in/cancelled/"
    assert client.get(answer["Location"]).status_code == 200
    assert not is_in(client)


def test_a_provider_that_refuses_ends_on_a_plain_page(client: Client, provider, caplog):
    provider.refused = "server_error"

    stopped(client, sign_in(client), provider, caplog)


def test_what_is_written_into_the_address_changes_nothing_of_what_the_provider_is_asked(client: Client):
    where = left(client, "?process=connect&scope=mail.read&auth_params=prompt%3Dnone&action=rerequest")
    asked = parse_qs(urlsplit(where).query)

    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert "prompt" not in asked
    assert came_back(client, where)["Location"] == "/"


def test_the_way_to_the_provider_is_a_form_and_a_bare_link_leads_to_sign_in(client: Client, provider):
    assert client.get("/sign-in/with/council/")["Location"] == "/sign-in/"
    assert client.get("/sign-in/with/another/").status_code == 404
    assert client.post("/sign-in/with/council/back/").status_code == 405
    assert provider.asked == []
