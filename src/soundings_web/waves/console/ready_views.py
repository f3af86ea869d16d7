"""Pages before a survey opens: what is still open, and the opening itself, which freezes the contract."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from soundings.errors import SoundingsError
from soundings_web.people.accounts.access import StaffRequest, staff
from soundings_web.people.accounts.console import refused
from soundings_web.people.accounts.roles import Right
from soundings_web.ui import faults_of, sent
from soundings_web.ui.moments import local_words
from soundings_web.waves import actions
from soundings_web.waves.console.survey_forms import SureForm
from soundings_web.waves.console.survey_views import survey_console, while_prepared
from soundings_web.waves.models import Survey
from soundings_web.waves.readiness import LOOK, MUST, RATES, Look, readiness

TAGS = {MUST: ("red", "Must be mended"), LOOK: ("yellow", "Look at this"), "ready": ("green", "Ready")}


def where(look: Look, survey: Survey) -> str:
    """The address of the page that mends it."""
    if look.where in ("roster", "rosters"):
        return reverse(f"people:{look.where}", args=[survey.roster_id] if look.where == "roster" else [])
    if look.where in ("wave_edit", "papers"):
        return reverse(f"waves:{look.where}", args=[survey.wave_id])
    return reverse(f"waves:{look.where}", args=[survey.key]) if look.where else ""


@require_safe
@staff(Right.CONTRACTS)
@while_prepared
def readiness_page(request: StaffRequest, survey: Survey) -> HttpResponse:
    """What is ready, what to look at, what must be mended; what would be shown; what the wording does to trends."""
    found = readiness(survey)
    may_prepare, may_name = request.access.may(Right.PREPARE), request.access.may(Right.ROSTER)
    looks = [replace(one, listed=()) if one.names_people and not may_name else one for one in found.looks]
    content = {
        "looks": [(look, *TAGS[look.state], where(look, survey) if may_prepare else "") for look in looks],
        "found": found,
        "rates": RATES,
        "may_run": request.access.may(Right.RUN),
        "changes": [one for one in found.differences.changes if one.effect != "kept"] if found.differences else [],
    }
    return survey_console(request, survey, "waves/readiness.html", content)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.RUN)
@while_prepared
def open_it(request: StaffRequest, survey: Survey) -> HttpResponse:
    """Freeze the contract, make keys and links, and take answers."""
    form = SureForm(*sent(request), label="I have looked at what it promises. Freeze the contract and open the survey")
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_survey(survey=survey, by=request.access.account.email)
        except SoundingsError as error:
            refused(form, error)
        else:
            messages.success(
                request, f"“{survey.title}” is open, with {made:,} links. Nobody has been told yet: send them out."
            )
            return HttpResponseRedirect(reverse("waves:survey", args=[survey.key]))
    content = {
        "form": form,
        "errors": faults_of(form),
        "title": "Open the survey",
        "sentences": _consequences(survey),
        "do": "Open the survey",
        "kind": "primary",
    }
    return survey_console(request, survey, "waves/sure.html", content, status=422 if form.errors else 200)


def _consequences(survey: Survey) -> list[str]:
    return [
        "The contract is frozen: afterwards it can only become stricter, and its questions stay as they are.",
        "Everybody who is asked gets a link of their own, which answers once. You send the links out afterwards.",
        f"Answers are taken from {local_words(survey.opens_at)} to {local_words(survey.closes_at)}.",
        "It cannot be taken back. You can pause it, extend it and close it early.",
    ]
