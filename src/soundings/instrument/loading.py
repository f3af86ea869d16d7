"""Reading instrument and framework files. Every fault of a file is reported at once.

Each part is checked by itself first (so one bad item hides no other fault), then the parts against each other.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path as FilePath
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from soundings.errors import FaultyFileError, UnreadableFileError
from soundings.instrument.checks import faults_between_parts
from soundings.instrument.model import Framework, Header, Instrument, Item, Scale, Section, Translation
from soundings.instrument.places import Path, line_of, lines_by_path
from soundings.instrument.variant_checks import faults_of_variants

P = TypeVar("P", bound=BaseModel)
S = TypeVar("S", bound=Section)


_LARGEST = 1e15
# A dotted key of forty parts: no file of ours has one, and a long one keeps the reader busy for minutes.
_DEEP_KEY = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){40}""")


@dataclass
class Faults:
    """Faults of one file, each with its line and the key it stands under."""

    text: str
    found: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places = lines_by_path(self.text)

    def add(self, path: Path, message: str) -> None:
        line = line_of(self.places, path) or 0
        where = f"line {line}" if line else "whole file"
        self.found.append((line, f"{where}, {key_text(path)}: {message}" if path else f"{where}: {message}"))

    def raise_if_any(self, what: str) -> None:
        if self.found:
            ordered = sorted(self.found, key=lambda fault: fault[0])
            sentences = list(dict.fromkeys(sentence for _, sentence in ordered))
            noun = "fault" if len(sentences) == 1 else "faults"
            raise FaultyFileError(f"{what} has {len(sentences)} {noun}:", sentences)


def key_text(path: Path) -> str:
    """A path as a person would say it: ``sections 2, items 3, scale`` (numbered from 1)."""
    words: list[str] = []
    for part in path:
        if isinstance(part, int) and words:
            words[-1] += f" {part + 1}"
        else:
            words.append(str(part))
    return ", ".join(words)


def read_text(path: FilePath) -> str:
    """The text of a UTF-8 file, or an UnreadableFileError that says what is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UnreadableFileError(f"There is no file {path}. Check the name and the folder.") from None
    except IsADirectoryError:
        raise UnreadableFileError(f"{path} is a folder, not a file.") from None
    except UnicodeDecodeError:
        raise UnreadableFileError(f"{path} is not UTF-8 text. Save it as UTF-8 and try again.") from None
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror}.") from None
    if not text.strip():
        raise UnreadableFileError(f"{path} is empty.")
    return text


def parse_toml(text: str, what: str) -> dict[str, Any]:
    deep = FaultyFileError(f"{what} has brackets within brackets, or keys within keys, deeper than can be read.")
    if _DEEP_KEY.search(text):
        raise deep
    try:
        data = tomllib.loads(text)
        _must_be_kept(data)
    except tomllib.TOMLDecodeError as error:
        raise FaultyFileError(
            f"{what} is not well-formed TOML: {error}. Look for a missing quotation mark, bracket or equals sign "
            "there. The other faults can be listed once this one is mended."
        ) from None
    except RecursionError:
        raise deep from None
    except ValueError:
        raise FaultyFileError(
            f"{what} holds what cannot be kept: a number that is too long or is none (nan, inf), or the character "
            "\\u0000. Take it out."
        ) from None
    return data


def _must_be_kept(value: object) -> None:
    """Raises ValueError for what TOML can say and no database or JSON can hold, RecursionError for what is too deep."""
    if isinstance(value, dict | list):
        for part in [*value, *value.values()] if isinstance(value, dict) else value:
            _must_be_kept(part)
    elif isinstance(value, str):
        if "\x00" in value:
            raise ValueError(value)
    elif isinstance(value, int | float) and not -_LARGEST < value < _LARGEST:
        raise ValueError(value)


def read_part(model: type[P], data: object, path: Path, faults: Faults) -> P | None:
    """Check one part by itself; add a plain sentence for each thing wrong with it."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for problem in error.errors():
            faults.add((*path, *problem["loc"]), _in_plain_words(dict(problem)))
        return None


def sound(part: P | None, faults: Faults, what: str) -> P:
    """The part, now that nothing is wrong with the file; raises FaultyFileError otherwise."""
    faults.raise_if_any(what)
    # A part is only None where read_part told a fault.
    return cast("P", part)


_PLAIN = {
    "missing": "is missing; add it",
    "extra_forbidden": "is not a key that belongs here; remove it or check the spelling",
    "string_type": "must be text in quotation marks",
    "bool_type": "must be true or false, without quotation marks",
    "bool_parsing": "must be true or false, without quotation marks",
    "string_too_short": "is empty; write something",
    "tuple_type": "must be a list in square brackets",
    "too_short": "needs more entries",
    "model_type": "must be a table of keys and values",
    "dict_type": "must be a table of keys and values",
    "string_pattern_mismatch": "must start with a letter and use only letters, digits, hyphens and underscores",
    "string_too_long": "is too long",
    "int_type": "must be a whole number, without quotation marks",
    "float_type": "must be a number, without quotation marks",
    "int_parsing": "must be a whole number, without quotation marks",
    "float_parsing": "must be a number, without quotation marks",
}


def _in_plain_words(problem: dict[str, Any]) -> str:
    if problem["type"] in ("literal_error", "enum"):
        given = f" (it says {problem['input']!r})" if isinstance(problem["input"], str | int) else ""
        return f"must be one of {problem['ctx']['expected']}{given}"
    if problem["type"] == "greater_than_equal":
        return f"is {problem['input']!r}; it must be {problem['ctx']['ge']} or more"
    if plain := _PLAIN.get(problem["type"]):
        return plain
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    return str(problem["msg"])


def instrument_from_text(text: str, what: str) -> Instrument:
    """Check an instrument already read; ``what`` names it in error messages."""
    return instrument_from_data(parse_toml(text, what), Faults(text), what)


def instrument_from_data(data: dict[str, Any], faults: Faults, what: str) -> Instrument:
    """Check an instrument already parsed. ``faults`` knows where its keys stand, and may hold faults already."""
    header = {key: value for key, value in data.items() if key in Header.model_fields}
    head = read_part(Header, header, (), faults)
    for key in sorted(set(data) - set(Instrument.model_fields)):
        faults.add((key,), _PLAIN["extra_forbidden"])
    scales = read_parts(Scale, data.get("scales", []), ("scales",), faults)
    sections = read_sections(Section, data.get("sections", []), faults)
    translations = read_parts(Translation, data.get("translations", []), ("translations",), faults)
    known = _frameworks(head.frameworks if head else (), faults)
    for place, message in faults_between_parts(head, scales, sections, translations, known):
        faults.add(place, message)
    for place, message in faults_of_variants(head, scales, sections, translations):
        faults.add(place, message)
    faults.raise_if_any(what)
    return Instrument.model_validate(data)


def read_parts(model: type[P], entries: object, path: Path, faults: Faults) -> dict[int, P]:
    """The sound entries of an array of tables, by their place in it."""
    if not isinstance(entries, list):
        name = ".".join(part for part in path if isinstance(part, str))
        faults.add(path, f"must be written as [[{name}]]")
        return {}
    parts = {n: read_part(model, entry, (*path, n), faults) for n, entry in enumerate(entries)}
    return {n: part for n, part in parts.items() if part is not None}


def read_sections(model: type[S], entries: object, faults: Faults) -> dict[int, tuple[S | None, dict[int, Item]]]:
    """Sections with those of their items that are sound; the sections' own keys are checked too."""
    if not isinstance(entries, list) or not entries:
        faults.add(("sections",), "is missing; an instrument needs at least one [[sections]] with items")
        return {}
    found: dict[int, tuple[S | None, dict[int, Item]]] = {}
    for n, entry in enumerate(entries):
        if not isinstance(entry, dict):
            faults.add(("sections", n), "must be written as [[sections]]")
            continue
        items = read_parts(Item, entry.get("items", []), ("sections", n, "items"), faults)
        if not entry.get("items"):
            faults.add(("sections", n), "has no items; add [[sections.items]]")
        placeholder = {"code": "x", "text": "x", "kind": "comment"}
        found[n] = (read_part(model, {**entry, "items": [placeholder]}, ("sections", n), faults), items)
    return found


def _frameworks(codes: Iterable[str], faults: Faults) -> dict[str, Framework]:
    known = {}
    for n, code in enumerate(codes):
        try:
            known[code] = load_framework(code)
        except UnreadableFileError:
            available = ", ".join(framework_codes())
            faults.add(("frameworks", n), f"there is no framework “{code}”; there are {available}")
    return known


def framework_codes() -> list[str]:
    """The frameworks that come with Soundings."""
    folder = resources.files("soundings.instrument") / "frameworks"
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def load_framework(code: str) -> Framework:
    """A framework that comes with Soundings. Raises UnreadableFileError for an unknown code."""
    if code not in framework_codes():
        raise UnreadableFileError(f"There is no framework “{code}”.")
    text = (resources.files("soundings.instrument") / "frameworks" / f"{code}.toml").read_text(encoding="utf-8")
    faults = Faults(text)
    framework = read_part(Framework, parse_toml(text, code), (), faults)
    return sound(framework, faults, f"The framework {code}")
