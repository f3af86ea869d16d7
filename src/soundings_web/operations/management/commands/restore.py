"""``soundings-web restore``: the database as a backup holds it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from soundings.errors import NotNowError, UsageError
from soundings_web.commands import RoomCommand
from soundings_web.operations.restore import fitting_backup, restore
from soundings_web.operations.restored_words import what_it_is


class Command(RoomCommand):
    """Restore, after saying what it costs."""

    help = "replace the database by a backup; says what is lost, and asks"
    # What is here may be damaged or not prepared: that is why somebody restores.
    needs_prepared_database = False
    requires_system_checks: list[str] = []  # noqa: RUF012 - as Django has it

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that backup wrote")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *_: Any, **options: Any) -> None:
        with fitting_backup(options["file"]) as backup:
            for sentence in what_it_is(backup.manifest):
                self.stdout.write(sentence)
            if not options["yes"]:
                self._ask()
            told = restore(backup, by=self.by)
        self.stdout.write("Restored. Start the site, the worker and the clock again.")
        for sentence in told:
            self.stdout.write(sentence)

    def _ask(self) -> None:
        if not sys.stdin.isatty():
            raise UsageError("Nobody is here to be asked. Add --yes to replace the database.")
        self.stdout.write("Replace the database by this backup? Type yes: ", ending="")
        self.stdout.flush()
        if sys.stdin.readline().strip().lower() != "yes":
            raise NotNowError("Nothing was changed.")
