"""Other tools' codes as ours: ours start with a letter, theirs often do not.

The rule is the same whenever it is used and never makes two codes into one, so an answer coded ``1`` finds the option
``a-1`` that its questionnaire was given, whoever imported it and when.
"""

from __future__ import annotations

import re

LONGEST_CODE = 60

_ODD = re.compile(r"[^A-Za-z0-9_]")
_ESCAPED = re.compile(r"-([0-9a-f]{1,4})-")
_BEFORE_A_DIGIT = "a-"


def code_of(raw: str) -> str:
    """Our code for another tool's: the same where it can be, ``a-1`` for ``1``, other characters by their number."""
    plain = _ODD.sub(lambda found: f"-{ord(found[0]):x}-", raw)
    return plain if re.match("[A-Za-z]", plain) else _BEFORE_A_DIGIT + plain


def raw_of(code: str) -> str:
    """The other tool's code that ``code_of`` made into this one; the code itself, where it made none."""
    # An escaped character has two hyphens, so only the mark before a digit leaves an odd one.
    plain = code.removeprefix(_BEFORE_A_DIGIT) if code.count("-") % 2 else code
    raw = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), plain)
    return raw if code_of(raw) == code else code
