"""Rounding: once, half up, at the end.

Python's own `round` rounds 12.5 to 12; readers expect 13. Nothing rounded is ever added or subtracted: the parts of a
whole are rounded each by itself and may add up to 99 or 101, which is not forced to 100. 132 of 251 and 93 of 268 are
52.59% and 34.70%: the change is 17.9 points, whatever the printed figures invite. Both years are printed to the same
precision, whole numbers for bases under 1,000.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def round_half_up(value: float | Fraction | Decimal, decimals: int = 0) -> Decimal:
    """The value rounded half up (away from nought) to so many decimals. Exact for fractions.

    Worked example:

    >>> round_half_up(12.5), round_half_up(-12.5), round_half_up(Fraction(2, 3), 4)
    (Decimal('13'), Decimal('-13'), Decimal('0.6667'))
    """
    if isinstance(value, Fraction):
        scaled = value * 10**decimals
        whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
        return Decimal(whole if scaled >= 0 else -whole).scaleb(-decimals)
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def percent(part: int, whole: int, decimals: int = 0) -> Decimal:
    """A share as a percentage, rounded once from the exact fraction.

    Errors: ValueError where there is no base.

    Worked example: 103 and 166 of 565 strongly agree and agree, 18% and 29%; together 48%, not 47%.

    >>> percent(103, 565), percent(166, 565), percent(103 + 166, 565)
    (Decimal('18'), Decimal('29'), Decimal('48'))
    """
    if whole <= 0:
        raise ValueError("a share needs a base above nought")
    return round_half_up(Fraction(100 * part, whole), decimals)
