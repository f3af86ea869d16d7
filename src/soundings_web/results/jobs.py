"""Publishing as a job: it takes longer than a page may. What it refuses is told by the job, and read from there.

The rest of an opening needs no call from here: the clock finds every opening that is not finished.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from soundings.errors import NotNowError, SoundingsError
from soundings_web.results.publishing import all_opened, publish_wave
from soundings_web.storage.locking import hold
from soundings_web.waves.models import Wave


@task()
def publish_release(wave: int, number: int, by: str) -> list[str]:
    """Publish a wave as the release of this number. Returns why it was refused, and nothing where it is made.

    Run a second time it finds the release there, and makes no other.
    """
    held = Wave.objects.get(pk=wave)
    if held.releases.filter(number=number).exists():
        return []
    try:
        publish_wave(wave=held, by=by, number=number)
    except SoundingsError as error:
        return [error.message, *error.faults]
    return []


@dataclass(frozen=True)
class Publishing:
    """The last time somebody asked to publish a wave, while the queue remembers it."""

    going_on: bool
    broken: bool
    refused: list[str]


def ask_to_publish(*, wave: Wave, by: str) -> None:
    """Put the publishing on the queue. Raises NotNowError where a box is not opened, or it is being published."""
    all_opened(wave)
    with transaction.atomic():
        hold(f"publish {wave.pk}")
        if (last := last_publishing(wave)) and last.going_on:
            raise NotNowError(f"“{wave.title}” is being published already.")
        publish_release.enqueue(wave=wave.pk, number=wave.releases.count() + 1, by=by)


def last_publishing(wave: Wave) -> Publishing | None:
    """How far it is, or how it ended."""
    asked = DBTaskResult.objects.filter(task_path=publish_release.module_path, args_kwargs__kwargs__wave=wave.pk)
    last = asked.order_by("-enqueued_at").first()
    if last is None:
        return None
    going_on = last.status in (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    broken = last.status == TaskResultStatus.FAILED
    return Publishing(going_on, broken, [] if going_on or broken else last.return_value or [])
