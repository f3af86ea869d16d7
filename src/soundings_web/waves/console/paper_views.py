"""Pages of the governance papers of a wave: the list, one paper, one of its sections edited, and files to download."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from soundings.errors import SoundingsError
from soundings_web.people.accounts.access import StaffRequest, staff
from soundings_web.people.accounts.console import console, refused
from soundings_web.people.accounts.roles import Right
from soundings_web.ui import Fault, faults_of, sent
from soundings_web.waves.console import paper_pages
from soundings_web.waves.console.paper_forms import ResetForm, SectionForm, VersionForm
from soundings_web.waves.governance.actions import edit_paper, reset_section
from soundings_web.waves.governance.drafting import KINDS
from soundings_web.waves.governance.queries import Standing, papers_of, standing_of
from soundings_web.waves.governance.writing import written
from soundings_web.waves.models import Wave

_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html; charset=utf-8",
}


@require_safe
@staff(Right.CONTRACTS)
def papers(request: StaffRequest, pk: int) -> HttpResponse:
    """Every paper of a wave with what is to be done about it."""
    wave = get_object_or_404(Wave, pk=pk)
    try:
        standings = papers_of(wave)
    except SoundingsError as error:
        return _not_yet(request, wave, error)
    content = {
        "wave": wave,
        "lines": [paper_pages.paper_line(standing) for standing in standings],
        "basis": standings[0].paper.basis,
    }
    return console(request, "waves/papers.html", content)


@require_safe
@staff(Right.CONTRACTS)
def paper(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """One paper, section by section."""
    wave = _wave(pk, kind)
    try:
        standing = standing_of(wave, kind)
    except SoundingsError as error:
        return _not_yet(request, wave, error)
    content = {
        "wave": wave,
        "standing": standing,
        "states": paper_pages.states_of(standing),
        "sections": paper_pages.shown_sections(standing),
        "may_prepare": request.access.may(Right.PREPARE),
    }
    return console(request, "waves/paper.html", content)


@require_safe
@staff(Right.CONTRACTS)
def paper_file(request: StaffRequest, pk: int, kind: str, ending: str) -> HttpResponse:
    """One paper as a file to keep: Word or one page."""
    wave = _wave(pk, kind)
    try:
        standing = standing_of(wave, kind)
    except SoundingsError as error:
        return _not_yet(request, wave, error)
    name = paper_pages.file_name(standing, wave.code, ending)
    answer = HttpResponse(written(standing, Path(name)), content_type=_TYPES[ending])
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.PREPARE)
def paper_section(request: StaffRequest, pk: int, kind: str, section: str) -> HttpResponse:
    """Put one section into other words."""

    def save(form: VersionForm, by: str) -> str:
        given = form.cleaned_data
        edit_paper(wave=wave, kind=kind, key=section, text=given["text"], version=given["version"], by=by)
        return "is saved."

    wave = _wave(pk, kind)
    return _changed(request, wave, (kind, section), SectionForm, save)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.PREPARE)
def paper_reset(request: StaffRequest, pk: int, kind: str, section: str) -> HttpResponse:
    """Take the council's own words of a section away, after a tick."""

    def reset(form: VersionForm, by: str) -> str:
        reset_section(wave=wave, kind=kind, key=section, version=form.cleaned_data["version"], by=by)
        return "reads as drafted again."

    wave = _wave(pk, kind)
    return _changed(request, wave, (kind, section), ResetForm, reset)


def _changed(
    request: StaffRequest, wave: Wave, where: tuple[str, str], kind_of_form: type[VersionForm], do: Callable[..., str]
) -> HttpResponse:
    """A section changed by a form; where that is refused, the page again with everything typed and what stands now."""
    kind, key = where
    form = kind_of_form(*sent(request))
    done = ""
    if request.method == "POST" and form.is_valid():
        try:
            done = do(form, request.access.account.email)
        except SoundingsError as error:
            refused(form, error)
    try:
        standing = standing_of(wave, kind)
    except SoundingsError as error:
        typed = form.data.get("text", "") if form.is_bound else ""
        return _not_yet(request, wave, error, typed=typed, status=422 if form.is_bound else 200)
    if key not in [one.key for one in standing.fresh.sections]:
        raise Http404
    if done:
        messages.success(request, f"“{standing.fresh.section(key).heading}” {done}")
    resetting = kind_of_form is ResetForm
    nothing_left = resetting and key not in standing.differing
    if nothing_left and not done:
        messages.info(request, f"“{standing.fresh.section(key).heading}” stands as it was drafted.")
    if done or nothing_left:
        return HttpResponseRedirect(f"{reverse('waves:paper', args=[wave.pk, kind])}#{key}")
    template = "waves/paper_reset.html" if resetting else "waves/paper_section.html"
    content = {**_content(wave, standing, key, form), "errors": _faults(form)}
    return console(request, template, content, status=422 if form.errors else 200)


def _content(wave: Wave, standing: Standing, key: str, form: VersionForm) -> dict[str, Any]:
    """What the pages that change a section show.

    The version is that of what the editor has read: after somebody else's edit, which the page then shows, the new one.
    """
    read = form.data.get("version", "") if form.is_bound else ""
    overtaken = form.is_bound and read != str(standing.version)
    now = standing.paper.section(key)
    return {
        "wave": wave,
        "kind": standing.paper.kind,
        "title": standing.paper.title,
        "section": now,
        "form": ResetForm() if overtaken and isinstance(form, ResetForm) else form,  # ticked for other words
        "text": form.data.get("text", "") if form.is_bound else now.text,
        "version": standing.version,
        "now": now.text if overtaken else "",
        "draft": standing.fresh.section(key).text if key in standing.differing else "",
        "stale": key in standing.stale,
        "edited": key in standing.differing,
    }


def _not_yet(
    request: StaffRequest, wave: Wave, error: SoundingsError, *, typed: str = "", status: int = 200
) -> HttpResponse:
    """Why there are no papers yet, and what comes next. What somebody typed is shown, to be kept elsewhere."""
    content = {
        "wave": wave,
        "reason": error.message,
        "faults": error.faults,
        "typed": typed,
        "may_prepare": request.access.may(Right.PREPARE),
        "may_roster": request.access.may(Right.ROSTER),
    }
    return console(request, "waves/papers_not_yet.html", content, status=status)


def _faults(form: VersionForm) -> list[Fault]:
    """What is wrong, for the summary; a hidden field cannot be led to."""
    return [Fault("" if fault.field == "version" else fault.field, fault.text) for fault in faults_of(form)]


def _wave(pk: int, kind: str) -> Wave:
    """The wave, for a kind of paper that there is."""
    if kind not in KINDS:
        raise Http404
    return get_object_or_404(Wave, pk=pk)
