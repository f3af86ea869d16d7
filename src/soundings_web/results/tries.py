"""Wrong tries at a box: written in the audit trail and counted there, so that no restart forgets one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from soundings.errors import NotNowError
from soundings_web.people import audit
from soundings_web.ui.moments import local_words
from soundings_web.waves.models import Survey
from soundings_web.waves.queries import name_of_survey

WRONG_TRIES, WITHIN = 10, timedelta(minutes=15)
_WHAT = "wrong passphrase for a box"


def must_wait(survey: Survey, now: datetime | None = None) -> None:
    """Raises NotNowError after too many wrong tries. The wait ends by itself; trying meanwhile adds nothing to it."""
    now = now or timezone.now()
    tries = audit.moments(_WHAT, name_of_survey(survey), now - WITHIN)
    if len(tries) >= WRONG_TRIES:
        until = tries[-WRONG_TRIES] + WITHIN
        raise NotNowError(
            f"There were {WRONG_TRIES} wrong tries within {WITHIN.seconds // 60} minutes. Nothing was changed and "
            f"nothing was tried now. Try again after {local_words(until + timedelta(minutes=1))}."
        )


def note_wrong_try(survey: Survey, holders: Iterable[str], by: str) -> None:
    """One more wrong try, with whose passphrase it was meant to be; never with what was typed."""
    audit.record(by=by, what=_WHAT, about=name_of_survey(survey), details={"holders": sorted(holders)})
