"""The stored look is held in memory: pages for respondents ask nothing more, and a broken database changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.box.councils import open_council
from tests.web.respond.visitors import WORK, Visitor, address_of

from soundings_web.people.models import Unit
from soundings_web.ui import look
from soundings_web.ui.branding import mark
from soundings_web.ui.look import Logo, Look, forget_look, held_look, store_look
from soundings_web.ui.models import StoredLook

pytestmark = pytest.mark.django_db
TABLE = StoredLook._meta.db_table


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """A clock that stands still until it is moved."""
    now = [1000.0]
    monkeypatch.setattr(look.time, "monotonic", lambda: now[0])
    return lambda seconds: now.__setitem__(0, now[0] + seconds)


def reads(deed: Callable[[], object]) -> tuple[int, int]:
    """How many queries this takes, and how many of them read the look."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        deed()
    # A savepoint around the reading is there only because every test is one transaction.
    plain = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    return len(plain), sum(TABLE in sql for sql in plain)


def test_pages_for_respondents_ask_for_the_look_once_in_a_while_and_nothing_more(later: Callable[[float], None]):
    council = open_council(6)
    store_look({"organisation": "Borsetshire"})
    visitor = Visitor(council.secrets[0])
    visitor.start()
    other = Client()
    pages = [
        (other, address_of(council.secrets[1])), (visitor.client, WORK), (other, f"/promise/{council.survey.key}/"),
    ]  # fmt: skip
    texts: list[str] = []

    def visit() -> None:
        texts.extend(browser.get(address).text for browser, address in pages)

    without = reads(visit)
    forget_look()
    first, again = reads(visit), reads(visit)
    later(look.HELD_FOR - 0.1)
    still = reads(visit)
    later(0.1)
    anew = reads(visit)

    assert without[1] == 0
    assert first == anew == (without[0] + 1, 1)
    assert again == still == without
    assert ["Borsetshire" in text for text in texts] == [False] * 3 + [True] * 12


def test_another_process_follows_after_a_few_seconds(later: Callable[[float], None]):
    forget_look()
    assert held_look() == Look()
    store_look({"organisation": "Borsetshire", "logo": Logo(b"png", 3, 2)})
    later(look.HELD_FOR - 0.1)
    assert held_look() == Look()
    later(0.1)

    assert held_look() == Look("Borsetshire", "", Logo(b"png", 3, 2))


def test_a_page_of_a_process_that_knows_more_gets_its_colour_and_logo_from_this_one(later: Callable[[float], None]):
    del later  # it stands still
    forget_look()
    held_look()
    store_look({"colour": "#7a1f5c", "logo": Logo(b"png", 3, 2)})
    sheet = mark(b":root{--govuk-brand-colour:#7a1f5c}\n")

    assert Client().get(f"/look/colour-{sheet}.css").status_code == 200
    assert Client().get(f"/look/logo-{mark(b'png')}.png").content == b"png"
    store_look({"colour": "#003366", "logo": None})
    assert Client().get(f"/look/colour-{mark(b'another')}.css").status_code == 404
    assert Client().get(f"/look/logo-{mark(b'png')}.png").status_code == 404


def test_a_table_that_is_missing_breaks_neither_the_page_nor_its_transaction(later: Callable[[float], None]):
    store_look({"organisation": "Borsetshire"})
    forget_look()
    assert held_look().organisation == "Borsetshire"
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{TABLE}" RENAME TO "elsewhere"')
    later(look.HELD_FOR)

    assert held_look().organisation == "Borsetshire", "what the database said last"
    assert Unit.objects.count() == 0, "the transaction goes on"
    assert "Borsetshire</title>" in Client().get("/sign-in/").text
    later(look.HELD_FOR)
    assert reads(held_look)[1] == 1, "asked again later"
    assert reads(held_look)[1] == 0, "and not at every page meanwhile"


def test_the_database_holds_one_look_only():
    store_look({"organisation": "One"})
    store_look({"colour": "#003366"})

    assert list(StoredLook.objects.values_list("organisation", "colour")) == [("One", "#003366")]
