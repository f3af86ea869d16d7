"""A small release made by hand: two surveys, two waves, and every kind of row a report must cope with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from soundings.disclosure import (
    Comparison,
    Composite,
    Dimension,
    Figures,
    Finding,
    Group,
    ItemFacts,
    OptionFacts,
    PlanFacts,
    Release,
    SurveyRelease,
)

NOW, BEFORE = "2023", "2022"
COLUMNS = ("wave", "item", "measure", "option", "dimension", "group", "value", "low", "high", "base", "status")
AGREE = (
    OptionFacts("sa", "Strongly agree", "favourable"),
    OptionFacts("a", "Agree", "favourable"),
    OptionFacts("n", "Neither", "neutral"),
    OptionFacts("d", "Disagree", "unfavourable"),
    OptionFacts("sd", "Strongly disagree", "unfavourable"),
)
HOURS = (OptionFacts("low", "Up to 42 hours"), OptionFacts("high", "43 hours or more"))


@dataclass
class Rows:
    """Figures being gathered. ``wave`` is the wave they belong to."""

    rows: list[tuple[object, ...]] = field(default_factory=list)

    def add(self, item: str, measure: str, value: float | None, base: int | None = None, **more: object) -> None:
        facts = {"wave": NOW, "option": "", "dimension": "", "group": "", "low": None, "high": None, "status": "ok"}
        facts |= {"item": item, "measure": measure, "value": value, "base": base, **more}
        self.rows.append(tuple(facts[column] for column in COLUMNS))

    def scale(self, item: str, counts: tuple[int, ...], wave: str = NOW) -> None:
        """All figures of a five-point item: options, sides, score and band."""
        base = sum(counts)
        for option, count in zip(AGREE, counts, strict=True):
            self.add(item, "count", count, base, option=option.code, wave=wave)
            self.add(item, "percent", round(100 * count / base, 6), base, option=option.code, wave=wave)
        for side in ("favourable", "neutral", "unfavourable"):
            of_side = sum(n for option, n in zip(AGREE, counts, strict=True) if option.side == side)
            share = round(100 * of_side / base, 6)
            self.add(item, f"{side}_count", of_side, base, wave=wave)
            self.add(item, side, share, base, low=max(0.0, share - 8), high=min(100.0, share + 8), wave=wave)
        score = sum(n * points for n, points in zip(counts, (100, 75, 50, 25, 0), strict=True)) / base
        self.add(item, "score", score, base, low=score - 3, high=score + 3, wave=wave)
        self.add(item, "band", 1 if score < 50.5 else 2 if score < 74.5 else 3, base, wave=wave)

    def change(self, item: str, value: float, low: float, high: float, p: float, adjusted: float) -> None:
        self.add(item, "change_favourable", value, 132, low=low, high=high)
        self.add(item, "change_favourable_p", p, 132)
        self.add(item, "change_favourable_adjusted_p", adjusted, 132)

    def figures(self) -> Figures:
        return Figures(pl.DataFrame(self.rows, schema=list(COLUMNS), orient="row", infer_schema_length=None))


def _social_work_figures() -> Figures:
    rows = Rows()
    for wave, answered, asked in ((NOW, 132, 251), (BEFORE, 93, 268)):
        rows.add("", "responses", answered, answered, wave=wave)
        rows.add("", "eligible", asked, asked, wave=wave)
        rows.add("", "response_rate", 100 * answered / asked, asked, wave=wave)
    rows.scale("manage", (30, 40, 20, 30, 12))
    rows.scale("manage", (12, 20, 21, 30, 10), BEFORE)
    rows.change("manage", 18.6, 5.6, 30.7, 0.006, 0.012)
    rows.scale("stress", (50, 49, 13, 12, 8))
    rows.scale("stress", (30, 31, 12, 12, 8), BEFORE)
    rows.change("stress", 9.4, -2.6, 21.5, 0.12, 0.12)
    rows.scale("proud", (60, 52, 10, 6, 4))
    rows.add("proud", "change_favourable", None, status="not_comparable")
    rows.scale("reach", (40, 48, 20, 14, 10))
    for option, count in zip(HOURS, (90, 40), strict=True):
        rows.add("hours", "count", count, 130, option=option.code)
        rows.add("hours", "percent", round(100 * count / 130, 6), 130, option=option.code)
    rows.add("tenure", "count", 100, 132, option="long")
    rows.add("tenure", "percent", 75.757576, 132, option="long")
    rows.add("tenure", "count", 32, 132, option="short")
    rows.add("tenure", "percent", 24.242424, 132, option="short")
    for code, value in (("topic:load", 62.4), ("topic:place", 74.6)):
        rows.add(code, "score", value, 132, low=value - 2, high=value + 2)
        rows.add(code, "band", 2 if value < 74.5 else 3, 132)
    _groups(rows)
    return rows.figures()


def _groups(rows: Rows) -> None:
    """North is shown, East capped, West withheld, and the merged group shown."""
    for group, answered in (("North", 60), ("East", 15), ("South and Centre", 31)):
        rows.add("", "responses", answered, answered, dimension="team", group=group)
    rows.add("", "responses", None, dimension="team", group="West", status="not_shown")
    for item in ("manage", "stress"):
        place = {"dimension": "team"}
        rows.add(item, "favourable", 45.0, 60, group="North", **place)
        rows.add(item, "favourable_count", 27, 60, group="North", **place)
        rows.add(item, "favourable", 90.0, 15, group="East", status="capped_high", **place)
        rows.add(item, "favourable_count", None, group="East", status="not_shown", **place)
        rows.add(item, "favourable", None, group="West", status="not_shown", **place)
        rows.add(item, "favourable_count", None, group="West", status="not_shown", **place)
        rows.add(item, "favourable", 51.612903, 31, group="South and Centre", **place)
        rows.add(item, "favourable_count", 16, 31, group="South and Centre", **place)


def item(code: str, text: str, section: str = "load", **more: object) -> ItemFacts:
    """A five-point item as asked."""
    return replace(ItemFacts(code, text, "scale", section, AGREE), **more)  # type: ignore[arg-type]


ITEMS = (
    item("manage", "My workload is manageable", comparison=Comparison("same")),
    item("stress", "I can handle the stress of my work", comparison=Comparison("same")),
    item(
        "proud",
        "I am proud to work here",
        "place",
        comparison=Comparison("break", "I like my job", "The two ask for different things."),
    ),
    item("reach", "I can reach a senior manager", "place", comparison=Comparison("new")),
    ItemFacts("hours", "How many hours did you work last week?", "choice", "load", HOURS),
    ItemFacts(
        "tenure",
        "How long have you worked here?",
        "choice",
        "you",
        (OptionFacts("short", "Up to two years"), OptionFacts("long", "Longer")),
        profile=True,
    ),
)

SOCIAL_WORK = SurveyRelease(
    code="sw",
    title="Children’s social work",
    instrument="Health check",
    instrument_version="2023.1",
    period="6 September to 17 October 2023",
    wave=NOW,
    previous=BEFORE,
    sections=(("load", "Workload"), ("place", "Workplace"), ("you", "About you")),
    items=ITEMS,
    composites=(
        Composite("topic:load", "Effective workload", "topic", ("manage", "stress")),
        Composite("topic:place", "A healthy workplace", "topic", ("proud", "reach")),
    ),
    dimensions=(
        Dimension(
            "team",
            "Team",
            (
                Group("North", "North", "", ("North",)),
                Group("East", "East", "North", ("East",)),
                Group("West", "West", "North", ("West",)),
                Group("South and Centre", "South and Centre", "", ("South", "Centre")),
            ),
        ),
    ),
    figures=_social_work_figures(),
    findings=(
        Finding("strength", "proud", "At least 75% of answers are favourable."),
        Finding("improvement", "manage", "Fewer than 55% of answers are favourable."),
    ),
    notes=("Two duplicate answers were left out.",),
)


def _wider_figures() -> Figures:
    rows = Rows()
    rows.add("", "responses", 1600, 1600)
    rows.add("", "eligible", 4100, 4100)
    rows.add("", "response_rate", 100 * 1600 / 4100, 4100)
    rows.scale("manage", (300, 501, 300, 300, 199))
    return rows.figures()


WIDER = replace(
    SOCIAL_WORK,
    code="wider",
    title="Wider workforce",
    previous="",
    items=(item("manage", "My workload is manageable"),),
    composites=(),
    dimensions=(),
    figures=_wider_figures(),
    findings=(),
    notes=(),
)


def release(*surveys: SurveyRelease) -> Release:
    """A release of these surveys; without any, of both."""
    title = "Social Work Health Check 2023"
    return Release(NOW, title, "Borough of Aldermere", PlanFacts(), surveys or (SOCIAL_WORK, WIDER))


def with_rows(survey: SurveyRelease, rows: Rows) -> SurveyRelease:
    """The survey with more figures."""
    return replace(survey, figures=Figures(pl.concat([survey.figures.table, rows.figures().table])))


def without_rows(survey: SurveyRelease, **keys: str) -> SurveyRelease:
    """The survey without the figures that stand under these keys."""
    table = survey.figures.table.filter(~pl.all_horizontal(*(pl.col(name) == key for name, key in keys.items())))
    return replace(survey, figures=Figures(table))


def only(*items: ItemFacts) -> SurveyRelease:
    """The survey with these items alone, and nothing found about them."""
    return replace(SOCIAL_WORK, items=items, findings=())
