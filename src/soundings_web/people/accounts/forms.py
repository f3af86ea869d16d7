"""Forms of the account pages: roles, new accounts, passwords."""

from __future__ import annotations

from typing import Any

from django import forms

from soundings_web.people.accounts.actions import Held, said_of_held
from soundings_web.people.accounts.models import Account
from soundings_web.people.accounts.roles import ROLES
from soundings_web.people.roster_forms import DayField
from soundings_web.people.units import choices_of_units


class RolesForm(forms.Form):
    """Which roles somebody holds; a unit beside those that are for part of the organisation."""

    def __init__(self, *args: Any, account: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = dict(account.appointments.values_list("role", "unit")) if account else {}
        units = [("", "Choose a part of the organisation"), *choices_of_units()]
        for role in ROLES.values():
            self.fields[role.code] = forms.BooleanField(
                label=role.name, required=False, initial=role.code in held, help_text=_can(role.code)
            )
            if role.units:
                self.fields[f"{role.code}_unit"] = forms.TypedChoiceField(
                    label=f"{role.name} of", required=False, choices=units, coerce=int, empty_value=None,
                    initial=held.get(role.code),
                )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        chosen: dict[str, Any] = super().clean()
        for role in ROLES.values():
            unit = f"{role.code}_unit"
            if role.units and chosen.get(role.code) and chosen.get(unit) is None and unit not in self.errors:
                self.add_error(unit, f"Choose the part of the organisation for “{role.name}”.")
        return chosen

    @property
    def held(self) -> list[Held]:
        """The roles chosen."""
        chosen = self.cleaned_data
        return [(role.code, chosen.get(f"{role.code}_unit")) for role in ROLES.values() if chosen.get(role.code)]


def _can(code: str) -> str:
    rights = [right.value for right in ROLES[code].rights]
    text = "; ".join(sorted(rights))
    return f"Can {text}." if text else "Reads what is shared with the role."


class AccountForm(RolesForm):
    """A new account."""

    name = forms.CharField(max_length=200, label="Name")
    email = forms.EmailField(max_length=254, label="E-mail address", help_text="It is what they sign in with.")

    def clean(self) -> dict[str, Any]:
        """Somebody without a role can sign in and see nothing."""
        given = super().clean()
        if not any(given.get(code) for code in ROLES):
            self.add_error(None, "Give at least one role. Without one they could sign in and see nothing.")
        return given

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if said := said_of_held(email):
            raise forms.ValidationError(said)
        return email


class DaysForm(forms.Form):
    """The days of the audit trail that are looked at."""

    first = DayField(label="From", required=False, help_text="For example 31 March 2027.")
    last = DayField(label="To", required=False, help_text="For example 31 March 2028.")

    def clean(self) -> dict[str, Any]:
        days: dict[str, Any] = super().clean()
        if days.get("first") and days.get("last") and days["last"] < days["first"]:
            self.add_error("last", "Choose a day that is not before the first one.")
        return days


class PasswordForm(forms.Form):
    """A first password, or another one by a link."""

    password = forms.CharField(
        label="Password", max_length=1000, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. Three words that do not belong together are easy to remember.",
    )  # fmt: skip
