"""The ways in: a link, a printed code, a session on a shared device; and the promise, before anybody begins."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from soundings.instrument.translating import in_language, languages_of
from soundings_web.keys.links import from_link_text
from soundings_web.respond.codes import secret_of_any_code
from soundings_web.respond.promise import promise, window
from soundings_web.respond.submitting import UnknownLinkError, WayIn, contract_of, read_draft, way_in
from soundings_web.respond.visiting import answering_of, contacts, message, respondents, shared_by_all, with_cookie
from soundings_web.respond.visits import Visit
from soundings_web.ui import Fault, page
from soundings_web.ui.moments import local_words
from soundings_web.waves.queries import protected_time
from soundings_web.waves.queries import window as survey_window


@require_http_methods(["GET", "HEAD", "POST"])
@respondents
def start(request: HttpRequest, link: str) -> HttpResponse:
    """The page a link opens. Reading it changes nothing, however often; pressing Start takes the link out of sight."""
    way = way_in(from_link_text(link))
    if request.method == "POST":
        return _begun(answering_of(Visit(way.secret, request.POST.get("language", "")), way).visit)
    return _start_page(request, way, Visit(way.secret, request.GET.get("language", "")))


def _start_page(request: HttpRequest, way: WayIn, visit: Visit) -> HttpResponse:
    here = answering_of(visit, way)
    with translation.override(here.visit.language or translation.get_language()):
        parts = promise(here.contract, here.instrument)[:3]
    content = {
        **shared_by_all(here),
        "caption": here.contract.title,
        "title": here.instrument.title,
        "minutes": round(here.instrument.minutes(here.contract.audience)),
        "begun": bool(read_draft(way)),
        "closes_at": local_words(way.ticket.survey.closes_at),
        "parts": parts,
    }
    return page(request, "respond/start.html", content, language=here.visit.language)


def _begun(visit: Visit) -> HttpResponse:
    return with_cookie(HttpResponseRedirect(reverse("respond:begin") + "?begun=1"), visit)


@require_http_methods(["GET", "HEAD", "POST"])
@respondents
def by_code(request: HttpRequest) -> HttpResponse:
    """The printed code in the place of a link."""
    return _code_page(request, "")


@require_http_methods(["GET", "HEAD", "POST"])
@respondents
def session(request: HttpRequest, code: str) -> HttpResponse:
    """A shared device in protected time: everybody enters a code of their own, and the page forgets them soon."""
    if protected_time(code.replace("\x00", "")) is None:
        return message(
            request,
            _("There is no session now"),
            [_("Check the address, and whether the session has begun or ended.")],
            status=404,
        )
    return _code_page(request, code)


def _code_page(request: HttpRequest, session: str) -> HttpResponse:
    fault = ""
    if request.method == "POST":
        typed = request.POST.get("code", "")
        secret = secret_of_any_code(typed)
        if secret:
            return _begun(Visit(way_in(secret).secret, session=session))
        wrong = _("This code does not open a survey. Check it letter by letter: it has no letter O, I or L.")
        fault = wrong if typed.strip() else _("Enter the code on your sheet")
    content = {"errors": [Fault("code", fault)] if fault else [], "fault": fault, "typed": request.POST.get("code", "")}
    content["contacts"] = contacts()
    return page(request, "respond/code.html", content, status=422 if fault else 200)


@require_safe
@respondents
def promise_page(request: HttpRequest, survey: str) -> HttpResponse:
    """The whole promise."""
    try:
        contract = contract_of(survey.replace("\x00", ""))  # PostgreSQL holds no such character, and asks for none
    except IndexError:
        raise UnknownLinkError(_("There is no survey at this address.")) from None
    instrument, language = contract.questionnaire(), request.GET.get("language", "")
    language = language if language in languages_of(instrument) else instrument.language
    instrument = in_language(instrument, language)
    with translation.override(language):
        parts = (*promise(contract, instrument), window(*survey_window(survey)))
        content = {"parts": parts, "title": contract.title, "contacts": instrument.support}
        return page(request, "respond/promise.html", content)
