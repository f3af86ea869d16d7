"""How labels are compared: trimmed, without regard to case, Unicode forms or kinds of quotation mark."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_ALIKE = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00ad": None, "\u200b": None})


def normal(label: str) -> str:
    """The form two labels share when people would call them the same."""
    plain = unicodedata.normalize("NFKC", label).translate(_ALIKE)
    return _SPACES.sub(" ", plain).strip().casefold()
