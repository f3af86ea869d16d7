"""What the subcommands share: what they say to a person at a terminal, and the names they write under."""

from __future__ import annotations

import sys
from pathlib import Path

from soundings.disclosure import Release, release_from_text
from soundings.errors import UsageError
from soundings.instrument.loading import read_text


def say(message: str) -> None:
    """Progress for a person at a terminal; a pipe stays quiet."""
    if sys.stderr.isatty():
        print(f"{message} …", file=sys.stderr)


def read_release(path: str) -> Release:
    """The release in this file."""
    return release_from_text(read_text(Path(path)), path)


def output_name(path: str, *endings: str) -> str:
    """The name to write under. Checked before anything is read, so that no file of answers is ever written over."""
    if Path(path).suffix.lower() not in endings:
        known = " or ".join(filter(None, (", ".join(endings[:-1]), endings[-1])))
        raise UsageError(f"This is written as {known}; {path} does not end so.")
    return path
