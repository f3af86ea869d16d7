"""Every component in a real browser: narrow and wide, with large text, by keyboard, with and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.web.ui.conftest import demonstration

__all__ = ["demonstration"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
Axe = Callable[[Page], list[str]]


def spills(page: Page) -> bool:
    """Whether one has to scroll sideways."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize(
    "address", ["/components/", "/components/?faults", "/ten/", "/refuse/", "/components/en-x-test/"]
)
def test_page_breaks_no_rule_at_any_width(page: Page, live_server, axe: Axe, address: str, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + address)

    assert axe(page) == []
    assert not spills(page)


@pytest.mark.usefixtures("complaints", "elsewhere")
def test_browser_has_nothing_to_complain_of(page: Page, live_server):
    page.goto(live_server.url + "/components/?faults")

    expect(page.locator("body")).to_have_class("govuk-template__body js-enabled govuk-frontend-supported")


def test_text_of_double_size_stays_on_the_page(page: Page, live_server):
    page.set_viewport_size({"width": 640, "height": 900})
    page.goto(live_server.url + "/components/?faults")
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert not spills(page)


def test_forced_colours_keep_the_head_apart_from_the_page(page: Page, live_server):
    page.emulate_media(forced_colors="active")
    page.goto(live_server.url + "/components/?faults")

    border = page.evaluate("getComputedStyle(document.querySelector('.ui-header')).borderBottomColor")
    assert border != "rgba(0, 0, 0, 0)"


def test_summary_of_faults_takes_the_focus_and_leads_to_the_field(page: Page, live_server):
    page.goto(live_server.url + "/components/?faults")

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Enter your hours as a number").click()
    expect(page.get_by_label("Hours a week")).to_be_focused()


def test_question_is_answered_by_keyboard_alone(page: Page, live_server):
    page.goto(live_server.url + "/ten/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")

    first = page.get_by_role("group", name="My caseload is manageable.")
    expect(first.get_by_label("Strongly agree", exact=True)).to_be_checked()


def test_none_of_these_clears_the_others(page: Page, live_server):
    page.goto(live_server.url + "/components/")
    page.get_by_label("None of these").check()

    expect(page.get_by_label("Pay", exact=True)).not_to_be_checked()


def test_characters_are_counted(page: Page, live_server):
    page.goto(live_server.url + "/components/en-x-test/")
    page.get_by_label("Anything else?").fill("x" * 1990)

    expect(page.locator(".govuk-character-count__status")).to_have_text("⟦You have 10 characters remaining⟧")


def test_page_works_without_scripts(browser: Browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/components/?faults")

    expect(page).to_have_title("Error: Components – Soundings")
    page.get_by_role("link", name="Choose an answer").click()
    assert page.url.endswith("#q1")
    page.get_by_label("Prefer not to say").check()
    expect(page.get_by_text("You can enter up to 2000 characters")).to_be_visible()
    page.get_by_text("Why we ask").click()
    expect(page.get_by_text("So that it can be planned.")).to_be_visible()
    context.close()
