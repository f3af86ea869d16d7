"""Which groups are shown: R1, the threshold, and R2, nothing small by adding and subtracting, at the least loss.

Over all breakdowns together: the people who belong to exactly the same groups are a *cell*, and no set of one to nine
people may be a combination of shown groups (``span``). What has already left in an earlier release of the same wave
is a constant: it can be combined with everything, and not withheld any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from soundings.disclosure.least_loss import Clause, Levels, NothingHelpsError, least_loss
from soundings.disclosure.span import Derived, smallest_set

WHOLE = -1

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]
Told = Mapping[tuple[str, str], tuple[int, int]]


@dataclass(frozen=True)
class Constant:
    """A group that an earlier release showed: its name, and its row over the cells.

    ``group`` is its position among the groups planned now, or -1. ``told`` says by item what each of its counts was
    said to be, at least and at most, by measure and option.
    """

    name: str
    row: Whole
    dimension: str = ""
    group: int = -1
    told: Mapping[str, Told] = field(default_factory=dict)

    def tells(self, item: str | None, *, in_full: bool) -> bool:
        """Whether it showed this item, or this item's options; any item where none is named."""
        if item is None:
            return False
        if not item:  # who answered is told by the roster's rules, and is no result
            return not self.told or any(self.told)
        told = self.told.get(item, {})
        return any(option for _, option in told) if in_full else bool(told)


@dataclass(frozen=True)
class Lost:
    """A group that an earlier release planned and this one does not: everybody knows who is in it.

    ``eligible`` is its roster; ``people`` is how many of them answered, as printed then; NaN where it is not known.
    """

    name: str
    row: Whole
    dimension: str
    eligible: float = float("nan")
    people: float = float("nan")

    @property
    def key(self) -> tuple[str, bytes]:
        return self.dimension, self.row.tobytes()


@dataclass(frozen=True)
class Hiding:
    """Groups (rows, the whole survey first) over cells (columns), to be shown or hidden together."""

    members: Whole
    constants: tuple[Constant, ...] = ()

    @cached_property
    def _constant_rows(self) -> Whole:
        return np.array([constant.row for constant in self.constants], dtype=np.int64).reshape(
            len(self.constants), self.members.shape[1]
        )

    def shown(self, people: Whole, allowed: Mask, threshold: int, worth: Whole | None = None) -> Mask:
        """Which groups are shown when the cells hold so many people.

        Groups that are not allowed or below the threshold are hidden; then the least others, by what each is
        ``worth`` (else one like another) and then by people, until no set of one to ``threshold`` - 1 people is
        given away. Raises NothingHelpsError where earlier releases alone give one away.
        """
        sizes = self.members @ people
        each = np.ones(len(sizes), dtype=np.int64) if worth is None else worth
        standing = np.flatnonzero(allowed & (sizes >= threshold))
        if not len(standing):
            return np.zeros(len(sizes), dtype=bool)

        def leaks(levels: Levels) -> list[Clause]:
            kept = standing[np.array(levels) == 0]
            found = self.derived(people, kept, threshold)
            if found is None:
                return []
            place = {int(group): chain for chain, group in enumerate(standing)}
            used = [int(kept[row]) for row in found.recipe if row < len(kept)]
            return [Clause(frozenset((place[group], 1) for group in used))]

        levels, _ = least_loss(_costs(sizes[standing], each[standing], standing), leaks)
        shown = np.zeros(len(sizes), dtype=bool)
        shown[standing[np.array(levels) == 0]] = True
        return shown

    def derived(self, people: Whole, shown: Whole, below: int) -> Derived | None:
        """The smallest set that these groups and the constants give away; recipes count the constants last."""
        peopled = people > 0
        rows = np.concatenate([self.members[shown], self._constant_rows])[:, peopled]
        return smallest_set(rows, (rows @ people[peopled]).tolist(), below)


def _costs(sizes: Whole, worth: Whole, groups: Whole) -> list[tuple[int, int]]:
    """What is lost counts before people; the whole survey costs more than all groups together."""
    unit = int(sizes.max()) * len(sizes) + 1
    most = unit * (int(worth.sum()) + 1)
    return [
        (0, (most if group == 0 else 0) + unit * int(lost) + int(size))
        for size, lost, group in zip(sizes, worth, groups, strict=True)
    ]


def shown_groups(
    people: int, sizes: Sequence[int], parents: Sequence[int], allowed: Sequence[bool], threshold: int
) -> list[bool]:
    """The same for one breakdown: for each group whether it is shown beside the whole survey of so many ``people``.

    ``parents`` gives each group's position of its parent, before it, or -1.
    """
    hiding, cells = one_tree(people, sizes, parents)
    shown = hiding.shown(cells, np.array([True, *allowed], dtype=bool), threshold)
    return [bool(ok) for ok in shown[1:]]


def one_tree(people: int, sizes: Sequence[int], parents: Sequence[int]) -> tuple[Hiding, Whole]:
    """One breakdown as rows over cells: the whole survey and each group, without what its own groups hold."""
    left = [people, *sizes]
    members = np.eye(len(left), dtype=np.int64)
    for child in range(len(sizes), 0, -1):
        parent = parents[child - 1] + 1
        left[parent] -= sizes[child - 1]
        members[parent] |= members[child]
    return Hiding(members), np.array(left, dtype=np.int64)


__all__ = ["WHOLE", "Constant", "Derived", "Hiding", "Lost", "NothingHelpsError", "Told", "one_tree", "shown_groups"]
