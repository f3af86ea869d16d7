"""What other rooms ask about surveys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from soundings.errors import UsageError
from soundings_web.waves.models import KeyHolder, ProtectedTime, Survey, Wave


@dataclass(frozen=True)
class Preparation:
    """How far the preparation of the surveys is; ``begun`` are those that were ever opened.

    ``survey_to_open`` is the key of the survey that is to open next; empty where none is being prepared.
    """

    holders: int = 0
    waves: int = 0
    surveys: int = 0
    begun: int = 0
    newest_wave: int | None = None
    survey_to_open: str = ""


@dataclass(frozen=True)
class GoingOn:
    """A survey that is not over: running, or closed with a box that waits."""

    key: str
    wave_title: str
    title: str
    state: str
    opens_at: datetime
    closes_at: datetime


def preparation() -> Preparation:
    """How far it is now. Three queries, however many there are."""
    waves = list(Wave.objects.order_by("-held_on", "-pk").values_list("pk", flat=True))
    surveys = list(Survey.objects.order_by("opens_at", "code").values_list("state", "key"))
    drafts = [key for state, key in surveys if state == Survey.State.DRAFT]
    return Preparation(
        holders=KeyHolder.objects.count(),
        waves=len(waves),
        surveys=len(surveys),
        begun=len(surveys) - len(drafts),
        newest_wave=waves[0] if waves else None,
        survey_to_open=drafts[0] if drafts else "",
    )


def surveys_going_on() -> tuple[list[GoingOn], list[GoingOn]]:
    """The surveys that run, and those that are closed and whose box was not opened; the first to end comes first."""
    facts = ("key", "wave__title", "title", "state", "opens_at", "closes_at")
    rows = Survey.objects.order_by("closes_at", "code").values_list(*facts)
    running = rows.filter(state__in=[Survey.State.OPEN, Survey.State.PAUSED])
    waiting = rows.filter(state=Survey.State.CLOSED)
    return [GoingOn(*row) for row in running], [GoingOn(*row) for row in waiting]


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
