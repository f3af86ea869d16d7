"""The demo's site, started as a person starts it and stopped with Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from soundings.responses.synthetic import write_council
from soundings_web.operations import serving

pytestmark = pytest.mark.process


@contextmanager
def started(folder: Path, *words: str, name: str = "demo-site") -> Iterator[subprocess.Popen[str]]:
    site = folder / name
    site.mkdir()
    ours = {key: value for key, value in os.environ.items() if not key.startswith(("SOUNDINGS_", "DATABASE_"))}
    env = {
        **ours,
        "SOUNDINGS_DATA": str(site),
        "SOUNDINGS_HTTPS": "no",
        "DJANGO_SETTINGS_MODULE": "soundings_web.settings",
    }
    command = [sys.executable, "-m", "soundings_web.manage", "demo", *words]
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, env=env, text=True, **both) as process:  # noqa: S603 - our own words
        try:
            yield process
        finally:
            process.terminate()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the demo has a database of its own")
def test_demo_prints_a_link_that_opens_the_survey_and_stops_cleanly(tmp_path: Path):
    write_council(tmp_path / "council", seed=3, scale=0.1)
    with started(tmp_path, "--council", str(tmp_path / "council")) as process:
        said = ""
        assert process.stdout is not None
        while "Ctrl-C" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        [address] = re.findall(r"^Answer as a member of staff: (http://127\.0\.0\.1:\d+/a/\S+)$", said, re.MULTILINE)
        assert "Social Work Health Check" in _page(address)
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)

    assert process.returncode == 0, rest
    assert rest.endswith("Stopped.\n")
    assert "Traceback" not in rest
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address, timeout=5)  # noqa: S310 - our own address


def test_demo_makes_no_other_folder_anew(tmp_path: Path):
    with started(tmp_path, "--council", str(tmp_path), name="a-councils-own-data") as process:
        said, _ = process.communicate(timeout=30)

    assert process.returncode == 2
    assert "is not the demo's own folder" in said


def test_free_port_is_one_that_nobody_listens_on():
    port = serving.free_port()

    assert serving.FIRST_PORT <= port < serving.FIRST_PORT + serving.PORTS_TRIED


def _page(address: str) -> str:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own address
                return str(answer.read().decode())
        except OSError:
            signal.sigtimedwait([], 0.2)
    raise AssertionError(f"{address} does not answer")
