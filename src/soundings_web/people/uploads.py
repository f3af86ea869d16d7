"""A file that somebody sent, kept between looking at it and taking it: by a name nobody can guess, for a day."""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from soundings.errors import UsageError

_A_DAY = 24 * 3600


def keep_upload(file: UploadedFile, endings: tuple[str, ...]) -> str:
    """Keep the file; returns the name to ask for it by. Raises UsageError for another kind of file, or one too large.

    Files that somebody looked at and never took are removed by the next.
    """
    ending = Path(file.name or "").suffix.lower()
    if ending not in endings:
        raise UsageError(f"Choose a file of one of these kinds: {', '.join(endings)}.")
    if (file.size or 0) > settings.LARGEST_UPLOAD:
        raise UsageError(f"The file is larger than {settings.LARGEST_UPLOAD // 2**20} MB, the most that is taken.")
    folder = _folder()
    for old in folder.iterdir():
        with suppress(FileNotFoundError):
            if time.time() - old.stat().st_mtime > _A_DAY:
                old.unlink()
    name = secrets.token_hex(16) + ending
    handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as kept:
        for part in file.chunks():
            kept.write(part)
    return name


def upload_path(name: str) -> Path | None:
    """Where the file lies; None where it is no longer there."""
    path = _folder() / Path(name).name
    return path if name and path.is_file() else None


def forget_upload(name: str) -> None:
    """Remove the file."""
    if path := upload_path(name):
        path.unlink(missing_ok=True)


def _folder() -> Path:
    folder: Path = settings.DATA / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
