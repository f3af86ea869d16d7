"""From a table of text to a ResponseSet: columns matched to items, labels to options. Nothing is dropped silently.

Whatever the mapping does not explain is gathered over the whole file and stops the run with counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import polars as pl

from soundings.errors import UnmatchedDataError
from soundings.instrument import Instrument
from soundings.responses.cells import CODERS, JOINED, Meanings, Odd, whole_number
from soundings.responses.labels import normal
from soundings.responses.mapping import Column, KeepRule, LongColumns, Mapping
from soundings.responses.response_set import ResponseSet, with_routes
from soundings.tabular import FileLayout, read_table


@dataclass
class Reading:
    """What is known while one file is being read: the odd things found and the notes to pass on."""

    path: Path
    odd: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def stop_if_odd(self) -> None:
        if self.odd:
            raise UnmatchedDataError(
                f"{self.path} holds what the mapping does not explain. Mend the mapping, or say there what to drop:",
                self.odd,
            )


def read_responses(path: Path | str, mapping: Mapping, instrument: Instrument, folder: Path = Path()) -> ResponseSet:
    """Read a file of answers.

    ``folder`` is where the mapping stands, for the codebook it may name. Raises UnreadableFileError for the file,
    UnmatchedDataError with everything in it that the mapping does not explain.
    """
    reading = Reading(Path(path))
    then = instrument.at(mapping.version)
    table = read_table(reading.path, mapping.file.as_layout())
    rules = mapping.rows
    if mapping.layout_is_long:
        first = tuple(rule for rule in rules if _header(table, rule.header))
        table = _widen(_without_rows_left_out(table, first, reading), mapping, reading)
        rules = tuple(rule for rule in rules if rule not in first)
    table = _without_rows_left_out(table, rules, reading)
    table = _without_duplicates(table, mapping, reading)
    columns = _matched_columns(table, mapping, reading)
    meanings = Meanings(mapping, then, _codebook(mapping, folder))
    frame, units = _coded(table, columns, then, meanings, reading)
    reading.stop_if_odd()
    absent = [item.code for item in then.items if item.code not in {c.item for c in mapping.column}]
    if absent:
        reading.notes.append(f"Not in this file: {', '.join(absent)}.")
    return with_routes(ResponseSet(then, frame, units, tuple(reading.notes)))


def _header(table: pl.DataFrame, wanted: str) -> str | None:
    """The column of the table that has this header, alike in the sense of ``normal``."""
    if wanted in table.columns:
        return wanted
    return next((name for name in table.columns if normal(name) == normal(wanted)), None)


def _required(table: pl.DataFrame, wanted: str, use: str, reading: Reading) -> str:
    found = _header(table, wanted)
    if found is None:
        only_one = " The file has only one column: is its delimiter the one expected?" if table.width == 1 else ""
        raise UnmatchedDataError(
            f"{reading.path} has no column “{wanted}”, which the mapping names for {use}.{only_one}"
        )
    return found


def _widen(table: pl.DataFrame, mapping: Mapping, reading: Reading) -> pl.DataFrame:
    """A long file as a wide one; several answers to one item are joined and parted again by their options."""
    columns = mapping.long or LongColumns(respondent="respondent", item="item", answer="answer")
    respondent, item, answer = (
        _required(table, name, "the long layout", reading)
        for name in (columns.respondent, columns.item, columns.answer)
    )
    ruled = [rule.header for rule in mapping.rows]
    _note_unread(
        table,
        {respondent, item, answer, *(found for name in ruled if (found := _header(table, name)))},
        mapping,
        reading,
    )
    nameless = table.filter(pl.col(respondent).str.strip_chars() == "").height
    if nameless:
        reading.odd.append(f"rows with nothing in “{respondent}”: {nameless}; whose answers are they?")
    if respondent in table.get_column(item).unique().to_list():
        raise UnmatchedDataError(f"{reading.path}: “{respondent}” is the name of a column and also stands as an item.")
    return table.pivot(
        on=item, index=respondent, values=answer, aggregate_function=pl.element().str.join(JOINED)
    ).fill_null("")


def _without_rows_left_out(table: pl.DataFrame, rules: tuple[KeepRule, ...], reading: Reading) -> pl.DataFrame:
    for rule in rules:
        header = _required(table, rule.header, "keeping rows", reading)
        wanted = {normal(value) for value in rule.keep}
        values = [value for value in table.get_column(header).unique().to_list() if normal(value) in wanted]
        kept = table.filter(pl.col(header).is_in(values))
        if kept.height < table.height:
            reading.notes.append(
                f"{table.height - kept.height} of {table.height} rows left out: "
                f"“{header}” is not {' or '.join(f'“{value}”' for value in rule.keep)}."
            )
        table = kept
    if table.is_empty():
        raise UnmatchedDataError(f"{reading.path} has no rows left after the mapping's row rules.")
    return table


def _without_duplicates(table: pl.DataFrame, mapping: Mapping, reading: Reading) -> pl.DataFrame:
    if not mapping.file.respondent:
        same = table.height - table.unique().height
        if same:
            reading.notes.append(f"Rows that are the same as another in every column: {same}; kept.")
        return table
    header = _required(table, mapping.file.respondent, "telling respondents apart", reading)
    # People without an identifier are not the same person.
    nameless = pl.col(header).str.strip_chars() == ""
    if blank := table.filter(nameless).height:
        reading.notes.append(f"Rows with nothing in “{header}”: {blank}; kept, each as one respondent.")
    first_or_only = nameless | pl.col(header).is_first_distinct()
    repeated = table.height - table.filter(first_or_only).height
    if not repeated:
        return table
    if mapping.file.duplicates == "stop":
        reading.odd.append(
            f"rows that repeat a respondent in “{header}”: {repeated}. Say under [file] which to use: "
            'duplicates = "keep_first" or "keep_last".'
        )
        return table
    first = mapping.file.duplicates == "keep_first"
    reading.notes.append(
        f"Rows that repeat a respondent: {repeated}; the {'first' if first else 'last'} of each was used."
    )
    return table.filter(first_or_only if first else nameless | pl.col(header).is_last_distinct())


def _matched_columns(table: pl.DataFrame, mapping: Mapping, reading: Reading) -> list[tuple[str, Column]]:
    """Each mapped column with its header in the file; every column and mapping entry left over is odd."""
    by_normal = {normal(name): name for name in table.columns}
    matched, used = [], set()
    for column in mapping.column:
        header = column.header if column.header in table.columns else by_normal.get(normal(column.header))
        if header is None:
            reading.odd.append(f"the mapping reads {column.item} from a column “{column.header}” that is not there")
        else:
            matched.append((header, column))
            used.add(header)
    named = [mapping.file.respondent, *(rule.header for rule in mapping.rows)]
    named += [mapping.long.respondent] if mapping.long else []
    used |= {found for name in named if name and (found := _header(table, name))}
    _note_unread(table, used, mapping, reading)
    return matched


def _note_unread(table: pl.DataFrame, used: set[str], mapping: Mapping, reading: Reading) -> None:
    for name in table.columns:
        if name not in used and not any(_drops(pattern, name) for pattern in mapping.drop.columns):
            reading.odd.append(f"the column “{name}” is neither read nor dropped")


def _drops(pattern: str, name: str) -> bool:
    if pattern.endswith("*"):
        return normal(name).startswith(normal(pattern[:-1]))
    return normal(name) == normal(pattern) or fnmatchcase(name, pattern)


def _codebook(mapping: Mapping, folder: Path) -> dict[tuple[str, str], str]:
    """What coded values mean: (item, value) to label."""
    book = mapping.codebook
    if book is None:
        return {}
    reading = Reading(folder / book.file)
    table = read_table(reading.path, FileLayout(encoding=book.encoding))
    columns = [_required(table, name, "the codebook", reading) for name in (book.item, book.value, book.label)]
    meanings: dict[tuple[str, str], str] = {}
    for item, value, label in table.select(columns).iter_rows():
        key = (normal(item), whole_number(normal(value)))
        if normal(meanings.setdefault(key, label)) != normal(label):
            reading.odd.append(f"{item}, {value} means both “{meanings[key]}” and “{label}”")
    reading.stop_if_odd()
    return meanings


def _coded(
    table: pl.DataFrame, columns: list[tuple[str, Column]], then: Instrument, meanings: Meanings, reading: Reading
) -> tuple[pl.DataFrame, dict[str, tuple[str, ...]]]:
    series: list[pl.Series] = []
    units: dict[str, tuple[str, ...]] = {}
    for header, column in columns:
        item = then.item(column.item)
        odd = Odd(header)
        coded, found_units = CODERS[item.kind](table.get_column(header), item, column, meanings, odd)
        series += coded
        if found_units is not None:
            units[item.code] = found_units
        reading.odd += odd.sentences()
        reading.notes += odd.notes
    frame = pl.DataFrame(series) if series else pl.DataFrame({"": [None] * table.height}).drop("")
    return _together(frame, then), units


def _together(frame: pl.DataFrame, then: Instrument) -> pl.DataFrame:
    """A choices item read from several columns: where any option is ticked, the others count as not ticked."""
    for item in then.items:
        columns = [f"{item.code}/{option.code}" for option in then.options_of(item)]
        if item.kind != "choices" or not any(column in frame.columns for column in columns):
            continue
        frame = frame.with_columns(
            pl.lit(-1, dtype=pl.Int16).alias(column) for column in columns if column not in frame.columns
        )
        answered = pl.max_horizontal(columns) >= 0
        frame = frame.with_columns(
            pl.when(answered)
            .then(pl.max_horizontal(pl.col(column), 0))
            .otherwise(pl.col(column))
            .cast(pl.Int16)
            .alias(column)
            for column in columns
        )
    return frame
