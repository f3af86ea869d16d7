"""The mapping file: which column answers which item, and which label means which option.

A person writes it, or edits what ``soundings map`` proposes. What it does not explain stops the run.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from soundings.instrument.loading import Faults, parse_toml, read_part, read_text, sound
from soundings.instrument.model import Code, Instrument, Part, Text
from soundings.tabular import DELIMITERS, FileLayout


class FileRules(Part):
    """How the file is laid out. ``respondent`` names a column that identifies a response, if there is one."""

    layout: Literal["wide", "long"] = "wide"
    title_rows: int = Field(default=0, ge=0, le=100)
    header_rows: int = Field(default=1, ge=1, le=10)
    names_in: tuple[int, ...] = (1,)
    delimiter: str = Field(default="", description="What stands between columns: , or ; or | or a tab.")
    encoding: str = ""
    sheet: str = ""
    respondent: str = ""
    duplicates: Literal["stop", "keep_first", "keep_last"] = "stop"
    no_answer: tuple[str, ...] = Field(default=(), description="Labels that mean no answer, besides the empty cell.")

    @model_validator(mode="after")
    def _possible(self) -> FileRules:
        if self.delimiter not in ("", *DELIMITERS):
            raise ValueError('delimiter must be "," or ";" or "|" or "\\t"; leave it out to have it found')
        if not self.names_in or not all(1 <= n <= self.header_rows for n in self.names_in):
            raise ValueError(f"names_in must list header rows, numbered from 1 to {self.header_rows}")
        if self.duplicates != "stop" and not self.respondent:
            raise ValueError(f'duplicates = "{self.duplicates}" needs respondent, the column that tells people apart')
        return self

    def as_layout(self) -> FileLayout:
        named = ("title_rows", "header_rows", "names_in", "delimiter", "encoding", "sheet")
        return FileLayout(**{name: getattr(self, name) for name in named})


class LongColumns(Part):
    """The three columns of a long file: one row for each answer of each respondent."""

    respondent: Text
    item: Text
    answer: Text


class Codebook(Part):
    """A table of what coded values mean: a file beside the mapping, and its three columns."""

    file: Text
    item: Text
    value: Text
    label: Text
    encoding: str = ""


class KeepRule(Part):
    """Keep only rows whose value in a column is one of these; the others are counted and reported."""

    header: Text
    keep: tuple[str, ...] = Field(min_length=1)


class Column(Part):
    """One column of the file. ``option`` for a column that ticks one option of a choices item."""

    header: Text
    item: Code
    option: Code | None = None
    ticked: tuple[str, ...] = ("yes", "1", "true", "x", "ticked", "indicated", "selected")
    separator: str = Field(default="", description="What parts several answers in one cell, often a comma.")
    labels: dict[str, str] = Field(
        default_factory=dict,
        description="Labels and the option codes they mean, or no_answer, not_applicable, prefer_not_to_say.",
    )
    drop_labels: tuple[str, ...] = Field(
        default=(), description="Labels to count as no answer, reported with their count."
    )

    @model_validator(mode="after")
    def _one_way_of_ticking(self) -> Column:
        if self.option and self.separator:
            raise ValueError("has both option and separator; a column either ticks one option or holds several")
        return self


class Drop(Part):
    """Columns left out on purpose. An entry may end in * to mean every column that starts so."""

    columns: tuple[str, ...] = ()


class Mapping(Part):
    """A whole mapping file."""

    format: Literal[1]
    instrument: Code
    version: Text
    file: FileRules = FileRules()
    long: LongColumns | None = None
    codebook: Codebook | None = None
    rows: tuple[KeepRule, ...] = ()
    column: tuple[Column, ...] = ()
    drop: Drop = Drop()
    labels: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="Labels for every item of a scale: [labels.SCALE]."
    )

    @property
    def layout_is_long(self) -> bool:
        return self.file.layout == "long"


STATE_WORDS = ("no_answer", "not_applicable", "prefer_not_to_say")


def load_mapping(path: Path | str, instrument: Instrument) -> Mapping:
    """Read a mapping and check it against its instrument. Raises FaultyFileError with every fault."""
    path = Path(path)
    text = read_text(path)
    faults = Faults(text)
    mapping = read_part(Mapping, parse_toml(text, str(path)), (), faults)
    if mapping is not None:
        _check_against(mapping, instrument, faults)
    return sound(mapping, faults, str(path))


def _check_against(mapping: Mapping, instrument: Instrument, faults: Faults) -> None:
    versions = instrument.versions or (instrument.version,)
    if mapping.instrument != instrument.code:
        faults.add(("instrument",), f"is for “{mapping.instrument}”, but the instrument is “{instrument.code}”")
    if mapping.version not in versions:
        faults.add(("version",), f"“{mapping.version}” is not a version of the instrument ({', '.join(versions)})")
        return
    if mapping.file.layout == "long" and mapping.long is None:
        faults.add(("long",), "a long file needs [long] with respondent, item and answer")
    if mapping.file.layout == "wide" and mapping.long is not None:
        faults.add(("long",), 'is only for a long file; remove it, or say layout = "long" under [file]')
    if not mapping.column:
        faults.add(("column",), "is missing; nothing would be read. Add [[column]] with header and item")
    then = instrument.at(mapping.version)
    for n, column in enumerate(mapping.column):
        _check_column(("column", n), column, then, faults)
        for before in mapping.column[:n]:
            if column.item == before.item and (column.option == before.option or not (column.option and before.option)):
                faults.add(("column", n), f"{column.item} is already read from “{before.header}”")
    _check_shared_labels(mapping, instrument, faults)


def _check_shared_labels(mapping: Mapping, instrument: Instrument, faults: Faults) -> None:
    scales = {scale.code: {option.code for option in scale.options} for scale in instrument.scales}
    for scale, labels in mapping.labels.items():
        if scale not in scales:
            faults.add(("labels", scale), f"there is no scale “{scale}”")
            continue
        for label, meaning in labels.items():
            if meaning not in scales[scale] and meaning not in STATE_WORDS:
                faults.add(("labels", scale, label), f"means “{meaning}”, which is not an option of {scale}")


def _check_column(place: tuple[str | int, ...], column: Column, then: Instrument, faults: Faults) -> None:
    if not then.has(column.item):
        faults.add((*place, "item"), f"there is no item “{column.item}” in version {then.version}")
        return
    item = then.item(column.item)
    codes = {option.code for option in then.options_of(item)}
    if column.option and (item.kind != "choices" or column.option not in codes):
        faults.add((*place, "option"), f"“{column.option}” is not an option of the choices item {item.code}")
    if item.kind == "choices" and not column.option and not column.separator:
        faults.add(place, f"{item.code} takes several answers; name the option of this column, or a separator")
    if item.kind == "unit":
        return
    wanted = f"an option of {item.code}" if codes else " or ".join(STATE_WORDS)
    for label, meaning in column.labels.items():
        if meaning not in codes and meaning not in STATE_WORDS:
            faults.add((*place, "labels"), f"“{label}” means “{meaning}”, which is not {wanted}")
