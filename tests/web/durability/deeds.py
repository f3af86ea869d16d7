"""What processes do to a site, one after another or all at once."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from tests.web.box.councils import PASSPHRASES, open_council
from tests.web.durability.sites import Deed, interrupted

from soundings_web.answers.models import AnswerFile, Ballot, Draft
from soundings_web.answers.sealing import open_file, seal_ballot
from soundings_web.keys.folder import key_folder
from soundings_web.keys.signing import is_signed
from soundings_web.operations.tick import tick
from soundings_web.respond.submitting import contract_of, read_draft, save_draft, submit, way_in
from soundings_web.results.models import Opening
from soundings_web.results.opening import open_box
from soundings_web.results.purging import purge_ballots, what_is_left
from soundings_web.waves.actions import close_survey
from soundings_web.waves.models import Survey, Ticket
from soundings_web.waves.survey_keys import ANSWERS, name_of

Said = tuple[Any, ...]


def set_up(people: int) -> list[bytes]:
    """A survey of this many people is open. Returns everybody's link."""
    return open_council(people).secrets


def answers_of(n: int, comment: int = 0) -> dict[str, Any]:
    """What the n-th person says, with words that are nobody else's; ``comment`` makes them longer."""
    pick = random.Random(n).choice
    return {
        "W1": pick(["yes", "mid", "no"]),
        "W2": pick(["yes", "no", "*not_applicable"]),
        "H": pick([0, 2, 5.5, 12]),
        "L": pick(["yes", "no"]),
        "C": f"the words of person {n} ".ljust(comment, "."),
        "ethnicity": pick(["a1", "a2", "b1", "b2", "*prefer_not_to_say"]),
        "religion": pick(["r1", "r2"]),
    }


def hand_in(secrets: list[bytes], first: int, comment: int = 0) -> None:
    """These people submit, the first of them being the first-th."""
    for n, secret in enumerate(secrets, start=first):
        submit(way_in(secret), answers_of(n, comment))


def fill_the_box(people: int, more: dict[str, Any]) -> None:
    """Everybody's ballot is in, as if they had submitted, but in one go; ``more`` is what all of them answered."""
    council = open_council(people)
    public = bytes.fromhex(contract_of(council.survey.key).ballot_key)
    said = (more | answers_of(n) | council.entries[n].facts for n in range(people))
    Ballot.objects.bulk_create(
        (Ballot(survey=council.survey.key, sealed=seal_ballot(public, answers)) for answers in said), batch_size=1000
    )
    Ticket.objects.update(used=True)


def draft(secret: bytes, answers: dict[str, Any]) -> None:
    save_draft(way_in(secret), answers)


def drafted(secret: bytes) -> dict[str, Any]:
    return read_draft(way_in(secret))


def look(secret: bytes) -> None:
    """Open the link, no more."""
    way_in(secret)


def the_survey() -> Survey:
    return Survey.objects.get()


def close() -> None:
    close_survey(survey=the_survey(), by="tests")


def open_the_box() -> None:
    open_box(survey=the_survey(), passphrases=PASSPHRASES, by="tests")


def work(now: datetime | None = None) -> list[str]:
    """What is due is queued and done, as by a worker of its own. Returns what was queued."""
    queued = tick(now)
    run_jobs()
    return queued


def run_jobs() -> None:
    call_command("db_worker", batch=True, interval=0.05, startup_delay=False, reload=False, verbosity=0)


def state() -> dict[str, Any]:
    """What a test may want to know about the only survey."""
    survey = the_survey()
    return {
        "state": survey.state,
        "ballots": Ballot.objects.count(),
        "used": Ticket.objects.filter(used=True).count(),
        "tickets": Ticket.objects.count(),
        "drafts": Draft.objects.count(),
        "files": AnswerFile.objects.count(),
        "openings": Opening.objects.count(),
        "left": what_is_left(survey.key),
        "certificates": [is_signed(c.text, c.signature, c.public) for c in survey.certificates.all()],
        "keys": sorted(path.name for path in (Path(key_folder().path) / "surveys" / survey.key).iterdir()),
    }


def said() -> tuple[list[str], Counter[Said]]:
    """Everything the answer files hold: the comments, and each row of answers without them."""
    key = key_folder().read(name_of(the_survey().key, ANSWERS))
    parts = {row.part: open_file(key, row.sealed) for row in AnswerFile.objects.all()}
    columns = parts["answers"]["columns"]
    assert (
        parts["answers"]["rows"] == len(parts["apart:ethnicity"]["answers"]) == len(parts["apart:religion"]["answers"])
    )
    rows = zip(*(columns[code] for code in ("W1", "W2", "H", "L")), strict=True)
    return sorted(words.strip(" .") for words in parts["comment:C"]["answers"]), Counter(rows)


def expected(people: list[int]) -> tuple[list[str], Counter[Said]]:
    """What the answer files hold if these people are in, each once."""
    given = [answers_of(n) for n in people]
    rows = Counter(tuple(one[code] for code in ("W1", "W2", "H", "L")) for one in given)
    return sorted(one["C"].strip() for one in given), rows


def purge() -> None:
    purge_ballots(the_survey().key)


def held_up(where: str, when: str, deed: Deed, *words: Any) -> None:
    """Do the deed, and stand still for a second before or after it calls ``where``."""
    stood_still: list[None] = []
    with interrupted(where, when, lambda: stood_still.append(time.sleep(1))):
        deed(*words)
    assert stood_still, f"{where} was never reached"
