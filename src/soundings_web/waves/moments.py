"""What other rooms do at a moment in a survey's life, inside the transaction that makes it so.

The state of a survey belongs here; mixing and the destruction of drafts belong to the door in, which stands above and
registers them when the site starts.
"""

from collections.abc import Callable
from enum import Enum

from soundings_web.waves.models import Survey

Deed = Callable[[Survey], None]


class Moment(Enum):
    """When a survey takes no more answers, for a while or for good, and before its box is opened."""

    PAUSE = "pause"
    CLOSE = "close"
    OPENING = "opening"


_deeds: dict[Moment, list[Deed]] = {moment: [] for moment in Moment}


def at(*moments: Moment) -> Callable[[Deed], Deed]:
    """Do this at these moments."""

    def register(deed: Deed) -> Deed:
        for moment in moments:
            _deeds[moment].append(deed)
        return deed

    return register


def come(moment: Moment, survey: Survey) -> None:
    """The moment has come: everything registered for it is done."""
    for deed in _deeds[moment]:
        deed(survey)
