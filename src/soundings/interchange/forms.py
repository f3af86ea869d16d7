"""Microsoft Forms: its workbook of answers. One row a response; the questions' own words are the headers.

A row of a Likert question stands under “Question.Row”; several answers to one question are joined by semicolons, with
one more at the end. Forms gives no codes, so columns are matched by their words, for a person to confirm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from soundings.instrument import Instrument
from soundings.interchange.export import known_headers, read_export
from soundings.responses.labels import normal
from soundings.responses.proposal import Guess, Proposal
from soundings.responses.proposing import Finder, asked_then
from soundings.tabular import FileLayout

_PERSONAL = "Who answered and when: never read."
_REASONS = known_headers(
    {
        _PERSONAL: (
            "ID",
            "Start time",
            "Completion time",
            "Last modified time",
            "Email",
            "Name",
            "Responder's Email",
            "Responder's name",
        ),
        "What Forms adds to the answers.": ("Language", "Total points", "Quiz feedback", "Grade posted time"),
    }
)
_MARKED = ("points - ", "feedback - ")
_REPEATED = re.compile(r"^(.*?\D)\d{1,2}$", re.DOTALL)


def mapping_from_forms(
    path: Path | str, instrument: Instrument, version: str = "", layout: FileLayout | None = None
) -> str:
    """The text of a mapping for answers exported from Microsoft Forms."""
    path, layout = Path(path), layout or FileLayout()
    then = asked_then(instrument, version)
    export = read_export(path, layout, _reason)
    finder = Finder(then)
    guesses: dict[str, Guess] = {}
    for header in export.table.columns:
        if guess := _find(finder, header, export.table.get_column(header)):
            several = guess.item.kind == "choices" and not guess.option
            guesses[header] = replace(guess, separator=";") if several else guess
    return Proposal(path.name, then, export.table, guesses, layout, dropped=export.dropped).text()


def _reason(header: str) -> str:
    plain = normal(header)
    return "What Forms adds to the answers." if plain.startswith(_MARKED) else _REASONS.get(plain, "")


def _find(finder: Finder, header: str, cells: pl.Series) -> Guess | None:
    """What a column answers, by its whole header first and then by what may be the row of a Likert question."""
    found = (finder.find(words, cells) for words in _wordings(header))
    return next((guess for guess in found if guess is not None), None)


def _wordings(header: str) -> Iterator[str]:
    yield header
    for dot in re.finditer(r"\.", header):
        if row := header[dot.end() :].strip():
            yield row
    # Forms puts a number to a question whose words it has used before.
    if repeated := _REPEATED.match(header):
        yield repeated[1]
