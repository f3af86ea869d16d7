"""Forms of the box and of publishing. Passphrases and the words of a sheet are never shown again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from soundings_web.results.opening import BY_SHEET
from soundings_web.waves.console.holder_forms import passphrase_field
from soundings_web.waves.models import KeyHolder


class ConfirmForm(forms.Form):
    """A tick-box before what cannot be undone."""

    sure = forms.BooleanField(error_messages={"required": "Tick the box to say that this is meant."})

    def __init__(self, *args: Any, sure: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sure"].label = sure


class OpeningForm(ConfirmForm):
    """Each key holder in turn: a passphrase, or the words on the recovery sheet."""

    without = forms.IntegerField(
        label="Go without this many ballots",
        help_text="Exactly the number that cannot be read. They are lost. All key holders must agree.",
        required=False, min_value=0, max_value=10_000_000, widget=forms.TextInput,
    )  # fmt: skip

    def __init__(self, *args: Any, holders: Sequence[KeyHolder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holders = [(f"words-{n}", f"sheet-{n}", holder.name) for n, holder in enumerate(holders, 1)]
        for words, sheet, name in self.holders:
            self.fields[words] = passphrase_field(f"Passphrase of {name}", autocomplete="off")
            self.fields[words].error_messages["required"] = f"{name} must type the passphrase."
            self.fields[sheet] = forms.BooleanField(
                required=False,
                label=f"{name} has typed the words on the recovery sheet instead",
            )
        self.order_fields([name for pair in self.holders for name in pair[:2]])

    @property
    def asks_without(self) -> bool:
        """Whether to ask how many ballots to go without: only once some turned out to be unreadable."""
        return bool(self.data.get("without")) or "without" in self.errors

    def passphrases(self) -> dict[str, str]:
        """What each holder typed, as ``open_box`` wants it."""
        given = self.cleaned_data
        return {name: (BY_SHEET if given[sheet] else "") + given[words] for words, sheet, name in self.holders}

    def field_of(self, holder: str) -> str:
        """The field that this holder types in."""
        return next(words for words, _, name in self.holders if name == holder)
