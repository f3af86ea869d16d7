"""The health page: works, refuses other methods, tells the truth about the database, gives nothing away."""

from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings as site
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from django.test import Client

import soundings
from soundings_web import health

pytestmark = pytest.mark.django_db


# Where nobody listens, and where nobody has made a folder: what a lost server and a lost disk look like.
GONE = {
    "postgresql": {"HOST": "127.0.0.1", "PORT": "1"},
    "sqlite": {"NAME": Path("no-such-folder", "soundings.sqlite3")},
}


@pytest.fixture
def database_with(monkeypatch: pytest.MonkeyPatch) -> Iterator:
    """Put another real database under the page: the one of the tests, with other settings."""
    opened: list[BaseDatabaseWrapper] = []

    def put(changes: dict[str, object]) -> None:
        configured = {**site.DATABASES["default"], **changes}
        opened.append(ConnectionHandler({"default": configured})["default"])
        monkeypatch.setattr(health, "connection", opened[-1])

    yield put
    for connection in opened:
        connection.close()


def test_health_page_says_the_site_is_working(client: Client):
    answer = client.get("/health/")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "message": "Soundings is working."}


def test_health_page_is_a_page_for_a_person(client: Client):
    answer = client.get("/health/", headers={"accept": "text/html,*/*;q=0.8"})

    assert answer.status_code == 200
    assert ">Soundings is working.</h1>" in answer.text
    assert '<html lang="en-GB"' in answer.text


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_health_page_refuses_other_methods(client: Client, method: str):
    assert getattr(client, method)("/health/").status_code == 405


def test_health_page_says_503_when_the_database_is_gone(client: Client, database_with):
    database_with(GONE[connections["default"].vendor])

    answer = client.get("/health/")

    assert answer.status_code == 503
    assert answer.json() == {"status": "failing", "message": "Soundings cannot reach its database."}


@pytest.mark.skipif(
    "sqlite" not in site.DATABASES["default"]["ENGINE"], reason="only SQLite keeps its database in one file"
)
def test_health_page_says_503_when_the_database_is_damaged(client: Client, database_with, tmp_path: Path):
    damaged = tmp_path / "soundings.sqlite3"
    damaged.write_bytes(b"these are not the pages of a database" * 200)
    database_with({"NAME": damaged})

    assert client.get("/health/").status_code == 503


def test_health_page_says_what_to_do_when_the_database_is_unprepared(client: Client, settings):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "django.contrib.sites"]  # a room not yet migrated

    answer = client.get("/health/", headers={"accept": "text/html"})

    assert answer.status_code == 503
    assert "Run: soundings-web migrate" in answer.text


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
@pytest.mark.parametrize("broken", [False, True])
def test_health_page_gives_nothing_away(client: Client, database_with, accept: str, broken: bool):
    if broken:
        database_with(GONE[connections["default"].vendor])

    answer = client.get("/health/", headers={"accept": accept})

    told = answer.text + str(answer.headers)
    secrets = [soundings.__version__, django.__version__, "no-such-folder", "127.0.0.1", "sqlite", "ostgre", "Django"]
    secrets += ["Python", "Traceback"]
    assert [secret for secret in secrets if secret in told] == []


def test_health_page_carries_the_protective_headers(client: Client):
    headers = client.get("/health/").headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]


def test_health_page_refuses_a_name_that_is_not_ours(client: Client):
    assert client.get("/health/", headers={"host": "somewhere-else.example"}).status_code == 400


def test_health_page_asks_the_database_every_time(client: Client, django_assert_num_queries):
    for _ in range(2):
        # Is there a list of what has been prepared, and what stands in it?
        with django_assert_num_queries(2, connection=connections["default"]):
            client.get("/health/")
