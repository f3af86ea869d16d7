"""The style of a page that stands alone: what all pages share, then what is its own."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def style(own: str) -> str:
    """The shared style and this file's, by its path within the room."""
    room = files("soundings.reporting")
    return "".join(room.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", own))
