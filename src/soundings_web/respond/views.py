"""The pages people answer on, from the first question to the thanks. Nothing of whoever reads them is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from soundings.instrument import Item
from soundings_web.respond.questions import in_words, questions
from soundings_web.respond.reading import read_page
from soundings_web.respond.route import Page
from soundings_web.respond.submitting import read_draft, save_draft, submit
from soundings_web.respond.visiting import (
    Answering,
    answering,
    answering_of,
    contacts,
    ended,
    language_asked,
    message,
    respondents,
    shared_by_all,
    with_cookie,
)
from soundings_web.ui import Fault, Row, page
from soundings_web.ui.branding import branding
from soundings_web.waves.queries import protected_time

# What the buttons of a page say; AWAY is the page itself, when nobody was there for too long.
BACK, LEAVE, STAY, AWAY = "back", "leave", "stay", "away"


@require_safe
@answering
def begin(request: HttpRequest, here: Answering) -> HttpResponse:  # noqa: ARG001 - one shape for all
    """To the first page after what was answered."""
    number = here.resume_at(read_draft(here.way))
    return HttpResponseRedirect(_address(number))


def _address(number: int) -> str:
    return reverse("respond:page", args=[number]) if number else reverse("respond:check")


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def questions_page(request: HttpRequest, here: Answering, number: int) -> HttpResponse:
    """One page of questions. Going anywhere from it keeps what was answered."""
    answers = read_draft(here.way)
    if not 1 <= number <= len(here.pages) or not here.asked(number, answers):
        return HttpResponseRedirect(reverse("respond:begin"))
    if request.method != "POST":
        return _show(request, here, number, answers, {})
    read = read_page(here.instrument, here.asked(number, answers), request.POST)
    before, answers = answers, {code: it for code, it in {**answers, **read.answers}.items() if it is not None}
    save_draft(here.way, answers)
    go = request.POST.get("go", "")
    if read.faults and go not in (LEAVE, AWAY):
        return _show(request, here, number, {**answers, **read.typed}, read.faults)
    if "language" in request.POST:
        spoken = replace(here.visit, language=request.POST["language"])
        return with_cookie(HttpResponseRedirect(_address(number)), answering_of(spoken, here.way).visit)
    if go in (LEAVE, AWAY):
        return ended(reverse("respond:left"), here.visit)
    if go == STAY:
        return HttpResponseRedirect(_address(number))
    if go == BACK:
        return HttpResponseRedirect(_address(here.step(number, -1, answers) or number))
    if request.POST.get("then") == "check":
        return HttpResponseRedirect(_back_to_check(here, before, answers))
    return HttpResponseRedirect(_address(here.step(number, 1, answers)))


def _back_to_check(here: Answering, before: Mapping[str, Any], answers: Mapping[str, Any]) -> str:
    """The check, by way of the first question that only a changed answer has brought up."""
    known = {item.code for _, items in here.whole_way(before) for item in items} | answers.keys()
    fresh = (one.number for one, items in here.whole_way(answers) if any(item.code not in known for item in items))
    number = next(fresh, 0)
    return f"{_address(number)}?then=check" if number else _address(0)


def _show(
    request: HttpRequest, here: Answering, number: int, answers: Mapping[str, Any], faults: Mapping[str, str]
) -> HttpResponse:
    items, then = here.asked(number, answers), request.POST.get("then") or request.GET.get("then")
    content = {
        **shared_by_all(here),
        "page": here.pages[number - 1],
        "sections": here.pages[-1].section_number,
        "errors": [Fault(code, f"{faults[code]}: {here.instrument.item(code).text}") for code in faults],
        "has_before": here.step(number, -1, answers) > 0,
        "then": "check" if then == "check" else "",
        "idle_minutes": here.visit.idle_minutes,
    }

    def made(**more: Any) -> HttpResponse:
        asked = questions(here.instrument, items, here.contract, answers, faults)
        return page(request, "respond/page.html", {**content, "questions": asked, **more}, language=here.visit.language)

    if faults or any(item.code in answers for item in items):
        return made()
    # A page nobody has answered yet is the same for everybody but for the token of its form: it is made once.
    same = (
        *(here.way.ticket.survey_id, here.way.number, translation.get_language(), number),
        branding(),  # the council may choose another name, logo or colour meanwhile
        *(content[name] for name in ("has_before", "then", "idle_minutes")),
        *(item.code for item in items),
    )
    if same not in _untouched:
        if len(_untouched) >= _MOST_UNTOUCHED:
            _untouched.clear()
        _untouched[same] = made(token=_IN_ITS_PLACE).content
    return HttpResponse(_untouched[same].replace(_IN_ITS_PLACE.encode(), content["token"].encode()))


_untouched: dict[tuple[object, ...], bytes] = {}
_MOST_UNTOUCHED = 500  # pages of some 15 kB each
_IN_ITS_PLACE = "⟨token⟩"


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def check(request: HttpRequest, here: Answering) -> HttpResponse:
    """Everything once more before it is sent; then sent, once."""
    answers = read_draft(here.way)
    if request.method == "POST":
        if request.POST.get("go") == STAY:
            return HttpResponseRedirect(reverse("respond:check"))
        if request.POST.get("go") in (LEAVE, AWAY):
            return ended(reverse("respond:left"), here.visit)
        submit(here.way, answers)
        return ended(reverse("respond:done"), here.visit)
    way = here.whole_way(answers)
    content = {
        **shared_by_all(here),
        "sections": [(one.section.title, [_row(here, one, item, answers) for item in items]) for one, items in way],
        "left_out": sum(item.code not in answers for one, items in way for item in items),
        "idle_minutes": here.visit.idle_minutes,
    }
    return page(request, "respond/check.html", content, language=here.visit.language)


def _row(here: Answering, one: Page, item: Item, answers: Mapping[str, Any]) -> Row:
    words = in_words(here.instrument, item, answers.get(item.code))
    return Row(item.text, words, f"{_address(one.number)}?then=check#{item.code}")


@require_safe
@respondents
def done(request: HttpRequest) -> HttpResponse:
    """Thank you. The same for everybody."""
    content = {"next_person": _next_person(request), "contacts": contacts()}
    return page(request, "respond/done.html", content, language=language_asked(request))


@require_safe
@respondents
def left(request: HttpRequest) -> HttpResponse:
    """Kept for later."""
    with translation.override(language_asked(request)):
        return message(
            request,
            _("Your answers so far are kept"),
            [
                _("Come back with the same link, or the same code, on any device, before the survey closes."),
                _("They are encrypted, and only your link or code opens them."),
                _("Nothing is sent until you choose “Send my answers”."),
            ],
            link=_next_person(request),
        )


def _next_person(request: HttpRequest) -> tuple[str, str] | None:
    """Where the next person begins on a device that several share."""
    code = request.GET.get("session", "")
    session = protected_time(code) if code else None
    return (reverse("respond:session", args=[session.code]), _("Start for the next person")) if session else None
