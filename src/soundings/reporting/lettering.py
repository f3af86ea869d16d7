"""Letters: which may stand in a document, and how wide words are, to break lines where no page does it for us."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from PIL import ImageFont

FAMILY = "Soundings Sans"
_FOLDER = files("soundings.reporting") / "fonts"
# Widths are measured once at a large size and scaled, so that rounding does not add up.
_MEASURED_AT = 1000
# What no XML can hold: control characters that stray into text from other programs.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def legal(text: str) -> str:
    """The text without characters that no document may hold; a break in it is a space."""
    return re.sub(r"[\r\n]+", " ", _ILLEGAL.sub("", text))


def font_path(*, bold: bool = False) -> Path:
    """Where the font lies."""
    with as_file(_FOLDER / f"SoundingsSans-{'Bold' if bold else 'Regular'}.ttf") as path:
        return path


@cache
def _font(*, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font_path(bold=bold), _MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)


@cache
def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is, in the unit of its size."""
    return _font(bold=bold).getlength(text) * size / _MEASURED_AT


def lines_of(text: str, size: float, room: float) -> list[str]:
    """The text in lines that fit; a word that is too long for a line is broken."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if width_of(longer, size) <= room:
            line = longer
            continue
        lines += [line] if line else []
        *whole, line = _pieces(word, size, room)
        lines += whole
    return [*lines, line] if line else lines


def _pieces(word: str, size: float, room: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
