"""How much of an outcome each predictor accounts for, averaged over every order in which predictors can enter.

The value of every set of predictors is worked out once, for many weightings of the rows at once (each resample of the
bootstrap is one). A linear outcome's value is R², by taking one predictor after another out of the correlation
matrix; a yes/no outcome's is McFadden's, 1 − log-likelihood over that of the bare share, by logistic regression.
"""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
from scipy import special

from soundings.estimates.proportions import Floats

SAME = 1e-9
STEPS = 30
RIDGE = 1e-9


def shares_of_fit(fits: dict[frozenset[int], Floats], count: int) -> Floats:
    """Each predictor's average gain over all orders (LMG, Shapley value); last axis: predictors."""
    gains = [np.zeros_like(fits[frozenset()]) for _ in range(count)]
    for entered, fit in fits.items():
        weight = (
            factorial(len(entered)) * factorial(count - len(entered) - 1) / factorial(count)
            if len(entered) < count
            else 0
        )
        for one in set(range(count)) - entered:
            gains[one] = gains[one] + weight * (fits[entered | {one}] - fit)
    return np.stack(gains, axis=-1)


def linear_fits(rows: Floats, outcome: Floats, weights: Floats) -> dict[frozenset[int], Floats]:
    """R² of every set of predictors; `weights` has one line for each weighting of the rows."""
    data = np.column_stack([rows, outcome])
    total = weights.sum(axis=1)
    means = (weights @ data) / total[:, None]
    products = data[:, :, None] * data[:, None, :]
    moments = (weights @ products.reshape(len(data), -1)).reshape(len(weights), data.shape[1], -1) / total[
        :, None, None
    ]
    covariance = moments - means[:, :, None] * means[:, None, :]
    spread = np.sqrt(np.maximum(np.einsum("bii->bi", covariance), 0))
    spread = np.where(spread > 1e-9, spread, np.inf)
    fits: dict[frozenset[int], Floats] = {}
    _take_out(covariance / spread[:, :, None] / spread[:, None, :], tuple(range(rows.shape[1])), frozenset(), fits)
    return fits


def _take_out(
    left: Floats, open_: tuple[int, ...], entered: frozenset[int], fits: dict[frozenset[int], Floats]
) -> None:
    """Note the fit of the predictors entered, then enter each later one in turn. The outcome stands last in `left`."""
    fits[entered] = 1 - left[:, -1, -1]
    for place, one in enumerate(open_):
        pivot = left[:, place, place]
        # A predictor that the others explain wholly adds nothing.
        adds = pivot > SAME
        column = left[:, place + 1 :, place] * np.sqrt(np.where(adds, 1 / np.where(adds, pivot, 1), 0))[:, None]
        rest = left[:, place + 1 :, place + 1 :] - column[:, :, None] * column[:, None, :]
        _take_out(rest, open_[place + 1 :], entered | {one}, fits)


def logistic_fits(rows: Floats, outcome: Floats, weights: Floats) -> dict[frozenset[int], Floats]:
    """McFadden's R² of every set of predictors, for each weighting."""
    spread = rows.std(axis=0)
    scaled = (rows - rows.mean(axis=0)) / np.where(spread > 0, spread, 1)
    agreeing = (weights @ outcome) / weights.sum(axis=1)
    bare = special.xlogy(agreeing, agreeing) + special.xlogy(1 - agreeing, 1 - agreeing)
    bare = np.where(bare < 0, bare * weights.sum(axis=1), -np.inf)
    fits = {frozenset[int](): np.zeros(len(weights))}
    for size in range(1, rows.shape[1] + 1):
        for chosen in combinations(range(rows.shape[1]), size):
            design = np.column_stack([np.ones(len(rows)), scaled[:, chosen]])
            fits[frozenset(chosen)] = 1 - _log_likelihood(design, outcome, weights) / bare
    return fits


def _log_likelihood(design: Floats, outcome: Floats, weights: Floats) -> Floats:
    """The best log-likelihood for each weighting, by Newton's steps on all weightings together."""
    k = design.shape[1]
    beta = np.zeros((len(weights), k))
    squares = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    best = np.full(len(weights), -np.inf)
    for _ in range(STEPS):
        linear = np.clip(beta @ design.T, -30, 30)
        chance = special.expit(linear)
        found = (weights * (outcome * linear - np.logaddexp(0, linear))).sum(axis=1)
        settled = np.abs(found - best) < 1e-10 * (1 + np.abs(found))
        best = np.maximum(found, best)
        if settled.all():
            break
        slope = (weights * (outcome - chance)) @ design
        bend = ((weights * chance * (1 - chance)) @ squares).reshape(-1, k, k)
        # A trace of ridge keeps identical columns and resamples without an overlap solvable.
        bend += (RIDGE * weights.sum(axis=1))[:, None, None] * np.eye(k)
        beta = beta + np.linalg.solve(bend, slope[:, :, None])[:, :, 0]
    return best
