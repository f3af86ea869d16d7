"""Where a box stands, in counts and words only: never who has answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from soundings_web.people import audit
from soundings_web.results.models import Opening
from soundings_web.results.opening import holders_of
from soundings_web.ui import Row
from soundings_web.ui.moments import local_words
from soundings_web.waves.models import Survey
from soundings_web.waves.queries import name_of_survey

# Destroying takes seconds, and the clock comes once a minute.
LATE_AFTER = timedelta(minutes=10)

State = Survey.State


@dataclass(frozen=True)
class BoxState:
    """A stage of a box: ``preparing``, ``waiting``, ``closed``, ``opening``, ``destroyed`` or ``restored``."""

    stage: str
    words: str
    tag: str
    late: bool = False


def box_state(survey: Survey, opening: Opening | None) -> BoxState:
    """The stage that this survey's box has reached."""
    if survey.state == State.DRAFT:
        return BoxState("preparing", "There is no box yet", "grey")
    if survey.state in (State.OPEN, State.PAUSED):
        return BoxState("waiting", "Waiting for the survey to close", "green")
    if survey.state == State.CLOSED:
        return BoxState("closed", "Can be opened", "blue")
    if opening is None:
        return BoxState("restored", "Destroyed", "purple")
    if opening.destroyed_at is None:
        late = timezone.now() - opening.opened_at > LATE_AFTER
        return BoxState("opening", "Opened; what joins is being destroyed", "yellow", late)
    return BoxState("destroyed", "Opened and destroyed", "purple")


def opening_of(survey: Survey) -> Opening | None:
    """The opening of this survey's box, where it has been opened."""
    return Opening.objects.filter(survey=survey).first()


def facts(survey: Survey, opening: Opening | None) -> list[Row]:
    """The box in a few lines."""
    rows = [Row("Wave", survey.wave.title), Row("Key holders", _holders(survey))]
    if survey.state in (State.DRAFT, State.OPEN, State.PAUSED):
        rows.append(Row("The survey closes", local_words(survey.closes_at)))
    if closed := audit.moments("survey closed", name_of_survey(survey)):
        rows.append(Row("The survey was closed", local_words(closed[-1])))
    if survey.state == State.CLOSED:  # while it runs, a count that grows would tell when somebody has answered
        rows.append(Row("Sealed ballots at the last mixing", f"{survey.mixed:,}"))
    return rows + (_opened(opening) if opening else [])


def _holders(survey: Survey) -> str:
    return " and ".join(holder.name for holder in holders_of(survey)) or "Not chosen yet"


def _opened(opening: Opening) -> list[Row]:
    unreadable = f", and {opening.unreadable:,} that could not be read" if opening.unreadable else ""
    rows = [
        Row("The box was opened", f"{local_words(opening.opened_at)}, by {opening.opened_by} with the key holders"),
        Row("Ballots", f"{opening.ballots:,} of {opening.asked:,} people asked{unreadable}"),
    ]
    if opening.destroyed_at:
        rows.append(Row("Ballots, tickets and keys were destroyed", local_words(opening.destroyed_at)))
    return rows
