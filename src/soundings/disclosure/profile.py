"""The respondents' profile: how many of each kind answered. A profile item is itself a breakdown.

Categories under the threshold are grouped together, with those who gave no answer where that is needed, so that
no small category can be worked out.
"""

from __future__ import annotations

from dataclasses import dataclass

from soundings.analysis.counts import ItemCounts
from soundings.disclosure.release import OptionFacts

NOT_GIVEN = "not_given"
GROUPED = "grouped"


@dataclass(frozen=True)
class Category:
    """A category as shown, and its people."""

    option: OptionFacts
    people: int


def profile_categories(counts: ItemCounts, people: int, threshold: int) -> tuple[Category, ...]:
    """The categories of a profile item with the small ones grouped; together they are everybody who answered.

    Empty when not even two categories can stand apart.
    """
    known = [(option.code, option.label, int(n)) for option, n in zip(counts.options, counts.counts[0], strict=True)]
    left = people - sum(n for _, _, n in known)
    every = [(code, label, n) for code, label, n in known if n] + ([(NOT_GIVEN, "Not given", left)] if left else [])
    small = [category for category in every if category[2] < threshold]
    large = [category for category in every if category[2] >= threshold]
    if small and sum(n for _, _, n in small) < threshold:
        joined = _partner(large)
        small, large = [*joined, *small], [category for category in large if category not in joined]
    categories = [Category(OptionFacts(code, label), n) for code, label, n in large]
    if small:
        ordered = [category for category in every if category in small]
        categories.append(Category(_grouped(ordered), sum(n for _, _, n in ordered)))
    return tuple(categories) if len(categories) > 1 else ()


def _partner(large: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """What small categories are grouped with when they are too few by themselves: "not given", else the smallest."""
    given = [category for category in large if category[0] == NOT_GIVEN]
    return given or sorted(large, key=lambda category: category[2])[:1]


def _grouped(small: list[tuple[str, str, int]]) -> OptionFacts:
    labels = [label if code != NOT_GIVEN else "not given" for code, label, _ in small]
    if len(labels) == 1:
        return OptionFacts(small[0][0], small[0][1])
    if len(labels) > 4:
        return OptionFacts(GROUPED, f"{len(labels)} other groups together")
    return OptionFacts(GROUPED, f"{', '.join(labels[:-1])} or {labels[-1]}")
