"""One at a time, without a mark on any row."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

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


def _let_go(name: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])
    except DatabaseError:
        connection.close()  # what a connection holds ends with it
