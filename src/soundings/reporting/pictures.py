"""Charts as pictures, for documents that cannot hold a drawing of ours.

A picture is our own drawing, set at fixed places in our own letters and turned into pixels: the same on every machine.
A chart too tall for a page comes as several pictures, each with the key and the axis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO

from PIL import Image
from resvg_py import svg_to_bytes

from soundings.reporting.charts import INK, RULE
from soundings.reporting.drawing import ChartRow, Drawing, KeyEntry, Strip, drawing
from soundings.reporting.lettering import FAMILY, font_path, legal, lines_of, width_of
from soundings.reporting.outline import Chart

WIDTH = 643
TALLEST = 800
_ZOOM = 2
_LABELS = 248
_BETWEEN = 24
_BESIDE_POINTS = 18
_PADDING = 8
_KEY_LINE = 26
_LABEL, _DETAIL = 14.0, 12.5
_LABEL_LINE, _DETAIL_LINE = 18, 16
_QUIET = "#4c5a66"
_STYLE = (
    "<style>.segment-text{font-size:14px;font-weight:600}.axis-text{font-size:13px}.point-text{font-size:13px;font-weight:600}"
    ".level-text{font-size:11px}.trend-strip .instead{font-size:12px}.instead{font-style:italic}</style>"
)


@dataclass(frozen=True)
class ChartPicture:
    """A chart, or a part of one, as a drawing of fixed size. ``rows`` are the labels it shows."""

    svg: str
    height: int
    rows: tuple[str, ...]

    def png(self) -> bytes:
        """The pixels, twice as many each way as the drawing is wide and high, in few colours to keep files small."""
        pixels = svg_to_bytes(
            svg_string=self.svg,
            skip_system_fonts=_is_lettered(self.svg),
            font_files=[str(font_path()), str(font_path(bold=True))],
            font_family=FAMILY,
            zoom=_ZOOM,
        )
        with Image.open(BytesIO(bytes(pixels))) as picture:
            few = picture.convert("RGB").quantize(64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        out = BytesIO()
        few.save(out, "PNG")
        return out.getvalue()


@dataclass(frozen=True)
class _Placed:
    row: ChartRow
    label: list[str]
    detail: list[str]

    @property
    def words(self) -> int:
        return len(self.label) * _LABEL_LINE + len(self.detail) * _DETAIL_LINE

    @property
    def height(self) -> int:
        return max(self.words, self.row.strip.height if self.row.strip else 0) + 2 * _PADDING


def chart_pictures(chart: Chart) -> tuple[ChartPicture, ...]:
    """The chart as one picture, or as several where it is taller than a page."""
    drawn = drawing(chart, "c")
    placed = [_place(row) for row in drawn.rows]
    return tuple(_picture(drawn, part) for part in _parts(placed))


def _place(row: ChartRow) -> _Placed:
    return _Placed(row, lines_of(row.label, _LABEL, _LABELS), lines_of(row.detail, _DETAIL, _LABELS))


def _parts(placed: Sequence[_Placed]) -> Iterator[list[_Placed]]:
    part: list[_Placed] = []
    for row in placed:
        if part and sum(other.height for other in part) + row.height > TALLEST:
            yield part
            part = []
        part.append(row)
    yield part


def _picture(drawn: Drawing, part: Sequence[_Placed]) -> ChartPicture:
    key, top = _key(drawn.key)
    parts = [key]
    if drawn.axis:
        parts.append(_strip(drawn, drawn.axis, top + 6))
        top += drawn.axis.height + 8
    parts.append(_rule(top))
    for row in part:
        parts += [_words(row, top), _drawn(drawn, row, top)]
        top += row.height
        parts.append(_rule(top))
    height = top + 2
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="{FAMILY}" '
        f'font-size="{_LABEL:g}" fill="{INK}">{_STYLE}<rect width="100%" height="100%" fill="#ffffff"/>'
        f"{''.join(parts)}</svg>"
    )
    return ChartPicture(legal(svg), height, tuple(row.row.label for row in part))


def _key(entries: Sequence[KeyEntry]) -> tuple[str, int]:
    """The key in as many lines as it needs, and where it ends."""
    parts, x, y = [], 0.0, 0
    for entry in entries:
        width = entry.width + 8 + width_of(entry.text, _DETAIL)
        if x and x + width > WIDTH:
            x, y = 0.0, y + _KEY_LINE
        patch = entry.drawn.replace("<svg ", f'<svg x="{x:.1f}" y="{y + 3}" ', 1)
        parts += [patch, _text(entry.text, x + entry.width + 8, y + 16, _DETAIL)]
        x += width + 24
    return "".join(parts), y + _KEY_LINE + 4 if entries else 1


def _words(row: _Placed, top: int) -> str:
    y = top + (row.height - row.words) / 2
    lines = [_text(line, 0, y + _LABEL_LINE * (n + 0.76), _LABEL) for n, line in enumerate(row.label)]
    y += _LABEL_LINE * len(row.label)
    lines += [_text(line, 0, y + _DETAIL_LINE * (n + 0.76), _DETAIL, _QUIET) for n, line in enumerate(row.detail)]
    return "".join(lines)


def _drawn(drawn: Drawing, row: _Placed, top: int) -> str:
    if row.row.strip:
        return _strip(drawn, row.row.strip, top + (row.height - row.row.strip.height) / 2)
    return _text(row.row.instead, _LABELS + _BETWEEN, top + row.height / 2 + 5, _LABEL, _QUIET, "instead")


def _strip(drawn: Drawing, strip: Strip, y: float) -> str:
    beside = _BESIDE_POINTS if drawn.dotted else 1
    x = _LABELS + _BETWEEN + beside
    width = WIDTH - x - beside
    place = f'<svg x="{x}" y="{y:.1f}" width="{width}" '
    return strip.drawn.replace("<svg ", place, 1).replace('width="100%" ', "", 1)


def _rule(y: int) -> str:
    return f'<rect x="0" y="{y}" width="{WIDTH}" height="1" fill="{RULE}"/>'


def _text(text: str, x: float, y: float, size: float, colour: str = INK, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}"{named}>{escape(text)}</text>'


def _is_lettered(svg: str) -> bool:
    """Whether our own letters are enough. Only for words in another script does a machine's own fonts come in."""
    return all(ord(letter) < 0x250 or 0x1E80 <= ord(letter) <= 0x22FF for letter in svg)
