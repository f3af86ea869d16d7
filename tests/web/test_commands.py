"""What the commands of all rooms share: mistakes end in plain sentences, and the trail says who was at the terminal."""

import getpass

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from soundings.errors import BusyError
from soundings_web import commands


class Failing(commands.RoomCommand):
    """A command that meets something a person can mend."""

    def handle(self, *_: object, **__: object) -> None:
        raise BusyError("Somebody is at it.", ["try again"])


@pytest.mark.django_db
def test_called_from_code_a_mistake_is_a_command_error_with_its_exit_code():
    with pytest.raises(CommandError) as told:
        call_command(Failing())

    assert str(told.value) == "Somebody is at it.\n  - try again"
    assert told.value.returncode == 11


@pytest.mark.django_db
def test_at_the_terminal_a_mistake_is_sentences_and_an_exit_code(capsys: pytest.CaptureFixture[str], monkeypatch):
    # Django shuts every connection after a command; the tests still need theirs.
    monkeypatch.setattr("django.core.management.base.connections.close_all", lambda: None)
    with pytest.raises(SystemExit) as ended:
        Failing().run_from_argv(["soundings-web", "failing"])

    assert ended.value.code == 11
    assert capsys.readouterr().err == "Somebody is at it.\n  - try again\n"


@pytest.mark.django_db
def test_whoever_wants_the_traceback_gets_it():
    with pytest.raises(BusyError):
        call_command(Failing(), traceback=True)


@pytest.mark.django_db
def test_a_command_refuses_a_database_that_is_not_prepared(settings):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "django.contrib.sites"]  # a room not yet migrated

    with pytest.raises(CommandError, match="soundings-web migrate") as told:
        call_command(Failing())

    assert told.value.returncode == 9
    assert connection.is_usable()


def test_the_trail_names_who_was_at_the_terminal(monkeypatch: pytest.MonkeyPatch):
    assert Failing().by == f"command line: {getpass.getuser()}"

    def nobody() -> str:
        raise KeyError("no such user")

    monkeypatch.setattr(getpass, "getuser", nobody)
    monkeypatch.setattr("os.getuid", lambda: 4711)
    assert Failing().by == "command line: user 4711"
