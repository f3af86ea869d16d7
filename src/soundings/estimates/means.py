"""Means of scores and their intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from soundings.estimates.shares import Floats


def interval_of_mean(
    mean: ArrayLike, variance: ArrayLike, base: ArrayLike, eligible: ArrayLike | None = None, *, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Interval for the mean of everybody on the roster: ``mean ± t(n-1) sqrt((1 - n/N) s²/n)``.

    ``variance`` is the sample variance (divisor n - 1). NaN where n is below 2 or all answers are equal, because
    then the data say nothing about spread. In the unit of the mean.
    """
    m, v, n = np.broadcast_arrays(np.asarray(mean, float), np.asarray(variance, float), np.asarray(base, float))
    people = np.inf if eligible is None else np.asarray(eligible, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.maximum(1 - n / people, 0) * v / n)
        half = special.stdtrit(np.maximum(n - 1, 1), 0.5 + level / 2) * spread
    half = np.where((n < 2) | (v <= 0), np.nan, half)
    return m - half, m + half
