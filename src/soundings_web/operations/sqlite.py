"""Copying a SQLite database out of a running site, and putting one in the place of another."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.db.utils import ConnectionHandler

from soundings.errors import NotNowError, UnreadableFileError, UnwritableFileError
from soundings_web.operations.backup_file import CHUNK, Backup, Facts
from soundings_web.operations.contents import facts
from soundings_web.respond.mixing import mix

# So long is waited for somebody who is only passing.
PATIENCE = 5.0
_DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


@contextlib.contextmanager
def copied(folder: Path) -> Iterator[tuple[Facts, Iterator[bytes]]]:
    """A consistent copy, written afresh in the order of the random keys, in a private place in this folder."""
    mix()
    with tempfile.TemporaryDirectory(dir=folder, prefix=".soundings-") as place:
        copy = Path(place) / "copy"
        try:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(copy)])
        except OperationalError as error:
            raise UnwritableFileError(f"The backup could not be written: {error}. Nothing was left of it.") from None
        with standing_in(copy):
            held = facts()
        yield held, _pieces(copy)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


@contextlib.contextmanager
def standing_in(path: Path) -> Iterator[None]:
    """For this thread, the database is the one in this file."""
    ours = connections[DEFAULT_DB_ALIAS]
    configured = {**ours.settings_dict, "NAME": path}
    other = ConnectionHandler({DEFAULT_DB_ALIAS: configured})[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = other
    try:
        yield
    finally:
        other.close()
        connections[DEFAULT_DB_ALIAS] = ours


def put_back(backup: Backup, finish: Callable[[], None]) -> None:
    """Replace the database whole or not at all. ``finish`` is done to the copy first, so that it too is all or nothing.

    Whoever comes meanwhile waits, and then finds the restored database.
    """
    database = Path(connection.settings_dict["NAME"])
    connection.close()
    with _alone_with(database) as there, _beside(database) as draft:
        _written(backup, draft)
        with standing_in(draft):
            finish()
        if there is None:
            _set_aside(database)
            draft.replace(database)
        else:
            _overwrite(there, draft)


@contextlib.contextmanager
def _alone_with(database: Path) -> Iterator[sqlite3.Connection | None]:
    """The database, locked; None where there is none that SQLite can read. Raises NotNowError where it is in use."""
    if not database.exists():
        yield None
        return
    with contextlib.closing(sqlite3.connect(database, timeout=PATIENCE, isolation_level=None)) as there:
        try:
            there.execute("PRAGMA locking_mode=EXCLUSIVE")
            # Leaving the log behind is possible only to whoever is alone, and folds it into the file.
            there.execute("PRAGMA journal_mode=DELETE").fetchone()
            there.execute("BEGIN EXCLUSIVE")
            there.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise NotNowError(
                f"The database is in use ({error}). Stop the site, the worker and the clock, then restore. "
                "Nothing was changed."
            ) from None
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in _DAMAGED:
                raise
            there.close()
            yield None
        else:
            yield there


@contextlib.contextmanager
def _beside(database: Path) -> Iterator[Path]:
    """A place for a draft on the same disk, private, which is gone afterwards."""
    try:
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=database.parent, prefix=".soundings-") as place:
            yield Path(place) / "draft"
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnwritableFileError(f"The database could not be restored: {reason}. Nothing was changed.") from None


def _written(backup: Backup, draft: Path) -> None:
    draft.touch(mode=0o600)
    with draft.open("wb") as file:
        for chunk in backup.content():
            file.write(chunk)
    try:
        with contextlib.closing(sqlite3.connect(draft)) as there:
            found = there.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise UnreadableFileError(f"{backup.path} holds no sound database: {found}. Nothing was changed.")


def _set_aside(database: Path) -> None:
    """Keep a damaged database for whoever may want to look; its log must not be read into the new one."""
    for ending in ("-wal", "-shm", "-journal", ""):
        path = database.with_name(f"{database.name}{ending}")
        if path.exists():
            path.rename(f"{path}.damaged-{time.strftime('%Y%m%d%H%M%S')}")


def _overwrite(there: sqlite3.Connection, draft: Path) -> None:
    """SQLite's own way: page by page in one transaction, so that an interruption leaves what was there before."""
    try:
        with contextlib.closing(sqlite3.connect(draft)) as fresh:
            fresh.backup(there)
    except sqlite3.OperationalError as error:
        raise UnwritableFileError(f"The database could not be restored: {error}. Nothing was changed.") from None
