"""Pages of one survey while it is prepared: made, looked at, changed, removed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from soundings.errors import SoundingsError
from soundings_web.people.accounts.access import StaffRequest, staff
from soundings_web.people.accounts.console import console, refused
from soundings_web.people.accounts.roles import Right
from soundings_web.people.models import Roster
from soundings_web.ui import faults_of, sent
from soundings_web.ui.moments import day_in_words
from soundings_web.waves import preparing
from soundings_web.waves.console.lists import STATES, TAGS
from soundings_web.waves.console.survey_forms import SureForm, SurveyForm
from soundings_web.waves.console.survey_page import rows, standing_of
from soundings_web.waves.models import KeyHolder, Survey, Wave
from soundings_web.waves.preparing import Questionnaire
from soundings_web.waves.questionnaires import FILE, catalogue_questionnaire, sent_questionnaire

USUAL_WINDOW = timedelta(days=21)


def find(key: str) -> Survey:
    """The survey with this key, its wave and its roster. Raises Http404."""
    found: Survey = get_object_or_404(Survey.objects.select_related("wave__previous", "roster"), key=key)
    return found


def while_prepared(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a survey being prepared; once it was opened, it leads to the survey. The view gets the survey."""

    @functools.wraps(view)
    def whole(request: HttpRequest, key: str, *args: Any, **kwargs: Any) -> HttpResponse:
        held = find(key)
        if held.state == Survey.State.DRAFT:
            return view(request, held, *args, **kwargs)
        messages.info(request, f"“{held.title}” has been opened, and what it promises is frozen.")
        return HttpResponseRedirect(reverse("waves:survey", args=[key]))

    return whole


def survey_console(
    request: HttpRequest, survey: Survey, template: str, content: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page about one survey, which leads back to it."""
    return console(request, template, {"survey": survey, **content}, status=status)


@require_safe
@staff(Right.CONTRACTS)
def survey(request: StaffRequest, key: str) -> HttpResponse:
    """One survey: what it promises, where it stands, what can be done."""
    held = find(key)
    access = request.access
    content = {
        "rows": rows(standing_of(held), may_change=access.may(Right.PREPARE)),
        "state": STATES[held.state],
        "tag": TAGS[held.state],
        "waits": held.state == Survey.State.OPEN and held.opens_at > timezone.now(),
        "may_prepare": access.may(Right.PREPARE),
        "may_run": access.may(Right.RUN),
    }
    return survey_console(request, held, "waves/survey.html", content)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.PREPARE)
def survey_new(request: StaffRequest, pk: int) -> HttpResponse:
    """A new survey of a wave; ``like`` in the address names one whose promise is taken over."""
    wave = get_object_or_404(Wave.objects.select_related("previous"), pk=pk)
    like = Survey.objects.select_related("roster").filter(key=request.GET.get("like", "")).first()
    form = SurveyForm(*sent(request), wave=wave, initial=_first(wave, like))
    if request.method == "POST" and form.is_valid():
        try:
            made = _make(wave, form.cleaned_data, like, by=request.access.account.email)
        except SoundingsError as error:
            refused(form, error)
        else:
            messages.success(request, f"“{made.title}” is made. Look at what it promises, then at what is still open.")
            return HttpResponseRedirect(reverse("waves:survey", args=[made.key]))
    content = {"form": form, "errors": faults_of(form), "wave": wave, "survey": None}
    return console(request, "waves/survey_form.html", content, status=422 if form.errors else 200)


def _first(wave: Wave, like: Survey | None) -> dict[str, Any]:
    holders = list(KeyHolder.objects.order_by("name").values_list("key", flat=True)[:2])
    window = {"opens_on": day_in_words(wave.held_on), "closes_on": day_in_words(wave.held_on + USUAL_WINDOW)}
    given = {**window, "holder": holders[0] if holders else ""}
    given["second_holder"] = holders[1] if len(holders) > 1 else ""
    rosters = list(Roster.objects.order_by("-census_on", "-pk").values_list("pk", flat=True)[:2])
    given["roster"] = str(rosters[0]) if len(rosters) == 1 else ""
    return {**given, "title": like.title, "code": like.code, "questionnaire": like.key} if like else given


def _make(wave: Wave, given: dict[str, Any], like: Survey | None, *, by: str) -> Survey:
    roster = Roster.objects.get(pk=given["roster"])
    questionnaire = _questionnaire(given)
    asked = questionnaire.asked
    promise = preparing.first_promise(roster, asked)
    if like:
        taken = preparing.planned_of(like)
        promise, _ = preparing.fitted({**taken, "where": {}, "workforce": {}}, asked)
        asked_of = [code for code in promise["by"] if preparing.fits_roster(roster, asked, code)]
        promise = {**promise, "by": asked_of, "coarse": []}
        promise["facts"] = [
            fact for fact in promise["facts"]
            if fact["source"] == "asked" or preparing.fits_roster(roster, asked, fact["item"])
        ]  # fmt: skip
    rules = preparing.rules_of(wave)
    planned = {
        **promise,
        **_basics(given, roster),
        "code": given["code"],
        "plan": {**rules, "crossed": [], "public_levels": {}} if rules else promise.get("plan", {}),
    }
    return preparing.make_survey(wave=wave, planned=planned, questionnaire=questionnaire, by=by)


def _basics(given: dict[str, Any], roster: Roster) -> dict[str, Any]:
    names = dict(KeyHolder.objects.values_list("key", "name"))
    holders = [names[key] for key in (given["holder"], given["second_holder"]) if key]
    window = {"opens": given["opens"], "closes": given["closes"]}
    return {"title": given["title"].strip(), "roster": roster.title, "holders": holders, **window}


def _questionnaire(given: dict[str, Any]) -> Questionnaire:
    chosen = given["questionnaire"]
    if chosen == FILE:
        return Questionnaire(sent_questionnaire(given["file"], given["variant"].strip()))
    before = Survey.objects.filter(key=chosen).first()
    return preparing.questionnaire_of(before) if before else Questionnaire(catalogue_questionnaire(chosen))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.PREPARE)
@while_prepared
def survey_edit(request: StaffRequest, held: Survey) -> HttpResponse:
    """Title, roster, window and key holders of a survey being prepared."""
    form = SurveyForm(*sent(request), wave=held.wave, survey=held, initial=_as_typed(held))
    if request.method == "POST" and form.is_valid():
        roster = Roster.objects.get(pk=form.cleaned_data["roster"])
        try:
            changes = _basics(form.cleaned_data, roster)
            preparing.change_plan(survey=held, changes=changes, by=request.access.account.email)
        except SoundingsError as error:
            refused(form, error)
        else:
            messages.success(request, "The survey is changed.")
            return HttpResponseRedirect(reverse("waves:survey", args=[held.key]))
    content = {"form": form, "errors": faults_of(form), "wave": held.wave}
    return survey_console(request, held, "waves/survey_form.html", content, status=422 if form.errors else 200)


def _as_typed(held: Survey) -> dict[str, Any]:
    opens, closes = timezone.localtime(held.opens_at), timezone.localtime(held.closes_at)
    holders = [*held.holders, "", ""][:2]
    return {
        "title": held.title,
        "roster": str(held.roster_id),
        "opens_on": day_in_words(opens.date()),
        "opens_time": f"{opens:%H:%M}",
        "closes_on": day_in_words(closes.date()),
        "closes_time": f"{closes:%H:%M}",
        "holder": holders[0],
        "second_holder": holders[1],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.PREPARE)
@while_prepared
def survey_remove(request: StaffRequest, held: Survey) -> HttpResponse:
    """Take a survey away that was never opened."""
    form = SureForm(*sent(request), label="Remove this survey and what was prepared of it")
    if request.method == "POST" and form.is_valid():
        try:
            preparing.remove_survey(survey=held, by=request.access.account.email)
        except SoundingsError as error:
            refused(form, error)
        else:
            messages.success(request, f"“{held.title}” is removed.")
            return HttpResponseRedirect(reverse("waves:wave", args=[held.wave_id]))
    content = {
        "form": form,
        "errors": faults_of(form),
        "title": "Remove this survey",
        "sentences": ["Nobody has answered it: it was never opened. What was prepared of it is lost."],
        "do": "Remove the survey",
        "kind": "warning",
    }
    return survey_console(request, held, "waves/sure.html", content, status=422 if form.errors else 200)
