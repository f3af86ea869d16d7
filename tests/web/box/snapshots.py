"""Everything an installation holds, as it was at one moment: rows, counters, files, keys, lines of log."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.web.box.installations import Installation

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Snapshot:
    tables: dict[str, Counter[Row]]
    counters: dict[str, Any]
    keys: dict[str, Row]
    files: frozenset[str]
    lines: int


@dataclass(frozen=True)
class Change:
    gone: list[Row]
    come: list[Row]


def snapshot(place: Installation) -> Snapshot:
    return Snapshot(
        {table: Counter(map(_plain, place.rows(f'SELECT * FROM "{table}"'))) for table in place.tables()},
        _counters(place),
        {str(path.relative_to(place.keys)): _file(path) for path in sorted(place.keys.rglob("*"))},
        frozenset(path.name for path in place.data.iterdir()),
        len(place.lines),
    )


def changed_tables(before: Snapshot, after: Snapshot) -> dict[str, Change]:
    found = {}
    for table, now in after.tables.items():
        was = before.tables[table]
        if was != now:
            found[table] = Change(list((was - now).elements()), list((now - was).elements()))
    return found


def raw_rows(place: Installation) -> dict[str, list[Row]]:
    """Every row with where it stands and the marks of the transactions that touched it; in SQLite the files' bytes."""
    if place.vendor == "sqlite":
        return {name: [(content,)] for name, content in place.bytes().items() if not name.endswith("-shm")}
    return {
        table: [_plain(row) for row in place.rows(f'SELECT ctid::text, xmin::text, xmax::text, t.* FROM "{table}" t')]
        for table in place.tables()
    }


def _counters(place: Installation) -> dict[str, Any]:
    if place.vendor == "sqlite":
        return dict(place.rows("SELECT name, seq FROM sqlite_sequence"))
    return dict(place.rows("SELECT sequencename, last_value FROM pg_sequences"))


def _plain(row: Row) -> Row:
    """Without lists, mappings and views of memory, so that rows can be counted."""
    return tuple(
        bytes(cell) if isinstance(cell, memoryview) else str(cell) if isinstance(cell, list | dict) else cell
        for cell in row
    )


def _file(path: Path) -> Row:
    state = path.stat()
    content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    return oct(state.st_mode), state.st_size, state.st_mtime_ns, content
