"""The pages people answer on. Nothing about whoever reads them is kept: the cookie holds the visit."""

from __future__ import annotations

import functools
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from soundings.errors import SoundingsError
from soundings.instrument import Instrument
from soundings.instrument.translating import in_language, languages_of
from soundings_web.keys.links import from_link_text
from soundings_web.respond import visits
from soundings_web.respond.codes import secret_of_any_code
from soundings_web.respond.promise import promise
from soundings_web.respond.questions import in_words, questions
from soundings_web.respond.reading import read_page
from soundings_web.respond.route import Page, asked_on, pages_of, step
from soundings_web.respond.submitting import (
    AlreadyInError,
    NotTakingAnswersError,
    UnknownLinkError,
    WayIn,
    contract_of,
    questionnaire_of,
    read_draft,
    save_draft,
    submit,
    way_in,
)
from soundings_web.respond.visits import COOKIE, Visit
from soundings_web.ui import Fault, Row, page
from soundings_web.waves.actions import local_words
from soundings_web.waves.contract import Contract
from soundings_web.waves.queries import protected_time

View = Callable[..., HttpResponse]

# What the buttons of a page say; AWAY is the page itself, when nobody was there for too long.
BACK, LEAVE, STAY, AWAY = "back", "leave", "stay", "away"


def respondents(view: View) -> View:
    """A page for respondents: never kept by a browser, its address told to nobody, and in plain words when it fails.

    Django's own protection against forged forms looks at where a form comes from, which these pages tell nobody. Theirs
    is a cookie that no other site can send (SameSite=Strict), and a token made from it in each form.
    """

    @functools.wraps(view)
    def whole(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except SoundingsError as error:
            response = _refused(request, error)
        except OperationalError:
            response = _message(
                request,
                _("Your answers could not be kept just now"),
                [_("It was not your doing. Wait a minute, then go back and send the page again."), _KEPT()],
                status=503,
            )
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return csrf_exempt(whole)


def _KEPT() -> str:  # noqa: N802 - a constant that is translated when it is read
    return _("What you sent before is kept.")


@dataclass(frozen=True)
class Answering:
    """Everything a page of questions stands on: the visit, what its link opens, and the questionnaire."""

    visit: Visit
    way: WayIn
    instrument: Instrument
    pages: tuple[Page, ...]

    @property
    def contract(self) -> Contract:
        return self.way.contract

    def step(self, number: int, by: int, answers: Mapping[str, Any]) -> int:
        return step(self.pages, number, by, self.instrument, answers, self.contract.audience)

    def asked(self, number: int, answers: Mapping[str, Any]) -> tuple[Any, ...]:
        return asked_on(self.pages[number - 1], self.instrument, answers, self.contract.audience)

    def resume_at(self, answers: Mapping[str, Any]) -> int:
        """The first page after everything that was answered; 0 where only the check is left."""
        begun = [one.number for one in self.pages if any(item.code in answers for item in one.items)]
        return self.step(max(begun, default=0), 1, answers)


def answering(view: Callable[..., HttpResponse]) -> View:
    """A page for somebody whose visit goes on; others are told how to come back."""

    @respondents
    @functools.wraps(view)
    def whole(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        visit = visits.from_cookie(request.COOKIES.get(COOKIE, ""))
        if visit is None:
            return _no_visit(request)
        here = _answering(visit)
        if request.method == "POST" and not _is_ours(request, here):
            return _message(
                request,
                _("This page is from an earlier version"),
                [_("Nothing was saved from it."), _("Go on with the survey and answer the page again.")],
                status=409,
                link=(reverse("respond:begin"), _("Go on with the survey")),
            )
        response = view(request, here, *args, **kwargs)
        return response if COOKIE in response.cookies else _with_cookie(response, here.visit)

    return whole


def _answering(visit: Visit) -> Answering:
    way = way_in(visit.secret)
    instrument = questionnaire_of(way)
    attached = {fact.item for fact in way.contract.facts if fact.source == "attached"}
    if visit.language in languages_of(instrument):
        instrument = _translated(way.ticket.survey_id, instrument, visit.language)
    return Answering(visit, way, instrument, pages_of(instrument, way.contract.audience, attached))


_translations: dict[tuple[str, str], Instrument] = {}


def _translated(survey: str, instrument: Instrument, language: str) -> Instrument:
    """Kept: a questionnaire never changes once its survey is open."""
    if (survey, language) not in _translations:
        _translations[survey, language] = in_language(instrument, language)
    return _translations[survey, language]


def _token(visit: Visit) -> str:
    return hmac.digest(visit.secret, b"form token", "sha256").hex()[:32]


def _version(contract: Contract) -> str:
    """Tells a page of this questionnaire from one of another."""
    told = f"{contract.survey}/{contract.ballot_key}"
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _is_ours(request: HttpRequest, here: Answering) -> bool:
    return hmac.compare_digest(request.POST.get("token", ""), _token(here.visit)) and hmac.compare_digest(
        request.POST.get("version", ""), _version(here.contract)
    )


def _with_cookie(response: HttpResponse, visit: Visit) -> HttpResponse:
    response.set_cookie(
        COOKIE, visits.to_cookie(visit.now()), secure=settings.HTTPS, httponly=True, samesite="Strict", path="/answer/"
    )
    return response


def _without_cookie(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path="/answer/", samesite="Strict")
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@respondents
def start(request: HttpRequest, link: str) -> HttpResponse:
    """The page a link opens. Reading it changes nothing, however often; pressing Start takes the link out of sight."""
    way = way_in(from_link_text(link))
    if request.method == "POST":
        return _begun(Visit(way.secret, request.POST.get("language", "")))
    return _start_page(request, way, Visit(way.secret, request.GET.get("language", "")))


def _start_page(request: HttpRequest, way: WayIn, visit: Visit) -> HttpResponse:
    here = _answering(visit)
    content = {
        **_shared(here),
        "title": here.instrument.title,
        "minutes": round(here.instrument.minutes(here.contract.audience)),
        "begun": bool(read_draft(way)),
        "closes_at": local_words(way.ticket.survey.closes_at),
        "parts": promise(here.contract, here.instrument)[:2],
    }
    return page(request, "respond/start.html", content, language=visit.language)


def _begun(visit: Visit) -> HttpResponse:
    return _with_cookie(HttpResponseRedirect(reverse("respond:begin") + "?begun=1"), visit)


@require_http_methods(["GET", "HEAD", "POST"])
@respondents
def by_code(request: HttpRequest) -> HttpResponse:
    """The printed code in the place of a link."""
    return _code_page(request, "")


@require_http_methods(["GET", "HEAD", "POST"])
@respondents
def session(request: HttpRequest, code: str) -> HttpResponse:
    """A shared device in protected time: everybody enters a code of their own, and the page forgets them soon."""
    if protected_time(code) is None:
        return _message(
            request,
            _("There is no session now"),
            [_("Check the address, and whether the session has begun or ended.")],
            status=404,
        )
    return _code_page(request, code)


def _code_page(request: HttpRequest, session: str) -> HttpResponse:
    fault = ""
    if request.method == "POST":
        secret = secret_of_any_code(request.POST.get("code", ""))
        if secret:
            return _begun(Visit(way_in(secret).secret, session=session))
        fault = _("This code does not open a survey. Check it letter by letter: it has no letter O, I or L.")
    content = {"errors": [Fault("code", fault)] if fault else [], "fault": fault, "typed": request.POST.get("code", "")}
    return page(request, "respond/code.html", content, status=422 if fault else 200)


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
    answers = {code: answer for code, answer in {**answers, **read.answers}.items() if answer is not None}
    save_draft(here.way, answers)
    go = request.POST.get("go", "")
    if read.faults and go != AWAY:
        return _show(request, here, number, {**answers, **read.typed}, read.faults)
    if "language" in request.POST:
        spoken = replace(here.visit, language=request.POST["language"])
        return _with_cookie(HttpResponseRedirect(_address(number)), spoken)
    if go in (LEAVE, AWAY):
        return _without_cookie(HttpResponseRedirect(reverse("respond:left")))
    return HttpResponseRedirect(_address(_onward(request, here, number, answers)))


def _onward(request: HttpRequest, here: Answering, number: int, answers: Mapping[str, Any]) -> int:
    """The page that the button pressed leads to; 0 is the check."""
    go = request.POST.get("go", "")
    if go == STAY:
        return number
    if go == BACK:
        return here.step(number, -1, answers) or number
    return 0 if request.POST.get("then") == "check" else here.step(number, 1, answers)


def _show(
    request: HttpRequest, here: Answering, number: int, answers: Mapping[str, Any], faults: Mapping[str, str]
) -> HttpResponse:
    this, items = here.pages[number - 1], here.asked(number, answers)
    content = {
        **_shared(here),
        "page": this,
        "sections": here.pages[-1].section_number,
        "questions": questions(here.instrument, items, here.contract, answers, faults),
        "errors": [Fault(code, faults[code]) for code in faults],
        "has_before": here.step(number, -1, answers) > 0,
        "then": request.POST.get("then", request.GET.get("then", "")),
        "idle_minutes": here.visit.idle_minutes,
    }
    return page(request, "respond/page.html", content, language=here.visit.language)


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def check(request: HttpRequest, here: Answering) -> HttpResponse:
    """Everything once more before it is sent; then sent, once."""
    answers = read_draft(here.way)
    if request.method == "POST":
        if request.POST.get("go") == LEAVE:
            return _without_cookie(HttpResponseRedirect(reverse("respond:left")))
        submit(here.way, answers)
        next_one = f"?session={here.visit.session}" if here.visit.session else ""
        return _without_cookie(HttpResponseRedirect(reverse("respond:done") + next_one))
    sections = [
        (one.section.title, one.number, _rows(here, one.number, answers))
        for one in here.pages
        if here.asked(one.number, answers)
    ]
    asked = [item for one in here.pages for item in here.asked(one.number, answers)]
    left_out = sum(item.code not in answers for item in asked)
    content = {**_shared(here), "sections": sections, "left_out": left_out, "idle_minutes": here.visit.idle_minutes}
    return page(request, "respond/check.html", content, language=here.visit.language)


def _rows(here: Answering, number: int, answers: Mapping[str, Any]) -> list[Row]:
    return [
        Row(
            item.text,
            in_words(here.instrument, item, answers.get(item.code)),
            f"{_address(number)}?then=check#{item.code}",
        )
        for item in here.asked(number, answers)
    ]


@require_safe
@respondents
def done(request: HttpRequest) -> HttpResponse:
    """Thank you. The same for everybody."""
    return page(request, "respond/done.html", {"session": protected_time(request.GET.get("session", ""))})


@require_safe
@respondents
def left(request: HttpRequest) -> HttpResponse:
    """Kept for later."""
    return _message(
        request,
        _("Your answers so far are kept"),
        [
            _("Come back with the same link, or the same code, on any device, before the survey closes."),
            _("They are encrypted, and only your link opens them. Nothing is sent until you send it."),
        ],
    )


@require_safe
@respondents
def promise_page(request: HttpRequest, survey: str) -> HttpResponse:
    """The whole promise."""
    try:
        contract = contract_of(survey)
    except IndexError:
        raise UnknownLinkError(_("There is no survey at this address.")) from None
    instrument = contract.questionnaire()
    content = {"parts": promise(contract, instrument), "title": contract.title, "contacts": instrument.support}
    return page(request, "respond/promise.html", content, language=request.GET.get("language", ""))


def _shared(here: Answering) -> dict[str, Any]:
    """What every page of a visit shows."""
    languages = languages_of(here.contract.questionnaire()) if here.contract.instrument.get("translations") else ()
    return {
        "token": _token(here.visit),
        "version": _version(here.contract),
        "contacts": here.instrument.support,
        "survey": here.way.ticket.survey_id,
        "languages": [language for language in languages if language != here.instrument.language],
        "language": here.visit.language,
    }


def _no_visit(request: HttpRequest) -> HttpResponse:
    """No cookie, or one that has ended."""
    if request.GET.get("begun") and COOKIE not in request.COOKIES:
        return _message(
            request,
            _("Your browser did not keep a cookie"),
            [
                _("The survey needs one cookie, so that your link does not stand in the address while you answer."),
                _("Allow cookies for this site, or use another browser, and open your link again."),
            ],
            status=400,
        )
    return _message(
        request,
        _("You have been away for a while"),
        [_("To protect you, the page has closed. What you sent before is kept."), _("Open your link again to go on.")],
        status=403,
    )


def _refused(request: HttpRequest, error: SoundingsError) -> HttpResponse:
    titles: dict[type[SoundingsError], tuple[str, int]] = {
        UnknownLinkError: (_("This link does not work"), 404),
        AlreadyInError: (_("Your answers are in"), 200),
        NotTakingAnswersError: (_("The survey takes no answers at the moment"), 200),
    }
    title, status = titles.get(type(error), (_("That did not work"), 503))
    return _message(request, title, [error.message, *error.faults], status=status)


def _message(
    request: HttpRequest, title: str, sentences: list[str], status: int = 200, link: tuple[str, str] | None = None
) -> HttpResponse:
    return page(request, "respond/message.html", {"title": title, "sentences": sentences, "link": link}, status=status)
