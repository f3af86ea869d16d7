"""Every address of the site, tried by every role and by an outsider: who may see it, and what nobody ever sees."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.web.box.councils import Council, open_council
from tests.web.people.accounts.staff import cast, signed_in
from tests.web.respond.visitors import WORK, Visitor

from soundings_web.keys.links import link_text
from soundings_web.people.accounts.access import access_of
from soundings_web.people.accounts.models import Account
from soundings_web.people.accounts.roles import ROLES, Right

pytestmark = pytest.mark.django_db

# Pages without a role. Each stands here with why it is open; any other view must be marked by ``staff``.
OPEN = {
    "": "the start page sends others to sign in",
    "set-up/": "only an empty site is set up, with its code",
    "health/": "a monitor asks it; it holds nothing",
    "welcome/<str:secret>/": "the secret is the right",
    **dict.fromkeys(["look/colour-<slug:marked>.css", "look/logo-<slug:marked>.png"], "the look of every page"),
    **dict.fromkeys(
        ["a/<str:link>", "code/", "session/<str:code>/", "promise/<str:survey>/", "answer/", "answer/<int:number>/",
         "answer/check/", "answer/done/", "answer/kept/"],
        "respondents have no account",
    ),
    **dict.fromkeys(
        ["sign-in/", "sign-in/locked/", "sign-in/code/", "sign-in/failed/", "sign-in/cancelled/", "sign-in/unknown/",
         "sign-in/with/<str:provider_id>/", "sign-in/with/<str:provider_id>/back/", "sign-out/"],
        "signing in and out",
    ),
    **dict.fromkeys(
        ["me/password/", "me/password/none/", "me/confirm/", "me/confirm/code/", "me/second-step/",
         "me/second-step/app/", "me/second-step/app/remove/", "me/second-step/codes/", "me/second-step/codes/new/"],
        "one's own account, which allauth asks a sign-in for",
    ),
}  # fmt: skip
OWN = [route for route, why in OPEN.items() if why.startswith("one's own")]


def views() -> dict[str, Any]:
    """Every view of the site by its route."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in patterns:
            route = before + str(one.pattern)
            found |= walk(one.url_patterns, route) if isinstance(one, URLResolver) else {route: one.callback}
        return found

    return walk(get_resolver().url_patterns, "")


def right_of(view: Any) -> Right | None:
    """The right a view asks for, under whatever else stands around it."""
    while view is not None:
        if hasattr(view, "right"):
            return view.right
        view = getattr(view, "__wrapped__", None)
    return None


def filled(route: str, council: Council) -> str:
    numbers = {"rosters": council.survey.roster_id, "waves": council.survey.wave_id, "releases": council.survey.wave_id}
    numbers["accounts"] = Account.objects.values_list("pk", flat=True).first() or 1
    places = {
        "<str:link>": link_text(council.secrets[0]),
        "<str:survey>": council.survey.key,
        "<str:secret>": "x",
        "<str:code>": "ROOM7",
        "<str:provider_id>": "council",
        "<slug:marked>": "x",
        "<int:number>": "1",
        "<str:key>": council.survey.holders[0] if "holders" in route else council.survey.key,
        "<str:item>": "religion",
        "<int:pk>": str(numbers.get(route.split("/", maxsplit=1)[0], 1)),
        "<str:kind>": "dpia",
        "<str:section>": "need",
    }
    for place, value in places.items():
        route = route.replace(place, value)
    assert "<" not in route, f"say here what to put in the place of a part of {route}"
    return "/" + route


@pytest.fixture
def council() -> Council:
    return open_council(6)


def test_every_view_asks_for_a_right_or_stands_on_the_list_of_open_pages():
    found = views()

    assert {route for route, view in found.items() if right_of(view) is None} == set(OPEN)
    assert len(found) > len(OPEN) + 10


def test_an_outsider_is_sent_to_sign_in_from_every_page_for_staff(council: Council):
    cast()
    for route, view in views().items():
        if right_of(view) or route in OWN:
            address = filled(route, council)
            for method in (Client().get, Client().post):
                answer = method(address)
                assert answer.status_code in (302, 405), address
                assert answer.status_code == 405 or answer["Location"].startswith("/sign-in/"), address


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reaches_the_pages_of_its_rights_and_no_others(council: Council, role: str):
    who = cast()[role]
    rights = access_of(who)
    browser = signed_in(who)
    refused = 0
    for route, view in views().items():
        if right := right_of(view):
            answer = browser.get(filled(route, council))
            refused += answer.status_code == 403
            allowed = rights.may(right)
            assert (answer.status_code == 403) == (not allowed and answer.status_code != 405), route
            assert answer.status_code in ((200, 302, 405) if allowed else (403, 405)), route
            if not allowed and answer.status_code == 405:
                assert browser.post(filled(route, council)).status_code == 403, route
    assert refused or role in ("administrator", "principal")


def words_of(answer: Any) -> str:
    """What a page says; of a Word file its text."""
    if "wordprocessingml" in answer["Content-Type"]:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
            return file.read("word/document.xml").decode()
    return answer.text


def pages_of(browser: Client, council: Council) -> dict[str, str]:
    """Every page for staff as this browser sees it, without the tokens of its forms."""
    found = {}
    for route, view in views().items():
        if right_of(view) or route in OWN or route == "":
            text = words_of(browser.get(filled(route, council), follow=True))
            found[route] = re.sub(r'(?:name="csrfmiddlewaretoken" value=|people-link">|<path d=)"?[^"<]*', "", text)
    return found


@pytest.mark.parametrize("role", [*ROLES, ""])
def test_no_page_of_any_role_changes_with_who_has_answered_or_begun(role: str):
    council = open_council(6)
    who = cast()[role] if role else None
    browser = signed_in(who)
    before = pages_of(browser, council)
    council.submit(2, {"W1": "no", "C": "the words of a person"})
    begun = Visitor(council.secrets[0])
    begun.start()
    begun.send(WORK, {"W1": "yes"})
    after = pages_of(browser, council)

    for route, text in after.items():
        assert text == before[route], route
        for words in ("the words of a person", *(link_text(one) for one in council.secrets)):
            assert words not in text, route
