"""What the list of waves and their releases shows. It asks the database the same few times, however long it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from soundings_web.results.models import Release
from soundings_web.waves.models import Survey, Wave


@dataclass(frozen=True)
class WaveLine:
    """A wave as the list shows it: how many of its boxes are opened, and what was released of it."""

    pk: int
    title: str
    held_on: date
    surveys: int
    opened: int
    releases: int
    released_at: datetime | None


def waves_page(words: str, order: str, rows: slice) -> tuple[int, list[WaveLine]]:
    """How many waves match by title or code, and some of them in an order. Two queries."""
    found = Wave.objects.filter(Q(title__icontains=words) | Q(code__icontains=words)) if words else Wave.objects.all()
    down, name = order.startswith("-"), order.removeprefix("-")
    counted = found.annotate(
        of=Count("surveys"),
        opened=Count("surveys", filter=Q(surveys__state=Survey.State.OPENED)),
        made=Coalesce(Subquery(_releases(Count("pk"))), 0),
        released_at=Subquery(_releases(Max("made_at"))),
    )
    column = {"releases": "made"}.get(name, name)
    return found.count(), [
        WaveLine(wave.pk, wave.title, wave.held_on, wave.of, wave.opened, wave.made, wave.released_at)
        for wave in counted.order_by(f"{'-' if down else ''}{column}", "-pk")[rows]
    ]


def _releases(told: Count | Max) -> QuerySet[Release, object]:
    """One fact of a wave's releases; apart from its surveys, which would multiply them."""
    return Release.objects.filter(wave=OuterRef("pk")).order_by().values("wave").annotate(told=told).values("told")
