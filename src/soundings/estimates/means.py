"""Scores: means over people, with Student's interval for everybody on the roster.

An answer becomes 0 to 100 by equal steps of its scale; five points are 0, 25, 50, 75, 100. A person's score for a
topic is the mean of his answered items, if at least half are answered. A group's score is the mean over its people:
item means are not averaged, for that weights items by who answered them, and team means are not averaged either.

The interval is the mean ± t with n − 1 degrees of freedom times √((1 − n/N) s²/n), where s² is the variance of one
value per person with divisor n − 1. Taking the k answers of each of n people as k·n people would make the interval
too narrow by a factor of about √(1 + (k − 1) r), where r is how far a person's answers go together. Reports cut the
interval at 0 and 100. There is none when all answers are equal or only one person answered: then the data say nothing
about spread.

Source: Cochran, *Sampling Techniques*, chapter 2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from soundings.estimates.estimate import Estimate, checked_counts, is_missing, normal_quantile, undefined
from soundings.estimates.proportions import Floats
from soundings.estimates.weighted import Weighting, weighted_mean


def mean_score(
    values: Sequence[float | None] | None,
    N: int | None = None,
    *,
    weights: Weighting | None = None,
    level: float = 0.95,
) -> Estimate:
    """The mean of one value per person, in the unit of the values; missing values (None) are left out.

    With `weights`, from [`rake`](weighting.md) or one number a person, the mean is weighted and its error linearised.
    One value, or all values equal: the mean stands, without error and interval.

    Errors: ValueError for more values than people on the roster, or a level outside 0 to 1.

    Worked example: ten people of a team of twelve.

    >>> score = mean_score([0, 25, 50, 50, 75, 75, 75, 100, 100, None, 75], 12)
    >>> score.n, score.value, round(score.lo, 1), round(score.hi, 1)
    (10, 62.5, 53.2, 71.8)
    """
    normal_quantile(level)
    if weights is not None:
        return weighted_mean(values, weights, N, level=level)
    found = np.array([value for value in values or () if not is_missing(value)], float)
    n, method = len(found), "t" if N is None else "t_fpc"
    checked_counts(0, n, N)
    if n == 0:
        return undefined(method, "there are no answers", N=N, level=level)
    mean = float(found.mean())
    if n == 1 or found.min() == found.max():
        note = "one answer says nothing about spread" if n == 1 else "all answers are equal"
        return Estimate(mean, None, None, None, n, N, None, method, level, notes=(note,))
    variance = float(found.var(ddof=1))
    lo, hi = interval_of_mean(mean, variance, n, N, level=level)
    se = math.sqrt(float(variance_of_mean(variance, n, N)))
    return Estimate(mean, float(lo), float(hi), se, n, N, None, method, level, spread=math.sqrt(variance))


def variance_of_mean(variance: ArrayLike, base: ArrayLike, eligible: ArrayLike | None) -> Floats:
    """Of a mean of n values from a roster of N: `(1 - n/N) s²/n`."""
    v, n = np.asarray(variance, float), np.asarray(base, float)
    people = np.asarray(np.inf if eligible is None else eligible, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.maximum(1 - n / people, 0) * v / n)


def interval_of_mean(
    mean: ArrayLike, variance: ArrayLike, base: ArrayLike, eligible: ArrayLike | None = None, *, level: float = 0.95
) -> tuple[Floats, Floats]:
    """The intervals of a whole table at once: the same sum as `mean_score`, from means and variances.

    `variance` is the sample variance (divisor n − 1). Not a number where n is below 2 or all answers are equal. In the
    unit of the mean.

    Errors: ValueError for a level outside 0 to 1.

    Worked example: a mean of 60 with variance 400, of 132 answers and of 12 who were everybody.

    >>> low, high = interval_of_mean(60, 400, [132, 12], [251, 12])
    >>> low.round(1).tolist(), high.round(1).tolist()
    ([57.6, 60.0], [62.4, 60.0])
    """
    normal_quantile(level)
    m, v, n = np.broadcast_arrays(np.asarray(mean, float), np.asarray(variance, float), np.asarray(base, float))
    half = special.stdtrit(np.maximum(n - 1, 1), 0.5 + level / 2) * np.sqrt(variance_of_mean(v, n, eligible))
    half = np.where((n < 2) | (v <= 0), np.nan, half)
    return m - half, m + half
