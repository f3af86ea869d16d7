"""Forms of the key holders. What is typed is never shown again."""

from __future__ import annotations

from typing import Any

from django import forms

from soundings_web.waves.passphrases import faults_of_passphrase


def passphrase_field(label: str, hint: str = "", autocomplete: str = "new-password") -> forms.CharField:
    """A passphrase, typed without being shown."""
    look = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, help_text=hint, strip=False, max_length=1000, widget=look)


class NewPassphraseForm(forms.Form):
    """A passphrase typed twice, for whoever has this name."""

    passphrase = passphrase_field(
        "Passphrase",
        "At least 16 characters. Five words that have nothing to do with each other are strong, and easy to remember.",
    )
    again = passphrase_field("The same passphrase again")

    def __init__(self, *args: Any, name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clean(self) -> dict[str, Any]:
        """Strong, and the same twice."""
        given = super().clean() or {}
        first = given.get("passphrase", "")
        for fault in faults_of_passphrase(first, given.get("name", self.name)) if first else ():
            self.add_error("passphrase", fault)
        if first and "again" in given and given["again"] != first:
            self.add_error("again", "The two are not the same. Type both again.")
        return given


class HolderForm(NewPassphraseForm):
    """A new key holder."""

    name = forms.CharField(
        max_length=200, label="Name of the key holder",
        help_text="Respondents read it in the promise. For example: Ada Brown, principal social worker.",
    )  # fmt: skip
    field_order = ("name", "passphrase", "again")


class SheetForm(NewPassphraseForm):
    """A new passphrase, for whoever brings the recovery sheet."""

    words = forms.CharField(
        label="Words on the recovery sheet", help_text="Capital or small letters, with or without spaces.",
        max_length=1000, widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    field_order = ("words", "passphrase", "again")
