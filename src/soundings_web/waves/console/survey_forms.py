"""Forms of a survey: what it is called, when it runs, who holds its keys; and its ends once it runs."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from soundings_web.people.models import Roster
from soundings_web.people.roster_forms import DayField
from soundings_web.waves.models import KeyHolder, Survey, Wave
from soundings_web.waves.questionnaires import FILE, in_catalogue

_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?(?P<half>[ap]m)?", re.IGNORECASE)
_NOON = 12


class TimeField(forms.CharField):
    """A time of day as people write it: 17:00, 9.30, 5pm."""

    def clean(self, value: str) -> object:
        typed = super().clean(value)
        return _time(typed) if typed else None


def _time(typed: str) -> time:
    found = _TIME.fullmatch(typed.strip())
    wrong = forms.ValidationError(f"“{typed}” is no time of day. Write it like 17:00.")
    if not found:
        raise wrong
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "").lower()
    if half and not 1 <= hour <= _NOON:
        raise wrong
    hour = hour % _NOON + (_NOON if half == "pm" else 0) if half else hour
    try:
        return time(hour, minute)
    except ValueError:
        raise wrong from None


def moment(day: date, at: time) -> datetime:
    """A local moment, in the time that all moments are compared in: clocks that change turn local times round."""
    return timezone.make_aware(datetime.combine(day, at)).astimezone(UTC)


class WindowForm(forms.Form):
    """When answers are taken."""

    opens_on = DayField(label="Opens on", help_text="For example 1 October 2027.")
    opens_time = TimeField(label="Opens at", initial="09:00")
    closes_on = DayField(label="Closes on", help_text="Three weeks are usual. It can be extended while it is open.")
    closes_time = TimeField(label="Closes at", initial="17:00")

    def clean(self) -> dict[str, Any]:
        """It opens before it closes."""
        given = super().clean() or {}
        parts = [given.get(name) for name in ("opens_on", "opens_time", "closes_on", "closes_time")]
        if all(part is not None for part in parts):
            given["opens"], given["closes"] = moment(*parts[:2]), moment(*parts[2:])  # type: ignore[arg-type]
            if given["opens"] >= given["closes"]:
                self.add_error("closes_on", "The survey must close after it opens.")
        return given


class SurveyForm(WindowForm):
    """A survey: what it is called, whom the roster names, when it runs, who holds its keys."""

    title = forms.CharField(
        max_length=200, label="Title", help_text="Respondents read it. For example: Children’s social work."
    )
    code = forms.RegexField(
        r"^[A-Za-z][A-Za-z0-9_-]*\Z", max_length=60, label="Code",
        error_messages={"invalid": "Start with a letter, and use letters, digits, hyphens and underscores only."},
    )  # fmt: skip
    questionnaire = forms.ChoiceField(label="Questionnaire", widget=forms.RadioSelect)
    file = forms.FileField(
        label="Questionnaire file", required=False, widget=forms.FileInput(attrs={"accept": ".toml"}),
        help_text="Only if you chose a file of your own above: a TOML file in the format of Soundings.",
    )  # fmt: skip
    variant = forms.CharField(
        max_length=60, required=False, label="Variant in the file",
        help_text="Only if your file holds several, such as children and adults.",
    )  # fmt: skip
    roster = forms.ChoiceField(label="Roster", help_text="It says who is asked. You can narrow it down afterwards.")
    holder = forms.ChoiceField(
        label="Key holder", required=False, help_text="Only key holders can open the box, after the survey has closed."
    )
    second_holder = forms.ChoiceField(
        label="Second key holder", required=False, help_text="With two, neither can open the box alone."
    )
    field_order = (
        "title", "code", "questionnaire", "file", "variant", "roster",
        "opens_on", "opens_time", "closes_on", "closes_time", "holder", "second_holder",
    )  # fmt: skip

    def __init__(self, *args: Any, wave: Wave, survey: Survey | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wave = wave
        if survey:
            for name in ("code", "questionnaire", "file", "variant"):
                del self.fields[name]
        else:
            self.fields["code"].help_text = _code_hint(wave)
            self.fields["questionnaire"].choices = [*in_catalogue(), *_asked_before(), (FILE, "A file of your own")]
        rosters = [(str(one.pk), _roster_name(one)) for one in Roster.objects.order_by("-census_on", "-pk")]
        self.fields["roster"].choices = [("", "Choose a roster"), *rosters]
        holders = list(KeyHolder.objects.order_by("name").values_list("key", "name"))
        self.fields["holder"].choices = [("", "None yet"), *holders]
        self.fields["second_holder"].choices = [("", "No second one"), *holders]

    def clean_code(self) -> str:
        """A code is given once in a wave."""
        code: str = self.cleaned_data["code"]
        if Survey.objects.filter(wave=self.wave, code=code).exists():
            raise forms.ValidationError(f"This wave has a survey with the code “{code}” already.")
        return code

    def clean(self) -> dict[str, Any]:
        """A file where one is meant; two holders are two people."""
        given = super().clean()
        if given.get("questionnaire") == FILE and not given.get("file"):
            self.add_error("file", "Choose the file with the questionnaire.")
        if given.get("second_holder") and not given.get("holder"):
            self.add_error("holder", "Choose the first key holder too, or leave the second one out.")
        elif given.get("second_holder") and given["second_holder"] == given["holder"]:
            self.add_error("second_holder", "Choose somebody else than the first key holder.")
        return given


def _code_hint(wave: Wave) -> str:
    before = Survey.objects.filter(wave=wave.previous).order_by("code").values_list("code", flat=True)
    last = f" Last time there were: {', '.join(before)}." if before else ""
    return f"Short, and the same every year, so that years are compared. For example children.{last}"


def _asked_before() -> list[tuple[str, str]]:
    """Questionnaires of the surveys there are, the newest wave first."""
    surveys = Survey.objects.order_by("-wave__held_on", "code").values_list("key", "title", "wave__title")[:20]
    return [(key, f"As in “{title}”, {wave}") for key, title, wave in surveys]


def _roster_name(roster: Roster) -> str:
    frozen = "frozen" if roster.state == "frozen" else "not frozen yet"
    return f"{roster.title}: {roster.counts.get('eligible', 0):,} people, {frozen}"


class EndForm(forms.Form):
    """Another end for a survey that runs or has closed."""

    closes_on = DayField(label="New last day", help_text="For example 3 November 2027.")
    closes_time = TimeField(label="Closes at", initial="17:00")
    sooner = forms.BooleanField(required=False, label="It is meant to end sooner than everybody was told")

    def __init__(self, *args: Any, ends_at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ends_at = ends_at

    def clean(self) -> dict[str, Any]:
        """Nobody takes days away from respondents by a slip."""
        given = super().clean() or {}
        typed = given.get("closes_on") and given.get("closes_time")
        if typed and timezone.now() < self.closes_at < self.ends_at and not given.get("sooner"):
            self.add_error("closes_on", "That is sooner than its end now. Tick the box below if that is meant.")
        return given

    @property
    def closes_at(self) -> datetime:
        """The moment meant."""
        return moment(self.cleaned_data["closes_on"], self.cleaned_data["closes_time"])


class SureForm(forms.Form):
    """A tick before what cannot be undone."""

    sure = forms.BooleanField(error_messages={"required": "Tick the box if you are sure."})

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sure"].label = label
