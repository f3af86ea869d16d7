"""The pages of a questionnaire: a section each, parted where a question depends on another of the same section.

Without a script a page cannot change while it is read, so a question that depends on an answer stands on the page after
it, and only for those who are asked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from soundings.instrument import Instrument, Item, Section
from soundings.instrument.answers import chosen
from soundings.instrument.routing import items_asked, items_named


@dataclass(frozen=True)
class Page:
    """One page: its number from 1, its section with the section's number, and its questions."""

    number: int
    section: Section
    section_number: int
    items: tuple[Item, ...]


def pages_of(instrument: Instrument, audience: str, attached: Collection[str]) -> tuple[Page, ...]:
    """Every page there is for this audience. What is attached from the roster is not asked."""
    pages: list[Page] = []
    number = 0
    for section in instrument.sections:
        items = [item for item in section.items if item.meant_for(audience) and item.code not in attached]
        number += bool(items)
        pages += [Page(0, section, number, part) for part in _parted(items)]
    return tuple(Page(n, page.section, page.section_number, page.items) for n, page in enumerate(pages, start=1))


def _parted(items: list[Item]) -> list[tuple[Item, ...]]:
    """The questions of a section in parts, so that none depends on another of its own part."""
    parts: list[list[Item]] = [[]]
    for item in items:
        here = {other.code for other in parts[-1]}
        if item.show_if and here & {code for code, _ in items_named(item.show_if)}:
            parts.append([])
        parts[-1].append(item)
    return [tuple(part) for part in parts if part]


def asked_on(page: Page, instrument: Instrument, answers: Mapping[str, Any], audience: str) -> tuple[Item, ...]:
    """The questions of a page that this respondent is asked."""
    return next((items for _, items in whole_way((page,), instrument, answers, audience)), ())


def whole_way(
    pages: tuple[Page, ...], instrument: Instrument, answers: Mapping[str, Any], audience: str
) -> list[tuple[Page, tuple[Item, ...]]]:
    """The pages that ask this respondent something, each with the questions it asks."""
    asked = {item.code for item in items_asked(instrument, chosen(answers), audience)}
    ways = [(page, tuple(item for item in page.items if item.code in asked)) for page in pages]
    return [(page, items) for page, items in ways if items]


def step(
    pages: tuple[Page, ...], number: int, by: int, instrument: Instrument, answers: Mapping[str, Any], audience: str
) -> int:
    """The number of the next page (or with -1 the one before) that asks something; 0 beyond either end."""
    while 1 <= (number := number + by) <= len(pages):
        if asked_on(pages[number - 1], instrument, answers, audience):
            return number
    return 0
