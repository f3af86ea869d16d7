"""A principal social worker at the console, with a roster and key holders, and forms as a browser sends them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.web.box.councils import PASSPHRASES, make_roster
from tests.web.people.accounts.staff import account, signed_in

from soundings_web.people.models import Roster
from soundings_web.waves.actions import add_holder
from soundings_web.waves.models import KeyHolder, Survey, Wave

OURS = "social-work:children"


def day(after: int) -> str:
    """A day so many days from today, as somebody types it."""
    return f"{timezone.localdate() + timedelta(days=after):%d/%m/%Y}"


@dataclass
class Desk:
    """The browser of whoever prepares and runs surveys, and what they work with."""

    client: Client
    wave: Wave
    roster: Roster
    holders: list[KeyHolder]

    def new(self, **changed: str) -> dict[str, Any]:
        """The form of a new survey, as it is sent."""
        first, second = (holder.key for holder in self.holders)
        given = {"title": "Children’s social work", "code": "children", "questionnaire": OURS, "variant": ""}
        given |= {"roster": str(self.roster.pk), "holder": first, "second_holder": second}
        window = {"opens_on": day(-1), "opens_time": "9:00", "closes_on": day(20), "closes_time": "17:00"}
        return {**given, **window, **changed}

    def add(self, **changed: str) -> Survey:
        """A survey, made through its form."""
        given = self.new(**changed)
        answer = self.client.post(f"/waves/{self.wave.pk}/surveys/new/", given)
        assert answer.status_code == 302, faults(answer)
        return Survey.objects.get(wave=self.wave, code=given["code"])

    def get(self, survey: Survey, page: str = "") -> HttpResponse:
        return self.client.get(f"/waves/surveys/{survey.key}/{page}", follow=True)

    def post(self, survey: Survey, page: str, given: dict[str, Any] | None = None, **more: Any) -> HttpResponse:
        return self.client.post(f"/waves/surveys/{survey.key}/{page}", {**(given or {}), **more}, follow=True)

    def opened(self, **changed: str) -> Survey:
        """A survey that is open."""
        survey = self.add(**changed)
        answer = self.post(survey, "open/", sure="on")
        survey.refresh_from_db()
        assert survey.state == "open", faults(answer)
        return survey


def desk(people: int = 40, role: str = "principal") -> Desk:
    """A wave without surveys, a frozen roster and two key holders."""
    for name, passphrase in PASSPHRASES.items():
        add_holder(name=name, passphrase=passphrase, by="tests")
    whole = {"code": "2026", "title": "Health check 2026", "organisation": "Thornthwaite Council"}
    wave = Wave.objects.create(**whole, held_on=timezone.localdate())
    holders = list(KeyHolder.objects.order_by("name"))
    return Desk(signed_in(account(role)), wave, make_roster(people), holders)


def faults(answer: HttpResponse) -> list[str]:
    """What the summary at the top of a page says is wrong."""
    found = re.search(r'class="govuk-error-summary"(.*?)</div>\s*</div>', answer.text, re.DOTALL)
    texts = re.findall(r"<li>\s*(?:<a[^>]*>)?(.*?)(?:</a>)?\s*</li>", found[1], re.DOTALL) if found else []
    return [text.strip().replace("&#39;", "'") for text in texts]
