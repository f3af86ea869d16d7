"""Sites with a database and a key folder of their own, worked on by processes of their own, which tests kill."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sqlite3
import traceback
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from tests.postgresql import Server, throwaway_server
from tests.web.settings_for_tests import database

FULL = os.environ.get("SOUNDINGS_SIZE") == "full"
Deed = Callable[..., Any]

# New processes come from one that has the site loaded and no connection, no thread and no test.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.web.durability.ready"])
# Their coverage is not measured: a process that is killed while it writes its measurement leaves a broken file.
UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_PROCESS")}


@dataclass(frozen=True)
class Site:
    """Where a site keeps its data; small enough to be handed to a process."""

    address: str
    keys: Path

    def enter(self) -> None:
        """From here on, this process works on this site."""
        settings.KEY_FOLDER = self.keys
        settings.DATABASES = {"default": database(self.address)}
        connections.settings = connections.configure_settings(settings.DATABASES)
        connections["default"] = connections.create_connection("default")

    def start(self, deed: Deed, *words: Any) -> multiprocessing.process.BaseProcess:
        """A process that does this deed and goes on until it ends or is killed."""
        process = processes.Process(target=_work, args=(self, None, deed, words), daemon=True)
        with patch.dict(os.environ, UNMEASURED, clear=True):
            process.start()
        return process

    def do(self, deed: Deed, *words: Any) -> Any:
        """What the deed returns, done in a process of its own. What it raises is raised here."""
        here, there = processes.Pipe(duplex=False)
        process = processes.Process(target=_work, args=(self, there, deed, words))
        with patch.dict(os.environ, UNMEASURED, clear=True):
            process.start()
        there.close()
        try:
            kind, result = here.recv()
        except EOFError:
            kind, result = "raised", RuntimeError(f"the process died: {process.exitcode}")
        process.join()
        if kind == "raised":
            raise result
        return result

    def dies(self, where: str, when: str, deed: Deed, *words: Any) -> None:
        """Do the deed in a process that is killed before or after it calls ``where``; it must come that far."""
        process = self.start(_die, where, when, deed, words)
        process.join()
        assert process.exitcode == -signal.SIGKILL, f"{where} was never reached: {process.exitcode}"


def _work(site: Site, there: Connection | None, deed: Deed, words: tuple[Any, ...]) -> None:
    site.enter()
    if there is None:
        deed(*words)
        return
    try:
        there.send(("returned", deed(*words)))
    except BaseException as error:  # noqa: BLE001 - handed to whoever asked
        error.add_note(traceback.format_exc())
        there.send(("raised", error))


def _die(where: str, when: str, deed: Deed, words: tuple[Any, ...]) -> None:
    with interrupted(where, when, lambda: os.kill(os.getpid(), signal.SIGKILL)):
        deed(*words)


def interrupted(where: str, when: str, by: Callable[[], object]) -> Any:
    """Something happens before or after ``where`` (a module, a class perhaps, and a name) is called.

    ``where`` may end in ``#2``: the second call.
    """
    path, _, nth = where.partition("#")
    owner, name = _owner(path)
    real, calls = getattr(owner, name), count(1)

    def called(*args: Any, **kwargs: Any) -> Any:
        this_one = next(calls) == int(nth or 1)
        if this_one and when == "before":
            by()
        result = real(*args, **kwargs)
        if this_one and when == "after":
            by()
        return result

    static = isinstance(vars(owner)[name], staticmethod)
    return patch.object(owner, name, staticmethod(called) if static else called)


def _owner(path: str) -> tuple[Any, str]:
    before, _, name = path.rpartition(".")
    try:
        return import_module(before), name
    except ModuleNotFoundError:
        module, _, inner = before.rpartition(".")
        return getattr(import_module(module), inner), name


class Builder:
    """Makes sites: a migrated SQLite file, or a migrated database on one PostgreSQL server, copied for each test."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.names = folder, count()
        self.stack = ExitStack()
        self.servers: dict[bool, Server] = {}
        self.template: Path | None = None

    def close(self) -> None:
        self.stack.close()

    def sqlite(self, folder: Path | None = None) -> Site:
        """A site on a file, in this folder or one of its own."""
        home = folder or self._home()
        if self.template is None:
            self.template = self.folder / "template.sqlite3"
            migrated(Site(f"sqlite:///{self.template}", home / "keys"))
            with closing(sqlite3.connect(self.template)) as file:
                file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.template, home / "soundings.sqlite3")
        return Site(f"sqlite:///{home / 'soundings.sqlite3'}", self._home() / "keys")

    def postgresql(self, *, durable: bool = False) -> Site:
        """A site on a database of its own; ``durable`` survives a power cut, and is slower."""
        server, name = self.server(durable=durable), f"site{next(self.names)}"
        with psycopg.connect(server.address, autocommit=True) as there:
            there.execute(f"CREATE DATABASE {name} TEMPLATE migrated")
        return Site(server.address.replace("/postgres", f"/{name}"), self._home() / "keys")

    def copy(self, site: Site) -> Site:
        """Another site with the same content and the same keys; nobody may be working on the first."""
        keys = self._home() / "keys"
        shutil.copytree(site.keys, keys)
        if site.address.startswith("sqlite"):
            file, home = Path(site.address.removeprefix("sqlite:///")), self._home()
            for part in file.parent.glob(f"{file.name}*"):
                shutil.copy(part, home)
            return Site(f"sqlite:///{home / file.name}", keys)
        address, _, old = site.address.rpartition("/")
        new = f"site{next(self.names)}"
        with psycopg.connect(f"{address}/postgres", autocommit=True) as there:
            there.execute(f"CREATE DATABASE {new} TEMPLATE {old}")
        return Site(f"{address}/{new}", keys)

    def server(self, *, durable: bool) -> Server:
        if durable not in self.servers:
            server = self.stack.enter_context(throwaway_server(durable=durable))
            with psycopg.connect(server.address, autocommit=True) as there:
                there.execute("CREATE DATABASE migrated")
            migrated(Site(server.address.replace("/postgres", "/migrated"), self._home() / "keys"))
            self.servers[durable] = server
        return self.servers[durable]

    def _home(self) -> Path:
        home = self.folder / f"home{next(self.names)}"
        home.mkdir()
        return home


def migrated(site: Site) -> None:
    site.do(_migrate)


def _migrate() -> None:
    call_command("migrate", verbosity=0)
