"""What the participation page shows of each survey. It asks the database the same few times, however many there are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from soundings_web.people import queries as people
from soundings_web.people.layout import RESERVED
from soundings_web.ui import Row
from soundings_web.ui.moments import local_words
from soundings_web.waves.console.lists import STATES, TAGS
from soundings_web.waves.contract import Asked
from soundings_web.waves.models import Contract, Survey
from soundings_web.waves.participation import Told, UnitLine, protected, read_by, whole_told


@dataclass(frozen=True)
class SurveyPart:
    """A survey as one reader sees it: what it is, and the units that are theirs, each with how many people are asked.

    ``by_unit`` is whether its contract counts by unit at all.
    """

    key: str
    title: str
    wave: str
    state_words: str
    tag: str
    rows: tuple[Row, ...]
    threshold: int
    by_unit: bool
    lines: tuple[UnitLine, ...]

    @property
    def some_withheld(self) -> bool:
        """Whether a number is kept back that is not small itself."""
        return any(line.told == Told.WITHHELD for line in self.lines)


def surveys_for(mine: Collection[int] | None) -> list[SurveyPart]:
    """Every survey that is open, paused or closed, the newest wave first; ``mine`` are the reader's units, None all."""
    shown = [Survey.State.OPEN, Survey.State.PAUSED, Survey.State.CLOSED]
    surveys = list(
        Survey.objects.filter(state__in=shown)
        .select_related("wave")
        .defer("plan")
        .order_by("-wave__held_on", "wave__code", "code")
    )
    frozen = _frozen([survey.key for survey in surveys])
    units = people.units_by_label({survey.roster_id for survey in surveys}) if mine is not None else {}
    return [
        _part(survey, frozen[survey.key], units.get(survey.roster_id, {}), mine)
        for survey in surveys
        if survey.key in frozen
    ]


@dataclass(frozen=True)
class _Frozen:
    """What is needed of a contract; the rest of it, with the whole questionnaire, is not read."""

    asked: Asked
    by: tuple[str, ...]
    threshold: int


def _frozen(keys: list[str]) -> dict[str, _Frozen]:
    """The contract in force of each survey."""
    facts = ("survey_id", "content__asked", "content__by", "content__plan__threshold")
    rows = Contract.objects.filter(survey__in=keys).order_by("number").values_list(*facts)
    return {survey: _Frozen(Asked.model_validate(asked), tuple(by), threshold) for survey, asked, by, threshold in rows}


def _part(survey: Survey, frozen: _Frozen, units: dict[str, Any], mine: Collection[int] | None) -> SurveyPart:
    groups = frozen.asked.dimensions.get(RESERVED, ()) if RESERVED in frozen.by else ()
    told = protected(frozen.asked, groups, frozen.threshold)
    return SurveyPart(
        key=survey.key,
        title=survey.title,
        wave=survey.wave.title,
        state_words=STATES[survey.state],
        tag=TAGS[survey.state],
        rows=(*_window(survey), *(_whole(frozen) if mine is None else ())),
        threshold=frozen.threshold,
        by_unit=bool(groups),
        lines=tuple(read_by(groups, told, units, mine)),
    )


def _window(survey: Survey) -> tuple[Row, ...]:
    """When it opens and closes, and every end that was told before."""
    before = [local_words(datetime.fromisoformat(end)) for end in survey.earlier_ends]
    closes = local_words(survey.closes_at)
    if before:
        closes = _("%(closes)s. At first it was to close on %(before)s.") % {
            "closes": closes,
            "before": _(", then on ").join(before),
        }
    return Row(_("Opens"), local_words(survey.opens_at)), Row(_("Closes"), closes)


def _whole(frozen: _Frozen) -> tuple[Row, ...]:
    """How many the whole survey asks: only for whoever may see everything."""
    told = whole_told(frozen.asked, frozen.threshold) == Told.NUMBER
    fewer = _("Fewer than %(number)s") % {"number": frozen.threshold}
    return (Row(_("People asked"), f"{frozen.asked.total:,}" if told else fewer),)
