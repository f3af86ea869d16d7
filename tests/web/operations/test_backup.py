"""A backup: whole or not at all, of one moment, for its owner only, and telling nothing by its order."""

import json
import os
import sqlite3
import subprocess
import threading
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from tests.web.box.councils import open_council
from tests.web.operations.conftest import WORDS, Installation

from soundings_web.answers.models import Ballot
from soundings_web.operations import postgresql
from soundings_web.operations.backup import make_backup
from soundings_web.respond.mixing import mix

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("installation")]
on_postgresql = pytest.mark.skipif(
    not os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="about PostgreSQL: python -m tests.postgresql tests/web/operations",
)


def manifest_of(path: Path) -> dict:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("manifest.json"))


def test_a_backup_says_what_it_is(tmp_path: Path):
    council = open_council(9)
    for n in range(4):
        council.submit(n)

    call_command("backup", str(tmp_path / "b"))

    manifest = manifest_of(tmp_path / "b")
    assert (manifest["format"], manifest["database"]) == (1, connection.vendor)
    assert [(box["name"], box["state"], box["ballots"]) for box in manifest["boxes"]] == [("2026/children", "open", 4)]
    assert ["answers", "0001_initial"] in manifest["migrations"]


def test_only_its_owner_can_read_a_backup(tmp_path: Path):
    mask = os.umask(0)
    try:
        make_backup(tmp_path / "b", by="tests")
    finally:
        os.umask(mask)

    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600


def test_a_backup_replaces_no_file(tmp_path: Path):
    (tmp_path / "b").write_text("precious")

    with pytest.raises(CommandError, match="already") as caught:
        call_command("backup", str(tmp_path / "b"))

    assert caught.value.returncode == 7
    assert (tmp_path / "b").read_text() == "precious"


def test_a_backup_does_not_belong_in_the_key_folder(installation: Installation):
    open_council(1)

    with pytest.raises(CommandError, match="key folder"):
        call_command("backup", str(installation.keys / "b"))


def test_a_backup_holds_nothing_of_the_key_folder(installation: Installation, tmp_path: Path):
    open_council(3).submit(0)

    make_backup(tmp_path / "b", by="tests")

    whole = (tmp_path / "b").read_bytes()
    secrets = [path for path in installation.keys.rglob("*") if path.is_file()]
    assert len(secrets) >= 5
    assert [path.name for path in secrets if path.read_bytes() in whole] == []


def test_nothing_is_left_of_a_backup_that_fails(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("soundings_web.operations.backup.write_backup", lambda *_: 1 / 0)
    (tmp_path / "backups").mkdir()

    with pytest.raises(ZeroDivisionError):
        make_backup(tmp_path / "backups" / "b", by="tests")

    assert list((tmp_path / "backups").iterdir()) == []


def test_a_full_disk_leaves_no_half_backup(installation: Installation, small_disk: Path):
    council = open_council(300)
    for n in range(200):
        council.submit(n)

    done = installation.command("backup", small_disk / "b")

    assert done.returncode == 7
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(small_disk.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(CommandError, match="could not be written: no such file") as caught:
        call_command("backup", str(tmp_path / "nowhere" / "b"))

    assert caught.value.returncode == 7


# The order of the rows.


def test_the_order_of_a_backup_is_not_the_order_of_arrival(tmp_path: Path):
    tickets, ballots = arrivals(40)

    make_backup(tmp_path / "b", by="tests")

    found = rows_of(tmp_path / "b", tmp_path)
    assert sorted(found["ticket"]) == sorted(tickets)
    assert matches(found["ticket"], tickets) < 10
    assert matches(found["ballot"], ballots) < 10


@on_postgresql
def test_without_mixing_the_order_is_the_order_of_arrival(tmp_path: Path, monkeypatch):
    tickets, ballots = arrivals(40)
    monkeypatch.setattr(postgresql, "mix", lambda: None)
    monkeypatch.setattr(postgresql, "is_due", lambda: False)

    make_backup(tmp_path / "b", by="tests")

    found = rows_of(tmp_path / "b", tmp_path)
    assert matches(found["ticket"], tickets) > 30
    assert matches(found["ballot"], ballots) > 30


@on_postgresql
def test_a_ballot_that_comes_between_mixing_and_backup_is_mixed_too(tmp_path: Path, monkeypatch):
    council = open_council(30)
    mixings = []

    def mix_and_submit() -> None:
        mix()
        mixings.append(1)
        if len(mixings) < 4:
            council.submit(len(mixings))

    monkeypatch.setattr(postgresql, "mix", mix_and_submit)
    manifest = make_backup(tmp_path / "b", by="tests")

    assert len(mixings) == 4
    assert manifest.boxes[0].ballots == 3


def arrivals(people: int) -> tuple[list[str], list[str]]:
    """Ballots that came in an order of their own; the keys of tickets and ballots in this order."""
    council = open_council(people)
    order = list(range(people))
    council.chance.shuffle(order)
    tickets, ballots = [], []
    for n in order:
        council.submit(n)
        ballots += [key for key in Ballot.objects.values_list("key", flat=True) if key not in ballots]
        used = {row for row in used_tickets() if row not in tickets}
        tickets += used
    return tickets, ballots


def used_tickets() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM waves_ticket WHERE used")
        return [key for (key,) in cursor.fetchall()]


def matches(found: list[str], arrived: list[str]) -> int:
    """How many stand where they would stand in order of arrival."""
    return sum(a == b for a, b in zip(found, arrived, strict=True))


def rows_of(path: Path, tmp_path: Path) -> dict[str, list[str]]:
    """The keys of tickets and ballots in the order in which they stand in the file."""
    with zipfile.ZipFile(path) as archive:
        (tmp_path / "content").write_bytes(archive.read("database"))
    if connection.vendor == "sqlite":
        there = sqlite3.connect(tmp_path / "content")
        found = {
            "ticket": [key for (key,) in there.execute("SELECT key FROM waves_ticket")],
            "ballot": [key for (key,) in there.execute("SELECT key FROM answers_ballot")],
        }
        there.close()
        return found
    program = postgresql._program("pg_restore")
    tables = {"ticket": "waves_ticket", "ballot": "answers_ballot"}
    return {name: copied_keys(program, table, tmp_path / "content") for name, table in tables.items()}


def copied_keys(program: str, table: str, content: Path) -> list[str]:
    text = subprocess.run(  # noqa: S603 - our own words
        [program, "--data-only", f"--table={table}", "--file=-", content], capture_output=True, text=True, check=True
    ).stdout
    rows = text.partition("FROM stdin;\n")[2].partition("\\.\n")[0]
    return [line.split("\t")[0] for line in rows.splitlines()]


# A backup and a mixing at the same time.


@on_postgresql
def test_a_mixing_that_meets_a_backup_waits_and_then_succeeds(tmp_path: Path, monkeypatch):
    council = open_council(60)
    for n in range(40):
        council.submit(n)
    waited = meet(tmp_path, monkeypatch)

    assert waited
    assert manifest_of(tmp_path / "b")["boxes"][0]["ballots"] == 40
    assert len(rows_of(tmp_path / "b", tmp_path)["ballot"]) == 40
    assert Ballot.objects.count() == 40
    council.submit(50)


@on_postgresql
def test_without_the_name_the_backup_still_finds_the_box_because_rows_go_back_frozen(tmp_path: Path, monkeypatch):
    council = open_council(60)
    for n in range(40):
        council.submit(n)
    monkeypatch.setattr("soundings_web.storage.rewriting.hold", lambda _: None)
    waited = meet(tmp_path, monkeypatch)

    assert not waited
    assert len(rows_of(tmp_path / "b", tmp_path)["ballot"]) == 40


def meet(tmp_path: Path, monkeypatch) -> bool:
    """A mixing that begins when the backup has its snapshot, before pg_dump. Whether it waited for the backup."""
    whole, mixing = postgresql._said_by, threading.Thread(target=in_a_thread, args=(mix,), daemon=True)
    seen = []

    def slow(words, given=None):
        mixing.start()
        mixing.join(1)
        seen.append(mixing.is_alive())
        yield from whole(words, given)

    monkeypatch.setattr(postgresql, "_said_by", slow)
    make_backup(tmp_path / "b", by="tests")
    mixing.join(20)
    assert not mixing.is_alive()
    return seen == [True]


def in_a_thread(work) -> None:
    try:
        work()
    finally:
        connections.close_all()


@on_postgresql
def test_a_close_that_meets_a_mixing_does_not_wait_forever():
    from soundings_web.waves.actions import close_survey  # noqa: PLC0415 - one test only

    council = open_council(40)
    for n in range(30):
        council.submit(n)
    failed = []

    def mixings() -> None:
        try:
            for _ in range(15):
                mix()
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)

    thread = threading.Thread(target=in_a_thread, args=(mixings,))
    thread.start()
    close_survey(survey=council.survey, by="tests")
    thread.join(30)

    assert failed == []
    assert Ballot.objects.count() == 30


@on_postgresql
def test_the_name_is_let_go_after_a_backup_that_failed(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("soundings_web.operations.backup.write_backup", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_backup(tmp_path / "b", by="tests")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert cursor.fetchone()[0] == 0


# PostgreSQL's programs.

PROGRAMS = ("pg_dump", "pg_restore", "psql")


@on_postgresql
def test_a_missing_pg_dump_is_named(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(postgresql.shutil, "which", lambda *_, **__: None)

    with pytest.raises(CommandError, match="pg_dump is not here"):
        call_command("backup", str(tmp_path / "b"))

    assert not (tmp_path / "b").exists()


@on_postgresql
def test_a_pg_dump_that_fails_leaves_no_backup(tmp_path: Path, settings):
    settings.PG_BINDIR = str(tmp_path / "bin")
    program(tmp_path / "bin" / "pg_dump", "echo half; echo 'pg_dump: error: no room for version 99' >&2; exit 1")

    with pytest.raises(CommandError, match="pg_dump failed: pg_dump: error: no room for version 99"):
        call_command("backup", str(tmp_path / "b"))

    assert [path.name for path in tmp_path.iterdir() if path.name.startswith((".sound", "b"))] == ["bin"]


@on_postgresql
def test_no_password_stands_in_the_arguments_or_in_what_is_said(installation: Installation, tmp_path: Path):
    spied = tmp_path / "spied"
    for name in PROGRAMS:
        spy = f"tr '\\0' ' ' < /proc/$$/cmdline >> {spied}; echo \"$PGPASSWORD\" > {spied}.env"
        program(tmp_path / "bin" / name, f'{spy}\nexec {postgresql._program(name)} "$@"')

    done = [
        installation.command("backup", tmp_path / "b", PG_BINDIR=str(tmp_path / "bin")),
        installation.command("restore", tmp_path / "b", "--yes", PG_BINDIR=str(tmp_path / "bin")),
    ]

    assert [one.returncode for one in done] == [0, 0], done
    words = spied.read_text()
    assert [name for name in PROGRAMS if f"bin/{name}" not in words] == []
    assert WORDS in (tmp_path / "spied.env").read_text(), "the test watches the wrong programs"
    assert [text for text in (words, *(one.stdout + one.stderr for one in done)) if WORDS in text] == []
    assert WORDS.encode() not in (tmp_path / "b").read_bytes()


def program(path: Path, script: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
