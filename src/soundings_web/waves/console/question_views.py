"""Pages of what a survey asks: the questions, a pulse of some of them, questions of the council’s own, contacts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from soundings.errors import SoundingsError
from soundings.instrument import Tailoring
from soundings_web.people.accounts.access import StaffRequest, staff
from soundings_web.people.accounts.console import refused
from soundings_web.people.accounts.roles import Right
from soundings_web.ui import faults_of, sent
from soundings_web.waves import preparing
from soundings_web.waves.console.question_forms import ContactsForm, OwnQuestionForm, QuestionsForm, own_lines
from soundings_web.waves.console.survey_views import survey_console, while_prepared
from soundings_web.waves.models import Survey
from soundings_web.waves.preparing import Questionnaire


def _changed(request: StaffRequest, survey: Survey, questionnaire: Questionnaire, how: Tailoring, said: str) -> None:
    """Ask it so, and say what the promise lost by it. Raises SoundingsError."""
    changed = replace(questionnaire, how=how)
    by = request.access.account.email
    _, lost = preparing.change_questionnaire(survey=survey, questionnaire=changed, by=by, read=questionnaire)
    messages.success(request, said)
    if lost:
        names = ", ".join(questionnaire.whole.item(code).short or code for code in lost)
        messages.info(request, f"No longer asked, so neither taken from the roster nor reported by: {names}.")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.PREPARE)
@while_prepared
def questions(request: StaffRequest, survey: Survey) -> HttpResponse:
    """Which questions are asked, and the council’s own."""
    questionnaire = preparing.questionnaire_of(survey)
    asked = questionnaire.asked
    codes = {item.code for item in asked.items}
    form = QuestionsForm(*sent(request), whole=questionnaire.whole, asked=codes)
    if request.method == "POST" and form.is_valid():
        try:
            how = replace(questionnaire.how, left_out=form.left_out)
            _changed(request, survey, questionnaire, how, "The questions are changed.")
        except SoundingsError as error:
            refused(form, error)
        else:
            return HttpResponseRedirect(reverse("waves:survey", args=[survey.key]))
    content: dict[str, Any] = {"form": form, "errors": faults_of(form), "own": own_lines(asked)}
    content |= {"count": len(codes), "minutes": max(1, round(asked.minutes()))}
    return survey_console(request, survey, "waves/questions.html", content, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.PREPARE)
@while_prepared
def own_new(request: StaffRequest, survey: Survey) -> HttpResponse:
    """A question of the council’s own."""
    questionnaire = preparing.questionnaire_of(survey)
    form = OwnQuestionForm(*sent(request), instrument=questionnaire.asked)
    if request.method == "POST" and form.is_valid():
        how = replace(
            questionnaire.how,
            own=(*questionnaire.how.own, form.item),
            own_title=f"More questions from {survey.wave.organisation}",
        )
        try:
            _changed(request, survey, questionnaire, how, "The question is added.")
        except SoundingsError as error:
            refused(form, error)
        else:
            return HttpResponseRedirect(reverse("waves:questions", args=[survey.key]))
    return _promised(request, survey, form, "A question of your own", _OWN)


_OWN = (
    "It stands on a page of its own, before the page about the person. It is reported like the others, and compared "
    "with next year if you ask it again in the same words; other councils do not have it.",
)


@require_POST
@staff(Right.PREPARE)
@while_prepared
def own_remove(request: StaffRequest, survey: Survey) -> HttpResponse:
    """Take a question of the council’s own away again."""
    questionnaire = preparing.questionnaire_of(survey)
    code = request.POST.get("code", "")
    kept = tuple(item for item in questionnaire.how.own if item["code"] != code)
    try:
        _changed(request, survey, questionnaire, replace(questionnaire.how, own=kept), "The question is taken away.")
    except SoundingsError as error:
        messages.info(request, error.message)
    return HttpResponseRedirect(reverse("waves:questions", args=[survey.key]))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.PREPARE)
@while_prepared
def contacts(request: StaffRequest, survey: Survey) -> HttpResponse:
    """Where staff can turn whom a question troubles."""
    questionnaire = preparing.questionnaire_of(survey)
    lines = "\n".join(f"{one.name}: {one.reach}" for one in questionnaire.asked.support)
    form = ContactsForm(*sent(request), initial={"contacts": lines})
    if request.method == "POST" and form.is_valid():
        try:
            how = replace(questionnaire.how, support=tuple(form.cleaned_data["contacts"]))
            _changed(request, survey, questionnaire, how, "The contacts are changed.")
        except SoundingsError as error:
            refused(form, error)
        else:
            return HttpResponseRedirect(reverse("waves:survey", args=[survey.key]))
    return _promised(request, survey, form, "Where staff can turn", ("They stand at the foot of every page of it.",))


def _promised(
    request: StaffRequest, survey: Survey, form: forms.Form, title: str, sentences: tuple[str, ...]
) -> HttpResponse:
    content = {"form": form, "errors": faults_of(form), "title": title, "sentences": sentences}
    return survey_console(request, survey, "waves/promised.html", content, status=422 if form.errors else 200)
