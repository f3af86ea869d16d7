"""Lines over the years, when more than two waves are at hand: as published, and broken where the question changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from soundings.disclosure import ItemFacts
from soundings.reporting.chapters.book import Body, Book, Topic, chapter, topics
from soundings.reporting.outline import (
    Block,
    Cell,
    Chapter,
    Column,
    Exhibit,
    Paragraph,
    Point,
    Row,
    Table,
    Trend,
    TrendLines,
)
from soundings.reporting.reading import Reading, Share, is_scored
from soundings.reporting.rounding import decimals_for
from soundings.reporting.waves import WaveOf, left_out, waves_of
from soundings.reporting.wording import counted, listed, sentence

_LEAST = 3
_OPENING = (
    "Each point is the share of favourable answers as it was published for its wave, of everybody who answered then; "
    "nothing is worked out anew. A line stops where the question or its answers changed, because the figures on both "
    "sides of the gap cannot be compared. A rise or fall along a line is not tested: whether the last step is more "
    "than chance stands in the chapter before."
)
_NOT_ASKED, _NOT_AT_HAND = Cell("not asked", muted=True), Cell("–", muted=True)


def trends(book: Book) -> list[Chapter]:
    """The lines of every survey with at least three waves; no chapter where there is none."""
    if not book.earlier:
        return []
    opening = [Paragraph(_OPENING)]
    gone = left_out(book.release, book.earlier)
    if gone:
        opening.append(Paragraph(f"Not among the surveys of {book.release.wave}, and left out here: {listed(gone)}."))
    return chapter(book, "Change over the years", lambda reading: _body(book, reading), opening)


def _body(book: Book, reading: Reading) -> Body:
    waves = waves_of(reading.survey.code, (*book.earlier, book.release))
    if len(waves) < _LEAST:
        return Body()
    found: list[Block] = [block for topic in topics(reading) for block in _topic_blocks(reading, topic, waves)]
    return Body(tuple(found))


def _topic_blocks(reading: Reading, topic: Topic, waves: Sequence[WaveOf]) -> list[Block]:
    """The lines of a topic's questions; a question that only one wave has shown makes no line."""
    items = [item for item in topic.items if is_scored(item) and _shown(item, waves) > 1]
    return [_exhibit(items, reading.named(topic.title), waves)] if items else []


def _shown(item: ItemFacts, waves: Sequence[WaveOf]) -> int:
    return sum(share.part is not None for share in _shares(item, waves))


def _shares(item: ItemFacts, waves: Sequence[WaveOf]) -> list[Share]:
    return [wave.reading.share(item.code, wave.place) for wave in waves]


def _exhibit(items: Sequence[ItemFacts], title: str, waves: Sequence[WaveOf]) -> Exhibit:
    names = tuple(wave.wave for wave in waves)
    shares = [_shares(item, waves) for item in items]
    decimals = decimals_for(*(share.base for row in shares for share in row))
    breaks = [_breaks(item, waves) for item in items]
    lines = tuple(_trend(item, row, why, waves, decimals) for item, row, why in zip(items, shares, breaks, strict=True))
    alt = (
        f"Lines for {counted(len(items), 'question', 'questions')}, each on an axis from 0 to 100 per cent, over the "
        f"waves {listed(names)}: the share of favourable answers. The table below the chart holds every number, and "
        "why a line is broken."
    )
    chart = TrendLines(f"{title}: favourable answers, {names[0]} to {names[-1]}", alt, names, lines)
    broken = any(_reasons(why) for why in breaks)
    columns = [Column("Question"), *(Column(name, numeric=True) for name in names)]
    columns += [Column("Where the line breaks")] if broken else []
    rows = tuple(
        Row(item.text, (*_cells(item, row, waves, decimals), *([_reason_cell(why)] if broken else [])))
        for item, row, why in zip(items, shares, breaks, strict=True)
    )
    return Exhibit(chart, Table(f"{title}: favourable answers, wave by wave", tuple(columns), rows))


def _reason_cell(breaks: Sequence[str]) -> Cell:
    reasons = _reasons(breaks)
    return Cell(reasons or "–", muted=not reasons)


def _breaks(item: ItemFacts, waves: Sequence[WaveOf]) -> list[str]:
    """For every wave why its figure does not follow on from the last; nothing for the first and where it does."""
    found = [""]
    for before, wave in pairwise(waves):
        # Where nothing stands on one side there is nothing to join, and the words in its place say enough.
        both = before.has(item.code) and wave.has(item.code)
        found.append(wave.break_before(item.code, before) if both else "")
    return found


def _reasons(breaks: Sequence[str]) -> str:
    return " ".join(sentence(why) for why in breaks if why)


def _trend(
    item: ItemFacts, shares: Sequence[Share], breaks: Sequence[str], waves: Sequence[WaveOf], decimals: int
) -> Trend:
    cells = _cells(item, shares, waves, decimals)
    points = tuple(
        Point(
            share.percent(decimals) if share.part is not None else cell.text,
            None if share.part is None else float(share.part * 100),
            joined=not why,
        )
        for share, cell, why in zip(shares, cells, breaks, strict=True)
    )
    words = [
        f"{'not to be compared with: ' * bool(why)}{wave.wave}: {point.text}"
        for wave, point, why in zip(waves, points, breaks, strict=True)
    ]
    return Trend(item.text, "; ".join(words), points)


def _cells(item: ItemFacts, shares: Sequence[Share], waves: Sequence[WaveOf], decimals: int) -> list[Cell]:
    return [
        share.of_base(decimals) if wave.has(item.code) else _NOT_ASKED if wave.own else _NOT_AT_HAND
        for share, wave in zip(shares, waves, strict=True)
    ]
