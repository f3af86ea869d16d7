"""What other rooms ask about surveys."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from soundings.errors import UsageError
from soundings_web.waves.models import ProtectedTime, Survey, Wave


def surveys_to_close() -> list[Survey]:
    """Surveys whose end has come and that still take answers."""
    running = [Survey.State.OPEN, Survey.State.PAUSED]
    return list(Survey.objects.filter(state__in=running, closes_at__lte=timezone.now()))


def protected_time(code: str) -> ProtectedTime | None:
    """The session with this code, while it lasts."""
    now = timezone.now()
    return ProtectedTime.objects.filter(code=code.upper(), begins_at__lte=now, ends_at__gt=now).first()


def window(survey: str) -> tuple[datetime, list[datetime]]:
    """When the survey with this key opens, and its ends: those it had before, and the one it has, which comes last."""
    found = Survey.objects.defer("plan").get(key=survey)
    return found.opens_at, [*map(datetime.fromisoformat, found.earlier_ends), found.closes_at]


def surveys_with_codes() -> list[Survey]:
    """Surveys whose printed codes can open something: all that are not prepared or opened."""
    return list(Survey.objects.exclude(state__in=[Survey.State.DRAFT, Survey.State.OPENED]).order_by("key"))


def find_survey(name: str) -> Survey:
    """A survey by the codes of its wave and its own: 2026/children. Raises UsageError with the names there are."""
    wave, _, code = name.partition("/")
    found = Survey.objects.select_related("wave", "roster").filter(wave__code=wave, code=code).first()
    if found is None:
        pairs = Survey.objects.order_by("wave__held_on", "code").values_list("wave__code", "code")
        raise UsageError(f"There is no survey “{name}”; there are:", [f"{w}/{c}" for w, c in pairs] or ["none yet"])
    return found


def find_wave(code: str) -> Wave:
    """A wave by its code. Raises UsageError with the codes there are."""
    found = Wave.objects.filter(code=code).first()
    if found is None:
        codes = Wave.objects.order_by("held_on").values_list("code", flat=True)
        raise UsageError(f"There is no wave “{code}”; there are:", list(codes) or ["none yet"])
    return found


def name_of_survey(survey: Survey) -> str:
    """What the audit trail calls a survey: the codes of its wave and its own."""
    return f"{survey.wave.code}/{survey.code}"
