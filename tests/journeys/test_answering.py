"""Answering in a real browser: by keyboard, on a narrow screen, without scripts, and to the published figures."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect
from tests.web.box.councils import PASSPHRASES, Council, open_council
from tests.web.respond.visitors import address_of, in_two_languages

from soundings.cli import main
from soundings.disclosure import release_from_text
from soundings_web.waves.models import DailyCount

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], list[str]]


@pytest.fixture
def council() -> Council:
    return open_council(3, asking=in_two_languages())


def spills(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def press(page: Page, button: str) -> None:
    """Press the button and come back when the next page stands: no test looks at a page that is going."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def begin(page: Page, live_server, council: Council) -> None:
    page.goto(live_server.url + address_of(council.secrets[0]))
    press(page, "Start")


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_breaks_a_rule_at_any_width(page: Page, live_server, axe: Axe, council: Council, width: int):
    def sound() -> None:
        assert axe(page) == [], page.url
        assert not spills(page), page.url

    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/promise/{council.survey.key}/")
    sound()
    page.goto(f"{live_server.url}/a/nothing")
    sound()
    page.goto(live_server.url + address_of(council.secrets[0]))
    sound()
    press(page, "Start")
    sound()
    page.get_by_label("How many hours").fill("many")
    press(page, "Save and continue")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    sound()
    page.get_by_role("link", name="Give a number").click()
    expect(page.get_by_label("How many hours")).to_be_focused()
    page.get_by_label("How many hours").fill("5")
    page.get_by_role("group", name="Do you think of leaving?").get_by_label("Yes").check()
    press(page, "Save and continue")
    sound()
    page.emulate_media(forced_colors="active")
    sound()
    page.emulate_media(forced_colors="none")
    for _ in range(2):
        press(page, "Save and continue")
        sound()
    press(page, "Send my answers")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    sound()


def test_enter_in_a_field_goes_on_and_back_loses_nothing(page: Page, live_server, council: Council):
    begin(page, live_server, council)
    page.get_by_label("How many hours").fill("5")
    page.keyboard.press("Enter")
    expect(page).to_have_url(live_server.url + "/answer/2/")
    page.get_by_label("What would help?").fill("Dŵr 🙂")
    press(page, "Back")
    expect(page.get_by_label("How many hours")).to_have_value("5")
    page.get_by_role("group", name="Do you think of leaving?").get_by_label("Yes").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page).to_have_url(live_server.url + "/answer/2/")
    expect(page.get_by_label("What would help?")).to_have_value("Dŵr 🙂")
    page.get_by_role("checkbox", name="Pay").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page).to_have_url(live_server.url + "/answer/3/")


def test_an_idle_page_warns_stays_when_asked_and_at_the_end_saves_and_leaves(page: Page, live_server, council: Council):
    page.clock.install()
    begin(page, live_server, council)
    page.get_by_label("How many hours").fill("7")
    expect(page.get_by_role("button", name="Keep it open")).to_be_hidden()
    page.clock.fast_forward("58:30")
    press(page, "Keep it open")
    expect(page.get_by_label("How many hours")).to_have_value("7")
    expect(page.get_by_role("button", name="Keep it open")).to_be_hidden()
    page.get_by_label("How many hours").fill("8")
    page.clock.fast_forward("59:40")
    expect(page.get_by_role("heading", name="Your answers so far are kept")).to_be_visible()
    begin_again = page.goto(live_server.url + address_of(council.secrets[0]))
    assert begin_again.ok
    press(page, "Continue")
    page.goto(live_server.url + "/answer/1/")
    expect(page.get_by_label("How many hours")).to_have_value("8")


def links_to(path: Path) -> list[str]:
    call_command("tickets", "links", "2026/children", "-o", str(path))
    with path.open(encoding="utf-8", newline="") as file:
        return [row["link"] for row in csv.DictReader(file)]


def narrow(browser: Browser) -> Page:
    return browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800}).new_page()


def test_answers_given_on_two_devices_without_scripts_are_published(
    browser: Browser, live_server, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    settings.SITE_ADDRESS = live_server.url
    council = open_council(40, facts=[], by=[])
    for n in range(1, 37):
        council.submit(n, {"W1": "yes" if n % 2 else "no", "W2": "yes", "H": 2})
    first = links_to(tmp_path / "first.csv")
    page = narrow(browser)
    page.goto(first[0])
    press(page, "Start")
    page.get_by_role("group", name="My caseload is manageable.").get_by_label("Agree", exact=True).check()
    press(page, "Save and come back later")
    page.context.close()
    again = links_to(tmp_path / "again.csv")
    assert again == first
    page = narrow(browser)
    page.goto(again[0])
    press(page, "Continue")
    for _ in range(2):
        press(page, "Save and continue")
    press(page, "Send my answers")
    assert page.url.endswith("/answer/done/")
    page.context.close()
    call_command("survey", "close", "2026/children")
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{one}\n" for one in PASSPHRASES.values())))
    call_command("box", "open", "2026/children")
    call_command("box", "publish", "2026", "-o", str(tmp_path / "release.json"))
    release = release_from_text((tmp_path / "release.json").read_text(encoding="utf-8"))
    table = release.surveys[0].figures.table

    assert main(["report", str(tmp_path / "release.json"), "-o", str(tmp_path / "report.html")]) == 0
    assert "My caseload is manageable." in (tmp_path / "report.html").read_text(encoding="utf-8")
    rows = [row for row in table.to_dicts() if "W1" in row.values()]
    assert any(37 in row.values() for row in rows), rows[:4]


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control with this name has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        held = page.evaluate("(held => held.labels?.[0]?.innerText ?? held.innerText ?? '')(document.activeElement)")
        if held.strip() == name:
            return
    pytest.fail(f"no Tab leads to “{name}” on {page.url}")


def enter_at(page: Page, name: str) -> None:
    """Tab to the control with this name and press Enter; back when the next page stands."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_whole_journey_needs_the_keyboard_only(page: Page, live_server, council: Council):
    page.goto(live_server.url + address_of(council.secrets[0]))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    enter_at(page, "Start")
    tab_to(page, "Agree")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Neither").first).to_be_checked()
    for _ in range(3):
        enter_at(page, "Save and continue")
    enter_at(page, "Send my answers")

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert DailyCount.objects.get().answers == 1


def unnamed(page: Page) -> list[str]:
    """Lines of the accessibility tree that stand for something to use, or a group, and have no name."""
    tree = page.locator("body").aria_snapshot().splitlines()
    kinds = ("radio", "checkbox", "textbox", "combobox", "button", "link", "group", "img")
    return [line for line in tree if line.strip().removeprefix("- ").rstrip(":") in kinds]


def test_screen_reader_hears_every_question_with_its_answers(page: Page, live_server, council: Council):
    begin(page, live_server, council)
    group = page.get_by_role("group", name="My caseload is manageable.", exact=True)
    assert [one.get_attribute("value") for one in group.get_by_role("radio").all()] == ["yes", "mid", "no"]
    assert page.get_by_role("group").count() == 3, "each question is a group of its own"
    expect(page.get_by_role("heading", level=1)).to_have_text("Work")
    for _ in range(3):
        assert unnamed(page) == [], page.url
        assert page.get_by_role("heading", level=1).count() == 1
        assert page.get_by_role("main").count() == 1
        press(page, "Save and continue")
    assert unnamed(page) == [], page.url
    changes = [link.inner_text() for link in page.get_by_role("link", name="Change").all()]
    assert len(changes) == len(set(changes)), "each Change says what it changes"


def test_text_of_double_size_stays_on_every_page(page: Page, live_server, council: Council):
    def doubled() -> None:
        page.wait_for_load_state()
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not spills(page), page.url

    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}/promise/{council.survey.key}/")
    doubled()
    page.goto(live_server.url + address_of(council.secrets[0]))
    doubled()
    for button in ("Start", *["Save and continue"] * 3, "Send my answers"):
        press(page, button)
        doubled()
