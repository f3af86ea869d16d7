"""Where a key stands in a TOML file, so that a fault can name its line."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_ENTRY = re.compile(r"^\s*\{")
_KEY = re.compile(r"""^\s*(?:"([^"]+)"|'([^']+)'|([A-Za-z0-9_.-]+))\s*=""")


def lines_by_path(text: str) -> dict[Path, int]:
    """The line (from 1) of every table and key, by path; array entries are numbered from 0.

    Of an array written in brackets, entries that start a line with a brace are found too.
    """
    places: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    last: Path = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            here = _path(header[2], counts, opens_entry=header[1] == "[[")
            places[here] = number
        elif key := _KEY.match(line):
            last = (*here, *(key[1] or key[2] or key[3]).split("."))
            places.setdefault(last, number)
        elif _ENTRY.match(line):
            counts[last] = counts.get(last, -1) + 1
            places[(*last, counts[last])] = number
    return places


def _path(name: str, counts: dict[Path, int], *, opens_entry: bool) -> Path:
    path: Path = ()
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for depth, part in enumerate(parts):
        path = (*path, part)
        if opens_entry and depth == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def line_of(places: dict[Path, int], path: Path) -> int | None:
    """The line of the path, or of the nearest part of the file that holds it."""
    while path:
        if path in places:
            return places[path]
        path = path[:-1]
    return None
