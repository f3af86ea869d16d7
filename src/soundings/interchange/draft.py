"""The shape every tool's questionnaire is brought into, before it is written as the text of an instrument.

Texts are kept by language; the empty language holds words that the tool itself supplies, such as Yes and No. Which
answers are favourable, and whether a list of answers is a scale at all, is for a person to say: a draft never says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from soundings.instrument import Condition

Words = Mapping[str, str]
DraftKind = Literal["choice", "choices", "number", "comment"]


@dataclass(frozen=True)
class Draft:
    """The text of an instrument, and what in the tool's file was not understood or not carried over."""

    text: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class DraftOption:
    code: str
    words: Words


@dataclass(frozen=True)
class DraftItem:
    """One item. ``ordered``: its answers look like a scale; ``family`` names what items with these answers share."""

    code: str
    words: Words
    kind: DraftKind
    options: tuple[DraftOption, ...] = ()
    family: str = ""
    ordered: bool = False
    guidance: Words = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    equality: bool = False
    show_if: Condition | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class DraftSection:
    """A page. ``remarks`` say what stood on it and was not carried over."""

    words: Words
    intro: Words
    items: tuple[DraftItem, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Questionnaire:
    """A whole questionnaire. ``languages`` are those besides its own."""

    code: str
    words: Words
    source: str
    language: str
    languages: tuple[str, ...]
    sections: tuple[DraftSection, ...]
    notes: tuple[str, ...]


def said(words: Words, language: str, base: str) -> str:
    """The words in a language, or the tool's own, or those of the questionnaire's first language."""
    return words.get(language) or words.get("") or words.get(base) or next(iter(words.values()), "")


def lacks(words: Words, language: str) -> bool:
    """Whether there are words, but none in this language."""
    return bool(words) and not words.get(language) and not words.get("")
