"""Findings by group: groups in the order of the roster, never ranked, and hidden ones plainly so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from soundings.disclosure import Dimension, Figure, Group
from soundings.reporting.chapters.book import Body, Book, Topic, chapter, depth, topics
from soundings.reporting.outline import Block, Cell, Chapter, Column, Paragraph, Row, Table, anchor
from soundings.reporting.reading import Place, Reading, is_scored, number_cell
from soundings.reporting.rounding import decimals_for, half_up
from soundings.reporting.wording import by, listed, quoted

ACROSS = 7
_EDGES = (40, 50, 60, 70)
STEPS = ("under 40", "40 to 49", "50 to 59", "60 to 69", "70 or more")
_OPENING = (
    "Groups stand in the order of the organisation, not in order of result. Groups differ in size and make-up, and "
    "small differences between them are mostly chance. “Not shown” protects the people who answered; the method note "
    "says how."
)


def groups(book: Book) -> list[Chapter]:
    """The scores of topics by group, for every survey with a breakdown; the questions where there are no scores."""
    return chapter(book, "Findings by group", lambda reading: _body(reading, _overview), (Paragraph(_OPENING),))


def every_question_by_group(book: Book) -> list[Chapter]:
    """Favourable answers to every question by group, for those who want to see all of it."""
    return chapter(book, "Every question by group", lambda reading: _body(reading, _details), (Paragraph(_OPENING),))


Blocks = Callable[[Reading, Dimension], tuple[Block, ...]]


def _body(reading: Reading, blocks_of: Blocks) -> Body:
    below = tuple(
        Chapter(dimension.title, anchor("by", reading.survey.code, dimension.code), blocks)
        for dimension in reading.survey.dimensions
        if (blocks := blocks_of(reading, dimension))
    )
    return Body((), below)


def _overview(reading: Reading, dimension: Dimension) -> tuple[Block, ...]:
    together = [group for group in dimension.groups if group.members and group.label not in group.members]
    scores = _score_table(reading, dimension)
    found: tuple[Block, ...] = (scores,) if scores else _questions(reading, dimension)
    return (Paragraph(_together(together)), *found) if together and found else found


def _details(reading: Reading, dimension: Dimension) -> tuple[Block, ...]:
    return _questions(reading, dimension) if _score_table(reading, dimension) else ()


def _questions(reading: Reading, dimension: Dimension) -> tuple[Block, ...]:
    return tuple(table for topic in topics(reading) for table in _topic_tables(reading, dimension, topic))


def _together(merged: Sequence[Group]) -> str:
    """Names what was merged. A group is merged when it goes by another name than any of its members."""
    bundles = [f"{quoted(group.label)} ({listed(group.members)})" for group in merged]
    return f"Some groups are shown together, as planned before any answer was looked at: {'; '.join(bundles)}."


def _place(reading: Reading, dimension: Dimension, group: Group) -> Place:
    return Place(reading.survey.wave, dimension.code, group.code)


def _score_table(reading: Reading, dimension: Dimension) -> Table | None:
    places = [_place(reading, dimension, group) for group in dimension.groups]
    composites = [
        composite
        for composite in reading.survey.composites
        if composite.family == "topic"
        and any(reading.figure(composite.code, "score", place).status != "absent" for place in places)
    ]
    if not composites:
        return None
    columns = (Column(dimension.title), *(Column(composite.title, numeric=True) for composite in composites))
    codes = [composite.code for composite in composites]
    parents = {group.code: group.parent for group in dimension.groups}
    whole = Row("Everybody", _scores(reading, codes, reading.now))
    rows = (
        Row(group.label, _scores(reading, codes, place), depth(group.code, parents))
        for group, place in zip(dimension.groups, places, strict=True)
    )
    caption = f"{reading.named('Scores from 0 to 100')}, {by(dimension.title)}"
    return Table(caption, columns, (whole, *rows), steps=STEPS)


def _scores(reading: Reading, codes: Sequence[str], place: Place) -> tuple[Cell, ...]:
    return tuple(_heat(reading.figure(code, "score", place)) for code in codes)


def _heat(score: Figure) -> Cell:
    """The score, with the step that its printed number falls on."""
    cell = number_cell(score)
    if not score.shown or score.value is None:
        return cell
    printed = half_up(score.value)
    return replace(cell, step=sum(printed >= edge for edge in _EDGES))


def _topic_tables(reading: Reading, dimension: Dimension, topic: Topic) -> Iterator[Table]:
    items = [item for item in topic.items if is_scored(item) and _has_rows(reading, dimension, item.code)]
    if not items:
        return
    parts = _parts(dimension.groups)
    for number, part in enumerate(parts, 1):
        places = [reading.now, *(_place(reading, dimension, group) for group in part)]
        answered = [reading.figure("", "responses", place) for place in places]
        rows = [Row(item.text, _favourable(reading, item.code, places)) for item in items]
        if any(figure.status != "absent" for figure in answered[1:]):
            rows.insert(0, Row("People who answered", tuple(number_cell(figure) for figure in answered)))
        headings = ("Everybody", *(group.label for group in part))
        columns = (Column("Question"), *(Column(heading, numeric=True) for heading in headings))
        caption = f"{reading.named(topic.title)}: favourable answers, {by(dimension.title)}"
        caption += f" (part {number} of {len(parts)})" if len(parts) > 1 else ""
        yield Table(caption, columns, tuple(rows))


def _parts(every: tuple[Group, ...]) -> list[tuple[Group, ...]]:
    """The groups in as few parts as the page is wide for, of about equal size."""
    number = -(-len(every) // ACROSS)
    size = -(-len(every) // max(number, 1))
    return [every[start : start + size] for start in range(0, len(every), size or 1)]


def _has_rows(reading: Reading, dimension: Dimension, code: str) -> bool:
    return any(
        reading.figure(code, "favourable", _place(reading, dimension, group)).status != "absent"
        for group in dimension.groups
    )


def _favourable(reading: Reading, code: str, places: Sequence[Place]) -> tuple[Cell, ...]:
    shares = [reading.share(code, place) for place in places]
    decimals = decimals_for(*(share.base for share in shares))
    return tuple(Cell(share.percent(decimals), muted=share.base is None) for share in shares)
