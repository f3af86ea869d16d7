"""What the database holds, as a backup's manifest says it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count
from django.utils import timezone

from soundings_web.answers.models import Ballot
from soundings_web.operations.backup_file import Box, Facts
from soundings_web.waves.models import Survey

WITH_A_BOX = (Survey.State.OPEN, Survey.State.PAUSED, Survey.State.CLOSED)


def facts() -> Facts:
    """The facts of this moment; inside a transaction that shows one moment, of that one."""
    held = dict(Ballot.objects.values_list("survey").annotate(Count("key")))
    # By name: before an upgrade the tables are still those of the version before, and lack what was added since.
    columns = ("key", "wave__code", "code", "title", "state")
    surveys = Survey.objects.filter(state__in=WITH_A_BOX).order_by("wave__held_on", "code").values_list(*columns)
    boxes = [
        Box(
            survey=key,
            name=f"{wave}/{code}",
            title=title,
            state=Survey.State(state).label,
            ballots=held.get(key, 0),
        )
        for key, wave, code, title, state in surveys
    ]
    return Facts(made_at=timezone.now(), migrations=migrations_run(), boxes=boxes)


def migrations_run() -> list[tuple[str, str]]:
    """Every step that made the database what it is; none where it is empty."""
    return sorted(MigrationRecorder(connection).applied_migrations())


def unknown_of(migrations: Iterable[tuple[str, str]]) -> list[str]:
    """Those that this version does not know, because they belong to a later one."""
    known = set(MigrationLoader(None).disk_migrations)
    return [".".join(migration) for migration in migrations if tuple(migration) not in known]
