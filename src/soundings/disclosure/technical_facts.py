"""The technical block of a survey in a release: how sound its figures are, for the whole survey only.

Everything is rounded before it stands here. It is there only where at least ``LEAST_FOR_ANNEX`` people answered, and
nothing in it is told of a group.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

LEAST_FOR_ANNEX = 50


@dataclass(frozen=True)
class ReliabilityFacts:
    """How far the questions of a topic or standard go together, from ``n`` people who answered all of ``items``.

    ``items`` are those of its questions that everybody was asked. ``turned`` are questions that go against the others:
    their direction is to be checked. ``status`` is ok, too_few or undefined; only where it is ok there are figures.
    """

    composite: str
    items: tuple[str, ...]
    n: int
    status: str = "ok"
    alpha: float | None = None
    low: float | None = None
    high: float | None = None
    omega: float | None = None
    spearman_brown: float | None = None
    turned: tuple[str, ...] = ()


@dataclass(frozen=True)
class DriverFacts:
    """A topic's part in what all topics explain of an outcome, in whole per cent.

    ``direction`` is the sign of its plain correlation with the outcome; ``top_three`` its chance to be among the first
    three.
    """

    topic: str
    share: int
    low: int
    high: int
    direction: int
    top_three: int


@dataclass(frozen=True)
class OutcomeFacts:
    """An outcome and the topics from the most strongly associated down, or the ``reason`` why there are none.

    ``metric`` is lmg, or mcfadden where ``yes`` names the answers that stand for yes. ``explained`` is what all topics
    together explain, in whole per cent. ``n`` people of ``rows`` answered everything.
    """

    item: str
    n: int
    rows: int
    status: str = "ok"
    reason: str = ""
    metric: str = ""
    yes: tuple[str, ...] = ()
    explained: int | None = None
    drivers: tuple[DriverFacts, ...] = ()
    resamples: int = 0
    seed: int = 0


@dataclass(frozen=True)
class WeightedShare:
    """A question's favourable share in whole per cent, as printed and weighted to the roster.

    Of each topic its first question is given whose counts every group weighted by shows, and the outcomes.
    """

    item: str
    unweighted: int
    weighted: int


@dataclass(frozen=True)
class WeightingFacts:
    """What weighting the answers to the roster would do. The printed figures are unweighted whatever stands here.

    ``margins`` are the breakdowns weighted by, with the number of their groups. ``gap`` is the largest difference
    between a group's share of the answers and of the roster, in points, over those left out as well. Of the conditions
    ``answers``, ``design_effect`` and ``difference`` the ``unmet`` ones are named. ``refusals`` say what was not done,
    and why.
    """

    n: int
    margins: tuple[tuple[str, int], ...] = ()
    design_effect: float | None = None
    gap: float | None = None
    unmet: tuple[str, ...] = ()
    shares: tuple[WeightedShare, ...] = ()
    refusals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Under:
    """A change's interval and adjusted probability, if this ``share`` had answered both times."""

    share: float
    low: float
    high: float
    p: float | None


@dataclass(frozen=True)
class ChangeUnder:
    """A printed change (``measure`` of ``item``) under each assumed share."""

    item: str
    measure: str
    under: tuple[Under, ...]


@dataclass(frozen=True)
class OverlapFacts:
    """A sensitivity, not a result: the printed changes, if some people had answered both times.

    Their two answers are assumed to go together with this ``correlation``. Answers are never linked, so the true share
    is not known.
    """

    correlation: float
    changes: tuple[ChangeUnder, ...]


@dataclass(frozen=True)
class Technical:
    """All of it. Absent from releases made before it was known, and of surveys with fewer than ``least`` answers."""

    least: int
    reliability: tuple[ReliabilityFacts, ...]
    outcomes: tuple[OutcomeFacts, ...]
    weighting: WeightingFacts
    overlap: OverlapFacts | None = None


def technical_from(data: dict[str, Any], part: Callable[..., Any]) -> Technical:
    """Read the block; ``part`` makes one of its parts from its keys."""
    weighting, overlap = data["weighting"], data.get("overlap")
    found: Technical = part(
        Technical,
        data,
        reliability=tuple(
            part(ReliabilityFacts, one, items=tuple(one["items"]), turned=tuple(one["turned"]))
            for one in data["reliability"]
        ),
        outcomes=tuple(
            part(
                OutcomeFacts,
                one,
                yes=tuple(one["yes"]),
                drivers=tuple(part(DriverFacts, driver) for driver in one["drivers"]),
            )
            for one in data["outcomes"]
        ),
        weighting=part(
            WeightingFacts,
            weighting,
            margins=tuple((code, groups) for code, groups in weighting["margins"]),
            unmet=tuple(weighting["unmet"]),
            shares=tuple(part(WeightedShare, share) for share in weighting["shares"]),
            refusals=tuple(weighting["refusals"]),
        ),
        overlap=_overlap(overlap, part) if overlap else None,
    )
    return found


def _overlap(data: dict[str, Any], part: Callable[..., Any]) -> OverlapFacts:
    changes = tuple(
        part(ChangeUnder, change, under=tuple(part(Under, one) for one in change["under"]))
        for change in data["changes"]
    )
    found: OverlapFacts = part(OverlapFacts, data, changes=changes)
    return found
