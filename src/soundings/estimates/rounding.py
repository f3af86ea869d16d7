"""Rounding once, half up, at the end. Python's own ``round`` rounds 12.5 to 12; readers expect 13."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def round_half_up(value: float | Fraction | Decimal, decimals: int = 0) -> Decimal:
    """The value rounded half up (away from zero) to so many decimals. Exact for fractions."""
    if isinstance(value, Fraction):
        scaled = value * 10**decimals
        whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
        return Decimal(whole if scaled >= 0 else -whole).scaleb(-decimals)
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def percent(part: int, whole: int, decimals: int = 0) -> Decimal:
    """A share as a percentage, rounded once from the exact fraction. Raises ValueError where there is no base."""
    if whole <= 0:
        raise ValueError("a share needs a base above nought")
    return round_half_up(Fraction(100 * part, whole), decimals)
