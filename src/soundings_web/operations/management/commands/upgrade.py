"""``soundings-web upgrade``: this installation, brought up to the version of the program."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings

from soundings.errors import UsageError
from soundings_web.commands import RoomCommand
from soundings_web.operations.upgrade import upgrade


class Command(RoomCommand):
    """A backup, the database, styles and scripts, and the audit trail, in this order."""

    help = "back up, bring the database up to date, collect styles and scripts, check the audit trail"
    # That it is not prepared for this version is why somebody upgrades.
    needs_prepared_database = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--backup", type=Path, metavar="FOLDER", help="where the backup goes (SOUNDINGS_BACKUPS)")
        choice.add_argument("--no-backup", action="store_true", help="make none; only what was backed up can come back")

    def handle(self, *_: Any, **options: Any) -> None:
        backups = options["backup"] or settings.BACKUPS
        if options["no_backup"]:
            backups = None
        elif backups is None:
            raise UsageError(
                "Say where the backup goes, with --backup FOLDER or once for all with SOUNDINGS_BACKUPS; or that there "
                "is to be none, with --no-backup. Nothing was changed."
            )
        upgrade(backups=backups, by=self.by, say=self._say)
        self.stdout.write("Done. Start the site, the worker and the clock again.")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()  # whoever watches sees the backup's name before the database changes
