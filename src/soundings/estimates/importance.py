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
BLOCK = 256
# By how much a likelihood may still be foreseen to grow, for each person, when its last step is taken as known.
GAIN = 1e-7
ALONE = 200_000


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
    """The best log-likelihood for each weighting, by Newton's steps.

    All weightings start where their sum settles: a resample's best lies close to everybody's. At one and the same start
    the chances are those of one person each, not one for each resample, so the first step is only sums.
    """
    turned = design * np.where(outcome > 0, 1.0, -1.0)[:, None]
    pairs = np.triu_indices(design.shape[1])
    squares = design[:, pairs[0]] * design[:, pairs[1]]
    start = _settled(np.zeros((1, design.shape[1])), turned, squares, weights.mean(axis=0, keepdims=True))[0]
    if len(weights) == 1:
        return _settled(start, turned, squares, weights)[1]
    missed = special.expit(-(start @ turned.T))[0]
    slope = _times(weights, missed[:, None] * turned)
    first = _step(slope, _times(weights, (missed * (1 - missed))[:, None] * squares), weights)
    best = np.empty(len(weights))
    # A few weightings at a time, so that what is worked on stays near.
    for at in range(0, len(weights), BLOCK):
        part = slice(at, at + BLOCK)
        best[part] = _settled(start + first[part], turned, squares, weights[part])[1]
    return best


def _settled(beta: Floats, design: Floats, squares: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Newton's steps from `beta` until nothing more is to be gained; `design` is turned towards each one's outcome.

    Returns where each weighting came to, and its log-likelihood with what the last step would still add.
    """
    beta, best = beta.copy(), np.full(len(weights), -np.inf)
    still, across = np.arange(len(weights)), np.ascontiguousarray(design.T)
    for _ in range(STEPS):
        odds = np.exp(-np.clip(_times(beta[still], across), -30, 30))
        missed = odds / (1 + odds)
        w = weights[still]
        found = -np.einsum("bn,bn->b", w, np.log1p(odds))
        missing = w * missed
        slope = _times(missing, design)
        step = _step(slope, _times(missing - missing * missed, squares), w)
        gain = np.einsum("bk,bk->b", slope, step) / 2
        near = gain < GAIN * len(design)
        best[still] = np.maximum(np.where(near, found + gain, found), best[still])
        beta[still] += step
        still = still[~near]
        if not len(still):
            break
    return beta, best


def _times(lines: Floats, table: Floats) -> Floats:
    """`lines @ table`, in pieces that one processor does alone: so small a sum costs more to share than to do."""
    each = max(1, ALONE // table.size)
    whole = len(lines) // each * each
    pieces = lines[:whole].reshape(-1, each, lines.shape[1]) @ table
    return np.concatenate([pieces.reshape(whole, table.shape[1]), lines[whole:] @ table])


def _step(slope: Floats, bend: Floats, weights: Floats) -> Floats:
    """Newton's step for each weighting, from the slopes and the upper halves of the bends."""
    k = slope.shape[1]
    upper, lower = np.triu_indices(k)
    whole = np.empty((len(slope), k, k))
    whole[:, upper, lower] = whole[:, lower, upper] = bend
    # A trace of ridge keeps identical columns and resamples without an overlap solvable.
    whole += (RIDGE * weights.sum(axis=1))[:, None, None] * np.eye(k)
    return np.asarray(np.linalg.solve(whole, slope[:, :, None])[:, :, 0])
