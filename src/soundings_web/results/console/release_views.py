"""Pages of the results: every wave with its releases, publishing, and a release as a file."""

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
from soundings_web.results.console import lists
from soundings_web.results.console.forms import ConfirmForm
from soundings_web.results.jobs import ask_to_publish, last_publishing
from soundings_web.results.publishing import all_opened
from soundings_web.ui import Column, ListQuery, faults_of, sent
from soundings_web.waves.console.lists import STATES, TAGS
from soundings_web.waves.models import Survey, Wave

_WAVES = ("-held_on", "held_on", "title", "releases")


@require_safe
@staff(Right.CONTRACTS)
def releases(request: StaffRequest) -> HttpResponse:
    """Every wave, the newest first, with what was released of it."""
    query = ListQuery.asked(request, _WAVES)
    total, lines = lists.waves_page(query.words, query.order, query.rows)
    columns = [
        Column("Wave", "title"), Column("Held on", "held_on"), Column("Boxes opened"),
        Column("Releases", "releases", numeric=True), Column("Last released"),
    ]  # fmt: skip
    content = {"query": query.within(total), "total": total, "lines": lines, "columns": columns}
    return console(request, "results/releases.html", content)


@require_safe
@staff(Right.CONTRACTS)
def wave_results(request: StaffRequest, pk: int) -> HttpResponse:
    """One wave: its boxes, its releases, and how far publishing is."""
    wave = get_object_or_404(Wave, pk=pk)
    surveys = wave.surveys.order_by("code").values_list("key", "title", "state")
    may_run = request.access.may(Right.RUN)
    content = {
        "wave": wave,
        "boxes": [(key, title, STATES[state], TAGS[state]) for key, title, state in surveys],
        "waiting": sum(state != Survey.State.OPENED for _, _, state in surveys),
        "releases": wave.releases.order_by("-number").values("number", "made_at", "made_by", "hash"),
        "last": last_publishing(wave) if may_run else None,
        "may_run": may_run,
    }
    return console(request, "results/wave.html", content)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.RUN)
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    """Publish a wave whose boxes are all opened: what it means, then a job, for it can take a minute."""
    wave = get_object_or_404(Wave, pk=pk)
    form = ConfirmForm(*sent(request), sure="What is released stays released. I want to publish this wave now.")
    surveys: list[Survey] = []
    try:
        surveys = all_opened(wave)
        if request.method == "POST" and form.is_valid():
            ask_to_publish(wave=wave, by=request.access.account.email)
            messages.success(request, "Publishing has begun. It takes a minute or two; this page says when it is done.")
            return HttpResponseRedirect(reverse("results:wave", args=[pk]))
    except SoundingsError as error:
        if request.method != "POST":
            messages.info(request, " ".join([error.message, *error.faults]))
            return HttpResponseRedirect(reverse("results:wave", args=[pk]))
        form.full_clean()
        refused(form, error)
    content = {"form": form, "errors": faults_of(form), "wave": wave, "surveys": surveys}
    content["releases"] = wave.releases.count()
    return console(request, "results/publish.html", content, status=422 if form.errors else 200)


@require_safe
@staff(Right.RUN)
def release_file(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """A release, whole, as the file that reports are made of."""
    wave = get_object_or_404(Wave, pk=pk)
    release = wave.releases.filter(number=number).first()
    if release is None:
        messages.info(request, "There is no release of this number yet.")
        return HttpResponseRedirect(reverse("results:wave", args=[pk]))
    response = HttpResponse(release.content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="release-{number}.json"'
    return response
