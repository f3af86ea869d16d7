"""Movements: favourable shares that moved since the wave before, by enough and unlikely by chance."""

from __future__ import annotations

from soundings.analysis.findings.kinds import Evidence, Found, Seen

LEAST_MOVE = 5

RULES = {
    "better": f"Up by at least {LEAST_MOVE} points, and unlikely to be chance once every question is allowed for.",
    "worse": f"Down by at least {LEAST_MOVE} points, and unlikely to be chance once every question is allowed for.",
}


def movements(seen: Seen) -> list[Found]:
    """Every clear movement, the largest first."""
    moves = [(item, clear_move(seen, item)) for item in seen.scored()]
    named = [(item, move) for item, move in moves if move is not None and abs(move) >= LEAST_MOVE]
    return [_found(seen, item, move) for item, move in sorted(named, key=lambda pair: -abs(pair[1]))]


def clear_move(seen: Seen, item: str) -> float | None:
    """The change of the favourable share in points, where it is shown and its adjusted p-value is small enough."""
    move = seen.shown(Evidence(seen.wave, item, "change_favourable"))
    chance = seen.shown(Evidence(seen.wave, item, "change_favourable_adjusted_p"))
    return move if move is not None and chance is not None and chance <= seen.sure else None


def move_evidence(seen: Seen, item: str, line: float) -> tuple[Evidence, ...]:
    """The figures a movement rests on."""
    return (
        Evidence(seen.wave, item, "favourable"),
        Evidence(seen.wave, item, "change_favourable", line=line),
        Evidence(seen.wave, item, "change_favourable_adjusted_p", line=seen.sure),
    )


def _found(seen: Seen, item: str, move: float) -> Found:
    kind, line = ("better", LEAST_MOVE) if move > 0 else ("worse", -LEAST_MOVE)
    return Found(kind, item, RULES[kind], (item,), move_evidence(seen, item, float(line)))
