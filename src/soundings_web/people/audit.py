"""The audit trail: who changed what, each event tied to the one before by its hash.

An action records its event last, in its own transaction: until that ends, every other action that records waits.
What respondents do is never recorded.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NoReturn

from django.db import connection, transaction
from django.db.models import Q
from django.utils.timezone import make_aware

from soundings_web.people.models import AuditEvent
from soundings_web.ui import ListQuery

FIRST = "0" * 64
# Any number, as long as every process of this installation takes the same.
_LOCK = 7_305_810_020_511


@dataclass(frozen=True)
class Event:
    """One event as a list shows it."""

    key: int
    at: datetime
    by: str
    what: str
    about: str
    details: str = ""


def record(*, by: str, what: str, about: str, details: dict[str, Any] | None = None) -> AuditEvent:
    """Add one event to the end of the trail. ``details`` hold texts, whole numbers, yes and no, and lists of them."""
    with transaction.atomic():
        wait_for_turn()
        last = AuditEvent.objects.order_by("-id").values_list("hash", flat=True).first()
        event = AuditEvent(
            at=datetime.now(UTC), by=by, what=what, about=about, details=_plain(details or {}), previous=last or FIRST
        )
        event.hash = _hash(event)
        event.save()
    return event


def broken_at() -> int | None:
    """The first event that is not as it was written, or does not follow the one before it; None where all is well.

    Events missing from the end leave no trace here: compare the last hash with one noted elsewhere.
    """
    previous = FIRST
    for event in AuditEvent.objects.order_by("id").iterator():
        if event.previous != previous or event.hash != _hash(event):
            return int(event.pk)
        previous = event.hash
    return None


def newest(count: int) -> tuple[Event, ...]:
    """The newest events, the newest last."""
    rows = AuditEvent.objects.order_by("-id")[: max(count, 0)]
    return tuple(Event(row.pk, row.at.astimezone(UTC), row.by, row.what, row.about) for row in rows)[::-1]


def found(
    asked: ListQuery, first: date | None = None, last: date | None = None
) -> tuple[int, ListQuery, tuple[Event, ...]]:
    """How many events of these days hold these words, and one page of them. Two queries.

    Every word must stand in who did it, what was done, or about what it was.
    """
    by = asked.order.replace("at", "id") if asked.order in ("at", "-at") else asked.order
    events = AuditEvent.objects.order_by(by, "-id")
    for word in asked.words.split():
        events = events.filter(Q(by__icontains=word) | Q(what__icontains=word) | Q(about__icontains=word))
    if first:
        events = events.filter(at__gte=midnight(first))
    if last and last < date.max:
        events = events.filter(at__lt=midnight(last + timedelta(days=1)))
    total = events.count()
    here = asked.within(total)
    return (
        total,
        here,
        tuple(
            Event(row.pk, row.at.astimezone(UTC), row.by, row.what, row.about, _told(row.details))
            for row in events[here.rows]
        ),
    )


def midnight(day: date) -> datetime:
    """The moment at which a day begins here."""
    return make_aware(datetime.combine(day, time.min))


def _told(details: dict[str, Any]) -> str:
    return "; ".join(f"{name}: {_in_words(value)}" for name, value in details.items())


def _in_words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {_in_words(one)}" for name, one in value.items())
    return ", ".join(map(_in_words, value)) or "none" if isinstance(value, list) else str(value)


def moments(what: str, about: str, since: datetime | None = None) -> list[datetime]:
    """When this was done about this, the earliest first; with ``since``, only what was done after it."""
    rows = AuditEvent.objects.filter(what=what, about=about).order_by("id")
    return list((rows.filter(at__gt=since) if since else rows).values_list("at", flat=True))


def length_and_end() -> tuple[int, str]:
    """How many events there are, and the hash of the last, to be noted elsewhere."""
    last = AuditEvent.objects.order_by("-id").values_list("hash", flat=True).first()
    return AuditEvent.objects.count(), str(last or FIRST)


def wait_for_turn() -> None:
    """One at a time until the transaction ends. In SQLite every transaction starts as the only writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _hash(event: AuditEvent) -> str:
    at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [event.previous, at, event.by, event.what, event.about, event.details]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(details: dict[str, Any]) -> dict[str, Any]:
    """As both databases give it back. Fractions are refused: they do not come back to the last digit."""
    plain: dict[str, Any] = json.loads(json.dumps(details), parse_float=_refuse)
    return plain


def _refuse(number: str) -> NoReturn:
    raise TypeError(f"{number} is no whole number; write it as text")
