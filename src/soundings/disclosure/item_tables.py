"""One item as the attacker sees it: sums over cells and answers, what each mark tells, and what must stay unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from soundings.analysis.counts import Ints, ItemCounts
from soundings.disclosure.attacker import Tables, Target
from soundings.disclosure.lattice import Lattice
from soundings.disclosure.marks import HIDDEN, SHOWN, SIDES, Marks, told_range
from soundings.disclosure.withholding import Chain, Statement, Watch, bounds

PEOPLE, BASE = 0, 1
_AHEAD = 2


@dataclass(frozen=True)
class ItemTables:
    """The forms of one item: for each group people, base, then every option and every side.

    ``people`` are the fewest and the most who can have answered the survey in each group, as far as is known.
    """

    lattice: Lattice
    counts: ItemCounts
    people: tuple[Ints, Ints]

    @cached_property
    def sides(self) -> tuple[str, ...]:
        return tuple(side for side in SIDES if side in self.counts.sides and not self.counts.independent)

    @cached_property
    def per_group(self) -> int:
        """How many forms each group has."""
        return _AHEAD + len(self.counts.options) + len(self.sides) + bool(self.counts.scores)

    @cached_property
    def steps(self) -> Ints:
        """The score of each option in whole steps of the scale."""
        scores = np.array(self.counts.scores)
        return np.rint(scores * (len(scores) - 1) / 100).astype(np.int64)

    def form(self, group: int, place: int) -> int:
        """The position of a form; ``place`` counts people, base, options, sides."""
        return group * self.per_group + place

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
        parts = [cells[:, [n for n, of in enumerate(self.counts.sides) if of == side]] for side in self.sides]
        return np.concatenate([cells, *(part.sum(axis=1, keepdims=True) for part in parts)], axis=1)

    @cached_property
    def tables(self) -> Tables:
        """All whole-number tables, each breakdown apart; the unknowns of a cell are its answers by option, and those
        without an answer.

        Where several answers may be ticked, an unknown of its own counts the people who answered.
        """
        answers = len(self.counts.options)
        width = answers + (2 if self.counts.independent else 1)
        each = np.zeros((self.per_group, width), dtype=np.int64)
        each[_AHEAD : _AHEAD + answers, :answers] = np.eye(answers, dtype=np.int64)
        for n, side in enumerate(self.sides, start=_AHEAD + answers):
            each[n, [place for place, of in enumerate(self.counts.sides) if of == side]] = 1
        if self.counts.scores:
            each[-1, :answers] = self.steps
        valid = [answers] if self.counts.independent else list(range(answers))
        each[BASE, valid] = 1
        each[PEOPLE, [*valid, width - 1]] = 1
        rest = self.lattice.cells - self.counts.cell_base
        parts = [self.counts.cells, rest[:, None]]
        if self.counts.independent:
            parts.insert(1, self.counts.cell_base[:, None])
        apart = self.lattice.apart
        forms = [
            sparse.kron(sparse.csr_array(apart.members), sparse.csr_array(each)),
            sparse.kron(sparse.csr_array(apart.links), sparse.eye_array(width, dtype=np.int64)),
        ]
        if self.counts.independent:
            forms.append(self._ticks(width))
        truth = (apart.gather @ np.concatenate(parts, axis=1)).ravel()
        return Tables(sparse.csr_array(sparse.vstack(forms, format="csr")), truth)

    def _ticks(self, width: int) -> sparse.csr_array:
        """Whoever answered ticked each option at most once: the people of a cell, less the ticks of each option;
        and at least one of them: all ticks less the people. Both are never below nought.
        """
        answers = len(self.counts.options)
        each = np.zeros((answers + 1, width), dtype=np.int64)
        each[:answers, answers] = 1
        each[np.arange(answers), np.arange(answers)] = -1
        each[answers, :answers], each[answers, answers] = 1, -1
        cells = len(self.lattice.apart.gather)
        return sparse.csr_array(sparse.kron(sparse.eye_array(cells, dtype=np.int64), each))

    def chain(self, group: int, ladder: Sequence[Marks], costs: Sequence[int]) -> Chain:
        """What each step of a group's ladder tells beside earlier releases, and costs."""
        told = [self.statement(group, marks) for marks in ladder]
        fresh = [{form: said for form, said in one.items() if self.released.get(form) != said} for one in told]
        return Chain(tuple(fresh), tuple(costs))

    @cached_property
    def released(self) -> Statement:
        """What earlier releases told of this item, in the groups planned now and in those that are lost."""
        told: Statement = {}
        places = {("base", ""): BASE}
        places |= {("count", option.code): n for n, option in enumerate(self.counts.options, start=_AHEAD)}
        ahead = _AHEAD + len(self.counts.options)
        places |= {(f"{side}_count", ""): n for n, side in enumerate(self.sides, start=ahead)}
        if self.counts.scores:
            places["mean", ""] = self.per_group - 1
        for constant in self.lattice.constants:
            group = self.lattice.place(constant)
            if group < 0:
                continue
            said = [
                (places[key], known)
                for key, known in constant.told.get(self.counts.item.code, {}).items()
                if key in places
            ]
            for place, (low, high) in said:
                least, most = told.get(self.form(group, place), (low, high))
                told[self.form(group, place)] = max(least, low), min(most, high)
        return told

    def exact(self, group: int, place: int) -> bool:
        """Whether an earlier release printed this number as it is."""
        low, high = self.released.get(self.form(group, place), (0, 1))
        return low == high

    def exactly(self, group: int, share: int) -> bool:
        """The same of an option or side, in the order of the marks."""
        return self.exact(group, _AHEAD + share)

    def still_open(self, watches: Sequence[Watch]) -> list[Watch]:
        """R3 reaches only as far as what has left already allows; what that fixes outright stays, and is a leak."""
        least, most = bounds(self.tables, self.known(), (), ())
        closed = {leak.target for leak in self.tables.leaks(least, most, [watch.target for watch in watches])}
        return [
            replace(watch, target=self._reached(watch.target, least, most)) if watch.target in closed else watch
            for watch in watches
        ]

    def _reached(self, target: Target, least: Ints, most: Ints) -> Target:
        value = int(self.tables.values[target.form])
        lows = [replace(target, low=low, high=value, either=False) for low in range(target.low, value + 1)]
        highs = [replace(target, low=value, high=high, either=False) for high in range(target.high, value - 1, -1)]
        low = next(one.low for one in lows if not self.tables.leaks(least, most, [one]))
        high = next(one.high for one in highs if not self.tables.leaks(least, most, [one]))
        return target if low == high or target.either else replace(target, low=low, high=high)

    def given_away(self, watches: Sequence[Watch]) -> list[str]:
        """The groups of which something is given away when nothing more is told."""
        least, most = bounds(self.tables, self.known(), (), ())
        leaks = self.tables.leaks(least, most, [watch.target for watch in watches])
        groups = sorted({leak.target.form // self.per_group for leak in leaks})
        labels = ["the whole survey", *(node.label for cut in self.lattice.cuts for node in cut.nodes)]
        labels += [group.name for group in self.lattice.lost]
        return [labels[group] for group in groups]

    def statement(self, group: int, marks: Marks) -> Statement:
        """What these marks tell of a group's forms."""
        if marks.silent:
            return {}
        base = int(self.counts.base[group])
        told = {self.form(group, BASE): (base, base)}
        full = self.lattice.plan.full_distribution
        for n, status in enumerate(marks.every):
            if status != HIDDEN:
                told[self.form(group, _AHEAD + n)] = told_range(status, int(self.shares[group, n]), base, full)
        if self.counts.scores and marks.mean_known(base):
            # A topic's score may be shown here although this question withholds its options, and may tell its mean.
            total = int(self.counts.counts[group] @ self.steps)
            told[self.form(group, self.per_group - 1)] = (total, total)
        return told

    def known(self) -> Statement:
        """What is known beside this item: the people who answered at all, by group."""
        least, most = self.people
        told = {self.form(group, PEOPLE): (int(least[group]), int(most[group])) for group in range(len(least))}
        width = len(self.counts.options) + (2 if self.counts.independent else 1)
        first = len(least) * self.per_group
        return {**told, **self.released} | {first + n: (0, 0) for n in range(len(self.lattice.apart.links) * width)}

    def watches(self, group: int, chain: int, ladder: Sequence[Marks]) -> list[Watch]:
        """What must stay unknown of a group: R3 where nothing is told of it, and no count that is not shown fixed."""
        silent = len(ladder) - 1
        # Of whom an earlier release told something, R3 is asked no more; no count may be fixed all the same.
        far = [] if self.released.get(self.form(group, BASE)) else self._far(group)
        found = [Watch(target, (chain, silent) if silent else None) for target in far]
        for n, value in enumerate(self.shares[group]):
            level = next((level for level, marks in enumerate(ladder) if marks.every[n] != SHOWN), None)
            if level is not None and not self._told_by_its_side(n) and not self.exact(group, _AHEAD + n):
                target = Target(self.form(group, _AHEAD + n), int(value) - 1, int(value) + 1, either=True)
                found.append(Watch(target, (chain, level) if level else None))
        return found

    def _far(self, group: int) -> list[Target]:
        """R3: two more and two fewer, as far as the people known to be there and the whole survey's count allow.

        What the whole survey says of everybody is what the survey is for; a group can never hold more of it.
        """
        least, most = (int(ends[group]) for ends in self.people)
        values = [
            (_AHEAD + n, int(value), min(most, int(self.shares[0, n])))
            for n, value in enumerate(self.shares[group])
            if not self._told_by_its_side(n)
        ]
        if least < most:  # else participation has said it already
            values.append((BASE, int(self.base[group]), min(most, int(self.base[0]))))
        return [
            Target(self.form(group, place), value - min(value, 2), min(value + 2, limit))
            for place, value, limit in values
        ]

    def _told_by_its_side(self, share: int) -> bool:
        """Whether this is an option that is all of its side: the side is watched for both."""
        return (
            share < len(self.counts.options)
            and bool(self.sides)
            and self.counts.sides.count(self.counts.sides[share]) == 1
            and self.counts.sides[share] in self.sides
        )
