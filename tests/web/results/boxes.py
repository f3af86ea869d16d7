"""A closed survey with its key holders, and a browser of whoever runs it."""

from __future__ import annotations

from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from tests.web.box.councils import PASSPHRASES, Council, open_council
from tests.web.people.accounts.staff import account, signed_in

from soundings_web.operations.tick import tick
from soundings_web.waves.actions import close_survey

ADA, BEN = PASSPHRASES


def closed_council(people: int = 12, code: str = "2026", **changed: object) -> Council:
    """Everybody has answered, and the survey has closed."""
    council = open_council(people, code, **changed)
    for n in range(people):
        council.submit(n)
    close_survey(survey=council.survey, by="tests")
    council.survey.refresh_from_db()
    return council


def principal() -> Client:
    return signed_in(account("principal", name="Pat Principal"))


def given(council: Council, **changed: str) -> dict[str, str]:
    """The form as it opens the box; what is changed is named ``words_1`` for ``words-1``."""
    names = {1: ADA, 2: BEN}
    words = {f"words-{n}": PASSPHRASES[names[n]] for n in range(1, len(council.survey.holders) + 1)}
    return {**words, "sure": "on", **{name.replace("_", "-"): value for name, value in changed.items()}}


def box_address(council: Council, rest: str = "") -> str:
    return f"/box/{council.survey.key}/{rest}"


def send(browser: Client, council: Council, **changed: str) -> HttpResponse:
    return browser.post(box_address(council, "open/"), given(council, **changed))


def let_the_worker_work() -> list[str]:
    """What the clock and the worker do within a minute."""
    due = tick()
    call_command("worker", "--once")
    return due
