"""From counts to figures that may leave: R1 to R6 and capping, item by item.

A group is shown for an item when it is shown at all and its answers to that item reach the threshold; the groups
hidden for an item then obey R2 by themselves. How much each shown group tells is chosen against the attacker, at the
least loss. Sensitive items and equality groups have the higher threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soundings.analysis.counts import Ints, ItemCounts, MeanCounts
from soundings.analysis.scores import band_of, mean_and_variance
from soundings.disclosure.already_out import given_away, still_open
from soundings.disclosure.item_tables import ItemTables
from soundings.disclosure.lattice import Lattice, Mask
from soundings.disclosure.least_loss import NothingHelpsError
from soundings.disclosure.marks import CAPPED_BELOW, HIDDEN, SHOWN, Marks, independent_ladder, ladder
from soundings.disclosure.participation import caps_of, known_people, whole
from soundings.disclosure.release import Protection
from soundings.disclosure.rows import CAPPED_HIGH, NOT_SHOWN, OK, STATUS_CODES, Rows
from soundings.disclosure.unanimous import UnanimousSets
from soundings.disclosure.withholding import withhold
from soundings.errors import RefusedError
from soundings.estimates import interval_of_mean, wilson_interval
from soundings.instrument import Item
from soundings.instrument.routing import items_named

_FEW = 2


@dataclass
class Loss:
    """What protection cost: figures planned (of items, in every group that was asked), and how they left."""

    figures: int = 0
    capped: int = 0
    not_shown: int = 0
    least_not_shown: int = 0
    watched: int = 0

    def facts(self) -> Protection:
        """What the release says of it."""
        shown = self.figures - self.capped - self.not_shown
        return Protection(self.figures, shown, self.capped, self.not_shown, self.least_not_shown, self.watched)


class ItemProtector:
    """Protects one item after another over the same groups. ``printed`` says whose responses are printed."""

    def __init__(self, lattice: Lattice, rows: Rows, printed: Mask) -> None:
        self.lattice, self.rows, self.plan = lattice, rows, lattice.plan
        self.everyone = lattice.everyone
        self.people = known_people(lattice, printed | lattice.told_before)
        self.loss = Loss()
        self._clear: dict[str, Mask] = {}
        self._mean_known: dict[str, Mask] = {}
        self._profiles: dict[str, ItemCounts] = {}

    def item(self, counts: ItemCounts) -> None:
        """All measures of one item. Items must come in the order they are asked, profile items included."""
        item, threshold = counts.item, self._threshold(counts.item)
        best = [self._ladder(counts, group, in_full=True) for group in range(len(counts.base))]
        worth = np.array([_told(steps[0]) for steps in best])
        shown = self.lattice.shown(counts.cell_base, self._allowed(item), threshold, worth, item=item.code)
        at_least = max(threshold, self.plan.full_distribution)
        # Two answers without sides, and answers that may be ticked together, are shown below that bar too.
        bound = not counts.independent and (any(counts.sides) or len(counts.options) > _FEW)
        known = item.code if bound else None
        in_full = self.lattice.shown(counts.cell_base, shown, at_least, worth, item=known, in_full=True)
        marks = self._settled(counts, shown, in_full)
        self._count_loss(counts, marks, worth, shown)
        self._clear[item.code] = np.array([mark.clear for mark in marks])
        bases = counts.base.tolist()
        self._mean_known[item.code] = np.array([m.mean_known(base) for m, base in zip(marks, bases, strict=True)])
        self._shares(counts, marks)
        if counts.scores:
            self._scores(item.code, *mean_and_variance(counts), counts.base, in_full & self._clear[item.code])
        if counts.total is not None:
            told = shown[0] and counts.base[0] >= CAPPED_BELOW
            self.rows.add(item.code, "mean", counts.total, counts.base[0], OK if told else NOT_SHOWN)
        told = shown[0] and self.lattice.people[0] >= CAPPED_BELOW and not self._routed_by_profile(item)
        for state, people in counts.states.items():
            self.rows.add(item.code, state, people, self.lattice.people[0], OK if told else NOT_SHOWN)

    def profile(self, counts: ItemCounts) -> None:
        """Remember a profile item, because it may be the route to others."""
        self._profiles[counts.item.code] = counts

    def composite(self, code: str, means: MeanCounts, members: Sequence[Item]) -> None:
        """A topic's or standard's score, where neither it nor its members could tell what a member hides."""
        self._scores(code, means.mean, means.variance, means.base, self.shows_composite(code, means, members))

    def shows_composite(self, code: str, means: MeanCounts, members: Sequence[Item]) -> Mask:
        """Groups in which the composite of these members is shown."""
        threshold = max(self._threshold(item) for item in members)
        allowed: Mask = np.logical_and.reduce([self._allowed(item) for item in members])
        clear: Mask = np.logical_and.reduce([self._clear[item.code] for item in members])
        if len(members) > 2:  # one or two would be told by their topic
            clear = clear | np.logical_and.reduce([self._mean_known[item.code] for item in members])
        return self.lattice.shown(
            means.cell_base, allowed & clear, max(threshold, self.plan.full_distribution), item=code
        )

    def _threshold(self, item: Item) -> int:
        """The higher threshold for sensitive items, and for items only one equality group was asked."""
        led = [self._profiles[code].item for code, _ in self._route(item) if code in self._profiles]
        raised = item.sensitive or any(other.equality or other.sensitive for other in led)
        return max(self.plan.sensitive, self.plan.threshold) if raised else self.plan.threshold

    def _route(self, item: Item) -> list[tuple[str, tuple[str, ...]]]:
        return list(items_named(item.show_if)) if item.show_if else []

    def _routed_by_profile(self, item: Item) -> bool:
        return any(code in self._profiles for code, _ in self._route(item))

    def _allowed(self, item: Item) -> Mask:
        """Groups in which the item may be shown.

        The base of a routed item counts the answers that led to it, so it is shown only where those are shown in full.
        A route by a profile item would cross two breakdowns, so it is shown for the whole survey only, and only where
        each category it names, and everybody else, are enough people.
        """
        allowed = self.everyone
        for code, named in self._route(item):
            if code in self._profiles:
                allowed = allowed & whole(self.everyone) & self._large_enough(self._profiles[code], named)
            else:
                allowed = allowed & self._clear.get(code, np.zeros_like(self.everyone))
        return allowed

    def _large_enough(self, profile: ItemCounts, named: Sequence[str]) -> bool:
        counts = {option.code: int(n) for option, n in zip(profile.options, profile.counts[0], strict=True)}
        parts = [counts.get(code, 0) for code in named]
        parts.append(int(self.lattice.people[0]) - sum(parts))
        return all(part == 0 or part >= self.plan.threshold for part in parts)

    def _ladder(self, counts: ItemCounts, group: int, *, in_full: bool) -> tuple[Marks, ...]:
        """What one group may tell of an item, from most to nothing."""
        numbers, base = tuple(counts.counts[group].tolist()), int(counts.base[group])
        full = self.plan.full_distribution
        if counts.independent:
            return independent_ladder(numbers, base, full)
        return ladder(numbers, counts.sides if any(counts.sides) else (), base, full, in_full=in_full)

    def _settled(self, counts: ItemCounts, shown: Mask, in_full: Mask) -> list[Marks]:
        """The marks of every group: the most telling ones that leave the attacker in the dark."""
        item = ItemTables(self.lattice, counts, self.people)
        ladders = [
            self._ladder(counts, group, in_full=bool(in_full[group])) if shown[group] else self._silence(counts, group)
            for group in range(len(shown))
        ]
        watches = [
            watch
            for group, steps in enumerate(ladders)
            if self.lattice.people[group]
            for watch in item.watches(group, group, steps)
        ]
        silence, planned = self._silence(counts, 0), len(ladders)
        for group in range(planned, planned + len(self.lattice.lost)):  # nothing is told of these now
            if self.lattice.rows[group] @ self.lattice.cells:
                watches += item.watches(group, group, silence)
        if item.released or self.lattice.lost:
            watches = still_open(item.tables, item.known(), watches)
        self.loss.watched += len(watches)
        chains = [item.chain(group, steps, self._costs(counts, group, steps)) for group, steps in enumerate(ladders)]

        unanimous = UnanimousSets(item, ladders)
        try:
            levels = withhold(item.tables, item.known(), chains, watches, unanimous.clauses)
        except NothingHelpsError:
            if not self.lattice.constants:
                raise
            raise RefusedError(
                f"“{counts.item.short or counts.item.text}”: what earlier releases printed already gives away counts "
                "that must stay unknown, and cannot be withheld any more:",
                item.names(given_away(item.tables, item.known(), watches)),
            ) from None
        return [steps[level] for steps, level in zip(ladders, levels, strict=True)]

    def _silence(self, counts: ItemCounts, group: int) -> tuple[Marks, ...]:
        return (self._ladder(counts, group, in_full=False)[-1],)

    def _costs(self, counts: ItemCounts, group: int, steps: Sequence[Marks]) -> list[int]:
        """What each step loses against the first, in figures; of the same loss, in smaller groups first."""
        unit = 100 * int(self.lattice.people[0]) + int(counts.base[group])
        return [unit * (_told(steps[0]) - _told(marks)) for marks in steps]

    def _count_loss(self, counts: ItemCounts, marks: Sequence[Marks], worth: Ints, shown: Mask) -> None:
        asked = [group for group in range(len(marks)) if counts.base[group]]
        for group in asked:
            self.loss.figures += len(marks[group].every)
            self.loss.not_shown += marks[group].every.count(HIDDEN)
            self.loss.capped += sum(status not in (SHOWN, HIDDEN) for status in marks[group].every)
            best = int(worth[group]) if shown[group] else 0
            self.loss.least_not_shown += len(marks[group].every) - best

    def _shares(self, counts: ItemCounts, marks: Sequence[Marks]) -> None:
        code = {status: n for n, status in enumerate(STATUS_CODES)}
        table = np.array([[code[status] for status in mark.every] for mark in marks]).reshape(len(marks), -1)
        for n, option in enumerate(counts.options):
            self._share(
                counts.item.code, counts.counts[:, n], counts.base, table[:, n], "count", "percent", option.code
            )
        for n, (side, _) in enumerate(marks[0].sides, start=len(counts.options)):
            self._share(counts.item.code, counts.side(side), counts.base, table[:, n], f"{side}_count", side)

    def _share(
        self, item: str, count: Ints, base: Ints, status: Ints, count_measure: str, share_measure: str, option: str = ""
    ) -> None:
        low, high = wilson_interval(count, base, self._eligible(), level=self.plan.level)
        floor, ceiling = caps_of(base, self.plan)
        cap = np.where(status == CAPPED_HIGH, ceiling, floor)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = 100 * count / base
        self.rows.add(item, count_measure, count, base, status, option=option)
        self.rows.add(
            item, share_measure, share, base, status, option=option, low=100 * low, high=100 * high, capped_value=cap
        )

    def _scores(self, item: str, mean: Ints | NDArray[np.float64], variance: object, base: Ints, shown: Mask) -> None:
        low, high = interval_of_mean(mean, np.asarray(variance), base, self._eligible(), level=self.plan.level)
        status = np.where(shown, OK, NOT_SHOWN)
        self.rows.add(item, "score", mean, base, status, low=np.clip(low, 0, 100), high=np.clip(high, 0, 100))
        self.rows.add(item, "band", band_of(np.nan_to_num(np.asarray(mean))), base, status)

    def _eligible(self) -> NDArray[np.float64]:
        """Roster sizes for the intervals; without a roster the interval is the wider one for an endless population."""
        return np.where(np.isfinite(self.lattice.eligible), self.lattice.eligible, np.inf)


def _told(marks: Marks) -> int:
    """How many figures these marks tell, a capped one among them."""
    return sum(status != HIDDEN for status in marks.every)
