"""Writing files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from soundings.errors import UnwritableFileError


def write_whole(path: Path | str, content: str | bytes, mode: int = 0o644) -> None:
    """Write a file in one step: a reader sees the old file or the new one, never half of it.

    A link is followed, and only an ordinary file is replaced. ``mode`` says who may read it. Raises
    UnwritableFileError, leaving what was there as it was.
    """
    target = Path(os.path.realpath(path))
    data = content.encode() if isinstance(content, str) else content
    try:
        if target.exists() and not target.is_file():
            what = "a folder" if target.is_dir() else "a device, not an ordinary file"
            raise UnwritableFileError(f"{path} could not be written: it is {what}. Give the name of a file.")
        if not target.parent.is_dir():
            raise UnwritableFileError(
                f"{path} could not be written: there is no folder {target.parent}. Make it first."
            )
        _write_beside(target, data, mode)
    except OSError as error:
        raise UnwritableFileError(
            f"{path} could not be written: {(error.strerror or str(error)).lower()}. Nothing was changed."
        ) from None


def _write_beside(target: Path, data: bytes, mode: int) -> None:
    """Write a draft in the same folder, then give it the name; no draft is left, whatever happens."""
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".soundings-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(mode & ~_umask())
        Path(draft).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(draft).unlink()
        raise


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, unless it is there. Raises UnwritableFileError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise UnwritableFileError(f"{path} is a file, so it cannot be a folder to write into.") from None
    except OSError as error:
        raise UnwritableFileError(
            f"The folder {path} could not be made: {(error.strerror or str(error)).lower()}."
        ) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
