"""A provider of identities for single sign-on, and somebody who has an account here and there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from tests.web.people.accounts.provider import Provider, running, settings_of
from tests.web.people.accounts.staff import account

from soundings_web.people.accounts.models import Account


@pytest.fixture
def provider(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    cache.clear()
    with running() as found:
        settings.SOCIALACCOUNT_PROVIDERS = settings_of(found)
        yield found


@pytest.fixture
def ada(provider: Provider) -> Account:
    """Has a role with power here, and is signed in at the provider."""
    provider.signs_in()
    return account("principal", name="Ada")
