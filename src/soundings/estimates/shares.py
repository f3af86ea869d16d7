"""Shares of people: response rates and intervals for proportions."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

SNAPPED_UP_TO = 5000

Floats = NDArray[np.float64]


def rate(responses: int, eligible: int) -> float | None:
    """Responses over eligible people, a fraction of 1; None where nobody was eligible.

    A count over a count: it has no interval. Raises ValueError for more responses than eligible people, which
    means a stale roster or a link passed on, never a rate above 100 per cent.
    """
    if responses > eligible:
        raise ValueError(f"{responses} responses from {eligible} eligible people")
    return responses / eligible if eligible else None


def wilson_interval(
    count: ArrayLike, base: ArrayLike, eligible: ArrayLike | None = None, *, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Interval for a share of everybody on the roster, by Wilson's score method.

    With ``eligible`` (N) the finite population is allowed for by ``n_eff = n (N - 1) / (N - n)``; the interval is
    clipped to what is possible, ``[x / N, (N - n + x) / N]``, and for N up to 5,000 snapped outwards to whole
    people. At n = N it is the share itself. Arrays broadcast; fractions of 1; NaN where the base is nought.

    Source: Wilson (1927); finite form and snapping as in docs/methods/intervals.md.
    """
    x, n = np.broadcast_arrays(np.asarray(count, float), np.asarray(base, float))
    people = np.full(x.shape, np.inf) if eligible is None else np.broadcast_to(np.asarray(eligible, float), x.shape)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = x / n
        effective = np.where(np.isinf(people), n, n * (people - 1) / (people - n))
        whole = 1 + z**2 / effective
        centre = (share + z**2 / (2 * effective)) / whole
        half = z / whole * np.sqrt(share * (1 - share) / effective + z**2 / (4 * effective**2))
        low, high = np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
        low, high = np.where(x == 0, 0, low), np.where(x == n, 1, high)
        low, high = _possible(low, high, x, n, people)
        # Where nobody or everybody answered nothing is left open: the share itself, which is NaN where nobody did.
        settled = (n == people) | (n == 0)
    return np.where(settled, share, low), np.where(settled, share, high)


def _possible(low: Floats, high: Floats, x: Floats, n: Floats, people: Floats) -> tuple[Floats, Floats]:
    """Clip to what the unanswered could still make of it, and snap outwards to whole people."""
    finite = np.isfinite(people)
    least = np.where(finite, x / people, 0)
    most = np.where(finite, (people - n + x) / people, 1)
    snaps = finite & (people <= SNAPPED_UP_TO)
    tiny = 1e-9
    low = np.where(snaps, np.floor(low * people + tiny) / people, low)
    high = np.where(snaps, np.ceil(high * people - tiny) / people, high)
    return np.maximum(low, least), np.minimum(high, most)
