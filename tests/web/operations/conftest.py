"""An installation of its own for each test: a real file or database, and a key folder, so that it can be replaced."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from soundings_web.settings import database  # noqa: TID251 - what the site makes of an address

ROOT = Path(__file__).parents[3]
WORDS = "a-password-that-nobody-may-see"


@dataclass(frozen=True)
class Installation:
    """Where this test's database and keys are, and the command as a process of its own."""

    address: str
    data: Path
    keys: Path

    @property
    def vendor(self) -> str:
        return str(connection.vendor)

    def environment(self, **more: str) -> dict[str, str]:
        folders = {"SOUNDINGS_DATA": str(self.data), "SOUNDINGS_KEYS": str(self.keys), "DATABASE_URL": self.address}
        paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        return {
            **os.environ,
            **folders,
            "PYTHONPATH": paths,
            "DJANGO_SETTINGS_MODULE": "soundings_web.settings",
            **more,
        }

    def command(self, *words: object, **more: str) -> subprocess.CompletedProcess[str]:
        """Run ``soundings-web`` with these words."""
        connection.close()  # a connection of the test would count as somebody using the site
        return subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-W", "error", "-m", "soundings_web.manage", *map(str, words)],
            env=self.environment(**more),
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def installation(tmp_path: Path, settings) -> Iterator[Installation]:
    """The site's database is one of this test's own, prepared and empty."""
    ours, before = connections["default"], dict(connections["default"].settings_dict)
    made = new_installation(tmp_path, before)
    try:
        move_to(made, settings)
        yield made
    finally:
        connections["default"].close()
        del connections["default"]
        connections.settings["default"].clear()
        connections.settings["default"].update(before)
        connections["default"] = ours
        if ours.vendor == "postgresql":
            _drop(made.address)


@pytest.fixture
def second(tmp_path: Path, installation: Installation) -> Iterator[Installation]:
    """Another machine, prepared and never used: a database, a data folder and a key folder of its own."""
    (tmp_path / "second").mkdir()
    before = dict(connections["default"].settings_dict)
    connections["default"].close()
    made = new_installation(tmp_path / "second", before)
    try:
        yield made
    finally:
        if installation.vendor == "postgresql":
            _drop(made.address)


def new_installation(place: Path, like: dict[str, Any]) -> Installation:
    """A copy of the database with these settings, in this place, beside a key folder that is not there yet."""
    data = place / "data"
    data.mkdir(mode=0o700)
    prepared = _postgresql if connection.vendor == "postgresql" else _sqlite
    return Installation(prepared(like, data), data, place / "keys")


def move_to(place: Installation, settings: Any) -> None:
    """From here on the test itself works on this installation."""
    settings.KEY_FOLDER = place.keys
    connections["default"].close()
    del connections["default"]
    connections.settings["default"].update(database(place.address))


def _sqlite(before: dict[str, Any], data: Path) -> str:  # noqa: ARG001 - one shape for both
    file = data / "soundings.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    return f"sqlite:///{file}"


def _postgresql(before: dict[str, Any], data: Path) -> str:
    import psycopg  # noqa: PLC0415 - only where there is a PostgreSQL

    connection.close()  # nobody may be connected to what is copied
    name, server = f"own_{'_'.join(data.parts[-3:-1]).replace('-', '_')}"[-60:], _server(before)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as there:
        there.execute(f'CREATE DATABASE "{name}" TEMPLATE "{before["NAME"]}"')
    return f"{server}/{name}".replace("@", f":{WORDS}@")


def _server(parts: dict[str, Any]) -> str:
    return f"postgresql://{parts['USER']}@{parts['HOST']}:{parts['PORT']}"


def _drop(address: str) -> None:
    import psycopg  # noqa: PLC0415 - as above

    server, _, name = address.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as there:
        there.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with room for half a megabyte."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("a disk of its own needs the right to mount")
    disk = tmp_path / "disk"
    disk.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(disk)]
    done = subprocess.run(words, capture_output=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        pytest.skip("a disk of its own cannot be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)  # noqa: S603, S607 - as above
