"""Days and moments as people say them."""

from datetime import date, datetime

from django.utils import timezone


def local_words(moment: datetime) -> str:
    """A moment as people say it: 17 October 2026, 17:00."""
    local = timezone.localtime(moment)
    return f"{local.day} {local:%B %Y, %H:%M}"


def day_in_words(day: date) -> str:
    """A day as people say it: 17 October 2026."""
    return f"{day.day} {day:%B %Y}"
