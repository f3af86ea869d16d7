"""A paper edited in a browser without scripts, and the pages of papers and participation looked at by axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from tests.web.box.councils import open_council
from tests.web.people.accounts.staff import account, signed_in

from soundings_web.waves.actions import tighten_contract
from soundings_web.waves.governance.actions import edit_paper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.usefixtures("elsewhere")
def test_a_paper_is_completed_and_put_back_and_every_page_is_accessible(
    page: Page, live_server, axe: Callable[[Page], list[str]]
):
    council = open_council(40)
    wave = council.survey.wave
    edit_paper(wave=wave, kind="privacy-notice", key="figures", text="Never fewer than ten.", version=0, by="Ben")
    tighten_contract(survey=council.survey, raised={"threshold": 14}, by="tests")
    staff = signed_in(account("principal", name="Ada Brown")).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": staff.key, "value": staff.value, "url": live_server.url}])
    papers = f"{live_server.url}/waves/{wave.pk}/papers/"

    def fits() -> None:
        assert axe(page) == []
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url

    page.goto(papers)
    fits()
    page.get_by_role("link", name="Privacy notice", exact=True).click()
    fits()
    page.get_by_role("link", name="Edit").first.click()
    fits()
    page.get_by_label("Words of this section").fill("We are the council.\n\n- one\n- two")
    page.get_by_role("button", name="Save the section").click()
    expect(page.get_by_text("is saved.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="two").last).to_be_visible()

    page.goto(f"{papers}privacy-notice/figures/")
    page.get_by_role("link", name="Go back to the draft of this section").click()
    fits()
    page.get_by_role("button", name="Go back to the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick the box")
    fits()
    page.get_by_label("I want to lose these words").check()
    page.get_by_role("button", name="Go back to the draft").click()
    expect(page.get_by_text("reads as drafted again.")).to_be_visible()

    page.goto(f"{papers}dpia/")
    fits()
    page.goto(f"{live_server.url}/participation/")
    expect(page.get_by_role("cell", name="Fewer than 14").first).to_be_visible()
    fits()
    wave.surveys.update(state="draft", holders=[])
    page.goto(papers)
    fits()
