"""From an empty installation to an open survey with 400 staff, in a browser and nowhere else."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.utils import timezone
from playwright.sync_api import Page, expect

from soundings_web.people.accounts.queries import set_up_code
from soundings_web.waves.models import Survey, Ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("elsewhere")]
Axe = Callable[[Page], list[str]]
STAFF = 400
ROLES = ("Social worker", "Social worker", "Social worker", "Senior or advanced social worker", "Team manager")
PASSWORD = "violet tractor monday"  # noqa: S105 - of somebody who does not exist
PASSPHRASES = ("seven green kettles singing low", "correct horse battery staple hill")


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """What a personnel system would export: 400 people in two services of eight teams."""
    path = tmp_path / "staff.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Staff number", "Name", "E-mail", "Directorate", "Service", "Team", "Role", "Start date"])
        for n in range(STAFF):
            service, team = ("Children in need", "Looked after")[n % 2], f"Team {n % 8 + 1}"
            role, since = ROLES[n % len(ROLES)], f"01/0{n % 9 + 1}/20{10 + n % 15}"
            rows.writerow([f"S{n:04}", f"Person {n}", f"p{n}@council.example", "Children", service, team, role, since])
    return path


class Desk:
    """Somebody at the console, who looks whether every page keeps the rules."""

    def __init__(self, page: Page, address: str, axe: Axe) -> None:
        self.page, self.address, self.axe = page, address, axe

    def at(self, path: str = "/") -> None:
        self.page.goto(self.address + path)
        self.look()

    def look(self) -> None:
        assert self.axe(self.page) == [], self.page.url
        assert not self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    def press(self, button: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()
        self.look()

    def follow(self, link: str) -> None:
        with self.page.expect_navigation():
            self.page.locator("main a", has_text=link).first.click()
        self.look()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"#{name}").fill(value)

    def sign_up(self) -> None:
        self.at()
        self.fill(name="Priya Marsh", email="priya@council.example", password=PASSWORD, code=set_up_code())
        with self.page.expect_navigation():
            self.page.locator("form").get_by_role("button").last.click()
        self.look()

    def second_step(self) -> None:
        """An app on the telephone shows the code for the key on the page."""
        key = self.page.locator("main strong").inner_text()
        counter = next(iter(yield_hotp_counters_from_time()))
        self.page.locator("input[name=code]").fill(format_hotp_value(hotp_value(key, counter)))
        self.press("Continue")

    def holder(self, name: str, passphrase: str) -> None:
        self.at("/waves/holders/new/")
        self.fill(name=name, passphrase=passphrase, again=passphrase)
        self.press("Make the key holder")
        self.follow("The sheet is safe: go on")


def test_a_principal_social_worker_opens_a_survey_of_400_staff_without_a_command_line(
    page: Page, live_server, axe: Axe, roster: Path, settings, tmp_path: Path
):
    settings.SECOND_STEP, settings.DATA = True, tmp_path / "data"
    settings.DATA.mkdir()
    today = timezone.localdate()
    desk = Desk(page, live_server.url, axe)
    desk.sign_up()
    desk.second_step()
    desk.at()

    desk.at("/rosters/new/")
    census = today - timedelta(days=10)
    desk.fill(title="Staff of this year", census_on=f"{census:%d/%m/%Y}")
    page.set_input_files("#file", roster)
    desk.press("Look at it")
    expect(page.get_by_role("main")).to_contain_text("400 people, 400 of them eligible")
    desk.press("Load it")
    desk.press("Freeze the roster")
    desk.holder("Priya Marsh, principal social worker", PASSPHRASES[0])
    desk.holder("Ben Okoro, union representative", PASSPHRASES[1])

    desk.at("/waves/")
    desk.follow("Make a wave")
    desk.fill(code="2027", title="Health check 2027", organisation="Thornthwaite Council", held_on=f"{today:%d/%m/%Y}")
    desk.fill(protection_reference="DPIA 2027/14", union_consulted="UNISON")
    desk.press("Make the wave")
    desk.follow("Add a survey")
    desk.press("Add the survey")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Title")
    last = today + timedelta(days=21)
    desk.fill(title="Children’s social work", code="children", closes_on=f"{last:%d/%m/%Y}")
    page.get_by_label("Social Work Health Check: children’s services").check()
    desk.press("Add the survey")
    expect(page.get_by_role("main")).to_contain_text("400 people: everybody on the roster")

    change_each_part(desk)
    preview_it(desk)
    desk.follow("Check whether it is ready to open")
    expect(page.get_by_role("main")).to_contain_text("Nothing stands against opening")
    desk.follow("Open the survey")
    desk.press("Open the survey")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Tick the box")
    page.get_by_label("I have looked at what it promises").check()
    desk.press("Open the survey")
    expect(page.get_by_role("main")).to_contain_text("is open, with 400 links. Nobody has been told yet")

    survey = Survey.objects.get()
    assert survey.state == Survey.State.OPEN
    assert Ticket.objects.filter(survey=survey).count() == STAFF
    run_it(desk, last)


def change_each_part(desk: Desk) -> None:
    """Every part of what it promises is looked at and changed."""
    page = desk.page
    desk.follow("Change Questionnaire")
    page.get_by_label("I know where to find support for my wellbeing.").uncheck()
    desk.press("Ask what is ticked")
    desk.follow("Change Questionnaire")
    desk.follow("Add a question of your own")
    desk.fill(text="Do you need a car for your work?")
    page.get_by_label("Yes or no").check()
    desk.press("Save")
    expect(page.get_by_role("main")).to_contain_text("Do you need a car for your work?")
    desk.at(survey_path())
    desk.follow("Change Where staff can turn")
    desk.fill(contacts="Staff support line: 01632 960 001\nSamaritans: 116 123")
    desk.press("Save")
    desk.follow("Change Who is asked")
    desk.press("Save")
    desk.follow("Change Reported by")
    desk.press("Save")
    desk.follow("Change Comments are read by")
    desk.press("Save")
    desk.follow("Change Smallest group shown")
    desk.fill(threshold="9")
    desk.press("Save the rules")
    expect(page.locator(".govuk-error-summary")).to_contain_text("10")
    desk.fill(threshold="12")
    desk.press("Save the rules")
    desk.at(survey_path())
    expect(page.get_by_role("main")).to_contain_text("12 answers")


def survey_path() -> str:
    return f"/waves/surveys/{Survey.objects.get().key}/"


def preview_it(desk: Desk) -> None:
    """As a respondent, and back."""
    desk.follow("Preview as a respondent")
    desk.press("Start")
    page = desk.page
    page.get_by_role("radio").first.check()
    for _ in range(60):
        if page.get_by_role("button", name="Send my answers").count():
            break
        desk.press("Save and continue")
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    desk.press("Send my answers")
    expect(page.get_by_role("heading", name="Children’s social work")).to_be_visible()


def run_it(desk: Desk, last: date) -> None:
    """Extended, paused, resumed, closed."""
    page = desk.page
    desk.follow("The contract, as it was frozen")
    desk.at(survey_path())
    desk.follow("Extend it")
    later = last + timedelta(days=2)
    desk.fill(closes_on=f"{later:%d/%m/%Y}")
    desk.press("Save")
    expect(page.get_by_role("main")).to_contain_text(f"until {later.day} {later:%B %Y}")
    desk.press("Pause it")
    desk.press("Take answers again")
    desk.follow("Close it now")
    page.get_by_label("Close the survey now").check()
    desk.press("Close the survey")
    expect(page.get_by_role("main")).to_contain_text("is closed")
    desk.follow("Reopen the survey")
    desk.press("Save")
    expect(page.get_by_role("main")).to_contain_text("takes answers again until")
