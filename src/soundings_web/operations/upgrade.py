"""Bringing an installation up to this version: a backup first, then the database, styles and scripts, and the trail."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from soundings.errors import BusyError, LaterVersionError, SoundingsError, UnwritableFileError
from soundings_web.operations.backup import write_copy
from soundings_web.operations.backup_folder import new_name
from soundings_web.operations.contents import migrations_run, unknown_of
from soundings_web.people import audit
from soundings_web.storage.locking import held_if_free

Say = Callable[[str], None]


def upgrade(*, backups: Path | None, by: str, say: Say) -> None:
    """Do all of it, and say each thing once it is done; ``backups`` is the folder for the backup, None for none.

    Raises BusyError, LaterVersionError or UnwritableFileError with nothing changed; SoundingsError with the way back.
    """
    with _alone():
        saved = _saved(_migrations(), backups, say)
        steps = _migrated(saved, say)
        _collected(say)
        _trail(steps, saved, by, say)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise SoundingsError(f"The database does not answer: {_first_line(error)} Nothing was changed.") from error
    with held_if_free("upgrade") as free:
        if not free:
            raise BusyError("Another upgrade of this database is running. This one changed nothing.")
        yield


def _migrations() -> list[tuple[str, str]]:
    """What was run until now. Raises LaterVersionError where the program is older than the database."""
    run = migrations_run()
    if unknown := unknown_of(run):
        raise LaterVersionError(
            "The database belongs to a later version of Soundings than this program, which does not know these steps. "
            "Install that version or a newer one. Nothing was changed.",
            unknown,
        )
    return run


def _saved(run: list[tuple[str, str]], backups: Path | None, say: Say) -> Path | None:
    if not run:
        say("There was no database yet, so there was nothing to back up.")
        return None
    if backups is None:
        say("No backup was made, as you said.")
        return None
    saved = backups.absolute() / new_name()
    held = write_copy(saved)
    say(f"A backup was written to {saved}: {held.size:,} bytes. The key folder is not in it.")
    return saved


def _migrated(saved: Path | None, say: Say) -> list[str]:
    """Bring the database up to date; returns the steps that were missing."""
    missing = _missing()
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except Exception as error:
        connection.close()  # what it was in the middle of is undone
        raise _stopped(error, missing, saved) from error
    if missing:
        say(f"The database was brought up to date. Steps: {', '.join(missing)}.")
    else:
        say("The database was up to date already.")
    return missing


def _missing() -> list[str]:
    plan = MigrationExecutor(connection)
    steps = plan.migration_plan(plan.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step, _ in steps]


def _stopped(error: Exception, missing: list[str], saved: Path | None) -> SoundingsError:
    left = missing
    with contextlib.suppress(DatabaseError):  # it may be gone altogether
        left = _missing()
    done = [step for step in missing if step not in left]
    back = (
        f"or go back: install the version from before, and run there: soundings-web restore {saved}"
        if saved
        else "or go back: install the version from before, and restore the last backup you have"
    )
    return SoundingsError(
        f"The upgrade stopped at {left[0] if left else 'its end'}: {_first_line(error)} Each step is done whole or not "
        "at all, so nothing that people answered is lost. Leave the site, the worker and the clock stopped, and then:",
        [
            f"these steps are done: {', '.join(done) or 'none'}",
            "either put right what is named above, and run the same command again",
            back,
        ],
    )


def _first_line(error: Exception) -> str:
    """What happened. Never the whole: what follows the first line may quote rows."""
    line = next(iter(str(error).splitlines()), "") or type(error).__name__
    return f"{line.rstrip('.')}."


def _collected(say: Say) -> None:
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnwritableFileError(
            f"Styles and scripts could not be put into {settings.STATIC_ROOT}: {reason}. The database is up to date. "
            "Put that right and run the same command again."
        ) from None
    say(f"Styles and scripts were put into {settings.STATIC_ROOT}.")


def _trail(steps: list[str], saved: Path | None, by: str, say: Say) -> None:
    broken = audit.broken_at()
    audit.record(by=by, what="upgraded", about="", details={"steps": steps, "backup": saved.name if saved else ""})
    if broken is not None:
        raise SoundingsError(
            f"The upgrade is done, but the audit trail is broken at event {broken}: it was changed, or an event before "
            "it was taken out. Tell whoever answers for the survey before you start the site again."
        )
    count, end = audit.length_and_end()
    say(f"The audit trail is whole: {count:,} events. It ends with {end}; note that somewhere else.")
