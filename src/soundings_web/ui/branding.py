"""The organisation's own name, logo and colour, as the server's settings give them, or else as staff chose them."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.urls import reverse

from soundings_web.ui.look import Logo, held_look


@dataclass(frozen=True)
class Branding:
    """What the layout shows of the organisation."""

    organisation: str
    logo_url: str = ""
    logo_width: int = 0
    logo_height: int = 0
    sheet_url: str = ""


def branding() -> Branding:
    """What stands at the head of every page. Addresses change with what they lead to, so browsers may keep both."""
    name, logo, sheet = organisation_name() or "Soundings", brand_logo(), style_sheet()
    sheet_url = reverse("ui:colour", args=[mark(sheet)]) if sheet else ""
    if logo is None:
        return Branding(name, sheet_url=sheet_url)
    return Branding(name, reverse("ui:logo", args=[mark(logo.png)]), logo.width, logo.height, sheet_url)


def organisation_name() -> str:
    """What the organisation is called; empty where nobody has said it yet."""
    return settings.ORGANISATION or held_look().organisation


def brand_colour() -> str:
    """The organisation's colour; empty where it is our own."""
    return settings.COLOUR or held_look().colour


def brand_logo() -> Logo | None:
    """The organisation's logo; None where there is none."""
    return read_once(settings.LOGO) if settings.LOGO else held_look().logo


def style_sheet() -> bytes:
    """The one line that carries the council's colour; nothing where the colour is our own."""
    colour = brand_colour()
    return f":root{{--govuk-brand-colour:{colour}}}\n".encode() if colour else b""


@lru_cache(maxsize=4)
def read_once(path: str) -> Logo | None:
    """The logo, made clean; nothing where none is set. Raises UnreadableFileError for a file that is no picture."""
    if not path:
        return None
    from soundings.reporting import read_logo  # noqa: PLC0415 - loads the writers of reports, which few starts need

    picture = read_logo(path)
    return Logo(picture.png, picture.width, picture.height)


@lru_cache(maxsize=8)
def mark(content: bytes) -> str:
    """A short mark that changes with the content."""
    return hashlib.sha256(content).hexdigest()[:12]
