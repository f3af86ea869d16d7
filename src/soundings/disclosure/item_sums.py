"""What is told of one item, as sums over unknown answers: the system that the gate and an outsider's audit attack.

The unknowns are, for each cell, its answers by option and last those without an answer; where several options may be
ticked, one before that counts the people who answered. The forms are, for each group, the people, the base, every
option and every side, and where the item is scored the sum of its scores. After those come rows that tie the
breakdowns together, which come to nought, and rows of what ticks can be.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from soundings.disclosure.marks import SIDES

Whole = NDArray[np.int64]
Key = tuple[str, str]

PEOPLE_KEY, BASE_KEY, SCORE_KEY = ("people", ""), ("base", ""), ("score", "")
PEOPLE, BASE, AHEAD = 0, 1, 2


@dataclass(frozen=True)
class ItemSums:
    """The sums of one item: its options by code, the side of each, and the whole steps of their scores, if it has any.

    ``independent`` says that options may be ticked together, so that they do not add up to the base.
    """

    options: tuple[str, ...]
    side_of: tuple[str, ...]
    independent: bool = False
    steps: tuple[int, ...] = ()

    @cached_property
    def sides(self) -> tuple[str, ...]:
        return tuple(side for side in SIDES if side in self.side_of and not self.independent)

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """The forms of a group in order, by measure and option."""
        counts = [("count", option) for option in self.options]
        sides = [(f"{side}_count", "") for side in self.sides]
        return (PEOPLE_KEY, BASE_KEY, *counts, *sides, *([SCORE_KEY] if self.steps else []))

    @property
    def width(self) -> int:
        """How many unknowns each cell has."""
        return len(self.options) + (2 if self.independent else 1)

    def told_by_its_side(self, place: int) -> bool:
        """Whether this form is an option that is all of its side: the side is attacked for both."""
        share = place - AHEAD
        if not self.sides or not 0 <= share < len(self.options):
            return False
        side = self.side_of[share]
        return side in self.sides and self.side_of.count(side) == 1

    def over(self, members: Whole, links: Whole) -> sparse.csr_array:
        """All forms over all cells; ``members`` are the groups over the cells, ``links`` what comes to nought."""
        forms = [
            sparse.kron(sparse.csr_array(members), sparse.csr_array(self._each())),
            sparse.kron(sparse.csr_array(links), sparse.eye_array(self.width, dtype=np.int64)),
        ]
        if self.independent:
            cells = sparse.eye_array(members.shape[1], dtype=np.int64)
            forms.append(sparse.csr_array(sparse.kron(cells, self._ticks())))
        return sparse.csr_array(sparse.vstack(forms, format="csr"))

    def _each(self) -> Whole:
        """The forms of one cell over its own unknowns."""
        answers = len(self.options)
        each = np.zeros((len(self.keys), self.width), dtype=np.int64)
        each[AHEAD : AHEAD + answers, :answers] = np.eye(answers, dtype=np.int64)
        for n, side in enumerate(self.sides, start=AHEAD + answers):
            each[n, [place for place, of in enumerate(self.side_of) if of == side]] = 1
        if self.steps:
            each[-1, :answers] = self.steps
        valid = [answers] if self.independent else list(range(answers))
        each[BASE, valid] = 1
        each[PEOPLE, [*valid, self.width - 1]] = 1
        return each

    def _ticks(self) -> Whole:
        """Whoever answered ticked each option at most once: the people of a cell, less the ticks of each option;
        and at least one of them: all ticks less the people. Both are never below nought.
        """
        answers = len(self.options)
        each = np.zeros((answers + 1, self.width), dtype=np.int64)
        each[:answers, answers] = 1
        each[np.arange(answers), np.arange(answers)] = -1
        each[answers, :answers], each[answers, answers] = 1, -1
        return each
