"""The page of those who look after a part of the organisation: which surveys run, and how many people they ask."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from soundings_web.people.accounts.access import StaffRequest, staff
from soundings_web.people.accounts.console import console
from soundings_web.people.accounts.roles import Right
from soundings_web.waves.console.participation_pages import surveys_for


@require_safe
@staff(Right.PARTICIPATION)
def participation(request: StaffRequest) -> HttpResponse:
    """Every survey under way or closed, with how many people it asks in the reader's own part."""
    mine = request.access.units(Right.PARTICIPATION)
    return console(request, "waves/participation.html", {"surveys": surveys_for(mine), "everything": mine is None})
