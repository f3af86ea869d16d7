"""``soundings-web worker``: does what is on the queue."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management import call_command

from soundings_web.commands import RoomCommand
from soundings_web.results.purging import honour_ledger


class Command(RoomCommand):
    """Django's database worker, after a look at the purge ledger."""

    help = "do the jobs on the queue: mixing, closing, finishing openings, retention"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits, then stop")

    def handle(self, *_: Any, **options: Any) -> None:
        honour_ledger()
        call_command("db_worker", batch=options["once"], interval=1, startup_delay=not options["once"], reload=False)
