"""Nobody and everybody, by implication (rule R4): sets below fifty that shown groups give away, all of one mind.

A set of ten to forty-nine people that is a combination of groups showing the same share is known as well as they are.
If nobody in it, or everybody, gave that answer, the combination says so.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from soundings.analysis.counts import Ints
from soundings.disclosure.item_tables import ItemTables
from soundings.disclosure.lattice import Mask
from soundings.disclosure.least_loss import Clause, Levels
from soundings.disclosure.marks import CAPPED_BELOW, SHOWN, Marks
from soundings.disclosure.span import row_space, smallest_set

_CLEARLY = 1e-4


class UnanimousSets:
    """The sets of one item that would be told to be of one mind. The same question is answered once."""

    def __init__(self, item: ItemTables, ladders: Sequence[Sequence[Marks]]) -> None:
        self.item, self.ladders = item, ladders
        self._recipes: dict[tuple[int, bool, tuple[int, ...]], list[int]] = {}
        self._ranks: dict[tuple[int, ...], int] = {}

    def clauses(self, levels: Levels) -> list[Clause]:
        """For each share that groups show exactly, what would stop it telling that a small set is of one mind."""
        marks = [steps[level] for steps, level in zip(self.ladders, levels, strict=True)]
        found = []
        for share in range(self.item.shares.shape[1]):
            told = [self.item.exactly(group, share) for group in range(len(self.item.lattice.rows))]
            now = [mark.every[share] == SHOWN for mark in marks]
            showing = tuple(group for group, before in enumerate(told) if before or (group < len(now) and now[group]))
            for everybody in (False, True):
                recipe = self._recipe(share, everybody, showing)
                if recipe:
                    found.append(_clause([group for group in recipe if not told[group]], share, marks, self.ladders))
        return found

    def _recipe(self, share: int, everybody: bool, showing: tuple[int, ...]) -> list[int]:
        """The groups that tell such a set, or none."""
        key = (share, everybody, showing)
        if key not in self._recipes:
            base, cells = self.item.counts.cell_base, self.item.cell_shares[:, share]
            one_mind = cells == (base if everybody else 0)
            self._recipes[key] = self._given_away(list(showing), base > 0, one_mind)
        return self._recipes[key]

    def _given_away(self, showing: list[int], peopled: Mask, one_mind: Mask) -> list[int]:
        if len(showing) < 2 or not (one_mind & peopled).any():
            return []
        rows = self.item.lattice.rows[showing][:, peopled]
        if self._nothing_vanishes(tuple(showing), rows, one_mind[peopled]):
            return []
        people = self.item.base[showing].tolist()
        derived = smallest_set(rows, people, CAPPED_BELOW, inside=one_mind[peopled])
        return [showing[n] for n in derived.recipe] if derived else []

    def _nothing_vanishes(self, showing: tuple[int, ...], rows: Ints, inside: Mask) -> bool:
        """Whether no combination of these groups comes to nothing outside: their rank is the same there.

        The rank is exact; outside it is counted from below, so that a doubt only costs the longer search.
        """
        if showing not in self._ranks:
            self._ranks[showing] = len(row_space(rows).pivots)
        outside = rows[:, ~inside].astype(float)
        return int((np.linalg.eigvalsh(outside @ outside.T) > _CLEARLY).sum()) == self._ranks[showing]


def _clause(recipe: list[int], share: int, marks: Sequence[Marks], ladders: Sequence[Sequence[Marks]]) -> Clause:
    """One of the groups must step down to where it does not show this share exactly."""
    reach = set()
    for group in recipe:
        now = ladders[group].index(marks[group])
        steps = range(now + 1, len(ladders[group]))
        step = next((level for level in steps if ladders[group][level].every[share] != SHOWN), None)
        if step is not None:
            reach.add((group, step))
    return Clause(frozenset(reach))
