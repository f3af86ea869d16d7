"""Pages of the rosters: load with a look beforehand, read, freeze. And the organisation that comes with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.errors import SoundingsError
from soundings_web.people import actions, queries, uploads
from soundings_web.people.accounts.access import StaffRequest, staff
from soundings_web.people.accounts.console import console, refused
from soundings_web.people.accounts.roles import Right
from soundings_web.people.dates import read_date
from soundings_web.people.layout import Columns, Layout, load_layout
from soundings_web.people.models import Roster
from soundings_web.people.roster_forms import LAYOUTS, TABLES, RosterForm
from soundings_web.people.units import units_in_order
from soundings_web.ui import Column, ListQuery, faults_of, sent

# What somebody has looked at and may take: in their session, by the names below.
_WAITING = "roster waiting"


@require_safe
@staff(Right.ROSTER)
def rosters(request: StaffRequest) -> HttpResponse:
    """Every roster."""
    return console(request, "people/rosters.html", {"lines": queries.rosters()})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.ROSTER)
def roster_new(request: StaffRequest) -> HttpResponse:
    """Send a file; the next page says what it would change."""
    again = get_object_or_404(Roster, pk=request.GET["again"]) if request.GET.get("again", "").isdecimal() else None
    first = {"title": again.title, "census_on": again.census_on.isoformat()} if again else {}
    form = RosterForm(*sent(request), initial=first)
    if request.method == "POST" and form.is_valid():
        waiting = _kept(form)
        if form.is_valid():
            request.session[_WAITING] = waiting
            return HttpResponseRedirect(reverse("people:roster_preview"))
    content = {"form": form, "errors": faults_of(form)}
    return console(request, "people/roster_new.html", content, status=422 if form.errors else 200)


def _kept(form: RosterForm) -> dict[str, Any]:
    """What is to be looked at. What is wrong with a file is said at its field, of both files at once."""
    given, layout, file = form.cleaned_data.copy(), "", ""
    with _faults_at(form, "layout"):
        layout = uploads.keep_upload(given["layout"], LAYOUTS) if given["layout"] else ""
        if path := uploads.upload_path(layout):
            load_layout(path)
    with _faults_at(form, "file"):
        file = uploads.keep_upload(given["file"], TABLES)
    if form.errors:
        for name in (layout, file):
            uploads.forget_upload(name)
    return {
        "title": given["title"].strip(),
        "census_on": given["census_on"].isoformat(),
        "file": file,
        "source": given["file"].name,
        "layout": layout,
        "levels": [name.strip() for name in given["levels"].split(",") if name.strip()],
    }


@contextmanager
def _faults_at(form: RosterForm, field: str) -> Iterator[None]:
    try:
        yield
    except SoundingsError as error:
        refused(form, error, field)


def _arguments(waiting: dict[str, Any]) -> dict[str, Any] | None:
    """What both looking and taking want; None where the file is no longer there."""
    path = uploads.upload_path(waiting.get("file", ""))
    if path is None:
        return None
    layout_path = uploads.upload_path(waiting["layout"])
    layout = load_layout(layout_path) if layout_path else None
    if layout is None and waiting["levels"]:
        layout = Layout(columns=Columns(levels=tuple(waiting["levels"])))
    census = read_date(waiting["census_on"])
    return {"path": path, "census_on": census, "title": waiting["title"], "layout": layout}


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.ROSTER)
def roster_preview(request: StaffRequest) -> HttpResponse:
    """What the file would change, person by person; taking it is one button."""
    waiting = request.session.get(_WAITING, {})
    try:
        given = _arguments(waiting)
        if given is None:
            messages.info(request, "The file is no longer here. Choose it again.")
            return HttpResponseRedirect(reverse("people:roster_new"))
        if request.method == "POST":
            return _take(request, given, waiting)
        found = actions.preview_roster(**given)
        faults = list(found.faults)
    except SoundingsError as error:
        found, faults = None, [*error.faults] or [error.message]
    content = {"waiting": waiting, "found": found, "faults": faults, "changes": _changes(found) if found else []}
    return console(request, "people/roster_preview.html", content, status=422 if faults else 200)


def _take(request: StaffRequest, given: dict[str, Any], waiting: dict[str, Any]) -> HttpResponse:
    roster = actions.load_roster(**given, by=request.access.account.email, source=waiting["source"])
    for name in (waiting["file"], waiting["layout"]):
        uploads.forget_upload(name)
    del request.session[_WAITING]
    messages.success(request, f"“{roster.title}” is loaded. Nothing is final until you freeze it.")
    return HttpResponseRedirect(reverse("people:roster", args=[roster.pk]))


def _changes(found: Any) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Each kind of change with its people: name and number, what was, what will be."""
    people = [("New", found.new), ("No longer there", found.gone)]
    listed = [(words, [(f"{one.name} ({one.number})", "", "") for one in those]) for words, those in people]
    kinds = [
        ("In another unit", found.moved), ("With another role", found.changed_role),
        ("With another e-mail address", found.changed_email), ("With another name", found.changed_name),
    ]  # fmt: skip
    listed += [
        (words, [(f"{one.name} ({one.number})", one.was or "none", one.now or "none") for one in those])
        for words, those in kinds
    ]
    return [(words, those) for words, those in listed if those]


_SORTS = ("name", "number", "unit", "standing")


@require_safe
@staff(Right.ROSTER)
def roster(request: StaffRequest, pk: int) -> HttpResponse:
    """One roster: its counts, and everybody on it, by page. Nothing here knows whether anybody answered."""
    held = get_object_or_404(Roster, pk=pk)
    total, query, entries = queries.roster_page(held, ListQuery.asked(request, _SORTS))
    content = {
        "roster": held,
        "query": query,
        "total": total,
        "entries": entries,
        "reasons": queries.reason_counts(held),
        "columns": [
            Column("Name", "name"), Column("Staff number", "number"), Column("Unit", "unit"),
            Column("Role"), Column("E-mail address"), Column("Standing", "standing"),
        ],
    }  # fmt: skip
    return console(request, "people/roster.html", content)


@require_POST
@staff(Right.ROSTER)
def roster_freeze(request: StaffRequest, pk: int) -> HttpResponse:
    """Fix a roster for good."""
    held = get_object_or_404(Roster, pk=pk)
    try:
        actions.freeze_roster(held, by=request.access.account.email)
        messages.success(request, f"“{held.title}” is frozen.")
    except SoundingsError as error:
        messages.info(request, error.message)
    return HttpResponseRedirect(reverse("people:roster", args=[pk]))


@require_safe
@staff(Right.ROSTER)
def organisation(request: StaffRequest) -> HttpResponse:
    """The organisation in tree order."""
    return console(request, "people/organisation.html", {"lines": units_in_order(closed=True)})
