"""An upgrade in the middle of a survey: from an earlier database to this version, with nothing lost and a way back."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL
from django.db.migrations.recorder import MigrationRecorder
from tests.web.box.councils import PASSPHRASES, Council, open_council
from tests.web.operations.conftest import Installation, move_to
from tests.web.respond.visitors import WHY, Visitor

from soundings_web.answers.models import Ballot, Draft
from soundings_web.people import audit
from soundings_web.people.models import AuditEvent
from soundings_web.respond.mixing import mix
from soundings_web.respond.submitting import AlreadyInError, read_draft, save_draft, way_in
from soundings_web.results.opening import open_box
from soundings_web.storage.locking import held_if_free
from soundings_web.storage.prepared import is_prepared
from soundings_web.waves.actions import close_survey
from soundings_web.waves.models import Survey

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("installation")]


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


def half_answered() -> Council:
    council = open_council(40)
    for n in range(15):
        council.submit(n)
    for n in range(20, 25):
        save_draft(way_in(council.secrets[n]), {"W1": "yes", "C": f"half of {n}"})
    return council


def one_step_back() -> list[str]:
    """The database as the version before left it: each room of ours one step back; returns the steps undone."""
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("soundings_web.")}
    graph = MigrationLoader(connection).graph
    for app, last in sorted(node for node in graph.leaf_nodes() if node[0] in ours):
        before = [name for label, name in graph.node_map[app, last].parents if label == app]
        if before:
            call_command("migrate", app, before[0], verbosity=0)
    run = MigrationRecorder(connection).applied_migrations()
    return sorted(".".join(node) for node in graph.nodes if node not in run and node[0] in ours)


# What is there goes on.


def test_an_earlier_database_is_upgraded_in_the_middle_of_a_survey(installation: Installation, backups: Path):
    council = half_answered()
    events, _ = audit.length_and_end()
    undone = one_step_back()
    assert {step.split(".")[0] for step in undone} >= {"people", "waves"}
    assert installation.command("survey", "list").returncode == 9, "this database is not the one of this version"

    done = installation.command("upgrade", "--backup", backups)

    assert (done.returncode, done.stderr) == (0, "")
    assert f"A backup was written to {backups}" in done.stdout
    assert all(step in done.stdout for step in undone)
    assert "The audit trail is whole" in done.stdout
    assert is_prepared(connection)
    assert (installation.data / "static" / "staticfiles.json").exists()
    assert audit.length_and_end()[0] == events + 1
    assert AuditEvent.objects.latest("id").what == "upgraded"
    assert set(AuditEvent.objects.latest("id").details["steps"]) >= set(undone)
    answering_goes_on(council)


def answering_goes_on(council: Council) -> None:
    """Submitted stays submitted, drafts are read on, others answer, and the box opens with all of them."""
    for n in range(15):
        with pytest.raises(AlreadyInError):
            way_in(council.secrets[n])
    for n in range(20, 25):
        assert read_draft(way_in(council.secrets[n])) == {"W1": "yes", "C": f"half of {n}"}
    visitor = Visitor(council.secrets[20])
    assert visitor.start().status_code == 200
    assert "half of 20" in visitor.client.get(WHY).text
    for n in range(15, 40):
        council.submit(n)
    survey = Survey.objects.get()
    close_survey(survey=survey, by="tests")
    opening = open_box(survey=survey, passphrases=PASSPHRASES, by="tests")
    assert (opening.ballots, opening.unreadable, opening.tickets) == (40, 0, 40)


def test_the_backup_before_an_upgrade_is_of_the_earlier_database_and_restores_it(
    installation: Installation, backups: Path
):
    council = half_answered()
    one_step_back()
    assert installation.command("upgrade", "--backup", backups).returncode == 0
    council.submit(30)
    [saved] = backups.iterdir()

    restored = installation.command("restore", saved, "--yes")

    assert (restored.returncode, restored.stderr) == (0, "")
    assert "its box held 15 ballots" in restored.stdout
    assert Ballot.objects.count() == 15
    answering_goes_on(council)


def test_the_backup_of_an_upgrade_restores_on_a_second_machine(
    installation: Installation, second: Installation, settings, backups: Path
):
    council = half_answered()
    one_step_back()
    assert installation.command("upgrade", "--backup", backups).returncode == 0
    [saved] = backups.iterdir()
    shutil.copytree(installation.keys, second.keys)

    restored = second.command("restore", saved, "--yes")
    move_to(second, settings)

    assert (restored.returncode, restored.stderr) == (0, "")
    answering_goes_on(council)


def test_an_upgrade_of_what_is_up_to_date_changes_nothing(installation: Installation, backups: Path):
    council = half_answered()

    done = installation.command("upgrade", SOUNDINGS_BACKUPS=str(backups))

    assert (done.returncode, done.stderr) == (0, "")
    assert "The database was up to date already." in done.stdout
    assert len(list(backups.iterdir())) == 1
    answering_goes_on(council)


def test_mixing_keeps_columns_that_this_version_does_not_know():
    """On the way from one version to the next the tables of the box are not those of the program."""
    open_council(9).submit(0)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE answers_ballot ADD COLUMN later varchar(9) DEFAULT 'none'")
        cursor.execute("UPDATE answers_ballot SET later = 'kept'")

    mix()

    with connection.cursor() as cursor:
        cursor.execute("SELECT later FROM answers_ballot")
        assert cursor.fetchall() == [("kept",)]


def test_the_first_upgrade_of_all_prepares_an_empty_database(installation: Installation, backups: Path):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    if connection.vendor == "sqlite":
        connection.close()
        (installation.data / "soundings.sqlite3").unlink()

    done = installation.command("upgrade", "--backup", backups)

    assert (done.returncode, done.stderr) == (0, "")
    assert "There was no database yet" in done.stdout
    assert list(backups.iterdir()) == []
    assert is_prepared(connection)


# What is refused.


def test_an_upgrade_without_a_backup_must_be_asked_for(installation: Installation):
    one_step_back()

    refused = installation.command("upgrade")
    done = installation.command("upgrade", "--no-backup")

    assert refused.returncode == 2
    assert "--backup FOLDER" in refused.stderr
    assert (done.returncode, done.stderr) == (0, "")
    assert "No backup was made, as you said." in done.stdout


def test_a_backup_that_cannot_be_written_stops_the_upgrade_before_it_begins(installation: Installation, tmp_path: Path):
    undone = one_step_back()

    done = installation.command("upgrade", "--backup", tmp_path / "nowhere")

    assert done.returncode == 7
    assert "could not be written" in done.stderr
    assert not set(undone) & {".".join(node) for node in MigrationRecorder(connection).applied_migrations()}


def test_a_database_newer_than_the_program_is_left_alone(installation: Installation, backups: Path):
    MigrationRecorder(connection).record_applied("waves", "0999_from_the_future")

    done = installation.command("upgrade", "--backup", backups)

    assert done.returncode == 8
    assert "  - waves.0999_from_the_future" in done.stderr
    assert list(backups.iterdir()) == []


def test_two_upgrades_do_not_run_at_once(installation: Installation, backups: Path):
    undone = one_step_back()
    with holding():
        refused = installation.command("upgrade", "--backup", backups)
        refused_here = refused.returncode, refused.stderr

    done = installation.command("upgrade", "--backup", backups)

    assert refused_here == (11, "Another upgrade of this database is running. This one changed nothing.\n")
    assert done.returncode == 0
    assert undone[0] in done.stdout
    assert len(list(backups.iterdir())) == 1


@contextmanager
def holding() -> Iterator[None]:
    """Another upgrade is at work, on a connection that the test does not close."""
    ours = connections["default"]
    del connections["default"]
    theirs = connections["default"]
    with held_if_free("upgrade") as free:
        assert free
        connections["default"] = ours
        yield
        connections["default"] = theirs
    theirs.close()
    connections["default"] = ours


def test_a_database_that_does_not_answer_is_told_in_a_sentence(installation: Installation, backups: Path):
    gone = {
        "postgresql": "postgresql://nobody@127.0.0.1:1/nothing",
        "sqlite": f"sqlite:///{backups}",
    }[connection.vendor]

    done = installation.command("upgrade", "--backup", backups, DATABASE_URL=gone)

    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "Traceback" not in done.stderr


# What goes wrong on the way.


def last_step() -> str:
    """The name of the last step of the waves room."""
    [(_, name)] = MigrationLoader(connection).graph.leaf_nodes("waves")
    return name


def stopped_halfway(backups: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The last step of a room fails after it has done its work; returns what the person was told."""
    one_step_back()
    faulty = import_module(f"soundings_web.waves.migrations.{last_step()}").Migration
    with monkeypatch.context() as fault:
        fault.setattr(faulty, "operations", [*faulty.operations, RunSQL("SELECT * FROM a_table_that_is_not_there")])
        with pytest.raises(CommandError) as caught:
            call_command("upgrade", backup=backups)
    assert caught.value.returncode == 1
    return str(caught.value)


def test_an_upgrade_that_stops_halfway_says_where_and_the_way_back(backups: Path, monkeypatch):
    half_answered()

    told = stopped_halfway(backups, monkeypatch)

    [saved] = backups.iterdir()
    assert told.startswith(f"The upgrade stopped at waves.{last_step()}: ")
    assert "a_table_that_is_not_there" in told
    assert told.endswith(f"soundings-web restore {saved}")
    assert (Ballot.objects.count(), Draft.objects.count()) == (15, 5)


def test_an_upgrade_that_stopped_is_finished_by_the_next(backups: Path, monkeypatch):
    council = half_answered()
    stopped_halfway(backups, monkeypatch)

    call_command("upgrade", no_backup=True)

    assert is_prepared(connection)
    answering_goes_on(council)


def test_after_an_upgrade_that_stopped_the_backup_brings_everything_back(
    installation: Installation, backups: Path, monkeypatch
):
    council = half_answered()
    stopped_halfway(backups, monkeypatch)
    [saved] = backups.iterdir()

    back = installation.command("restore", saved, "--yes")

    assert (back.returncode, back.stderr) == (0, "")
    assert "its box held 15 ballots" in back.stdout
    answering_goes_on(council)


def test_styles_that_cannot_be_collected_are_told(settings, backups: Path, tmp_path: Path):
    (tmp_path / "a-file").write_text("")
    settings.STATIC_ROOT = str(tmp_path / "a-file")

    with pytest.raises(CommandError, match="could not be put into") as caught:
        call_command("upgrade", backup=backups)

    assert caught.value.returncode == 7
    assert is_prepared(connection)


def test_a_broken_audit_trail_is_told_at_the_end(installation: Installation, backups: Path):
    half_answered()
    first = AuditEvent.objects.earliest("id").pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_auditevent SET what = 'nothing at all' WHERE id = %s", [first])

    done = installation.command("upgrade", "--backup", backups)

    assert done.returncode == 1
    assert f"the audit trail is broken at event {first}" in done.stderr
    assert "The database was up to date already." in done.stdout
