"""Weighted figures: shares and means of answers that count differently, and their error.

The error is linearised: raking uses what the roster says, so only the part of an answer that the margins do not
explain adds to it. With the weighted mean taken off, the answers are regressed on the categories of the margins with
the weights before raking, e are the residuals, and w the raked weights:

    variance = (1 − n/N) · n/(n − 1) · Σ (w e − mean of w e)² / (Σ w)²

A share's interval is Wilson's with `n_eff = p (1 − p) / variance` and t with n − 1 degrees of freedom for 1.96. At 0%
and 100%, where the variance is nought, n_eff is n over Kish's design effect and over 1 − n/N.

Sources: Deville and Särndal (1992); Lumley, *Complex Surveys*; Korn and Graubard (1998) for shares.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soundings.estimates.estimate import Estimate, checked_counts, is_missing, normal_quantile, t_quantile, undefined
from soundings.estimates.proportions import Floats, wilson

Groups = NDArray[np.intp]


@dataclass(frozen=True)
class Weights:
    """One weight for each answer, in the order given, adding up to the roster.

    * `values`, `start`: the weights, and those before raking. `groups`: the category of each answer in each margin.
    * `n`, `N`, `deff`: answers, people on the roster, Kish's design effect.
    * `gap`: the largest difference of a category's share among answers and on the roster, in percentage points.
    * `rounds`, `trimmed`: rounds of raking, and how many weights were cut back.
    * `reasons`: why weighted figures are not to be published; none if they may be.

    Worked example: see `rake`.
    """

    values: Floats
    start: Floats
    groups: tuple[Groups, ...]
    n: int
    N: float
    deff: float
    gap: float
    rounds: int
    trimmed: int
    reasons: tuple[str, ...]

    @property
    def publishable(self) -> bool:
        """Whether weighted figures may be published."""
        return not self.reasons


Weighting = Weights | Sequence[float] | Floats


def kish(weights: Floats) -> float:
    """Kish's design effect: how many times unequal weights multiply the variance, `n Σw² / (Σw)²`."""
    return float(len(weights) * (weights**2).sum() / weights.sum() ** 2)


def weighted_proportion(
    chosen: Sequence[bool | None] | None, weights: Weighting, N: int | None = None, *, level: float = 0.95
) -> Estimate:
    """The weighted share of those who chose an answer, among all who gave one; a fraction of 1.

    `chosen` says of each respondent whether he chose it, None where he did not answer; `weights` are raked weights or
    one number a person. `x` is None: weighted bases are not counts and are never shown. The roster is that of the
    raked weights unless `N` is given.

    Errors: ValueError for weights that are not one a person and above nought, or a level outside 0 to 1.

    Worked example: everybody in the North and a third in the South; the North is 60 of 100 people.

    >>> from soundings.estimates import rake
    >>> teams = {"team": ["North"] * 10 + ["South"] * 30}
    >>> weights = rake(teams, {"team": {"North": 60, "South": 40}}, trim=None)
    >>> share = weighted_proportion([True] * 10 + [True, False, False] * 10, weights)
    >>> [round(100 * part, 1) for part in (share.value, share.lo, share.hi)]
    [73.3, 67.5, 78.4]
    """
    values = None if chosen is None else [None if is_missing(one) else float(bool(one)) for one in chosen]
    mean = weighted_mean(values, weights, N, level=level)
    if mean.value is None:
        return undefined("wilson_weighted", "there are no answers", N=mean.N, level=level)
    p, left = min(max(mean.value, 0.0), 1.0), _left(mean.n, mean.N)
    varied = mean.se is not None and mean.se > 0 and 1e-12 < p < 1 - 1e-12
    effective = p * (1 - p) / mean.se**2 if varied and mean.se else mean.n / mean.deff / left if left else math.inf
    lo, hi = wilson(p, effective, t_quantile(level, max(mean.n - 1, 1))) if effective < math.inf else (p, p)
    return Estimate(
        p,
        float(lo),
        float(hi),
        mean.se or 0.0,
        mean.n,
        mean.N,
        None,
        "wilson_weighted",
        level,
        True,
        mean.deff,
        spread=mean.spread or 0.0,
    )


def weighted_mean(
    values: Sequence[float | None] | None, weights: Weighting, N: int | None = None, *, level: float = 0.95
) -> Estimate:
    """The weighted mean of one value per person, its linearised error and t interval; see `mean_score`."""
    normal_quantile(level)
    answers = [None if is_missing(value) else value for value in values or ()]
    w, design = _design(weights, len(answers))
    N = N if N is not None or not isinstance(weights, Weights) else round(weights.N)
    there = np.array([value is not None for value in answers], bool)
    n = int(there.sum())
    checked_counts(0, n, N)
    if n == 0:
        return undefined("t_weighted", "there are no answers", N=N, level=level)
    y = np.array([0.0 if value is None else value for value in answers], float)
    mean = float((w * y)[there].sum() / w[there].sum())
    deff = kish(w[there])
    if n == 1 or y[there].min() == y[there].max():
        note = "one answer says nothing about spread" if n == 1 else "all answers are equal"
        return Estimate(mean, None, None, None, n, N, None, "t_weighted", level, True, deff, notes=(note,))
    e = w * _residuals(np.where(there, y - mean, 0.0), design)
    size = len(y)
    # The missing answers stay in the sum with nought, as in any part of a sample.
    open_variance = size / (size - 1) * ((e - e.mean()) ** 2).sum() / w[there].sum() ** 2
    se = math.sqrt(open_variance * _left(n, N))
    half = t_quantile(level, n - 1) * se
    spread = math.sqrt(open_variance * n)
    return Estimate(mean, mean - half, mean + half, se, n, N, None, "t_weighted", level, True, deff, spread=spread)


def _left(n: int, N: int | None) -> float:
    """The share of the roster that did not answer."""
    return 1 - n / N if N else 1.0


Design = tuple[Floats, tuple[Groups, ...]]


def _design(weights: Weighting, size: int) -> tuple[Floats, Design]:
    """The weights, those before raking, and the categories; plain numbers have no margins."""
    w = weights.values if isinstance(weights, Weights) else np.asarray(weights, float)
    design: Design = (weights.start, weights.groups) if isinstance(weights, Weights) else (np.ones(len(w)), ())
    if size and (len(w) != size or not (np.isfinite(w) & (w > 0)).all()):
        raise ValueError(f"weights must be one number above nought for each person: {len(w)} for {size}")
    return w, design


def _residuals(y: Floats, design: Design) -> Floats:
    """What the margins leave of the answers, by least squares with the starting weights."""
    start, groups = design
    if not groups:
        return y
    indicators = np.hstack([np.eye(int(codes.max()) + 1)[codes] for codes in groups])
    root = np.sqrt(start)[:, None]
    fitted, *_ = np.linalg.lstsq(indicators * root, y * root[:, 0], rcond=None)
    return np.asarray(y - indicators @ fitted)
