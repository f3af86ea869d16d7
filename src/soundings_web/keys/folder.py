"""The key folder: files readable by their owner only, outside the database and its backups.

A file appears whole under its name or not at all; none is ever replaced by ``create``.
"""

import errno
import os
import re
import secrets
import tempfile
from pathlib import Path

from django.conf import settings

from soundings.errors import KeysError, StorageFullError

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*")


class KeyFolder:
    """Named secrets as files. A name may have slashes: ``surveys/ab12/mail.key``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def has(self, name: str) -> bool:
        return self._file(name).exists()

    def read(self, name: str) -> bytes:
        """The content. Raises KeysError where it is missing, and says what that means."""
        try:
            return self._file(name).read_bytes()
        except FileNotFoundError:
            raise KeysError(
                f"The key folder has no “{name}”. It was destroyed as planned, or {self.path} is not the key folder "
                "of this database; restore the folder from its own backup."
            ) from None

    def create(self, name: str, content: bytes) -> None:
        """Write a new file. Raises KeysError where there is one of this name already."""
        path = self._file(name)
        _make(path.parent)
        fresh = self._written(path.parent, content)
        try:
            os.link(fresh, path)
        except FileExistsError:
            raise KeysError(f"The key folder has a “{name}” already; it is never replaced.") from None
        finally:
            fresh.unlink()
        _settle(path.parent)

    def replace(self, name: str, content: bytes) -> None:
        """Write a file in the place of another, whole or not at all."""
        path = self._file(name)
        _make(path.parent)
        self._written(path.parent, content).replace(path)
        _settle(path.parent)

    def add_line(self, name: str, line: str) -> None:
        """Add one line to a list, on disk before this returns. A line that was never finished is closed off first."""
        path = self._file(name)
        _make(path.parent)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "ab") as file:
            torn = file.tell() and not path.read_bytes().endswith(b"\n")
            file.write(("\n" if torn else "").encode() + f"{line}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        _settle(path.parent)

    def destroy(self, name: str) -> None:
        """Overwrite a file with chance and remove it; nothing where it is gone already."""
        path = self._file(name)
        if path.exists():
            self._destroy(path)

    def destroy_unfinished(self, folder: str) -> None:
        """Destroy what a process was writing in this folder when it died. It opens nothing, but it looks like a key."""
        for path in self._file(folder).glob(".*"):
            self._destroy(path)

    def _file(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"“{name}” is no name of a key")
        return self.path / name

    @staticmethod
    def _destroy(path: Path) -> None:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink(missing_ok=True)
        _settle(path.parent)

    @staticmethod
    def _written(folder: Path, content: bytes) -> Path:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".")  # mkstemp files are 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            Path(name).unlink()
            if error.errno == errno.ENOSPC:
                raise StorageFullError("There is no room left in the key folder, so nothing was changed.") from error
            raise
        return Path(name)


def _make(folder: Path) -> None:
    """Make a folder and those above it, each readable by its owner only; ``parents`` would open those above to all."""
    if not folder.exists():
        _make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _settle(folder: Path) -> None:
    """Make a change of names in a folder outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def key_folder() -> KeyFolder:
    """The key folder of this installation."""
    return KeyFolder(Path(settings.KEY_FOLDER))
