"""Weighting: what the figures would be if every kind of person had answered alike.

Unweighted figures are the rule for one council. Raking to the roster is done as a check always, and is published only
where it matters and is safe. Only margins of the roster are needed (how many people in each team, in each role),
never a link between a person and a return. It cannot mend that the dissatisfied answer more, or less, within every
team and role.

Every answer starts with the weight N/n. Margin after margin, the weights in each category are multiplied by what
brings their sum to the roster's number; round after round, until no weight moves by more than 1 part in 10¹⁰. With
one margin this is post-stratification. Weights beyond a third and three times the mean are cut back once, and the
answers raked again. A missing category is one of its own, with the share of the answers it has.

Kish's design effect, `n Σw² / (Σw)²`, says how many times weighting multiplies the variance. A weighted figure is
published only if some margin differs from the roster by more than 5 points, the design effect is at most 1.5 and
there are at least 100 answers; both figures then stand in the technical annex. Weights, weighted bases, and both
figures of one small group are never published, because they give away who is in it. A change of weighting is a break
in the series.

Sources: Deming and Stephan (1940); Deville and Särndal (1992); Kish (1965).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from soundings.estimates.proportions import Floats
from soundings.estimates.weighted import Groups, Weights, kish

MOST_ROUNDS = 200
MOST_DEFF = 1.5
LEAST_WEIGHTED = 100
GAP_POINTS = 5.0


class RakingError(ValueError):
    """The answers cannot be weighted to these margins; the message names the margin and the category."""


class EmptyCategoryError(RakingError):
    """A category of the roster has no answers: put it together with another by a stated rule."""


class UnequalTotalsError(RakingError):
    """The margins do not add up to the same roster."""


class NoConvergenceError(RakingError):
    """Margins and answers contradict each other: no weights meet them all."""


def rake(
    respondents: Mapping[str, Sequence[str | None]],
    margins: Mapping[str, Mapping[str, float]],
    *,
    start: ArrayLike | None = None,
    trim: tuple[float, float] | None = (1 / 3, 3),
    tol: float = 1e-10,
) -> Weights:
    """Weights for the answers, so that each margin is that of the roster.

    `respondents` gives, for each margin, the category of each answer (None where missing); `margins` the number of
    people on the roster in each category. `start` are weights to begin with, in any unit; `trim` the limits in
    multiples of the mean weight, or None; `tol` the largest relative move of a weight in the last round.

    Errors: EmptyCategoryError, UnequalTotalsError and NoConvergenceError (all ValueErrors), and ValueError for a
    category the roster does not know, columns of different lengths, more answers than people, or weights that are not
    above nought.

    Worked example: a team of 60 and one of 40, of whom 10 and 30 answered.

    >>> teams = {"team": ["North"] * 10 + ["South"] * 30}
    >>> weights = rake(teams, {"team": {"North": 60, "South": 40}}, trim=None)
    >>> weights.values[[0, -1]].round(3).tolist(), round(weights.deff, 2)
    ([6.0, 1.333], 1.65)
    >>> weights.publishable, weights.reasons[0]
    (False, 'the design effect is 1.65, above 1.5')
    """
    n, N = _answers(respondents, margins), _roster(margins)
    if n > N:
        raise ValueError(f"{n} answers from a roster of {N:g} people")
    columns = [_coded(name, respondents[name], categories, n, N) for name, categories in margins.items()]
    first = _starting(start, n, N)
    values, rounds = _raked(first, columns, tol)
    trimmed = 0
    if trim is not None:
        low, high = trim
        kept = np.clip(values, low * N / n, high * N / n)
        trimmed = int((kept != values).sum())
        if trimmed:
            values, rounds = _raked(kept, columns, tol)
    deff = kish(values)
    gap = max(float(np.abs(np.bincount(c, minlength=len(t)) / n - t / N).max()) for c, t, _ in columns) * 100
    # Five points exactly must not become more by a last digit.
    gap = round(gap, 9)
    groups = tuple(codes for codes, _, _ in columns)
    return Weights(values, first, groups, n, N, deff, gap, rounds, trimmed, _reasons(deff, n, gap))


def _answers(respondents: Mapping[str, Sequence[str | None]], margins: Mapping[str, Mapping[str, float]]) -> int:
    if not margins or set(respondents) != set(margins):
        raise ValueError(f"answers and roster must have the same margins: {sorted(set(respondents) ^ set(margins))}")
    lengths = {name: len(column) for name, column in respondents.items()}
    if len(set(lengths.values())) != 1 or not min(lengths.values()):
        raise ValueError(f"each margin needs one category for each answer: {lengths}")
    return min(lengths.values())


def _roster(margins: Mapping[str, Mapping[str, float]]) -> float:
    """The number of people all margins agree on."""
    for name, categories in margins.items():
        below = [category for category, people in categories.items() if not 0 <= people < np.inf]
        if below:
            raise ValueError(f"{name}: the number of people in {below[0]!r} must be nought or more")
    totals = {name: float(sum(categories.values())) for name, categories in margins.items()}
    if max(totals.values()) - min(totals.values()) > 1e-9 * max(totals.values()):
        raise UnequalTotalsError(f"the margins have different totals: {totals}")
    return next(iter(totals.values()))


Column = tuple[Groups, Floats, str]


def _coded(name: str, column: Sequence[str | None], categories: Mapping[str, float], n: int, N: float) -> Column:
    """Each answer's category as a number, and the people each stands for; missing is a category of its own."""
    known = [category for category, people in categories.items() if people > 0]
    strangers = {category for category in column if category is not None} - set(known)
    if strangers:
        raise ValueError(f"{name}: nobody on the roster is in {min(strangers)!r}")
    empty = [category for category in known if category not in set(column)]
    if empty:
        raise EmptyCategoryError(f"{name}: nobody in {empty[0]!r} answered; put it together with another category")
    place = {category: number for number, category in enumerate(known)}
    codes = np.array([len(known) if category is None else place[category] for category in column], np.intp)
    missing = sum(category is None for category in column) / n
    totals = np.array([categories[category] * (1 - missing) for category in known] + [N * missing] * (missing > 0))
    return codes, totals, name


def _starting(start: ArrayLike | None, n: int, N: float) -> Floats:
    first = np.ones(n) if start is None else np.asarray(start, float)
    if first.shape != (n,) or not (np.isfinite(first) & (first > 0)).all():
        raise ValueError("starting weights must be one number above nought for each answer")
    return np.asarray(first * (N / first.sum()))


def _raked(values: Floats, columns: list[Column], tol: float) -> tuple[Floats, int]:
    worst = columns[0][2]
    for rounds in range(1, MOST_ROUNDS + 1):
        before, moved = values, 0.0
        for codes, totals, name in columns:
            factors = totals / np.bincount(codes, values, minlength=len(totals))
            if (step := float(np.abs(factors - 1).max())) > moved:
                moved, worst = step, name
            values = values * factors[codes]
        if np.abs(values / before - 1).max() < tol and moved < max(tol, 1e-9):
            return values, rounds
    raise NoConvergenceError(f"after {MOST_ROUNDS} rounds {worst!r} still does not fit the other margins")


def _reasons(deff: float, n: int, gap: float) -> tuple[str, ...]:
    reasons = []
    if deff > MOST_DEFF:
        reasons.append(f"the design effect is {deff:.2f}, above {MOST_DEFF}")
    if n < LEAST_WEIGHTED:
        reasons.append(f"there are {n} answers, fewer than {LEAST_WEIGHTED}")
    if gap <= GAP_POINTS:
        reasons.append(f"no category differs from the roster by more than {GAP_POINTS:g} points")
    return tuple(reasons)
