"""Writing files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from soundings.errors import UnwritableFileError


def write_whole(path: Path | str, content: str | bytes) -> None:
    """Write a file in one step: a reader sees the old file or the new one, never half of it.

    Raises UnwritableFileError, leaving what was there as it was.
    """
    path = Path(path)
    data = content.encode() if isinstance(content, str) else content
    draft = None
    try:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(0o644 & ~_umask())
        Path(draft).replace(path)
    except OSError as error:
        if draft:
            with contextlib.suppress(OSError):
                Path(draft).unlink()
        raise UnwritableFileError(
            f"{path} could not be written: {(error.strerror or str(error)).lower()}. Nothing was changed."
        ) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
