"""Did it move? Changes between two years, each a separate draw of who answered.

The finite population is left out on purpose: the question is about the service, not about two closed lists of
people (docs/methods/change.md). Shares are fractions of 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy import special

from soundings.estimates.shares import wilson_interval

LEAST_TESTED = 20
FISHER_BELOW = 5


@dataclass(frozen=True)
class Change:
    """A difference, its interval, and the probability of one as large by chance (None where not tested)."""

    difference: float
    low: float
    high: float
    p: float | None
    test: str


def change_of_shares(count1: int, base1: int, count2: int, base2: int, *, level: float = 0.95) -> Change:
    """From the first year's share to the second's.

    Interval: Newcombe's, from two Wilson intervals. Test: pooled score test (chi-squared without continuity
    correction); Fisher's exact test where an expected count is below 5; p = 1 where nobody or everybody agreed in
    both years; no test where a base is below 20. Raises ValueError for a base of nought.

    Source: Newcombe (1998), method 10.
    """
    if min(base1, base2) <= 0:
        raise ValueError("a change needs answers in both years")
    first, second = count1 / base1, count2 / base2
    (l1, l2), (h1, h2) = wilson_interval([count1, count2], [base1, base2], level=level)
    difference = second - first
    low = difference - math.hypot(second - l2, h1 - first)
    high = difference + math.hypot(h2 - second, first - l1)
    p, test = _test_of_shares(count1, base1, count2, base2)
    return Change(difference, float(low), float(high), p, test)


def _test_of_shares(count1: int, base1: int, count2: int, base2: int) -> tuple[float | None, str]:
    if min(base1, base2) < LEAST_TESTED:
        return None, "none"
    pooled = (count1 + count2) / (base1 + base2)
    if pooled in (0.0, 1.0):
        return 1.0, "score"
    if min(pooled, 1 - pooled) * min(base1, base2) < FISHER_BELOW:
        return fisher_exact(count1, base1, count2, base2), "fisher"
    spread = math.sqrt(pooled * (1 - pooled) * (1 / base1 + 1 / base2))
    z = (count2 / base2 - count1 / base1) / spread
    return float(2 * special.ndtr(-abs(z))), "score"


def fisher_exact(count1: int, base1: int, count2: int, base2: int) -> float:
    """Two-sided p of Fisher's exact test: every table with the same margins that is no likelier than this one.

    Exact in whole numbers; only the last step is a division.
    """
    chosen, everyone = count1 + count2, base1 + base2
    ways = [
        math.comb(base1, x) * math.comb(base2, chosen - x)
        for x in range(max(0, chosen - base2), min(base1, chosen) + 1)
    ]
    here = math.comb(base1, count1) * math.comb(base2, count2)
    return float(Fraction(sum(way for way in ways if way <= here), math.comb(everyone, chosen)))


def change_of_means(
    mean1: float, variance1: float, base1: int, mean2: float, variance2: float, base2: int, *, level: float = 0.95
) -> Change | None:
    """From the first year's mean to the second's by Welch's t; None where a year has fewer than two answers
    or neither year's answers differ among themselves. ``variance`` has divisor n - 1.
    """
    if min(base1, base2) < 2 or variance1 + variance2 <= 0:
        return None
    parts = np.array([variance1 / base1, variance2 / base2])
    spread = math.sqrt(parts.sum())
    freedom = parts.sum() ** 2 / (parts**2 / np.array([base1 - 1, base2 - 1])).sum()
    difference = mean2 - mean1
    half = float(special.stdtrit(freedom, 0.5 + level / 2)) * spread
    p = float(2 * special.stdtr(freedom, -abs(difference / spread))) if min(base1, base2) >= LEAST_TESTED else None
    return Change(difference, difference - half, difference + half, p, "welch")
