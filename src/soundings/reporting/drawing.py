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
from soundings.reporting.outline import Bar, Chart, Dot, DotPlot, StackedBars

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
