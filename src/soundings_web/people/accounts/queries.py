"""Accounts as lists show them, with their roles in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Prefetch, Q

from soundings_web.keys.kept import kept_secret
from soundings_web.people.accounts.models import Account, Appointment
from soundings_web.people.accounts.roles import ROLES


@dataclass(frozen=True)
class AccountLine:
    """One account: its roles in words, and whether it can be used."""

    pk: int
    name: str
    email: str
    roles: tuple[str, ...]
    active: bool
    last_login: datetime | None
    ready: bool


def accounts(search: str = "") -> list[AccountLine]:
    """Every account whose name or address holds these words, by name. Two queries."""
    held = Prefetch("appointments", Appointment.objects.select_related("unit").order_by("pk"))
    found = Account.objects.prefetch_related(held).order_by("name", "pk")
    if search:
        found = found.filter(Q(name__icontains=search) | Q(email__icontains=search))
    return [
        AccountLine(
            one.pk,
            one.name,
            one.email,
            tuple(_in_words(appointment) for appointment in one.appointments.all()),
            one.is_active,
            one.last_login,
            one.has_usable_password() or one.last_login is not None,
        )
        for one in found
    ]


def anybody() -> bool:
    """Whether there is any account, so that the site has been set up."""
    return Account.objects.exists()


def set_up_code() -> str:
    """The code that the first account takes, made once and kept in the data folder; nobody else can read it there."""
    return kept_secret(settings.DATA / "set-up-code")[:12]


def _in_words(appointment: Appointment) -> str:
    name = ROLES[appointment.role].name
    return f"{name}: {appointment.unit.name}" if appointment.unit else name
