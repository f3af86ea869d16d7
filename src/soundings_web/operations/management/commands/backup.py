"""``soundings-web backup``: the whole database in one file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings

from soundings.errors import UsageError
from soundings_web.commands import RoomCommand
from soundings_web.operations.backup import make_backup
from soundings_web.operations.backup_folder import destroy_old, new_name


class Command(RoomCommand):
    """A backup, while the site goes on."""

    help = "write a backup of the database, without the key folder, to a new file"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        words = "a file that does not exist yet; without one, a new one in SOUNDINGS_BACKUPS, and old ones there go"
        parser.add_argument("file", type=Path, nargs="?", help=words)

    def handle(self, *_: Any, **options: Any) -> None:
        if options["file"] is None and settings.BACKUPS is None:
            raise UsageError("Name a file, or the folder for all backups with SOUNDINGS_BACKUPS.")
        file = options["file"] or settings.BACKUPS / new_name()
        manifest = make_backup(file, by=self.by)
        self.stdout.write(f"Written to {file}: {manifest.size:,} bytes.")
        for box in manifest.boxes:
            self.stdout.write(f"“{box.title}” ({box.name}) is {box.state}; its box holds {box.ballots:,} ballots.")
        self.stdout.write("The key folder is not in it and needs a backup of its own.")
        if options["file"] is None:
            for gone in destroy_old(settings.BACKUPS, but=file):
                self.stdout.write(f"Removed {gone.name}: backups are kept {settings.BACKUP_DAYS} days.")
