"""Pages of the box. A passphrase lives as long as the request that brings it, and is written nowhere."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from soundings.errors import SoundingsError
from soundings_web.people.accounts.access import StaffRequest, staff
from soundings_web.people.accounts.console import console, refused
from soundings_web.people.accounts.roles import Right
from soundings_web.results import tries
from soundings_web.results.console.box_state import box_state, facts, opening_of
from soundings_web.results.console.forms import OpeningForm
from soundings_web.results.models import Opening
from soundings_web.results.opening import UnreadableError, WrongWordsError, holders_of, open_box
from soundings_web.storage.locking import held_throughout
from soundings_web.ui import faults_of, sent
from soundings_web.waves.models import Survey


@require_safe
@staff(Right.CONTRACTS)
def box(request: StaffRequest, key: str) -> HttpResponse:
    """Where the box of a survey stands, and what opening it would do."""
    survey = get_object_or_404(Survey.objects.select_related("wave"), key=key)
    opening = opening_of(survey)
    state = box_state(survey, opening)
    content = {
        "survey": survey,
        "state": state,
        "stage": state.stage,
        "rows": facts(survey, opening),
        "certified": survey.certificates.exists(),
        "may_run": request.access.may(Right.RUN),
    }
    return console(request, "results/box.html", content)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.RUN)
@sensitive_variables()
def box_open(request: StaffRequest, key: str) -> HttpResponse:
    """Every key holder types the passphrase, one after the other; then the box is opened, for good."""
    survey = get_object_or_404(Survey.objects.select_related("wave"), key=key)
    if survey.state != Survey.State.CLOSED:
        return _not_to_be_opened(request, survey)
    holders = holders_of(survey)
    form = OpeningForm(*sent(request), holders=holders, sure="Opening is final. All key holders here want it now.")
    if request.method == "POST" and form.is_valid():
        try:
            opening = _open(survey, form, request.access.account.email)
        except SoundingsError as error:
            survey.refresh_from_db(fields=["state"])
            if survey.state != Survey.State.CLOSED:  # from another page, a moment before
                return _not_to_be_opened(request, survey)
            _say(form, error)
        else:
            said = f"The box is open: {opening.ballots:,} ballots of {opening.asked:,} people asked."
            messages.success(request, f"{said} What joins is destroyed next.")
            return HttpResponseRedirect(reverse("results:box", args=[key]))
    content = {"form": form, "errors": faults_of(form), "survey": survey, "many": len(holders) > 1}
    content["asks_without"] = form.asks_without
    return console(request, "results/box_open.html", content, status=422 if form.errors else 200)


@sensitive_variables()
def _open(survey: Survey, form: OpeningForm, by: str) -> Opening:
    """One try at a time, so that nobody gets more of them by trying at many pages at once."""
    with held_throughout(f"box {survey.key}"):
        tries.must_wait(survey)
        try:
            without = form.cleaned_data["without"] or 0
            return open_box(survey=survey, passphrases=form.passphrases(), by=by, without=without)
        except WrongWordsError as error:
            tries.note_wrong_try(survey, error.at, by)
            raise


def _say(form: OpeningForm, error: SoundingsError) -> None:
    """At the field of whoever mistyped; else at the form."""
    if isinstance(error, WrongWordsError):
        for holder, words in error.at.items():
            form.add_error(form.field_of(holder), words)
    else:
        refused(form, error, "without" if isinstance(error, UnreadableError) else None)


def _not_to_be_opened(request: StaffRequest, survey: Survey) -> HttpResponse:
    said = "The box opens when the survey is closed."
    if survey.state == Survey.State.OPENED:
        said = "The box has been opened already. Opening is final."
    messages.info(request, said)
    return HttpResponseRedirect(reverse("results:box", args=[survey.key]))
