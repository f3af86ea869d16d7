"""The text of a proposed mapping: what was found is written out, what was not understood stands as a comment.

What lives here: the wording of the proposal. What does not: finding out which column answers what (``proposing``,
and the readers of other tools' files in ``interchange``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from difflib import SequenceMatcher

import polars as pl

from soundings.instrument import Instrument, Item
from soundings.responses.cells import Meanings, Odd, code_choices, how_often
from soundings.responses.labels import normal
from soundings.responses.mapping import Column, FileRules, Mapping
from soundings.tabular import FileLayout

LABELS_SHOWN = 8

Labels = MappingOf[str, str]


@dataclass(frozen=True)
class Guess:
    """What a column seems to answer, and how its cells are to be read where that does not go by itself."""

    item: Item
    option: str = ""
    separator: str = ""
    ticked: tuple[str, ...] = ()
    labels: Labels = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """A mapping about to be written. ``dropped`` gives a reason and the columns that are left out for it."""

    name: str
    then: Instrument
    table: pl.DataFrame
    guesses: MappingOf[str, Guess]
    layout: FileLayout = field(default_factory=FileLayout)
    remarks: tuple[str, ...] = ()
    no_answer: tuple[str, ...] = ()
    shared: MappingOf[str, Labels] = field(default_factory=dict)
    dropped: MappingOf[str, tuple[str, ...]] = field(default_factory=dict)

    def text(self) -> str:
        lines = [
            f"# Proposed for {self.name}. Read it through: what is not understood stands as a comment.",
            *(f"# {remark}" for remark in self.remarks),
            "format = 1",
            f"instrument = {quoted(self.then.code)}",
            f"version = {quoted(self.then.version)}",
            *self._file_lines(),
        ]
        for header, guess in self.guesses.items():
            lines += self._column_lines(header, guess)
        for scale, labels in self.shared.items():
            lines += ["", f"[labels.{scale}]", *(f"{quoted(label)} = {quoted(code)}" for label, code in labels.items())]
        lines += self._drop_lines()
        return "\n".join(lines) + "\n"

    def _file_lines(self) -> list[str]:
        lines = []
        if (self.layout.header_rows, self.layout.title_rows) != (1, 0):
            lines += [f"title_rows = {self.layout.title_rows}", f"header_rows = {self.layout.header_rows}"]
        if self.no_answer:
            lines.append(f"no_answer = {quoted_list(self.no_answer)}")
        return ["", "[file]", *lines] if lines else []

    def _column_lines(self, header: str, guess: Guess) -> list[str]:
        lines = ["", "[[column]]", f"header = {quoted(header)}", f"item = {quoted(guess.item.code)}"]
        if guess.option:
            lines.append(f"option = {quoted(guess.option)}")
        if guess.ticked:
            lines.append(f"ticked = {quoted_list(guess.ticked)}")
        if guess.separator:
            lines.append(f"separator = {quoted(guess.separator)}")
        if guess.labels:
            pairs = ", ".join(f"{quoted(label)} = {quoted(code)}" for label, code in guess.labels.items())
            lines.append(f"labels = {{ {pairs} }}")
        if guess.item.kind in ("scale", "choice"):
            lines += self._unknown_label_lines(header, guess)
        if guess.option and guess.ticked:
            lines += self._unknown_tick_lines(header, guess)
        return lines

    def _unknown_tick_lines(self, header: str, guess: Guess) -> list[str]:
        """Cells of a column that ticks one option, and that say neither yes nor no."""
        column = Column(header=header, item=guess.item.code, option=guess.option, ticked=guess.ticked)
        odd = Odd(header)
        meanings = meanings_so_far(self.then, self.no_answer, self.shared)
        code_choices(self.table.get_column(header), guess.item, column, meanings, odd)
        shown = [f"{quoted(label)} ({how_often(times)})" for label, times in list(odd.labels.items())[:LABELS_SHOWN]]
        return [f"# Is this ticked, or not? {', '.join(shown)}"] if shown else []

    def _unknown_label_lines(self, header: str, guess: Guess) -> list[str]:
        """Labels that no option explains, as comments with the option that looks most like each."""
        column = Column(header=header, item=guess.item.code, labels=dict(guess.labels))
        meanings = meanings_so_far(self.then, self.no_answer, self.shared)
        known = meanings.of(guess.item, column)
        unknown = [
            (label, times)
            for label, times in _counted(self.table.get_column(header))
            if meanings.look_up(label, known, column) is None
        ]
        if not unknown:
            return []
        lines = ["# These labels are not options; say what each means, or list it in drop_labels:"]
        for label, times in unknown[:LABELS_SHOWN]:
            near = self._nearest(label, guess.item)
            lines.append(f"# labels.{quoted(label)} = {quoted(near[0])}   # {how_often(times)}; “{near[1]}”?")
        if len(unknown) > LABELS_SHOWN:
            lines.append(f"# and {len(unknown) - LABELS_SHOWN} more labels: is this the right item?")
        return lines

    def _nearest(self, label: str, item: Item) -> tuple[str, str]:
        options = self.then.options_of(item)
        near = max(options, key=lambda o: SequenceMatcher(None, normal(label), normal(o.label)).ratio())
        return near.code, near.label

    def _drop_lines(self) -> list[str]:
        named = {header for headers in self.dropped.values() for header in headers}
        unknown = [header for header in self.table.columns if header not in self.guesses and header not in named]
        if not unknown and not named:
            return []
        lines = ["", "[drop]", "columns = ["]
        for reason, headers in self.dropped.items():
            lines += [f"  # {reason}", *(f"  {quoted(header)}," for header in headers)]
        if unknown and named:
            lines.append("  # These columns fit no item. Uncomment what is meant to be left out.")
        elif unknown:
            lines.insert(1, "# These columns fit no item. Uncomment what is meant to be left out.")
        return [*lines, *(f"  # {quoted(header)}," for header in unknown), "]"]


def meanings_so_far(
    then: Instrument, no_answer: tuple[str, ...] = (), shared: MappingOf[str, Labels] | None = None
) -> Meanings:
    """What labels mean by the instrument's own words and what is proposed for the whole file."""
    mapping = Mapping(
        format=1,
        instrument=then.code,
        version=then.version,
        file=FileRules(no_answer=no_answer),
        labels={scale: dict(labels) for scale, labels in (shared or {}).items()},
    )
    return Meanings(mapping, then, {})


def _counted(cells: pl.Series) -> list[tuple[str, int]]:
    """Each different cell with how often it occurs, the commonest first."""
    return sorted(cells.value_counts().iter_rows(), key=lambda pair: (-pair[1], pair[0]))


def quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are a subset of TOML's, which also escapes the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def quoted_list(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(quoted(text) for text in texts)}]"
