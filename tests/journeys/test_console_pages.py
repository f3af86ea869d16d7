"""Every page for staff in a real browser: no rule of accessibility broken, nothing wider than a telephone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings as site
from django.test import Client
from playwright.sync_api import Page
from tests.web.box.councils import open_council, plan, questionnaire
from tests.web.people.accounts.staff import BY, PASSWORD, signed_in, units
from tests.web.test_every_route import OWN, filled, right_of, views

from soundings_web.people.accounts import actions
from soundings_web.people.models import Roster
from soundings_web.waves.actions import plan_wave

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("elsewhere", "complaints")]
Axe = Callable[[Page], list[str]]
# Downloads are no pages.
FILES = ("/file/", "/word/", "/web-page/", ".txt", ".json")


def principal() -> Client:
    """Somebody with every right there is for surveys and accounts."""
    units()
    roles = [("administrator", None), ("principal", None)]
    made = actions.make_account(email="pat@council.example", name="Pat", roles=roles, by=BY)
    actions.set_password(made, PASSWORD)
    return signed_in(made)


def addresses(client: Client) -> list[str]:
    """Every page that this account can read: those of an open survey, and those of one that is being prepared."""
    council = open_council(12)
    draft_plan = plan("2027", roster="2026")
    wave = plan_wave(plan=draft_plan, questionnaires={"children": questionnaire()}, by="tests")
    draft = wave.surveys.get()
    Roster.objects.update(census_on=date(2026, 3, 31))
    routes = [route for route, view in views().items() if right_of(view) or route in OWN or route == ""]
    there = {filled(route, council) for route in routes}
    there |= {one.replace(council.survey.key, draft.key) for one in there if "waves" in one or "preview" in one}
    pages = [one for one in sorted(there) if not one.endswith(FILES)]
    return [one for one in pages if client.get(one).status_code == 200]


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_for_staff_breaks_a_rule_or_spills(page: Page, live_server, axe: Axe, width: int):
    client = principal()
    there = addresses(client)
    cookie = {"name": site.SESSION_COOKIE_NAME, "value": client.cookies[site.SESSION_COOKIE_NAME].value}
    page.context.add_cookies([{**cookie, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 900})
    wrong = {}
    for address in there:
        page.goto(live_server.url + address)
        assert page.get_by_text("Sign in", exact=True).count() == 0, address
        found = axe(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found = [*found, "wider than the screen"]
        if found:
            wrong[address] = found

    assert wrong == {}
    assert len(there) > 40
