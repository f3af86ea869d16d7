"""Who on the list may answer: leavers, and the rules of the layout in their order. The first that fits decides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from soundings_web.people.layout import Exclusion
from soundings_web.people.models import Standing

LEFT = "left on or before the census date"


@dataclass(frozen=True)
class Dates:
    """What is known of one person's time in post."""

    start: date | None = None
    left: date | None = None
    absent: date | None = None


def standing_of(
    rules: tuple[Exclusion, ...], dates: Dates, facts: Mapping[str, str], census_on: date
) -> tuple[str, str]:
    """The standing, and the reason in words where it is not eligible."""
    if dates.left and dates.left <= census_on:
        return Standing.LEFT, LEFT
    for rule in rules:
        if _fits(rule, dates, facts, census_on):
            absent = rule.absent_weeks_over is not None
            return (Standing.LONG_ABSENCE if absent else Standing.EXCLUDED), rule.reason
    return Standing.ELIGIBLE, ""


def _fits(rule: Exclusion, dates: Dates, facts: Mapping[str, str], census_on: date) -> bool:
    if rule.fact is not None:
        return _alike(facts.get(rule.fact, "")) in {_alike(value) for value in rule.values}
    if rule.weeks_in_post_under is not None:
        return _days(dates.start, census_on, lambda days: days < 7 * (rule.weeks_in_post_under or 0))
    return _days(dates.absent, census_on, lambda days: days > 7 * (rule.absent_weeks_over or 0))


def _days(since: date | None, on: date, fits: Callable[[int], bool]) -> bool:
    """Whether the days since then fit; of a date that is not known nothing is said."""
    return since is not None and fits((on - since).days)


def _alike(text: str) -> str:
    return text.strip().casefold()
