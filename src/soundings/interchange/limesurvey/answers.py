"""LimeSurvey's exports of answers as mappings: headings by code, by text or both, answers as codes or in full."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from soundings.instrument import Instrument, Item
from soundings.interchange.codes import raw_of
from soundings.interchange.export import Export, known_headers, read_export
from soundings.interchange.limesurvey.labels import Labels, labels_beside
from soundings.interchange.limesurvey.names import OTHER, name_in_heading, option_of, place_of
from soundings.responses.cells import Meanings
from soundings.responses.labels import normal
from soundings.responses.mapping import Column
from soundings.responses.proposal import Guess, Proposal, meanings_so_far
from soundings.responses.proposing import Finder, asked_then
from soundings.tabular import FileLayout

_PERSONAL = "Who answered, when and from where: never read."
_RECORDED = "What LimeSurvey records about the answering: left out."
_COMPUTED = "What LimeSurvey computed from other answers."
_REASONS = known_headers(
    {
        _PERSONAL: (
            *("id", "Response ID", "token", "Access code", "Token", "submitdate", "Date submitted", "startdate"),
            *("Date started", "datestamp", "Date last action", "ipaddr", "IP address", "refurl", "Referrer URL"),
            *("firstname", "First name", "lastname", "Last name", "email", "Email address", "Email"),
        ),
        _RECORDED: (
            *("lastpage", "Last page", "startlanguage", "Start language", "seed", "Seed"),
            *("interviewtime", "Total time"),
        ),
    }
)
_BESIDE_ANSWERS = re.compile(
    r"(group time|question time|filecount)( -|:) |grouptime\d+$|\d+x\d+x\d+time$|.*\[filecount\]|attribute_\d+", re.I
)
_EQUATION = re.compile(r"^\s*\{.*\}\s*$", re.DOTALL)
_CODE_AND_TEXT = re.compile(r"^([A-Za-z]\w*(?:\[[^\[\]]*\])*)\.\s+(.*)$", re.DOTALL | re.ASCII)
_ROWS = re.compile(r"\s*\[([^\[\]]*)\]\s*$")

SUBMITTED = ("submitdate", "date submitted", "submitdate. date submitted")
TICKED = ("Y", "Yes", "1")
NOT_SHOWN = "N/A"


def mapping_from_limesurvey(
    path: Path | str, instrument: Instrument, version: str = "", layout: FileLayout | None = None
) -> str:
    """The text of a mapping for answers exported from LimeSurvey.

    For the data file of an export to R, the labels beside it (``survey_1_labels.csv``) say what columns and codes mean.
    """
    path, layout = Path(path), layout or FileLayout()
    then = asked_then(instrument, version)
    export = read_export(path, layout, _reason)
    reading = _Reading(then, export.table, labels_beside(path, export.headers))
    for header in export.table.columns:
        reading.find(header)
    reading.explain()
    proposal = Proposal(
        path.name,
        then,
        export.table,
        reading.guesses,
        layout,
        remarks=(*reading.remarks, *_unfinished(export)),
        no_answer=reading.no_answer(),
        shared=reading.shared,
        dropped=export.dropped,
    )
    return proposal.text()


def _unfinished(export: Export) -> list[str]:
    """Responses that were begun and never sent have no date of submission."""
    found = (times for header, times in export.blank.items() if times and normal(header) in SUBMITTED)
    return [
        f"{times} of the {export.table.height} responses were begun and not sent. To leave them out, export “completed "
        "responses only” from LimeSurvey."
        for times in found
    ]


def _reason(header: str) -> str:
    found = _CODE_AND_TEXT.match(header)
    for words in (header, *(found.groups() if found else ())):
        if why := _REASONS.get(normal(words)):
            return why
    if _EQUATION.match(found[2] if found else header):
        return _COMPUTED
    return _RECORDED if _BESIDE_ANSWERS.match(header.strip()) else ""


@dataclass
class _Reading:
    """What is known of a file while its mapping is proposed."""

    then: Instrument
    table: pl.DataFrame
    labels: Labels | None
    guesses: dict[str, Guess] = field(default_factory=dict)
    shared: dict[str, dict[str, str]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.finder = Finder(self.then)
        self.options = {item.code: tuple(o.code for o in self.then.options_of(item)) for item in self.then.items}
        if self.labels:
            self.remarks.append(f"Columns and codes are explained by {self.labels.name}.")

    def find(self, header: str) -> None:
        guess = self._by_code(header) or self._by_text(header)
        if guess is not None:
            self.guesses[header] = guess

    def _by_code(self, header: str) -> Guess | None:
        code = self.labels.codes.get(header, "") if self.labels else ""
        found = _CODE_AND_TEXT.match(header)
        name = name_in_heading(code or (found[1] if found else header))
        ticks = {item.code: self.options[item.code] if item.kind == "choices" else () for item in self.then.items}
        place = place_of(name, ticks) if name else None
        if place is None:
            return None
        item = self.then.item(place.item)
        if item.kind == "choices" and not place.option:
            return None
        return self.finder.take(Guess(item, place.option, ticked=TICKED if place.option else ()))

    def _by_text(self, header: str) -> Guess | None:
        """By the words of the heading, in which rows and columns stand in square brackets."""
        found = _CODE_AND_TEXT.match(header)
        text = found[2] if found else header
        rows: list[str] = []
        while match := _ROWS.search(text):
            text, rows = text[: match.start()], [match[1], *rows]
        # The whole heading, then without its last part, which may be the option of a row of ticks.
        lengths = [len(rows), len(rows) - 1] if rows else [0]
        wordings = [" – ".join([*start, *rows[:some]]) for some in lengths for start in ([text], [])]
        wordings = [words for words in wordings if words]
        guess = self.finder.find(header, self.table.get_column(header), wordings)
        return replace(guess, ticked=TICKED) if guess and guess.option else guess

    def explain(self) -> None:
        """Say what codes mean: once for a scale whose columns all say the same, else at each column."""
        single = {header: guess for header, guess in self.guesses.items() if guess.item.kind in ("scale", "choice")}
        as_codes = self._are_codes(single.items())
        meanings = meanings_so_far(self.then)
        by_scale: dict[str, list[dict[str, str]]] = defaultdict(list)
        for header, guess in single.items():
            labels = self._labels(header, guess.item, meanings, as_codes=as_codes)
            self.guesses[header] = replace(guess, labels=labels)
            by_scale[guess.item.scale or ""].append(labels)
        for scale, found in by_scale.items():
            if scale and found[0] and len(found) > 1 and all(labels == found[0] for labels in found):
                self.shared[scale] = found[0]
        for header, guess in single.items():
            if guess.item.scale in self.shared:
                self.guesses[header] = guess

    def _are_codes(self, single: Iterable[tuple[str, Guess]]) -> bool:
        """Whether the file holds codes rather than answers in full: by the cells that can only be one of them."""
        codes, full = 0, 0
        for header, guess in single:
            labels = {normal(option.label) for option in self.then.options_of(guess.item)}
            for cell in self.table.get_column(header).unique():
                is_code, is_label = bool(option_of(cell, self.options[guess.item.code])), normal(cell) in labels
                codes += is_code and not is_label
                full += is_label and not is_code
        if codes and full:
            self.remarks.append("Some answers stand as codes and others in full; see that each column is read rightly.")
        return codes >= full

    def _labels(self, header: str, item: Item, meanings: Meanings, *, as_codes: bool) -> dict[str, str]:
        """What the cells of a column mean, as far as the questionnaire's own words do not already say it."""
        codes = self.options[item.code]
        meant = self._from_labels_file(header, item)
        if not meant and as_codes:
            meant = {raw_of(code): code for code in codes}
            if other := option_of(OTHER, codes):
                meant = {raw: code for raw, code in meant.items() if code != other} | {OTHER: other}
        column = Column(header=header, item=item.code)
        known = meanings.of(item, column)
        return {raw: code for raw, code in meant.items() if meanings.look_up(raw, known, column) != codes.index(code)}

    def _from_labels_file(self, header: str, item: Item) -> dict[str, str]:
        """The labels beside the file: by the words of an option first, then by its code."""
        by_label = {normal(option.label): option.code for option in self.then.options_of(item)}
        values = self.labels.values.get(header, {}) if self.labels else {}
        found = {
            value: by_label.get(normal(label)) or option_of(value, self.options[item.code])
            for value, label in {**values, **({OTHER: OTHER} if values else {})}.items()
        }
        return {value: code for value, code in found.items() if code}

    def no_answer(self) -> tuple[str, ...]:
        """In full answers, LimeSurvey writes N/A where a question was not shown."""
        labels = {normal(option.label) for item in self.then.items for option in self.then.options_of(item)}
        cells = (
            self.table.get_column(header) for header, guess in self.guesses.items() if self.options[guess.item.code]
        )
        is_there = any((column == NOT_SHOWN).any() for column in cells)
        return (NOT_SHOWN,) if is_there and normal(NOT_SHOWN) not in labels else ()
