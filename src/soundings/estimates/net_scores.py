"""Net scores: the share who are favourable less the share who are unfavourable.

Both shares come from the same people, so their errors are not apart: who is in the one cannot be in the other. The
variance of the difference is `[p₊ + p₋ − (p₊ − p₋)²] / n`, which is more than the sum of the two shares' own variances.
"""

from __future__ import annotations

import math

from soundings.estimates.estimate import Estimate, checked_counts, undefined
from soundings.estimates.proportions import effective_base, wilson_interval


def net_score(
    favourable: int | None, unfavourable: int | None, n: int | None, N: int | None = None, *, level: float = 0.95
) -> Estimate:
    """Favourable less unfavourable, as a fraction of 1, from −1 to 1.

    The interval is put together from the two Wilson intervals and the correlation of the two shares,
    `−p₊p₋ / sqrt(p₊(1 − p₊) p₋(1 − p₋))`, so that it stays within its bounds when nobody is on one side.

    Errors: ValueError when the two sides are more than the answers, or the answers more than the roster.

    Source: Zou and Donner (2008), *Construction of confidence limits about effect measures*.

    Worked example: 80 favourable and 30 unfavourable of 132, from a roster of 251: 38 points, from 28 to 47.

    >>> net = net_score(80, 30, 132, 251)
    >>> [round(100 * part) for part in (net.value, net.lo, net.hi)]
    [38, 28, 47]
    """
    if favourable is None or unfavourable is None or not n:
        return undefined("net", "there are no answers", N=N, level=level)
    checked_counts(favourable + unfavourable, n, N)
    plus, n, N = checked_counts(favourable, n, N)
    minus, _, _ = checked_counts(unfavourable, n, N)
    p, q = plus / n, minus / n
    (l1, l2), (h1, h2) = wilson_interval([plus, minus], n, N, level=level, snap=False)
    spread = math.sqrt(max(0.0, p + q - (p - q) ** 2))
    se = spread / math.sqrt(float(effective_base(n, N)))
    together = _correlation(p, q)
    lo = p - q - _reach(p - l1, h2 - q, together)
    hi = p - q + _reach(h1 - p, q - l2, together)
    return Estimate(p - q, max(lo, -1.0), min(hi, 1.0), se, n, N, None, "net", level, spread=spread)


def _correlation(p: float, q: float) -> float:
    """Of being favourable with being unfavourable, for one person."""
    apart = p * (1 - p) * q * (1 - q)
    return -p * q / math.sqrt(apart) if apart > 0 else 0.0


def _reach(one: float, other: float, correlation: float) -> float:
    return math.sqrt(max(0.0, one**2 + other**2 - 2 * correlation * one * other))
