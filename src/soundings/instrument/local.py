"""Local additions: a council's own file that adds to a questionnaire and changes nothing that others compare.

Everything a local file adds has a code that starts with ``local-``; the core keeps its items, codes, scales and
versions. What a council may fill in is declared in the core: its contacts, and the options of local lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, Literal

from pydantic import Field

from soundings.instrument.loading import (
    Faults,
    instrument_from_data,
    parse_toml,
    read_part,
    read_parts,
    read_sections,
)
from soundings.instrument.model import Code, Contact, Instrument, Item, Named, Option, Part, Scale, Section, Text
from soundings.instrument.places import Path

PREFIX = "local-"

_ARRAYS = ("scales", "topics", "audiences")


class LocalSection(Section):
    """A page of a council's own, put after a page of the questionnaire."""

    after: Code = Field(description="The code of the section it follows.")


class LocalHeader(Part):
    """What a local file says besides its sections and scales."""

    format: Literal[1]
    extends: Text = Field(description="A questionnaire of the catalogue, or the path of another file.")
    topics: tuple[Named, ...] = ()
    audiences: tuple[Named, ...] = ()
    support: tuple[Contact, ...] = ()
    lists: dict[Code, tuple[Option, ...]] = Field(
        default_factory=dict, description="Own options for the items that the questionnaire declares as local lists."
    )


class LocalFile(LocalHeader):
    """A whole file of local additions."""

    scales: tuple[Scale, ...] = ()
    sections: tuple[LocalSection, ...] = ()


def with_local_additions(text: str, what: str, core: Instrument, core_data: Mapping[str, Any]) -> Instrument:
    """The questionnaire with a council's additions. Raises FaultyFileError with every fault of the local file.

    ``core`` is the questionnaire it extends, already checked, and ``core_data`` the same as written.
    """
    data = parse_toml(text, what)
    faults = _LocalFaults(text)
    given = {key: value for key, value in data.items() if key in LocalHeader.model_fields}
    header = read_part(LocalHeader, given, (), faults)
    for key in sorted(set(data) - set(LocalFile.model_fields)):
        faults.add((key,), "does not belong in a local file: it adds sections, scales, lists and contacts, no more")
    read_parts(Scale, data.get("scales", []), ("scales",), faults)
    sections = read_sections(LocalSection, data.get("sections", []), faults) if "sections" in data else {}
    for place, message in (*_faults_of_codes(data), *_faults_of_items(data)):
        faults.add(place, message)
    for n, (section, _) in sections.items():
        if section and section.after not in {known.code for known in core.sections}:
            known = ", ".join(s.code for s in core.sections)
            faults.add(("sections", n, "after"), f"there is no section “{section.after}”; there are {known}")
    for place, message in _faults_of_lists(header, core):
        faults.add(place, message)
    faults.raise_if_any(what)
    merged, origin = _merged(core_data, data)
    faults.origin = origin
    return instrument_from_data(merged, faults, what)


class _LocalFaults(Faults):
    """Faults of the merged questionnaire, told where the local file has them."""

    origin: Mapping[Path, Path] | None = None

    def add(self, path: Path, message: str) -> None:
        if self.origin is None:
            super().add(path, message)
            return
        start = self.origin.get(path[:2])
        super().add((*start, *path[2:]) if start else (), message if start else f"with its own lists, {message}")


def _faults_of_codes(data: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    for path, entry in _placed(data):
        code = entry.get("code")
        if isinstance(code, str) and not code.startswith(PREFIX):
            yield (*path, "code"), f"“{code}” must start with {PREFIX}, so that it never meets a code of the core"


def _placed(data: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every section, item, scale, topic and audience of the local file, with its place."""
    for name in ("sections", *_ARRAYS):
        for n, entry in enumerate(_tables(data.get(name))):
            yield (name, n), entry
            for i, item in enumerate(_tables(entry.get("items"))):
                yield (name, n, "items", i), item


def _tables(entries: object) -> list[Mapping[str, Any]]:
    return [entry if isinstance(entry, dict) else {} for entry in entries] if isinstance(entries, list) else []


def _faults_of_items(data: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    own = {topic.get("code") for topic in _tables(data.get("topics"))}
    for path, item in _placed(data):
        if len(path) < 4:
            continue
        if item.get("topic") and item["topic"] not in own:
            yield (*path, "topic"), "a local item counts towards no topic of the core; name a topic of your own"
        if item.get("standards"):
            yield (*path, "standards"), "a local item counts towards no standard, or the standard's score would change"


def _faults_of_lists(header: LocalHeader | None, core: Instrument) -> Iterator[tuple[Path, str]]:
    for code in header.lists if header else ():
        item: Item | None = core.item(code) if core.has(code) else None
        if item is None or not item.local_list:
            lists = ", ".join(item.code for item in core.items if item.local_list) or "none"
            yield ("lists", code), f"“{code}” is not a local list of {core.code}; its local lists are: {lists}"


def _merged(core: Mapping[str, Any], local: Mapping[str, Any]) -> tuple[dict[str, Any], dict[Path, Path]]:
    """Core and additions as one file, and where each added entry stands in the local file."""
    merged: dict[str, Any] = deepcopy(dict(core))
    origin: dict[Path, Path] = {}
    for name in _ARRAYS:
        before = len(merged.get(name, []))
        added = local.get(name, [])
        merged[name] = [*merged.get(name, []), *added]
        origin |= {(name, before + n): (name, n) for n in range(len(added))}
    merged["support"] = [*merged.get("support", []), *local.get("support", [])]
    for section in merged["sections"]:
        for item in section["items"]:
            if item["code"] in local.get("lists", {}):
                item["options"] = local["lists"][item["code"]]
    merged["sections"], placed = _in_order(merged["sections"], local.get("sections", []))
    return merged, origin | placed


def _in_order(
    core: Sequence[Mapping[str, Any]], local: Sequence[Mapping[str, Any]]
) -> tuple[list[Mapping[str, Any]], dict[Path, Path]]:
    """The sections in the order they are asked; additions to one place keep their own order."""
    sections: list[Mapping[str, Any]] = []
    origin: dict[Path, Path] = {}
    for section in core:
        sections.append(section)
        for n, added in enumerate(local):
            if added["after"] == section["code"]:
                origin["sections", len(sections)] = ("sections", n)
                sections.append({key: value for key, value in added.items() if key != "after"})
    return sections, origin
