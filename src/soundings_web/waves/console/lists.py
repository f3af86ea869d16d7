"""What the lists of waves and surveys show. Each list asks the database the same few times, however long it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from soundings_web.people import queries as people
from soundings_web.people.models import Roster
from soundings_web.waves.models import Contract, KeyHolder, Survey, Wave

TAGS = {"draft": "grey", "open": "green", "paused": "yellow", "closed": "blue", "opened": "purple"}
STATES = {"draft": "Being prepared", "open": "Open", "paused": "Paused", "closed": "Closed", "opened": "Box opened"}


@dataclass(frozen=True)
class WaveLine:
    """A wave as the list shows it."""

    pk: int
    code: str
    title: str
    held_on: date
    surveys: int
    running: int


@dataclass(frozen=True)
class SurveyLine:
    """A survey as its wave shows it. ``asked`` is None where the roster does not say."""

    key: str
    code: str
    title: str
    state: str
    opens_at: datetime
    closes_at: datetime
    asked: int | None

    @property
    def state_words(self) -> str:
        """Its state as people say it."""
        return STATES[self.state]

    @property
    def tag(self) -> str:
        """The colour of its state."""
        return TAGS[self.state]


def waves_page(words: str, order: str, rows: slice) -> tuple[int, list[WaveLine]]:
    """How many waves match by title or code, and some of them in an order. Two queries."""
    found = Wave.objects.filter(Q(title__icontains=words) | Q(code__icontains=words)) if words else Wave.objects.all()
    counted = found.annotate(
        of=Count("surveys"), running=Count("surveys", filter=Q(surveys__state__in=["open", "paused"]))
    )
    down, name = order.startswith("-"), order.removeprefix("-")
    column = {"surveys": "of"}.get(name, name)
    return found.count(), [
        WaveLine(wave.pk, wave.code, wave.title, wave.held_on, wave.of, wave.running)
        for wave in counted.order_by(f"{'-' if down else ''}{column}", "-pk")[rows]
    ]


def surveys_page(wave: Wave, words: str, order: str, rows: slice) -> tuple[int, list[SurveyLine]]:
    """How many surveys of a wave match, and some of them in an order."""
    found = Survey.objects.filter(wave=wave)
    if words:
        found = found.filter(Q(title__icontains=words) | Q(code__icontains=words))
    facts = ("key", "code", "title", "state", "opens_at", "closes_at", "roster_id", "plan__promise__where")
    listed = list(found.order_by(order, "code").values(*facts)[rows])
    asked = {**_to_be_asked(listed), **_were_asked([one["key"] for one in listed])}
    lines = [SurveyLine(**{name: one[name] for name in facts[:6]}, asked=asked.get(one["key"])) for one in listed]
    return found.count(), lines


def of_last_time(wave: Wave) -> list[tuple[str, str]]:
    """Surveys of the wave before that this one does not have yet: key and title."""
    here = Survey.objects.filter(wave=wave).values("code")
    before = (
        Survey.objects.filter(wave=wave.previous_id).exclude(code__in=here)
        if wave.previous_id
        else Survey.objects.none()
    )
    return list(before.order_by("code").values_list("key", "title"))


def _were_asked(keys: Iterable[str]) -> dict[str, int]:
    """Of surveys that were opened: from the contract."""
    rows = Contract.objects.filter(survey__in=list(keys)).order_by("number")
    return dict(rows.values_list("survey_id", "content__asked__total"))


def _to_be_asked(listed: list[dict[str, Any]]) -> dict[str, int]:
    """Of surveys being prepared: from the roster as it stands, one query for each roster."""
    drafts = [one for one in listed if one["state"] == Survey.State.DRAFT]
    found: dict[str, int] = {}
    for roster in Roster.objects.filter(pk__in={one["roster_id"] for one in drafts}):
        here = [one for one in drafts if one["roster_id"] == roster.pk]
        sizes = people.sizes_for(roster, [one["plan__promise__where"] or {} for one in here])
        found |= dict(zip((one["key"] for one in here), sizes, strict=True))
    return found


@dataclass(frozen=True)
class HolderLine:
    """A key holder as the list shows them: how many boxes still need them."""

    key: str
    name: str
    boxes: int


def holders_page(words: str, order: str, rows: slice) -> tuple[int, list[HolderLine]]:
    """How many key holders match by name, and some of them in an order. Three queries."""
    found = KeyHolder.objects.filter(name__icontains=words) if words else KeyHolder.objects.all()
    waiting = Survey.objects.exclude(state__in=[Survey.State.DRAFT, Survey.State.OPENED])
    needed = Counter(key for keys in waiting.values_list("holders", flat=True) for key in keys)
    listed = found.order_by(order).values_list("key", "name")[rows]
    return found.count(), [HolderLine(key, name, needed[key]) for key, name in listed]
