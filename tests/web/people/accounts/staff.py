"""Staff who sign in: one of each role, in a council with two services."""

from __future__ import annotations

from django.test import Client

from soundings_web.people.accounts import actions
from soundings_web.people.accounts.models import Account
from soundings_web.people.accounts.roles import ROLES
from soundings_web.people.models import Unit

PASSWORD = "violet tractor monday"  # noqa: S105 - of people who do not exist
BY = "a test"


def units() -> dict[str, Unit]:
    """Two services with two teams each."""
    found: dict[str, Unit] = {}
    for service in ("North", "South"):
        above = Unit.objects.get_or_create(code=service, defaults={"name": service})[0]
        found[service] = above
        for team in ("A", "B"):
            name = f"{service} {team}"
            found[name] = Unit.objects.get_or_create(code=name, defaults={"name": name, "parent": above})[0]
    return found


def account(role: str, *, unit: str = "North", name: str = "") -> Account:
    """An account with one role and a password."""
    name = name or ROLES[role].name
    where = units()[unit].pk if ROLES[role].units else None
    email = f"{name.lower().replace(' ', '.')}@council.example"
    made = actions.make_account(email=email, name=name, roles=[(role, where)], by=BY)
    actions.set_password(made, PASSWORD)
    return made


def cast() -> dict[str, Account]:
    """One of each role."""
    return {role: account(role) for role in ROLES}


def signed_in(who: Account | None) -> Client:
    """A browser of somebody; of an outsider without an account."""
    client = Client()
    if who:
        client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
