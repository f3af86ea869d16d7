"""From counts to figures that may leave: R1, R2 and capping, item by item.

A group is shown for an item when it is shown at all and its answers to that item reach the threshold; the groups
hidden for an item then obey R2 by themselves. Sensitive items and equality groups have the higher threshold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soundings.analysis.breakdowns import Cut
from soundings.analysis.counts import Counter, Ints, ItemCounts, MeanCounts
from soundings.analysis.scores import band_of, mean_and_variance
from soundings.disclosure.capping import CAPPED_BELOW, independent_shares, limits, protected_shares
from soundings.disclosure.hiding import shown_groups
from soundings.disclosure.release import PlanFacts
from soundings.disclosure.rows import CAPPED_HIGH, CAPPED_LOW, NOT_SHOWN, OK, STATUS_CODES, Rows
from soundings.estimates import interval_of_mean, wilson_interval
from soundings.instrument import Item
from soundings.instrument.routing import items_named

SIDES = ("favourable", "neutral", "unfavourable")

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Lattice:
    """The groups of a survey as the gate sees them: the whole survey, then each breakdown's nodes."""

    cuts: tuple[Cut, ...]
    equality: frozenset[str]
    plan: PlanFacts
    people: Ints
    eligible: NDArray[np.float64]

    def shown(self, sizes: Ints, allowed: Mask, threshold: int) -> Mask:
        """Which groups are shown for these sizes (people by group), the whole survey first."""
        shown = [bool(allowed[0]) and int(sizes[0]) >= threshold]
        start = 1
        for cut in self.cuts:
            part = slice(start, start + len(cut.nodes))
            least = max(threshold, self.plan.sensitive) if cut.dimension in self.equality else threshold
            parents = [node.parent for node in cut.nodes]
            permitted = [bool(ok) and shown[0] for ok in allowed[part]]
            shown += shown_groups(int(sizes[0]), sizes[part].tolist(), parents, permitted, least)
            start += len(cut.nodes)
        return np.array(shown, dtype=bool)

    def everyone(self) -> Mask:
        """The groups shown at all."""
        return self.shown(self.people, np.ones(len(self.people), dtype=bool), self.plan.threshold)


def protect_participation(lattice: Lattice, rows: Rows) -> None:
    """Responses, eligible people and response rates: the group is the roster, capped by it."""
    known = np.isfinite(lattice.eligible)
    roster = np.where(known, lattice.eligible, 0).astype(np.int64)
    # How many answered in all is always said.
    allowed = (known & lattice.shown(roster, known, lattice.plan.threshold)) | _whole(known)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = 100 * lattice.people / lattice.eligible
    low, high = _limits(roster, lattice.plan)
    capped = np.where(rate >= high, CAPPED_HIGH, np.where(rate <= low, CAPPED_LOW, OK))
    capped = np.where((roster < CAPPED_BELOW) & ~_whole(known), capped, OK)
    status = np.where(allowed, capped, NOT_SHOWN)
    rows.add("", "responses", lattice.people, np.where(status == OK, lattice.people, np.nan), status)
    if known.any():
        rows.add("", "eligible", roster, roster, np.where(allowed & known, OK, NOT_SHOWN))
        cap = np.where(status == CAPPED_HIGH, high, low)
        status = np.where(roster >= lattice.plan.threshold, status, NOT_SHOWN)
        rows.add("", "response_rate", rate, roster, np.where(known, status, NOT_SHOWN), capped_value=cap)


def _whole(like: NDArray[np.bool_]) -> Mask:
    """True for the whole survey only, which is the first group."""
    first: Mask = np.arange(len(like)) == 0
    return first


def _limits(base: Ints, plan: PlanFacts) -> tuple[Ints, Ints]:
    pairs = [limits(int(size), plan.full_distribution) for size in base]
    return np.array([low for low, _ in pairs]), np.array([high for _, high in pairs])


class ItemProtector:
    """Protects one item after another over the same groups."""

    def __init__(self, lattice: Lattice, rows: Rows) -> None:
        self.lattice, self.rows, self.plan = lattice, rows, lattice.plan
        self.everyone = lattice.everyone()
        self._clear: dict[str, Mask] = {}
        self._profiles: dict[str, ItemCounts] = {}

    def item(self, counts: ItemCounts) -> None:
        """All measures of one item. Items must come in the order they are asked, profile items included."""
        item, threshold = counts.item, self._threshold(counts.item)
        shown = self.lattice.shown(counts.base, self._allowed(item), threshold)
        in_full = self.lattice.shown(counts.base, shown, max(threshold, self.plan.full_distribution))
        options, sides = self._statuses(counts, shown, in_full)
        self._clear[item.code] = (options == OK).all(axis=1) & all_ok(sides)
        self._shares(counts, options, sides)
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
        self._scores(code, means.mean, means.variance, means.base, self.shows_composite(means, members))

    def shows_composite(self, means: MeanCounts, members: Sequence[Item]) -> Mask:
        """Groups in which the composite of these members is shown."""
        threshold = max(self._threshold(item) for item in members)
        allowed = np.logical_and.reduce([self._allowed(item) for item in members])
        shown = self.lattice.shown(means.base, allowed, max(threshold, self.plan.full_distribution))
        # From fifty answers on nothing is capped; still, one or two members are never told by their topic.
        clear: Mask = np.logical_and.reduce([self._clear[item.code] for item in members])
        return shown & (clear if len(members) <= 2 else clear | (means.base >= CAPPED_BELOW))

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
                allowed = allowed & _whole(self.everyone) & self._large_enough(self._profiles[code], named)
            else:
                allowed = allowed & self._clear.get(code, np.zeros_like(self.everyone))
        return allowed

    def _large_enough(self, profile: ItemCounts, named: Sequence[str]) -> bool:
        counts = {option.code: int(n) for option, n in zip(profile.options, profile.counts[0], strict=True)}
        parts = [counts.get(code, 0) for code in named]
        parts.append(int(self.lattice.people[0]) - sum(parts))
        return all(part == 0 or part >= self.plan.threshold for part in parts)

    def _statuses(self, counts: ItemCounts, shown: Mask, in_full: Mask) -> tuple[Ints, dict[str, Ints]]:
        """The status of every option and side by group, as codes."""
        options = np.where(shown[:, None], OK, NOT_SHOWN) + np.zeros_like(counts.counts)
        sides = {side: np.where(shown, OK, NOT_SHOWN) for side in SIDES if side in counts.sides}
        code = {status: n for n, status in enumerate(STATUS_CODES)}
        for group in np.flatnonzero(shown & ((counts.base < CAPPED_BELOW) | ~in_full)):
            numbers = tuple(int(count) for count in counts.counts[group])
            by_option, by_side = self._shares_of(counts, numbers, int(counts.base[group]), bool(in_full[group]))
            options[group] = [code[status] for status in by_option]
            for side, status in by_side:
                sides[side][group] = code[status]
        return options, sides

    def _shares_of(
        self, counts: ItemCounts, numbers: tuple[int, ...], base: int, in_full: bool
    ) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        full = self.plan.full_distribution
        if counts.independent:
            return independent_shares(numbers, base, full), ()
        return protected_shares(numbers, counts.sides if any(counts.sides) else (), base, full, in_full=in_full)

    def _shares(self, counts: ItemCounts, options: Ints, sides: dict[str, Ints]) -> None:
        code = counts.item.code
        for n, option in enumerate(counts.options):
            self._share(code, counts.counts[:, n], counts.base, options[:, n], "count", "percent", option.code)
        for side, status in sides.items():
            self._share(code, counts.side(side), counts.base, status, f"{side}_count", side)

    def _share(
        self, item: str, count: Ints, base: Ints, status: Ints, count_measure: str, share_measure: str, option: str = ""
    ) -> None:
        low, high = wilson_interval(count, base, self._eligible(), level=self.plan.level)
        floor, ceiling = _limits(base, self.plan)
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


def all_ok(sides: dict[str, Ints]) -> Mask:
    fine: Mask = np.logical_and.reduce([status == OK for status in sides.values()])
    return fine


def counter_and_lattice(
    counter: Counter, cuts: Sequence[Cut], total: int | None, plan: PlanFacts, is_equality: Callable[[str], bool]
) -> Lattice:
    """The lattice of a counted survey."""
    eligible = [np.nan if total is None else float(total)]
    eligible += [float(node.eligible) for cut in cuts for node in cut.nodes]
    return Lattice(
        tuple(cuts),
        frozenset(cut.dimension for cut in cuts if is_equality(cut.dimension)),
        plan,
        counter.people(),
        np.array(eligible),
    )
