"""Copying a PostgreSQL database out of a running site, and putting one in the place of another.

PostgreSQL's own programs do both. They are told where the database is by their environment, never by their arguments,
which every user of the machine can read.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection, transaction
from psycopg import pq

from soundings.errors import BusyError, NotNowError, SoundingsError, UnwritableFileError
from soundings_web.operations.backup_file import CHUNK, Backup, Facts
from soundings_web.operations.contents import facts
from soundings_web.respond.mixing import is_due, mix
from soundings_web.storage.locking import held_throughout
from soundings_web.storage.rewriting import AFRESH

# A ballot that comes in between a mixing and the snapshot stands last in the dump: mix again.
MIXINGS = 20
# Milliseconds until pg_dump gives up on a table that somebody else is changing.
_LOCK_WAIT = "--lock-wait-timeout=60000"

# Everything of ours goes, also tables of a later version that the backup does not know. What extensions brought stays.
_EMPTY = """
SET client_min_messages = warning;
SET lock_timeout = '10s';
BEGIN;
DO $$
DECLARE one text;
BEGIN
  FOR one IN
    SELECT format('DROP %s IF EXISTS %I.%I CASCADE', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                  WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, current_schema(), relname)
    FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
    ORDER BY relkind = 'S'
  LOOP EXECUTE one; END LOOP;
  FOR one IN
    SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', pg_proc.oid::regprocedure)
    FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
  LOOP EXECUTE one; END LOOP;
END $$;
"""


@contextlib.contextmanager
def copied(folder: Path) -> Iterator[tuple[Facts, Iterator[bytes]]]:  # noqa: ARG001 - one shape for both databases
    """The dump of one moment, with the facts of the same moment. No mixing comes in between."""
    pg_dump = _program("pg_dump")
    # The name first, then the moment: who looks at a table before it is truncated and copies it after, finds it empty.
    with held_throughout(AFRESH), _snapshot_of_mixed() as (snapshot, held):
        words = [pg_dump, "--format=custom", "--no-owner", "--no-privileges", "--no-password", _LOCK_WAIT]
        with contextlib.closing(_said_by([*words, f"--snapshot={snapshot}"])) as pieces:
            yield held, pieces


@contextlib.contextmanager
def _snapshot_of_mixed() -> Iterator[tuple[str, Facts]]:
    """A moment in which every ballot was mixed, for pg_dump to look at, and its facts."""
    for _ in range(MIXINGS):
        mix()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            looked = transaction.savepoint()
            held, due = facts(), is_due()
            # Lets go of the tables just read. Otherwise whoever wants one for himself would wait for us, pg_dump for
            # him, and we for pg_dump: a circle that PostgreSQL cannot see.
            transaction.savepoint_rollback(looked)
            if not due:
                yield snapshot, held
                return
    raise BusyError(
        "So many answers come in that they could not be mixed before the backup. Try again in a quiet hour."
    )


def put_back(backup: Backup, finish: Callable[[], None]) -> None:
    """Replace the database in one transaction, then ``finish``, which has transactions of its own."""
    _must_be_alone()
    pg_restore, psql = _program("pg_restore"), _program("psql")
    connection.close()
    with tempfile.TemporaryFile() as archive:
        try:
            archive.writelines(backup.content())
            archive.seek(0)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise UnwritableFileError(
                f"There is no room to unpack the backup: {reason}. Nothing was changed."
            ) from None
        words = [pg_restore, "--clean", "--if-exists", "--no-owner", "--no-privileges", "--exit-on-error", "--file=-"]
        with contextlib.closing(_said_by(words, archive)) as script:
            _run(psql, script)
    try:
        finish()
    except Exception as error:
        error.add_note("The backup is in place, but not finished. Run soundings-web migrate, then start the worker.")
        raise


def _must_be_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        others = cursor.fetchone()[0]
    if others:
        raise NotNowError(
            f"The database is in use: {others} other connections. Stop the site, the worker and the clock, then "
            "restore. Nothing was changed."
        )


def _run(psql: str, script: Iterator[bytes]) -> None:
    """One transaction: it is ended well only when the whole script has arrived, and undone in every other case.

    Not pg_restore's own transaction: it could not drop what the backup does not know.
    """
    words = [psql, "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--file=-"]
    with tempfile.TemporaryFile() as complaints:
        with _started(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints) as process:
            assert process.stdin is not None  # noqa: S101 - for the type checker
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(_EMPTY.encode())
                for piece in script:
                    process.stdin.write(piece)
                process.stdin.write(b"\nCOMMIT;\n")
                process.stdin.close()
            failed = process.wait()
        if failed:
            raise SoundingsError(
                f"PostgreSQL could not restore the backup: {_complaint(complaints)} Nothing was changed."
            )


def _said_by(words: list[str], given: IO[bytes] | None = None) -> Generator[bytes, None, None]:
    """What a program writes, piece by piece. Raises SoundingsError where it fails, with its complaint."""
    with tempfile.TemporaryFile() as complaints:
        source = given or subprocess.DEVNULL
        with _started(words, stdin=source, stdout=subprocess.PIPE, stderr=complaints) as process:
            assert process.stdout is not None  # noqa: S101 - for the type checker
            while piece := process.stdout.read(CHUNK):
                yield piece
        if process.returncode:
            raise SoundingsError(f"{Path(words[0]).name} failed: {_complaint(complaints)} Nothing was changed.")


@contextlib.contextmanager
def _started(words: list[str], **pipes: IO[bytes] | int) -> Iterator[subprocess.Popen[bytes]]:
    """A program of PostgreSQL's, which does not outlive us."""
    process = subprocess.Popen(words, env=_environment(), **pipes)  # type: ignore[call-overload]  # noqa: S603 - our words
    try:
        yield process
    except BaseException:
        process.kill()
        raise
    finally:
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()


def _environment() -> dict[str, str]:
    """Where the database is and how to sign in, under the names that PostgreSQL's programs read; little else."""
    ours = {name: text for name, text in os.environ.items() if name in ("PATH", "HOME") or name.startswith("PG")}
    given = connection.get_connection_params()
    known = {option.keyword.decode(): option.envvar for option in pq.Conninfo.get_defaults() if option.envvar}
    told = {envvar.decode(): str(given[word]) for word, envvar in known.items() if given.get(word)}
    return {**ours, **told, "LC_ALL": "C"}


def _program(name: str) -> str:
    """From PG_BINDIR, from the server's own version where it is installed here, or from the path."""
    with connection.cursor():  # the version is known once there is a connection
        version = connection.pg_version // 10000
    places = [settings.PG_BINDIR, f"/usr/lib/postgresql/{version}/bin", *os.environ.get("PATH", "").split(os.pathsep)]
    found = shutil.which(name, path=os.pathsep.join(filter(None, places)))
    if found is None:
        raise SoundingsError(
            f"The program {name} is not here. Install PostgreSQL's client programs, version {version} or newer, or set "
            "PG_BINDIR to the folder they are in. Nothing was changed."
        )
    return found


def _complaint(file: IO[bytes]) -> str:
    """The line that matters. Never the whole: what follows an error may quote rows."""
    file.seek(0)
    lines = [line for line in file.read(100_000).decode(errors="replace").splitlines() if line.strip()]
    return next((line for line in lines if "error:" in line.lower() or "fatal:" in line.lower()), (lines or ["?"])[-1])
