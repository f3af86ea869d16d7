"""Deployment checks of the folders: keys apart from what they open, closed to others, and backups as promised."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - Django's name for it
from django.db import connection
from django.utils import timezone

from soundings_web.operations.backup_folder import kept_too_long, made_when

# A backup is made every night; one night may fail before somebody has to be called.
NEWEST_AT_MOST = timedelta(days=2)


@register("operations", deploy=True)
def key_folder_apart(**_: Any) -> list[CheckMessage]:
    """The keys lie elsewhere than what they open."""
    return list(_together())


def _together() -> Iterator[CheckMessage]:
    keys = settings.KEY_FOLDER
    if keys.resolve().is_relative_to(settings.DATA.resolve()):
        yield Warning(
            f"The key folder {keys} lies inside the data folder, so whoever copies the one has the other.",
            hint="Set SOUNDINGS_KEYS to a folder on another disk, and move the keys there while the site is stopped.",
            id="soundings.W001",
        )
    copies = [("its backups", settings.BACKUPS)] if settings.BACKUPS else []
    beside = [name for name, folder in [*_database(), *copies] if _disk(folder) == _disk(keys)]
    if beside:
        yield Warning(
            f"The key folder {keys} is on the same disk as {' and '.join(beside)}: one stolen disk holds both.",
            hint="Put the key folder on a disk, or at least a file system, of its own, with a backup of its own.",
            id="soundings.W002",
        )


def _database() -> list[tuple[str, Path]]:
    """The folder the database lies in, as far as this machine can tell."""
    if connection.vendor != "sqlite":
        return []
    return [("the database", Path(connection.settings_dict["NAME"]).absolute().parent)]


def _disk(folder: Path) -> int:
    """The file system it is on, or will be on once it is made."""
    return next(place for place in (folder, *folder.parents) if place.exists()).stat().st_dev


@register("operations", deploy=True)
def folders_closed(**_: Any) -> list[CheckMessage]:
    """Nobody but the site's own user can look into its folders."""
    folders = [
        ("key folder", settings.KEY_FOLDER, "soundings.W003"),
        ("data folder", settings.DATA, "soundings.W004"),
        ("backup folder", settings.BACKUPS, "soundings.W005"),
        *(("database’s folder", folder, "soundings.W004") for _, folder in _database() if folder != settings.DATA),
    ]
    return [
        Warning(
            f"The {name} {folder} is open to other users of this machine.",
            hint=f"Close it, as its owner: chmod 700 {folder}",
            id=number,
        )
        for name, folder, number in folders
        if folder is not None and folder.exists() and stat.S_IMODE(folder.stat().st_mode) & 0o077
    ]


@register("operations", deploy=True)
def backups_as_promised(**_: Any) -> list[CheckMessage]:
    """There is a backup of these days, and none that should be gone."""
    folder = settings.BACKUPS
    if folder is None:
        told = "No folder for backups is set, so nothing can be said about backups, and an upgrade must be told where."
        hint = "Set SOUNDINGS_BACKUPS, and run soundings-web backup every night."
        return [Warning(told, hint=hint, id="soundings.W006")]
    if not folder.is_dir():
        told = f"The backup folder {folder} is not there."
        hint = "Make it, for the site's own user alone, or mount the disk that holds it."
        return [Warning(told, hint=hint, id="soundings.W007")]
    return list(_ages(folder))


def _ages(folder: Path) -> Iterator[CheckMessage]:
    newest = max(made_when(folder).values(), default=None)
    if newest is None or timezone.now() - newest > NEWEST_AT_MOST:
        yield Warning(
            f"There is no backup of the last {NEWEST_AT_MOST.days} days in {folder}.",
            hint="Look at what the nightly backup said, and run soundings-web backup.",
            id="soundings.W008",
        )
    if old := kept_too_long(folder):
        yield Warning(
            f"{len(old)} backups are older than the {settings.BACKUP_DAYS} days that purge certificates promise; the "
            f"oldest is {old[0].name}.",
            hint="Remove them, here and wherever they were copied to; or set SOUNDINGS_BACKUP_DAYS to what is true.",
            id="soundings.W009",
        )
