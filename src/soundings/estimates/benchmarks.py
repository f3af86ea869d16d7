"""Benchmarks: a group against the rest, a council against its region, a figure against a printed one.

A group inside a total is compared with the rest of the total, never with the total that contains it: the total is
partly the group itself. The difference to the whole would be only (1 − w) times the difference to the rest, where w
is the group's share of the whole, and taking the two as independent gives a wrong error besides.

A printed figure without a base is taken as exact: the group is tested against it as one sample, the label ends in
`_fixed`, and a note says so. Same wording, same options, same year and same eligible staff, or no comparison.

Say which benchmark it is: the pool of all people, the mean of councils, or the median council. They can differ by
several points, because large councils make up most of the first. Leave out of a pool what is in it twice, such as a
group of organisations beside its members.
"""

from __future__ import annotations

import math
from dataclasses import replace

from soundings.estimates.chance import FISHER_BELOW, LEAST_TESTED, binomial_exact, two_sided, two_sided_t
from soundings.estimates.changes import UNTESTED, Change, change
from soundings.estimates.estimate import Estimate, t_quantile
from soundings.estimates.proportions import wilson_interval

FIXED = "compared with a printed figure as if it were exact"


def versus_rest(group: Estimate, total: Estimate) -> Change:
    """A group less everybody else in the total it belongs to, in their unit; tested as `change` is.

    Errors: ValueError where the group cannot be part of the total, for weighted figures, and as for `change`.

    Worked example: 30 of 40 in a team, 66 of 132 altogether: 36 points above the other 92, of whom 36 agreed.

    >>> from soundings.estimates import proportion
    >>> above = versus_rest(proportion(30, 40), proportion(66, 132))
    >>> round(100 * above.diff), round(above.p, 4), above.notes
    (36, 0.0002, ('compared with the rest: 92 answers',))
    """
    if group.weighted or total.weighted:
        raise ValueError("a weighted figure cannot be taken out of its total")
    if group.status != "ok" or total.status != "ok":
        return change(total, group)
    rest = total.n - group.n
    if rest < 0:
        raise ValueError(f"a group of {group.n} answers cannot be part of a total of {total.n}")
    if rest == 0:
        return Change(None, None, None, None, "none", group.level, "undefined", ("nobody is left to compare with",))
    others = _other_people(group, total, rest) if group.x is not None else _other_scores(group, total, rest)
    found = change(others, group)
    return replace(found, notes=(*found.notes, f"compared with the rest: {rest} answers"))


def _other_people(group: Estimate, total: Estimate, rest: int) -> Estimate:
    if group.x is None or total.x is None:
        raise ValueError(f"a share and a score cannot be compared ({group.method}, {total.method})")
    others = total.x - group.x
    if not 0 <= others <= rest:
        raise ValueError(f"{group.x} of {group.n} cannot be part of {total.x} of {total.n}")
    return replace(total, value=others / rest, n=rest, x=others, N=None)


def _other_scores(group: Estimate, total: Estimate, rest: int) -> Estimate:
    """Mean and variance of the others, from the sums of scores and of squares."""
    inside, everybody = group.value or 0.0, total.value or 0.0
    mean = (total.n * everybody - group.n * inside) / rest
    squares = [(e.n - 1) * (e.spread or 0.0) ** 2 + e.n * (e.value or 0.0) ** 2 for e in (total, group)]
    left = squares[0] - squares[1] - rest * mean**2
    if left < -1e-6 * max(1.0, squares[0]):
        raise ValueError("the group's scores cannot be part of the total's")
    spread = math.sqrt(max(0.0, left) / (rest - 1)) if rest > 1 else 0.0
    return replace(total, value=mean, n=rest, N=None, spread=spread)


def benchmark(council: Estimate, pool: Estimate | float, *, kind: str = "rest") -> Change:
    """A council less its benchmark, in their unit.

    `rest`: the pool contains the council and is compared without it. `fixed`: the pool is a printed figure, a number
    or an estimate whose base is not used. Against a fixed share: score test on the share's own error, exact binomial
    where fewer than 5 are expected on a side; the interval is Wilson's less the figure. Against a fixed score:
    one-sample t. No test below 20 answers.

    Errors: ValueError for another kind, a number where the rest is asked for, or a share outside 0 to 1.

    Worked example: 99 of 132 against a printed 68%.

    >>> from soundings.estimates import proportion
    >>> against = benchmark(proportion(99, 132, 251), 0.68, kind="fixed")
    >>> round(100 * against.diff), round(against.p, 3), against.test
    (7, 0.085, 'score_fixed')
    """
    if kind == "rest":
        if not isinstance(pool, Estimate):
            raise ValueError("a printed figure has no rest: compare with it as fixed")
        return versus_rest(council, pool)
    if kind != "fixed":
        raise ValueError(f"unknown kind {kind!r}: rest or fixed")
    if isinstance(pool, Estimate) and pool.value is None:
        return change(pool, council)
    figure = float(pool.value or 0.0) if isinstance(pool, Estimate) else float(pool)
    if council.status != "ok" or council.value is None:
        return change(council, council)
    return _fixed_share(council, figure) if council.x is not None else _fixed_score(council, figure)


def _fixed_share(council: Estimate, figure: float) -> Change:
    if not 0 <= figure <= 1:
        raise ValueError(f"a share is a fraction between 0 and 1; {figure} is not")
    x, n = council.x or 0, council.n
    lo, hi = (float(end) - figure for end in wilson_interval(x, n, level=council.level))
    if n < LEAST_TESTED:
        return Change(x / n - figure, lo, hi, None, "none", council.level, notes=(FIXED, UNTESTED))
    if min(figure, 1 - figure) * n < FISHER_BELOW:
        p, test = binomial_exact(x, n, figure), "binomial_fixed"
    else:
        p, test = two_sided((x / n - figure) / math.sqrt(figure * (1 - figure) / n)), "score_fixed"
    return Change(x / n - figure, lo, hi, p, test, council.level, notes=(FIXED,))


def _fixed_score(council: Estimate, figure: float) -> Change:
    diff = (council.value or 0.0) - figure
    if not council.spread or council.n < 2:
        return Change(diff, None, None, None, "none", council.level, "undefined", (FIXED, *council.notes))
    se = council.spread / math.sqrt(council.n)
    half = t_quantile(council.level, council.n - 1) * se
    if council.n < LEAST_TESTED:
        return Change(diff, diff - half, diff + half, None, "none", council.level, notes=(FIXED, UNTESTED))
    p = two_sided_t(diff / se, council.n - 1)
    return Change(diff, diff - half, diff + half, p, "t_fixed", council.level, notes=(FIXED,))
