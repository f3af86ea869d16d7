"""What changes accounts. Each is one transaction with its event in the audit trail."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from soundings.errors import NotNowError, UsageError
from soundings_web.people import audit
from soundings_web.people.accounts.models import Account, Appointment, Invitation
from soundings_web.people.accounts.roles import ROLES
from soundings_web.people.models import Unit

INVITATION_DAYS = 3
# A role, and the key of its unit where it has one.
Held = tuple[str, int | None]


@transaction.atomic
def make_account(*, email: str, name: str, roles: Iterable[Held], by: str) -> Account:
    """A new account without a password. Raises UsageError with every fault, also for an address that has one."""
    audit.wait_for_turn()  # of two who make the same account at once, the second is told
    address, called = email.strip().lower(), name.strip()
    faults = [*_faults_of(address, called)]
    if said := said_of_held(address):
        faults.append(said)
    if faults:
        raise UsageError("The account cannot be made:", faults)
    account = Account(email=address, name=called)
    account.set_unusable_password()
    account.save()
    audit.record(by=by, what="account made", about=str(account))
    set_roles(account=account, roles=roles, by=by)
    return account


def said_of_held(email: str) -> str:
    """What to say of an address that has an account; nothing where it has none."""
    address = email.strip().lower()
    return f"{address} has an account already." if Account.objects.filter(email__iexact=address).exists() else ""


def _faults_of(address: str, name: str) -> Iterable[str]:
    try:
        validate_email(address)
    except ValidationError:
        yield "Give an e-mail address, such as name@council.gov.uk."
    if not 1 <= len(name) <= Account._meta.get_field("name").max_length:  # noqa: SLF001 - Django's public way in
        yield "Give the name, of at most 200 characters."


@transaction.atomic
def set_roles(*, account: Account, roles: Iterable[Held], by: str) -> None:
    """These roles and no others. Raises UsageError for a unit too many or too few, and for the last administrator."""
    audit.wait_for_turn()  # two administrators who take the role from each other do it one after the other
    wanted = list(dict.fromkeys(roles))
    if faults := list(_faults_of_roles(wanted)):
        raise UsageError("The roles cannot be given:", faults)
    before = set(account.appointments.values_list("role", "unit"))
    if before == set(wanted):
        return
    account.appointments.all().delete()
    Appointment.objects.bulk_create(Appointment(account=account, role=role, unit_id=unit) for role, unit in wanted)
    _must_keep_administrator(before)
    units = dict(Unit.objects.filter(pk__in=[unit for _, unit in wanted if unit]).values_list("pk", "name"))
    told = [ROLES[role].name + (f": {units[unit]}" if unit else "") for role, unit in wanted]
    audit.record(by=by, what="roles given", about=str(account), details={"roles": told})


def _faults_of_roles(wanted: Iterable[Held]) -> Iterable[str]:
    for code, unit in wanted:
        role = ROLES.get(code)
        if role is None:
            yield f"There is no role “{code}”."
        elif role.units and unit is None:
            yield f"Choose the part of the organisation for “{role.name}”."
        elif unit is not None and not role.units:
            yield f"“{role.name}” is for the whole organisation."


@transaction.atomic
def lock_account(*, account: Account, by: str) -> None:
    """Nobody signs in with it any more. Raises NotNowError for the last administrator."""
    audit.wait_for_turn()
    account.is_active = False
    account.save(update_fields=["is_active"])
    Invitation.objects.filter(account=account).delete()
    _must_keep_administrator(set(account.appointments.values_list("role", "unit")))
    audit.record(by=by, what="account locked", about=str(account))


@transaction.atomic
def unlock_account(*, account: Account, by: str) -> None:
    """It may sign in again, as before."""
    account.is_active = True
    account.save(update_fields=["is_active"])
    audit.record(by=by, what="account unlocked", about=str(account))


@transaction.atomic
def remove_second_step(*, account: Account, by: str) -> None:
    """For somebody who lost their telephone: the next sign-in sets up another one."""
    Authenticator.objects.filter(user=account).delete()
    audit.record(by=by, what="second step taken away", about=str(account))


@transaction.atomic
def invite(*, account: Account, by: str) -> str:
    """The secret of a link that sets a password, once, within three days. An earlier one ends."""
    if not account.is_active:
        raise NotNowError(f"The account of {account.name} is locked.")
    secret = secrets.token_urlsafe(32)
    ends_at = timezone.now() + timedelta(days=INVITATION_DAYS)
    Invitation.objects.update_or_create(account=account, defaults={"hash": _hash(secret), "ends_at": ends_at})
    audit.record(by=by, what="link to set a password made", about=str(account))
    return secret


def invited(secret: str) -> Account | None:
    """Whose link this is, while it lasts."""
    found = Invitation.objects.filter(hash=_hash(secret), ends_at__gt=timezone.now(), account__is_active=True)
    return getattr(found.select_related("account").first(), "account", None)


@transaction.atomic
def accept(*, secret: str, password: str) -> Account:
    """Set the password. Raises NotNowError for a link that has ended, UsageError for a password that will not do."""
    held = Invitation.objects.select_for_update().filter(hash=_hash(secret), ends_at__gt=timezone.now()).first()
    if held is None or not held.account.is_active:
        raise NotNowError("This link was used already, or has ended. Ask for a new one.")
    account = held.account
    set_password(account, password)
    held.delete()
    audit.record(by=account.email, what="password set", about=str(account))
    return account


def set_password(account: Account, password: str) -> None:
    """Raises UsageError with everything that is wrong with it."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise UsageError("Choose another password:", error.messages) from None
    account.set_password(password)
    account.save(update_fields=["password"])


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _must_keep_administrator(held: set[Held]) -> None:
    """After somebody who held these roles lost them."""
    if ("administrator", None) not in held:
        return
    if not Appointment.objects.filter(role="administrator", account__is_active=True).exists():
        raise NotNowError("Somebody must stay administrator. Give the role to somebody else first.")
