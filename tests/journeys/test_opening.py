"""Two key holders open the box in a real browser, read the certificate, and the wave is published."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.web.box.councils import PASSPHRASES
from tests.web.results.boxes import ADA, BEN, box_address, closed_council, let_the_worker_work, principal

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], list[str]]
WRONG = "a wrong passphrase that could leak"


@pytest.mark.usefixtures("elsewhere")
def test_two_holders_open_a_box_and_every_page_on_the_way_is_sound(page: Page, live_server, axe: Axe):
    council = closed_council(40)
    staff = principal().cookies["staff"].value
    page.context.add_cookies([{"name": "staff", "value": staff, "url": live_server.url}])

    def sound() -> None:
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert axe(page) == [], page.url
            assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    def go(address: str) -> None:
        page.goto(live_server.url + address)
        sound()

    def press(button: str) -> None:
        with page.expect_navigation():
            page.get_by_role("button", name=button, exact=True).click()
        sound()

    def type_in(ben: str) -> None:
        page.get_by_label(f"Passphrase of {ADA}").fill(PASSPHRASES[ADA])
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type(ben)

    go(box_address(council))
    press("Open the box")
    type_in(WRONG)
    page.get_by_label("Opening is final").check()
    press("Open the box for good")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.get_by_label(f"Passphrase of {ADA}")).to_have_value("")
    assert "That is not the passphrase of Ben Union" in page.inner_text("#words-2-error")
    assert WRONG not in page.content()

    type_in(PASSPHRASES[BEN])
    expect(page.get_by_label("Opening is final")).to_be_checked()
    press("Open the box for good")
    assert "The box is open: 40 ballots of 40 people asked." in page.inner_text("main")
    let_the_worker_work()
    press("Look again")
    press("Read the certificate")
    assert "Signed by this installation, unchanged since" in page.inner_text("main")
    press("Confirm that the copies are destroyed")
    page.get_by_label("I know that no copy").check()
    press("Confirm and sign")
    assert "Certificate 2 says that you confirmed it." in page.inner_text("main")

    go("/releases/")
    with page.expect_navigation():
        page.get_by_role("link", name="Health check 2026").click()
    press("Publish the wave")
    page.get_by_label("What is released").check()
    press("Publish now")
    let_the_worker_work()
    press("Look again")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download release 1").click()
    assert download.value.suggested_filename == "release-1.json"
