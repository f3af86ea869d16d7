"""Answering a whole questionnaire of the catalogue, page by page, on both databases, beside a bare Django view.

``python -m benchmarks answering``; with ``quick`` behind it, a few journeys on SQLite only, to see that it works.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import tests.web.durability.ready  # noqa: F401 - sets up the site, so it comes first
from tests.web.box import councils
from tests.web.durability.sites import Builder, Site

from soundings.instrument import Instrument, Item, load_instrument
from soundings_web.keys.links import link_text
from soundings_web.respond.route import asked_on, pages_of

Script = list[tuple[int, str]]
WORKERS = 2
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Figures:
    """What so many people at once got."""

    journeys_per_second: float
    median: float
    slow: float
    peak: float

    def __str__(self) -> str:
        return (
            f"{self.journeys_per_second:5.2f} journeys/s, page {self.median * 1000:4.0f} ms, "
            f"95th percentile {self.slow * 1000:4.0f} ms, peak {self.peak:,.0f} MB a process"
        )


def answering(*, quick: bool = False) -> None:
    """Print what the pages take. The better of two turns counts; a page that leads on is timed by itself."""
    sizes = {1: 2, 4: 4} if quick else {1: 12, 8: 40, 32: 96}
    turns = 1 if quick else 2
    folder = Path(tempfile.mkdtemp(prefix="soundings-bench-"))
    folder.chmod(0o755)
    builder = Builder(folder)
    kinds = [("SQLite", builder.sqlite), ("PostgreSQL", lambda: builder.postgresql(durable=True))]
    try:
        for kind, make in kinds[: 1 if quick else 2]:
            instrument = questionnaire()
            print(f"answering {len(instrument.items)} questions on {kind}, {WORKERS} processes")
            _one_database(make(), folder, instrument, sizes, turns)
    finally:
        builder.close()
        shutil.rmtree(folder, ignore_errors=True)


def _one_database(site: Site, folder: Path, instrument: Instrument, sizes: Mapping[int, int], turns: int) -> None:
    people = turns * sum(sizes.values()) + 2 * WORKERS + 1
    links, scripts = (
        [link_text(secret) for secret in site.do(set_up, people)],
        [script(instrument, n) for n in range(8)],
    )
    given, env = iter(links), _environment(site, folder)
    with _serving("soundings_web.wsgi", env, folder) as (port, processes):
        plan = _probe(port, [next(given)], scripts)
        _walk(port, [next(given) for _ in range(2 * WORKERS)], scripts, WORKERS)
        ours = {n: _best(port, given, scripts, n, count, turns, processes) for n, count in sizes.items()}
    left = people - len(list(given))
    if (found := site.do(ballots)) != left:
        raise RuntimeError(f"{left} journeys ended, but {found} ballots are in")
    site.do(make_bare_table)
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    marked = [[(number, f"{fields}&script={n}") for number, fields in one] for n, one in enumerate(scripts)]
    with _serving("benchmarks.bare", env | {"SOUNDINGS_BENCH_PAGES": str(folder / "plan.json")}, folder) as served:
        port, processes = served
        again = iter(links)
        _walk(port, [next(again) for _ in range(2 * WORKERS)], marked, WORKERS)
        bare = {n: _best(port, again, marked, n, count, turns, processes) for n, count in sizes.items()}
    for n in sizes:
        print(f"  {n:2} at once: {ours[n]}")
        print(f"     bare view: {bare[n]}")
        print(f"         ratio: {ours[n].journeys_per_second / bare[n].journeys_per_second:.2f}")


def questionnaire() -> Instrument:
    return load_instrument("social-work", "children")


def set_up(people: int) -> list[bytes]:
    """An open survey of this many people with the questionnaire of the catalogue. Returns everybody's link."""
    with patch.object(councils, "questionnaire", questionnaire):
        facts = [{"item": "team", "source": "attached"}]
        return councils.open_council(people, instrument="social-work", facts=facts, by=["team"]).secrets


def ballots() -> int:
    from soundings_web.answers.models import Ballot  # noqa: PLC0415 - only where the site is set up

    return Ballot.objects.count()


def make_bare_table() -> None:
    from django.db import connection  # noqa: PLC0415 - as above

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (person varchar(100) PRIMARY KEY, form text NOT NULL)")


def script(instrument: Instrument, n: int) -> Script:
    """One way through: the pages by number, each with its whole form."""
    chance, answers, way = Random(n), dict[str, Any](), Script()  # noqa: S311 - made-up answers, the same each time
    for page in pages_of(instrument, "", {"team"}):
        asked = asked_on(page, instrument, answers, "")
        answers |= {item.code: _answer(instrument, item, chance) for item in asked}
        fields = [(item.code, value) for item in asked for value in _values(answers[item.code])]
        if asked:
            way.append((page.number, urlencode([*fields, ("go", "on")])))
    return way


def _answer(instrument: Instrument, item: Item, chance: Random) -> Any:
    if item.kind == "comment":
        return "More people, and fewer forms. " * chance.randint(1, 6)
    if item.kind == "number":
        return str(int(item.minimum or 0) + chance.randint(0, 20))
    codes = [option.code for option in instrument.options_of(item)]
    return chance.sample(codes, min(2, len(codes))) if item.kind == "choices" else chance.choice(codes)


def _values(answer: Any) -> list[str]:
    return answer if isinstance(answer, list) else [answer]


def _environment(site: Site, folder: Path) -> dict[str, str]:
    """The real settings: styles and scripts collected, encrypted connections off, this site's database and keys."""
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("SOUNDINGS_", "DJANGO_"))},
        "DATABASE_URL": site.address,
        "SOUNDINGS_KEYS": str(site.keys),
        "SOUNDINGS_DATA": str(folder / "data"),
        "SOUNDINGS_HTTPS": "no",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "soundings_web.settings",
    }
    command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v", "0"]
    subprocess.run(command, env=env, check=True, cwd=ROOT)  # noqa: S603 - our own words
    return env


@contextlib.contextmanager
def _serving(application: str, env: dict[str, str], folder: Path) -> Iterator[tuple[int, list[int]]]:
    """A gunicorn of two ordinary processes, as in a council. Gives its port, and the processes by number."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["-w", str(WORKERS), "-b", f"127.0.0.1:{port}", "--log-level", "warning", f"{application}:application"]
    if application == "benchmarks.bare":
        env = {name: value for name, value in env.items() if name != "DJANGO_SETTINGS_MODULE"}
    with (folder / "log").open("ab") as log:
        command = [sys.executable, "-m", "gunicorn", *words]
        server = subprocess.Popen(command, env=env, cwd=ROOT, stderr=log, stdout=log)  # noqa: S603 - as above
    try:
        yield port, _workers(server, port)
    finally:
        server.terminate()
        server.wait()


def _workers(server: subprocess.Popen[bytes], port: int) -> list[int]:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text(encoding="utf-8").split()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            if len(children) == WORKERS:
                return [int(child) for child in children]
        time.sleep(0.1)
    raise RuntimeError("the server did not start; its words are in the log")


def _probe(port: int, links: list[str], scripts: list[Script]) -> dict[str, Any]:
    """Walk one way once for the size of every page, and say where each page leads in every script."""
    sizes = _walk(port, links, scripts, 1)["sizes"]
    leads = {"/answer/": "/answer/1/", "/answer/check/ ": "/answer/done/"}
    for n, one in enumerate(scripts):
        numbers = [f"/answer/{number}/" for number, _ in one]
        leads |= {f"{here} {n}": there for here, there in zip(numbers, [*numbers[1:], "/answer/check/"], strict=True)}
        sizes |= {address: sizes.get(address, 8000) for address in numbers}
    return {"sizes": sizes, "next": leads}


def _walk(port: int, links: list[str], scripts: list[Script], at_once: int) -> dict[str, Any]:
    asked = json.dumps({"port": port, "links": links, "scripts": scripts, "at_once": at_once})
    command = [sys.executable, "-m", "benchmarks.respondents"]
    done = subprocess.run(command, input=asked, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)  # noqa: S603 - as above
    found: dict[str, Any] = json.loads(done.stdout)
    if found["faults"]:
        raise RuntimeError("; ".join(found["faults"]))
    return found


def _best(
    port: int, links: Iterator[str], scripts: list[Script], at_once: int, count: int, turns: int, processes: list[int]
) -> Figures:
    return max(
        (_measured(port, [next(links) for _ in range(count)], scripts, at_once, processes) for _ in range(turns)),
        key=lambda figures: figures.journeys_per_second,
    )


def _measured(port: int, links: list[str], scripts: list[Script], at_once: int, processes: list[int]) -> Figures:
    found = _walk(port, links, scripts, at_once)
    times = found["times"]
    slow = statistics.quantiles(times, n=20)[-1]
    return Figures(len(links) / found["seconds"], statistics.median(times), slow, max(map(_peak, processes)))


def _peak(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
