"""Plain pages for when something went wrong: what happened, and what to do."""

from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.utils.translation import gettext as _

from soundings_web.ui.pages import page

# Shown when even the layout cannot be made. It asks for nothing: no template, no file, no database.
LAST_RESORT = (
    '<!DOCTYPE html><html lang="en-GB"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>Sorry, something went wrong</title><h1>Sorry, something went wrong</h1>"
    "<p>It was not your doing. Try again in a few minutes.</p></html>"
)


@dataclass(frozen=True)
class Problem:
    """What happened, and what to do, one sentence or two at a time."""

    title: str
    sentences: tuple[str, ...]


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 where what came was too large."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    problem = Problem(
        _("This request could not be understood"),
        (_("Nothing was saved."), _("Go back, reload the page and try again. If you typed the address, check it.")),
    )
    return _answer(request, problem, 400)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that may not have come from one of our pages, or whose page is too old."""
    if reason == REASON_NO_CSRF_COOKIE:
        do = _(
            "Your browser did not keep this site’s cookie. Allow cookies for this site, reload the page and try again."
        )
    else:
        do = _("The page had probably been open for a long time. Go back, reload the page and send the form again.")
    problem = Problem(_("The form could not be accepted"), (_("Nothing was saved."), do))
    return _answer(request, problem, 403)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """403 for a page that this person may not see."""
    problem = Problem(
        _("You cannot see this page"),
        (_("If you need it for your work, ask the person who looks after Soundings in your organisation."),),
    )
    return _answer(request, problem, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """404: nothing here. The address that was asked for is not repeated, for it may hold a secret."""
    problem = Problem(
        _("Page not found"),
        (
            _("If you typed or pasted the address, check that all of it is there."),
            _("If you followed a link in a message, open the message again and use the whole link."),
        ),
    )
    return _answer(request, problem, 404)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: what was sent is larger than we take. Nobody's answers are this long; it is a file."""
    problem = Problem(
        _("What you sent is too large"),
        (_("Nothing was saved."), _("Choose a smaller file, or split it, and try again.")),
    )
    return _answer(request, problem, 413)


def broken(request: HttpRequest) -> HttpResponse:
    """500. Where even this page cannot be made, a plainer one is sent."""
    problem = Problem(
        _("Sorry, something went wrong"),
        (
            _("It was not your doing. Try again in a few minutes."),
            _("If you were sending a form, go back and send it again."),
        ),
    )
    try:
        return _answer(request, problem, 500)
    except Exception:  # noqa: BLE001 - whatever else is broken, the visitor gets an answer
        return HttpResponse(LAST_RESORT, status=500)


def _answer(request: HttpRequest, problem: Problem, status: int) -> HttpResponse:
    answer = page(request, "ui/problem.html", {"problem": problem}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
