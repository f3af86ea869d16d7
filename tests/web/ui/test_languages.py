"""Languages: a page decides which it has, and the artificial one shows what can be translated."""

import re

import pytest
from django.test import Client
from django.utils import translation
from tools import write_test_language

from soundings_web.ui.pages import page_language

pytestmark = pytest.mark.usefixtures("demonstration")


def test_catalogue_of_the_artificial_language_is_current():
    written = write_test_language.TARGET.read_bytes()

    assert written == write_test_language.catalogue(write_test_language.messages()), "run tools/write_test_language.py"


def test_plural_context_and_code_are_all_collected():
    found = write_test_language.messages()

    assert found["Page not found"] == "⟦Page not found⟧"
    assert found["Page %(page)s of %(pages)s"] == "⟦Page %(page)s of %(pages)s⟧"
    assert write_test_language._key("ngettext", ("one", "many")) == "one\0many"
    assert write_test_language._translated("month\4May\0Mays") == "⟦May⟧\0⟦Mays⟧"


def test_page_has_the_language_it_was_asked_for(client: Client):
    text = client.get("/components/en-x-test/").text

    assert '<html lang="en-x-test"' in text
    for words in ("Skip to main content", "Back", "Page 3 of 11", "Choose one", "or", "Day", "Change"):
        assert re.search(rf">\s*⟦{words}⟧", text), words
    assert 'one="⟦You have %{count} character remaining⟧"' in text


def test_next_page_is_english_again(client: Client):
    client.get("/components/en-x-test/")

    assert "⟦" not in client.get("/components/").text


def test_browser_does_not_choose_the_language(client: Client):
    assert "⟦" not in client.get("/components/", headers={"accept-language": "en-x-test"}).text


@pytest.mark.parametrize(("code", "tag"), [("en-gb", "en-GB"), ("cy", "cy"), ("en-x-test", "en-x-test")])
def test_language_is_named_as_html_names_it(code: str, tag: str):
    with translation.override(code):
        assert page_language() == tag
