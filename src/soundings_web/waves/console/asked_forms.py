"""Forms of whom a survey asks, what travels with the answers, and by what it is reported."""

from __future__ import annotations

from typing import Any

from django import forms

from soundings.instrument import Instrument, Item
from soundings_web.people import queries as people
from soundings_web.people.models import Roster
from soundings_web.waves.contract import Promise
from soundings_web.waves.preparing import fits_roster

# More than these nobody picks from a page; of the organisation, the deepest level with fewer is offered.
MOST_VALUES = 60


class WhoForm(forms.Form):
    """Who is asked, by units and by facts of the roster. Nothing ticked under a heading means everybody."""

    def __init__(self, *args: Any, roster: Roster, where: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roster, self.narrowing = roster, list[str]()
        levels = (people.upper_units(roster, depth) for depth in (3, 2, 1))
        units = next((those for those in levels if len(those) <= MOST_VALUES), ())
        if units or where.get(people.UNIT):
            self._add(people.UNIT, "Parts of the organisation", units, where)
        for name, labels in roster.facts.items():
            if name != "team" and len(labels) <= MOST_VALUES:
                self._add(name, name.replace("_", " ").capitalize(), tuple(labels), where)

    def _add(self, name: str, label: str, values: tuple[str, ...], where: dict[str, Any]) -> None:
        held = list(where.get(name, ()))
        offered = dict.fromkeys((*values, *held))
        self.narrowing.append(name)
        self.fields[name] = forms.MultipleChoiceField(
            label=label, required=False, choices=[(one, one) for one in offered], initial=held,
            widget=forms.CheckboxSelectMultiple,
            help_text="Tick none to ask everybody. Of several ticked here, one is enough.",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Somebody must be left to ask."""
        given = super().clean() or {}
        if not self.errors and self.where and not people.sizes_for(self.roster, [self.where])[0]:
            raise forms.ValidationError("Nobody on the roster fits all of this. Tick less under one of the headings.")
        return given

    @property
    def where(self) -> dict[str, list[str]]:
        """Only what narrows it down."""
        return {name: self.cleaned_data[name] for name in self.narrowing if self.cleaned_data.get(name)}


class FactsForm(forms.Form):
    """For each question about the person: taken from the roster or asked, and whether it is reported by."""

    def __init__(self, *args: Any, roster: Roster, instrument: Instrument, promise: Promise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument, self.promise = instrument, promise
        attached = {fact.item for fact in promise.facts if fact.source == "attached"}
        self.about = [item for item in instrument.items if item.profile and item.kind in ("unit", "choice")]
        for item in self.about:
            known = fits_roster(roster, instrument, item.code)
            if known:
                self._add(f"take-{item.code}", "Take it from the roster, and do not ask it", item.code in attached)
            if known or item.code in promise.workforce:
                self._add(f"by-{item.code}", "Report by it", item.code in promise.by)

    def _add(self, name: str, label: str, ticked: bool) -> None:
        self.fields[name] = forms.BooleanField(label=label, required=False, initial=ticked)

    def ticked(self, kind: str) -> list[str]:
        """The questions ticked so."""
        return [item.code for item in self.about if self.cleaned_data.get(f"{kind}-{item.code}")]

    @property
    def changes(self) -> dict[str, Any]:
        """The part of the promise that this form is about."""
        taken, by = self.ticked("take"), self.ticked("by")
        asked = [code for code in by if code not in taken and not self.instrument.item(code).equality]
        facts = [{"item": code, "source": "attached"} for code in taken]
        return {
            "facts": [*facts, *({"item": code, "source": "asked"} for code in asked)],
            "by": by,
            "coarse": [code for code in by if grouped(self.instrument.item(code))],
            "workforce": {code: groups for code, groups in self.promise.workforce.items() if code in by},
        }


def grouped(item: Item) -> bool:
    """Whether it is an equality question that is reported by its coarse groups."""
    return item.equality and bool(item.options) and all(option.group for option in item.options)


class GroupsForm(forms.Form):
    """How many people of those asked are in each group of a question that the roster does not answer."""

    def __init__(self, *args: Any, item: Item, instrument: Instrument, promise: Promise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = {group.label: group.eligible for group in promise.workforce.get(item.code, ())}
        groups = dict.fromkeys(option.group for option in item.options) if grouped(item) else None
        self.labels = list(groups) if groups else [option.label for option in instrument.options_of(item)]
        for n, label in enumerate(self.labels):
            self.fields[f"group-{n}"] = forms.IntegerField(
                label=label, min_value=0, max_value=1_000_000, initial=held.get(label),
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The numbers given."""
        return [{"label": label, "eligible": self.cleaned_data[f"group-{n}"]} for n, label in enumerate(self.labels)]


class HandlingForm(forms.Form):
    """Who reads comments, from how many, and how long answers are kept."""

    readers = forms.CharField(
        label="Who reads comments, one role a line", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Respondents read this in the promise, so name roles: principal social worker.",
    )  # fmt: skip
    least = forms.IntegerField(
        min_value=20, max_value=1000, label="Comments are read from this many on a question",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="20 or more: fewer comments could be told apart by who might have written them.",
    )  # fmt: skip
    keep_for_waves = forms.IntegerField(
        min_value=0, max_value=10, label="Later waves published before the answers are destroyed",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="2 lets next year, and the year after, be compared with answers of this year.",
    )  # fmt: skip

    def clean_readers(self) -> list[str]:
        """Each line a role."""
        return [line.strip() for line in self.cleaned_data["readers"].splitlines() if line.strip()]


class RulesForm(forms.Form):
    """The rules of protection of a wave, the same for all its surveys."""

    threshold = forms.IntegerField(
        min_value=10, max_value=1000, label="Smallest group shown",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="10 or more answers.",
    )  # fmt: skip
    sensitive = forms.IntegerField(
        min_value=20, max_value=1000, label="Smallest group shown for sensitive questions and equality groups",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}), help_text="20 or more answers.",
    )  # fmt: skip
    full_distribution = forms.IntegerField(
        min_value=20, max_value=1000, label="Smallest group shown with every answer option",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="20 or more answers; smaller groups are shown with favourable, neutral and unfavourable only.",
    )  # fmt: skip
