"""Pages of the key holders. A passphrase lives as long as the request that brings it, and is written nowhere."""

from __future__ import annotations

import base64

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
from soundings_web.ui import Column, ListQuery, faults_of, sent
from soundings_web.waves import actions
from soundings_web.waves.console import lists
from soundings_web.waves.console.holder_forms import HolderForm, SheetForm
from soundings_web.waves.models import KeyHolder
from soundings_web.waves.passphrases import strength
from soundings_web.waves.recovery_sheet import recovery_sheet


@require_safe
@staff(Right.CONTRACTS)
def holders(request: StaffRequest) -> HttpResponse:
    """Everybody whose passphrase opens boxes."""
    query = ListQuery.asked(request, ("name",))
    total, lines = lists.holders_page(query.words, query.order, query.rows)
    columns = [Column("Name", "name"), Column("Boxes still to open"), Column("Passphrase")]
    content = {"query": query.within(total), "total": total, "lines": lines, "columns": columns}
    return console(request, "waves/holders.html", {**content, "may_run": request.access.may(Right.RUN)})


@sensitive_post_parameters("passphrase", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.RUN)
@sensitive_variables()
def holder_new(request: StaffRequest) -> HttpResponse:
    """A new key holder, who types the passphrase here; then the recovery sheet, once."""
    form = HolderForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            holder, words = actions.add_holder(
                name=given["name"].strip(), passphrase=given["passphrase"], by=request.access.account.email
            )
        except SoundingsError as error:
            refused(form, error)
        else:
            return _sheet(request, holder, words, strength(given["passphrase"]))
    content = {"form": form, "errors": faults_of(form)}
    return console(request, "waves/holder_new.html", content, status=422 if form.errors else 200)


@sensitive_variables()
def _sheet(request: StaffRequest, holder: KeyHolder, words: str, strong: str) -> HttpResponse:
    """The recovery sheet: on this page and nowhere else, so that nothing is kept to download it from later."""
    sheet = recovery_sheet(holder.name, words)
    inside = f"data:text/plain;charset=utf-8;base64,{base64.b64encode(sheet.encode()).decode()}"
    return console(request, "waves/sheet.html", {"holder": holder, "sheet": sheet, "file": inside, "strength": strong})


@sensitive_post_parameters("words", "passphrase", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.RUN)
@sensitive_variables()
def holder_passphrase(request: StaffRequest, key: str) -> HttpResponse:
    """A new passphrase for a key holder who brings the recovery sheet."""
    holder = get_object_or_404(KeyHolder, key=key)
    form = SheetForm(*sent(request), name=holder.name)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        chosen = {"words": given["words"], "passphrase": given["passphrase"]}
        try:
            actions.set_passphrase(name=holder.name, **chosen, by=request.access.account.email)
        except SoundingsError as error:
            refused(form, error, "words")
        else:
            told = strength(given["passphrase"])
            messages.success(request, f"{holder.name} has a new passphrase. {told} The recovery sheet stays as it is.")
            return HttpResponseRedirect(reverse("waves:holders"))
    content = {"form": form, "errors": faults_of(form), "holder": holder}
    return console(request, "waves/holder_passphrase.html", content, status=422 if form.errors else 200)
