"""What somebody who holds release files can work out of one item: how far each count can be narrowed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from soundings.disclosure.attacker import ENDLESS
from soundings.disclosure.hiding import Told
from soundings.disclosure.item_sums import BASE, PEOPLE, PEOPLE_KEY, ItemSums
from soundings.disclosure.outside import OutsideCells
from soundings.disclosure.release import ItemFacts
from soundings.disclosure.solver import Answer, Program
from soundings.errors import RefusedError

_NEAR = 1e-6


class Outsider:
    """Everything told of one item by group, and of the ``people`` of each group, put to the solver."""

    def __init__(
        self, cells: OutsideCells, item: ItemFacts, told: Sequence[Told], people: Sequence[tuple[int, int]]
    ) -> None:
        self.cells = cells
        options = item.options
        self.sums = ItemSums(tuple(o.code for o in options), tuple(o.side for o in options), item.kind == "choices")
        self.forms = self.sums.over(cells.members, cells.links)
        least, most = np.zeros(self.forms.shape[0]), np.full(self.forms.shape[0], np.inf)
        for group, said in enumerate(told):
            for place, key in enumerate(self.sums.keys):
                low, high = people[group] if key == PEOPLE_KEY else said.get(key, (0, int(ENDLESS)))
                at = self._form(group, place)
                least[at], most[at] = low, high if high < ENDLESS else np.inf
        first = self._form(len(told), 0)
        most[first : first + len(cells.links) * self.sums.width] = 0
        self.programs = [Program(self.forms), Program(self.forms, whole=True)]
        for program in self.programs:
            program.bound(least, most)
        self._bounds = least, most
        self._seen = np.full(len(least), np.inf), np.full(len(least), -np.inf)
        self._ends: dict[int, tuple[int, int, tuple[int, ...]]] = {}

    def _form(self, group: int, place: int) -> int:
        return group * len(self.sums.keys) + place

    def surely_wider(self, group: int, place: int, width: int) -> bool:
        """Whether tables found on the way to other counts already have this one further apart than that."""
        low, high = self._seen
        form = self._form(group, place)
        return bool(high[form] - low[form] > width)

    def _see(self, table: NDArray[np.float64]) -> None:
        """Keep how far a table reaches, if in whole numbers it truly agrees with everything told."""
        whole = np.rint(table)
        values = self.forms @ whole
        least, most = self._bounds
        if (whole >= 0).all() and ((least <= values) & (values <= most)).all():
            low, high = self._seen
            np.minimum(low, values, out=low)
            np.maximum(high, values, out=high)

    def interval(self, group: int, place: int) -> tuple[int, int, tuple[int, ...]]:
        """The least and the most this count may be, and the groups whose figures say so."""
        form = self._form(group, place)
        if form not in self._ends:
            goal = np.ravel(self.forms[[form]].todense()).astype(float)
            below, above = self._end(goal), self._end(-goal)
            rows = np.flatnonzero((np.abs(below.prices) > _NEAR) | (np.abs(above.prices) > _NEAR))
            told = rows[rows < self._form(len(self.cells.groups), 0)]
            proof = tuple(np.unique(told // len(self.sums.keys)).tolist())
            self._ends[form] = round(below.best), round(-above.best), proof
        return self._ends[form]

    def _end(self, goal: NDArray[np.float64]) -> Answer:
        relaxed = self.programs[0].minimise(goal)
        if relaxed is None:
            raise RefusedError("the figures of these releases contradict each other")
        if np.abs(relaxed.values - np.rint(relaxed.values)).max() < _NEAR:
            self._see(relaxed.values)
            return relaxed
        whole = self.programs[1].minimise(goal)
        if whole is None:
            raise RefusedError("the figures of these releases contradict each other")
        self._see(whole.values)
        return Answer(whole.best, whole.values, relaxed.prices)

    def allowed(self, group: int, place: int) -> tuple[int, int, int]:
        """What the roster and the whole survey alone leave open, and the most they surely allow."""
        base_low, base_high, _ = self.interval(group, BASE)
        if not group:
            return 0, base_high, base_low
        people = self.interval(group, PEOPLE)[1]
        whole_low, whole_high, _ = self.interval(0, place)
        whole_base = self.interval(0, BASE)[0]
        least = 0 if self.sums.independent else max(0, whole_low - (whole_base - base_low))
        return least, min(base_high, whole_high), min(people, whole_low)
