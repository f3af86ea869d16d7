"""Printed codes as a way in, and what slows guessing down: a budget that everybody shares, never an address.

A council is often one address, and thirty people in one room must get through. Once the hour's failed tries are spent
every entry waits a moment; a right code is never refused.
"""

from __future__ import annotations

import time
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from soundings_web.keys.links import read_code
from soundings_web.respond.models import FailedTries
from soundings_web.waves.queries import surveys_with_codes
from soundings_web.waves.tickets import secret_of_code

TRIES_AN_HOUR = 60
SECONDS_TO_WAIT = 1.0


def secret_of_any_code(typed: str) -> bytes | None:
    """The link secret behind a code of any running survey; None, and one try less, where there is none."""
    if not read_code(typed):  # a slip of the pen: its check letter is wrong, so it guesses nothing
        return None
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    if FailedTries.objects.filter(hour=hour, count__gte=TRIES_AN_HOUR).exists():
        time.sleep(SECONDS_TO_WAIT)
    for survey in surveys_with_codes():
        if secret := secret_of_code(survey, typed):
            return secret
    _failed(hour)
    return None


def _failed(hour: datetime) -> None:
    """One more failed try in this hour; those of other hours are forgotten."""
    FailedTries.objects.exclude(hour=hour).delete()
    FailedTries.objects.bulk_create([FailedTries(hour=hour)], ignore_conflicts=True)
    FailedTries.objects.filter(hour=hour).update(count=F("count") + 1)
