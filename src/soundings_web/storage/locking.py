"""One at a time, without a mark on any row."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError, connection


def hold(name: str) -> None:
    """Until the transaction ends, nobody else holds this name. SQLite's transactions wait for each other anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


@contextlib.contextmanager
def held_throughout(name: str) -> Iterator[None]:
    """The same across several transactions, or none, of this connection. Call outside a transaction.

    A transaction that shows one moment of the database must begin only after this: it sees the moment of its first
    statement, so waiting for the name inside it would show what was before the wait.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
    try:
        yield
    finally:
        _let_go(name)


@contextlib.contextmanager
def held_if_free(name: str) -> Iterator[bool]:
    """The same without waiting: whether it was free. On SQLite the folder of the database stands for every name."""
    free = _taken_in_the_folder() if connection.vendor == "sqlite" else _taken_on_the_server(name)
    with free as was_free:
        yield was_free


@contextlib.contextmanager
def _taken_on_the_server(name: str) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        [was_free] = cursor.fetchone()
    try:
        yield was_free
    finally:
        if was_free:
            _let_go(name)


@contextlib.contextmanager
def _taken_in_the_folder() -> Iterator[bool]:
    """The operating system lets go of it even where the process is killed, and no file is left behind."""
    folder = Path(connection.settings_dict["NAME"]).absolute().parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)


def _let_go(name: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])
    except DatabaseError:
        connection.close()  # what a connection holds ends with it
