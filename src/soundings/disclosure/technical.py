"""The technical block: what analysts and statisticians ask of a survey before they trust it. Whole survey only.

There is none below ``LEAST_FOR_ANNEX`` answers. What the gate withholds from the whole survey is not used. Weighting
goes by breakdowns of which anybody may read how many answered in each group, and of questions of which each group's
counts are printed: by one breakdown a weighted share then follows from printed figures. Several are weighted by at once
only where nobody could tell a few people from it: whatever nine people answered moves a share by less than its rounding
hides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from soundings.analysis.breakdowns import Cut
from soundings.analysis.counts import Counter
from soundings.analysis.figures import Figures
from soundings.analysis.soundness import Margin, Weighting, drivers_of, margins_of, reliability_of, weighted_to
from soundings.disclosure.change import Family
from soundings.disclosure.levels import PUBLIC
from soundings.disclosure.release import Composite, Dimension, Group, PlanFacts
from soundings.disclosure.technical_facts import (
    LEAST_FOR_ANNEX,
    ChangeUnder,
    DriverFacts,
    OutcomeFacts,
    OverlapFacts,
    ReliabilityFacts,
    Technical,
    Under,
    WeightedShare,
    WeightingFacts,
)
from soundings.estimates import Driver, Drivers, Overlap, RakingError, Weights, round_half_up
from soundings.estimates.drivers import MOST_TOPICS
from soundings.estimates.weighting import GAP_POINTS, LEAST_WEIGHTED, MOST_DEFF
from soundings.instrument import Item

ASSUMED_SHARES = (0.0, 0.5, 0.8)
ASSUMED_CORRELATION = 0.5
# Shares are given in whole per cent and the design effect in tenths: half of that is what rounding hides.
HALF_POINT, HALF_TENTH = 0.005, 0.05

UNKNOWN_ROSTER = "It is not known who was asked, so there is nothing to weight to."
NOTHING_PLANNED = "No breakdown was planned, so there is nothing to weight by."
TOO_FEW_TOPICS = "fewer than two topics are shown for the whole survey"
TOO_MANY_TOPICS = f"there are more than {MOST_TOPICS} topics"


@dataclass(frozen=True)
class Sound:
    """One survey on its way through the gate: its answers, and its figures as protected."""

    counter: Counter
    figures: Figures
    wave: str
    composites: Sequence[Composite]
    cuts: Sequence[Cut]
    dimensions: Sequence[Dimension]
    plan: PlanFacts
    eligible: int | None
    families: Sequence[Family] = ()

    def shown(self, item: str, measure: str, dimension: str = "", group: str = "") -> bool:
        figure = self.figures.get(self.wave, item, measure, "", dimension, group)
        return figure is not None and figure.shown

    def asked_of_all(self, codes: Sequence[str]) -> list[Item]:
        """These items without those that only some were asked."""
        items = [self.counter.responses.instrument.item(code) for code in codes]
        return [item for item in items if not item.show_if and not item.audiences]

    def title(self, dimension: str) -> str:
        return next(one.title for one in self.dimensions if one.code == dimension)

    def group(self, dimension: str, position: int) -> Group:
        return next(one.groups[position] for one in self.dimensions if one.code == dimension)

    @property
    def topics(self) -> list[Composite]:
        """The topics whose score is shown for the whole survey."""
        return [one for one in self.composites if one.family == "topic" and self.shown(one.code, "score")]


def technical_of(sound: Sound) -> Technical | None:
    """The block, or None where too few answered."""
    if len(sound.counter.responses) < LEAST_FOR_ANNEX:
        return None
    return Technical(
        LEAST_FOR_ANNEX, tuple(_reliability(sound)), tuple(_outcomes(sound)), _weighting(sound), _overlap(sound)
    )


def _reliability(sound: Sound) -> Iterator[ReliabilityFacts]:
    for composite in sound.composites:
        items = sound.asked_of_all(composite.items)
        if not items or not sound.shown(composite.code, "score"):
            continue
        codes = tuple(item.code for item in items)
        found = reliability_of(sound.counter, items, sound.plan.level)
        status = "too_few" if found.n < LEAST_FOR_ANNEX else found.status
        if status != "ok":
            yield ReliabilityFacts(composite.code, codes, found.n, status)
            continue
        turned = tuple(code for code, r in zip(codes, found.item_rest, strict=True) if r is not None and r < 0)
        yield ReliabilityFacts(
            composite.code,
            codes,
            found.n,
            alpha=_hundredths(found.alpha),
            low=_hundredths(found.lo),
            high=_hundredths(found.hi),
            omega=_hundredths(found.omega),
            spearman_brown=_hundredths(found.spearman_brown),
            turned=turned,
        )


def _outcomes(sound: Sound) -> Iterator[OutcomeFacts]:
    """Outcomes the questionnaire names and the whole survey shows, with the topics without any outcome's own items."""
    instrument = sound.counter.responses.instrument
    outcomes = [item for item in instrument.items if item.outcome and sound.shown(item.code, "favourable")]
    topics = {}
    for topic in sound.topics:
        items = [item for item in map(instrument.item, topic.items) if not item.outcome]
        if items:
            topics[topic.code] = items
    for outcome in outcomes:
        yield _outcome(sound, outcome, topics)


def _outcome(sound: Sound, outcome: Item, topics: Mapping[str, Sequence[Item]]) -> OutcomeFacts:
    rows, yes = len(sound.counter.responses), outcome.favourable if outcome.kind == "choice" else ()
    if not 1 < len(topics) <= MOST_TOPICS:
        reason = TOO_MANY_TOPICS if len(topics) > 1 else TOO_FEW_TOPICS
        return OutcomeFacts(outcome.code, rows, rows, "undefined", reason, yes=yes)
    found = drivers_of(sound.counter, outcome, topics)
    if not isinstance(found, Drivers):
        return OutcomeFacts(outcome.code, found.n, rows, found.status, found.reason, yes=yes)
    return OutcomeFacts(
        outcome.code,
        found.n,
        rows,
        metric=found.metric,
        yes=yes,
        explained=_percent(found.fit),
        drivers=tuple(map(_driver, found.topics)),
        resamples=found.boot,
        seed=found.seed,
    )


def _driver(one: Driver) -> DriverFacts:
    direction = 1 if one.correlation > 0 else -1 if one.correlation < 0 else 0
    share, low, high, top_three = map(_percent, (one.share, one.lo, one.hi, one.top_three))
    return DriverFacts(one.topic, share, low, high, direction, top_three)


def _weighting(sound: Sound) -> WeightingFacts:
    n = len(sound.counter.responses)
    if sound.eligible is None:
        return WeightingFacts(n, refusals=(UNKNOWN_ROSTER,))
    if not sound.cuts:
        return WeightingFacts(n, refusals=(NOTHING_PLANNED,))
    margins, refusals = _margins(sound, sound.eligible)
    tried = _tried(sound, margins)
    if not tried:
        refusals += [f"No weights meet the roster by “{sound.title(one.dimension)}”." for one in margins]
        return WeightingFacts(n, refusals=tuple(refusals))
    used, found = next((one for one in tried if one[1].shares), tried[0])
    refusals += [
        f"“{sound.title(one.dimension)}” is left out of the weights: with it a weighted figure would tell more of its "
        "groups than is printed."
        for one in margins
        if one not in used
    ]
    unmet = _unmet(found.weights, max(one.weights.gap for _, one in tried))
    return WeightingFacts(
        n,
        tuple((margin.dimension, len(margin.groups)) for margin in used),
        _tenths(found.weights.deff),
        _tenths(max(one.weights.gap for _, one in tried)),
        unmet,
        () if {"answers", "design_effect"} & set(unmet) else tuple(_both(sound, found)),
        tuple(refusals),
    )


def _margins(sound: Sound, total: int) -> tuple[list[Margin], list[str]]:
    """For each breakdown the finest level all of whose groups anybody may read, with how many answered."""
    margins, refusals = [], []
    for cut, dimension in zip(sound.cuts, sound.dimensions, strict=True):
        if cut.crossed:
            continue
        levels = margins_of(sound.counter.responses, cut, total)
        fit = next((level for level in levels if len(level.groups) > 1 and _readable(sound, level, dimension)), None)
        if fit is None:
            refusals.append(
                f"“{dimension.title}” is left out of the weights: no level of it holds everyone who was asked in "
                "groups of which everybody may read how many answered."
            )
        else:
            margins.append(fit)
    return margins, refusals


def _readable(sound: Sound, margin: Margin, dimension: Dimension) -> bool:
    groups = [dimension.groups[n] for n in margin.groups]
    return all(
        group.audience == PUBLIC and sound.shown("", "responses", dimension.code, group.code) for group in groups
    )


def _tried(sound: Sound, margins: Sequence[Margin]) -> list[tuple[Sequence[Margin], Weighting]]:
    """Weightings from which no few people can be told: by all breakdowns, then by each alone, the most off first."""
    alone = [([margin], found) for margin in margins if (found := _weighted(sound, [margin]))]
    alone.sort(key=lambda one: -one[1].weights.gap)
    found = _weighted(sound, margins) if len(margins) > 1 else None
    safe = found is not None and found.reach_of_deff < HALF_TENTH and max(found.reach.values(), default=0) < HALF_POINT
    return [(margins, found), *alone] if found and safe else list(alone)


def _weighted(sound: Sound, margins: Sequence[Margin]) -> Weighting | None:
    """The weighting of each topic's first question and the outcomes; None where the margins contradict each other."""
    items = list(_leading(sound, margins))
    try:
        return weighted_to(sound.counter, margins, items, sound.plan.threshold - 1)
    except RakingError:
        return None


def _leading(sound: Sound, margins: Sequence[Margin]) -> Iterator[Item]:
    """The first question of each topic, and the outcomes, that every group weighted by shows with its counts."""
    instrument = sound.counter.responses.instrument
    groups = [(margin.dimension, sound.group(margin.dimension, n).code) for margin in margins for n in margin.groups]
    places = [("", ""), *groups]
    told = [item for item in instrument.items if all(sound.shown(item.code, "favourable_count", *at) for at in places)]
    seen: set[str | None] = set()
    for item in told:
        if item.outcome or (item.topic and item.topic not in seen):
            seen.add(item.topic)
            yield item


def _both(sound: Sound, found: Weighting) -> Iterator[WeightedShare]:
    for code, weighted in found.shares.items():
        printed = sound.figures.get(sound.wave, code, "favourable")
        if printed and printed.value is not None:
            yield WeightedShare(code, _whole(printed.value), _percent(weighted))


def _unmet(weights: Weights, gap: float) -> tuple[str, ...]:
    """The conditions under which a weighted figure might be printed, and that do not hold."""
    conditions = {
        "answers": weights.n >= LEAST_WEIGHTED,
        "design_effect": weights.deff <= MOST_DEFF,
        "difference": gap > GAP_POINTS,
    }
    return tuple(name for name, met in conditions.items() if not met)


def _overlap(sound: Sound) -> OverlapFacts | None:
    """Every printed change under each assumed share, its chance adjusted in the same family as printed."""
    changes: list[ChangeUnder] = []
    for family in sound.families:
        by_share = [family.under(Overlap(share, ASSUMED_CORRELATION)) for share in ASSUMED_SHARES]
        for item in by_share[0]:
            under = [_under(share, *found[item]) for share, found in zip(ASSUMED_SHARES, by_share, strict=True)]
            changes.append(ChangeUnder(item, family.measure, tuple(under)))
    return OverlapFacts(ASSUMED_CORRELATION, tuple(changes)) if changes else None


def _under(share: float, low: float, high: float, p: float | None) -> Under:
    return Under(share, _hundredths_of(low), _hundredths_of(high), None if p is None else round(p, 4))


def _hundredths(value: float | None) -> float | None:
    return None if value is None else _hundredths_of(value)


def _hundredths_of(value: float) -> float:
    return float(round_half_up(round(value, 9), 2))


def _tenths(value: float) -> float:
    return float(round_half_up(round(value, 9), 1))


def _whole(value: float) -> int:
    return int(round_half_up(round(value, 9)))


def _percent(share: float) -> int:
    return _whole(100 * share)
