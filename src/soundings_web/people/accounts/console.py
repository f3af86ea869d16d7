"""Pages for staff: the frame around them, the way from one to another, and forms in the look of the site."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from soundings.errors import SoundingsError
from soundings_web.people.accounts.access import Access
from soundings_web.people.accounts.roles import Right
from soundings_web.ui import page
from soundings_web.ui.environment import messages_of


@dataclass(frozen=True)
class Entry:
    """One line of the navigation: for whoever has the right."""

    order: int
    text: str
    address: str
    right: Right


_entries: list[Entry] = []


def in_navigation(order: int, text: str, address: str, right: Right) -> None:
    """A room says, when the site starts, which of its pages stands in the navigation; ``address`` is its name."""
    _entries.append(Entry(order, text, address, right))


def console(
    request: HttpRequest, template: str, content: Mapping[str, object] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page in the frame of the console."""
    access: Access = request.access
    there = sorted((entry for entry in _entries if access.may(entry.right)), key=lambda entry: entry.order)
    navigation = [(entry.text, reverse(entry.address)) for entry in there]
    frame: dict[str, object] = {
        "navigation": [(text, where, request.path.startswith(where)) for text, where in navigation],
        "access": access,
        "told": messages_of(request),
        "home": reverse("home:start"),
    }
    return page(request, template, {**frame, **(content or {})}, status=status)


def faulty_form_is_422(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of allauth that comes back with a faulty form says so by its status, as ours do."""

    @functools.wraps(view)
    def whole(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        form = (getattr(answer, "context_data", None) or {}).get("form")
        if request.method == "POST" and answer.status_code == 200 and form is not None and form.errors:
            answer.status_code = 422
        return answer

    return whole


def refused(form: forms.BaseForm, error: SoundingsError, field: str | None = None) -> None:
    """What an action refused, said at the form, or at the one field that it is about."""
    for text in error.faults or [error.message]:
        form.add_error(field, text)
