"""What the database holds, as a backup's manifest says it."""

from __future__ import annotations

from django.db import connection
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
    surveys = Survey.objects.filter(state__in=WITH_A_BOX).select_related("wave").order_by("wave__held_on", "code")
    boxes = [
        Box(
            survey=survey.key,
            name=f"{survey.wave.code}/{survey.code}",
            title=survey.title,
            state=survey.get_state_display(),
            ballots=held.get(survey.key, 0),
        )
        for survey in surveys
    ]
    migrations = sorted(MigrationRecorder(connection).applied_migrations())
    return Facts(made_at=timezone.now(), migrations=migrations, boxes=boxes)
