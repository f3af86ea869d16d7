"""``soundings-web box``: mix, open, finish, publish, certify."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from soundings.errors import NotNowError, UsageError
from soundings.writing import write_whole
from soundings_web.answers.models import Ballot
from soundings_web.commands import RoomCommand
from soundings_web.keys.signing import is_signed
from soundings_web.results.certificates import certificate_text, confirm_key_copies, parts_of_certificate
from soundings_web.results.models import Certificate
from soundings_web.results.opening import BY_SHEET, holders_of, open_box
from soundings_web.results.publishing import publish_wave
from soundings_web.results.purging import purge_ballots
from soundings_web.waves.management.commands.survey import ask
from soundings_web.waves.queries import find_survey, find_wave


class Command(RoomCommand):
    """From a closed survey to a release."""

    help = "open the box of a closed survey, publish, and certify what was destroyed"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
        opening = commands.add_parser("open", help="open the box, for good; asks its key holders for passphrases")
        opening.add_argument("survey", metavar="WAVE/SURVEY")
        opening.add_argument(
            "--without", type=int, default=0, metavar="N", help="go without exactly this many unreadable ballots"
        )
        opening.add_argument(
            "--by-sheet", action="append", default=[], metavar="NAME", help="this holder types the sheet"
        )
        for name, run, what in (
            ("status", self._status, "how many sealed ballots there are"),
            ("finish", self._finish, "go on with an opening that was interrupted"),
            ("confirm", self._confirm, "say that every copy of the survey's keys, in backups, is destroyed"),
        ):
            one = commands.add_parser(name, help=what)
            one.add_argument("survey", metavar="WAVE/SURVEY")
            one.set_defaults(run=run)
        certificate = commands.add_parser("certificate", help="write the latest purge certificate")
        certificate.add_argument("survey", metavar="WAVE/SURVEY")
        certificate.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.txt")
        certificate.set_defaults(run=self._certificate)
        check = commands.add_parser("check", help="check the signature of a certificate")
        check.add_argument("file", type=Path)
        check.set_defaults(run=self._check)
        publish = commands.add_parser("publish", help="publish a wave whose boxes are all opened")
        publish.add_argument("wave")
        publish.add_argument("-o", "--output", type=Path, required=True, metavar="RELEASE.json")
        publish.set_defaults(run=self._publish)

    def handle(self, *_: Any, **options: Any) -> None:
        options["run"](options)

    def _status(self, options: dict[str, Any]) -> None:
        survey = find_survey(options["survey"])
        ballots = Ballot.objects.filter(survey=survey.key).count()
        self.stdout.write(f"{survey.title} is {survey.get_state_display()}; its box holds {ballots} sealed ballots.")

    def _open(self, options: dict[str, Any]) -> None:
        survey = find_survey(options["survey"])
        passphrases = {}
        for holder in holders_of(survey):
            if holder.name in options["by_sheet"]:
                passphrases[holder.name] = BY_SHEET + ask(f"The words on the recovery sheet of {holder.name}: ")
            else:
                passphrases[holder.name] = ask(f"Passphrase of {holder.name}: ")
        opening = open_box(survey=survey, passphrases=passphrases, by=self.by, without=options["without"])
        self.stdout.write(f"{opening.ballots} ballots of {opening.asked} people asked. Destroying what joins ...")
        self._finish(options)

    def _finish(self, options: dict[str, Any]) -> None:
        survey = find_survey(options["survey"])
        if not hasattr(survey, "opening"):
            raise NotNowError(f"The box of “{survey.title}” has not been opened.")
        purge_ballots(survey.key)
        self.stdout.write("Ballots, tickets and keys are destroyed and looked for; the certificate is written.")

    def _confirm(self, options: dict[str, Any]) -> None:
        made = confirm_key_copies(survey=find_survey(options["survey"]), by=self.by)
        self.stdout.write(f"Certificate {made.number} says that you confirmed it.")

    def _certificate(self, options: dict[str, Any]) -> None:
        survey = find_survey(options["survey"])
        found = Certificate.objects.filter(survey=survey).order_by("made_at").last()
        if found is None:
            raise NotNowError(f"There is no certificate for “{survey.title}” yet; its box must be opened first.")
        write_whole(options["output"], certificate_text(found))
        self.stdout.write(f"Written to {options['output']}.")

    def _check(self, options: dict[str, Any]) -> None:
        text, signature, public = parts_of_certificate(options["file"])
        if not is_signed(text, signature, public):
            raise UsageError("The text was changed after it was signed, or the signature is not whole.")
        self.stdout.write(f"Signed, and unchanged since, by the installation with the key {public}.")

    def _publish(self, options: dict[str, Any]) -> None:
        wave = find_wave(options["wave"])
        release = publish_wave(wave=wave, by=self.by)
        write_whole(options["output"], release.content)
        self.stdout.write(
            f"Release {release.number} of {wave.title} is kept and written to {options['output']}. "
            f"Its report: soundings report {options['output']} -o report.html"
        )
