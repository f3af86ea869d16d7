"""Single sign-on in a real browser, with a provider at another address: there, back, and refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.web.people.accounts.provider import running, settings_of
from tests.web.people.accounts.staff import account

pytestmark = pytest.mark.django_db(transaction=True)


def test_staff_come_in_by_their_council_account_and_a_stranger_is_told_why_not(
    page: Page, live_server, axe: Callable[[Page], list[str]], settings, monkeypatch: pytest.MonkeyPatch, complaints
):
    """The security policy of the sign-in page must not stop a browser on its way to the provider."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    settings.SECOND_STEP = True
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    account("principal", name="Ada")
    with running() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = settings_of(provider)
        provider.signs_in()
        page.goto(f"{live_server.url}/rosters/")
        assert axe(page) == []
        page.get_by_role("button", name="Sign in with").click()
        expect(page).to_have_url(f"{live_server.url}/rosters/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Rosters")
        page.get_by_role("button", name="Sign out").click()

        provider.signs_in("eve@council.example", "person-2")
        page.goto(f"{live_server.url}/sign-in/")
        page.get_by_role("button", name="Sign in with").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("You cannot sign in this way")
        assert axe(page) == []
        complaints[:] = [said for said in complaints if "403 (Forbidden)" not in said]  # the page that was meant
