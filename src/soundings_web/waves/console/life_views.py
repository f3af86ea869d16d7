"""Pages of a survey that was opened: paused, extended, closed, reopened; and its contract."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.errors import SoundingsError
from soundings_web.people.accounts.access import StaffRequest, staff
from soundings_web.people.accounts.console import refused
from soundings_web.people.accounts.roles import Right
from soundings_web.ui import faults_of, sent
from soundings_web.ui.moments import day_in_words, local_words
from soundings_web.waves import actions
from soundings_web.waves.console.survey_forms import EndForm, SureForm
from soundings_web.waves.console.survey_page import rows, standing_of
from soundings_web.waves.console.survey_views import find, survey_console
from soundings_web.waves.models import Survey
from soundings_web.waves.tickets import links_file


def _back(survey: Survey) -> HttpResponse:
    return HttpResponseRedirect(reverse("waves:survey", args=[survey.key]))


@require_POST
@staff(Right.RUN)
def pause(request: StaffRequest, key: str) -> HttpResponse:
    """Take no answers for a while, or take them again. The button says which, so a second press is none."""
    survey = find(key)
    by = request.access.account.email
    deeds: dict[str, tuple[Any, str]] = {
        "pause": (actions.pause_survey, "The survey is paused. Links and what was begun keep."),
        "resume": (actions.resume_survey, "The survey takes answers again."),
    }
    deed, said = deeds.get(request.POST.get("do", ""), (None, ""))
    try:
        if deed:
            deed(survey=survey, by=by)
            messages.success(request, said)
    except SoundingsError as error:
        messages.info(request, error.message)
    return _back(survey)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.RUN)
def extend(request: StaffRequest, key: str) -> HttpResponse:
    """Another end: later or sooner while it runs; after it has closed, taking answers again until then."""
    survey = find(key)
    closed = survey.state == Survey.State.CLOSED
    form = EndForm(*sent(request), ends_at=timezone.now() if closed else survey.closes_at, initial=_suggested(survey))
    if closed:
        del form.fields["sooner"]
    if request.method == "POST" and form.is_valid():
        deed = actions.reopen_survey if closed else actions.extend_survey
        try:
            deed(survey=survey, closes_at=form.closes_at, by=request.access.account.email)
        except SoundingsError as error:
            refused(form, error, "closes_on")
        else:
            begun = "takes answers again" if closed else "takes answers"
            messages.success(request, f"“{survey.title}” {begun} until {local_words(form.closes_at)}.")
            return _back(survey)
    sentences = [f"Its end now is {local_words(survey.closes_at)}. Respondents read both ends in the promise."]
    if closed:
        sentences.append("The same links work again for everybody who has not sent answers. What was begun is gone.")
    content = {
        "form": form,
        "errors": faults_of(form),
        "title": "Reopen the survey" if closed else "Extend the survey, or change its end",
        "sentences": sentences,
    }
    return survey_console(request, survey, "waves/promised.html", content, status=422 if form.errors else 200)


def _suggested(survey: Survey) -> dict[str, str]:
    later = timezone.localtime(max(survey.closes_at, timezone.now())) + timedelta(days=7)
    return {"closes_on": day_in_words(later.date()), "closes_time": f"{timezone.localtime(survey.closes_at):%H:%M}"}


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.RUN)
def close(request: StaffRequest, key: str) -> HttpResponse:
    """Take no more answers."""
    survey = find(key)
    form = SureForm(*sent(request), label="Close the survey now")
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_survey(survey=survey, by=request.access.account.email)
        except SoundingsError as error:
            refused(form, error)
        else:
            messages.success(request, f"“{survey.title}” is closed. Open its box with the key holders.")
            return _back(survey)
    content = {
        "form": form,
        "errors": faults_of(form),
        "title": "Close the survey now",
        "sentences": [
            f"It would close by itself on {local_words(survey.closes_at)}.",
            "No more answers are taken, and whatever was begun and not sent is destroyed at once.",
            "Until the box is opened you can reopen it; whoever had begun starts afresh.",
        ],
        "do": "Close the survey",
        "kind": "warning",
    }
    return survey_console(request, survey, "waves/sure.html", content, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.RUN)
def links(request: StaffRequest, key: str) -> HttpResponse:
    """Everybody's link as a file, the same each time: whether or not they have answered does not show."""
    survey = find(key)
    form = SureForm(*sent(request), label="I send the links to whom they are for, and delete the file then")
    if request.method == "POST" and form.is_valid():
        try:
            text, rows = links_file(survey, by=request.access.account.email)
        except SoundingsError as error:
            refused(form, error)
        else:
            name = f"links-{survey.wave.code}-{survey.code}-{rows}.csv"
            headers = {"Content-Disposition": f'attachment; filename="{name}"'}
            return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
    content = {
        "form": form,
        "errors": faults_of(form),
        "title": "Save everybody’s link",
        "sentences": [
            "A CSV file for a mail merge: staff number, name, e-mail address and link of everybody who is asked.",
            "Whoever has the file can answer for everybody in it. Save it where only you can read it.",
            "It says of nobody whether they have answered, and holds the same links each time.",
        ],
        "do": "Save the links",
        "kind": "primary",
    }
    return survey_console(request, survey, "waves/sure.html", content, status=422 if form.errors else 200)


@require_safe
@staff(Right.CONTRACTS)
def contract(request: StaffRequest, key: str) -> HttpResponse:
    """The contract in force and those before it."""
    survey = find(key)
    found = list(survey.contracts.order_by("-number"))
    if not found:
        raise Http404
    content = {
        "rows": rows(standing_of(survey), may_change=False),
        "versions": [(one.number, local_words(one.made_at), one.hash) for one in found],
        "groups": found[0].content["asked"]["dimensions"],
    }
    return survey_console(request, survey, "waves/contract.html", content)


@require_safe
@staff(Right.CONTRACTS)
def contract_file(request: StaffRequest, key: str) -> HttpResponse:  # noqa: ARG001 - as every view
    """The contract in force as it was frozen, to be kept or compared."""
    survey = find(key)
    latest = survey.contracts.order_by("number").last()
    if latest is None:
        raise Http404
    name = f"contract-{survey.wave.code}-{survey.code}-{latest.number}.json"
    headers = {"Content-Disposition": str(content_disposition_header(True, name))}
    return HttpResponse(actions.contract_text(latest), content_type="application/json", headers=headers)
