"""Answers that changed since an earlier release: how many returns must differ, in every set that subtraction reaches.

Whoever holds both releases subtracts one from the other. What is left is about the returns that changed alone, and
adding and subtracting groups leaves fewer of them. Neither release says where the changes lie, so every difference of
shown groups is looked at that could single out a part of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations, product

import numpy as np

from soundings.analysis.counts import STATES, Ints, ItemCounts
from soundings.disclosure.hiding import Told
from soundings.disclosure.marks import SIDES

FEWEST = 10
SIDE_COUNTS = tuple(f"{side}_count" for side in SIDES)
_MOST_TOGETHER, _MANY = 3, 12


@dataclass(frozen=True)
class ShownThen:
    """A group an earlier release showed: who is in it, what was told of it, and where it stands now, or -1."""

    dimension: str
    label: str
    row: Ints
    told: Mapping[str, Told]
    now: int
    left: bool = False
    of: int = 1

    @property
    def name(self) -> str:
        if not self.label:
            return "the whole survey"
        if self.of > 1 or not self.dimension:
            return self.label
        return f"“{self.label}” ({self.dimension})"

    @property
    def words(self) -> str:
        return f"{self.name} without the groups shown in it, by {self.dimension}" if self.left else self.name


def less(said: Told, parts: Sequence[Told]) -> dict[tuple[str, str], tuple[int, int]]:
    return {
        key: (low - sum(part[key][1] for part in parts), high - sum(part[key][0] for part in parts))
        for key, (low, high) in said.items()
        if all(key in part for part in parts)
    }


def least_changed(group: ShownThen, counts: Mapping[str, ItemCounts], people: Ints) -> int:
    """At least how many returns differ from those that were told of: a return moves one answer at most to another."""
    least = 0
    for item, said in group.told.items():
        if item in counts:
            least = max(least, _changed_in(counts[item], group.row, said))
        elif not item and ("responses", "") in said:
            least = max(least, abs(_outside(int(group.row @ people), said["responses", ""])))
    return least


def _changed_in(counts: ItemCounts, row: Ints, said: Told) -> int:
    true = _truth(counts, row)
    off = {key: _outside(true[key], told) for key, told in said.items() if key in true}
    classes: list[list[int]] = [[change] for change in off.values()]
    if not counts.independent:
        classes.append([change for (measure, _), change in off.items() if measure == "count" or measure in STATES])
        classes.append([change for (measure, _), change in off.items() if measure in SIDE_COUNTS])
    return max((moved(changes) for changes in classes), default=0)


def moved(changes: Sequence[int]) -> int:
    return max(sum(max(change, 0) for change in changes), sum(max(-change, 0) for change in changes))


def _outside(value: int, told: tuple[int, int]) -> int:
    """How far a value lies outside what was told of it."""
    low, high = told
    return value - high if value > high else min(value - low, 0)


def _truth(counts: ItemCounts, row: Ints) -> dict[tuple[str, str], int]:
    answers = row @ counts.cells
    true = {("base", ""): int(row @ counts.cell_base)}
    true |= {("count", option.code): int(n) for option, n in zip(counts.options, answers, strict=True)}
    for side, measure in zip(SIDES, SIDE_COUNTS, strict=True):
        if side in counts.sides:
            true[measure, ""] = int(sum(answers[[n for n, of in enumerate(counts.sides) if of == side]]))
    if (row == 1).all():
        true |= {(state, ""): people for state, people in counts.states.items()}
    return true


def few_between(changed: Sequence[ShownThen], counts: Mapping[str, ItemCounts]) -> dict[str, int]:
    """Differences between breakdowns in which 1 to 9 returns changed, in words.

    ``changed`` are the groups in which returns changed; what did not change cancels. Of a team and a role that overlap,
    the one less the other may leave a few of those that changed, whoever else the two hold.
    """
    blocks: dict[str, list[ShownThen]] = {}
    for group in changed:
        blocks.setdefault(group.dimension, []).append(group)
    sides = {name: list(_together(block)) for name, block in blocks.items()}
    rests = {(one, other): list(_nested(blocks[one], sides[other])) for one, other in permutations(blocks, 2) if one}
    pairs = [(sides[one], sides[other]) for one, other in combinations(sides, 2)]
    pairs += [(sides[name], rest) for between, rest in rests.items() for name in sides if name not in between]
    few = {}
    for one, other in pairs:
        for first, second in product(one, other):
            number = _fewest_between(first, second, counts) if first.row @ second.row else 0
            if 0 < number < FEWEST:
                few[f"{first.name} without {second.name}"] = number
    return few


def _fewest_between(first: ShownThen, second: ShownThen, counts: Mapping[str, ItemCounts]) -> int:
    """At least how many returns changed in one and not in the other; no more is asked once they are enough."""
    least, row = 0, first.row - second.row
    for item, said in first.told.items():
        if item in counts and item in second.told:
            least = max(least, _changed_in(counts[item], row, less(said, [second.told[item]])))
            if least >= FEWEST:
                return least
    return least


def _nested(groups: Sequence[ShownThen], others: Sequence[ShownThen]) -> Iterator[ShownThen]:
    """Each group without groups of another breakdown that lie in it."""
    for group in groups:
        for part in others:
            if (part.row <= group.row).all():
                yield _between(group, part)


def _together(groups: Sequence[ShownThen]) -> Iterator[ShownThen]:
    """The groups of one breakdown, and a few of them together where nobody is in two."""
    most = _MOST_TOGETHER if len(groups) <= _MANY else 2
    for number in range(1, most + 1):
        for some in combinations(groups, number):
            row: Ints = np.sum([group.row for group in some], axis=0)
            if row.max(initial=0) <= 1:
                yield _sum(some, row)


def _sum(groups: Sequence[ShownThen], row: Ints) -> ShownThen:
    told = {}
    for item in groups[0].told:
        if all(item in group.told for group in groups):
            parts = [group.told[item] for group in groups]
            keys = [key for key in parts[0] if all(key in part for part in parts)]
            told[item] = {
                key: (sum(part[key][0] for part in parts), sum(part[key][1] for part in parts)) for key in keys
            }
    return ShownThen("", " and ".join(group.name for group in groups), row, told, -1, of=len(groups))


def _between(group: ShownThen, other: ShownThen) -> ShownThen:
    """What is in the one and not in the other, less what is in the other alone."""
    told = {item: less(said, [other.told[item]]) for item, said in group.told.items() if item in other.told}
    return ShownThen("", f"{group.name} without {other.name}", group.row - other.row, told, -1, of=2)
