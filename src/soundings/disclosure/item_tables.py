"""One item as the attacker sees it: the truth behind its sums, what each mark tells, and what must stay unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from soundings.analysis.counts import Ints, ItemCounts
from soundings.disclosure.already_out import told_already
from soundings.disclosure.attacker import Tables, Target
from soundings.disclosure.item_sums import AHEAD, BASE, PEOPLE, ItemSums
from soundings.disclosure.lattice import Lattice
from soundings.disclosure.marks import HIDDEN, SHOWN, Marks, told_range
from soundings.disclosure.withholding import Chain, Statement, Watch


@dataclass(frozen=True)
class ItemTables:
    """One item over the lattice: its sums (people, base, options, sides, score) by group, and their true values.

    ``people`` are the fewest and the most who can have answered the survey in each group, as far as is known.
    """

    lattice: Lattice
    counts: ItemCounts
    people: tuple[Ints, Ints]

    @cached_property
    def sums(self) -> ItemSums:
        counts = self.counts
        scores = np.array(counts.scores)
        steps = np.rint(scores * (len(scores) - 1) / 100).astype(int).tolist()
        codes = tuple(option.code for option in counts.options)
        return ItemSums(codes, counts.sides, counts.independent, tuple(steps))

    def form(self, group: int, place: int) -> int:
        """The position of a form; ``place`` counts people, base, options, sides and the score."""
        return group * len(self.sums.keys) + place

    @cached_property
    def shares(self) -> Ints:
        """Every option's and side's count by group, in the order of the marks."""
        return self.lattice.rows @ self.cell_shares

    @cached_property
    def base(self) -> Ints:
        """Valid answers by group."""
        return self.lattice.rows @ self.counts.cell_base

    @cached_property
    def cell_shares(self) -> Ints:
        """The same by cell."""
        cells = self.counts.cells
        parts = [cells[:, [n for n, of in enumerate(self.counts.sides) if of == side]] for side in self.sums.sides]
        return np.concatenate([cells, *(part.sum(axis=1, keepdims=True) for part in parts)], axis=1)

    @cached_property
    def tables(self) -> Tables:
        """All whole-number tables, each breakdown apart."""
        rest = self.lattice.cells - self.counts.cell_base
        parts = [self.counts.cells, rest[:, None]]
        if self.counts.independent:
            parts.insert(1, self.counts.cell_base[:, None])
        apart = self.lattice.apart
        truth = (apart.gather @ np.concatenate(parts, axis=1)).ravel()
        return Tables(self.sums.over(apart.members, apart.links), truth)

    def chain(self, group: int, ladder: Sequence[Marks], costs: Sequence[int]) -> Chain:
        """What each step of a group's ladder tells beside earlier releases, and costs."""
        told = [self.statement(group, marks) for marks in ladder]
        fresh = [{form: said for form, said in one.items() if self.released.get(form) != said} for one in told]
        return Chain(tuple(fresh), tuple(costs))

    @cached_property
    def released(self) -> Statement:
        """What earlier releases told of this item, in the groups planned now and in those that are lost."""
        placed = [(self.lattice.place(constant), constant) for constant in self.lattice.constants]
        return told_already(self.counts.item.code, self.sums, placed)

    def exact(self, group: int, place: int) -> bool:
        """Whether an earlier release printed this number as it is."""
        low, high = self.released.get(self.form(group, place), (0, 1))
        return low == high

    def exactly(self, group: int, share: int) -> bool:
        """The same of an option or side, in the order of the marks."""
        return self.exact(group, AHEAD + share)

    def names(self, forms: Sequence[int]) -> list[str]:
        """The groups that these forms belong to, as people know them."""
        labels = ["the whole survey", *(node.label for cut in self.lattice.cuts for node in cut.nodes)]
        labels += [group.name for group in self.lattice.lost]
        return [labels[group] for group in sorted({form // len(self.sums.keys) for form in forms})]

    def statement(self, group: int, marks: Marks) -> Statement:
        """What these marks tell of a group's forms."""
        if marks.silent:
            return {}
        base = int(self.counts.base[group])
        told = {self.form(group, BASE): (base, base)}
        full = self.lattice.plan.full_distribution
        for n, status in enumerate(marks.every):
            if status != HIDDEN:
                told[self.form(group, AHEAD + n)] = told_range(status, int(self.shares[group, n]), base, full)
        if self.counts.scores and marks.mean_known(base):
            # A topic's score may be shown here although this question withholds its options, and may tell its mean.
            total = int(self.counts.counts[group] @ self.sums.steps)
            told[self.form(group, len(self.sums.keys) - 1)] = (total, total)
        return told

    def known(self) -> Statement:
        """What is known beside this item: the people who answered at all, by group."""
        least, most = self.people
        told = {self.form(group, PEOPLE): (int(least[group]), int(most[group])) for group in range(len(least))}
        first, links = self.form(len(least), 0), len(self.lattice.apart.links) * self.sums.width
        return {**told, **self.released} | {first + n: (0, 0) for n in range(links)}

    def watches(self, group: int, chain: int, ladder: Sequence[Marks]) -> list[Watch]:
        """What must stay unknown of a group: R3 where nothing is told of it, and no count that is not shown fixed."""
        silent = len(ladder) - 1
        # Of whom an earlier release told something, R3 is asked no more; no count may be fixed all the same.
        far = [] if self.released.get(self.form(group, BASE)) else self._far(group)
        found = [Watch(target, (chain, silent) if silent else None) for target in far]
        for n, value in enumerate(self.shares[group]):
            level = next((level for level, marks in enumerate(ladder) if marks.every[n] != SHOWN), None)
            if level is not None and not self.sums.told_by_its_side(AHEAD + n) and not self.exact(group, AHEAD + n):
                target = Target(self.form(group, AHEAD + n), int(value) - 1, int(value) + 1, either=True)
                found.append(Watch(target, (chain, level) if level else None))
        return found

    def _far(self, group: int) -> list[Target]:
        """R3: two more and two fewer, as far as the people known to be there and the whole survey's count allow.

        What the whole survey says of everybody is what the survey is for; a group can never hold more of it.
        """
        least, most = (int(ends[group]) for ends in self.people)
        values = [
            (AHEAD + n, int(value), min(most, int(self.shares[0, n])))
            for n, value in enumerate(self.shares[group])
            if not self.sums.told_by_its_side(AHEAD + n)
        ]
        if least < most:  # else participation has said it already
            values.append((BASE, int(self.base[group]), min(most, int(self.base[0]))))
        return [
            Target(self.form(group, place), value - min(value, 2), min(value + 2, limit))
            for place, value, limit in values
        ]
