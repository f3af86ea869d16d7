"""Everyone's start page: what waits for them, and what there is."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from soundings_web.people import queries as people
from soundings_web.people.accounts.access import Access, StaffRequest, staff
from soundings_web.people.accounts.console import console
from soundings_web.people.accounts.queries import anybody
from soundings_web.people.accounts.roles import Right


@dataclass(frozen=True)
class Step:
    """One step of setting up: what to do, where, and whether it is done."""

    text: str
    hint: str
    href: str
    done: bool


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The start page; an empty installation is set up first."""
    return _start(request) if anybody() else HttpResponseRedirect(reverse("home:set_up"))


@staff(Right.SIGNED_IN)
def _start(request: StaffRequest) -> HttpResponse:
    steps = list(_steps(request.access))
    content = {"steps": steps, "left": sum(not step.done for step in steps), "name": request.access.account.name}
    return console(request, "home/start.html", content)


def _steps(access: Access) -> list[Step]:
    rosters = people.rosters() if access.may(Right.ROSTER) else ()
    steps = []
    if access.may(Right.ACCOUNTS):
        others = people.accounts_in_use() > 1
        hint = "An analyst, your administrator, heads of service, the union’s observer."
        steps.append(Step("Give others an account", hint, reverse("people:accounts"), others))
    if access.may(Right.ROSTER):
        hint = "From the export of your personnel system; it brings the organisation with it."
        steps.append(Step("Load the staff roster", hint, reverse("people:rosters"), bool(rosters)))
        frozen = any(line.state == "frozen" for line in rosters)
        steps.append(Step("Freeze the roster", "On the census date.", reverse("people:rosters"), frozen))
    return steps
