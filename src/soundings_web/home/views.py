"""Everyone's start page: what waits for them, and what is going on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from soundings_web.home import steps
from soundings_web.home.going_on import lines
from soundings_web.people.accounts.access import StaffRequest, staff
from soundings_web.people.accounts.console import console
from soundings_web.people.accounts.queries import anybody
from soundings_web.people.accounts.roles import Right
from soundings_web.waves.queries import surveys_going_on


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The start page; an empty installation is set up first."""
    return _start(request) if anybody() else HttpResponseRedirect(reverse("home:set_up"))


@staff(Right.SIGNED_IN)
def _start(request: StaffRequest) -> HttpResponse:
    """The steps until all are done; and, for those who may read contracts, the surveys that are not over."""
    access = request.access
    those = steps.steps(steps.facts_now(), access.may)
    left, reads = steps.left(those), access.may(Right.CONTRACTS)
    now = timezone.now()
    running, waiting = surveys_going_on() if reads else ([], [])
    content = {
        "name": access.account.name,
        "steps": those,
        "left": left,
        # Before the first survey there is nothing to say about surveys, and the steps say so themselves.
        "shows_surveys": reads and bool(running or waiting or not left),
        "running": lines(running, now),
        "waiting": lines(waiting, now),
    }
    return console(request, "home/start.html", content)
