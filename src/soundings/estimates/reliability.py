"""Reliability: whether the questions of a topic go together. For analysts, never a badge and never a gate.

Cronbach's alpha, on the people who answered every item: `k/(k − 1) · (1 − Σ sᵢ² / s²)`, with the variances of the k
items and of their sum. Its interval is Feldt's, from F with n − 1 and (n − 1)(k − 1) degrees of freedom and the
number of *complete* people: 1 − (1 − alpha) F. Omega total is the share of the sum's variance that one common factor
explains, `(Σλ)² / ((Σλ)² + Σθ)`, from a one-factor model fitted by maximum likelihood. Two items have no such model;
for them Spearman and Brown's `2r / (1 + r)` is given. An item whose correlation with the sum of the others is
negative is to be looked at: its direction may be wrong.

The employer standards are checklists. A low alpha does not invalidate a standard's score; a high one does not
validate it.

Sources: Cronbach (1951); Feldt (1965); McDonald (1999); Eisinga, te Grotenhuis and Pelzer (2013) for two items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from soundings.estimates.estimate import Status, normal_quantile
from soundings.estimates.proportions import Floats

LEAST_RELIABLE = 30
LEAST_UNIQUE = 0.005
MOST_STEPS = 20_000


@dataclass(frozen=True)
class Reliability:
    """How far items go together, from `n` complete people of `rows`; None where it does not exist.

    `alpha` with `lo` and `hi`, `omega` from three items on, `spearman_brown` for two; `item_rest` is each item's
    correlation with the sum of the others (None for an item that everybody answered alike).

    Worked example: see `reliability`.
    """

    alpha: float | None
    lo: float | None
    hi: float | None
    omega: float | None
    spearman_brown: float | None
    item_rest: tuple[float | None, ...]
    n: int
    rows: int
    items: int
    level: float = 0.95
    status: Status = "ok"
    notes: tuple[str, ...] = ()


def reliability(
    items: Sequence[Sequence[float | None]] | ArrayLike, *, missing: str = "listwise", level: float = 0.95
) -> Reliability:
    """Alpha, omega and item-rest correlations of a topic's items, one row a person, all in the same direction.

    People who left out an item are left out (`listwise`). Undefined for one item and where the sum does not vary; too
    few below 30 complete people.

    Errors: ValueError for rows of different lengths, another treatment of missing answers, or a level outside 0 to 1.

    Worked example: three items, of which the third repeats the second, for 40 people.

    >>> people = [[n % 5, (n + n // 5) % 5, (n + n // 5) % 5] for n in range(40)]
    >>> found = reliability(people)
    >>> round(found.alpha, 3), round(found.lo, 3), round(found.hi, 3), found.n
    (0.643, 0.396, 0.799, 40)
    """
    normal_quantile(level)
    if missing != "listwise":
        raise ValueError(f"unknown treatment of missing answers {missing!r}: listwise")
    answers = np.array(items, float)
    if answers.ndim != 2:
        raise ValueError("items come as one row for each person, one value for each item")
    rows, k = answers.shape
    complete = answers[~np.isnan(answers).any(axis=1)]
    n = len(complete)
    # Sorted, so that the order of the rows cannot change a last digit.
    complete = complete[np.lexsort(complete.T[::-1])] if n else complete
    if k < 2:
        return _none(n, rows, k, level, "undefined", "one item cannot go together with others")
    if n < LEAST_RELIABLE:
        return _none(n, rows, k, level, "too_few", f"{n} people answered every item, fewer than {LEAST_RELIABLE}")
    covariance = np.cov(complete, rowvar=False)
    if covariance.sum() <= 1e-12 * max(1.0, float(np.trace(covariance))):
        return _none(n, rows, k, level, "undefined", "the sum of the items does not vary")
    alpha = float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))
    lo, hi = _feldt(alpha, n, k, level)
    rest = _item_rest(covariance)
    omega = _omega(covariance) if k > 2 and (np.diag(covariance) > 0).all() else None
    return Reliability(alpha, lo, hi, omega, _two(covariance), rest, n, rows, k, level, notes=_notes(rest, covariance))


def _none(n: int, rows: int, k: int, level: float, status: Status, note: str) -> Reliability:
    return Reliability(None, None, None, None, None, (None,) * k, n, rows, k, level, status, (note,))


def _feldt(alpha: float, n: int, k: int, level: float) -> tuple[float, float]:
    low, high = (float(special.fdtri(n - 1, (n - 1) * (k - 1), tail)) for tail in (0.5 - level / 2, 0.5 + level / 2))
    return 1 - (1 - alpha) * high, 1 - (1 - alpha) * low


def _two(covariance: Floats) -> float | None:
    """Spearman and Brown's coefficient of two items."""
    spread = np.sqrt(np.diag(covariance))
    if len(spread) != 2 or not spread.all():
        return None
    r = float(covariance[0, 1] / spread.prod())
    return 2 * r / (1 + r) if r > -1 else None


def _item_rest(covariance: Floats) -> tuple[float | None, ...]:
    """Each item's correlation with the sum of the others."""
    with_rest = covariance.sum(axis=0) - np.diag(covariance)
    own = np.diag(covariance)
    rest = covariance.sum() - 2 * with_rest - own
    return tuple(
        float(c / np.sqrt(v * r)) if v > 0 and r > 1e-12 else None for c, v, r in zip(with_rest, own, rest, strict=True)
    )


def _notes(rest: tuple[float | None, ...], covariance: Floats) -> tuple[str, ...]:
    same = [f"item {n} does not vary" for n, v in enumerate(np.diag(covariance), 1) if v <= 0]
    turned = [f"item {n}: check the direction" for n, r in enumerate(rest, 1) if r is not None and r < 0]
    return (*same, *turned)


def _omega(covariance: Floats) -> float:
    """Omega total of a one-factor model, fitted by the EM steps of Rubin and Thayer (1982)."""
    spread = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(spread, spread)
    values, vectors = np.linalg.eigh(correlation)
    loading = vectors[:, -1] * np.sqrt(values[-1] * 0.8)
    unique = np.maximum(1 - loading**2, LEAST_UNIQUE)
    for _ in range(MOST_STEPS):
        weight = loading / unique
        beta = weight / (1 + weight @ loading)
        onto = correlation @ beta
        new = onto / (1 - beta @ loading + beta @ onto)
        moved = float(np.abs(new - loading).max())
        loading, unique = new, np.maximum(1 - new * onto, LEAST_UNIQUE)
        if moved < 1e-12:
            break
    common = float((spread * loading).sum() ** 2)
    return common / (common + float((spread**2 * unique).sum()))
