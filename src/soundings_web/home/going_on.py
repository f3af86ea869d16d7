"""What is going on now: the surveys that are not over, as the start page says it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from soundings_web.ui.moments import local_words
from soundings_web.waves.queries import GoingOn


def lines(those: Iterable[GoingOn], now: datetime) -> list[tuple[str, str, str, str]]:
    """Of each survey its title, that of its wave, where it is found, and its end in a sentence."""
    return [(one.title, one.wave_title, reverse("waves:survey", args=[one.key]), sentence(one, now)) for one in those]


def sentence(one: GoingOn, now: datetime) -> str:
    """When it ends. A closed one may have been closed before its end or after, so nothing is said of when."""
    if one.state == "closed":
        told = _("Closed. Its end was set for %(end)s.")
    elif one.closes_at <= now:
        told = _("Its end came on %(end)s; it is about to close.")
    elif one.state == "paused":
        told = _("Paused. It closes on %(end)s.")
    elif one.opens_at > now:
        told = _("It begins on %(begin)s and closes on %(end)s.")
    else:
        told = _("It closes on %(end)s.")
    return told % {"begin": local_words(one.opens_at), "end": local_words(one.closes_at)}
