"""Forms of the roster pages: a file, and the day it stands for."""

from __future__ import annotations

from django import forms

from soundings_web.people.actions import LONGEST_TITLE
from soundings_web.people.dates import read_date

# No census, wave or survey is further away; a year such as 0027 or 9999 is a slip.
FIRST_YEAR, LAST_YEAR = 2000, 2100
TABLES, LAYOUTS = (".csv", ".xlsx", ".ods"), (".toml",)


class DayField(forms.CharField):
    """A day as people write it: 31 March 2027, 31/3/2027 or 2027-03-31."""

    def clean(self, value: str) -> object:
        typed = super().clean(value)
        day = read_date(typed) if typed else None
        if typed and day is None:
            raise forms.ValidationError(f"“{typed}” is no date. Write it like 31 March 2027.")
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(f"“{typed}” is too far away. Give a day from {FIRST_YEAR} to {LAST_YEAR}.")
        return day


class RosterForm(forms.Form):
    """A file from the personnel system, and the day it stands for."""

    title = forms.CharField(
        max_length=LONGEST_TITLE, label="Title of the roster", help_text="For example: Health check 2027."
    )
    census_on = DayField(
        label="Census date", help_text="Who counts as staff is who was there on this day. For example 31 March 2027."
    )
    file = forms.FileField(
        label="File with everybody",
        help_text="CSV, XLSX or ODS: staff number, name, e-mail address, service, team, role.",
        widget=forms.FileInput(attrs={"accept": ",".join(TABLES)}),
    )  # fmt: skip
    layout = forms.FileField(
        label="Layout (only if columns or rules are unusual)",
        required=False,
        help_text="A TOML file that says which column is what, and who is not asked.",
        widget=forms.FileInput(attrs={"accept": ",".join(LAYOUTS)}),
    )  # fmt: skip
    levels = forms.CharField(
        label="Columns of the organisation, from the top", required=False,
        help_text="Only where they are not called directorate, service and team. For example: Division, Locality, Pod.",
    )  # fmt: skip
