"""``soundings-web demo``: an invented council in the middle of its survey, served on this machine."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from soundings.errors import UsageError
from soundings_web.commands import RoomCommand
from soundings_web.operations.demo import make_council
from soundings_web.operations.demo_staff import PASSWORD, make_staff
from soundings_web.operations.serving import free_port, serve
from soundings_web.ui.branding import organisation_name


class Command(RoomCommand):
    """Made anew each time, in a data folder of its own."""

    help = "make an invented council in the middle of its survey, and serve it until Ctrl-C"
    needs_prepared_database = False
    requires_system_checks: list[str] = []  # noqa: RUF012 - as Django has it

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--council", type=Path, required=True, help="the folder with the demo's files")
        parser.add_argument("--port", type=int, help="default: the first free one from 8000 on")

    def handle(self, *_: Any, **options: Any) -> None:
        folder: Path = settings.DATA
        if folder.name != "demo-site":
            raise UsageError(f"{folder} is not the demo's own folder; this command would make it anew.")
        self._empty(folder)
        call_command("migrate", verbosity=0)
        survey, waiting = make_council(options["council"], folder, organisation_name() or "An invented council")
        port = options["port"] or free_port()
        self.stdout.write(f"{survey.title} is open, and {len(waiting)} people have not answered yet.")
        self.stdout.write(f"Answer as a member of staff: http://127.0.0.1:{port}/a/{waiting[0].secret}")
        for role, email in make_staff():
            self.stdout.write(f"{role}: http://127.0.0.1:{port}/sign-in/ {email} {PASSWORD}")
        self.stdout.write("Ctrl-C stops the site.")
        self.stdout.flush()
        serve(port)
        self.stdout.write("Stopped.")

    @staticmethod
    def _empty(folder: Path) -> None:
        for held in folder.iterdir():
            if held.name != "secret-key":
                shutil.rmtree(held) if held.is_dir() else held.unlink()
