"""The site, its worker and its clock, started and stopped together."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from django.conf import settings

from soundings.errors import NotNowError

FIRST_PORT, PORTS_TRIED = 8000, 50


def free_port() -> int:
    """The first port from 8000 on that nobody listens on."""
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)):
                return port
    raise NotNowError(f"Ports {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} are all in use; give one with --port.")


def serve(port: int, processes: int = 2) -> None:
    """Run until somebody stops it, with Ctrl-C or a signal. If one of the three ends by itself, all do.

    No access log is written: it would hold the minute of every answer.
    """
    ours = [sys.executable, "-m", "soundings_web.manage"]
    web = [sys.executable, "-m", "gunicorn", "soundings_web.wsgi", "--bind", f"127.0.0.1:{port}"]
    commands = [
        # Threads: browsers open connections ahead of need, and an idle one must not hold up everybody else.
        [*web, "--workers", str(processes), "--threads", "4", "--log-level", "warning", "--no-control-socket"],
        [*ours, "worker"],
        [*ours, "tick"],
    ]
    signal.signal(signal.SIGTERM, _stop)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # else each process warns that it is not there
    with ExitStack() as running:
        started = []
        for command in commands:
            # A group of their own: Ctrl-C reaches us alone, and we stop them in order.
            process = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own words
            running.callback(_end, process)
            started.append(process)
        try:
            while all(process.poll() is None for process in started):
                time.sleep(0.2)
        except KeyboardInterrupt:
            return
    raise NotNowError("The site stopped by itself; what it said stands above.")


def _stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as a signal is handed over
    raise KeyboardInterrupt


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
