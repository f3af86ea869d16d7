"""Checks between the parts of an instrument: what one part says of another.

Each check yields the path of the fault and a sentence that says what is wrong and what to do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import inf

from soundings.instrument.model import Framework, Header, Item, Option, Scale, Section, Translation
from soundings.instrument.places import Path
from soundings.instrument.routing import items_named

Fault = tuple[Path, str]
PlacedItem = tuple[Path, Item]
Sections = Mapping[int, tuple[Section | None, Mapping[int, Item]]]


def faults_between_parts(
    header: Header | None,
    scales: Mapping[int, Scale],
    sections: Sections,
    translations: Mapping[int, Translation],
    frameworks: Mapping[str, Framework],
) -> Iterator[Fault]:
    """All faults between parts; parts that were faulty by themselves are left out of the mappings."""
    items: list[PlacedItem] = [
        (("sections", s, "items", n), item) for s, (_, held) in sections.items() for n, item in held.items()
    ]
    by_scale = {scale.code: scale for scale in scales.values()}
    versions = (header.versions or (header.version,)) if header else ()
    yield from _repeated("items", items)
    yield from _repeated("scales", [(("scales", n), scale) for n, scale in scales.items()])
    yield from _repeated("sections", [(("sections", n), s) for n, (s, _) in sections.items() if s])
    if header and versions[-1] != header.version:
        yield ("versions",), f"must end with this version, “{header.version}”"
    for version in sorted(version for version, times in Counter(versions).items() if times > 1):
        yield ("versions",), f"lists “{version}” more than once"
    for n, scale in scales.items():
        yield from _repeated_options(("scales", n), scale.options)
    topics, standards = _entries(header, frameworks)
    for place, item in items:
        yield from _faults_of_item(place, item, by_scale)
        yield from _faults_of_history(place, item, versions)
        yield from _faults_of_links(place, item, header, topics, standards)
    yield from _faults_of_routes(items, by_scale)
    for n, translation in translations.items():
        yield from _faults_of_translation(("translations", n), translation, sections, by_scale)


def _entries(header: Header | None, frameworks: Mapping[str, Framework]) -> tuple[set[str], set[str]]:
    topics = {topic.code for topic in header.topics} if header else set()
    standards: set[str] = set()
    for framework in frameworks.values():
        codes = {entry.code for entry in framework.entries}
        (topics if framework.family == "topic" else standards).update(codes)
    return topics, standards


def _repeated(what: str, placed: Sequence[tuple[Path, Item | Scale | Section]]) -> Iterator[Fault]:
    seen: dict[str, Path] = {}
    for place, part in placed:
        if part.code in seen:
            yield (*place, "code"), f"two {what} have the code “{part.code}”; codes must be unique"
        seen.setdefault(part.code, place)


def _repeated_options(place: Path, options: tuple[Option, ...]) -> Iterator[Fault]:
    for code, times in Counter(option.code for option in options).items():
        if times > 1:
            yield (*place, "options"), f"the option code “{code}” is used {times} times"
    for label, times in Counter(option.label.casefold() for option in options).items():
        if times > 1:
            yield (*place, "options"), f"the option label “{label}” is used {times} times"


def _faults_of_item(place: Path, item: Item, scales: Mapping[str, Scale]) -> Iterator[Fault]:
    if item.scale and item.scale not in scales:
        yield (*place, "scale"), f"there is no scale “{item.scale}” in this file, or it has faults"
    options = item.options or _of_scale(item, scales)
    yield from _repeated_options(place, item.options)
    yield from _faults_of_kind(place, item)
    codes = [option.code for option in options]
    for side in ("favourable", "neutral"):
        for code in getattr(item, side):
            if codes and code not in codes:
                yield (*place, side), f"“{code}” is not an option of {item.code} ({', '.join(codes)})"
    for code in set(item.favourable) & set(item.neutral):
        yield (*place, "neutral"), f"“{code}” is favourable and neutral at once"
    if item.kind == "scale" and set(item.favourable) <= set(codes):
        scale = scales.get(item.scale or "")
        yield from _faults_of_direction(place, item, codes, scale is not None and scale.scores == "falling")
    yield from _faults_of_numbers(place, item)


def _faults_of_numbers(place: Path, item: Item) -> Iterator[Fault]:
    if item.minimum is not None and item.maximum is not None and item.minimum > item.maximum:
        yield (*place, "minimum"), "is above the maximum"
    for code, times in Counter(band.code for band in item.bands).items():
        if times > 1:
            yield (*place, "bands"), f"the band code “{code}” is used {times} times"
    spans = []
    for n, band in enumerate(item.bands):
        least = -inf if band.least is None else band.least
        below = inf if band.below is None else band.below
        if least >= below:
            yield (*place, "bands", n), f"“{band.label}” ends at or before it starts"
        spans.append((least, below, band.label, n))
    for (_, below, label, _), (least, _, next_label, n) in pairwise(sorted(spans)):
        if least < below:
            yield (*place, "bands", n), f"“{next_label}” overlaps “{label}”; a number may fall into one band only"


def _of_scale(item: Item, scales: Mapping[str, Scale]) -> tuple[Option, ...]:
    return scales[item.scale].options if item.scale and item.scale in scales else ()


def _faults_of_kind(place: Path, item: Item) -> Iterator[Fault]:
    yield from _faults_of_options(place, item)
    if item.kind == "scale" and not item.favourable:
        yield (*place, "favourable"), "name the favourable options; direction is never guessed"
    if item.bands and item.kind != "number":
        yield (*place, "bands"), "only a number item has bands"
    if item.kind == "unit" and not item.profile:
        yield (*place, "profile"), "a unit item is a profile item; add profile = true"
    if item.equality and not item.profile:
        yield (*place, "equality"), "an equality item is a profile item; add profile = true"
    if item.about_line_manager and (item.profile or item.kind == "comment"):
        yield (*place, "about_line_manager"), "is for a question that judges, not for one about the person or a comment"
    if item.outcome and (item.profile or item.kind not in ("scale", "choice") or not item.favourable):
        yield (*place, "outcome"), "is for a scale, or a choice with favourable options, that is not about the person"


def _faults_of_options(place: Path, item: Item) -> Iterator[Fault]:
    if item.kind in ("number", "comment", "unit"):
        if item.options or item.scale:
            yield (*place, "options"), f"a {item.kind} item has no options; remove them"
        return
    if item.options and item.scale:
        yield (*place, "options"), "has a scale and options of its own; keep one of them"
    if item.kind == "choices" and not item.options:
        yield (*place, "options"), "a choices item needs options of its own"
    elif item.kind == "choice" and not (item.options or item.scale):
        yield (*place, "options"), "a choice needs options"
    elif item.kind == "scale" and not (item.options or item.scale):
        yield (*place, "scale"), "a scale item needs a scale"
    if item.kind == "scale" and len(item.options) == 1:
        yield (*place, "options"), "a scale needs two options or more"


def _faults_of_direction(place: Path, item: Item, codes: list[str], falling: bool) -> Iterator[Fault]:
    """A favourable option must score above every unfavourable one, or the item needs turning round."""
    rank = {code: step for step, code in enumerate(codes)}
    if falling != item.reversed:
        rank = {code: -step for code, step in rank.items()}
    others = set(codes) - set(item.favourable) - set(item.neutral)
    if item.favourable and others and min(rank[c] for c in item.favourable) < max(rank[c] for c in others):
        advice = "remove reversed = true" if item.reversed else "add reversed = true"
        yield (*place, "favourable"), f"the favourable options score lower than others; {advice} or mend the list"


def _faults_of_history(place: Path, item: Item, versions: tuple[str, ...]) -> Iterator[Fault]:
    listed = f"listed versions are {', '.join(versions)}"
    for key in ("since", "until"):
        value = getattr(item, key)
        if versions and value and value not in versions:
            yield (*place, key), f"“{value}” is not a version of this instrument; {listed}"
    if item.since in versions and item.until in versions and _later(item.since, item.until, versions):
        yield (*place, "until"), f"“{item.until}” comes before “{item.since}”, since when it is asked"
    for n, old in enumerate(item.history):
        here = (*place, "history", n)
        if old.version in [before.version for before in item.history[:n]]:
            yield (*here, "version"), f"there are two entries for “{old.version}”; keep one"
        if versions and old.version not in versions[:-1]:
            yield (*here, "version"), f"“{old.version}” is not an earlier version; {listed}"
        if old.verdict == "comparable" and not (old.reason and old.decided_by):
            yield (*here, "verdict"), "“comparable” needs a reason and decided_by, so that readers can judge it"
        if not old.text and not old.options:
            yield here, "says neither text nor options; give the wording as it was"
        yield from _repeated_options(here, old.options)


def _later(one: str, other: str, versions: tuple[str, ...]) -> bool:
    return versions.index(one) > versions.index(other)


def _faults_of_links(
    place: Path, item: Item, header: Header | None, topics: set[str], standards: set[str]
) -> Iterator[Fault]:
    if header is None:
        return
    if item.topic and item.topic not in topics:
        yield (*place, "topic"), f"there is no topic “{item.topic}”; there are {_listed(topics)}"
    for standard in item.standards:
        if standard not in standards:
            yield (*place, "standards"), f"there is no standard “{standard}”; there are {_listed(standards)}"
    audiences = {audience.code for audience in header.audiences}
    for audience in item.audiences:
        if audience not in audiences:
            yield (*place, "audiences"), f"there is no audience “{audience}”; there are {_listed(audiences)}"


def _listed(codes: set[str]) -> str:
    return ", ".join(sorted(codes)) if codes else "none"


def _faults_of_routes(items: list[PlacedItem], scales: Mapping[str, Scale]) -> Iterator[Fault]:
    earlier: dict[str, Item] = {}
    every = {item.code for _, item in items}
    for place, item in items:
        for code, wanted in items_named(item.show_if) if item.show_if else ():
            if code not in earlier:
                why = "comes later" if code in every else "does not exist or has faults"
                yield (*place, "show_if"), f"looks at “{code}”, which {why}; a route may only look back"
                continue
            seen = earlier[code]
            options = seen.options or _of_scale(seen, scales)
            codes = {option.code for option in options}
            for option in wanted:
                if option not in codes:
                    yield (*place, "show_if"), f"“{option}” is not an option of {code} ({_listed(codes)})"
            if not wanted:
                yield (*place, "show_if"), f"names {code} but no options; add is = [...]"
        earlier[item.code] = item


def _faults_of_translation(
    place: Path, translation: Translation, sections: Sections, scales: Mapping[str, Scale]
) -> Iterator[Fault]:
    titles = {s.code for s, _ in sections.values() if s}
    items = {item.code: item for _, held in sections.values() for item in held.values()}
    pairs = (("sections", titles, set(translation.sections)), ("items", set(items), set(translation.items)))
    for what, wanted, given in (*pairs, ("scales", set(scales), set(translation.scales))):
        if missing := wanted - given:
            yield (*place, what), f"not translated into {translation.language}: {_listed(missing)}"
        if strange := given - wanted:
            yield (*place, what), f"translates what does not exist: {_listed(strange)}"
    yield from _faults_of_item_words(place, translation, items)
    for code, labels in translation.scales.items():
        if code in scales and {option.code for option in scales[code].options} != set(labels):
            yield (*place, "scales", code), "must translate each option of the scale once"


def _faults_of_item_words(place: Path, translation: Translation, items: Mapping[str, Item]) -> Iterator[Fault]:
    for code, words in translation.items.items():
        own = {option.code for option in items[code].options} if code in items else set()
        if code in items and own != set(words.options):
            yield (*place, "items", code), f"its options must be {_listed(own)}, each once"
        for key in ("not_applicable", "prefer_not_to_say", "guidance"):
            if code in items and getattr(items[code], key) and not getattr(words, key):
                yield (*place, "items", code, key), f"is not translated into {translation.language}; add it"
