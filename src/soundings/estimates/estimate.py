"""An estimate: a number that carries its own definition, its interval, its people, its method and its standing.

Nothing here hides anything: hiding is the gate's work ([Protection](protection.md)). An estimate says whether a number
exists; a number that does not exist is None, never “not a number”. Shares are fractions of 1, scores are in their own
unit, and nothing is rounded before it is printed.

Every interval assumes that those who did not answer are like those who did. No interval covers the case that they are
not.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal, SupportsIndex

from scipy import special

Status = Literal["ok", "not_shown", "undefined", "not_comparable", "too_few", "capped_high", "capped_low"]


@dataclass(frozen=True)
class Estimate:
    """A number and all that is known of it.

    * `value`, `lo`, `hi`, `se`: the figure, the ends of its interval, its standard error; None where there is none.
    * `n`, `N`, `x`: the answers, the people on the roster, those counted in the share.
    * `method`, `level`: how the interval was made, and how often such intervals hold the truth.
    * `weighted`, `deff`: whether answers were weighted, and how many times that multiplies the variance (Kish).
    * `status`: `ok`; `undefined` (there is no such number); `too_few` (a published minimum is not reached);
      `not_comparable`; and the gate's `not_shown`, `capped_high`, `capped_low`.
    * `notes`: sentences for the reader.
    * `spread`: the standard deviation of one answer; `spread / sqrt(n)` is the error if the roster were endless.

    Worked example: an estimate that does not exist.

    >>> from soundings.estimates import proportion
    >>> nobody = proportion(0, 0, 12)
    >>> nobody.status, nobody.value, nobody.notes
    ('undefined', None, ('there are no answers',))
    """

    value: float | None
    lo: float | None
    hi: float | None
    se: float | None
    n: int
    N: int | None
    x: int | None
    method: str
    level: float = 0.95
    weighted: bool = False
    deff: float = 1.0
    status: Status = "ok"
    notes: tuple[str, ...] = ()
    spread: float | None = None

    @property
    def is_share(self) -> bool:
        """Whether it is a share of people rather than a score."""
        return self.method.startswith(("wilson", "hypergeometric", "RR"))


def undefined(method: str, note: str, *, n: int = 0, N: int | None = None, level: float = 0.95) -> Estimate:
    """A number that does not exist, and why."""
    return Estimate(None, None, None, None, n, N, None, method, level, status="undefined", notes=(note,))


def normal_quantile(level: float) -> float:
    """How many standard errors the normal interval reaches to each side: 1.96 for 95%."""
    return NormalDist().inv_cdf(_upper(level))


def t_quantile(level: float, freedom: float) -> float:
    """The same by Student's t, with so many degrees of freedom."""
    return float(special.stdtrit(freedom, _upper(level)))


def _upper(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, as 0.95 does; {level} does not")
    return 0.5 + level / 2


def whole(number: SupportsIndex | float, what: str) -> int:
    """A count of people as a whole number of at least nought."""
    try:
        count = operator.index(number)  # type: ignore[arg-type]
    except TypeError:
        raise ValueError(f"{what} is a count of people, so a whole number; {number!r} is not") from None
    if count < 0:
        raise ValueError(f"{what} cannot be negative: {count}")
    return count


def checked_counts(x: int, n: int, N: int | None) -> tuple[int, int, int | None]:
    """Counts that can be true together: x of n answers, n answers of N people."""
    x, n = whole(x, "the number counted"), whole(n, "the number of answers")
    if x > n:
        raise ValueError(f"{x} counted of only {n} answers")
    if N is not None and n > whole(N, "the roster"):
        raise ValueError(f"{n} answers from a roster of {N} people: the roster is old, or the link was passed on")
    return x, n, N


def is_missing(value: object) -> bool:
    """Whether an answer is missing: None, or what numpy writes for it."""
    return value is None or (isinstance(value, float) and math.isnan(value))
