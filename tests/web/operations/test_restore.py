"""A restore: whole or not at all; what was in the box then is in it again, and nothing that was purged comes back."""

import json
import os
import sqlite3
import threading
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from tests.web.box.councils import PASSPHRASES, Council, open_council, plan, questionnaire
from tests.web.operations.conftest import Installation

from soundings.errors import NotNowError
from soundings_web.answers.models import AnswerFile, Ballot, Draft
from soundings_web.keys.folder import key_folder
from soundings_web.operations import sqlite
from soundings_web.operations.backup import make_backup
from soundings_web.operations.jobs import finish_opening
from soundings_web.people import audit
from soundings_web.respond.submitting import AlreadyInError, UnknownLinkError, read_draft, save_draft, way_in
from soundings_web.results import ledger
from soundings_web.results.models import Certificate, Opening
from soundings_web.results.opening import open_box
from soundings_web.results.publishing import publish_wave
from soundings_web.results.purging import honour_ledger, purge_answers, purge_ballots, unfinished
from soundings_web.waves.actions import close_survey, open_survey, plan_wave, reopen_survey
from soundings_web.waves.models import Survey, Ticket
from soundings_web.waves.survey_keys import ANSWERS, BALLOT, MAIL, name_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("installation")]
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
on_postgresql = pytest.mark.skipif(
    not ON_POSTGRESQL, reason="about PostgreSQL: python -m tests.postgresql tests/web/operations"
)
on_sqlite = pytest.mark.skipif(ON_POSTGRESQL, reason="about SQLite: python -m pytest tests/web/operations")


def restored(path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Restore, and return what the person was told."""
    capsys.readouterr()
    call_command("restore", str(path), yes=True)
    return capsys.readouterr().out


def opened_box(council: Council) -> Opening:
    close_survey(survey=council.survey, by="tests")
    return open_box(survey=council.survey, passphrases=PASSPHRASES, by="tests")


# In the middle of a survey.


def test_a_backup_in_the_middle_of_a_survey_loses_nobody_for_good(tmp_path: Path, capsys):
    council = open_council(100)
    for n in range(40):
        council.submit(n)
    for n in range(40, 45):
        save_draft(way_in(council.secrets[n]), {"W1": "yes", "C": f"half of {n}"})
    make_backup(tmp_path / "b", by="tests")
    for n in range(40, 70):
        council.submit(n)

    told = restored(tmp_path / "b", capsys)

    assert "its box held 40 ballots" in told
    assert "Answers acknowledged after that moment are lost" in told
    assert "with the same link" in told
    assert (Ballot.objects.count(), Ticket.objects.filter(used=True).count(), Draft.objects.count()) == (40, 40, 5)
    for n in range(40):
        with pytest.raises(AlreadyInError):
            way_in(council.secrets[n])
    for n in range(40, 45):
        assert read_draft(way_in(council.secrets[n])) == {"W1": "yes", "C": f"half of {n}"}
    for n in range(40, 80):
        council.submit(n)
    opening = opened_box(council)
    assert (opening.ballots, opening.unreadable, opening.tickets) == (80, 0, 100)


def test_the_commands_work_as_processes_of_their_own(installation: Installation, tmp_path: Path):
    council = open_council(12)
    for n in range(7):
        council.submit(n)
    backup = installation.command("backup", tmp_path / "b")
    council.submit(8)

    restore = installation.command("restore", tmp_path / "b", "--yes")

    assert (backup.returncode, backup.stderr) == (0, "")
    assert (restore.returncode, restore.stderr) == (0, "")
    assert "2026/children" in restore.stdout
    assert Ballot.objects.count() == 7
    council.submit(8)


def test_a_restore_needs_a_yes(installation: Installation, tmp_path: Path):
    open_council(3).submit(0)
    make_backup(tmp_path / "b", by="tests")
    Ballot.objects.all().delete()

    done = installation.command("restore", tmp_path / "b")

    assert done.returncode == 2
    assert "Add --yes" in done.stderr
    assert Ballot.objects.count() == 0


def test_a_restore_is_audited(tmp_path: Path, monkeypatch):
    open_council(3).submit(0)
    make_backup(tmp_path / "b", by="tests")
    events = []
    monkeypatch.setattr(audit, "record", lambda **event: events.append(event))

    call_command("restore", str(tmp_path / "b"), yes=True)

    assert [event["what"] for event in events] == ["backup restored"]
    assert events[0]["details"]["ballots"] == ["2026/children: 1"]


def test_a_lost_database_comes_back(installation: Installation, tmp_path: Path, capsys):
    council = open_council(5)
    council.submit(0)
    make_backup(tmp_path / "b", by="tests")
    lose(installation)

    restored(tmp_path / "b", capsys)

    assert Ballot.objects.count() == 1
    council.submit(1)


def lose(installation: Installation) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return
    connection.close()
    for path in installation.data.iterdir():
        path.unlink()


# After an opening and a purge.


def test_a_backup_from_before_the_purge_brings_no_ballot_back(tmp_path: Path, capsys):
    council = open_council(20)
    for n in range(12):
        council.submit(n)
    close_survey(survey=council.survey, by="tests")
    open_box(survey=council.survey, passphrases=PASSPHRASES, by="tests")
    make_backup(tmp_path / "b", by="tests")
    purge_ballots(council.survey.key)

    told = restored(tmp_path / "b", capsys)

    assert "destroyed again" in told
    assert [model.objects.count() for model in (Ballot, Ticket, Draft)] == [0, 0, 0]
    assert AnswerFile.objects.exists()
    assert unfinished() == [council.survey.key], "the worker finishes what the backup shows as begun"
    finish_opening.func(council.survey.key)
    assert Certificate.objects.count() == 1


def test_a_survey_opened_after_the_backup_stays_opened_and_says_what_is_lost(tmp_path: Path, capsys):
    council = open_council(20)
    for n in range(12):
        council.submit(n)
    save_draft(way_in(council.secrets[15]), {"W1": "yes"})
    make_backup(tmp_path / "b", by="tests")
    opened_box(council)
    purge_ballots(council.survey.key)

    told = restored(tmp_path / "b", capsys)

    assert "its box held 12 ballots. They were destroyed since, and do not come back." in told
    assert "neither its ballots nor its answers" in told
    assert [model.objects.count() for model in (Ballot, Ticket, Draft, AnswerFile, Opening)] == [0, 0, 0, 0, 0]
    survey = Survey.objects.get(key=council.survey.key)
    assert survey.state == Survey.State.OPENED
    for again in (
        lambda: open_box(survey=survey, passphrases=PASSPHRASES, by="tests"),
        lambda: reopen_survey(survey=survey, closes_at=survey.closes_at, by="tests"),
        lambda: publish_wave(wave=survey.wave, by="tests"),
    ):
        with pytest.raises(Exception, match=r"Opening is final|key folder has no|not in this database"):
            again()
    with pytest.raises(UnknownLinkError):
        way_in(council.secrets[15])
    assert not key_folder().has(name_of(survey.key, BALLOT))


def test_a_survey_purged_since_it_was_being_prepared_is_not_held_again(tmp_path: Path, capsys):
    plan_again = {"plan": plan(), "questionnaires": {"children": questionnaire()}, "by": "tests"}
    council = open_council(8)
    Survey.objects.update(state=Survey.State.DRAFT)
    Ticket.objects.all().delete()
    connection.cursor().execute("DELETE FROM waves_contract")
    make_backup(tmp_path / "b", by="tests")
    ledger.enter(council.survey.key, ledger.BALLOTS)
    for which in (BALLOT, MAIL, "code.pepper"):
        key_folder().destroy(name_of(council.survey.key, which))

    restored(tmp_path / "b", capsys)

    with pytest.raises(NotNowError):
        open_survey(survey=council.survey, by="tests")
    with pytest.raises(NotNowError):
        plan_wave(**plan_again)


def test_destroyed_answers_do_not_come_back(tmp_path: Path, capsys):
    council = open_council(20)
    for n in range(12):
        council.submit(n)
    opened_box(council)
    purge_ballots(council.survey.key)
    make_backup(tmp_path / "b", by="tests")
    purge_answers(council.survey.key)

    told = restored(tmp_path / "b", capsys)

    assert "destroyed again" in told
    assert "neither" not in told
    assert not AnswerFile.objects.exists()
    assert Certificate.objects.filter(about="purge").count() == 1
    assert not key_folder().has(name_of(council.survey.key, ANSWERS))
    assert Opening.objects.get().destroyed_at is not None


def test_a_restore_cut_off_is_finished_by_the_worker(tmp_path: Path, capsys, monkeypatch):
    council = open_council(20)
    council.submit(1)
    make_backup(tmp_path / "b", by="tests")
    opened_box(council)
    purge_ballots(council.survey.key)
    monkeypatch.setattr("soundings_web.operations.restore.honour_ledger", lambda: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        restored(tmp_path / "b", capsys)
    honour_ledger()  # as every worker does when it starts

    assert [model.objects.count() for model in (Ballot, Ticket, Draft)] == [0, 0, 0]
    assert Survey.objects.get().state == Survey.State.OPENED


def test_a_survey_opened_to_respondents_after_the_backup_needs_new_links(tmp_path: Path, capsys):
    make_backup(tmp_path / "b", by="tests")
    open_council(4)

    assert "send new links" in restored(tmp_path / "b", capsys)


def test_missing_keys_are_told(tmp_path: Path, capsys):
    council = open_council(4)
    make_backup(tmp_path / "b", by="tests")
    key_folder().destroy(name_of(council.survey.key, BALLOT))
    key_folder().destroy(name_of(council.survey.key, MAIL))

    told = restored(tmp_path / "b", capsys)

    assert "its box can never be opened" in told
    assert "no reminders" in told


def test_a_survey_whose_end_has_passed_is_told(tmp_path: Path, capsys):
    council = open_council(4)
    Survey.objects.update(opens_at="2020-01-01T00:00Z", closes_at="2020-02-01T00:00Z")
    make_backup(tmp_path / "b", by="tests")

    told = restored(tmp_path / "b", capsys)

    assert council.survey.title in told
    assert "its end has passed" in told


# What cannot be restored.


def test_a_damaged_backup_changes_nothing(tmp_path: Path):
    open_council(4).submit(0)
    make_backup(tmp_path / "b", by="tests")
    whole = (tmp_path / "b").read_bytes()
    Ballot.objects.all().delete()
    damages = {
        "cut short": whole[: len(whole) // 2],
        "empty": b"",
        "one byte": whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:],
        "other": b"this is a letter" * 1000,
    }

    for name, content in damages.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(CommandError) as caught:
            call_command("restore", str(tmp_path / name), yes=True)
        assert caught.value.returncode == 3, name
    assert Ballot.objects.count() == 0


def test_a_backup_with_another_checksum_is_damaged(tmp_path: Path):
    make_backup(tmp_path / "b", by="tests")
    changed(tmp_path / "b", tmp_path / "c", checksum="0" * 64)

    with pytest.raises(CommandError, match="is damaged"):
        call_command("restore", str(tmp_path / "c"), yes=True)


def changed(path: Path, to: Path, **facts: object) -> None:
    """The same backup with other facts in its manifest."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        new.writestr("database", old.read("database"))
        new.writestr("manifest.json", json.dumps({**manifest, **facts}))


@pytest.mark.parametrize(
    ("facts", "words", "code"),
    [
        ({"database": "sqlite" if ON_POSTGRESQL else "postgresql"}, "this site runs on", 3),
        ({"format": 2}, "later version", 8),
        ({"migrations": [["waves", "0999_from_the_future"]]}, "does not know “waves.0999_from_the_future”", 8),
    ],
    ids=["other kind", "later format", "later version"],
)
def test_a_backup_that_does_not_fit_changes_nothing(tmp_path: Path, facts, words: str, code: int):
    make_backup(tmp_path / "b", by="tests")
    open_council(4)
    changed(tmp_path / "b", tmp_path / "c", **facts)

    with pytest.raises(CommandError, match=words) as caught:
        call_command("restore", str(tmp_path / "c"), yes=True)

    assert caught.value.returncode == code
    assert Survey.objects.count() == 1


def test_a_missing_backup_is_named(tmp_path: Path):
    with pytest.raises(CommandError, match="no such file"):
        call_command("restore", str(tmp_path / "none"), yes=True)


def test_a_database_in_use_is_not_replaced(tmp_path: Path, monkeypatch):
    open_council(4).submit(0)
    make_backup(tmp_path / "b", by="tests")
    Ballot.objects.all().delete()
    monkeypatch.setattr(sqlite, "PATIENCE", 0.2)
    begun, done = threading.Event(), threading.Event()

    def somebody() -> None:
        Ballot.objects.count()
        begun.set()
        done.wait(20)
        connections.close_all()

    thread = threading.Thread(target=somebody)
    thread.start()
    begun.wait(10)
    try:
        with pytest.raises(CommandError, match="is in use") as caught:
            call_command("restore", str(tmp_path / "b"), yes=True)
    finally:
        done.set()
        thread.join()

    assert caught.value.returncode == 9
    assert Ballot.objects.count() == 0


def test_an_older_backup_is_brought_up_to_date(tmp_path: Path, capsys):
    """As a backup made before the last migration was written: its table is not there, nor the note that it is."""
    council = open_council(4)
    council.submit(0)
    call_command("migrate", "results", "zero", verbosity=0)
    make_backup(tmp_path / "b", by="tests")
    call_command("migrate", verbosity=0)

    restored(tmp_path / "b", capsys)

    assert "results_opening" in connection.introspection.table_names()
    assert Ballot.objects.count() == 1


def test_a_table_of_a_later_version_does_not_stay(tmp_path: Path, capsys):
    open_council(4)
    make_backup(tmp_path / "b", by="tests")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE later (survey varchar(32) REFERENCES waves_survey (key))")
        cursor.execute("INSERT INTO later SELECT key FROM waves_survey")

    restored(tmp_path / "b", capsys)

    assert "later" not in connection.introspection.table_names()


def test_a_restore_that_fails_halfway_changes_nothing(tmp_path: Path, monkeypatch):
    open_council(4).submit(0)
    make_backup(tmp_path / "b", by="tests")
    with zipfile.ZipFile(tmp_path / "b") as archive:
        content = archive.read("database")
    spoilt = content[: len(content) * 2 // 3]
    monkeypatch.setattr("soundings_web.operations.backup_file.Backup.content", lambda _: iter([spoilt]))
    monkeypatch.setattr("soundings_web.operations.backup_file._is_sound", lambda _: True)
    Ballot.objects.create(survey="another", sealed=b"")

    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", str(tmp_path / "b"), yes=True)

    assert Ballot.objects.count() == 2


@on_sqlite
def test_a_damaged_database_is_set_aside_and_replaced(installation: Installation, tmp_path: Path, capsys):
    council = open_council(4)
    council.submit(0)
    make_backup(tmp_path / "b", by="tests")
    connection.close()
    file = Path(connection.settings_dict["NAME"])
    file.write_bytes(b"these are not the pages of a database" * 200)

    restored(tmp_path / "b", capsys)

    assert Ballot.objects.count() == 1
    assert [path for path in installation.data.iterdir() if ".damaged-" in path.name]


@on_sqlite
def test_a_restored_file_is_for_its_owner_only_and_no_draft_stays(installation: Installation, tmp_path: Path, capsys):
    open_council(4)
    make_backup(tmp_path / "b", by="tests")
    lose(installation)

    restored(tmp_path / "b", capsys)
    connection.close()

    assert [(path.name, path.stat().st_mode & 0o777) for path in installation.data.iterdir()] == [
        ("soundings.sqlite3", 0o600)
    ]


@on_sqlite
def test_a_full_disk_leaves_the_database_as_it_was(installation: Installation, tmp_path: Path, small_disk: Path):
    council = open_council(300)
    for n in range(100):
        council.submit(n)
    make_backup(tmp_path / "b", by="tests")
    with sqlite3.connect(small_disk / "small.sqlite3") as there:
        there.execute("CREATE TABLE precious (word)")
    there.close()

    done = installation.command(
        "restore", tmp_path / "b", "--yes", DATABASE_URL=f"sqlite:///{small_disk / 'small.sqlite3'}"
    )

    assert done.returncode == 7, done.stderr
    assert "Nothing was changed" in done.stderr
    there = sqlite3.connect(small_disk / "small.sqlite3")
    assert there.execute("SELECT count(*) FROM precious").fetchone() == (0,)
    there.close()
    assert [path.name for path in small_disk.iterdir()] == ["small.sqlite3"]


@on_postgresql
def test_what_an_extension_brought_stays(tmp_path: Path, capsys):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if not cursor.fetchone()[0]:
            pytest.skip("this PostgreSQL brings no extension to try")
        cursor.execute("CREATE EXTENSION pg_trgm")
    make_backup(tmp_path / "b", by="tests")

    restored(tmp_path / "b", capsys)

    with connection.cursor() as cursor:
        cursor.execute("SELECT similarity('word', 'words') > 0")
        assert cursor.fetchone() == (True,)
