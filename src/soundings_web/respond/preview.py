"""A questionnaire as respondents will see it, for those who prepare it. Nothing that is typed is kept anywhere.

What was answered so far travels in the form itself, from page to page, and is gone when the preview is left.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from soundings.errors import SoundingsError
from soundings.instrument import Instrument
from soundings.instrument.translating import in_language, languages_of
from soundings_web.people.accounts.access import StaffRequest, staff
from soundings_web.people.accounts.roles import Right
from soundings_web.respond.answering import faults_of
from soundings_web.respond.promise import promise
from soundings_web.respond.questions import in_words, questions
from soundings_web.respond.reading import read_page
from soundings_web.respond.route import Page, asked_on, pages_of, step, whole_way
from soundings_web.ui import Fault, Row, page
from soundings_web.ui.moments import local_words
from soundings_web.waves.actions import foreseen_contract, latest_contract
from soundings_web.waves.contract import Contract, read_contract
from soundings_web.waves.models import Survey

# No script closes a preview.
_NEVER = 30_000  # minutes, within what a browser can count


@dataclass(frozen=True)
class Previewed:
    """What a preview stands on: the survey, its contract as far as it is known, its questionnaire in a language."""

    survey: Survey
    contract: Contract
    instrument: Instrument
    pages: tuple[Page, ...]
    others: tuple[str, ...]


def previewed(key: str, language: str) -> Previewed:
    """A survey as respondents will see it. Raises Http404."""
    survey = get_object_or_404(Survey.objects.select_related("wave", "roster"), key=key)
    contract = _contract(survey)
    whole = contract.questionnaire()
    instrument = in_language(whole, language) if language in languages_of(whole) else whole
    attached = {fact.item for fact in contract.facts if fact.source == "attached"}
    others = tuple(one for one in languages_of(whole) if one != instrument.language)
    return Previewed(survey, contract, instrument, pages_of(instrument, contract.audience, attached), others)


def _contract(survey: Survey) -> Contract:
    """The contract in force, or what opening would freeze; with gaps where that is not settled yet."""
    if survey.state != Survey.State.DRAFT:
        return read_contract(latest_contract(survey).content)
    try:
        return foreseen_contract(survey)
    except SoundingsError:
        return Contract.model_validate(
            {
                **survey.plan["promise"],
                "wave": survey.wave.code,
                "organisation": survey.wave.organisation,
                "survey": survey.code,
                "title": survey.title,
                "instrument": survey.plan["instrument"],
                "asked": {"total": 0},
                "holders": [{"name": "the key holders, who are not named yet", "public": "-"}],
                "ballot_key": "-",
            }
        )


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.CONTRACTS)
def preview(request: StaffRequest, key: str) -> HttpResponse:
    """The page a link will open, then each page of questions, then the check; which one, the form says."""
    language = request.POST.get("language") or request.POST.get("spoken") or request.GET.get("language", "")
    here = previewed(key, language)
    with translation.override(here.instrument.language):
        if request.method != "POST":
            return _start(request, here)
        return _next(request, here)


def _start(request: StaffRequest, here: Previewed) -> HttpResponse:
    content = {
        **_shared(request, here, {}, 0),
        "caption": here.contract.title,
        "title": here.instrument.title,
        "minutes": max(1, round(here.instrument.minutes(here.contract.audience))),
        "begun": False,
        "closes_at": local_words(here.survey.closes_at),
        "parts": promise(here.contract, here.instrument)[:3],
    }
    return page(request, "respond/start.html", content, language=here.instrument.language)


def _next(request: StaffRequest, here: Previewed) -> HttpResponse:
    """What the button that was pressed leads to."""
    number, answers, go = _number(request), _answers(request, here), request.POST.get("go", "")
    if go in ("leave", "send"):
        return HttpResponseRedirect(reverse("waves:survey", args=[here.survey.key]))
    if 1 <= number <= len(here.pages):
        asked = asked_on(here.pages[number - 1], here.instrument, answers, here.contract.audience)
        read = read_page(here.instrument, asked, request.POST)
        answers = {code: it for code, it in {**answers, **read.answers}.items() if it is not None}
        if read.faults:
            return _questions(request, here, number, {**answers, **read.typed}, read.faults)
        if "language" in request.POST:
            return _questions(request, here, number, answers, {})
    by = -1 if go == "back" else 1
    to = step(here.pages, number, by, here.instrument, answers, here.contract.audience)
    if to:
        return _questions(request, here, to, answers, {})
    return _start(request, here) if by < 0 else _check(request, here, answers)


def _number(request: StaffRequest) -> int:
    typed = request.POST.get("page", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else 0


def _answers(request: StaffRequest, here: Previewed) -> dict[str, Any]:
    """What the form carried. Whatever no page of ours would have put there is left out."""
    whole = here.instrument
    try:
        held = json.loads(request.POST.get("answers") or "{}")
        json.dumps(held, ensure_ascii=False).encode()  # half a character can be escaped, and never written
    except (ValueError, RecursionError):
        held = {}
    known = {code: it for code, it in held.items() if whole.has(code)} if isinstance(held, dict) else {}
    return {code: it for code, it in known.items() if not any(faults_of(whole, whole.item(code), it))}


def _questions(
    request: StaffRequest, here: Previewed, number: int, answers: Mapping[str, Any], faults: Mapping[str, str]
) -> HttpResponse:
    asked = asked_on(here.pages[number - 1], here.instrument, answers, here.contract.audience)
    content = {
        **_shared(request, here, answers, number),
        "page": here.pages[number - 1],
        "sections": here.pages[-1].section_number,
        "errors": [Fault(code, f"{faults[code]}: {here.instrument.item(code).text}") for code in faults],
        "has_before": True,
        "questions": questions(here.instrument, asked, here.contract, answers, faults),
    }
    return page(request, "respond/page.html", content, language=here.instrument.language)


def _check(request: StaffRequest, here: Previewed, answers: Mapping[str, Any]) -> HttpResponse:
    way = whole_way(here.pages, here.instrument, answers, here.contract.audience)
    words = {item.code: in_words(here.instrument, item, answers.get(item.code)) for _, items in way for item in items}
    content = {
        **_shared(request, here, answers, len(here.pages) + 1),
        "sections": [(one.section.title, [Row(item.text, words[item.code]) for item in items]) for one, items in way],
        "left_out": sum(item.code not in answers for _, items in way for item in items),
    }
    return page(request, "respond/check.html", content, language=here.instrument.language)


def _shared(request: StaffRequest, here: Previewed, answers: Mapping[str, Any], number: int) -> dict[str, Any]:
    """What every page of a preview shows, and what its form carries on."""
    carried = {
        "csrfmiddlewaretoken": get_token(request),
        "page": str(number),
        "answers": json.dumps(answers),
        "spoken": here.instrument.language,
    }
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return {
        "carried": Markup("\n").join(field.format(name, value) for name, value in carried.items()),
        "preview": reverse("waves:survey", args=[here.survey.key]),
        "contacts": here.instrument.support,
        "languages": [(one, one) for one in here.others],
        "language": here.instrument.language,
        "idle_minutes": _NEVER,
        "token": "",
        "version": "",
        "then": "",
    }
