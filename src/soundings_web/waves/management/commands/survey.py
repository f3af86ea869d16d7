"""``soundings-web survey``: key holders, plans, and the life of a survey."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from soundings.errors import UsageError
from soundings.writing import write_whole
from soundings_web.commands import RoomCommand
from soundings_web.ui.moments import local_words
from soundings_web.waves import actions
from soundings_web.waves.actions import latest_contract
from soundings_web.waves.governance.terminal import add_papers
from soundings_web.waves.models import Survey
from soundings_web.waves.plan_file import load_plan
from soundings_web.waves.queries import find_survey
from soundings_web.waves.recovery_sheet import recovery_sheet


class Command(RoomCommand):
    """Everything about surveys but their tickets and their box."""

    help = "key holders, plans, and the life of a survey"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
        holder = commands.add_parser("holder", help="make a key holder; asks for the passphrase")
        holder.add_argument("name")
        holder.add_argument("--sheet", type=Path, required=True, help="where to write the recovery sheet, to print it")
        holder.set_defaults(run=self._holder)
        passphrase = commands.add_parser("passphrase", help="a new passphrase, with the recovery sheet")
        passphrase.add_argument("name")
        passphrase.set_defaults(run=self._passphrase)
        plan = commands.add_parser("plan", help="make or change a wave and its surveys from a plan")
        plan.add_argument("file", type=Path)
        plan.set_defaults(run=self._plan)
        commands.add_parser("list", help="every survey with its state").set_defaults(run=self._list)
        add_papers(commands, self)
        self._add_life(commands)

    def _add_life(self, commands: Any) -> None:
        for name, run, what in (
            ("open", self._open, "freeze the contract, make keys and tickets, and take answers"),
            ("pause", self._pause, "take no answers for a while"),
            ("resume", self._resume, "take answers again after a pause"),
            ("close", self._close, "take no more answers; drafts are destroyed"),
            ("contract", self._contract, "print the frozen contract"),
            ("extend", self._extend, "move the end of a survey"),
            ("reopen", self._reopen, "take answers again after closing"),
            ("session", self._session, "plan a protected-time session on a shared device; prints its address"),
            ("tighten", self._tighten, "make the frozen contract stricter"),
        ):
            one = commands.add_parser(name, help=what)
            one.add_argument("survey", metavar="WAVE/SURVEY")
            one.set_defaults(run=run)
            if name in ("extend", "reopen"):
                one.add_argument("--until", required=True, help="the new end, local time: 2026-10-24T17:00")
            if name == "session":
                one.add_argument("--from", dest="begins", required=True, help="local time: 2026-10-24T09:00")
                one.add_argument("--until", required=True, help="local time: 2026-10-24T12:00")
            if name == "tighten":
                one.add_argument("--threshold", type=int, help="the smallest group shown")
                one.add_argument("--sensitive", type=int, help="the smallest group shown of sensitive questions")
                one.add_argument("--without", action="append", default=[], metavar="CODE", help="leave out a breakdown")

    def handle(self, *_: Any, **options: Any) -> None:
        options["run"](options)

    def _holder(self, options: dict[str, Any]) -> None:
        sheet = options["sheet"]
        if sheet.exists():
            raise UsageError(f"{sheet} exists already; give another name for the recovery sheet.")
        passphrase = ask_new_passphrase(options["name"])
        holder, words = actions.add_holder(name=options["name"], passphrase=passphrase, by=self.by)
        write_whole(sheet, recovery_sheet(holder.name, words), mode=0o600)
        self.stdout.write(
            f"{holder.name} is a key holder. Print {sheet}, delete the file, and keep the sheet where only "
            f"{holder.name} can reach it: it opens what the passphrase opens."
        )

    def _passphrase(self, options: dict[str, Any]) -> None:
        words = ask(f"The words on the recovery sheet of {options['name']}: ")
        passphrase = ask_new_passphrase(options["name"])
        actions.set_passphrase(name=options["name"], words=words, passphrase=passphrase, by=self.by)
        self.stdout.write(f"{options['name']} has a new passphrase. The recovery sheet stays as it is.")

    def _plan(self, options: dict[str, Any]) -> None:
        plan, questionnaires = load_plan(options["file"])
        wave = actions.plan_wave(plan=plan, questionnaires=questionnaires, by=self.by)
        self.stdout.write(f"{wave.title}: {', '.join(survey.code for survey in plan.surveys)}.")

    def _list(self, _: dict[str, Any]) -> None:
        surveys = Survey.objects.select_related("wave").order_by("wave__held_on", "code")
        for survey in surveys:
            window = f"{local_words(survey.opens_at)} to {local_words(survey.closes_at)}"
            self.stdout.write(f"{survey.wave.code}/{survey.code}  {survey.get_state_display()}  {window}")
        if not surveys:
            self.stdout.write("There is no survey yet. Plan a wave: soundings-web survey plan WAVE.toml")

    def _open(self, options: dict[str, Any]) -> None:
        survey = find_survey(options["survey"])
        tickets = actions.open_survey(survey=survey, by=self.by)
        self.stdout.write(
            f"{survey.title} is open: {tickets} tickets. The contract is frozen "
            f"({latest_contract(survey).hash[:12]}). Write the links: soundings-web tickets links {options['survey']}"
        )

    def _pause(self, options: dict[str, Any]) -> None:
        actions.pause_survey(survey=find_survey(options["survey"]), by=self.by)
        self.stdout.write("Paused. Links and drafts keep; resume with soundings-web survey resume.")

    def _resume(self, options: dict[str, Any]) -> None:
        actions.resume_survey(survey=find_survey(options["survey"]), by=self.by)
        self.stdout.write("Open again.")

    def _close(self, options: dict[str, Any]) -> None:
        actions.close_survey(survey=find_survey(options["survey"]), by=self.by)
        self.stdout.write("Closed. Every draft is destroyed. Open the box: soundings-web box open")

    def _contract(self, options: dict[str, Any]) -> None:
        contract = latest_contract(find_survey(options["survey"]))
        self.stdout.write(actions.contract_text(contract))

    def _extend(self, options: dict[str, Any]) -> None:
        survey, until = find_survey(options["survey"]), local_moment(options["until"])
        actions.extend_survey(survey=survey, closes_at=until, by=self.by)
        self.stdout.write(f"{survey.title} now ends at {local_words(until)}.")

    def _reopen(self, options: dict[str, Any]) -> None:
        survey, until = find_survey(options["survey"]), local_moment(options["until"])
        actions.reopen_survey(survey=survey, closes_at=until, by=self.by)
        self.stdout.write(f"{survey.title} takes answers again until {local_words(until)}, with the same links.")

    def _session(self, options: dict[str, Any]) -> None:
        survey, begins, ends = find_survey(options["survey"]), local_moment(options["begins"]), options["until"]
        made = actions.plan_protected_time(survey=survey, begins_at=begins, ends_at=local_moment(ends), by=self.by)
        self.stdout.write(f"On the shared device open {settings.SITE_ADDRESS}/session/{made.code}/ while it lasts.")

    def _tighten(self, options: dict[str, Any]) -> None:
        survey = find_survey(options["survey"])
        raised = {name: options[name] for name in ("threshold", "sensitive") if options[name] is not None}
        number = actions.tighten_contract(survey=survey, raised=raised, without=options["without"], by=self.by)
        self.stdout.write(f"Contract {number} of {survey.title} is in force.")


def local_moment(text: str) -> datetime:
    """A moment typed as 2026-10-24T17:00, local time. Raises UsageError."""
    try:
        return timezone.make_aware(datetime.fromisoformat(text))
    except ValueError:
        raise UsageError(f"“{text}” is not a time; write it like 2026-10-24T17:00.") from None


def ask_new_passphrase(name: str) -> str:
    """A passphrase typed twice. Raises UsageError where the two differ."""
    first = ask(f"A new passphrase for {name}, at least 16 characters: ")
    if ask("The same again: ") != first:
        raise UsageError("The two are not the same. Nothing was changed.")
    return first


def ask(prompt: str) -> str:
    """Something secret: typed without being shown, or a line of the input where nobody sits at a terminal."""
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
