"""What ``check --deploy`` says: each danger is named in an unsafe place, and a safe place is told nothing."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage, run_checks
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from soundings_web import settings as real  # noqa: TID251 - the real storage, not the tests' own
from soundings_web.operations import checks
from soundings_web.operations.backup_folder import new_name
from soundings_web.people.models import Person

pytestmark = pytest.mark.django_db
MEMORY = Path("/dev/shm")  # noqa: S108 - a second disk, wherever there is Linux
ON_SQLITE = connection.vendor == "sqlite"


@dataclass
class Site:
    """An installation as a careful council has it; tests spoil one thing each."""

    settings: Any
    data: Path
    keys: Path
    backups: Path

    def told(self) -> dict[str, CheckMessage]:
        found = run_checks(tags=["operations"], include_deployment_checks=True)
        return {message.id: message for message in found}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("static")


@pytest.fixture
def another_disk(tmp_path: Path) -> Iterator[Path]:
    if not MEMORY.is_dir() or MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("a second disk, /dev/shm, is not here")
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture
def safe(tmp_path: Path, another_disk: Path, collected: Path, settings, monkeypatch) -> Site:
    data, backups, keys = tmp_path / "data", tmp_path / "backups", another_disk / "keys"
    for folder in (data, backups, keys):
        folder.mkdir(mode=0o700)
    monkeypatch.setitem(connection.settings_dict, "NAME", str(data / "soundings.sqlite3"))
    (backups / new_name()).touch()
    settings.DATA, settings.BACKUPS, settings.KEY_FOLDER = data, backups, keys
    settings.HTTPS, settings.SITE_ADDRESS = True, "https://survey.council.example"
    settings.ALLOWED_HOSTS = ["survey.council.example", "localhost"]
    settings.LANGUAGES = [("en-gb", "English")]
    settings.STATIC_ROOT, settings.STORAGES = collected, real.STORAGES
    if not (collected / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    return Site(settings, data, keys, backups)


def test_a_safe_site_is_told_nothing(safe: Site):
    assert safe.told() == {}


def test_every_warning_has_a_hint_and_a_sentence(settings, tmp_path: Path):
    settings.DATA = settings.KEY_FOLDER = tmp_path
    tmp_path.chmod(0o755)
    settings.HTTPS, settings.DEBUG, settings.STATIC_ROOT = False, True, tmp_path

    told = Site(settings, tmp_path, tmp_path, tmp_path).told()

    assert len(told) > 6
    assert [message.id for message in told.values() if not message.hint or not message.msg.endswith(".")] == []


def test_a_key_folder_inside_the_data_folder_is_told(safe: Site):
    safe.settings.KEY_FOLDER = safe.data / "keys"

    assert "soundings.W001" in safe.told()


@pytest.mark.skipif(not ON_SQLITE, reason="where a server keeps its database cannot be told from here")
def test_keys_on_the_disk_of_the_database_are_told(safe: Site, tmp_path: Path, another_disk: Path):
    safe.settings.BACKUPS = another_disk
    safe.settings.KEY_FOLDER = tmp_path / "keys-not-made-yet"

    told = safe.told()["soundings.W002"].msg
    assert "the same disk as the database:" in told


def test_keys_on_the_disk_of_the_backups_are_told(safe: Site, another_disk: Path):
    safe.settings.BACKUPS = another_disk

    assert "the same disk as its backups:" in safe.told()["soundings.W002"].msg


@pytest.mark.parametrize("mode", [0o701, 0o710, 0o755])
@pytest.mark.parametrize(("folder", "number"), [("keys", "W003"), ("data", "W004"), ("backups", "W005")])
def test_a_folder_open_to_others_is_told(safe: Site, folder: str, number: str, mode: int):
    getattr(safe, folder).chmod(mode)

    assert set(safe.told()) == {f"soundings.{number}"}


@pytest.mark.skipif(not ON_SQLITE, reason="where a server keeps its database cannot be told from here")
def test_a_database_in_an_open_folder_elsewhere_is_told(safe: Site, tmp_path: Path, monkeypatch):
    (tmp_path / "open").mkdir(mode=0o755)
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "open" / "soundings.sqlite3"))

    assert set(safe.told()) == {"soundings.W004"}


def test_folders_not_made_yet_are_not_complained_about(safe: Site):
    shutil.rmtree(safe.keys)

    assert safe.told() == {}


def test_no_folder_for_backups_is_told(safe: Site):
    safe.settings.BACKUPS = None

    assert set(safe.told()) == {"soundings.W006"}


def test_a_backup_folder_that_is_not_there_is_told(safe: Site):
    shutil.rmtree(safe.backups)

    assert set(safe.told()) == {"soundings.W007"}


@pytest.mark.parametrize(("age", "expected"), [(timedelta(hours=47), set()), (timedelta(hours=49), {"soundings.W008"})])
def test_a_newest_backup_of_more_than_two_days_is_told(safe: Site, age: timedelta, expected: set[str]):
    for path in safe.backups.iterdir():
        path.rename(safe.backups / new_name(timezone.now() - age))

    assert set(safe.told()) == expected


def test_an_empty_backup_folder_is_told(safe: Site):
    for path in safe.backups.iterdir():
        path.unlink()

    assert set(safe.told()) == {"soundings.W008"}


@pytest.mark.parametrize(("days", "expected"), [(34, set()), (36, {"soundings.W009"})])
def test_backups_older_than_promised_are_told(safe: Site, days: int, expected: set[str]):
    (safe.backups / new_name(timezone.now() - timedelta(days=days))).touch()

    assert set(safe.told()) == expected


def test_encryption_switched_off_is_told(safe: Site):
    safe.settings.HTTPS = False

    assert set(safe.told()) == {"soundings.W010"}


@pytest.mark.parametrize("address", ["http://survey.council.example", "https://localhost", "http://127.0.0.1:8000"])
def test_an_address_nobody_else_can_open_safely_is_told(safe: Site, address: str):
    safe.settings.SITE_ADDRESS = address

    assert set(safe.told()) == {"soundings.W011"}


@pytest.mark.parametrize("hosts", [["localhost", "127.0.0.1", "[::1]"], ["*"]])
def test_names_of_the_site_never_set_are_told(safe: Site, hosts: list[str]):
    safe.settings.ALLOWED_HOSTS = hosts

    assert set(safe.told()) == {"soundings.W012"}


def test_an_address_the_site_does_not_answer_to_is_told(safe: Site):
    safe.settings.ALLOWED_HOSTS = ["other.council.example"]

    assert set(safe.told()) == {"soundings.W013"}


def test_all_names_of_a_domain_may_be_answered_to(safe: Site):
    safe.settings.ALLOWED_HOSTS = [".council.example"]

    assert safe.told() == {}


def test_debugging_switched_on_is_told(safe: Site):
    safe.settings.DEBUG = True

    assert set(safe.told()) == {"soundings.W014"}


def test_the_test_language_is_told(safe: Site):
    safe.settings.LANGUAGES = [("en-gb", "English"), ("en-x-test", "Test language")]

    assert set(safe.told()) == {"soundings.W015"}


@pytest.mark.parametrize("manifest", [None, "not json", '{"paths": {}}', "{}"])
def test_styles_not_collected_are_told(safe: Site, tmp_path: Path, manifest: str | None):
    safe.settings.STATIC_ROOT = tmp_path
    if manifest is not None:
        (tmp_path / "staticfiles.json").write_text(manifest)

    assert set(safe.told()) == {"soundings.W016"}


def test_styles_of_an_earlier_version_are_told(safe: Site, tmp_path: Path):
    manifest = (Path(safe.settings.STATIC_ROOT) / "staticfiles.json").read_text()
    (tmp_path / "staticfiles.json").write_text(manifest.replace('"ui/ui.css"', '"ui/older.css"'))
    safe.settings.STATIC_ROOT = tmp_path

    assert safe.told()["soundings.W016"].msg.startswith("1 styles and scripts of this version")


REMOTE = {"HOST": "db.council.example", "OPTIONS": {"sslmode": "prefer"}}


@pytest.mark.skipif(ON_SQLITE, reason="about PostgreSQL: python -m tests.postgresql tests/web/operations")
@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (REMOTE, {"soundings.W017"}),
        ({**REMOTE, "OPTIONS": {}}, {"soundings.W017"}),
        ({**REMOTE, "OPTIONS": {"sslmode": "require"}}, set()),
        ({"HOST": "127.0.0.1", "OPTIONS": {}}, set()),
        ({"HOST": "/var/run/postgresql", "OPTIONS": {}}, set()),
    ],
)
def test_an_open_connection_to_a_database_elsewhere_is_told(safe: Site, changed, expected, monkeypatch):
    for name, value in changed.items():
        monkeypatch.setitem(connection.settings_dict, name, value)

    assert set(safe.told()) == expected


@pytest.mark.skipif(not ON_SQLITE, reason="about SQLite: python -m pytest tests/web/operations")
@pytest.mark.parametrize(("people", "expected"), [(3, set()), (4, {"soundings.I001"})])
def test_sqlite_with_many_staff_is_told(safe: Site, people: int, expected: set[str], monkeypatch):
    monkeypatch.setattr(checks, "MANY_STAFF", 3)
    Person.objects.bulk_create(Person(number=str(n), name=f"Person {n}") for n in range(people))

    assert set(safe.told()) == expected


@pytest.mark.skipif(not ON_SQLITE, reason="about SQLite: python -m pytest tests/web/operations")
def test_a_database_not_prepared_is_no_reason_to_stop(safe: Site):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_person RENAME TO elsewhere")

    assert safe.told() == {}
