"""One at a time, without a mark on any row."""

from django.db import connection


def hold(name: str) -> None:
    """Until the transaction ends, nobody else holds this name. SQLite's transactions wait for each other anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
