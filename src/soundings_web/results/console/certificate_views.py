"""Pages of the certificates: read, checked, taken away as a file, and made anew when copies of keys are destroyed."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from soundings.errors import SoundingsError
from soundings_web.people.accounts.access import StaffRequest, staff
from soundings_web.people.accounts.console import console, refused
from soundings_web.people.accounts.roles import Right
from soundings_web.results.certificates import (
    PURGE,
    Signed,
    certificate_text,
    confirm_key_copies,
    is_confirmed,
    signed,
)
from soundings_web.results.console.forms import ConfirmForm
from soundings_web.results.models import Certificate
from soundings_web.ui import faults_of, sent
from soundings_web.ui.moments import local_words
from soundings_web.waves.models import Survey

_ABOUT = {"purge": "Ballots, tickets and keys", "answers": "Answers"}
_CHECKED = {
    Signed.HERE: "Signed by this installation, unchanged since",
    Signed.ELSEWHERE: "Not signed with the key of this installation",
    Signed.BROKEN: "Changed after it was signed",
}


@dataclass(frozen=True)
class Line:
    """A certificate as the page lists it."""

    about: str
    number: int
    name: str
    made: str
    checked: str


@require_safe
@staff(Right.CONTRACTS)
def certificate(request: StaffRequest, key: str) -> HttpResponse:
    """The latest certificate about the ballots, whether its signature holds, and the others."""
    survey = _survey(key)
    shown = survey.certificates.filter(about=PURGE).order_by("number").last()
    if shown is None:
        return _none_yet(request, survey)
    others = survey.certificates.exclude(pk=shown.pk).order_by("-made_at")
    content = {
        "survey": survey,
        "certificate": shown,
        "checked": signed(shown),
        "words": _CHECKED[signed(shown)],
        "lines": [_line(one) for one in others],
        "may_confirm": request.access.may(Right.RUN) and not is_confirmed(shown),
    }
    return console(request, "results/certificate.html", content)


def _line(one: Certificate) -> Line:
    return Line(one.about, one.number, _ABOUT[one.about], local_words(one.made_at), _CHECKED[signed(one)])


@require_safe
@staff(Right.CONTRACTS)
def certificate_file(request: StaffRequest, key: str) -> HttpResponse:
    """A certificate as text, with the signature and the key that checks it: the latest, or the one asked for."""
    survey = _survey(key)
    found = survey.certificates.filter(about=request.GET.get("about", PURGE)).order_by("number")
    if (number := request.GET.get("number", "")).isdecimal() and len(number) < 5:
        found = found.filter(number=int(number))
    one = found.last()
    if one is None:
        return _none_yet(request, survey)
    response = HttpResponse(certificate_text(one), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="certificate-{one.about}-{one.number}.txt"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.RUN)
def confirm(request: StaffRequest, key: str) -> HttpResponse:
    """Say that every copy of the survey's keys is destroyed; a new certificate names who said so."""
    survey = _survey(key)
    last = survey.certificates.filter(about=PURGE).order_by("number").last()
    if last is None:
        return _none_yet(request, survey)
    if is_confirmed(last):
        messages.info(request, "This is confirmed already; the certificate says by whom.")
        return HttpResponseRedirect(reverse("results:certificate", args=[key]))
    form = ConfirmForm(*sent(request), sure="I know that no copy of these keys is left, in backups or anywhere else.")
    if request.method == "POST" and form.is_valid():
        try:
            made = confirm_key_copies(survey=survey, by=request.access.account.email)
        except SoundingsError as error:
            refused(form, error)
        else:
            messages.success(request, f"Certificate {made.number} says that you confirmed it.")
            return HttpResponseRedirect(reverse("results:certificate", args=[key]))
    content = {"form": form, "errors": faults_of(form), "survey": survey}
    return console(request, "results/confirm.html", content, status=422 if form.errors else 200)


def _survey(key: str) -> Survey:
    return get_object_or_404(Survey.objects.select_related("wave"), key=key)


def _none_yet(request: StaffRequest, survey: Survey) -> HttpResponse:
    messages.info(request, "There is no such certificate. The first is written when the opened ballots are destroyed.")
    return HttpResponseRedirect(reverse("results:box", args=[survey.key]))
