"""``soundings map``: proposing a mapping from a file's own headers and labels, for a person to edit.

The proposal says what it did not understand as comments, so that nothing is lost by accepting it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

import polars as pl

from soundings.errors import UsageError
from soundings.instrument import Instrument, Item
from soundings.responses.labels import normal
from soundings.responses.proposal import Guess, Proposal
from soundings.tabular import FileLayout, read_table

ALIKE = 0.88

_CODED = re.compile(r"^\s*([A-Za-z][\w-]*)(?:\[([^\]]*)\])?[.:)]\s+(.*?)\s*(?:\[([^\]]*)\])?\s*$", re.DOTALL)
_SUB = re.compile(r"^(.*?)\s*\[([^\]]*)\]\s*$", re.DOTALL)


def propose_mapping(
    path: Path | str, instrument: Instrument, version: str = "", layout: FileLayout | None = None
) -> str:
    """The text of a mapping for this file. ``version`` is the instrument's version it was asked in."""
    then = asked_then(instrument, version)
    layout = layout or FileLayout()
    table = read_table(Path(path), layout)
    finder = Finder(then)
    found = {header: finder.find(header, table.get_column(header)) for header in table.columns}
    guesses = {header: guess for header, guess in found.items() if guess is not None}
    return Proposal(Path(path).name, then, table, guesses, layout).text()


def asked_then(instrument: Instrument, version: str) -> Instrument:
    """The instrument as it stood in a version; the newest unless one is named."""
    versions = instrument.versions or (instrument.version,)
    if version and version not in versions:
        raise UsageError(f"“{version}” is not a version of {instrument.code}; there are {', '.join(versions)}.")
    return instrument.at(version or instrument.version)


class Finder:
    """Finds the item a header belongs to; each item (or option of it) is found once."""

    def __init__(self, then: Instrument) -> None:
        self.then = then
        self.by_code = {normal(item.code): item for item in then.items}
        texts = Counter(normal(item.text) for item in then.items)
        # Words that two items share tell nothing about which of them a column answers.
        self.by_text = {normal(item.text): item for item in then.items if texts[normal(item.text)] == 1}
        self.taken: set[tuple[str, str]] = set()

    def find(self, header: str, cells: pl.Series, parts: Iterable[str] = ()) -> Guess | None:
        """What a column answers. ``parts`` are further wordings its header may stand for, in a tool's own layout."""
        for item, rest in self._candidates([*_parts(header), *parts]):
            option = self._option(item, rest)
            if item.kind == "choices" and not option:
                if not self._has_taken_options(item) and (taken := self.take(Guess(item, separator=_separator(cells)))):
                    return taken
            elif taken := self.take(Guess(item, option)):
                return taken
        return None

    def take(self, guess: Guess) -> Guess | None:
        """The guess, unless an earlier column answers the same."""
        if (guess.item.code, guess.option) in self.taken:
            return None
        self.taken.add((guess.item.code, guess.option))
        return guess

    def _has_taken_options(self, item: Item) -> bool:
        return any(code == item.code for code, _ in self.taken)

    def _candidates(self, wordings: list[str]) -> Iterator[tuple[Item, tuple[str, ...]]]:
        """Items the header may mean, surest first, each with the parts of the header that may name an option."""
        parts = [normal(part) for part in wordings]
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
