"""An overlap: what it would do to a comparison if the same people answered both years.

Answers are not linked between years, and no key is ever collected to link them. The usual test takes the years as
apart. If the same people tend to answer, and tend to answer alike, the true error is smaller than the usual one, so
the usual test errs towards “no clear change”. How much, can be worked out for an assumed overlap:

    variance of the change = V₁ + V₂ − 2C
    C = (n₁₂ / (n₁ n₂) − N₁₂ / (N₁ N₂)) · r · s₁ s₂

where n₁₂ people answered both years, N₁₂ stand on both rosters, r is the correlation of their two answers, and s₁, s₂
are the spreads of one answer. Where the finite rosters are left out, so is the second term.

Source: Knottnerus and van Delden (2012), *On variances of changes estimated from rotating panels and dynamic strata*.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from soundings.estimates.chance import two_sided
from soundings.estimates.estimate import Estimate


@dataclass(frozen=True)
class Overlap:
    """What is assumed: the share, of the year with fewer answers, who answered both years, and how the two correlate.

    `rosters` is the number of people on both rosters, N₁₂; it is needed only where the finite rosters count.

    Errors: ValueError for a share outside 0 to 1 or a correlation outside −1 to 1.

    Worked example: three quarters answered both years, and their answers correlate at 0.4.

    >>> Overlap(share=0.75, correlation=0.4).share
    0.75
    """

    share: float
    correlation: float
    rosters: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ValueError(f"the share who answered both years lies between 0 and 1; {self.share} does not")
        if not -1 <= self.correlation <= 1:
            raise ValueError(f"a correlation lies between -1 and 1; {self.correlation} does not")


@dataclass(frozen=True)
class Sensitivity:
    """A change under an assumed overlap: how much smaller its error would be (`ratio`), its interval and its p."""

    assumed: Overlap
    ratio: float
    lo: float
    hi: float
    p: float | None


def sensitivity(
    a: Estimate, b: Estimate, overlap: Overlap, usual: tuple[float, float, float], p: float | None, *, fpc: bool
) -> Sensitivity:
    """The usual difference, low and high end, and p, brought nearer or farther by the ratio of the two errors."""
    ratio = math.sqrt(_ratio_of_variances(a, b, overlap, fpc=fpc))
    diff, lo, hi = usual
    scaled = None if p is None else two_sided(float(special.ndtri(p / 2)) / ratio)
    return Sensitivity(overlap, ratio, diff - (diff - lo) * ratio, diff + (hi - diff) * ratio, scaled)


def _ratio_of_variances(a: Estimate, b: Estimate, overlap: Overlap, *, fpc: bool) -> float:
    if not a.spread or not b.spread:
        return 1.0
    both = overlap.share * min(a.n, b.n)
    together = both / (a.n * b.n)
    variances = [part.spread**2 / part.n for part in (a, b) if part.spread]
    if fpc and a.N and b.N:
        if overlap.rosters is None:
            raise ValueError("with finite rosters the overlap needs the number of people on both rosters")
        together -= overlap.rosters / (a.N * b.N)
        variances = [v * (1 - part.n / part.N) for v, part in zip(variances, (a, b), strict=True) if part.N]
    left = 1 - 2 * together * overlap.correlation * a.spread * b.spread / sum(variances)
    if left <= 0:
        raise ValueError("so much overlap would leave no room for chance: assume less of it")
    return left
