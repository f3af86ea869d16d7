"""The purge ledger: which surveys' ballots and answers were destroyed. It lies in the key folder, outside every backup
of the database, so that restoring an old backup brings no purged survey back."""

import json
from contextlib import suppress

from django.utils import timezone

from soundings_web.keys.folder import key_folder

NAME = "purged.jsonl"
BALLOTS, ANSWERS = "ballots", "answers"


def enter(survey: str, what: str) -> None:
    """Write down that this is being destroyed. Written before anything is, so that a restore in between finishes it."""
    if what not in purged().get(survey, set()):
        line = {"survey": survey, "what": what, "at": timezone.now().isoformat(timespec="seconds")}
        key_folder().add_line(NAME, json.dumps(line))


def purged() -> dict[str, set[str]]:
    """What was destroyed of each survey."""
    folder = key_folder()
    found: dict[str, set[str]] = {}
    if folder.has(NAME):
        for line in folder.read(NAME).decode().splitlines():
            with suppress(json.JSONDecodeError):  # never finished, so nothing was destroyed on its account
                entry = json.loads(line)
                found.setdefault(entry["survey"], set()).add(entry["what"])
    return found
