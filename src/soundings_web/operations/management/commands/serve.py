"""``soundings-web serve``: the site, its worker and its clock together, on this machine."""

from __future__ import annotations

import argparse
from typing import Any

from soundings_web.commands import RoomCommand
from soundings_web.operations.serving import free_port, serve
from soundings_web.people.accounts.queries import anybody, set_up_code


class Command(RoomCommand):
    """For a small installation, and for a look around; a larger one starts the three by itself."""

    help = "run the site, its worker and its clock together until Ctrl-C"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--port", type=int, help="default: the first free one from 8000 on")

    def handle(self, *_: Any, **options: Any) -> None:
        port = options["port"] or free_port()
        self.stdout.write(f"Soundings: http://127.0.0.1:{port}/  (Ctrl-C stops it)")
        if not anybody():
            self.stdout.write(f"Set it up: http://127.0.0.1:{port}/set-up/?code={set_up_code()}")
        self.stdout.flush()
        serve(port)
        self.stdout.write("Stopped.")
