"""The look that staff chose in the browser, held in memory: a page for respondents asks the database nothing more.

A process reads it at most once in a few seconds. The one that changed it forgets what it held, and shows the change
at once; the others follow when they read next.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import Error, connection, transaction

HELD_FOR = 10.0


@dataclass(frozen=True)
class Logo:
    """A picture made clean, with its size in pixels."""

    png: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Look:
    """What is stored; what is empty was never chosen."""

    organisation: str = ""
    colour: str = ""
    logo: Logo | None = None


@dataclass
class _Held:
    """What this process read last, and when."""

    look: Look
    read_at: float


_held = _Held(Look(), -math.inf)


def held_look() -> Look:
    """What is stored, or was a few seconds ago. Where the database does not answer, what it said last."""
    now = time.monotonic()
    if now - _held.read_at >= HELD_FOR:
        _held.read_at = now
        # Pages for when the database is broken or not prepared yet are shown in this look too.
        with contextlib.suppress(Error):
            _held.look = _read_apart()
    return _held.look


def forget_look() -> None:
    """Read it anew at the next page."""
    _held.read_at = -math.inf


def _read_apart() -> Look:
    """A table that is missing must not break the transaction in which a page is made."""
    with transaction.atomic() if connection.in_atomic_block else contextlib.nullcontext():
        return stored_look()


def stored_look() -> Look:
    """What is stored now."""
    from soundings_web.ui.models import THE_ONE, StoredLook  # noqa: PLC0415 - templates are read without models too

    row = StoredLook.objects.filter(pk=THE_ONE).first()
    if row is None:
        return Look()
    logo = Logo(bytes(row.logo), row.width, row.height) if row.logo else None
    return Look(row.organisation, row.colour, logo)


def store_look(changed: Mapping[str, Any]) -> None:
    """Write the parts that are given, by the names that ``Look`` has for them. Forget what is held once it is kept."""
    from soundings_web.ui.models import THE_ONE, StoredLook  # noqa: PLC0415 - as above

    values = dict(changed)
    if "logo" in values:
        logo: Logo | None = values["logo"]
        size = {"width": logo.width, "height": logo.height} if logo else {"width": 0, "height": 0}
        values |= {"logo": logo.png if logo else b"", **size}
    StoredLook.objects.update_or_create(pk=THE_ONE, defaults=values)
