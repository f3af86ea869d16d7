"""What a database refuses, in plain words: a full disk, and work of others that held what was needed for too long."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.utils import OperationalError

from soundings.errors import BusyError, SoundingsError, StorageFullError

_DISK_FULL, _DEADLOCK = "53100", "40P01"


@contextmanager
def plain_words() -> Iterator[None]:
    """Raises StorageFullError or BusyError in the place of what the database raises for it. It has changed nothing."""
    try:
        yield
    except OperationalError as error:
        plain = _in_plain_words(error.__cause__)
        if plain is None:
            raise
        raise plain from error


def _in_plain_words(cause: BaseException | None) -> SoundingsError | None:
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the rest of the number is a detail
    state = getattr(cause, "sqlstate", None)
    if code == sqlite3.SQLITE_FULL or state == _DISK_FULL:
        return StorageFullError(
            "There is no room left where the answers are kept, so nothing was changed. Try again when whoever runs "
            "this site has made room."
        )
    if code == sqlite3.SQLITE_BUSY or state == _DEADLOCK:
        return BusyError("Other work held the database for too long, so nothing was changed. Try again.")
    return None
