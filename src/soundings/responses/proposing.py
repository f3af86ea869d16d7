"""``soundings map``: proposing a mapping from a file's own headers and labels, for a person to edit.

The proposal says what it did not understand as comments, so that nothing is lost by accepting it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import polars as pl

from soundings.errors import UsageError
from soundings.instrument import Instrument, Item
from soundings.responses.cells import Meanings, how_often
from soundings.responses.labels import normal
from soundings.responses.mapping import Column, Mapping
from soundings.responses.tabular import FileLayout, read_table

ALIKE = 0.88
LABELS_SHOWN = 8

_CODED = re.compile(r"^\s*([A-Za-z][\w-]*)(?:\[([^\]]*)\])?[.:)]\s+(.*?)\s*(?:\[([^\]]*)\])?\s*$", re.DOTALL)
_SUB = re.compile(r"^(.*?)\s*\[([^\]]*)\]\s*$", re.DOTALL)


@dataclass(frozen=True)
class Guess:
    """What a column seems to answer."""

    item: Item
    option: str = ""
    separator: str = ""


def propose_mapping(
    path: Path | str, instrument: Instrument, version: str = "", layout: FileLayout | None = None
) -> str:
    """The text of a mapping for this file. ``version`` is the instrument's version it was asked in."""
    versions = instrument.versions or (instrument.version,)
    if version and version not in versions:
        raise UsageError(f"“{version}” is not a version of {instrument.code}; there are {', '.join(versions)}.")
    table = read_table(Path(path), layout or FileLayout())
    then = instrument.at(version or instrument.version)
    finder = _Finder(then)
    lines = [
        f"# Proposed for {Path(path).name}. Read it through: what is not understood stands as a comment.",
        "format = 1",
        f"instrument = {_quoted(instrument.code)}",
        f"version = {_quoted(then.version)}",
    ]
    if layout and (layout.header_rows, layout.title_rows) != (1, 0):
        lines += ["", "[file]", f"title_rows = {layout.title_rows}", f"header_rows = {layout.header_rows}"]
    unknown = []
    for header in table.columns:
        guess = finder.find(header, table.get_column(header))
        if guess is None:
            unknown.append(header)
        else:
            lines += _column_lines(header, guess, table.get_column(header), then)
    lines += _drop_lines(unknown)
    return "\n".join(lines) + "\n"


class _Finder:
    """Finds the item a header belongs to; each item (or option of it) is found once."""

    def __init__(self, then: Instrument) -> None:
        self.then = then
        self.by_code = {normal(item.code): item for item in then.items}
        self.by_text = {normal(item.text): item for item in then.items}
        self.taken: set[tuple[str, str]] = set()

    def find(self, header: str, cells: pl.Series) -> Guess | None:
        for item, rest in self._candidates(header):
            option = self._option(item, rest)
            if item.kind == "choices" and not option:
                if (item.code, "") not in self.taken and not self._has_taken_options(item):
                    return self._take(Guess(item, separator=_separator(cells)))
            elif (item.code, option) not in self.taken:
                return self._take(Guess(item, option))
        return None

    def _take(self, guess: Guess) -> Guess:
        self.taken.add((guess.item.code, guess.option))
        return guess

    def _has_taken_options(self, item: Item) -> bool:
        return any(code == item.code for code, _ in self.taken)

    def _candidates(self, header: str) -> Iterator[tuple[Item, tuple[str, ...]]]:
        """Items the header may mean, surest first, each with the parts of the header that may name an option."""
        parts = [normal(part) for part in _parts(header)]
        rest = tuple(parts)
        for known in (self.by_code, self.by_text):
            for part in parts:
                if part in known:
                    yield known[part], rest
        if item := self._alike(parts):
            yield item, rest

    def _alike(self, parts: Iterable[str]) -> Item | None:
        """The item whose text is most like a part of the header, if it is very like it."""
        best, found = 0.0, None
        for part in parts:
            for text, item in self.by_text.items():
                match = SequenceMatcher(None, part, text)
                least = max(best, ALIKE)
                # The quick ones are never below the true one, so most pairs need no more.
                if match.real_quick_ratio() >= least and match.quick_ratio() >= least and match.ratio() >= ALIKE:
                    best, found = max((best, found), (match.ratio(), item), key=lambda pair: pair[0])
        return found

    def _option(self, item: Item, rest: Iterable[str]) -> str:
        if item.kind != "choices":
            return ""
        names = {normal(name): option.code for option in item.options for name in (option.label, option.code)}
        return next((names[part] for part in rest if part in names), "")


def _parts(header: str) -> list[str]:
    """What a header may be made of: the whole, a leading code, a part in brackets, the question text."""
    parts = [header]
    if (match := _CODED.match(header)) or (match := _SUB.match(header)):
        parts += [part for part in match.groups() if part]
    parts += [part for part in header.split(" / ") if part != header]
    return parts


def _separator(cells: pl.Series) -> str:
    joined = " ".join(cells.head(200).to_list())
    return ";" if joined.count(";") >= joined.count(",") else ","


def _column_lines(header: str, guess: Guess, cells: pl.Series, then: Instrument) -> list[str]:
    lines = ["", "[[column]]", f"header = {_quoted(header)}", f"item = {_quoted(guess.item.code)}"]
    if guess.option:
        lines.append(f"option = {_quoted(guess.option)}")
    if guess.separator:
        lines.append(f"separator = {_quoted(guess.separator)}")
    if guess.item.kind in ("scale", "choice"):
        lines += _label_lines(header, guess.item, cells, then)
    return lines


def _label_lines(header: str, item: Item, cells: pl.Series, then: Instrument) -> list[str]:
    """Labels that no option explains, as comments with the option that looks most like each."""
    mapping = Mapping.model_validate({"format": 1, "instrument": then.code, "version": then.version})
    column = Column(header=header, item=item.code)
    meanings = Meanings(mapping, then, {})
    known = meanings.of(item, column)
    unknown = [
        (label, times)
        for label, times in sorted(cells.value_counts().iter_rows(), key=lambda pair: (-pair[1], pair[0]))
        if meanings.look_up(label, known, column) is None
    ]
    if not unknown:
        return []
    lines = ["# These labels are not options; say what each means, or list it in drop_labels:"]
    for label, times in unknown[:LABELS_SHOWN]:
        near = max(then.options_of(item), key=lambda o: SequenceMatcher(None, normal(label), normal(o.label)).ratio())
        lines.append(f"# labels.{_quoted(label)} = {_quoted(near.code)}   # {how_often(times)}; “{near.label}”?")
    if len(unknown) > LABELS_SHOWN:
        lines.append(f"# and {len(unknown) - LABELS_SHOWN} more labels: is this the right item?")
    return lines


def _drop_lines(unknown: list[str]) -> list[str]:
    if not unknown:
        return []
    lines = ["", "# These columns fit no item. Uncomment what is meant to be left out.", "[drop]", "columns = ["]
    return [*lines, *(f"  # {_quoted(header)}," for header in unknown), "]"]


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are a subset of TOML's, which also escapes the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
