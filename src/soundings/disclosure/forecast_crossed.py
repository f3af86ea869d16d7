"""Before fieldwork: what a planned crossing would cost, if every group of one breakdown had the same mix of the other.

The eligible file does not say how many people are in two groups at once, so this even mix is assumed. Real mixes are
less even, so that more is hidden; and figures that nearly all agree on, or that hidden ones could be worked out from,
are foreseen nowhere. The share told is therefore a least one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soundings.analysis.breakdowns import Cut
from soundings.disclosure.hiding import Hiding
from soundings.disclosure.publishing import SurveyInput, WaveInput, planned_cuts
from soundings.disclosure.release import PlanFacts
from soundings.instrument import Instrument, Item

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
_FEW = 2


@dataclass(frozen=True)
class CrossingForecast:
    """Two breakdowns of a survey crossed into so many ``groups``, for each of the ``rates`` (per cent).

    ``not_shown`` of the groups are hidden, and at least ``figures_not_shown`` per cent of the crossing's figures.
    """

    survey_title: str
    titles: tuple[str, str]
    groups: int
    rates: tuple[int, ...]
    not_shown: tuple[int, ...]
    figures_not_shown: tuple[int, ...]


def forecast_crossed(wave: WaveInput, rates: Sequence[int]) -> list[CrossingForecast]:
    """Every planned crossing of a wave at these rates of response. Refuses what publishing would."""
    found = []
    for survey in wave.surveys:
        cuts = {cut.dimension: cut for cut in planned_cuts(survey, wave.plan)}
        for cut in cuts.values():
            if cut.crossed:
                one, other = (cuts[code] for code in cut.crossed)
                found.append(_crossing(survey, one, other, wave.plan, tuple(rates)))
    return found


def _crossing(survey: SurveyInput, one: Cut, other: Cut, plan: PlanFacts, rates: tuple[int, ...]) -> CrossingForecast:
    total = survey.eligible.total if survey.eligible else 0
    rows, pairs = _rows(one, other)
    not_shown, lost = [], []
    for rate in rates:
        people = _evenly([n * rate // 100 for n in _apart(one, total)], _apart(other, total))
        gate = _Gate(Hiding(rows), people.ravel(), pairs, plan)
        not_shown.append(int((~gate.shown(plan.threshold)).sum()))
        lost.append(gate.lost(survey.instrument))
    first, second = (survey.instrument.item(cut.dimension) for cut in (one, other))
    titles = (first.short or first.text, second.short or second.text)
    return CrossingForecast(survey.title, titles, int(pairs.sum()), rates, tuple(not_shown), tuple(lost))


def _apart(cut: Cut, total: int) -> list[int]:
    """People asked who are in no group of the breakdown, then each group's without what its own groups hold."""
    own = [total, *(node.eligible for node in cut.nodes)]
    for node in cut.nodes:
        own[node.parent + 1] -= node.eligible
    return [max(people, 0) for people in own]


def _evenly(answers: Sequence[int], mix: Sequence[int]) -> Ints:
    """Each number of answers divided in this mix, in whole people: what one is short of, the next ones have more of."""
    shares = np.array(mix) / max(sum(mix), 1)
    owed = np.zeros(len(mix))
    rows = []
    for people in answers:
        wanted = np.maximum(people * shares + owed, 0)
        row = np.floor(wanted).astype(np.int64)
        order = np.argsort(row - wanted, kind="stable")  # whom rounding down has cost most comes first
        short = people - int(row.sum())
        row[order[: max(short, 0)]] += 1
        for place in order[::-1]:
            taken = min(int(row[place]), max(int(row.sum()) - people, 0))
            row[place] -= taken
        owed += people * shares - row
        rows.append(row)
    return np.array(rows)


def _rows(one: Cut, other: Cut) -> tuple[Ints, Mask]:
    """The whole survey, both breakdowns and every pair of lowest groups over the cells; and which rows are pairs."""
    first, second = _inside(one), _inside(other)
    everybody = np.ones(first.shape[1]), np.ones(second.shape[1])
    rows = [np.outer(*everybody), *(np.outer(row, everybody[1]) for row in first)]
    rows += [np.outer(everybody[0], row) for row in second]
    apart = len(rows)
    rows += [np.outer(first[a], second[b]) for a in one.lowest() for b in other.lowest()]
    return np.array([row.ravel() for row in rows], dtype=np.int64), np.arange(len(rows)) >= apart


def _inside(cut: Cut) -> Ints:
    """The groups of a breakdown over its parts: whoever is in none, and each group's own people."""
    rows = np.eye(len(cut.nodes), len(cut.nodes) + 1, k=1, dtype=np.int64)
    for n in range(len(cut.nodes) - 1, -1, -1):
        if cut.nodes[n].parent >= 0:
            rows[cut.nodes[n].parent] |= rows[n]
    return rows


@dataclass(frozen=True)
class _Gate:
    """Which crossed groups the gate would show of so many people in each cell."""

    hiding: Hiding
    people: Ints
    pairs: Mask
    plan: PlanFacts

    def shown(self, threshold: int) -> Mask:
        everybody = np.ones(len(self.pairs), dtype=bool)
        return self.hiding.shown(self.people, everybody, threshold)[self.pairs]

    def lost(self, instrument: Instrument) -> int:
        """The share of the crossed groups' figures, in whole per cent, that thresholds and subtraction alone hide."""
        usual, sensitive = self.plan.threshold, max(self.plan.threshold, self.plan.sensitive)
        shown = {least: self.shown(least) for least in {usual, sensitive}}
        full = {least: self.shown(max(least, self.plan.full_distribution)) & shown[least] for least in shown}
        figures = lost = 0
        for item in _asked(instrument):
            least = sensitive if item.sensitive else usual
            options, sides = len(instrument.options_of(item)), len({*instrument.sides_of(item)} - {""})
            needs_full = item.kind != "choices" and (bool(sides) or options > _FEW)
            figures += (options + sides) * int(self.pairs.sum())
            lost += (options + sides) * int((~shown[least]).sum())
            lost += options * int((shown[least] & ~full[least]).sum()) * needs_full
        return 100 * lost // figures if figures else 0


def _asked(instrument: Instrument) -> Iterator[Item]:
    return (item for item in instrument.items if not item.profile and item.kind in ("scale", "choice", "choices"))
