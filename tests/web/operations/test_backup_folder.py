"""The folder of nightly backups: names that tell their moment, and none that stays longer than promised."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from soundings_web.operations.backup_folder import destroy_old, kept_too_long, made_when, new_name

NOW = datetime(2026, 11, 24, 2, 15, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def backups_of(folder: Path, *ages: timedelta) -> list[Path]:
    """Empty files, named as backups of these ages."""
    made = [folder / new_name(NOW - age) for age in ages]
    for path in made:
        path.touch()
    return made


def test_a_name_tells_the_moment_it_was_made(tmp_path: Path):
    [path] = backups_of(tmp_path, timedelta(0))

    assert path.name == "soundings-20261124T021500Z.backup"
    assert made_when(tmp_path) == {path: NOW}


def test_a_backup_is_kept_too_long_only_after_the_days_promised(tmp_path: Path, settings):
    settings.BACKUP_DAYS = 35
    _below, _at, above = backups_of(tmp_path, 35 * DAY - SECOND, 35 * DAY, 35 * DAY + SECOND)

    assert kept_too_long(tmp_path, NOW) == [above]


def test_the_nightly_backup_removes_what_the_next_night_would_find_too_old(tmp_path: Path, settings):
    settings.BACKUP_DAYS = 35
    new, below, at, above = backups_of(tmp_path, 0 * DAY, 34 * DAY - SECOND, 34 * DAY, 34 * DAY + SECOND)

    assert destroy_old(tmp_path, but=new, now=NOW) == [above]
    assert sorted(tmp_path.iterdir()) == sorted([new, below, at])


def test_other_files_and_the_new_backup_are_never_removed(tmp_path: Path, settings):
    settings.BACKUP_DAYS = 0
    new, old = backups_of(tmp_path, 0 * DAY, 400 * DAY)
    other = tmp_path / "2019-11-24.backup"
    other.touch()

    assert destroy_old(tmp_path, but=new, now=NOW + DAY) == [old]
    assert sorted(tmp_path.iterdir()) == sorted([new, other])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("installation")
def test_a_backup_without_a_name_goes_into_the_folder_and_old_ones_go(tmp_path: Path, settings, capsys):
    settings.BACKUPS = tmp_path / "backups"
    settings.BACKUPS.mkdir()
    [old] = backups_of(settings.BACKUPS, 4000 * DAY)

    call_command("backup")

    [new] = settings.BACKUPS.iterdir()
    said = capsys.readouterr().out
    assert f"Written to {new}" in said
    assert f"Removed {old.name}: backups are kept 35 days." in said


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("installation")
def test_a_backup_to_a_named_file_removes_nothing(tmp_path: Path, settings):
    settings.BACKUPS = tmp_path / "backups"
    settings.BACKUPS.mkdir()
    old = backups_of(settings.BACKUPS, 4000 * DAY)

    call_command("backup", str(tmp_path / "b"))

    assert list(settings.BACKUPS.iterdir()) == old


@pytest.mark.django_db
def test_a_backup_without_a_name_and_without_a_folder_is_refused(settings):
    settings.BACKUPS = None

    with pytest.raises(CommandError, match="SOUNDINGS_BACKUPS") as caught:
        call_command("backup")

    assert caught.value.returncode == 2
