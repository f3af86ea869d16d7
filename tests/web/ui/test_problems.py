"""Pages for when something went wrong: in the layout, in plain words, giving nothing away."""

from html.parser import HTMLParser

import pytest
from django.test import Client

from soundings_web.ui import problems

pytestmark = pytest.mark.usefixtures("demonstration")

PROBLEMS = {
    "/nowhere/secret-link/": (404, "Page not found"),
    "/refuse/": (403, "You cannot see this page"),
    "/flood/": (413, "What you sent is too large"),
    "/fall/": (500, "Sorry, something went wrong"),
}


class Words(HTMLParser):
    """The words a page shows."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data.strip())


def words_of(page: str) -> list[str]:
    parser = Words()
    parser.feed(page)
    return parser.found


@pytest.mark.parametrize("address", PROBLEMS)
def test_a_problem_has_a_page_that_says_what_happened(address: str):
    status, title = PROBLEMS[address]
    answer = Client(raise_request_exception=False).get(address)

    assert answer.status_code == status
    assert f'<h1 class="govuk-heading-l">{title}</h1>' in answer.text
    assert "/static/ui/govuk-frontend.css" in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert "secret-link" not in answer.text


def test_a_strange_request_has_a_page_too(client: Client):
    answer = client.get("/components/", headers={"host": "elsewhere.example"})

    assert answer.status_code == 400
    assert "This request could not be understood" in answer.text


@pytest.mark.parametrize(("cookie", "words"), [(False, "Allow cookies"), (True, "open for a long time")])
def test_a_form_from_elsewhere_is_refused_with_what_to_do(*, cookie: bool, words: str):
    client = Client(enforce_csrf_checks=True)
    if cookie:
        client.get("/components/")

    answer = client.post("/components/", {"q1": "1"})

    assert answer.status_code == 403
    assert "Nothing was saved." in answer.text
    assert words in answer.text


def test_the_last_page_stands_when_the_layout_falls(monkeypatch: pytest.MonkeyPatch):
    def torn(*_: object, **__: object) -> None:
        raise OSError("no template")

    monkeypatch.setattr(problems, "page", torn)
    answer = Client(raise_request_exception=False).get("/fall/")

    assert answer.status_code == 500
    assert "Try again in a few minutes." in answer.text
    assert "no template" not in answer.text


@pytest.mark.parametrize("address", PROBLEMS)
def test_every_word_of_a_page_is_translated(address: str, settings):
    settings.LANGUAGE_CODE = "en-x-test"
    words = words_of(Client(raise_request_exception=False).get(address).text)

    assert len(words) > 4
    assert [word for word in words if "⟦" not in word and word != "Soundings"] == []
