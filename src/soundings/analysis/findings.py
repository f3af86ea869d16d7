"""Findings: what protected figures say, each with the rule that found it. Never computed on unprotected ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from soundings.analysis.figures import Figures

AT_MOST = 5
STRONG, WEAK = 75, 50
LEAST_MOVE = 5

RULES = {
    "strength": f"At least {STRONG}% of answers are favourable; the {AT_MOST} highest are named.",
    "improvement": f"Fewer than {WEAK}% of answers are favourable; the {AT_MOST} lowest are named.",
    "better": f"Up by at least {LEAST_MOVE} points, and unlikely to be chance once every question is allowed for.",
    "worse": f"Down by at least {LEAST_MOVE} points, and unlikely to be chance once every question is allowed for.",
}


@dataclass(frozen=True)
class Found:
    kind: str
    item: str
    rule: str


def find(figures: Figures, wave: str, items: Iterable[str], sure: float = 0.05) -> tuple[Found, ...]:
    """Strengths, areas for improvement and movements of the whole survey, strongest first; ties in item order.

    A movement is named when its adjusted p-value is at most ``sure``.
    """
    items = list(items)
    shares = [
        (item, f.value)
        for item in items
        if (f := figures.get(wave, item, "favourable")) and f.value is not None and f.shown
    ]
    high = sorted((pair for pair in shares if pair[1] >= STRONG), key=lambda pair: -pair[1])[:AT_MOST]
    low = sorted((pair for pair in shares if pair[1] < WEAK), key=lambda pair: pair[1])[:AT_MOST]
    moves = sorted(_moves(figures, wave, items, sure), key=lambda pair: -abs(pair[1]))
    named = [("strength", item) for item, _ in high] + [("improvement", item) for item, _ in low]
    named += [("better" if move > 0 else "worse", item) for item, move in moves]
    return tuple(Found(kind, item, RULES[kind]) for kind, item in named)


def _moves(figures: Figures, wave: str, items: Iterable[str], sure: float) -> Iterable[tuple[str, float]]:
    for item in items:
        move = figures.get(wave, item, "change_favourable")
        chance = figures.get(wave, item, "change_favourable_adjusted_p")
        if not (move and move.shown and chance and chance.shown):
            continue
        if (
            move.value is not None
            and chance.value is not None
            and chance.value <= sure
            and abs(move.value) >= LEAST_MOVE
        ):
            yield item, move.value
