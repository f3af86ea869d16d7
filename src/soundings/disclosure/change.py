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
from soundings.estimates import Change, adjust, change_of_means, change_of_shares
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


def add_item_changes(
    waves: Waves,
    now: dict[str, ItemCounts],
    before: dict[str, ItemCounts],
    comparisons: dict[str, Comparison],
    rows: Rows,
) -> None:
    """Rows for the change of favourable shares and scores; p-values also adjusted for every question compared."""
    raw: dict[str, float | None] = {}
    for code, counts in now.items():
        if "favourable" not in counts.sides:
            continue
        verdict = comparisons[code].verdict
        if verdict in ("break", "new") or code not in before:
            _not_compared(code, bool(counts.scores), rows)
        elif not waves.both_shown(code, "favourable"):
            rows.add(code, "change_favourable", np.nan, np.nan, NOT_SHOWN)
        else:
            raw[code] = _share_change(code, before[code], counts, rows)
            if counts.scores and waves.both_shown(code, "score"):
                _score_change(code, _whole_score(before[code]), _whole_score(counts), rows)
    for code, p in zip(raw, adjust(list(raw.values())), strict=True):
        _add_p(code, "change_favourable_adjusted_p", p, int(now[code].base[0]), rows)


def add_composite_change(code: str, before: MeanCounts, now: MeanCounts, shown: bool, rows: Rows) -> None:
    """The change of a topic or standard, both waves worked out on the same items."""
    if shown:
        first, second = (
            (float(means.mean[0]), float(means.variance[0]), int(means.base[0])) for means in (before, now)
        )
        _score_change(code, first, second, rows)
    else:
        rows.add(code, "change_score", np.nan, np.nan, NOT_SHOWN)


def _not_compared(code: str, scored: bool, rows: Rows) -> None:
    rows.add(code, "change_favourable", np.nan, np.nan, NOT_COMPARABLE)
    if scored:
        rows.add(code, "change_score", np.nan, np.nan, NOT_COMPARABLE)


def _share_change(code: str, before: ItemCounts, now: ItemCounts, rows: Rows) -> float | None:
    change = change_of_shares(
        int(before.side("favourable")[0]), int(before.base[0]), int(now.side("favourable")[0]), int(now.base[0])
    )
    _add(code, "change_favourable", change, int(now.base[0]), rows, times=100)
    return change.p


def _whole_score(counts: ItemCounts) -> tuple[float, float, int]:
    mean, variance = mean_and_variance(counts)
    return float(mean[0]), float(variance[0]), int(counts.base[0])


def _score_change(code: str, before: tuple[float, float, int], now: tuple[float, float, int], rows: Rows) -> None:
    change = change_of_means(*before, *now)
    if change is not None:
        _add(code, "change_score", change, now[2], rows)


def _add(code: str, measure: str, change: Change, base: int, rows: Rows, times: int = 1) -> None:
    rows.add(code, measure, times * change.difference, base, OK, low=times * change.low, high=times * change.high)
    _add_p(code, f"{measure}_p", change.p, base, rows)


def _add_p(code: str, measure: str, p: float | None, base: int, rows: Rows) -> None:
    rows.add(code, measure, np.nan if p is None else p, base, TOO_FEW if p is None else OK)
