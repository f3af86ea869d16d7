"""What findings are looked for beyond strengths and movements: contradictions and retention, as data.

The rules name items by their codes, which ask the same question in every questionnaire the file lists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from pydantic import Field, model_validator

from soundings.instrument.loading import Faults, parse_toml, read_part, read_parts, sound
from soundings.instrument.model import Code, Instrument, Part, Text
from soundings.instrument.places import Path
from soundings.instrument.sources import PREFIX, catalogue_codes, read_instrument

FILE = "findings.toml"
_UNASKED = "no questionnaire named in this file asks “{}”"


class Sign(Part):
    """One figure and the line it is held against; ``up`` and ``down`` are points since the wave before."""

    items: tuple[Code, ...] = Field(min_length=1)
    option: Code | None = None
    at_least: float | None = Field(default=None, gt=0, le=100)
    below: float | None = Field(default=None, gt=0, le=100)
    up: float | None = Field(default=None, gt=0, le=100)
    down: float | None = Field(default=None, gt=0, le=100)

    @model_validator(mode="after")
    def _has_one_line(self) -> Sign:
        if sum(line is not None for line in (self.at_least, self.below, self.up, self.down)) != 1:
            raise ValueError("must say exactly one of at_least, below, up or down")
        return self

    @property
    def moves(self) -> bool:
        """Whether it asks for a movement rather than a level."""
        return self.up is not None or self.down is not None


class Contradiction(Part):
    """Two figures of one survey that pull apart, and the sentence that says so."""

    code: Code
    says: Text
    source: Text
    figures: tuple[Sign, ...] = Field(min_length=2, max_length=2)


class RetentionPart(Part):
    """A part of what is told about staying and leaving; the first of its items that a survey asks is used."""

    code: Code
    items: tuple[Code, ...] = Field(min_length=1)


class FindingRules(Part):
    """The whole file. The first part of ``retention`` says who plans to stay."""

    format: Literal[1]
    version: Text
    questionnaires: tuple[Code, ...] = Field(min_length=1)
    retention: tuple[RetentionPart, ...] = Field(min_length=1)
    contradictions: tuple[Contradiction, ...] = ()


@lru_cache(maxsize=1)
def load_finding_rules() -> FindingRules:
    """The rules that come with Soundings. Raises FaultyFileError with every fault they have."""
    text = (resources.files("soundings.instrument") / FILE).read_text(encoding="utf-8")
    return finding_rules_from_text(text, FILE)


def finding_rules_from_text(text: str, what: str) -> FindingRules:
    """Rules already read, checked against the questionnaires they name; ``what`` names them in error messages."""
    data, faults = parse_toml(text, what), Faults(text)
    rules = read_part(FindingRules, data, (), faults)
    known = catalogue_codes()
    listed = data.get("questionnaires")
    asked = [code for code in listed if code in known] if isinstance(listed, list) else []
    for place, message in _faults(data, [read_instrument(f"{PREFIX}{code}") for code in asked]):
        faults.add(place, message)
    return sound(rules, faults, what)


def _faults(data: dict[str, Any], named: Sequence[Instrument]) -> Iterator[tuple[Path, str]]:
    """What is wrong between the parts, looked for in those that are sound by themselves."""
    listed = data.get("questionnaires")
    for n, code in enumerate(listed if isinstance(listed, list) else []):
        if code not in catalogue_codes():
            yield ("questionnaires", n), f"the catalogue has no “{code}”; it has {', '.join(catalogue_codes())}"
    told_already = Faults("")
    retention = read_parts(RetentionPart, data.get("retention", []), ("retention",), told_already)
    contradictions = read_parts(Contradiction, data.get("contradictions", []), ("contradictions",), told_already)
    for name, codes in (("retention", _codes(retention)), ("contradictions", _codes(contradictions))):
        for code, times in Counter(codes).items():
            if times > 1:
                yield (name,), f"the code “{code}” is there {times} times"
    for n, part in retention.items():
        for item in part.items:
            if not _asks_any(named, item):
                yield ("retention", n), _UNASKED.format(item)
    for n, rule in contradictions.items():
        yield from ((("contradictions", n), message) for message in _faults_of(rule, named))


def _codes(parts: Mapping[int, RetentionPart | Contradiction]) -> list[str]:
    return [part.code for part in parts.values()]


def _asks_any(named: Sequence[Instrument], item: str) -> bool:
    return any(instrument.has(item) for instrument in named)


def _faults_of(rule: Contradiction, named: Sequence[Instrument]) -> Iterator[str]:
    for sign in rule.figures:
        for item in sign.items:
            asking = [instrument for instrument in named if instrument.has(item)]
            if not asking:
                yield _UNASKED.format(item)
            elif not all(_offers(instrument, item, sign.option) for instrument in asking):
                yield f"“{item}” has no {f'option “{sign.option}”' if sign.option else 'favourable answers'}"
    first, second = (set(sign.items) for sign in rule.figures)
    if first & second:
        yield f"both figures are about {', '.join(sorted(first & second))}"
    elif not any(_asks(instrument, first) and _asks(instrument, second) for instrument in named):
        yield "no questionnaire named in this file asks both of its questions"


def _asks(instrument: Instrument, items: set[str]) -> bool:
    return any(instrument.has(item) for item in items)


def _offers(instrument: Instrument, code: str, option: str | None) -> bool:
    item = instrument.item(code)
    if option is None:
        return bool(item.favourable)
    return option in {part.code for part in instrument.options_of(item)} | {band.code for band in item.bands}
