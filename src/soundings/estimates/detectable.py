"""What could have been seen: how large a change must be before a survey of this size can find it.

“No clear change” means little when only a large one could have been seen. At 60% favourable, 93 answers and then 132
need a move of 13 points to be significant, and one of 19 to be found four times in five; two teams of 15 need 35
points.

    significant = z · √( p (1 − p) (1/n₁ + 1/n₂) )
    found       = (z + z of the power) · the same
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from soundings.estimates.estimate import normal_quantile, whole


@dataclass(frozen=True)
class Detectable:
    """The smallest move that is significant, and the one found as often as the power says; in the unit of the figure.

    Worked example: see `what_could_be_seen`.
    """

    significant: float
    found: float


def what_could_be_seen(
    n1: int, n2: int, *, share: float = 0.6, spread: float | None = None, level: float = 0.95, power: float = 0.8
) -> Detectable:
    """For two years of n1 and n2 answers: the moves that could be seen, as fractions of 1.

    For scores give their standard deviation as `spread`; the moves are then in its unit.

    Errors: ValueError for a year without answers, or a share, level or power outside 0 to 1.

    Worked example: 93 and 132 answers.

    >>> seen = what_could_be_seen(93, 132)
    >>> round(100 * seen.significant), round(100 * seen.found)
    (13, 19)
    """
    if not whole(n1, "the first year's answers") or not whole(n2, "the second year's answers"):
        raise ValueError("a change needs answers in both years")
    if not 0 < share < 1 or not 0 < power < 1:
        raise ValueError("a share and a power lie between 0 and 1")
    one = math.sqrt(share * (1 - share)) if spread is None else spread
    error = one * math.sqrt(1 / n1 + 1 / n2)
    z = normal_quantile(level)
    return Detectable(z * error, (z + float(special.ndtri(power))) * error)
