"""What a person can mend.

Every error a user can cause is a ``SoundingsError``: it prints as plain sentences, never as a traceback,
and carries the exit code documented in ``docs/command.md``. Anything else that is raised is a fault in
the program.
"""

from __future__ import annotations

from collections.abc import Iterable


class SoundingsError(Exception):
    """Something a person can put right: what happened, where, and what to do."""

    exit_code = 1

    def __init__(self, message: str, faults: Iterable[str] = ()) -> None:
        self.message = message
        self.faults = tuple(faults)
        super().__init__("\n".join([message, *(f"  - {fault}" for fault in self.faults)]))


class UsageError(SoundingsError):
    """The command was given arguments that do not go together."""

    exit_code = 2


class UnreadableFileError(SoundingsError):
    """A file is missing, empty, of the wrong kind, too large, or in another encoding than expected."""

    exit_code = 3


class FaultyFileError(SoundingsError):
    """An instrument, mapping, wave or eligible file has faults; all of them are listed."""

    exit_code = 4


class UnmatchedDataError(SoundingsError):
    """The responses hold columns, labels or groups that nothing explains; all of them are listed."""

    exit_code = 5


class RefusedError(SoundingsError):
    """The gate will not let this out: it would expose people, or the figures contradict each other."""

    exit_code = 6


class UnwritableFileError(SoundingsError):
    """The output could not be written; nothing was left half-written."""

    exit_code = 7


class LaterVersionError(SoundingsError):
    """The file was made by a later version of Soundings than this one can read."""

    exit_code = 8


class NotNowError(SoundingsError):
    """What was asked cannot be done in the state things are in; nothing was changed."""

    exit_code = 9


class KeysError(SoundingsError):
    """A passphrase is wrong, a key holder is missing, or the key folder lacks what is needed."""

    exit_code = 10


class BusyError(SoundingsError):
    """Other work held what was needed for too long; trying again is safe."""

    exit_code = 11


class StorageFullError(SoundingsError):
    """There is no room left where the site keeps its data; nothing was changed."""

    exit_code = 12
