"""Pages of whom a survey asks, what travels with the answers, by what it is reported, and how answers are handled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from soundings.disclosure import Plan
from soundings.errors import SoundingsError
from soundings.instrument import Instrument
from soundings_web.people.accounts.access import StaffRequest, staff
from soundings_web.people.accounts.console import console, refused
from soundings_web.people.accounts.roles import Right
from soundings_web.ui import faults_of, sent
from soundings_web.waves import preparing
from soundings_web.waves.console.asked_forms import FactsForm, GroupsForm, HandlingForm, RulesForm, WhoForm, grouped
from soundings_web.waves.console.survey_views import survey_console, while_prepared
from soundings_web.waves.contract import Promise
from soundings_web.waves.models import Survey, Wave


def _changed(
    request: StaffRequest,
    survey: Survey,
    form: forms.Form,
    changes: Callable[[], dict[str, Any]],
    to: str = "waves:survey",
) -> HttpResponse | None:
    """Where to go once the change is made; None where the form is to be shown, for the first time or again."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        preparing.change_plan(survey=survey, changes=changes(), by=request.access.account.email)
    except SoundingsError as error:
        refused(form, error)
        return None
    messages.success(request, "The survey is changed.")
    return HttpResponseRedirect(reverse(to, args=[survey.key]))


def _parts(survey: Survey) -> tuple[Promise, Instrument]:
    return Promise.model_validate(survey.plan["promise"]), Instrument.model_validate(survey.plan["instrument"])


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.PREPARE)
@while_prepared
def who(request: StaffRequest, survey: Survey) -> HttpResponse:
    """Whom of the roster a survey asks."""
    promise, instrument = _parts(survey)
    form = WhoForm(*sent(request), roster=survey.roster, where=dict(promise.where))
    audiences = [("", "Everybody"), *((one.code, one.title) for one in instrument.audiences)]
    if instrument.audiences:
        form.fields["audience"] = forms.ChoiceField(
            label="Questions for", choices=audiences, required=False, initial=promise.audience,
            widget=forms.RadioSelect, help_text="Some questions are for one profession only.",
        )  # fmt: skip

    def changes() -> dict[str, Any]:
        return {"where": form.where, "audience": form.cleaned_data.get("audience", "")}

    if done := _changed(request, survey, form, changes):
        return done
    content = {"form": form, "errors": faults_of(form), "title": "Who is asked", "sentences": WHO}
    return survey_console(request, survey, "waves/promised.html", content, status=422 if form.errors else 200)


WHO = ("Somebody is asked who fits what is ticked under every heading that has a tick. Others get no link.",)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.PREPARE)
@while_prepared
def facts(request: StaffRequest, survey: Survey) -> HttpResponse:
    """What is taken from the roster, and by what the survey is reported."""
    promise, instrument = _parts(survey)
    form = FactsForm(*sent(request), roster=survey.roster, instrument=instrument, promise=promise)
    if done := _changed(request, survey, form, lambda: form.changes):
        return done
    fields = form.fields
    lines = [
        {
            "item": item,
            "take": form[f"take-{item.code}"] if f"take-{item.code}" in fields else None,
            "by": form[f"by-{item.code}"] if f"by-{item.code}" in fields else None,
            "numbers": item.kind == "choice" and f"take-{item.code}" not in fields,
            "coarse": grouped(item),
        }
        for item in form.about
    ]
    content = {"form": form, "errors": faults_of(form), "lines": lines}
    return survey_console(request, survey, "waves/facts.html", content, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.PREPARE)
@while_prepared
def groups(request: StaffRequest, survey: Survey, item: str) -> HttpResponse:
    """How many people are in each group of a question that the roster does not answer; then it can be reported by."""
    promise, instrument = _parts(survey)
    if not instrument.has(item) or not instrument.item(item).profile or instrument.item(item).kind != "choice":
        raise Http404
    question = instrument.item(item)
    form = GroupsForm(*sent(request), item=question, instrument=instrument, promise=promise)

    def changes() -> dict[str, Any]:
        plan = promise.model_dump(mode="json")
        facts = [fact for fact in plan["facts"] if fact["item"] != item]
        return {
            "workforce": {**plan["workforce"], item: form.groups},
            "by": list(dict.fromkeys([*plan["by"], item])),
            "coarse": [code for code in (*plan["coarse"], item) if grouped(instrument.item(code))],
            "facts": facts if question.equality else [*facts, {"item": item, "source": "asked"}],
        }

    if done := _changed(request, survey, form, changes, "waves:facts"):
        return done
    sentences = (
        f"“{question.text}” is asked, not taken from the roster. To report by it, say how many of the people asked are "
        "in each group, from your workforce figures: the share that answered cannot be told without it.",
    )
    title = f"People by {(question.short or question.text).lower()}"
    content = {"form": form, "errors": faults_of(form), "title": title, "sentences": sentences}
    return survey_console(request, survey, "waves/promised.html", content, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.PREPARE)
@while_prepared
def handling(request: StaffRequest, survey: Survey) -> HttpResponse:
    """Who reads comments, and how long answers are kept."""
    promise, _ = _parts(survey)
    first = {"readers": "\n".join(promise.comments.readers), "least": promise.comments.least}
    form = HandlingForm(*sent(request), initial={**first, "keep_for_waves": promise.keep_for_waves})

    def changes() -> dict[str, Any]:
        given = form.cleaned_data
        comments = {"readers": given["readers"], "least": given["least"]}
        return {"comments": comments, "keep_for_waves": given["keep_for_waves"]}

    if done := _changed(request, survey, form, changes):
        return done
    content = {"form": form, "errors": faults_of(form), "title": "Comments, and keeping answers", "sentences": ()}
    return survey_console(request, survey, "waves/promised.html", content, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.PREPARE)
def rules(request: StaffRequest, pk: int) -> HttpResponse:
    """The rules of protection of a wave."""
    wave = get_object_or_404(Wave, pk=pk)
    form = RulesForm(*sent(request), initial=preparing.rules_of(wave) or Plan().model_dump())
    if request.method == "POST" and form.is_valid():
        try:
            preparing.set_rules(wave=wave, rules=form.cleaned_data, by=request.access.account.email)
        except SoundingsError as error:
            refused(form, error)
        else:
            messages.success(request, "The rules are changed for every survey of the wave.")
            return HttpResponseRedirect(reverse("waves:wave", args=[wave.pk]))
    content = {"form": form, "errors": faults_of(form), "wave": wave}
    return console(request, "waves/rules.html", content, status=422 if form.errors else 200)
