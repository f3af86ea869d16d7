"""Mixing: ballots, tickets and drafts are written afresh, so that nothing on disk tells which went together.

It runs every hour in which ballots came in, and before a survey pauses, closes or is opened.
"""

from __future__ import annotations

from django.db import models, transaction

from soundings_web.answers.models import Ballot, Draft
from soundings_web.storage.rewriting import compact, lock, rewrite
from soundings_web.waves.models import Survey, Ticket
from soundings_web.waves.moments import Moment, at

TOGETHER = (Ticket, Ballot, Draft)


def mix() -> None:
    """Mix now. Submissions that meet it wait and then succeed. Raises BusyError; trying again is safe."""
    with transaction.atomic():
        rewrite(TOGETHER)
        counts = _ballots()
    compact()
    _note(counts)


def mix_if_due() -> bool:
    """Mix if ballots came in since the last mixing; whether it did."""
    due = is_due()
    if due:
        mix()
    return due


def is_due() -> bool:
    """Whether a box holds other ballots than at its last mixing."""
    counts = _ballots()
    held = Survey.objects.exclude(state=Survey.State.DRAFT).values_list("key", "mixed")
    return any(counts.get(key, 0) != mixed for key, mixed in held)


@at(Moment.CLOSE)
def destroy_drafts(survey: Survey) -> None:
    """No draft outlives the close."""
    lock(TOGETHER)
    Draft.objects.filter(survey=survey.key).delete()


@at(Moment.PAUSE, Moment.CLOSE, Moment.OPENING)
def mix_within(survey: Survey) -> None:  # noqa: ARG001 - all boxes lie in one table and are mixed together
    """Mix inside the transaction that changes a survey's state; the files are compacted right after it.

    If the process dies in between, the counts still differ and the hourly job does it again.
    """
    rewrite(TOGETHER)
    counts = _ballots()

    def settle() -> None:
        compact()
        _note(counts)

    transaction.on_commit(settle)


def _ballots() -> dict[str, int]:
    """How many ballots each box holds."""
    return dict(Ballot.objects.values_list("survey").annotate(models.Count("key")))


def _note(counts: dict[str, int]) -> None:
    """Remember how many ballots each box held when it was mixed."""
    with transaction.atomic():
        for survey in Survey.objects.exclude(state=Survey.State.DRAFT).only("key", "mixed").order_by("key"):
            if survey.mixed != counts.get(survey.key, 0):
                Survey.objects.filter(key=survey.key).update(mixed=counts.get(survey.key, 0))
