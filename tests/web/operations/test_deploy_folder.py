"""The folder ``deploy``: units, timers and settings that fit the product and each other."""

import argparse
import configparser
import http.client
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.db import connection
from gunicorn.config import Config
from tests.web.operations.conftest import Installation

from soundings_web.operations import serving
from soundings_web.operations.backup_folder import new_name

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
PROGRAMS = "/srv/soundings/current/.venv/bin/"
SERVICES = sorted(DEPLOY.glob("*.service"))
TIMERS = sorted(DEPLOY.glob("*.timer"))


def read(unit: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True, delimiters=["="])
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(unit.read_text(encoding="utf-8"))
    return parser


def environment() -> dict[str, str]:
    """The example, read as systemd reads it: a name, an equals sign and a value on each line."""
    lines = (DEPLOY / "environment.example").read_text(encoding="utf-8").splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name: shlex.split(value)[0] for name, _, value in pairs}


def of(service: str, option: str) -> str:
    return read(DEPLOY / f"soundings-{service}.service")["Service"][option]


def test_every_unit_of_the_guide_is_here():
    services, timers = {path.stem for path in SERVICES}, {path.stem for path in TIMERS}

    assert services == {"soundings-web", "soundings-worker", "soundings-tick", "soundings-backup"}
    assert timers == {"soundings-tick", "soundings-backup"}


@pytest.mark.parametrize("unit", [*SERVICES, *TIMERS], ids=lambda path: path.name)
def test_a_unit_parses_and_is_of_known_parts(unit: Path):
    found = read(unit)

    kind = "Timer" if unit.suffix == ".timer" else "Service"
    assert {"Unit", kind} <= set(found.sections()) <= {"Unit", kind, "Install"}
    assert found["Unit"]["Description"].startswith("Soundings: ")


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.stem)
def test_what_a_service_starts_exists_with_every_option(service: Path):
    program, *words = shlex.split(read(service)["Service"]["ExecStart"])

    assert program.startswith(PROGRAMS)
    name = program.removeprefix(PROGRAMS)
    assert Path(sys.executable).with_name(name).exists()
    if name == "gunicorn":
        parsed = Config().parser().parse_args(words)
        assert parsed.args == ["soundings_web.wsgi"]
        assert parsed.accesslog is None
    else:
        assert name == "soundings-web"
        command = words[0]
        load_command_class(get_commands()[command], command).create_parser(name, command).parse_args(words[1:])


def test_an_option_that_does_not_exist_would_be_found():
    parser = load_command_class(get_commands()["tick"], "tick").create_parser("soundings-web", "tick")
    with pytest.raises((SystemExit, argparse.ArgumentError, Exception), match=r"no-such|unrecognized"):
        parser.parse_args(["--no-such"])


@pytest.mark.parametrize("timer", TIMERS, ids=lambda path: path.stem)
def test_a_timer_starts_a_service_that_ends(timer: Path):
    assert read(timer.with_suffix(".service"))["Service"]["Type"] == "oneshot"
    assert read(timer)["Install"]["WantedBy"] == "timers.target"


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.stem)
def test_a_service_can_write_its_folders_and_no_more(service: Path):
    found, given = read(service)["Service"], environment()
    names = ("SOUNDINGS_DATA", "SOUNDINGS_BACKUPS" if service.stem.endswith("backup") else "SOUNDINGS_KEYS")

    assert found["ReadWritePaths"].split() == [given[name] for name in names]
    assert (found["ProtectSystem"], found["NoNewPrivileges"], found["UMask"]) == ("strict", "yes", "0077")
    assert (found["User"], found["LimitCORE"]) == ("soundings", "0")
    assert found["EnvironmentFile"] == "/etc/soundings/environment"


def test_the_nightly_backup_never_sees_the_keys():
    assert of("backup", "InaccessiblePaths") == f"-{environment()['SOUNDINGS_KEYS']}"


@pytest.mark.django_db(transaction=True)
def test_a_backup_needs_nothing_of_the_key_folder(installation: Installation, tmp_path: Path):
    (tmp_path / "no-folder-at-all").write_text("")

    done = installation.command("backup", tmp_path / "b", SOUNDINGS_KEYS=str(tmp_path / "no-folder-at-all"))

    assert (done.returncode, done.stderr) == (0, "")


def test_every_service_writes_into_the_journal_whose_retention_is_set():
    assert {of(service, "LogNamespace") for service in ("web", "worker", "tick", "backup")} == {"soundings"}
    assert read(DEPLOY / "journald@soundings.conf")["Journal"]["MaxRetentionSec"] == "14day"


@pytest.mark.django_db(transaction=True)
def test_the_site_as_its_unit_starts_it_writes_no_address_into_the_journal(installation: Installation, tmp_path: Path):
    connection.close()
    secret, port = "aSecretOfALinkThatNobodyMayRead", serving.free_port()
    _, *words = shlex.split(of("web", "ExecStart").replace("127.0.0.1:8000", f"127.0.0.1:{port}"))
    given = installation.environment(SOUNDINGS_HTTPS="no")
    with (tmp_path / "journal").open("w") as journal:
        command = [sys.executable, "-W", "ignore", "-m", "gunicorn", *words]
        with subprocess.Popen(command, env=given, stdout=journal, stderr=journal) as process:  # noqa: S603 - our own words
            try:
                told = [answer_of(port, f"/a/{secret}"), answer_of(port, f"/nowhere/{secret}")]
                told += [answer_of(port, f"/a/{secret}", "other.example"), answer_of(port, f"/a/{secret * 200}")]
            finally:
                process.terminate()

    assert told == [404, 404, 400, 414]
    written = (tmp_path / "journal").read_text()
    assert "Invalid request" in written, "the last of them is worth a line"
    assert secret not in written


def answer_of(port: int, address: str, host: str = "localhost") -> int:
    for _ in range(200):
        connected = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connected.request("GET", address, headers={"Host": host})
            return connected.getresponse().status
        except ConnectionRefusedError:
            time.sleep(0.1)
        finally:
            connected.close()
    raise AssertionError("the site does not answer")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_systemd_itself_understands_the_units(tmp_path: Path):
    for unit in [*SERVICES, *TIMERS]:
        there = unit.read_text(encoding="utf-8").replace(PROGRAMS, f"{Path(sys.executable).parent}/")
        (tmp_path / unit.name).write_text(there.replace("=soundings\n", "=root\n"), encoding="utf-8")

    words = ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.glob("soundings-*")))]
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - our own words

    assert (done.returncode, done.stderr) == (0, "")


# The example of the settings, and the command for people.


def test_every_setting_of_the_example_is_documented():
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    text = (DEPLOY / "environment.example").read_text(encoding="utf-8")
    names = re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)

    assert len(names) >= 8
    assert [name for name in names if f"`{name}`" not in page and f"`{name.removesuffix('_FILE')}`" not in page] == []


def test_the_example_is_what_the_checks_call_safe(tmp_path: Path):
    """All but the disks: this machine may have only one."""
    folders = {name: tmp_path / name.lower() for name in environment() if environment()[name].startswith("/")}
    for folder in folders.values():
        folder.mkdir(mode=0o700)
    (folders["SOUNDINGS_BACKUPS"] / new_name()).touch()
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("SOUNDINGS_", "DJANGO_", "DATA"))}
    given = {**ours, **environment(), **{name: str(folder) for name, folder in folders.items()}}
    command = [sys.executable, "-m", "soundings_web.manage"]

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *words], env=given, capture_output=True, text=True, check=False)  # noqa: S603 - as above

    prepared = run("upgrade")
    checked = run("check", "--deploy", "--fail-level", "WARNING")

    assert prepared.returncode == 0, prepared.stderr
    assert set(re.findall(r"\((\w+\.[A-Z]\d+)\)", checked.stdout + checked.stderr)) <= {"soundings.W002"}


def test_the_command_for_people_reads_the_settings_and_says_who_asked(tmp_path: Path):
    (tmp_path / "environment").write_text('ONE="two words"\n')
    (tmp_path / "soundings-web").write_text('#!/bin/sh\necho "$ONE, $LOGNAME, $*, $(umask)"\n')
    (tmp_path / "soundings-web").chmod(0o755)
    script = (DEPLOY / "soundings-web").read_text(encoding="utf-8")
    assert "/etc/soundings/environment" in script
    assert PROGRAMS in script
    script = script.replace("/etc/soundings/", f"{tmp_path}/").replace(PROGRAMS, f"{tmp_path}/")

    done = subprocess.run(  # noqa: S603 - our own words
        ["/bin/sh", "-c", script, "soundings-web", "trail", "--last", "3"],
        env={"PATH": os.environ["PATH"], "SUDO_USER": "ann"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr) == ("two words, ann, trail --last 3, 0077\n", "")
    assert os.access(DEPLOY / "soundings-web", os.X_OK)
