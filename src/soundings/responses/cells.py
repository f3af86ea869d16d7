"""Coding one column: what each label in it means for the item it answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from soundings.instrument import Instrument, Item
from soundings.responses.labels import normal
from soundings.responses.mapping import Column
from soundings.responses.mapping import Mapping as MappingFile
from soundings.responses.response_set import MISSING, NOT_APPLICABLE, PREFER_NOT_TO_SAY

STATES = {"no_answer": MISSING, "not_applicable": NOT_APPLICABLE, "prefer_not_to_say": PREFER_NOT_TO_SAY}
JOINED = "\x1f"
SHOWN_AT_MOST = 12

_WHOLE = re.compile(r"^(-?\d+)\.0+$")

Coded = tuple[list[pl.Series], tuple[str, ...] | None]


@dataclass
class Odd:
    """Labels of one column that nothing explains, with how often each occurs."""

    header: str
    labels: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, label: str, times: int) -> None:
        self.labels[label] = self.labels.get(label, 0) + times

    def sentences(self) -> list[str]:
        ordered = sorted(self.labels.items(), key=lambda pair: (-pair[1], pair[0]))
        said = [f"column “{self.header}”: “{label}” ({_times(times)}) is not an answer" for label, times in ordered]
        if len(said) > SHOWN_AT_MOST:
            said[SHOWN_AT_MOST:] = [f"column “{self.header}”: and {len(said) - SHOWN_AT_MOST} more labels"]
        return said


@dataclass(frozen=True)
class Meanings:
    """Everything that can explain a label: the instrument's words, the mapping's, a codebook's."""

    mapping: MappingFile
    instrument: Instrument
    codebook: Mapping[tuple[str, str], str]

    def of(self, item: Item, column: Column) -> dict[str, int]:
        """Normal form of each known label of the item, and the code or state it means."""
        options = self.instrument.options_of(item)
        position = {option.code: n for n, option in enumerate(options)}
        known = {normal(option.code): n for n, option in enumerate(options)}
        known |= {normal(option.label): n for n, option in enumerate(options)}
        if item.not_applicable:
            known[normal(item.not_applicable)] = NOT_APPLICABLE
        if item.prefer_not_to_say:
            known[normal(item.prefer_not_to_say)] = PREFER_NOT_TO_SAY
        shared = self.mapping.labels.get(item.scale or "", {})
        for label, meaning in {**shared, **column.labels}.items():
            known[normal(label)] = STATES[meaning] if meaning in STATES else position.get(meaning, MISSING)
        for label in (*self.mapping.file.no_answer, *column.drop_labels, ""):
            known[normal(label)] = MISSING
        return known

    def look_up(self, label: str, known: Mapping[str, int], column: Column) -> int | None:
        """What a label means, or None: by itself, as a whole number, or through the codebook."""
        plain = normal(label)
        if plain in known:
            return known[plain]
        if (whole := _WHOLE.match(plain)) and whole[1] in known:
            return known[whole[1]]
        for value in (plain, whole[1] if whole else plain):
            for name in (column.item, column.header):
                meant = self.codebook.get((normal(name), value))
                if meant is not None and normal(meant) in known:
                    return known[normal(meant)]
        return None


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _counted(column: pl.Series) -> list[tuple[str, int]]:
    """Each different cell with how often it occurs, in a settled order."""
    return sorted(column.value_counts().iter_rows())


def _dropped_note(counts: list[tuple[str, int]], column: Column, odd: Odd) -> None:
    dropped = {normal(label) for label in column.drop_labels}
    for label, times in counts:
        if normal(label) in dropped:
            odd.notes.append(f"{column.item}: “{label}” ({_times(times)}) counted as no answer, as the mapping says.")


def code_choice(cells: pl.Series, item: Item, column: Column, meanings: Meanings, odd: Odd) -> Coded:
    """A scale or choice item: one label a cell."""
    known = meanings.of(item, column)
    counts = _counted(cells)
    _dropped_note(counts, column, odd)
    codes: dict[str, int] = {}
    for label, times in counts:
        meaning = meanings.look_up(label, known, column)
        if meaning is None:
            odd.add(label.replace(JOINED, " and "), times)
        codes[label] = MISSING if meaning is None else meaning
    return [_replaced(cells, codes, item.code)], None


def _replaced(cells: pl.Series, codes: Mapping[str, int], name: str) -> pl.Series:
    return cells.replace_strict(list(codes), list(codes.values()), return_dtype=pl.Int16).alias(name)


def code_choices(cells: pl.Series, item: Item, column: Column, meanings: Meanings, odd: Odd) -> Coded:
    """A choices item: this column ticks one option, or holds several labels in one cell."""
    counts = _counted(cells)
    _dropped_note(counts, column, odd)
    if column.option:
        return [_replaced(cells, _ticks(counts, column, meanings, odd), f"{item.code}/{column.option}")], None
    known = meanings.of(item, column)
    parted = {cell: _parted(cell, known, column.separator, odd, times) for cell, times in counts}
    series = []
    for n, option in enumerate(meanings.instrument.options_of(item)):
        codes = {cell: min(found) if min(found, default=-1) < 0 else int(n in found) for cell, found in parted.items()}
        series.append(_replaced(cells, codes, f"{item.code}/{option.code}"))
    return series, None


def _ticks(counts: list[tuple[str, int]], column: Column, meanings: Meanings, odd: Odd) -> dict[str, int]:
    ticked = {normal(label) for label in column.ticked}
    unticked = {"no", "0", "false", "not ticked", "not selected", "n"}
    empty = {normal(label) for label in (*meanings.mapping.file.no_answer, *column.drop_labels, "")}
    codes = {}
    for label, times in counts:
        plain = normal(label)
        plain = whole[1] if (whole := _WHOLE.match(plain)) else plain
        if plain in ticked or plain == normal(column.option or ""):
            codes[label] = 1
        elif plain in unticked:
            codes[label] = 0
        elif plain in column.labels and column.labels[plain] in STATES:
            codes[label] = STATES[column.labels[plain]]
        else:
            codes[label] = MISSING
            if plain not in empty:
                odd.add(label, times)
    return codes


def _parted(cell: str, known: Mapping[str, int], separator: str, odd: Odd, times: int) -> list[int]:
    """The codes named in one cell. The longest label that fits is taken first, so labels may hold the separator."""
    rest = normal(cell)
    if rest in ("", *(label for label, code in known.items() if code < 0)):
        return [known.get(rest, MISSING)]
    marks = tuple({normal(separator), JOINED})
    labels = sorted((label for label in known if label), key=len, reverse=True)
    found: list[int] = []
    while rest:
        fits = next((x for x in labels if rest == x or any(rest.startswith(x + mark) for mark in marks)), None)
        if fits is None:
            odd.add(rest, times)
            return [MISSING]
        found.append(known[fits])
        rest = rest[len(fits) :].lstrip("".join(marks)).strip()
    return found


def code_number(cells: pl.Series, item: Item, column: Column, meanings: Meanings, odd: Odd) -> Coded:
    """A number item: its value, and a state where there is none."""
    known = meanings.of(item, column)
    counts = _counted(cells)
    _dropped_note(counts, column, odd)
    values: dict[str, float | None] = {}
    states: dict[str, int] = {}
    for label, times in counts:
        values[label], states[label] = _number(label, item, known)
        if states[label] == MISSING and known.get(normal(label)) is None:
            odd.add(label, times)
    value = cells.replace_strict(list(values), list(values.values()), return_dtype=pl.Float64).alias(item.code)
    return [value, _replaced(cells, states, f"{item.code}/state")], None


def _number(label: str, item: Item, known: Mapping[str, int]) -> tuple[float | None, int]:
    if normal(label) in known:
        return None, known[normal(label)]
    try:
        value = float(label.strip())
    except ValueError:
        return None, MISSING
    low = -float("inf") if item.minimum is None else item.minimum
    high = float("inf") if item.maximum is None else item.maximum
    return (value, 0) if low <= value <= high else (None, MISSING)


def code_unit(cells: pl.Series, item: Item, column: Column, meanings: Meanings, odd: Odd) -> Coded:
    """A unit item: the units are whatever the column names; the eligible file says later which exist."""
    known = meanings.of(item, column)
    counts = _counted(cells)
    _dropped_note(counts, column, odd)
    named: dict[str, str] = {}
    for label, _ in counts:
        if normal(label) not in known:
            named.setdefault(normal(label), column.labels.get(label, label.strip()))
    units = tuple(sorted(named.values()))
    position = {plain: units.index(label) for plain, label in named.items()}
    codes = {label: known.get(normal(label), position.get(normal(label), MISSING)) for label, _ in counts}
    return [_replaced(cells, codes, item.code)], units


def code_comment(cells: pl.Series, item: Item, *_: object) -> Coded:
    """A comment: the words, or null."""
    words = cells.str.strip_chars()
    return [words.set(words == "", None).alias(item.code)], None


CODERS: dict[str, Callable[[pl.Series, Item, Column, Meanings, Odd], Coded]] = {
    "scale": code_choice,
    "choice": code_choice,
    "choices": code_choices,
    "number": code_number,
    "unit": code_unit,
    "comment": code_comment,
}
