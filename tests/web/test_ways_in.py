"""The two ways in for a machine: an application server, and the command."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

ANSWER = """
from wsgiref.util import setup_testing_defaults
from soundings_web.wsgi import application
asked = {"PATH_INFO": "/health/", "HTTP_HOST": "localhost"}
setup_testing_defaults(asked)
print(b"".join(application(asked, lambda status, headers: print(status))).decode())
"""


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    set_by_others = ("SOUNDINGS_", "DJANGO_", "DATABASE_")
    ours = {name: value for name, value in os.environ.items() if not name.startswith(set_by_others)}
    return subprocess.run(  # noqa: S603 - our own code with arguments of our own
        command, env={**ours, "SOUNDINGS_DATA": str(folder)}, capture_output=True, text=True, check=False
    )


def test_application_server_gets_a_site_that_answers(tmp_path: Path):
    prepared = run(tmp_path, sys.executable, "-m", "soundings_web.manage", "migrate")
    answer = run(tmp_path, sys.executable, "-c", ANSWER)

    assert prepared.returncode == 0, prepared.stderr
    assert answer.stdout.splitlines() == ["200 OK", '{"status": "ok", "message": "Soundings is working."}']


def test_command_is_installed_and_knows_our_settings(tmp_path: Path):
    answer = run(tmp_path, str(Path(sys.executable).parent / "soundings-web"), "diffsettings")

    assert answer.returncode == 0, answer.stderr
    assert "ROOT_URLCONF = 'soundings_web.urls'" in answer.stdout
