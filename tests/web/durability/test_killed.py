"""Submissions while processes are killed: whatever was acknowledged is in, once, and whoever returns is told so."""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Client, Connection
from pathlib import Path

import pytest
from tests.web.durability import deeds
from tests.web.durability.serving import LOST, mix_for_ever, serve
from tests.web.durability.sites import FULL, Builder, Site

from soundings_web.respond import mixing
from soundings_web.respond.submitting import AlreadyInError

pytestmark = [pytest.mark.process, pytest.mark.durability]

PEOPLE, CLIENTS, WORKERS = (1000 if FULL else 300), 32, 3


@dataclass
class Upheaval:
    """Serving processes that are killed at random, and thirty-two browsers that try again until they are told."""

    site: Site
    secrets: list[bytes]
    folder: Path
    acknowledged: set[int] = field(default_factory=set)
    told: set[int] = field(default_factory=set)
    told_at_once: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    refusals: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def run(self, crash: threading.Event) -> None:
        waiting = list(range(len(self.secrets)))
        clients = [threading.Thread(target=self._client, args=(waiting,)) for _ in range(CLIENTS)]
        self.workers = {n: self._worker(n) for n in range(WORKERS)}
        self.mixer = self.site.start(mix_for_ever)
        for client in clients:
            client.start()
        while any(client.is_alive() for client in clients):
            time.sleep(self.chance.uniform(0.05, 0.25))
            self._kill_one()
            if len(waiting) < len(self.secrets) * 2 // 3:
                crash.set()
        for process in (*self.workers.values(), self.mixer):
            process.kill()
            process.join()

    def _worker(self, n: int) -> object:
        address = Path(self.folder / str(n))
        address.unlink(missing_ok=True)
        return self.site.start(serve, str(address), True)

    def _kill_one(self) -> None:
        if self.chance.random() < 0.25:
            self.mixer.kill()
            self.mixer.join()
            self.mixer = self.site.start(mix_for_ever)
            self.killed["mixing"] += 1
            return
        n = self.chance.randrange(WORKERS)
        self.workers[n].kill()
        self.workers[n].join()
        self.workers[n] = self._worker(n)
        self.killed["serving"] += 1

    def _client(self, waiting: list[int]) -> None:
        server: Connection | None = None
        while waiting:
            with suppress(IndexError):
                n = waiting.pop()
                server = self._answer(n, server)

    def _answer(self, n: int, server: Connection | None) -> Connection | None:
        """One person presses the button until an answer comes; one in ten goes away after the first failure."""
        for attempt in range(1_000):
            server, answer = self._pressed(n, server)
            if answer == "acknowledged":
                self.acknowledged.add(n)
                return server
            if answer == "told":
                (self.told if attempt else self.told_at_once).add(n)
                return server
            self.refusals[answer[:60]] += 1
            if n % 10 == 0:
                self.gone.add(n)
                return server
            time.sleep(0.02)
        raise AssertionError(f"person {n} was never answered: {self.refusals}")

    def _pressed(self, n: int, server: Connection | None) -> tuple[Connection | None, str]:
        try:
            server = server or Client(str(self.folder / str(random.randrange(WORKERS))), "AF_UNIX")
            server.send((n, self.secrets[n]))
            return server, server.recv()
        except LOST:
            return None, "no answer: the process was killed"


@pytest.fixture
def upheaval(builder: Builder, kind: str) -> Upheaval:
    site = builder.sqlite() if kind == "sqlite" else builder.postgresql(durable=True)
    return Upheaval(site, site.do(deeds.set_up, PEOPLE), Path(tempfile.mkdtemp(prefix="soundings-")))


def power_cut(builder: Builder, kind: str, wanted: threading.Event) -> None:
    """The database server dies as well, once, and is started again; SQLite has none."""
    wanted.wait()
    if kind == "postgresql":
        server = builder.server(durable=True)
        server.stop()
        server.start()


def everybody_is_in_once_or_was_never_told(upheaval: Upheaval) -> None:
    site, here = upheaval.site, []
    for n in sorted(upheaval.gone):
        try:
            site.do(deeds.look, upheaval.secrets[n])
        except AlreadyInError:
            here.append(n)
    people = sorted(upheaval.acknowledged | upheaval.told) + here
    before = site.do(deeds.state)
    site.do(deeds.close)
    site.do(deeds.open_the_box)

    assert (before["used"], before["ballots"]) == (len(people), len(people))
    assert site.do(deeds.said) == deeds.expected(people)
    assert len(people) + len(upheaval.gone) - len(here) == PEOPLE
    assert not upheaval.told_at_once


def test_what_was_acknowledged_is_in_once_though_processes_are_killed(
    upheaval: Upheaval, builder: Builder, kind: str, capsys: pytest.CaptureFixture[str]
):
    crash = threading.Event()  # comes when a third of the people have pressed the button
    lightning = threading.Thread(target=power_cut, args=(builder, kind, crash), daemon=True)
    lightning.start()

    upheaval.run(crash)

    lightning.join()
    with capsys.disabled():
        print(  # noqa: T201 - how much was survived
            f"\n{kind}: {len(upheaval.acknowledged)} acknowledged, {len(upheaval.told)} told that they are in, "
            f"{len(upheaval.gone)} went away; killed: {dict(upheaval.killed)}; no: {upheaval.refusals}"
        )
    everybody_is_in_once_or_was_never_told(upheaval)
    assert upheaval.killed["serving"] >= 3, "the faster the machine, the fewer fit in"


def test_killed_before_the_commit_nothing_is_in_and_the_draft_is_kept(site: Site):
    [secret] = site.do(deeds.set_up, 1)
    site.do(deeds.draft, secret, {"W1": "yes"})

    site.dies("soundings_web.respond.submitting.count_one", "after", deeds.hand_in, [secret], 0)

    assert site.do(deeds.state) | {"ballots": 0, "used": 0, "drafts": 1} == site.do(deeds.state)
    assert site.do(deeds.drafted, secret) == {"W1": "yes"}
    site.do(deeds.hand_in, [secret], 0)
    assert site.do(deeds.state) | {"ballots": 1, "used": 1, "drafts": 0} == site.do(deeds.state)


def test_killed_after_the_commit_whoever_returns_is_told_that_the_answers_are_in(site: Site):
    [secret] = site.do(deeds.set_up, 1)

    site.dies("tests.web.durability.deeds.submit", "after", deeds.hand_in, [secret], 0)

    with pytest.raises(AlreadyInError, match="Your answers are in"):
        site.do(deeds.hand_in, [secret], 0)
    assert site.do(deeds.state) | {"ballots": 1, "used": 1} == site.do(deeds.state)


def test_killed_while_it_mixes_nothing_is_lost(site: Site):
    secrets = site.do(deeds.set_up, 3)
    site.do(deeds.hand_in, secrets, 0)

    for where in ("respond.mixing.rewrite", "respond.mixing.compact", "respond.mixing._note"):
        for when in ("before", "after"):
            site.dies(f"soundings_web.{where}", when, mixing.mix)

    site.do(mixing.mix)
    site.do(deeds.close)
    site.do(deeds.open_the_box)
    assert site.do(deeds.said) == deeds.expected([0, 1, 2])
