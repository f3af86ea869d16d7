"""What is due now, put on the queue: once, however often this runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from soundings_web.operations import jobs
from soundings_web.respond.mixing import is_due
from soundings_web.results.purging import unfinished
from soundings_web.results.retention import answers_due
from soundings_web.storage.locking import hold
from soundings_web.waves.queries import surveys_to_close

# A mixing each hour: often enough that few ballots stand unmixed, seldom enough that some hide each other.
MIX_EVERY = timedelta(hours=1)
# No job of ours runs longer than this; one that seems to has lost its worker.
GIVEN_UP_AFTER = timedelta(minutes=15)
# Finished jobs are of no use later, and their minutes are nobody's business.
KEPT_FOR = timedelta(days=2)

Due = tuple[Task[Any, Any], dict[str, Any]]


def tick(now: datetime | None = None) -> list[str]:
    """Put what is due on the queue; returns the names of the jobs added."""
    now = now or timezone.now()
    with transaction.atomic():
        hold("tick")
        _reap(now)
        return [job.name for job, arguments in _due(now) if _add(job, arguments)]


def _due(now: datetime) -> Iterator[Due]:
    if surveys_to_close():
        yield jobs.close_surveys, {}
    for survey in unfinished():
        yield jobs.finish_opening, {"survey": survey}
    if answers_due():
        yield jobs.keep_to_retention, {}
    mixed = DBTaskResult.objects.filter(
        task_path=jobs.mix_ballots.module_path, status=TaskResultStatus.SUCCESSFUL, started_at__gt=now - MIX_EVERY
    )
    if is_due() and not mixed.exists():
        yield jobs.mix_ballots, {}


def _add(job: Task[Any, Any], arguments: dict[str, Any]) -> bool:
    waiting = DBTaskResult.objects.filter(
        task_path=job.module_path,
        args_kwargs={"args": [], "kwargs": arguments},
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
    )
    if waiting.exists():
        return False
    job.enqueue(**arguments)
    return True


def _reap(now: datetime) -> None:
    """A job whose worker died is put back; all of ours can be run twice. Old ones are forgotten."""
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - GIVEN_UP_AFTER).update(
        status=TaskResultStatus.READY, started_at=None
    )
    DBTaskResult.objects.filter(finished_at__lt=now - KEPT_FOR).delete()
