"""A full disk: whatever cannot be kept is refused before it is acknowledged, and works when there is room again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.db.utils import Error
from tests.postgresql import Server, programs
from tests.web.durability import deeds
from tests.web.durability.sites import Builder, Site, migrated

from soundings.errors import StorageFullError

pytestmark = pytest.mark.process

PEOPLE = 16


@pytest.fixture(params=["sqlite", "postgresql", "postgresql's log"])
def kind(request: pytest.FixtureRequest) -> str:
    """What is on the small disk: the database; or, of PostgreSQL, only its write-ahead log."""
    if request.param != "sqlite" and programs() is None:
        pytest.skip("no PostgreSQL here: install it or set PG_BINDIR")
    wanted: str = request.param
    return wanted


@pytest.fixture
def small_disk(kind: str) -> Iterator[Path]:
    """A disk that is soon full, which only the administrator of a machine can make."""
    place = Path(tempfile.mkdtemp(prefix="soundings-"))
    size = {"sqlite": "3m", "postgresql": "72m", "postgresql's log": "12m"}[kind]
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:  # noqa: S603 - our own words
        pytest.skip("no small disk: only root may mount one")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)  # noqa: S603, S607 - as above
    place.rmdir()


def fill(disk: Path) -> None:
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as file:
        for size in (2**16, 2**10, 1):
            with suppress(OSError):
                while True:
                    file.write(b"x" * size)


@dataclass
class Place:
    """A site on a disk that is soon full."""

    site: Site
    disk: Path
    server: Server | None = None

    def make_room(self) -> None:
        """The administrator removes what filled the disk; a server that went down over it is started again."""
        (self.disk / "filler").unlink()
        if self.server and not self.server.answers():
            self.server.start()


@pytest.fixture
def place(builder: Builder, kind: str, small_disk: Path, tmp_path: Path) -> Iterator[Place]:
    if kind == "sqlite":
        yield Place(builder.sqlite(small_disk), small_disk)
        return
    root = small_disk if kind == "postgresql" else Path(tempfile.mkdtemp(prefix="soundings-"))
    server = Server(root, "-c min_wal_size=2MB -c max_wal_size=4MB -c restart_after_crash=off")
    shutil.chown(small_disk, *([server.who["user"], server.who["group"]] if server.who else []))
    log = ["--waldir", str(small_disk / "log")] if root != small_disk else []
    server.make("--wal-segsize=1", *log)
    server.start()
    site = Site(server.address, tmp_path / "keys")
    migrated(site)
    yield Place(site, small_disk, server)
    server.stop()
    shutil.rmtree(root / "d")


def use_up_log(site: Site) -> None:
    """A new piece of the log is begun, as after much other work; the pieces kept in reserve end soon."""
    with suppress(psycopg.Error), psycopg.connect(site.address, autocommit=True) as there:
        there.execute("SELECT pg_switch_wal()")


def handed_in(site: Site, secrets: list[bytes], people: range, kind: str) -> tuple[list[int], list[Exception]]:
    """Who was told that it worked, and what the others were told."""
    acknowledged, refusals = list[int](), list[Exception]()
    for n in people:
        if kind == "postgresql's log":
            use_up_log(site)
        try:
            site.do(deeds.hand_in, secrets[n : n + 1], n, 3000)
            acknowledged.append(n)
        except (StorageFullError, Error) as error:
            refusals.append(error)
    return acknowledged, refusals


def test_full_disk_refuses_before_acknowledging_and_the_same_link_submits_later(place: Place, kind: str):
    site, last = place.site, PEOPLE - 1
    secrets = site.do(deeds.set_up, PEOPLE)
    site.do(deeds.draft, secrets[last], {"W1": "yes"})
    site.do(deeds.hand_in, secrets[:2], 0)

    fill(place.disk)
    acknowledged, refusals = handed_in(site, secrets, range(2, PEOPLE), kind)
    print(kind, len(acknowledged), {str(error)[:160] for error in refusals})  # noqa: T201 - what was said

    assert refusals
    place.make_room()
    before = site.do(deeds.state)
    assert (before["ballots"], before["used"]) == (before["used"], 2 + len(acknowledged))
    assert site.do(deeds.drafted, secrets[last]) == {"W1": "yes"}
    rest = [n for n in range(2, PEOPLE) if n not in acknowledged]
    for n in rest:
        site.do(deeds.hand_in, secrets[n : n + 1], n, 3000)
    site.do(deeds.close)
    site.do(deeds.open_the_box)
    assert site.do(deeds.said) == deeds.expected(list(range(PEOPLE)))
    if kind != "postgresql's log":  # there the whole server goes down, so nobody is left who could say why
        assert {type(error) for error in refusals} == {StorageFullError}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_full_disk_refuses_a_draft_in_words_and_keeps_the_one_before(small_disk: Path, builder: Builder):
    site = builder.sqlite(small_disk)
    [secret] = site.do(deeds.set_up, 1)
    site.do(deeds.draft, secret, {"W1": "yes"})
    fill(small_disk)

    with pytest.raises(StorageFullError, match="no room left") as refused:
        site.do(deeds.draft, secret, {"W1": "no"})

    assert refused.value.exit_code == 12
    assert site.do(deeds.drafted, secret) == {"W1": "yes"}
