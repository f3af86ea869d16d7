"""The settings: safe when nothing is set, and changed by the environment alone. Each test starts a new process."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ASK = "import json, sys; from soundings_web import settings as s; print(repr([getattr(s, n) for n in sys.argv[1:]]))"
pytestmark = pytest.mark.process

KEY = "a-key-that-is-long-enough-and-has-enough-different-letters-in-it"


def python(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    set_by_others = ("SOUNDINGS_", "DJANGO_", "DATABASE_")
    ours = {name: value for name, value in os.environ.items() if not name.startswith(set_by_others)}
    return subprocess.run(  # noqa: S603 - our own code with arguments of our own
        [sys.executable, *arguments],
        env={**ours, "SOUNDINGS_DATA": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def read(folder: Path, *names: str, **environment: str) -> str:
    answer = python(folder, "-c", ASK, *names, **environment)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def test_defaults_run_and_are_safe(tmp_path: Path):
    names = ["DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_PROXY_SSL_HEADER"]

    assert read(tmp_path, *names) == "[False, True, True, True, None]"
    assert read(tmp_path, "ALLOWED_HOSTS") == "[['localhost', '127.0.0.1', '[::1]']]"


def test_deployment_check_complains_only_of_what_nobody_has_set_yet(tmp_path: Path):
    answer = python(tmp_path, "-m", "soundings_web.manage", "check", "--deploy", "--fail-level", "WARNING")

    # Folders, address and styles of an installation are its own to set: tests/web/operations/test_checks.py.
    assert answer.returncode == 1
    assert "(soundings.W001)" in answer.stderr
    assert "(security." not in answer.stderr


def test_database_is_prepared_by_one_command(tmp_path: Path):
    answer = python(tmp_path, "-m", "soundings_web.manage", "migrate")

    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "soundings.sqlite3").exists()


def test_debugging_must_be_asked_for(tmp_path: Path):
    assert read(tmp_path, "DEBUG", SOUNDINGS_DEBUG="nonsense") == "[False]"
    assert read(tmp_path, "DEBUG", "HTTPS", SOUNDINGS_DEBUG="yes") == "[True, False]"


def test_hosts_come_from_the_environment(tmp_path: Path):
    assert read(tmp_path, "ALLOWED_HOSTS", SOUNDINGS_HOSTS="a.example, b.example,") == "[['a.example', 'b.example']]"


def test_secret_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path):
    folder = tmp_path / "data"
    first = read(folder, "SECRET_KEY")

    assert read(folder, "SECRET_KEY") == first
    assert len(first) > 60
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == ["secret-key"]


def test_secret_key_is_the_same_for_processes_that_start_together(tmp_path: Path):
    with ThreadPoolExecutor(6) as pool:
        keys = list(pool.map(lambda _: read(tmp_path / "data", "SECRET_KEY"), range(6)))

    assert len(set(keys)) == 1


def test_secret_key_may_come_from_the_environment_or_a_file(tmp_path: Path):
    held = tmp_path / "held"
    held.write_text(f"{KEY}\n", encoding="utf-8")

    assert read(tmp_path / "data", "SECRET_KEY", SOUNDINGS_SECRET_KEY=KEY) == f"['{KEY}']"
    assert read(tmp_path / "data", "SECRET_KEY", SOUNDINGS_SECRET_KEY_FILE=str(held)) == f"['{KEY}']"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(("given", "expected"), [("no", "None"), ("yes", "('HTTP_X_FORWARDED_PROTO', 'https')")])
def test_proxy_is_trusted_only_when_asked(tmp_path: Path, given: str, expected: str):
    assert read(tmp_path, "SECURE_PROXY_SSL_HEADER", SOUNDINGS_BEHIND_PROXY=given) == f"[{expected}]"


def test_settings_page_names_every_variable():
    settings = Path(__file__).parents[2] / "src" / "soundings_web" / "settings.py"
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    words = settings.read_text(encoding="utf-8").replace('"', " ").replace(",", " ").replace("=", " ").split()
    variables = {word.rstrip(")") for word in words if word.startswith("SOUNDINGS_")}

    assert variables >= {"SOUNDINGS_DATA", "SOUNDINGS_SECRET_KEY"}
    assert sorted(name for name in variables if f"`{name}`" not in page) == []


@pytest.mark.parametrize("issuer", ["http://login.council.example", "login.council.example", "ftp://x"])
def test_an_identity_provider_is_asked_over_an_encrypted_connection_only(tmp_path: Path, issuer: str):
    answer = python(tmp_path, "-c", "import soundings_web.settings", SOUNDINGS_OIDC_ISSUER=issuer)

    assert answer.returncode != 0
    assert "SOUNDINGS_OIDC_ISSUER: give an address that begins with https://" in answer.stderr


def test_an_address_that_is_not_said_to_be_verified_is_trusted_only_when_asked_for(tmp_path: Path):
    issuer = {"SOUNDINGS_OIDC_ISSUER": "https://login.council.example"}

    assert "'addresses_are_own': False" in read(tmp_path, "SOCIALACCOUNT_PROVIDERS", **issuer)
    asked_for = {**issuer, "SOUNDINGS_OIDC_ADDRESSES_OWN": "yes"}
    assert "'addresses_are_own': True" in read(tmp_path, "SOCIALACCOUNT_PROVIDERS", **asked_for)
