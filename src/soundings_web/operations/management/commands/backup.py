"""``soundings-web backup``: the whole database in one file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from soundings_web.commands import RoomCommand
from soundings_web.operations.backup import make_backup


class Command(RoomCommand):
    """A backup, while the site goes on."""

    help = "write a backup of the database, without the key folder, to a new file"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that does not exist yet")

    def handle(self, *_: Any, **options: Any) -> None:
        manifest = make_backup(options["file"], by=self.by)
        self.stdout.write(f"Written to {options['file']}: {manifest.size:,} bytes.")
        for box in manifest.boxes:
            self.stdout.write(f"“{box.title}” ({box.name}) is {box.state}; its box holds {box.ballots:,} ballots.")
        self.stdout.write("The key folder is not in it and needs a backup of its own.")
