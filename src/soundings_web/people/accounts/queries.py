"""Accounts as lists show them, with their roles in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import F, OrderBy, Prefetch, Q

from soundings_web.keys.kept import kept_secret
from soundings_web.people.accounts.models import Account, Appointment
from soundings_web.people.accounts.roles import ROLES
from soundings_web.ui import ListQuery


def _never_first(down: bool) -> OrderBy:
    """By the last sign-in; who has never signed in comes before everybody, or after."""
    last = F("last_login")
    return last.desc(nulls_last=True) if down else last.asc(nulls_first=True)


_ORDERS: dict[str, Callable[[bool], OrderBy]] = {
    "name": lambda down: OrderBy(F("name"), descending=down),
    "last": _never_first,
    # Locked accounts stand together at the one end.
    "state": lambda down: OrderBy(F("is_active"), descending=down),
}


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


def accounts_page(asked: ListQuery) -> tuple[int, ListQuery, list[AccountLine]]:
    """How many accounts match by name, address or role; and one page of them. Three queries."""
    found = Account.objects.order_by(_ORDERS[asked.sort](asked.down), "name", "pk")
    if words := asked.words:
        roles = [role.code for role in ROLES.values() if words.lower() in role.name.lower()]
        by_role = Q(pk__in=Appointment.objects.filter(role__in=roles).values("account"))
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words) | by_role)
    total = found.count()
    here = asked.within(total)
    held = Prefetch("appointments", Appointment.objects.select_related("unit").order_by("pk"))
    return total, here, _lines(found.prefetch_related(held)[here.rows])


def roles_in_words(account: Account) -> tuple[str, ...]:
    """What somebody is. One query."""
    return tuple(_in_words(one) for one in account.appointments.select_related("unit").order_by("pk"))


def _lines(found: Iterable[Account]) -> list[AccountLine]:
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
