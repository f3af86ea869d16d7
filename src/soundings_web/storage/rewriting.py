"""Writing tables afresh, so that nothing on disk keeps the order in which rows came or went together.

A transaction leaves its mark on every row it touches: PostgreSQL keeps its number (``xmin``) and the place of the row
(``ctid``), SQLite the place on its pages. Rows that were written together could be joined by it. Afterwards all rows
of these tables bear the mark of one and the same transaction and stand in a random order.
"""

import time
from collections.abc import Sequence

from django.db import connection, models

from soundings.errors import BusyError
from soundings_web.storage.locking import hold

LONGEST_WAIT = 60.0
AT_A_TIME = 1000  # rows in memory
# Whoever writes tables afresh holds this name; so does a backup, from before its first look to its last byte, because
# a truncated table looks empty to whoever began to look before.
AFRESH = "tables written afresh"


def lock(tables: Sequence[type[models.Model]]) -> None:
    """Nobody else reads or writes these tables until the transaction ends; a backup that runs is waited for.

    Whoever means to ``rewrite`` them and writes to one of them before locks them first: two who lock in different
    orders would wait for each other for ever.
    """
    hold(AFRESH)
    if connection.vendor == "postgresql":
        names = [connection.ops.quote_name(model._meta.db_table) for model in tables]
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE")


def rewrite(tables: Sequence[type[models.Model]]) -> None:
    """Lock these tables, in this order, and write them afresh. Call inside a transaction; then ``compact`` after it.

    Whoever writes to one of them meanwhile waits and then succeeds; a backup that runs is waited for. In SQLite the
    lock is the transaction itself, and ``compact`` does the writing.
    """
    if connection.vendor != "postgresql":
        return
    lock(tables)
    names = [connection.ops.quote_name(model._meta.db_table) for model in tables]
    with connection.cursor() as cursor:
        for name in names:
            # gen_random_uuid() draws from the operating system's strong source; random() would not.
            cursor.execute(
                "CREATE TEMPORARY TABLE afresh ON COMMIT DROP AS "
                f"SELECT *, row_number() OVER (ORDER BY gen_random_uuid()) AS turn_afresh FROM {name}"
            )
            # Truncating gives the table and its indexes new files; the old ones are removed with the commit.
            cursor.execute(f"TRUNCATE {name}")
            _copy_back(cursor, name)
            cursor.execute("DROP TABLE afresh")


def _copy_back(cursor, name: str) -> None:  # type: ignore[no-untyped-def]
    """Write the rows back in their random order, with the columns that the table has: an upgrade mixes before it
    migrates, when these are still those of the version before.

    Frozen, so that a backup that began a moment before and waits for the lock sees them: to it, rows that were
    inserted now would be of the future and those from before gone, and it would hold an empty box.
    """
    cursor.execute(f"SELECT * FROM {name} LIMIT 0")
    columns = ", ".join(f'"{column.name}"' for column in cursor.description)
    cursor.execute("SELECT count(*) FROM afresh")
    [rows] = cursor.fetchone()
    for first in range(1, rows + 1, AT_A_TIME):
        last = first + AT_A_TIME - 1
        some = f"SELECT {columns} FROM afresh WHERE turn_afresh BETWEEN {first} AND {last} ORDER BY turn_afresh"
        with cursor.copy(f"COPY ({some}) TO STDOUT (FORMAT BINARY)") as out:
            content = b"".join(out)
        with cursor.copy(f"COPY {name} ({columns}) FROM STDIN (FORMAT BINARY, FREEZE)") as back:
            back.write(content)


def compact() -> None:
    """Write what is left of deleted rows out of the files. Call outside a transaction.

    SQLite: the whole file is written anew, in order of the random keys, and the log is emptied. PostgreSQL: nothing;
    ``rewrite`` gave the tables new files, and the write-ahead log belongs to the server.
    Raises BusyError where other work held the file for a minute.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        end = time.monotonic() + LONGEST_WAIT
        while _log_is_held(cursor):
            if time.monotonic() > end:
                raise BusyError("The database was in use for a minute; its log could not be emptied. Try again.")
            time.sleep(0.05)


def _log_is_held(cursor) -> bool:  # type: ignore[no-untyped-def]
    """Whether somebody still reads from the log, so that it could not be emptied."""
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return bool(cursor.fetchone()[0])
