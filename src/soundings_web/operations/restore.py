"""Restoring a backup: whole or not at all, and nothing comes back that was destroyed on purpose."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from soundings.errors import LaterVersionError, UnreadableFileError
from soundings_web.operations.backup import KINDS
from soundings_web.operations.backup_file import Backup, read_backup
from soundings_web.operations.contents import unknown_of
from soundings_web.operations.restored_words import what_to_know
from soundings_web.people import audit
from soundings_web.results.purging import honour_ledger

_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@contextlib.contextmanager
def fitting_backup(path: Path) -> Iterator[Backup]:
    """A whole backup that this installation can restore. Raises UnreadableFileError or LaterVersionError."""
    with read_backup(path) as backup:
        kind = backup.manifest.database
        if kind != connection.vendor:
            raise UnreadableFileError(
                f"{path} is a backup of a {_NAMES.get(kind, kind)} database; this site runs on "
                f"{_NAMES[connection.vendor]}. Set DATABASE_URL to a database of the same kind."
            )
        if unknown := unknown_of(backup.manifest.migrations):
            raise LaterVersionError(
                f"{path} was made by a later version of Soundings: this one does not know “{unknown[0]}”. "
                "Install that version first. Nothing was changed."
            )
        yield backup


def restore(backup: Backup, *, by: str) -> list[str]:
    """Replace the database by this backup, bring it up to date, and destroy again what the purge ledger names.

    Returns what the person who restores must know, in sentences.
    """
    told: list[str] = []

    def finish() -> None:
        call_command("migrate", interactive=False, verbosity=0)
        again = honour_ledger()
        told.extend(what_to_know(again))
        held = [f"{box.name}: {box.ballots}" for box in backup.manifest.boxes]
        details = {"made_at": backup.manifest.made_at.isoformat(), "ballots": held, "purged_again": again}
        audit.record(by=by, what="backup restored", about="", details=details)

    KINDS[connection.vendor].put_back(backup, finish)
    return told
