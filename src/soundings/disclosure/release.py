"""A release: one wave, all its surveys, protected and frozen. What everything downstream reads.

It holds figures that passed the gate and the words needed to print them; never an answer, never a
hidden value. ``release_to_text`` is canonical: the same release gives the same bytes.

Version 1 of the format only grows: a new key has a default, and none is renamed, dropped or given another meaning.
Version 0 is still read; what it does not say is as the defaults have it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from typing import Any, TypeVar

import polars as pl

from soundings.analysis.figures import FACTS, KEYS, SCHEMA, Figures
from soundings.analysis.findings import Evidence
from soundings.disclosure.levels import audiences_of
from soundings.disclosure.technical_facts import Technical, technical_from
from soundings.errors import FaultyFileError, LaterVersionError

FORMAT = "soundings-release"
VERSION = 1

Part = TypeVar("Part")


@dataclass(frozen=True)
class OptionFacts:
    """An answer option as asked: ``side`` is favourable, neutral, unfavourable or empty (not scored)."""

    code: str
    label: str
    side: str = ""


@dataclass(frozen=True)
class Comparison:
    """How an item stands to the previous wave: same, comparable, break or new."""

    verdict: str
    previous_text: str = ""
    note: str = ""


@dataclass(frozen=True)
class ItemFacts:
    """An item as asked. ``kind`` is scale, choice, choices or number; ``route`` says who was asked.

    ``topic`` is the code of the composite it belongs to, or empty. What is ``about_line_manager`` is shown one level
    up: a team's own figures of it are for the leadership, not for the line.
    """

    code: str
    text: str
    kind: str
    section: str
    options: tuple[OptionFacts, ...] = ()
    route: str = ""
    sensitive: bool = False
    profile: bool = False
    topic: str = ""
    comparison: Comparison | None = None
    about_line_manager: bool = False


@dataclass(frozen=True)
class Composite:
    """A topic or standard: a named list of items whose scores are averaged. ``code`` is its item key in figures."""

    code: str
    title: str
    family: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """A group of a breakdown, as shown. ``members`` are the roster groups merged into it.

    ``audience`` is public, leadership or line: the widest that may read its figures.
    """

    code: str
    label: str
    parent: str = ""
    members: tuple[str, ...] = ()
    audience: str = "public"


@dataclass(frozen=True)
class Dimension:
    """A breakdown: its groups stand in roster order, never ranked."""

    code: str
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Finding:
    """Something the protected figures say, with the rule that found it.

    ``kind`` is strength, improvement, better, worse, contradiction, retention or profile. ``item`` is the code of an
    item, composite or breakdown, the first of ``items``; ``evidence`` names the figures it rests on, in order;
    ``text`` is what it says beside them. A file written before a field was known lacks it.
    """

    kind: str
    item: str
    rule: str
    items: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Protection:
    """What protecting a survey cost, and how it was proved, over everything planned for all audiences.

    Of ``figures`` planned, some are ``shown``, some ``capped`` and some ``not_shown``; no way of protecting them could
    have left fewer than ``least_not_shown`` out. ``audited_counts`` counts that are not shown as they are were
    attacked with everything printed.
    """

    figures: int
    shown: int
    capped: int
    not_shown: int
    least_not_shown: int
    audited_counts: int
    note: str = ""


@dataclass(frozen=True)
class SurveyRelease:
    """One survey of the wave. ``previous`` is the code of the wave compared with, or empty.

    ``technical`` says how sound the whole survey's figures are; a file written before it was known lacks it.
    """

    code: str
    title: str
    instrument: str
    instrument_version: str
    period: str
    wave: str
    previous: str
    sections: tuple[tuple[str, str], ...]
    items: tuple[ItemFacts, ...]
    composites: tuple[Composite, ...]
    dimensions: tuple[Dimension, ...]
    figures: Figures
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    protection: Protection | None = None
    technical: Technical | None = None

    def item(self, code: str) -> ItemFacts:
        return next(item for item in self.items if item.code == code)


@dataclass(frozen=True)
class PlanFacts:
    """The rules this release was protected by.

    ``crossed`` are the planned two-way breakdowns; ``public_levels`` say how many levels of a tree, from the top, the
    public may read.
    """

    threshold: int = 10
    full_distribution: int = 20
    sensitive: int = 20
    expected_response: float = 0.5
    level: float = 0.95
    crossed: tuple[tuple[str, str], ...] = ()
    public_levels: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Release:
    """One wave of one organisation, ready to be reported.

    ``earlier`` are the hashes of earlier releases of the same answers, whose figures are known and were held fixed.
    A part made for an ``audience``, and for the line of a ``group``, names the whole it was ``taken_from`` by its hash.
    """

    wave: str
    title: str
    organisation: str
    plan: PlanFacts
    surveys: tuple[SurveyRelease, ...] = field(default=())
    earlier: tuple[str, ...] = ()
    audience: str = ""
    group: str = ""
    taken_from: str = ""

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical text without the hash itself; of a release read from a file, of that file's text."""
        return _hash(self.text_by_key)

    @cached_property
    def text_by_key(self) -> dict[str, str]:
        """The canonical text of each top-level key."""
        return {key: _canonical(value) for key, value in _body(self).items()}


def release_to_text(release: Release) -> str:
    """The canonical JSON text of a release, its hash included."""
    return _object({**release.text_by_key, "hash": _canonical(_hash(release.text_by_key))}) + "\n"


def release_from_text(text: str, where: str = "release") -> Release:
    """Read a release. Raises LaterVersionError or FaultyFileError, naming ``where``."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FaultyFileError(f"{where} is not a release: it is not JSON ({error}).") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise FaultyFileError(f"{where} is not a release made by “soundings publish”.")
    version = data.get("version")
    if not isinstance(version, int):
        raise FaultyFileError(f"{where} is damaged: it does not say its version. Publish it again.")
    if version > VERSION:
        raise LaterVersionError(
            f"{where} is a release of version {version}; this Soundings reads versions up to {VERSION}. "
            "Upgrade Soundings, then try again."
        )
    try:
        hashed = _hash({key: _canonical(value) for key, value in data.items() if key != "hash"})
        release = _release(data)
    except (KeyError, TypeError, ValueError, pl.exceptions.PolarsError) as error:
        raise FaultyFileError(f"{where} is damaged: {type(error).__name__} at {error}. Publish it again.") from None
    if data.get("hash") != hashed:
        raise FaultyFileError(
            f"{where} was changed after it was published (its hash does not match). Publish it again."
        )
    # An earlier version is written otherwise today; it keeps the name under which it was published.
    vars(release)["hash"] = hashed
    return release


def _hash(text_by_key: dict[str, str]) -> str:
    return hashlib.sha256(_object(text_by_key).encode()).hexdigest()


def _object(text_by_key: dict[str, str]) -> str:
    """A JSON object from the canonical texts of its values."""
    return "{" + ",".join(f"{_canonical(key)}:{text_by_key[key]}" for key in sorted(text_by_key)) + "}"


def _canonical(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _body(release: Release) -> dict[str, Any]:
    surveys = []
    for survey in release.surveys:
        plain = {f.name: getattr(survey, f.name) for f in fields(survey) if f.name != "figures"}
        for name in ("items", "composites", "dimensions"):
            plain[name] = [asdict(part) for part in plain[name]]
        plain["findings"] = [_finding_body(finding) for finding in survey.findings]
        plain["protection"] = asdict(survey.protection) if survey.protection else None
        # Written only where it says something, so that an older file is written again as it was.
        technical = plain.pop("technical")
        plain |= {"technical": asdict(technical)} if technical else {}
        surveys.append({**plain, "figures": survey.figures.table.to_dict(as_series=False)})
    return {
        "format": FORMAT,
        "version": VERSION,
        "wave": release.wave,
        "title": release.title,
        "organisation": release.organisation,
        "plan": asdict(release.plan),
        "surveys": surveys,
        "earlier": release.earlier,
        "audience": release.audience,
        "group": release.group,
        "taken_from": release.taken_from,
    }


def _finding_body(finding: Finding) -> dict[str, Any]:
    """Fields that came later are written only where they say something, so that an older file keeps its hash."""
    plain = asdict(finding)
    return {name: plain[name] for name in plain if plain[name] or name in ("kind", "item", "rule")}


def _release(data: dict[str, Any]) -> Release:
    told = {key: value for key, value in data.items() if key not in ("format", "version", "hash")}
    plan = data["plan"]
    plan = {
        **plan,
        "crossed": tuple((one, other) for one, other in plan.get("crossed", ())),
        "public_levels": tuple((code, levels) for code, levels in plan.get("public_levels", ())),
    }
    release = _part(
        Release,
        told,
        plan=_part(PlanFacts, plan),
        surveys=tuple(_survey(survey) for survey in data["surveys"]),
        earlier=tuple(data.get("earlier", ())),
    )
    return release if data["version"] else replace(release, surveys=tuple(map(_with_audiences, release.surveys)))


def _part(kind: type[Part], data: dict[str, Any], **read: object) -> Part:
    """A part of a release from its keys; keys that are absent have their default."""
    unknown = sorted(set(data) - {f.name for f in fields(kind)})  # type: ignore[arg-type]
    if unknown:
        raise LaterVersionError(
            f"This release was made by a later Soundings: it has “{unknown[0]}”, unknown here. Upgrade, then try again."
        )
    return kind(**{**data, **read})


def _survey(data: dict[str, Any]) -> SurveyRelease:
    protection, technical = data.get("protection"), data.get("technical")
    return _part(
        SurveyRelease,
        data,
        sections=tuple((code, title) for code, title in data["sections"]),
        items=tuple(_item(item) for item in data["items"]),
        composites=tuple(_part(Composite, c, items=tuple(c["items"])) for c in data["composites"]),
        dimensions=tuple(_dimension(d) for d in data["dimensions"]),
        findings=tuple(_finding(finding) for finding in data["findings"]),
        notes=tuple(data["notes"]),
        figures=Figures(pl.DataFrame(data["figures"], schema={name: SCHEMA[name] for name in KEYS + FACTS})),
        protection=_part(Protection, protection) if protection else None,
        technical=technical_from(technical, _part) if technical else None,
    )


def _finding(data: dict[str, Any]) -> Finding:
    evidence = tuple(_part(Evidence, key) for key in data.get("evidence", ()))
    return _part(Finding, data, items=tuple(data.get("items", ())), evidence=evidence)


def _item(data: dict[str, Any]) -> ItemFacts:
    comparison = data["comparison"]
    return _part(
        ItemFacts,
        data,
        options=tuple(_part(OptionFacts, option) for option in data["options"]),
        comparison=_part(Comparison, comparison) if comparison else None,
    )


def _dimension(data: dict[str, Any]) -> Dimension:
    groups = tuple(_part(Group, group, members=tuple(group["members"])) for group in data["groups"])
    return _part(Dimension, data, groups=groups)


def _with_audiences(survey: SurveyRelease) -> SurveyRelease:
    """A survey of version 0, which knew no audiences: its groups have those that the rule gives them."""
    kinds = {item.code: item.kind for item in survey.items}
    return replace(survey, dimensions=tuple(with_audiences(d, kinds.get(d.code, "")) for d in survey.dimensions))


def with_audiences(dimension: Dimension, kind: str, public_levels: int | None = None) -> Dimension:
    """The breakdown with each group's audience, from the kind of its item (empty for two breakdowns crossed)."""
    position = {group.code: n for n, group in enumerate(dimension.groups)}
    parents = [position.get(group.parent, -1) for group in dimension.groups]
    audiences = audiences_of(kind, parents, public_levels)
    pairs = zip(dimension.groups, audiences, strict=True)
    return replace(dimension, groups=tuple(replace(group, audience=audience) for group, audience in pairs))
