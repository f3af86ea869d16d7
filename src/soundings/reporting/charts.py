"""Charts as SVG, one strip a row.

A strip has no view box: positions are per cent of its width and texts keep their size, so it can be as narrow
as a phone or as wide as a page. The label of a row is not part of the strip; the page sets it as text beside
or above. Every strip carries its own title, description, patterns and colours, so it can be read, printed in
grey or lifted out of the page by itself.

Sides differ by colour, by lightness, by pattern and by outline: favourable is dark and plain, neutral is white
with an outline, unfavourable is light with stripes and an outline. Every axis runs from 0 to 100.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from soundings.reporting.outline import Bar, Dot, Segment

BAR_HEIGHT = 30
DOT_HEIGHT = 30
AXIS_HEIGHT = 18
INK = "#1d2730"
RULE = "#c3ccd3"
NARROWEST, WIDER = 270, 400
SWATCH_WIDTHS = {"side": 28, "now": 44, "before": 16}
_OUTSIDE_UPTO = 80.0


@dataclass(frozen=True)
class Fill:
    """How a segment is filled, outlined and lettered."""

    name: str
    colour: str
    outline: str
    ink: str
    stripe: str = ""


FILLS = {
    "favourable": Fill("solid dark blue", "#1f4e79", "#1f4e79", "#ffffff"),
    "neutral": Fill("white with an outline", "#ffffff", "#5c6b78", INK),
    "unfavourable": Fill("light orange with stripes", "#f6c48a", "#8a4b08", INK, "#d98a33"),
    "plain": Fill("solid dark blue", "#1f4e79", "#1f4e79", "#ffffff"),
}


def bar_strip(bar: Bar, key: str) -> str:
    """A bar as a strip. ``key`` must be different for every strip of a page."""
    texts = ", ".join(f"{segment.label} {segment.text}" for segment in bar.segments)
    if len(bar.segments) == 1 and bar.segments[0].side == "plain":
        texts = bar.segments[0].text
    parts, start = [], 0.0
    for segment in bar.segments:
        parts.append(_segment(segment, start, key))
        start += segment.percent
    return strip("bar-strip", BAR_HEIGHT, bar.label, f"{texts}.", key, "".join(parts), _patterns(bar, key))


def swatch(side: str, key: str) -> str:
    """The key to one side: a small patch, hidden from screen readers, which read the word beside it."""
    fill = FILLS[side]
    pattern = _pattern(fill, f"{key}-{side}") if fill.stripe else ""
    patch = (
        f'<rect x="1" y="1" width="26" height="14" fill="{_paint(fill, key, side)}" stroke="{fill.outline}" '
        'stroke-width="1.5"/>'
    )
    return f'<svg class="swatch" width="28" height="16" aria-hidden="true" focusable="false">{pattern}{patch}</svg>'


def dot_strip(dot: Dot, key: str) -> str:
    """A point with its interval and the previous point as a strip, over the lines of the axis."""
    parts = [grid(DOT_HEIGHT)]
    middle = DOT_HEIGHT / 2
    if dot.low is not None and dot.high is not None:
        parts.append(line(dot.low, middle, dot.high, middle, INK, 2))
        parts += [line(end, middle - 5, end, middle + 5, INK, 2) for end in (dot.low, dot.high)]
    if dot.previous is not None:
        parts.append(circle(dot.previous, middle, 6, "#ffffff", "#8a4b08"))
    if dot.point is not None:
        parts.append(circle(dot.point, middle, 6, "#1f4e79", "#ffffff"))
    return strip("dot-strip", DOT_HEIGHT, dot.label, f"{dot.text}.", key, "".join(parts))


def dot_swatch(kind: str) -> str:
    """The key to a dot plot: ``now`` with its interval, or ``before``."""
    if kind == "now":
        drawn = (
            f'<path d="M2 8H42M2 3V13M42 3V13" stroke="{INK}" stroke-width="2"/>'
            '<circle cx="22" cy="8" r="6" fill="#1f4e79" stroke="#ffffff" stroke-width="2"/>'
        )
    else:
        drawn = '<circle cx="8" cy="8" r="6" fill="#ffffff" stroke="#8a4b08" stroke-width="2"/>'
    width = SWATCH_WIDTHS[kind]
    return f'<svg class="swatch" width="{width}" height="16" aria-hidden="true" focusable="false">{drawn}</svg>'


def axis_strip(unit: str, key: str) -> str:
    """The axis above the strips of a dot plot, always from 0 to 100."""
    sign = "%" if unit == "per cent" else ""
    texts = "".join(
        f'<text class="axis-text" x="{at}%" y="13" text-anchor="middle" fill="{INK}">{at}{sign}</text>'
        for at in (0, 25, 50, 75, 100)
    )
    return strip("axis-strip", AXIS_HEIGHT, "Axis", f"From 0 to 100{sign}.", key, texts)


def grid(height: int) -> str:
    """The lines of an axis from 0 to 100, behind what is drawn."""
    return "".join(line(at, -6, at, height + 6, RULE, 1) for at in (0, 25, 50, 75, 100))


def strip(kind: str, height: int, title: str, description: str, key: str, body: str, patterns: str = "") -> str:
    """A strip with its title and description, as wide as the place it is put in."""
    return (
        f'<svg class="{kind}" width="100%" height="{height}" overflow="visible" role="img" '
        f'aria-labelledby="{key}-t {key}-d" focusable="false">'
        f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(description)}</desc>'
        f"{patterns}{body}</svg>"
    )


def _patterns(bar: Bar, key: str) -> str:
    sides = {segment.side for segment in bar.segments}
    return "".join(_pattern(FILLS[side], f"{key}-{side}") for side in sorted(sides) if FILLS[side].stripe)


def _pattern(fill: Fill, name: str) -> str:
    return (
        f'<defs><pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="8" height="8" fill="{fill.colour}"/><rect width="2.5" height="8" fill="{fill.stripe}"/>'
        "</pattern></defs>"
    )


def _paint(fill: Fill, key: str, side: str) -> str:
    return f"url(#{key}-{side})" if fill.stripe else fill.colour


def _segment(segment: Segment, start: float, key: str) -> str:
    if segment.percent <= 0:
        return _segment_text(segment, start, FILLS[segment.side])
    fill = FILLS[segment.side]
    paint = _paint(fill, key, segment.side)
    box = (
        f'<rect class="segment {segment.side}" x="{start:.4f}%" y="1" width="{segment.percent:.4f}%" '
        f'height="{BAR_HEIGHT - 2}" fill="{paint}" stroke="{fill.outline}" stroke-width="1.5"/>'
    )
    edge = line(start, 0, start, BAR_HEIGHT, "#ffffff", 2) if start > 0 else ""
    return box + edge + _segment_text(segment, start, fill)


def _segment_text(segment: Segment, start: float, fill: Fill) -> str:
    baseline = BAR_HEIGHT / 2 + 5
    if segment.side == "plain" and segment.percent < _OUTSIDE_UPTO:
        at = f'x="{start + segment.percent:.4f}%" dx="7" y="{baseline}"'
        return f'<text class="segment-text" {at} fill="{INK}">{escape(segment.text)}</text>'
    if not _fits(segment, WIDER):
        return ""
    room = "" if _fits(segment, NARROWEST) else " where-wide"
    halo = (
        f' stroke="{fill.colour}" stroke-width="5" paint-order="stroke" stroke-linejoin="round"' if fill.stripe else ""
    )
    at = f'x="{start + segment.percent / 2:.4f}%" y="{baseline}" text-anchor="middle"'
    return f'<text class="segment-text{room}" {at} fill="{fill.ink}"{halo}>{escape(segment.text)}</text>'


def _fits(segment: Segment, width: int) -> bool:
    """Whether the share can be lettered inside its segment where the whole bar is so many pixels wide."""
    return segment.percent / 100 * width >= 8 * (len(segment.text) - 1) + 16


def line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    """A line: across in per cent, down in pixels."""
    return f'<line x1="{x1:.4f}%" y1="{y1:g}" x2="{x2:.4f}%" y2="{y2:g}" stroke="{colour}" stroke-width="{width:g}"/>'


def circle(x: float, y: float, radius: float, fill: str, outline: str) -> str:
    """A circle: across in per cent, down and its radius in pixels."""
    return f'<circle cx="{x:.4f}%" cy="{y:g}" r="{radius:g}" fill="{fill}" stroke="{outline}" stroke-width="2"/>'


# The steps of a heat table from the lowest figures to the highest: paper and letters. Lightness alone tells them apart,
# and every cell prints its figure.
HEAT = (
    ("#ffffff", INK),
    ("#dfe9f2", INK),
    ("#b3cde2", INK),
    ("#7eabcf", INK),
    ("#1f4e79", "#ffffff"),
)


def heat_swatch(step: int) -> str:
    """The key to one step of a heat table."""
    paper = HEAT[step][0]
    patch = f'<rect x="1" y="1" width="26" height="14" fill="{paper}" stroke="#5c6b78" stroke-width="1"/>'
    return f'<svg class="swatch" width="28" height="16" aria-hidden="true" focusable="false">{patch}</svg>'
