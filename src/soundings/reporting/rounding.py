"""How a number becomes print: rounded half up, once, from the exact value.

Python's own ``round`` rounds 12.5 to 12, and a share held as a float may stand a hair below the tie it is
meant to be. Both would make a printed figure disagree with one worked out by hand from the counts.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from soundings.estimates import round_half_up

MINUS = "−"
MANY = 1000
_DUST = Decimal("1e-9")


def exact(number: float) -> Fraction:
    """The number a float stands for, rid of the dust of binary arithmetic (beyond nine decimals)."""
    return Fraction(Decimal(repr(float(number))).quantize(_DUST, rounding=ROUND_HALF_EVEN))


def half_up(number: Fraction | float, decimals: int = 0) -> Decimal:
    """The number rounded to so many decimals; a tie goes away from zero, as people do it by hand."""
    return round_half_up(number if isinstance(number, Fraction) else exact(number), decimals)


def number_text(number: Fraction | float, decimals: int = 0) -> str:
    """The number as printed: thousands apart by a comma, a true minus sign, never a minus zero."""
    rounded = half_up(number, decimals)
    text = f"{abs(rounded):,.{decimals}f}"
    return f"{MINUS}{text}" if rounded < 0 else text


def signed_text(number: Fraction | float, decimals: int = 0) -> str:
    """The number with its sign, for the ends of an interval around a change."""
    text = number_text(number, decimals)
    return text if text.startswith(MINUS) or half_up(number, decimals) == 0 else f"+{text}"


def decimals_for(*bases: int | None) -> int:
    """One decimal where every base is 1,000 or more, else none, so that figures side by side agree in precision."""
    known = [base for base in bases if base is not None]
    return 1 if known and min(known) >= MANY else 0
