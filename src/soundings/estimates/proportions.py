"""Percentages: shares of the people who gave an answer, with Wilson's interval for everybody on the roster.

The base is the valid answers. “Not applicable”, “don’t know” and “prefer not to say” are outside it.

The interval is Wilson's, allowing for the finite roster. With x favourable of n answers from a roster of N, p = x/n and
z = 1.96:

    n_eff  = n (N − 1) / (N − n)
    centre = (p + z² / 2 n_eff) / (1 + z² / n_eff)
    half   = z / (1 + z² / n_eff) · √( p (1 − p) / n_eff + z² / 4 n_eff² )

It is clipped to what the people who did not answer could still make of it, x/N to (N − n + x)/N, and for rosters up to
5,000 widened to whole people (multiples of 1/N). When everybody answered it is the percentage itself. Without a roster
the interval for an endless population is given, which is wider. It works at 0% and 100%, where the usual p ± 1.96
standard errors does not.

Checked by counting every possible roster: the true share lies inside at least 95% of the time for 132 of 251 and 40 of
60, and more often for small teams. The usual interval would manage 53% and 67%, so it is never used; leaving the roster
out would be safe and a third too wide.

| answers of roster | p ± 1.96 errors | Wilson without roster | this interval | exact hypergeometric |
| --- | --- | --- | --- | --- |
| 10 of 12 | .83 | 1.00 | .985 | .985 |
| 24 of 25 | .80 | 1.00 | 1.00 | 1.00 |
| 40 of 60 | .67 | .999 | .967 | .957 |
| 93 of 268 | .35 | .977 | .947 | .952 |
| 132 of 251 | .53 | .993 | .954 | .954 |
| 141 of 374 | .38 | .980 | .949 | .951 |

Each number is the lowest share of intervals, over all rosters, that hold the truth; 95% is wanted.

Sources: Wilson (1927); Cochran, *Sampling Techniques*, for the finite roster; Agresti and Coull (1998).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from soundings.estimates.estimate import Estimate, checked_counts, normal_quantile, undefined

SNAPPED_UP_TO = 5000

Floats = NDArray[np.float64]


def proportion(
    x: int | None,
    n: int | None,
    N: int | None = None,
    *,
    method: str = "wilson_fpc",
    snap: bool = True,
    level: float = 0.95,
) -> Estimate:
    """A share of people: x of n answers, from a roster of N; a fraction of 1.

    `method` is `wilson_fpc` (the interval above, allowing for the roster), `wilson` (leaving it out) or
    `hypergeometric` (exact, needs N). `snap` widens the first to whole people. The standard error is
    `sqrt(p (1 - p) / n_eff)`. No answers, or None, give an estimate that is undefined.

    Errors: ValueError for more counted than answers, more answers than people, negative or broken counts, a level
    outside 0 to 1, an unknown method, or `hypergeometric` without a roster.

    Worked example: 106 of 132 favourable, from a roster of 251, is 80%, from 75% to 85%.

    >>> p = proportion(106, 132, 251)
    >>> [round(100 * part) for part in (p.value, p.lo, p.hi)], p.method
    ([80, 75, 85], 'wilson_fpc_snapped')
    """
    _, name = normal_quantile(level), _method(method, N, snap)
    if x is None or n is None or n == 0:
        return undefined(name, "there are no answers", N=N, level=level)
    x, n, N = checked_counts(x, n, N)
    roster = None if method == "wilson" else N
    if method == "hypergeometric":
        lo, hi = hypergeometric_interval(x, n, int(N or 0), level=level)
    else:
        lo, hi = (float(end) for end in wilson_interval(x, n, roster, level=level, snap=snap))
    spread = math.sqrt(x / n * (1 - x / n))
    se = spread / math.sqrt(float(effective_base(n, roster)))
    return Estimate(x / n, lo, hi, se, n, N, x, name, level, spread=spread)


def _method(method: str, N: int | None, snap: bool) -> str:
    """The method's full name, as the estimate carries it."""
    if method not in ("wilson_fpc", "wilson", "hypergeometric"):
        raise ValueError(f"unknown method {method!r}: wilson_fpc, wilson or hypergeometric")
    if method == "hypergeometric" and N is None:
        raise ValueError("the exact hypergeometric interval needs the roster, N")
    if method != "wilson_fpc":
        return method
    if N is None:
        return "wilson"
    return "wilson_fpc_snapped" if snap and N <= SNAPPED_UP_TO else "wilson_fpc"


def effective_base(base: ArrayLike, eligible: ArrayLike | None) -> Floats:
    """How many answers from an endless population would say as much: `n (N - 1) / (N - n)`; endless at n = N."""
    n = np.asarray(base, float)
    people = np.asarray(np.inf if eligible is None else eligible, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        finite = np.where(n >= people, np.inf, n * (people - 1) / (people - n))
    return np.where(np.isinf(people), n, finite)


def wilson(share: ArrayLike, effective: ArrayLike, z: ArrayLike) -> tuple[Floats, Floats]:
    """Wilson's two ends, from a share, the base it counts for and the reach in standard errors."""
    p, n, reach = (np.asarray(part, float) for part in (share, effective, z))
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 1 + reach**2 / n
        centre = (p + reach**2 / (2 * n)) / scale
        half = reach / scale * np.sqrt(p * (1 - p) / n + reach**2 / (4 * n**2))
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def wilson_interval(
    count: ArrayLike, base: ArrayLike, eligible: ArrayLike | None = None, *, level: float = 0.95, snap: bool = True
) -> tuple[Floats, Floats]:
    """The intervals of a whole table at once: the same sum as `proportion`, on arrays that broadcast.

    Low and high ends as fractions of 1; not a number where the base is nought. With `eligible` (N) the finite roster
    is allowed for, and the interval is clipped and, unless `snap` is off, widened to whole people.

    Errors: ValueError for a level outside 0 to 1. Counts are not checked: they come from counting.

    Worked example: nobody, half and everybody of 12 answers from a roster of 12, and then from one of 14.

    >>> low, high = wilson_interval([0, 6, 12], 12, 12)
    >>> low.tolist(), high.tolist()
    ([0.0, 0.5, 1.0], [0.0, 0.5, 1.0])
    >>> low, high = wilson_interval([0, 6, 12], 12, 14)
    >>> (14 * low).round().tolist(), (14 * high).round().tolist()
    ([0.0, 6.0, 13.0], [1.0, 8.0, 14.0])
    """
    x, n = np.broadcast_arrays(np.asarray(count, float), np.asarray(base, float))
    people = np.full(x.shape, np.inf) if eligible is None else np.broadcast_to(np.asarray(eligible, float), x.shape)
    z = normal_quantile(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = x / n
        low, high = wilson(share, effective_base(n, people), z)
        low, high = np.where(x == 0, 0, low), np.where(x == n, 1, high)
        low, high = _possible(low, high, x, n, people, snap)
        # Where nobody or everybody answered nothing is left open: the share itself, which is NaN where nobody did.
        settled = (n == people) | (n == 0)
    return np.where(settled, share, low), np.where(settled, share, high)


def _possible(low: Floats, high: Floats, x: Floats, n: Floats, people: Floats, snap: bool) -> tuple[Floats, Floats]:
    """Clip to what the unanswered could still make of it, and snap outwards to whole people."""
    finite = np.isfinite(people)
    least = np.where(finite, x / people, 0)
    most = np.where(finite, (people - n + x) / people, 1)
    snaps = finite & (people <= SNAPPED_UP_TO) & snap
    tiny = 1e-9
    low = np.where(snaps, np.floor(low * people + tiny) / people, low)
    high = np.where(snaps, np.ceil(high * people - tiny) / people, high)
    return np.maximum(low, least), np.minimum(high, most)


def hypergeometric_interval(x: int, n: int, N: int, *, level: float = 0.95) -> tuple[float, float]:
    """The exact interval for a share of a roster of N, from x of n answers.

    Every number of people K who might agree is kept unless x or more, or x or fewer, of n answers would come about
    with a chance of at most half of what the level leaves: 2.5% on each side. Fractions of 1.

    Errors: ValueError for counts that cannot be true together and a level outside 0 to 1.

    Source: the hypergeometric distribution; Wright (1991), *Exact Confidence Bounds when Sampling from Small Finite
    Universes*.

    Worked example: 7 of 10 answers in a team of 12: 7 to 9 people.

    >>> low, high = hypergeometric_interval(7, 10, 12)
    >>> round(12 * low), round(12 * high)
    (7, 9)
    """
    normal_quantile(level)
    x, n, _ = checked_counts(x, n, N)
    if n == 0:
        raise ValueError("an interval needs an answer")
    tail = (1 - level) / 2
    # Both chances rise or fall steadily with K, so the ends are found by halving.
    low = _first(lambda people: _chance_of_most(n - x, n, N - people, N) > tail, x, N - n + x)
    high = N - _first(lambda others: _chance_of_most(x, n, N - others, N) > tail, n - x, N - x)
    return low / N, high / N


def _first(true: Callable[[int], bool], low: int, high: int) -> int:
    """The first whole number for which something is true that stays true from there on."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if true(middle) else (middle + 1, high)
    return low


def _chance_of_most(x: int, n: int, K: int, N: int) -> float:
    """The chance of at most x agreeing among n drawn, when K of N agree."""
    drawn = np.arange(max(0, n + K - N), min(x, K) + 1, dtype=float)
    return float(np.exp(_log_choose(K, drawn) + _log_choose(N - K, n - drawn) - _log_choose(N, n)).sum())


def _log_choose(n: float, k: ArrayLike) -> Floats:
    k = np.asarray(k, float)
    return np.asarray(special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1))
