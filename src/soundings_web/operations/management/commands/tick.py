"""``soundings-web tick``: puts on the queue what is due, once a minute."""

from __future__ import annotations

import argparse
import time
from typing import Any

from django.db import close_old_connections

from soundings_web.commands import RoomCommand
from soundings_web.operations.tick import tick

EVERY = 60


class Command(RoomCommand):
    """The clock. Any number of them may run; each job is queued once."""

    help = "put on the queue what is due: every minute, or once"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="look once, then stop")

    def handle(self, *_: Any, **options: Any) -> None:
        while True:
            close_old_connections()
            for job in tick():
                self.stdout.write(f"due: {job}")
            if options["once"]:
                return
            time.sleep(EVERY)
