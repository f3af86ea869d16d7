"""The roster layout: a file that says which column is what, which facts are taken, and who is not asked.

Without one the usual headers are recognised, the usual facts are taken and only leavers are left out.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from soundings.instrument.loading import Faults, parse_toml, read_part, read_text, sound
from soundings.instrument.model import Part, Text
from soundings.tabular import FileLayout

# "team" is the place in the organisation: it comes with its tree, not from one column.
RESERVED = "team"
FactName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class FileRules(Part):
    """How the table stands in the file. Left out, everything is found."""

    title_rows: int = Field(default=0, ge=0, le=100)
    delimiter: Literal["", ",", ";", "\t", "|"] = ""
    encoding: str = ""
    sheet: str = ""


class Columns(Part):
    """Headers of the file. What is left out is looked for under its usual names."""

    number: Text | None = None
    surname: Text | None = None
    forename: Text | None = None
    name: Text | None = None
    email: Text | None = None
    start: Text | None = None
    left: Text | None = None
    absent: Text | None = None
    census: Text | None = None
    unit: Text | None = None
    levels: tuple[Text, ...] = Field(default=(), max_length=6)

    @property
    def given(self) -> dict[str, str]:
        """Each single column that is named."""
        return {kind: str(header) for kind, header in self.model_dump(exclude={"levels"}, exclude_none=True).items()}


class Band(Part):
    """A band of completed years between the date and the census date; the last band has no upper end."""

    label: Text
    under_years: int | None = Field(default=None, ge=1)


class Fact(Part):
    """One fact of a person, from one column. ``keep = false`` is for facts that only a rule needs."""

    name: FactName
    column: Text
    labels: dict[Text, Text] = Field(default_factory=dict)
    others: Text | None = None
    bands: tuple[Band, ...] = ()
    keep: bool = True

    @model_validator(mode="after")
    def _possible(self) -> "Fact":
        if self.name == RESERVED:
            raise ValueError("“team” comes from the organisation: name its columns as levels under [columns]")
        if self.bands and (self.labels or self.others):
            raise ValueError("has both bands and labels; a fact is worked out in one way")
        if self.others and not self.labels:
            raise ValueError("has others without labels; others is what every label that is not listed becomes")
        ends = [band.under_years for band in self.bands]
        whole = [end for end in ends[:-1] if end is not None]
        if ends and (ends[-1] is not None or len(whole) < len(ends) - 1 or whole != sorted(set(whole))):
            raise ValueError("bands must rise by under_years, and the last one must have none")
        return self

    @property
    def order(self) -> list[str]:
        """The labels in the order of the layout, as far as it gives them."""
        listed = [band.label for band in self.bands] or list(self.labels.values())
        return list(dict.fromkeys([*listed, *([self.others] if self.others else [])]))


class Exclusion(Part):
    """Who is on the list and is not asked: exactly one condition, and its reason in words."""

    reason: Reason
    fact: FactName | None = None
    value: Text | tuple[Text, ...] = ()
    weeks_in_post_under: int | None = Field(default=None, ge=1)
    absent_weeks_over: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _one_condition(self) -> "Exclusion":
        conditions = [self.fact, self.weeks_in_post_under, self.absent_weeks_over]
        if sum(condition is not None for condition in conditions) != 1:
            raise ValueError("needs exactly one of fact, weeks_in_post_under and absent_weeks_over")
        if (self.fact is None) != (not self.value):
            raise ValueError("needs fact and value together")
        return self

    @property
    def values(self) -> tuple[str, ...]:
        return (self.value,) if isinstance(self.value, str) else self.value


class Layout(Part):
    """A whole layout file."""

    format: Literal[1] = 1
    file: FileRules = FileRules()
    columns: Columns = Columns()
    facts: tuple[Fact, ...] = ()
    exclude: tuple[Exclusion, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> "Layout":
        names = [fact.name for fact in self.facts]
        if len(names) != len(set(names)):
            raise ValueError("two facts have the same name")
        unknown = [rule.fact for rule in self.exclude if rule.fact and self.facts and rule.fact not in names]
        if unknown:
            raise ValueError(f"a rule asks for the fact “{unknown[0]}”, which no [[facts]] makes")
        return self

    @property
    def as_file(self) -> FileLayout:
        return FileLayout(**self.file.model_dump(), what="people", rules="layout")


# The lengths of service of the catalogue's questionnaires.
SERVICE_BANDS = (
    Band(label="Less than 1 year", under_years=1),
    Band(label="1 year, but less than 3", under_years=3),
    Band(label="3 years, but less than 6", under_years=6),
    Band(label="6 years, but less than 10", under_years=10),
    Band(label="10 years or more"),
)


def load_layout(path: Path) -> Layout:
    """Read and check a layout file. Raises FaultyFileError with every fault, by line."""
    text = read_text(path)
    faults = Faults(text)
    return sound(read_part(Layout, parse_toml(text, str(path)), (), faults), faults, str(path))


def completed_years(since: date, on: date) -> int:
    """Whole years from one day to the other."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def band_of(bands: tuple[Band, ...], since: date, on: date) -> str:
    """The label of the band that the years between two days fall in."""
    years = completed_years(since, on)
    return next(band.label for band in bands if band.under_years is None or years < band.under_years)
