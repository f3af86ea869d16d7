"""A chart taken apart into what every format lays out alike: a key, an axis, and rows of words beside a strip.

A page sets the words as text and lets the strips grow with the window; a picture sets both at fixed places. Both take
them from here, so a chart looks the same wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from soundings.reporting.charts import (
    AXIS_HEIGHT,
    BAR_HEIGHT,
    DOT_HEIGHT,
    SWATCH_WIDTHS,
    axis_strip,
    bar_strip,
    dot_strip,
    dot_swatch,
    swatch,
)
from soundings.reporting.charts_over_time import (
    ARROW_HEIGHT,
    ARROW_SWATCHES,
    TREND_HEIGHT,
    TREND_SWATCHES,
    arrow_strip,
    arrow_swatch,
    is_small,
    trend_strip,
    trend_swatch,
)
from soundings.reporting.outline import Arrow, Bar, ChangeArrows, Chart, Dot, DotPlot, StackedBars, TrendLines

SIDE_NAMES = {"favourable": "Favourable", "neutral": "Neutral", "unfavourable": "Unfavourable"}


@dataclass(frozen=True)
class KeyEntry:
    """One entry of a key: a small drawing, its width, and what it stands for."""

    drawn: str
    width: int
    text: str


@dataclass(frozen=True)
class Strip:
    """The drawn part of a row, with its height."""

    drawn: str
    height: int


@dataclass(frozen=True)
class ChartRow:
    """A row of a chart. Without a strip, ``instead`` may say why there is nothing to draw."""

    label: str
    detail: str
    strip: Strip | None = None
    instead: str = ""


@dataclass(frozen=True)
class Drawing:
    """A whole chart. ``dotted`` says that points may stand on the edge of a strip, which then needs room beside it."""

    key: tuple[KeyEntry, ...]
    axis: Strip | None
    rows: tuple[ChartRow, ...]
    dotted: bool = False


def drawing(chart: Chart, name: str) -> Drawing:
    """The chart, drawn. ``name`` must be different for every chart of a page."""
    names = (f"{name}-{number}" for number in count(1))
    match chart:
        case StackedBars(bars=bars):
            sides = {segment.side for bar in bars for segment in bar.segments}
            key = tuple(_side_entry(side, f"{name}-key") for side in SIDE_NAMES if side in sides)
            return Drawing(key, None, tuple(_bar_row(bar, names) for bar in bars))
        case DotPlot(dots=dots):
            axis = Strip(axis_strip(chart.unit, next(names)), AXIS_HEIGHT)
            return Drawing(_dot_key(chart), axis, tuple(_dot_row(dot, names) for dot in dots), dotted=True)
        case ChangeArrows(arrows=arrows):
            axis = Strip(axis_strip("per cent", next(names)), AXIS_HEIGHT)
            return Drawing(_arrow_key(chart), axis, tuple(_arrow_row(arrow, names) for arrow in arrows), dotted=True)
        case TrendLines(trends=trends, waves=waves):
            rows = (ChartRow(t.label, "", Strip(trend_strip(t, waves, next(names)), TREND_HEIGHT)) for t in trends)
            return Drawing(_trend_key(chart), None, tuple(rows))


def _side_entry(side: str, name: str) -> KeyEntry:
    return KeyEntry(swatch(side, name), SWATCH_WIDTHS["side"], SIDE_NAMES[side])


def _bar_row(bar: Bar, names: Iterator[str]) -> ChartRow:
    if not bar.segments:
        return ChartRow(bar.label, bar.base, None, bar.instead)
    return ChartRow(bar.label, bar.base, Strip(bar_strip(bar, next(names)), BAR_HEIGHT))


def _dot_key(chart: DotPlot) -> tuple[KeyEntry, ...]:
    now = KeyEntry(dot_swatch("now"), SWATCH_WIDTHS["now"], f"{chart.point_name}, with its interval")
    if not chart.previous_name:
        return (now,)
    return now, KeyEntry(dot_swatch("before"), SWATCH_WIDTHS["before"], chart.previous_name)


def _dot_row(dot: Dot, names: Iterator[str]) -> ChartRow:
    strip = None if dot.point is None else Strip(dot_strip(dot, next(names)), DOT_HEIGHT)
    return ChartRow(dot.label, dot.text, strip)


def _arrow_key(chart: ChangeArrows) -> tuple[KeyEntry, ...]:
    drawn = [arrow.clear for arrow in chart.arrows if not is_small(arrow)]
    close = any(is_small(arrow) and arrow.now is not None for arrow in chart.arrows)
    entries = [("then", chart.then_name)]
    entries += [("same", f"{chart.now_name}, close to {chart.then_name}")] if close else []
    entries += [("clear", f"{chart.now_name}, a clear change")] if True in drawn else []
    entries += [("unclear", f"{chart.now_name}, not a clear change")] if False in drawn else []
    return tuple(KeyEntry(arrow_swatch(kind), ARROW_SWATCHES[kind], text) for kind, text in entries)


def _arrow_row(arrow: Arrow, names: Iterator[str]) -> ChartRow:
    drawn = arrow_strip(arrow, next(names))
    return ChartRow(arrow.label, arrow.text, Strip(drawn, ARROW_HEIGHT) if drawn else None, arrow.instead)


def _trend_key(chart: TrendLines) -> tuple[KeyEntry, ...]:
    broken = any(not point.joined for trend in chart.trends for point in trend.points[1:])
    entries = [("line", "Favourable answers")]
    entries += [("break", "The two waves cannot be compared; the table says why")] if broken else []
    return tuple(KeyEntry(trend_swatch(kind), TREND_SWATCHES[kind], text) for kind, text in entries)
