"""Charts of change as SVG strips: arrows from then to now, and lines over the waves.

They follow the rules of the other strips: positions across are per cent of the width, texts keep their size, every
axis runs from 0 to 100. A clear change has a solid dark arrow, one that may be chance a thin dashed arrow with an
empty head, so that they differ without colour. A line stops where the question changed.
"""

from __future__ import annotations

from html import escape

from soundings.reporting.charts import INK, RULE, circle, grid, line, strip
from soundings.reporting.outline import Arrow, Point, Trend

ARROW_HEIGHT = 30
TREND_HEIGHT = 90
THEN, NOW = "#8a4b08", "#1f4e79"
_HEAD = 11
# In percentage points: about as far as the head of an arrow reaches.
_SMALL = 3
_TOP, _BOTTOM = 20, 70
# The share of the width that the names of the levels stand in.
_NAMES = 8
_QUIET = "#4c5a66"


def arrow_strip(arrow: Arrow, key: str) -> str:
    """An arrow from then to now, over the lines of the axis."""
    if arrow.then is None or arrow.now is None:
        return ""
    middle = ARROW_HEIGHT / 2
    parts = [grid(ARROW_HEIGHT), _shaft(arrow.then, arrow.now, middle, clear=arrow.clear)]
    parts.append(circle(arrow.then, middle, 5, "#ffffff", THEN))
    turn = 0 if is_small(arrow) else 1 if arrow.now > arrow.then else -1
    parts.append(_head(arrow.now, middle, turn, clear=arrow.clear))
    return strip("arrow-strip", ARROW_HEIGHT, arrow.label, f"{arrow.text}.", key, "".join(parts))


def is_small(arrow: Arrow) -> bool:
    """Whether then and now stand so close that an arrow would only hide them; now has a bar instead."""
    return arrow.then is None or arrow.now is None or abs(arrow.now - arrow.then) < _SMALL


def _shaft(then: float, now: float, middle: float, *, clear: bool) -> str:
    drawn = line(then, middle, now, middle, NOW, 3.5 if clear else 1.75)
    return drawn if clear else drawn.replace("<line ", '<line stroke-dasharray="5 3" ', 1)


def _head(now: float, middle: float, turn: int, *, clear: bool) -> str:
    """The point of the arrow, its tip at now; without a turn, an upright bar."""
    back = -turn * _HEAD
    shape = f"M0 0L{back} -6.5V6.5Z" if turn else "M-1 -8H1V8H-1Z"
    fill = NOW if clear else "#ffffff"
    path = f'<path d="{shape}" fill="{fill}" stroke="{NOW}" stroke-width="1.75" stroke-linejoin="round"/>'
    return f'<svg x="{now:.4f}%" y="{middle:g}" overflow="visible" aria-hidden="true">{path}</svg>'


def arrow_swatch(kind: str) -> str:
    """The key to the arrows: ``then``, ``clear``, ``unclear`` or ``same``."""
    width = ARROW_SWATCHES[kind]
    if kind == "then":
        drawn = f'<circle cx="8" cy="8" r="5" fill="#ffffff" stroke="{THEN}" stroke-width="2"/>'
    elif kind == "same":
        drawn = f'<path d="M7 1H9V15H7Z" fill="#ffffff" stroke="{NOW}" stroke-width="1.75"/>'
    else:
        clear = kind == "clear"
        look = 'stroke-width="3.5"' if clear else 'stroke-width="1.75" stroke-dasharray="5 3"'
        drawn = (
            f'<path d="M1 8H32" stroke="{NOW}" {look}/>'
            f'<path d="M43 8L32 1.5V14.5Z" fill="{NOW if clear else "#ffffff"}" '
            f'stroke="{NOW}" stroke-width="1.75" stroke-linejoin="round"/>'
        )
    return _swatch(width, drawn)


ARROW_SWATCHES = {"then": 16, "same": 16, "clear": 46, "unclear": 46}
TREND_SWATCHES = {"line": 40, "break": 40}


def trend_swatch(kind: str) -> str:
    """The key to the lines: a ``line``, or a ``break`` in one."""
    ends = f'<circle cx="5" cy="8" r="4" fill="{NOW}"/><circle cx="35" cy="8" r="4" fill="{NOW}"/>'
    between = f'<path d="M5 8H35" stroke="{NOW}" stroke-width="2.5"/>'
    broken = f'<path d="M20 0V16" stroke="{INK}" stroke-width="1.75" stroke-dasharray="2.5 2.5"/>'
    return _swatch(TREND_SWATCHES[kind], ends + (between if kind == "line" else broken))


def _swatch(width: int, drawn: str) -> str:
    return f'<svg class="swatch" width="{width}" height="16" aria-hidden="true" focusable="false">{drawn}</svg>'


def trend_strip(trend: Trend, waves: tuple[str, ...], key: str) -> str:
    """A line over the waves: a point where there is a figure, and a gap where two waves cannot be compared."""
    across = [_NAMES + (100 - _NAMES) * (number + 0.5) / len(waves) for number in range(len(waves))]
    parts = [_levels()]
    for number, (x, point) in enumerate(zip(across, trend.points, strict=True)):
        before = trend.points[number - 1] if number else None
        if before is not None:
            parts.append(_between(across[number - 1], before, x, point))
        parts += [_text("axis-text", x, TREND_HEIGHT - 4, waves[number], INK)]
    parts += [_mark(x, point) for x, point in zip(across, trend.points, strict=True)]
    return strip("trend-strip", TREND_HEIGHT, trend.label, f"{trend.text}.", key, "".join(parts))


def _levels() -> str:
    """The lines of 0, 50 and 100 per cent."""
    lines = "".join(line(0, _y(at), 100, _y(at), RULE, 1) for at in (0, 50, 100))
    names = "".join(_text("level-text", 0, _y(at) - 3, f"{at}%", _QUIET, anchor="start") for at in (0, 100))
    return lines + names


def _between(x1: float, before: Point, x2: float, point: Point) -> str:
    if not point.joined:
        broken = line((x1 + x2) / 2, _TOP - 8, (x1 + x2) / 2, _BOTTOM + 4, INK, 1.75)
        return broken.replace("<line ", '<line stroke-dasharray="2.5 2.5" ', 1)
    if before.value is None or point.value is None:
        return ""
    return line(x1, _y(before.value), x2, _y(point.value), NOW, 2.5)


def _mark(x: float, point: Point) -> str:
    if point.value is None:
        return _text("instead", x, _y(50) + 4, point.text, _QUIET)
    y = _y(point.value)
    # Near the top a figure would leave its strip; it stands below its point there.
    at = y + 19 if point.value > 88 else y - 9
    return circle(x, y, 4.5, NOW, "#ffffff") + _text("point-text", x, at, point.text, INK)


def _text(kind: str, x: float, y: float, text: str, colour: str, anchor: str = "middle") -> str:
    halo = ' stroke="#ffffff" stroke-width="4" paint-order="stroke" stroke-linejoin="round"'
    place = f'x="{x:.4f}%" y="{y:g}" text-anchor="{anchor}"'
    return f'<text class="{kind}" {place} fill="{colour}"{halo}>{escape(text)}</text>'


def _y(value: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * value / 100
