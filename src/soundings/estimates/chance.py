"""How likely a difference like this is by chance: the tests that comparisons use. They never hide and never round."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from scipy import special

LEAST_TESTED = 20
FISHER_BELOW = 5


def two_sided(z: float) -> float:
    """The chance of a standard normal deviate at least this far from nought."""
    return float(2 * special.ndtr(-abs(z)))


def two_sided_t(t: float, freedom: float) -> float:
    """The same for Student's t."""
    return float(2 * special.stdtr(freedom, -abs(t)))


def score_test(count1: int, base1: int, count2: int, base2: int, each: tuple[float, float]) -> float:
    """The pooled score test of two shares; `each` is how many answers either year's count for."""
    pooled = (count1 + count2) / (base1 + base2)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / each[0] + 1 / each[1]))
    return two_sided((count2 / base2 - count1 / base1) / spread)


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


def binomial_exact(count: int, base: int, share: float) -> float:
    """Two-sided p of a count against a fixed share: every count that is no likelier than this one."""
    counts = np.arange(base + 1)
    ways = special.gammaln(base + 1) - special.gammaln(counts + 1) - special.gammaln(base - counts + 1)
    chance = np.exp(ways + special.xlogy(counts, share) + special.xlogy(base - counts, 1 - share))
    # Counts as likely as this one must count, however their last digits came out.
    return min(1.0, float(chance[chance <= chance[count] * (1 + 1e-7)].sum()))
