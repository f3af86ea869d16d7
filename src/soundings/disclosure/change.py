"""Change on the previous wave, on the items both waves asked in comparable words. Whole survey only.

Only figures that both releases would show are compared: each wave's counts pass the gate first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from soundings.analysis.counts import ItemCounts, MeanCounts
from soundings.analysis.figures import Figures
from soundings.analysis.scores import mean_and_variance
from soundings.disclosure.release import Comparison
from soundings.disclosure.rows import NOT_COMPARABLE, NOT_SHOWN, OK, TOO_FEW, Rows
from soundings.estimates import (
    Change,
    Estimate,
    Overlap,
    adjust,
    change,
    change_of_means,
    change_of_shares,
    proportion,
)
from soundings.instrument import Instrument, Item
from soundings.instrument.model import wordings_since


def compare_wording(item: Item, instrument: Instrument, previous: Instrument) -> Comparison:
    """How an item stands to the previous wave: the worst verdict of every change of wording in between."""
    if not previous.has(item.code):
        return Comparison("new")
    order = instrument.versions or (instrument.version,)
    changes = wordings_since(item, previous.version, order)
    worst = max((c.verdict for c in changes), key=("same", "comparable", "break").index, default="same")
    old = previous.item(item.code)
    text = old.text if old.text != item.text else ""
    notes = " ".join(f"{c.reason} (decided by {c.decided_by})" if c.decided_by else c.reason for c in changes)
    return Comparison(worst, text, notes.strip())


@dataclass(frozen=True)
class Waves:
    """Both waves of one survey: their codes and their protected figures."""

    now: str
    before: str
    figures_now: Figures
    figures_before: Figures

    def both_shown(self, item: str, measure: str) -> bool:
        now = self.figures_now.get(self.now, item, measure)
        before = self.figures_before.get(self.before, item, measure)
        return bool(now and now.shown and before and before.shown)


Pair = tuple[Estimate, Estimate]


class Family:
    """Changes that are judged together: their p-values are adjusted for how many there are."""

    def __init__(self, measure: str, rows: Rows) -> None:
        self.measure, self.rows = measure, rows
        self._found: list[tuple[str, float | None, int]] = []
        self._pairs: dict[str, tuple[Pair, int]] = {}

    def add(self, item: str, change: Change, pair: Pair, base: int, *, times: int = 1) -> None:
        """A change in the unit of the measure once multiplied by ``times``; one without an interval is left out."""
        if change.diff is None or change.lo is None or change.hi is None:
            return
        low, high = times * change.lo, times * change.hi
        self.rows.add(item, self.measure, times * change.diff, base, OK, low=low, high=high)
        self._chance(item, f"{self.measure}_p", change.p, base)
        self._found.append((item, change.p, base))
        self._pairs[item] = pair, times

    def under(self, overlap: Overlap) -> dict[str, tuple[float, float, float | None]]:
        """Each change's interval and adjusted chance, if so many people had answered both times."""
        found = {item: change(*pair, overlap=overlap).overlap for item, (pair, _) in self._pairs.items()}
        there = {item: one for item, one in found.items() if one is not None}
        adjusted = adjust([one.p for one in there.values()], family=self.measure)
        return {
            item: (self._pairs[item][1] * one.lo, self._pairs[item][1] * one.hi, p)
            for (item, one), p in zip(there.items(), adjusted, strict=True)
        }

    def close(self) -> None:
        """Add the adjusted p-values."""
        for (item, _, base), p in zip(self._found, self._adjusted(), strict=True):
            self._chance(item, f"{self.measure}_adjusted_p", p, base)

    def _adjusted(self) -> list[float | None]:
        return adjust([p for _, p, _ in self._found], family=self.measure)

    def _chance(self, item: str, measure: str, p: float | None, base: int) -> None:
        self.rows.add(item, measure, np.nan if p is None else p, base, TOO_FEW if p is None else OK)


def add_item_changes(
    waves: Waves,
    now: dict[str, ItemCounts],
    before: dict[str, ItemCounts],
    comparisons: dict[str, Comparison],
    rows: Rows,
) -> Family:
    """Rows for the change of favourable shares and scores, each a family of its own; returns that of the shares."""
    shares, scores = Family("change_favourable", rows), Family("change_score", rows)
    for code, counts in now.items():
        if "favourable" not in counts.sides:
            continue
        if comparisons[code].verdict in ("break", "new") or code not in before:
            _not_compared(code, bool(counts.scores), rows)
        elif not waves.both_shown(code, "favourable"):
            rows.add(code, "change_favourable", np.nan, np.nan, NOT_SHOWN)
        else:
            shares.add(code, *_share_change(before[code], counts), int(counts.base[0]), times=100)
            if counts.scores and waves.both_shown(code, "score"):
                scores.add(code, *_change(_whole_score(before[code]), _whole_score(counts)), int(counts.base[0]))
    shares.close()
    scores.close()
    return shares


def add_composite_changes(pairs: dict[str, list[MeanCounts | None]], rows: Rows) -> Family:
    """The change of topics and standards, each pair of waves (before, now) worked out on the same items.

    None stands for a wave in which the gate does not show them. Returns the family of these changes.
    """
    family = Family("change_score", rows)
    for code, (before, now) in pairs.items():
        if before is None or now is None:
            rows.add(code, "change_score", np.nan, np.nan, NOT_SHOWN)
        else:
            family.add(code, *_change(_whole_mean(before), _whole_mean(now)), int(now.base[0]))
    family.close()
    return family


def _not_compared(code: str, scored: bool, rows: Rows) -> None:
    rows.add(code, "change_favourable", np.nan, np.nan, NOT_COMPARABLE)
    if scored:
        rows.add(code, "change_score", np.nan, np.nan, NOT_COMPARABLE)


def _share_change(before: ItemCounts, now: ItemCounts) -> tuple[Change, Pair]:
    (first, base1), (second, base2) = (
        (int(counts.side("favourable")[0]), int(counts.base[0])) for counts in (before, now)
    )
    pair = proportion(first, base1), proportion(second, base2)
    return change_of_shares(first, base1, second, base2), pair


Mean = tuple[float, float, int]


def _whole_score(counts: ItemCounts) -> Mean:
    mean, variance = mean_and_variance(counts)
    return float(mean[0]), float(variance[0]), int(counts.base[0])


def _whole_mean(means: MeanCounts) -> Mean:
    return float(means.mean[0]), float(means.variance[0]), int(means.base[0])


def _change(before: Mean, now: Mean) -> tuple[Change, Pair]:
    return change_of_means(*before, *now), (_estimate(*before), _estimate(*now))


def _estimate(mean: float, variance: float, base: int) -> Estimate:
    return Estimate(mean, None, None, None, base, None, None, "t", spread=float(np.sqrt(variance)))
