"""What every page of a visit stands on: its protection, cookie, questionnaire, and plain words when it fails."""

from __future__ import annotations

import functools
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from soundings.errors import SoundingsError
from soundings.instrument import Instrument
from soundings.instrument.model import Contact
from soundings.instrument.translating import in_language, languages_of
from soundings_web.respond import visits
from soundings_web.respond.route import Page, asked_on, pages_of, step, whole_way
from soundings_web.respond.submitting import (
    AlreadyInError,
    NotTakingAnswersError,
    UnknownLinkError,
    WayIn,
    questionnaire_of,
    way_in,
    where_to_turn,
)
from soundings_web.respond.visits import COOKIE, Visit
from soundings_web.ui import page
from soundings_web.waves.contract import Contract

View = Callable[..., HttpResponse]


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
        except (RequestDataTooBig, TooManyFieldsSent):
            response = message(
                request,
                _("What you sent is too large"),
                [_("Nothing was saved from this page. Go back, shorten what you wrote and send it again."), kept()],
                status=413,
            )
        except (OperationalError, InterfaceError):
            response = message(
                request,
                _("Your answers could not be kept just now"),
                [_("It was not your doing. Wait a minute, then go back and send the page again."), kept()],
                status=503,
            )
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return csrf_exempt(whole)


def kept() -> str:
    """What we can say of every failure: what was sent before it is there."""
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

    def whole_way(self, answers: Mapping[str, Any]) -> list[tuple[Page, tuple[Any, ...]]]:
        """Every page that asks something, with the questions it asks."""
        return whole_way(self.pages, self.instrument, answers, self.contract.audience)

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
        here = answering_of(visit)
        with translation.override(here.visit.language or translation.get_language()):
            return in_its_language(request, here, *args, **kwargs)

    def in_its_language(request: HttpRequest, here: Answering, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not _is_ours(request, here):
            return message(
                request,
                _("This page is from an earlier version"),
                [_("Nothing was saved from it."), _("Continue with the survey and answer the page again.")],
                status=409,
                link=(reverse("respond:begin"), _("Continue with the survey")),
            )
        response = view(request, here, *args, **kwargs)
        return response if COOKIE in response.cookies else with_cookie(response, here.visit)

    return whole


def answering_of(visit: Visit, way: WayIn | None = None) -> Answering:
    """What a visit stands on; ``way`` where somebody has just asked what the link opens."""
    way = way or way_in(visit.secret)
    instrument = questionnaire_of(way)
    attached = {fact.item for fact in way.contract.facts if fact.source == "attached"}
    if visit.language not in languages_of(instrument):
        visit = replace(visit, language="")  # whatever an address says, only a language that is there is kept
    elif visit.language:
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
    sent = [request.POST.get(name, "").encode() for name in ("token", "version")]
    ours = [one.encode() for one in (_token(here.visit), _version(here.contract))]
    return all(map(hmac.compare_digest, sent, ours))


def with_cookie(response: HttpResponse, visit: Visit) -> HttpResponse:
    response.set_cookie(
        COOKIE, visits.to_cookie(visit.now()), secure=settings.HTTPS, httponly=True, samesite="Strict", path="/answer/"
    )
    return response


def ended(address: str, visit: Visit) -> HttpResponse:
    """To a page after the visit, which is the same for everybody but for its language and session."""
    told = {name: value for name, value in (("language", visit.language), ("session", visit.session)) if value}
    response = HttpResponseRedirect(address + ("?" + urlencode(told) if told else ""))
    response.delete_cookie(COOKIE, path="/answer/", samesite="Strict")
    return response


def language_asked(request: HttpRequest) -> str:
    """The language an address asks for, where the interface has it."""
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else str(translation.get_language())


def shared_by_all(here: Answering) -> dict[str, Any]:
    """What every page of a visit shows."""
    others = [one for one in languages_of(questionnaire_of(here.way)) if one != here.instrument.language]
    return {
        "token": _token(here.visit),
        "version": _version(here.contract),
        "contacts": here.instrument.support,
        "survey": here.way.ticket.survey_id,
        "languages": [(language, _own_name(language)) for language in others],
        "language": here.visit.language,
    }


def _own_name(language: str) -> str:
    """What a language is called by those who speak it: Cymraeg for cy. Its code where nobody told us."""
    try:
        told = dict(settings.LANGUAGES).get(language.lower()) or get_language_info(language)["name_local"]
    except KeyError:
        return language
    return told[:1].upper() + told[1:]


def _no_visit(request: HttpRequest) -> HttpResponse:
    """No cookie, or one that has ended."""
    if request.GET.get("begun") and COOKIE not in request.COOKIES:
        return message(
            request,
            _("Your browser did not keep a cookie"),
            [
                _("The survey needs one cookie, so that your link does not stand in the address while you answer."),
                _("Allow cookies for this site, or use another browser, and open your link again."),
            ],
            status=400,
        )
    return message(
        request,
        _("This page has closed"),
        [
            _("Either you have sent your answers, or you were away for a while and the page closed to protect you."),
            _("What you sent before is kept."),
            _("Open your link again: it leads to where you stopped, or says that you are done."),
        ],
        status=403,
    )


def _refused(request: HttpRequest, error: SoundingsError) -> HttpResponse:
    titles: dict[type[SoundingsError], tuple[str, int]] = {
        UnknownLinkError: (_("This link does not work"), 404),
        AlreadyInError: (_("Your answers are in"), 200),
        NotTakingAnswersError: (_("The survey takes no answers at the moment"), 200),
    }
    title, status = titles.get(type(error), (_("That did not work"), 503))
    said = error.message.removeprefix(title + ". ")
    link = (reverse("respond:code"), _("Enter a printed code")) if isinstance(error, UnknownLinkError) else None
    return message(request, title, [said, *error.faults], status=status, link=link)


def message(
    request: HttpRequest, title: str, sentences: list[str], status: int = 200, link: tuple[str, str] | None = None
) -> HttpResponse:
    content = {"title": title, "sentences": sentences, "link": link, "contacts": contacts()}
    return page(request, "respond/message.html", content, status=status)


def contacts() -> tuple[Contact, ...]:
    """Where to turn, also where the database does not answer."""
    try:
        return where_to_turn()
    except DatabaseError:
        return ()
