"""Pages of the waves: the list, one wave with its surveys, and its form."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from soundings.errors import SoundingsError
from soundings_web.people.accounts.access import StaffRequest, staff
from soundings_web.people.accounts.console import console, refused
from soundings_web.people.accounts.roles import Right
from soundings_web.ui import Column, ListQuery, Row, faults_of, sent
from soundings_web.ui.branding import organisation_name
from soundings_web.ui.moments import day_in_words
from soundings_web.waves import preparing
from soundings_web.waves.console import lists
from soundings_web.waves.console.wave_forms import WaveForm
from soundings_web.waves.models import Wave

_WAVES = ("-held_on", "held_on", "title", "code", "surveys")
_SURVEYS = ("code", "title", "state", "opens_at", "closes_at")


@require_safe
@staff(Right.CONTRACTS)
def waves(request: StaffRequest) -> HttpResponse:
    """Every wave, the newest first."""
    query = ListQuery.asked(request, _WAVES)
    total, lines = lists.waves_page(query.words, query.order, query.rows)
    columns = [
        Column("Title", "title"), Column("Code", "code"), Column("Held on", "held_on"),
        Column("Surveys", "surveys", numeric=True), Column("State"),
    ]  # fmt: skip
    content = {"query": query.within(total), "total": total, "lines": lines, "columns": columns}
    return console(request, "waves/waves.html", {**content, "may_prepare": request.access.may(Right.PREPARE)})


@require_safe
@staff(Right.CONTRACTS)
def wave(request: StaffRequest, pk: int) -> HttpResponse:
    """One wave: what it is, and its surveys."""
    held = get_object_or_404(Wave.objects.select_related("previous"), pk=pk)
    query = ListQuery.asked(request, _SURVEYS)
    total, lines = lists.surveys_page(held, query.words, query.order, query.rows)
    columns = [
        Column("Survey", "title"), Column("State", "state"), Column("Opens", "opens_at"), Column("Closes", "closes_at"),
        Column("People asked", numeric=True),
    ]  # fmt: skip
    content = {
        "wave": held,
        "rows": _facts(held),
        "query": query.within(total),
        "total": total,
        "lines": lines,
        "columns": columns,
        "may_prepare": request.access.may(Right.PREPARE),
        "last_time": lists.of_last_time(held),
    }
    return console(request, "waves/wave.html", content)


def _facts(held: Wave) -> list[Row]:
    def told(words: str, day: object) -> str:
        on = f", {day_in_words(day)}" if day else ""  # type: ignore[arg-type]
        return f"{words}{on}" if words else "Not noted yet"

    return [
        Row("Code", held.code),
        Row("Organisation", held.organisation),
        Row("Held on", day_in_words(held.held_on)),
        Row("Wave before", held.previous.title if held.previous else "None"),
        Row("Data protection", told(held.protection_reference, held.protection_on)),
        Row("Unions consulted", told(held.union_consulted, held.union_on)),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.PREPARE)
def wave_new(request: StaffRequest) -> HttpResponse:
    """A new wave."""
    first = {"organisation": organisation_name()}
    return _form(request, WaveForm(*sent(request), initial=first), None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.PREPARE)
def wave_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """What a wave is called, and what was settled before it."""
    held = get_object_or_404(Wave, pk=pk)
    first = {name: getattr(held, name) for name in WaveForm.base_fields if name not in ("code", "previous")}
    days = {name: day_in_words(day) if day else "" for name, day in first.items() if name.endswith("_on")}
    first = {**first, **days, "previous": held.previous_id or ""}
    return _form(request, WaveForm(*sent(request), initial=first, wave=held), held)


def _form(request: StaffRequest, form: WaveForm, held: Wave | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = preparing.save_wave(wave=held, given=form.cleaned_data, by=request.access.account.email)
        except SoundingsError as error:
            refused(form, error)
        else:
            said = "is saved." if held else "is made. Add its surveys next."
            messages.success(request, f"“{made.title}” {said}")
            return HttpResponseRedirect(reverse("waves:wave", args=[made.pk]))
    content = {"form": form, "errors": faults_of(form), "wave": held}
    return console(request, "waves/wave_form.html", content, status=422 if form.errors else 200)
