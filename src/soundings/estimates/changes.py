"""Changes: when two years, or two groups, differ.

Two years are compared on the questions both asked in the same words, or in words that a named person judged
comparable. A question judged a *break* is listed and not compared.

* **The difference** is in the unit of the figure, from unrounded shares. Never subtract printed figures.
* **Its interval** is Newcombe's (1998, method 10), from two Wilson intervals without the finite roster.
* **The test** is the pooled score test (chi-squared without continuity correction); Fisher's exact test when an
  expected count is below 5; p = 1 when nobody or everybody agreed both times; no test when a year has fewer than 20
  answers.
* **Scores** are compared by Welch's t.
* **Many questions** are judged together ([Many tests](many-tests.md)); a movement is named only when the adjusted p
  is at most 0.05 and the move at least 5 points.

The finite roster is left out of tests on purpose. The question is whether the service changed, not whether two closed
lists of people differ; with it, two fully answered rosters would differ “significantly” by a single person. 60 of 93
against 99 of 132 is p = 0.089 without it and 0.026 with rosters of 268 and 251; 6 of 10 against 9 of 11, in teams of 12
and 13, is 0.27 without and 0.008 with them. The finite version can be asked for and then carries its own
label, `score_fpc` or `welch_fpc`; when both rosters answered in full there is nothing left to test.

The same people may have answered both times; since answers are not linked, the test treats the years as apart, which
errs towards “no clear change”. Say “no clear change”, never “no change”.

Sources: Newcombe (1998); Krishnamoorthy and Thomson (2002) for finite rosters; Welch (1947); Fisher (1935).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from soundings.estimates.chance import FISHER_BELOW, LEAST_TESTED, fisher_exact, score_test, two_sided_t
from soundings.estimates.estimate import Estimate, Status, checked_counts, normal_quantile, t_quantile
from soundings.estimates.means import variance_of_mean
from soundings.estimates.overlap import Overlap, Sensitivity, sensitivity
from soundings.estimates.proportions import effective_base, wilson_interval

COMPLETE = "both rosters answered in full: the difference is exact, and there is nothing to test"
UNTESTED = f"fewer than {LEAST_TESTED} answers on a side: not tested"


@dataclass(frozen=True)
class Change:
    """A difference, its interval, and the probability of one as large by chance.

    * `diff`, `lo`, `hi`: in the unit of the figures compared: fractions of 1 for shares.
    * `p`, `test`: None and `none` where not tested; else `score`, `fisher`, `welch`, or a label that says more, as
      `score_fpc` with finite rosters or `score_fixed` against a printed figure.
    * `status`, `notes`: as in an estimate. `overlap`: the same under an assumed overlap, where one was given.

    Worked example: a year that does not exist.

    >>> from soundings.estimates import change, proportion
    >>> change(proportion(0, 0), proportion(99, 132)).status
    'undefined'
    """

    diff: float | None
    lo: float | None
    hi: float | None
    p: float | None
    test: str
    level: float = 0.95
    status: Status = "ok"
    notes: tuple[str, ...] = ()
    overlap: Sensitivity | None = None


def change(a: Estimate, b: Estimate, *, fpc: bool = False, overlap: Overlap | None = None) -> Change:
    """From one estimate to another: b less a, in their unit.

    Shares, scores, or two weighted figures; never one of each, because that is a break in the series. `fpc` asks for
    the finite version under its own label. `overlap` adds what an assumed overlap would make of it.

    Errors: ValueError for estimates of different kinds or levels, or `fpc` without both rosters.

    Worked example: 60 of 93 in 2019 and 99 of 132 in 2023: up 10 points, from −2 to 23, which could be chance.

    >>> from soundings.estimates import proportion
    >>> before, now = proportion(60, 93, 268), proportion(99, 132, 251)
    >>> moved = change(before, now)
    >>> [round(100 * part) for part in (moved.diff, moved.lo, moved.hi)], round(moved.p, 3), moved.test
    ([10, -2, 23], 0.089, 'score')
    >>> finite = change(before, now, fpc=True)
    >>> round(finite.p, 3), finite.test
    (0.026, 'score_fpc')
    >>> likely = change(before, now, overlap=Overlap(share=0.75, correlation=0.4)).overlap
    >>> round(likely.ratio, 2), round(likely.p, 3)
    (0.87, 0.051)
    """
    _check_comparable(a, b, fpc)
    missing = _missing(a, b)
    if missing:
        return missing
    rosters = (a.N, b.N) if fpc and a.N is not None and b.N is not None else None
    if a.x is not None and b.x is not None and not a.weighted:
        found = change_of_shares(a.x, a.n, b.x, b.n, rosters=rosters, level=a.level)
    else:
        first, second = (e.value or 0.0 for e in (a, b))
        v1, v2 = ((e.spread or 0.0) ** 2 for e in (a, b))
        found = change_of_means(first, v1, a.n, second, v2, b.n, rosters=rosters, level=a.level)
    if a.method.startswith("RR"):
        found = replace(found, notes=(*found.notes, "a test of the process: response rates are counts, not samples"))
    if overlap is None or found.diff is None or found.lo is None or found.hi is None:
        return found
    usual = (found.diff, found.lo, found.hi)
    return replace(found, overlap=sensitivity(a, b, overlap, usual, found.p, fpc=fpc))


def _check_comparable(a: Estimate, b: Estimate, fpc: bool) -> None:
    if (a.is_share, a.method.startswith("net")) != (b.is_share, b.method.startswith("net")):
        raise ValueError(f"a share and a score cannot be compared ({a.method}, {b.method})")
    if a.weighted != b.weighted:
        raise ValueError("a weighted and an unweighted figure cannot be compared: weighting is a break in the series")
    if a.level != b.level:
        raise ValueError(f"intervals at different levels cannot be compared ({a.level}, {b.level})")
    if fpc and (a.N is None or b.N is None):
        raise ValueError("the finite version needs both rosters, N")


def _missing(a: Estimate, b: Estimate) -> Change | None:
    """What stands in place of a change when a side has no number; a capped side has none to compare."""
    for side in (a, b):
        if side.status != "ok":
            status: Status = "not_shown" if side.status.startswith("capped") else side.status
            return Change(None, None, None, None, "none", a.level, status, side.notes)
    return None


def change_of_shares(
    count1: int, base1: int, count2: int, base2: int, *, rosters: tuple[int, int] | None = None, level: float = 0.95
) -> Change:
    """From the first year's share to the second's, from counts; fractions of 1. The sum behind `change` for shares.

    Errors: ValueError for a base of nought and for counts that cannot be true together.

    Worked example: nobody of 30, then nobody of 40, is no evidence of change.

    >>> none = change_of_shares(0, 30, 0, 40)
    >>> none.diff, none.p
    (0.0, 1.0)
    """
    if min(base1, base2) <= 0:
        raise ValueError("a change needs answers in both years")
    normal_quantile(level)
    for count, base, roster in zip((count1, count2), (base1, base2), rosters or (None, None), strict=True):
        checked_counts(count, base, roster)
    first, second = count1 / base1, count2 / base2
    if rosters == (base1, base2):
        return Change(second - first, None, None, None, "none", level, "undefined", (COMPLETE,))
    (l1, l2), (h1, h2) = wilson_interval([count1, count2], [base1, base2], rosters, level=level, snap=False)
    diff = second - first
    lo = diff - math.hypot(second - l2, h1 - first)
    hi = diff + math.hypot(h2 - second, first - l1)
    p, test, notes = _test_of_shares((count1, base1), (count2, base2), rosters)
    return Change(diff, float(lo), float(hi), p, test, level, notes=notes)


def _test_of_shares(
    one: tuple[int, int], other: tuple[int, int], rosters: tuple[int, int] | None
) -> tuple[float | None, str, tuple[str, ...]]:
    """The probability, the test's name, and a note where there is none."""
    (count1, base1), (count2, base2) = one, other
    label = "score_fpc" if rosters else "score"
    if min(base1, base2) < LEAST_TESTED:
        return None, "none", (UNTESTED,)
    pooled = (count1 + count2) / (base1 + base2)
    if pooled in (0.0, 1.0):
        return 1.0, label, ()
    if min(pooled, 1 - pooled) * min(base1, base2) < FISHER_BELOW:
        if rosters:
            return None, "none", (f"an expected count below {FISHER_BELOW}: too few for the finite test",)
        return fisher_exact(count1, base1, count2, base2), "fisher", ()
    n1, n2 = effective_base([base1, base2], rosters).tolist()
    return score_test(count1, base1, count2, base2, (n1, n2)), label, ()


def change_of_means(
    mean1: float,
    variance1: float,
    base1: int,
    mean2: float,
    variance2: float,
    base2: int,
    *,
    rosters: tuple[int, int] | None = None,
    level: float = 0.95,
) -> Change:
    """From the first year's mean to the second's by Welch's t, in their unit. The sum behind `change` for scores.

    `variance` has divisor n − 1. Undefined, without interval, where a year has fewer than two answers or neither
    year's answers differ among themselves.

    Errors: ValueError for a level outside 0 to 1.

    Worked example: from 50 to 60, with variances of 400 and 21 and 23 answers.

    >>> moved = change_of_means(50, 400, 21, 60, 400, 23)
    >>> round(moved.lo, 1), round(moved.hi, 1), round(moved.p, 2)
    (-2.2, 22.2, 0.11)
    """
    normal_quantile(level)
    diff = mean2 - mean1
    if rosters == (base1, base2):
        return Change(diff, None, None, None, "none", level, "undefined", (COMPLETE,))
    if min(base1, base2) < 2 or variance1 + variance2 <= 0:
        note = "too few answers, or answers that do not differ: nothing is known about chance"
        return Change(diff, None, None, None, "none", level, "undefined", (note,))
    parts = variance_of_mean([variance1, variance2], [base1, base2], rosters)
    if parts.sum() <= 0:
        return Change(diff, None, None, None, "none", level, "undefined", (COMPLETE,))
    spread = math.sqrt(parts.sum())
    freedom = float(parts.sum() ** 2 / (parts[0] ** 2 / (base1 - 1) + parts[1] ** 2 / (base2 - 1)))
    half = t_quantile(level, freedom) * spread
    tested = min(base1, base2) >= LEAST_TESTED
    p = two_sided_t(diff / spread, freedom) if tested else None
    label = ("welch_fpc" if rosters else "welch") if tested else "none"
    return Change(diff, diff - half, diff + half, p, label, level, notes=() if tested else (UNTESTED,))
