"""Strengths and areas for improvement: shares beyond a line, the furthest first."""

from __future__ import annotations

from collections.abc import Iterator

from soundings.analysis.findings.kinds import Evidence, Found, Seen

AT_MOST = 5
STRONG, WEAK = 75, 50

_CERTAINTY = "Where the interval of a share crosses that line, this is said."
STRENGTH = f"At least {STRONG}% of answers are favourable; the {AT_MOST} highest are named. {_CERTAINTY}"
IMPROVEMENT = f"Fewer than {WEAK}% of answers are favourable; the {AT_MOST} lowest are named. {_CERTAINTY}"


def strengths(seen: Seen) -> list[Found]:
    """The highest shares from the upper line on."""
    high = [pair for pair in _shares(seen) if pair[1] >= STRONG]
    high = sorted(high, key=lambda pair: -pair[1])[:AT_MOST]
    return [_found(seen, "strength", item, STRENGTH, STRONG) for item, _ in high]


def improvements(seen: Seen) -> list[Found]:
    """The lowest shares under the lower line."""
    low = [pair for pair in _shares(seen) if pair[1] < WEAK]
    low = sorted(low, key=lambda pair: pair[1])[:AT_MOST]
    return [_found(seen, "improvement", item, IMPROVEMENT, WEAK) for item, _ in low]


def _shares(seen: Seen) -> Iterator[tuple[str, float]]:
    for item in seen.scored():
        share = seen.shown(Evidence(seen.wave, item, "favourable"))
        if share is not None:
            yield item, share


def _found(seen: Seen, kind: str, item: str, rule: str, line: int) -> Found:
    return Found(kind, item, rule, (item,), (Evidence(seen.wave, item, "favourable", line=float(line)),))
