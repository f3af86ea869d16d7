"""The file a backup is: a zip, not compressed, of the database as its own tools wrote it and a manifest.

The manifest says what kind of database it is, when it was made and for which version, how many ballots each box held,
and the checksum of the rest. The key folder is never part of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, ValidationError

from soundings.errors import LaterVersionError, UnreadableFileError, UnwritableFileError

FORMAT = 1
MANIFEST, CONTENT = "manifest.json", "database"
CHUNK = 2**20


class Box(BaseModel):
    """A survey that was neither being prepared nor opened, and how many ballots its box held."""

    survey: str
    name: str
    title: str
    state: str
    ballots: int


class Facts(BaseModel):
    """What a copy of the database holds, as of the moment it shows."""

    made_at: datetime
    migrations: list[tuple[str, str]]
    boxes: list[Box]


class Manifest(Facts):
    """What the file says about itself."""

    format: int = FORMAT
    database: str
    size: int
    checksum: str


@contextlib.contextmanager
def appearing(path: Path) -> Iterator[IO[bytes]]:
    """A new file for its owner only, which has its name once it is whole. Nothing is ever replaced.

    Raises UnwritableFileError, also for what goes wrong with a disk while it is being written.
    """
    try:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".soundings-")  # mkstemp files are 0600
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _name(Path(draft), path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                Path(draft).unlink()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnwritableFileError(f"{path} could not be written: {reason}. Nothing was left half-written.") from None


def must_be_free(path: Path) -> None:
    """Raises UnwritableFileError where there is something of this name already."""
    if path.exists() or path.is_symlink():
        raise UnwritableFileError(f"There is a {path} already. A backup replaces no file; give another name.")


def _name(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)  # unlike a renaming, this never replaces
    except FileExistsError:
        must_be_free(path)
    except OSError:  # a disk without links
        must_be_free(path)
        draft.rename(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_backup(file: IO[bytes], database: str, facts: Facts, content: Iterable[bytes]) -> Manifest:
    """Write content and manifest, in this order, so that the checksum is known."""
    checksum, size = hashlib.sha256(), 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        with archive.open(zipfile.ZipInfo(CONTENT), "w", force_zip64=True) as entry:
            for chunk in content:
                checksum.update(chunk)
                size += len(chunk)
                entry.write(chunk)
        manifest = Manifest(**facts.model_dump(), database=database, size=size, checksum=checksum.hexdigest())
        archive.writestr(zipfile.ZipInfo(MANIFEST), manifest.model_dump_json(indent=1))
    return manifest


class Backup:
    """A backup file that was read through once and is whole."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self.path, self.manifest, self._archive = path, manifest, archive

    def content(self) -> Iterator[bytes]:
        """The copy of the database, piece by piece."""
        with self._archive.open(CONTENT) as entry:
            while chunk := entry.read(CHUNK):
                yield chunk


@contextlib.contextmanager
def read_backup(path: Path) -> Iterator[Backup]:
    """Raises UnreadableFileError for what is missing, damaged or no backup, LaterVersionError for a later format."""
    try:
        archive = zipfile.ZipFile(path)
    except OSError as error:
        raise UnreadableFileError(f"{path} could not be read: {(error.strerror or str(error)).lower()}.") from None
    except zipfile.BadZipFile:
        raise UnreadableFileError(f"{path} is not a backup of Soundings, or only a part of one.") from None
    with archive:
        try:
            backup = Backup(path, archive, _manifest(path, archive))
            sound = _is_sound(backup)
        except (KeyError, ValidationError, ValueError):
            raise UnreadableFileError(f"{path} is not a backup of Soundings.") from None
        except (zipfile.BadZipFile, OSError, EOFError):
            sound = False
        if not sound:
            raise UnreadableFileError(f"{path} is damaged: it is not as it was written. Use another backup.")
        yield backup


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    found: Any = json.loads(archive.read(MANIFEST))
    if isinstance(found, dict) and isinstance(found.get("format"), int) and found["format"] > FORMAT:
        raise LaterVersionError(f"{path} was made by a later version of Soundings. Install that version first.")
    return Manifest.model_validate(found)


def _is_sound(backup: Backup) -> bool:
    checksum, size = hashlib.sha256(), 0
    for chunk in backup.content():
        checksum.update(chunk)
        size += len(chunk)
    return (size, checksum.hexdigest()) == (backup.manifest.size, backup.manifest.checksum)
