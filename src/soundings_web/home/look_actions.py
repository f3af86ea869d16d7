"""Changing the organisation's name, logo and colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from soundings_web.people import audit
from soundings_web.ui.look import forget_look, store_look, stored_look

# What the trail calls each part. The picture itself never stands there.
_CALLED = {"organisation": "name", "logo": "logo", "colour": "colour"}


def change_look(given: Mapping[str, Any], *, by: str) -> list[str]:
    """Store those parts that differ from what is stored; the others stay. Returns what was changed."""
    with transaction.atomic():
        audit.wait_for_turn()  # two people at once: the second compares with what the first stored
        before = stored_look()
        changed = {part: value for part, value in given.items() if value != getattr(before, part)}
        told = [words for part, words in _CALLED.items() if part in changed]
        if changed:
            store_look(changed)
            audit.record(by=by, what="look changed", about="", details={"changed": told})
    forget_look()
    return told
