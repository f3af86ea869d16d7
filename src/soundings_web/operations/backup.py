"""Backups: one file of the whole database and nothing of the key folder."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import connection

from soundings.errors import UsageError
from soundings_web.operations import postgresql, sqlite
from soundings_web.operations.backup_file import Manifest, appearing, must_be_free, write_backup
from soundings_web.people import audit

KINDS = {"sqlite": sqlite, "postgresql": postgresql}


def make_backup(path: Path, *, by: str) -> Manifest:
    """Write a backup and record it in the audit trail."""
    manifest = write_copy(path)
    audit.record(by=by, what="backup made", about="", details={"made_at": manifest.made_at.isoformat()})
    return manifest


def write_copy(path: Path) -> Manifest:
    """Mix, then write the backup, whole or not at all. Submissions go on meanwhile; a mixing waits for the end.

    It takes the database as it is, so it may be that of an earlier version.
    """
    path = path.absolute()
    must_be_free(path)
    if path.resolve().is_relative_to(Path(settings.KEY_FOLDER).resolve()):
        raise UsageError("A backup does not belong in the key folder: the keys never rest beside what they open.")
    with appearing(path) as file, KINDS[connection.vendor].copied(path.parent) as (facts, content):
        return write_backup(file, connection.vendor, facts, content)
