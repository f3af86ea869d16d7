"""Deployment checks of the settings: what ``soundings-web check --deploy`` can really tell is not safe."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import CheckMessage, Info, Warning, register  # noqa: A004 - Django's name for it
from django.db import DatabaseError, connection
from django.http.request import validate_host

from soundings_web.people.models import Person

THIS_MACHINE = {"localhost", "127.0.0.1", "::1", "[::1]", ""}
# SQLite has one writer at a time, and each mixing writes the whole file while everybody waits.
MANY_STAFF = 3000
_ENCRYPTED = {"require", "verify-ca", "verify-full"}


@register("operations", deploy=True)
def address_is_encrypted_and_ours(**_: Any) -> list[CheckMessage]:
    """Links lead to this site, and nobody can read along."""
    return list(_address())


def _address() -> Iterator[CheckMessage]:
    address = urlsplit(settings.SITE_ADDRESS)
    host = address.hostname or ""
    if not settings.HTTPS:
        yield Warning(
            "Encrypted connections are switched off: answers and links travel open to everybody on the way.",
            hint="Take SOUNDINGS_HTTPS=no away.",
            id="soundings.W010",
        )
    if address.scheme != "https" or host in THIS_MACHINE:
        yield Warning(
            f"Links in messages and on paper begin with {settings.SITE_ADDRESS}, which nobody else can open safely.",
            hint="Set SOUNDINGS_ADDRESS to the site's address as staff type it, with https://",
            id="soundings.W011",
        )
    if set(settings.ALLOWED_HOSTS) <= THIS_MACHINE or "*" in settings.ALLOWED_HOSTS:
        yield Warning(
            "The names the site answers to were never set, or any name will do.",
            hint="Set SOUNDINGS_HOSTS to the site's name as staff type it, and localhost for the monitor.",
            id="soundings.W012",
        )
    elif host not in THIS_MACHINE and not validate_host(host, settings.ALLOWED_HOSTS):
        yield Warning(
            f"Links lead to {host}, but that is none of the names the site answers to, so they will not open.",
            hint=f"Add {host} to SOUNDINGS_HOSTS, or put SOUNDINGS_ADDRESS right.",
            id="soundings.W013",
        )


@register("operations", deploy=True)
def nothing_of_the_workshop(**_: Any) -> list[CheckMessage]:
    """What helps while the site is made is switched off."""
    found = list[CheckMessage]()
    if settings.DEBUG:
        told = "Debugging is on: whoever meets an error reads the inside of the site, answers included."
        found.append(Warning(told, hint="Take SOUNDINGS_DEBUG away.", id="soundings.W014"))
    if any(code.endswith("-x-test") for code, _ in settings.LANGUAGES):
        told = "The test language is on, and respondents could choose it."
        found.append(Warning(told, hint="Take SOUNDINGS_TEST_LANGUAGE away.", id="soundings.W015"))
    return found


@register("operations", deploy=True)
def styles_and_scripts_collected(**_: Any) -> list[CheckMessage]:
    """Every style and script of this version lies where it is served from."""
    missing = _not_collected(Path(settings.STATIC_ROOT) / "staticfiles.json")
    if not missing:
        return []
    told = f"{missing} styles and scripts of this version are not collected in {settings.STATIC_ROOT}."
    hint = "Run soundings-web upgrade, or soundings-web collectstatic --no-input, then start the site again."
    return [Warning(told, hint=hint, id="soundings.W016")]


def _not_collected(manifest: Path) -> int:
    ours = {path for finder in get_finders() for path, _ in finder.list([])}
    try:
        collected = json.loads(manifest.read_text(encoding="utf-8"))["paths"]
    except (OSError, ValueError, KeyError):
        collected = {}
    return len(ours - set(collected))


@register("operations", deploy=True)
def database_fits(**_: Any) -> list[CheckMessage]:
    """What can be told about the database from here."""
    if connection.vendor == "sqlite":
        return _for_many_staff()
    where = connection.settings_dict
    host = where.get("HOST") or ""
    if host in THIS_MACHINE or host.startswith("/") or where["OPTIONS"].get("sslmode") in _ENCRYPTED:
        return []
    told = f"The database is on {host}, and nothing makes sure that the connection to it is encrypted."
    hint = "Add ?sslmode=verify-full to DATABASE_URL, or at least ?sslmode=require."
    return [Warning(told, hint=hint, id="soundings.W017")]


def _for_many_staff() -> list[CheckMessage]:
    try:
        people = Person.objects.count()
    except DatabaseError:  # not prepared yet; the health page says so
        return []
    if people <= MANY_STAFF:
        return []
    told = f"{people:,} people are on the rosters, and the database is SQLite, where one writer waits for the other."
    hint = "It goes on working; if pages become slow while many people answer, move to PostgreSQL before the next wave."
    return [Info(told, hint=hint, id="soundings.I001")]
