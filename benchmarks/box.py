"""The ballot box of a large body, on both databases: submitting, mixing, opening and destroying."""

from __future__ import annotations

import resource
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

import tests.web.durability.ready  # noqa: F401 - sets up the site, so it comes first
from tests.web.box import councils
from tests.web.durability import deeds, serving
from tests.web.durability.sites import Builder, Site

ITEMS = [f"Q{n:02}" for n in range(60)]
MORE = "\n".join(
    f'  {{ code = "{code}", text = "Statement {code}.", kind = "scale", scale = "agree", favourable = ["yes"], '
    'neutral = ["mid"] },'
    for code in ITEMS
)
# Two comments more, as the questionnaires of the catalogue have: a ballot gets room for all that can be written.
COMMENTS = "\n".join(f'  {{ code = "{code}", text = "{code}?", kind = "comment" }},' for code in ("C2", "C3"))
LONG = councils.QUESTIONNAIRE.replace("items = [\n", f"items = [\n{MORE}\n{COMMENTS}\n", 1)


def box(people: int, submissions: int) -> None:
    """Print what one box of so many people takes, and how many submit in a second."""
    folder = Path(tempfile.mkdtemp(prefix="soundings-bench-"))
    builder = Builder(folder)
    try:
        for kind, make in (("SQLite", builder.sqlite), ("PostgreSQL", lambda: builder.postgresql(durable=True))):
            print(f"a box on {kind}, 72 questions, ballots of 16 KiB")
            _full_box(make(), people)
            for clients in (1, 8, 32):
                _submissions(make(), folder, clients, submissions)
    finally:
        builder.close()
        shutil.rmtree(folder, ignore_errors=True)


def _full_box(site: Site, people: int) -> None:
    _report(f"sealing {people:,} ballots and storing them", site.do(measured, fill, people))
    for what, deed in (
        (f"mixing {people:,}", mix_now),
        ("closing, with its mixing", deeds.close),
        (f"opening {people:,}, with its mixing", deeds.open_the_box),
        ("destroying and certifying", purge),
    ):
        _report(what, site.do(measured, deed))


def measured(deed: Callable[..., Any], *words: Any) -> tuple[float, float]:
    """Seconds, and the process's peak megabytes."""
    start = time.perf_counter()
    deed(*words)
    return time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def fill(people: int) -> None:
    with patch.object(councils, "QUESTIONNAIRE", LONG):
        deeds.fill_the_box(people, dict.fromkeys(ITEMS, "yes"))


def mix_now() -> None:
    from soundings_web.respond.mixing import mix  # noqa: PLC0415 - as above

    mix()


def purge() -> None:
    from soundings_web.results.purging import purge_ballots  # noqa: PLC0415 - as above

    purge_ballots(deeds.the_survey().key)


def long_set_up(people: int) -> list[bytes]:
    with patch.object(councils, "QUESTIONNAIRE", LONG):
        return deeds.set_up(people)


def _submissions(site: Site, folder: Path, clients: int, submissions: int) -> None:
    """Two serving processes; each submission opens the link, checks the answers, seals and commits."""
    secrets = site.do(long_set_up, submissions + 2)
    addresses = [str(folder / f"{site.keys.parent.name}-{clients}-{n}") for n in range(2)]
    servers = [site.start(serving.serve, address) for address in addresses]
    for n, address in enumerate(addresses):  # each has read the questionnaire before the clock starts
        _press(address, [(submissions + n, secrets[submissions + n])])
    waiting = list(enumerate(secrets[:submissions]))
    threads = [threading.Thread(target=_press, args=(addresses[n % 2], waiting)) for n in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    peaks = [_peak(server.pid) for server in servers]
    for server in servers:
        server.kill()
    assert site.do(deeds.state)["ballots"] == submissions + 2  # noqa: S101 - or the figure means nothing
    print(f"  {clients:2} at once: {submissions / seconds:,.0f} submissions/s, peak {max(peaks):,.0f} MB a process")


def _press(address: str, waiting: list[tuple[int, bytes]]) -> None:
    with closing(_connected(address)) as server:
        while True:
            try:
                person = waiting.pop()
            except IndexError:
                return
            server.send(person)
            answer = server.recv()
            assert answer == "acknowledged", answer  # noqa: S101 - as above


def _connected(address: str) -> Connection:
    while True:
        try:
            return Client(address, "AF_UNIX")
        except (FileNotFoundError, ConnectionRefusedError):  # not there yet
            time.sleep(0.01)


def _peak(process: int | None) -> float:
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def _report(what: str, found: tuple[float, float]) -> None:
    print(f"  {what}: {found[0]:.1f} s, peak {found[1]:,.0f} MB")
