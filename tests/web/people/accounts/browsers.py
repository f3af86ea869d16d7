"""Browsers of staff who come by single sign-on, and what holds when one is refused."""

from __future__ import annotations

import html
import logging
import re
from urllib.parse import urlsplit

import pytest
import requests
from django.http import HttpResponse
from django.test import Client
from tests.web.people.accounts.provider import Provider

ADDRESS = "ada@council.example"


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


def stopped(browser: Client, answer: HttpResponse, provider: Provider, caplog: pytest.LogCaptureFixture) -> None:
    """A plain page, a line in the log that gives nobody away, nobody signed in and nothing kept."""
    assert answer.status_code == 401
    assert "Signing in did not work" in answer.text
    assert "Back to sign in" in answer.text
    said = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert any("Single sign-on failed" in record.getMessage() for record in said)
    holds_nothing_to_hide(caplog, provider)
    assert not is_in(browser)
