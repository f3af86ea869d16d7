"""The folder in which backups lie: how they are named, how old they are, and which have stayed too long."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

_NAME = re.compile(r"soundings-(\d{8}T\d{6})Z\.backup")
_STAMP = "%Y%m%dT%H%M%S"
# The next nightly backup comes so much later; what would be too old by then goes now.
_UNTIL_NEXT = timedelta(days=1)


def new_name(now: datetime | None = None) -> str:
    """The name of a backup that is made now."""
    return f"soundings-{(now or timezone.now()).astimezone(UTC):{_STAMP}}Z.backup"


def made_when(folder: Path) -> dict[Path, datetime]:
    """The backups in this folder with their moments, by their names; other files are nobody's business here."""
    found = {}
    for path in sorted(folder.iterdir()):
        if stamp := _NAME.fullmatch(path.name):
            found[path] = datetime.strptime(stamp[1], _STAMP).replace(tzinfo=UTC)
    return found


def kept_too_long(folder: Path, now: datetime | None = None) -> list[Path]:
    """Backups that are older than purge certificates promise."""
    return _older_than(timedelta(days=settings.BACKUP_DAYS), folder, now)


def destroy_old(folder: Path, *, but: Path, now: datetime | None = None) -> list[Path]:
    """Remove backups before they are older than promised, but never the one just made; returns those removed."""
    old = _older_than(timedelta(days=settings.BACKUP_DAYS) - _UNTIL_NEXT, folder, now)
    gone = [path for path in old if path != but]
    for path in gone:
        path.unlink()
    return gone


def _older_than(age: timedelta, folder: Path, now: datetime | None) -> list[Path]:
    now = now or timezone.now()
    return [path for path, moment in made_when(folder).items() if now - moment > age]
