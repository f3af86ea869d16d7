"""Forms of a wave: what it is called, and what was settled before it."""

from __future__ import annotations

from typing import Any

from django import forms

from soundings_web.people.roster_forms import DayField
from soundings_web.waves.models import Wave


class WaveForm(forms.Form):
    """What a wave is called, and what was settled before it. The code is given once."""

    code = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9_-]*\Z", max_length=60, label="Code",
        help_text="Short, for links and files, and never changed afterwards. For example 2027.",
        error_messages={"invalid": "Use letters, digits, hyphens and underscores only."},
    )  # fmt: skip
    title = forms.CharField(max_length=200, label="Title", help_text="For example: Health check 2027.")
    organisation = forms.CharField(max_length=200, label="Organisation", help_text="As respondents know it.")
    held_on = DayField(label="Held on", help_text="The day the exercise begins. For example 1 October 2027.")
    previous = forms.ChoiceField(
        label="Wave before", required=False, help_text="What this one is compared with.",
    )  # fmt: skip
    protection_reference = forms.CharField(
        max_length=200, required=False, label="Data-protection impact assessment",
        help_text="Its reference, for example DPIA 2027/14. You can add it later; the readiness page asks for it.",
    )  # fmt: skip
    protection_on = DayField(required=False, label="Day it was approved")
    union_consulted = forms.CharField(
        max_length=200, required=False, label="Unions consulted", help_text="For example: UNISON and Unite."
    )  # fmt: skip
    union_on = DayField(required=False, label="Day they were consulted")

    def __init__(self, *args: Any, wave: Wave | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wave = wave
        others = Wave.objects.order_by("-held_on", "code")
        others = others.exclude(pk=wave.pk) if wave else others
        none = ("", "None: this is the first")
        self.fields["previous"].choices = [none, *((str(one.pk), one.title) for one in others)]
        if wave:
            del self.fields["code"]

    def clean_code(self) -> str:
        """A code is given once."""
        code: str = self.cleaned_data["code"]
        if Wave.objects.filter(code=code).exists():
            raise forms.ValidationError(f"There is a wave with the code “{code}” already.")
        return code

    def clean(self) -> dict[str, Any]:
        """A day without what it is the day of says nothing."""
        given = super().clean() or {}
        for text, day in (("protection_reference", "protection_on"), ("union_consulted", "union_on")):
            if given.get(day) and not given.get(text):
                self.add_error(text, "Say which, or leave the day out.")
        return given
