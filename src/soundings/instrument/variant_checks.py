"""Checks of what variants share: every word they need, and no route that leads out of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from soundings.instrument.checks import Fault, PlacedItem, Sections
from soundings.instrument.model import Header, Item, Scale, Translation
from soundings.instrument.placeholders import placeholders
from soundings.instrument.routing import items_named


def faults_of_variants(
    header: Header | None, scales: Mapping[int, Scale], sections: Sections, translations: Mapping[int, Translation]
) -> Iterator[Fault]:
    """All faults of variants and placeholders; parts that are faulty by themselves are left out."""
    if header is None:
        return
    words = {variant.code: set(variant.words) for variant in header.variants}
    yield from _faults_of_header(header)
    items: list[PlacedItem] = [
        (("sections", s, "items", n), item) for s, (_, held) in sections.items() for n, item in held.items()
    ]
    for n, scale in scales.items():
        yield from _unknown(("scales", n), scale, words)
    for s, (section, _) in sections.items():
        yield from _unknown(("sections", s), (section.title, section.intro) if section else (), words)
    for place, item in items:
        for code in item.variants:
            if code not in words:
                yield (*place, "variants"), f"there is no variant “{code}”; there are {', '.join(words) or 'none'}"
        meant = {code: words[code] for code in (item.variants or words) if code in words}
        yield from _unknown(place, item, meant)
    yield from _faults_of_routes(items, set(words))
    if words:
        for n in translations:
            yield ("translations", n), "a questionnaire with variants cannot be translated yet; make two files of it"


def _faults_of_header(header: Header) -> Iterator[Fault]:
    codes = [variant.code for variant in header.variants]
    every = {name for variant in header.variants for name in variant.words}
    for n, variant in enumerate(header.variants):
        place = ("variants", n)
        if variant.code in codes[:n]:
            yield (*place, "code"), f"two variants have the code “{variant.code}”"
        for name in sorted(every - set(variant.words)):
            yield (*place, "words"), f"“{name}” is missing; another variant has it"
        for name in placeholders(variant):
            yield (*place, "words"), f"holds {{{name}}}; the words of a variant hold no placeholder"
    words = {variant.code: set(variant.words) for variant in header.variants}
    for code in sorted(set(placeholders(header.title))):
        yield ("title",), f"holds {{{code}}}; a variant's own title is added to it, so it needs none"
    rest = (header.support, header.comment_note, header.audiences, header.topics)
    yield from _unknown((), rest, words)


def _unknown(place: tuple[str | int, ...], part: object, words: Mapping[str, set[str]]) -> Iterator[Fault]:
    """Placeholders for which some variant (or a file without variants) has no words."""
    for name in sorted(set(placeholders(part))):
        if not words:
            yield place, f"holds {{{name}}}, but this file has no [[variants]] with words for it"
        elif lacking := [code for code, known in words.items() if name not in known]:
            yield place, f"holds {{{name}}}, for which there are no words in {', '.join(lacking)}"


def _faults_of_routes(items: list[PlacedItem], every: set[str]) -> Iterator[Fault]:
    asked: dict[str, Item] = {item.code: item for _, item in items}
    for place, item in items:
        for code, _ in items_named(item.show_if) if item.show_if else ():
            seen = asked.get(code)
            lacking = set(item.variants or every) - set(seen.variants or every) if seen else set()
            if lacking:
                yield (*place, "show_if"), f"looks at {code}, which is not asked in {', '.join(sorted(lacking))}"
