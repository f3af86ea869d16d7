"""Reading one survey of a release: which figure stands under a key, and what is printed for it.

A figure that is not shown has one printed form here, whatever the reason; nothing further down decides that.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from soundings.disclosure import Composite, Figure, ItemFacts, SurveyRelease
from soundings.reporting.outline import Cell
from soundings.reporting.rounding import exact, number_text
from soundings.reporting.wording import (
    BAND_WORDS,
    STATUS_WORDS,
    Change,
    limit_text,
    percent_text,
    share_text,
)

ABSENT = Figure(None, status="absent")
SIDES = ("favourable", "neutral", "unfavourable")
_LIMITS = ((20, 90.0), (50, 95.0))


@dataclass(frozen=True)
class Place:
    """Where in the release a figure stands: which wave, and which group, if any."""

    wave: str
    dimension: str = ""
    group: str = ""


@dataclass(frozen=True)
class Share:
    """A share of the answers, with its counts where they are shown. ``part`` is the exact share between 0 and 1."""

    figure: Figure
    part: Fraction | None = None
    count: int | None = None

    @property
    def base(self) -> int | None:
        """How many answers the share is of; nothing where the share is withheld."""
        return self.figure.base if self.figure.shown or is_capped(self.figure) else None

    def percent(self, decimals: int) -> str:
        """What is printed for the percentage alone."""
        return words_for(self.figure) if self.part is None else percent_text(self.part, decimals)

    def cell(self, decimals: int) -> Cell:
        """What is printed in a table: “132 (53%)”."""
        if self.part is None:
            return Cell(words_for(self.figure), muted=not is_capped(self.figure))
        percent = percent_text(self.part, decimals)
        return Cell(percent if self.count is None else f"{self.count:,} ({percent})")

    def of_base(self, decimals: int) -> Cell:
        """What is printed where the base differs from row to row: “53% (132 of 251)”."""
        if self.part is None or self.count is None or self.base is None:
            return self.cell(decimals)
        return Cell(f"{percent_text(self.part, decimals)} ({self.count:,} of {self.base:,})")

    def words(self, decimals: int) -> str:
        """What is said in a sentence: “just over half, 53% (132 of 251)”."""
        if self.part is None:
            return words_for(self.figure)
        return share_text(self.part, self.count, self.base, decimals)


@dataclass(frozen=True)
class Reading:
    """One survey, as a report reads it.

    ``level`` is the certainty at which a change counts as clear; ``alone`` says that the release has no other survey.
    """

    survey: SurveyRelease
    level: float
    alone: bool = True

    def named(self, title: str) -> str:
        """A title that stands by itself, with the survey's name where there are several."""
        return title if self.alone else f"{self.survey.title} – {title}"

    @property
    def now(self) -> Place:
        return Place(self.survey.wave)

    @property
    def before(self) -> Place:
        return Place(self.survey.previous)

    def figure(self, item: str, measure: str, place: Place, option: str = "") -> Figure:
        """The figure under this key; where the release has none, an absent one."""
        found = self.survey.figures.get(place.wave, item, measure, option, place.dimension, place.group)
        return found or ABSENT

    def share(self, item: str, place: Place, side: str = "favourable") -> Share:
        """The share of answers on one side of a question."""
        return _share(self.figure(item, side, place), self.figure(item, f"{side}_count", place))

    def option_share(self, item: str, option: str, place: Place) -> Share:
        """The share of one answer option."""
        return _share(self.figure(item, "percent", place, option), self.figure(item, "count", place, option))

    def change(self, item: str, measure: str) -> Change | None:
        """The change of ``favourable`` or ``score`` on the previous wave, if it is shown.

        Its probability allows for every question compared, where the release has that.
        """
        figure = self.figure(item, f"change_{measure}", self.now)
        if not figure.shown or figure.value is None:
            return None
        adjusted = self.figure(item, f"change_{measure}_adjusted_p", self.now)
        chance = self.figure(item, f"change_{measure}_p", self.now) if adjusted.status == "absent" else adjusted
        return Change(figure.value, figure.low, figure.high, chance.value if chance.shown else None)

    def whole(self, item: str, measure: str, place: Place, option: str = "") -> int | None:
        """A count, if it is shown."""
        figure = self.figure(item, measure, place, option)
        return None if not figure.shown or figure.value is None else round(figure.value)

    def subject(self, code: str) -> str:
        """How an item is worded, or how a composite is called."""
        for composite in self.survey.composites:
            if composite.code == code:
                return composite.title
        return self.survey.item(code).text

    def composite(self, code: str) -> Composite | None:
        """The composite under this code, if it is one."""
        return next((composite for composite in self.survey.composites if composite.code == code), None)


def is_capped(figure: Figure) -> bool:
    """Whether only the side of its limit is shown."""
    return figure.status in ("capped_low", "capped_high")


def words_for(figure: Figure) -> str:
    """What is printed in the place of a figure that is not shown as a number."""
    if is_capped(figure):
        high = figure.status == "capped_high"
        limit = _limit(figure, high=high)
        return "not shown exactly" if limit is None else limit_text(limit, high=high)
    return STATUS_WORDS.get(figure.status, STATUS_WORDS["not_shown"])


def number_cell(figure: Figure, decimals: int = 0) -> Cell:
    """What is printed in a table for a plain number."""
    if figure.shown and figure.value is not None:
        return Cell(number_text(figure.value, decimals))
    return Cell(words_for(figure), muted=True)


def band_cell(figure: Figure) -> Cell:
    """What is printed in a table for a band."""
    if figure.shown and figure.value is not None:
        return Cell(BAND_WORDS[round(figure.value)])
    return Cell(words_for(figure), muted=True)


def is_scored(item: ItemFacts) -> bool:
    """Whether some answers to this question are favourable and others are not."""
    return any(option.side in SIDES for option in item.options)


def sides_of(item: ItemFacts) -> tuple[str, ...]:
    """The sides that this question's answers offer."""
    offered = {option.side for option in item.options}
    return tuple(side for side in SIDES if side in offered)


def _share(figure: Figure, count: Figure) -> Share:
    if not figure.shown or figure.value is None:
        return Share(figure)
    if count.shown and count.value is not None and figure.base:
        whole = round(count.value)
        return Share(figure, Fraction(whole, figure.base), whole)
    return Share(figure, exact(figure.value) / 100)


def _limit(figure: Figure, *, high: bool) -> float | None:
    if figure.value is not None:
        return figure.value
    base = figure.base
    upper = None if base is None else next((limit for bound, limit in _LIMITS if base < bound), None)
    return upper if high or upper is None else 100.0 - upper
