"""The council's colour: read, and checked for white words upon it. The settings read it, so it knows no Django."""

import re

# The Web Content Accessibility Guidelines ask for this much between words and what they stand on (1.4.3, level AA).
NEEDED = 4.5


class PaleColourError(ValueError):
    """A colour that cannot be read, or on which white words cannot be."""


def checked_colour(text: str) -> str:
    """The colour as #rrggbb, or nothing where none is given. Raises PaleColourError with a sentence for a person."""
    if not text:
        return ""
    short = re.fullmatch(r"#?([0-9a-f])([0-9a-f])([0-9a-f])", text.lower())
    colour = "#" + "".join(part * 2 for part in short.groups()) if short else "#" + text.lower().removeprefix("#")
    if not re.fullmatch(r"#[0-9a-f]{6}", colour):
        raise PaleColourError(f"{text} is not a colour. Write six digits and letters behind a hash, such as #173a5a.")
    found = contrast_with_white(colour)
    if found < NEEDED:
        raise PaleColourError(
            f"{text} is too pale: white words on it have a contrast of {found:.1f} to 1, and {NEEDED} is needed. "
            "Give a darker colour."
        )
    return colour


def contrast_with_white(colour: str) -> float:
    """How far white stands out from a colour, from 1 (not at all) to 21 (white on black), as the guidelines have it."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
