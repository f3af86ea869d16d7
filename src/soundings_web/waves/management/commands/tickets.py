"""``soundings-web tickets``: files with everybody's link, and printed codes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from soundings.errors import UsageError
from soundings.instrument.loading import read_text
from soundings.writing import write_whole
from soundings_web.commands import RoomCommand
from soundings_web.waves.queries import find_survey
from soundings_web.waves.tickets import as_csv, links_file, make_codes


class Command(RoomCommand):
    """Links and codes leave in files that only their owner can read."""

    help = "write everybody's link, or print codes"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
        link = commands.add_parser("links", help="write everybody's link; the same links each time")
        code = commands.add_parser("codes", help="make new printed codes for these staff numbers")
        for parser_ in (link, code):
            parser_.add_argument("survey", metavar="WAVE/SURVEY")
            parser_.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.csv")
        code.add_argument("--for", dest="numbers", type=Path, required=True, metavar="NUMBERS.txt", help="one a line")

    def handle(self, *_: Any, **options: Any) -> None:
        survey, output = find_survey(options["survey"]), options["output"]
        if output.exists():
            raise UsageError(f"{output} exists already; give another name.")
        if options["command"] == "links":
            text, count = links_file(survey, by=self.by)
        else:
            numbers = [line.strip() for line in read_text(options["numbers"]).splitlines() if line.strip()]
            made = make_codes(survey, numbers, self.by)
            rows = [(one.number, one.name, one.email, one.secret) for one in made]
            text, count = as_csv([("number", "name", "email", "code"), *rows]), len(rows)
        write_whole(output, text, mode=0o600)
        self.stdout.write(
            f"{count} written to {output}. Whoever has this file can answer for everybody in it: send or print, "
            "then delete it."
        )
