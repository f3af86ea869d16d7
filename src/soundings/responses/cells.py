"""Coding one column: what each label in it means for the item it answers."""

from __future__ import annotations

import math
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
# Stands between several answers that were joined into one cell; a private character that no label holds.
JOINED = "\ue000"
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
        said = [f"column “{self.header}”: “{label}” ({how_often(times)}) is not an answer" for label, times in ordered]
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
            if (code := STATES.get(meaning, position.get(meaning))) is not None:
                known[normal(label)] = code
        for label in (*self.mapping.file.no_answer, *column.drop_labels, ""):
            known[normal(label)] = MISSING
        return known

    def look_up(self, label: str, known: Mapping[str, int], column: Column) -> int | None:
        """What a label means, or None: by itself, as a whole number, or through the codebook."""
        plain = normal(label)
        if plain in known:
            return known[plain]
        if whole_number(plain) in known:
            return known[whole_number(plain)]
        meant = self.in_codebook(label, column)
        return known.get(normal(meant)) if meant is not None else None

    def in_codebook(self, label: str, column: Column) -> str | None:
        """What the codebook says a value stands for, under the item's code or the column's header."""
        value = whole_number(normal(label))
        meant = (self.codebook.get((normal(name), value)) for name in (column.item, column.header))
        return next((words for words in meant if words is not None), None)


def whole_number(plain: str) -> str:
    """A number such as 3.0, as workbooks write it, without its empty decimals; any other label as it is."""
    match = _WHOLE.match(plain)
    return match[1] if match else plain


def how_often(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _counted(column: pl.Series) -> list[tuple[str, int]]:
    """Each different cell with how often it occurs, in a settled order."""
    return sorted(column.value_counts().iter_rows())


def _dropped_note(counts: list[tuple[str, int]], column: Column, odd: Odd) -> None:
    dropped = {normal(label) for label in column.drop_labels}
    for label, times in counts:
        if normal(label) in dropped:
            odd.notes.append(
                f"{column.item}: “{label}” ({how_often(times)}) counted as no answer, as the mapping says."
            )


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
    known = meanings.of(item, column)
    if column.option:
        _dropped_note(counts, column, odd)
        ticks = _ticks(counts, item, column, meanings, odd)
        return [_replaced(cells, ticks, f"{item.code}/{column.option}")], None
    parted = {cell: _parted(cell, known, column.separator, odd, times) for cell, times in counts}
    _parted_notes(counts, parted, column, odd)
    series = []
    for n, option in enumerate(meanings.instrument.options_of(item)):
        codes = {cell: _tick(n, tuple(found.values())) for cell, found in parted.items()}
        series.append(_replaced(cells, codes, f"{item.code}/{option.code}"))
    return series, None


def _tick(option: int, found: tuple[int, ...]) -> int:
    """1 or 0 where any option is named; a state only where nothing else is said."""
    return int(option in found) if max(found) >= 0 else min(found)


def _parted_notes(counts: list[tuple[str, int]], parted: dict[str, dict[str, int]], column: Column, odd: Odd) -> None:
    """What was left out of cells that say several things."""
    for label in column.drop_labels:
        if times := sum(times for cell, times in counts if normal(label) in parted[cell]):
            odd.notes.append(
                f"{column.item}: “{label}” ({how_often(times)}) counted as no answer, as the mapping says."
            )
    both = 0
    for cell, times in counts:
        codes = parted[cell].values()
        both += times if max(codes) >= 0 and min(codes) < MISSING else 0
    if both:
        odd.notes.append(
            f"{column.item}: options chosen beside an answer that refuses them: {both}; the options were kept."
        )


def _ticks(counts: list[tuple[str, int]], item: Item, column: Column, meanings: Meanings, odd: Odd) -> dict[str, int]:
    known = meanings.of(item, column)
    options = [option.code for option in meanings.instrument.options_of(item)]
    own = options.index(column.option or "")
    ticked = {normal(label) for label in column.ticked}
    unticked = {"no", "0", "false", "not ticked", "not selected", "n"}
    codes = {}
    for label, times in counts:
        plain = whole_number(normal(label))
        meaning = meanings.look_up(label, known, column)
        if plain in ticked or meaning == own:
            codes[label] = 1
        elif plain in unticked:
            codes[label] = 0
        elif meaning is not None and meaning < 0:
            codes[label] = meaning
        else:
            codes[label] = MISSING
            odd.add(label, times)
    return codes


def _parted(cell: str, known: Mapping[str, int], separator: str, odd: Odd, times: int) -> dict[str, int]:
    """The labels named in one cell. The longest that fits is taken first, so labels may hold the separator."""
    # A line break or another blank would be lost when the cell is made plain, so it is marked beforehand.
    rest = normal(cell if separator.strip() else cell.replace(separator or JOINED, JOINED))
    if rest in ("", *(label for label, code in known.items() if code < 0)):
        return {rest: known.get(rest, MISSING)}
    marks = tuple(mark for mark in (normal(separator), JOINED) if mark)
    labels = sorted((label for label in known if label), key=len, reverse=True)
    found: dict[str, int] = {}
    while rest:
        fits = next((x for x in labels if rest.startswith(x) and _ends(rest[len(x) :], marks)), None)
        if fits is None:
            odd.add(rest.replace(JOINED, " and "), times)
            return {rest: MISSING}
        found[fits] = known[fits]
        rest = rest[len(fits) :].lstrip("".join(marks) + " ")
    return found


def _ends(rest: str, marks: tuple[str, ...]) -> bool:
    """Whether a label ends here: at the end of the cell, or before a mark."""
    return not rest.strip() or rest.lstrip().startswith(marks)


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
        value = math.nan if "_" in label else float(label)
    except ValueError:
        return None, MISSING
    if not math.isfinite(value):
        return None, MISSING
    low = -float("inf") if item.minimum is None else item.minimum
    high = float("inf") if item.maximum is None else item.maximum
    return (value, 0) if low <= value <= high else (None, MISSING)


def code_unit(cells: pl.Series, item: Item, column: Column, meanings: Meanings, odd: Odd) -> Coded:
    """A unit item: the units are whatever the column names; the eligible file says later which exist."""
    known = meanings.of(item, column)
    counts = _counted(cells)
    _dropped_note(counts, column, odd)
    renamed = {normal(label): name for label, name in column.labels.items() if name not in STATES}
    names: dict[str, str] = {}
    unit_of: dict[str, str] = {}
    for label, _ in counts:
        if normal(label) not in known:
            name = renamed.get(normal(label)) or meanings.in_codebook(label, column) or label.strip()
            unit_of[label] = normal(name)
            names.setdefault(normal(name), name)
    units = tuple(sorted(names.values()))
    position = {plain: units.index(name) for plain, name in names.items()}
    codes = {label: position[unit_of[label]] if label in unit_of else known[normal(label)] for label, _ in counts}
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
