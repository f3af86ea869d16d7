"""Scores and bands, from counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from soundings.analysis.counts import Floats, ItemCounts

BANDS = ((50.5, 1), (74.5, 2), (float("inf"), 3))
BAND_WORDS = {1: "low", 2: "moderate", 3: "high"}


def mean_and_variance(item: ItemCounts) -> tuple[Floats, Floats]:
    """Mean score and sample variance by group, exactly from the counts; NaN where nobody answered."""
    scores = np.array(item.scores)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = item.counts @ scores / item.base
        spread = item.counts @ scores**2 - item.base * mean**2
        return mean, np.maximum(spread, 0) / (item.base - 1)


def band_of(score: Floats) -> NDArray[np.float64]:
    """The employer-standards band of an unrounded score: 1 low, 2 moderate, 3 high.

    The published bands are 0-50, 51-74 and 75-100; here they are half open, [0, 50.5), [50.5, 74.5) and
    [74.5, 100], so that no score falls between two of them.
    """
    return np.select([score < BANDS[0][0], score < BANDS[1][0]], [1.0, 2.0], 3.0)
