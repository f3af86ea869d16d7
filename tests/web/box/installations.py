"""Installations of their own for attacks: a real SQLite file with its log, or a database of a durable PostgreSQL.

The database of ordinary tests will not do: it lies in memory, or gives up what survives a power cut, and each test is
one transaction that never ends. Here everything is as it is in a council, and the attacker reads the files.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from tests.postgresql import programs, throwaway_postgresql

from soundings_web.settings import database  # noqa: TID251 - the real settings for an address

# A run on PostgreSQL attacks PostgreSQL; an ordinary run attacks both.
VENDORS = ["postgresql"] if os.environ.get("DATABASE_URL", "").startswith("postgres") else ["sqlite", "postgresql"]
FULL = os.environ.get("SOUNDINGS_SIZE") == "full"


@dataclass
class Installation:
    """One database with its files, key folder and captured log; the site's default connection leads to it."""

    vendor: str
    data: Path
    keys: Path
    lines: list[str] = field(default_factory=list)
    first_segment: str = ""  # of PostgreSQL's write-ahead log: what is older belongs to other tests

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def tables(self) -> list[str]:
        return sorted(connection.introspection.table_names())

    def settle(self) -> None:
        """Have the server write what it holds in memory, so that the files show all of it."""
        if self.vendor == "postgresql":
            self.do("CHECKPOINT")

    def sample(self) -> None:
        """Have the database gather what it keeps about the values of columns, as PostgreSQL does by itself."""
        self.do("ANALYZE")

    def do(self, command: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(command)

    @cached_property
    def server(self) -> Path:
        """Where PostgreSQL keeps its files."""
        return Path(self.rows("SHOW data_directory")[0][0])

    def files(self) -> dict[str, Path]:
        """Every file of the database, its log and its log of messages among them."""
        if self.vendor == "sqlite":
            return {path.name: path for path in sorted(self.data.iterdir()) if path.is_file()}
        [(oid,)] = self.rows("SELECT oid FROM pg_database WHERE datname = current_database()")
        folders = [self.server / "base" / str(oid), self.server / "pg_wal", self.server / "global"]
        found = {f"{path.parent.name}/{path.name}": path for f in folders for path in sorted(f.iterdir())}
        return {
            name: path
            for name, path in found.items()
            if path.is_file() and not (name.startswith("pg_wal/") and path.name < self.first_segment)
        } | {"log": self.server.parent / "log"}

    def bytes(self, *, log: bool = True) -> dict[str, bytes]:
        """The content of these files; without ``log``, not what the database writes ahead."""
        self.settle()
        found = {}
        for name, path in self.files().items():
            if log or not (name.startswith("pg_wal") or name.endswith("-wal")):
                with contextlib.suppress(FileNotFoundError):
                    found[name] = path.read_bytes()
        return found


class Lines(logging.Handler):
    """Keeps every line that anything writes to a log."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.NOTSET)
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


class Ground:
    """Where installations are made: a migrated SQLite file to copy, a server with a migrated database to copy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stack = contextlib.ExitStack()
        self.ready: dict[str, str] = {}

    def can(self, vendor: str) -> bool:
        return vendor == "sqlite" or programs() is not None

    @contextlib.contextmanager
    def installation(self, vendor: str) -> Iterator[Installation]:
        name = f"i{uuid.uuid4().hex[:12]}"
        data, keys = self.folder / name / "data", self.folder / name / "keys"
        data.mkdir(parents=True)
        address = self._copy(vendor, name, data)
        place = Installation(vendor, data, keys)
        with connected(address), override_settings(KEY_FOLDER=keys), listening(place.lines):
            if vendor == "postgresql":
                [(place.first_segment,)] = place.rows("SELECT pg_walfile_name(pg_current_wal_lsn())")
            yield place

    def _copy(self, vendor: str, name: str, data: Path) -> str:
        if vendor not in self.ready:
            self.ready[vendor] = self._template(vendor)
        if vendor == "sqlite":
            shutil.copy(self.ready[vendor], data / "soundings.sqlite3")
            return f"sqlite:///{data / 'soundings.sqlite3'}"
        with psycopg.connect(self.ready[vendor], autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name} TEMPLATE soundings")
        return self.ready[vendor].replace("/postgres", f"/{name}")

    def _template(self, vendor: str) -> str:
        if vendor == "sqlite":
            path = self.folder / "template.sqlite3"
            self._migrate(f"sqlite:///{path}")
            with contextlib.closing(sqlite3.connect(path)) as file:
                file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return str(path)
        address = self.stack.enter_context(throwaway_postgresql(durable=True))
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("CREATE DATABASE soundings")
        self._migrate(address.replace("/postgres", "/soundings"))
        return address

    def _migrate(self, address: str) -> None:
        with connected(address):
            call_command("migrate", verbosity=0)


@contextlib.contextmanager
def connected(address: str) -> Iterator[None]:
    """The site's default connection leads to this address; afterwards to where it led before."""
    before = connections.settings["default"], connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": dict(database(address))})["default"]
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"], connections["default"] = before


@contextlib.contextmanager
def listening(lines: list[str]) -> Iterator[None]:
    handler, root = Lines(lines), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
