"""Accounts and the roles they hold. No survey answer and no ticket points here, nor from here to any."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from soundings_web.people.accounts.roles import ROLES


class Accounts(BaseUserManager["Account"]):
    """Finds an account by its address, in whatever letters it is typed."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """Somebody who signs in. The address is written in small letters. Never deleted; locked when they leave."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    objects = Accounts()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


class Appointment(models.Model):
    """A role that somebody holds: everywhere, or for one unit and everything below it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=20)
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="appointment_role_is_known"),
            models.CheckConstraint(
                condition=Q(unit__isnull=True) ^ Q(role__in=[role.code for role in ROLES.values() if role.units]),
                name="appointment_has_unit_where_role_wants_one",
            ),
            models.UniqueConstraint(
                fields=["account", "role"], condition=Q(unit__isnull=True), name="appointment_once_everywhere"
            ),
            models.UniqueConstraint(
                fields=["account", "role", "unit"], condition=Q(unit__isnull=False), name="appointment_once_for_a_unit"
            ),
        ]


class Invitation(models.Model):
    """A link that sets a password once. Only its hash is here."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="+")
    hash = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField()
