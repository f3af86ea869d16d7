"""Who answered: response rates beside last time, and the profile of those who answered."""

from __future__ import annotations

from fractions import Fraction

from soundings.disclosure import Dimension, Figure, ItemFacts
from soundings.reporting.chapters.book import Body, Book, chapter, depth
from soundings.reporting.chapters.workforce import CAUTION, NOT_BY_GROUP, compared_with_asked
from soundings.reporting.outline import Block, Cell, Chapter, Column, Paragraph, Row, Table
from soundings.reporting.reading import Place, Reading, number_cell, words_for
from soundings.reporting.rounding import decimals_for, exact
from soundings.reporting.wording import (
    by,
    counted,
    listed,
    percent_text,
    quoted,
    response_grade,
    response_rate_text,
    sentence,
)

_GRADE_NOTE = (
    "The word in the last column is a rule of thumb of the Health and Safety Executive: over 50% is adequate, over "
    "60% desirable, over 70% good and over 80% very good. It says nothing about whether those who did not answer "
    "think alike."
)


def response(book: Book) -> list[Chapter]:
    """Response rates of all surveys in one table, then each survey's profile and response by group."""
    opening: list[Block] = [Paragraph(response_sentence(reading)) for reading in book.readings]
    if any(_counts(reading, reading.now) for reading in book.readings):
        opening.append(_rates(book))
    below = chapter(book, "Response", _detail, opening)
    return below or [Chapter("Response", "response", tuple(opening))]


def response_sentence(reading: Reading) -> str:
    """How many answered, of how many, and how that was last time."""
    now, before = _counts(reading, reading.now), _counts(reading, reading.before)
    who = f"{reading.survey.title}: "
    if now is None:
        answered = reading.whole("", "responses", reading.now)
        if answered is None:
            return f"{who}the number of people who answered is not shown."
        people = counted(answered, "person", "people")
        return f"{who}{people} answered. How many were asked is not recorded, so there is no response rate."
    decimals = _decimals(now, before)
    text = f"{who}{now[0]:,} of the {now[1]:,} people asked answered, {_percent(now, decimals)}"
    if before is None:
        return sentence(text)
    return sentence(f"{text}. In {reading.survey.previous} it was {response_rate_text(*before, decimals)}")


def _counts(reading: Reading, place: Place) -> tuple[int, int] | None:
    if not place.wave:
        return None
    answered, asked = (reading.whole("", measure, place) for measure in ("responses", "eligible"))
    return None if answered is None or not asked else (answered, asked)


def _decimals(*counts: tuple[int, int] | None) -> int:
    return decimals_for(*(pair[1] for pair in counts if pair))


def _percent(counts: tuple[int, int], decimals: int) -> str:
    return percent_text(Fraction(*counts), decimals)


def _rates(book: Book) -> Table:
    previous = any(_counts(reading, reading.before) for reading in book.readings)
    columns = [Column("Survey"), Column("Asked", numeric=True), Column("Answered", numeric=True)]
    columns += [Column("Response rate", numeric=True)]
    columns += [Column("Last time", numeric=True)] if previous else []
    columns += [Column("Rule of thumb")]
    rows = tuple(_rate_row(reading, previous=previous) for reading in book.readings)
    return Table("Response rates", tuple(columns), rows, (_GRADE_NOTE,))


def rate_cell(reading: Reading) -> Cell | None:
    """This wave's response rate with both of its numbers, if it is shown."""
    now = _counts(reading, reading.now)
    return Cell(response_rate_text(*now, _decimals(now))) if now else None


def _rate_row(reading: Reading, *, previous: bool) -> Row:
    now, before = _counts(reading, reading.now), _counts(reading, reading.before)
    decimals = _decimals(now, before)
    cells = [number_cell(reading.figure("", measure, reading.now)) for measure in ("eligible", "responses")]
    rate = reading.figure("", "response_rate", reading.now)
    cells.append(Cell(_percent(now, decimals)) if now else Cell(words_for(rate), muted=True))
    if previous:
        cells.append(Cell(_before(reading, before, decimals), muted=before is None))
    cells.append(Cell(response_grade(Fraction(*now))) if now else Cell("–", muted=True))
    return Row(reading.survey.title, tuple(cells))


def _before(reading: Reading, counts: tuple[int, int] | None, decimals: int) -> str:
    return "–" if counts is None else f"{reading.survey.previous}: {response_rate_text(*counts, decimals)}"


def _detail(reading: Reading) -> Body:
    broken_down = {dimension.code for dimension in reading.survey.dimensions}
    asked = [item for item in reading.survey.items if item.profile and item.code not in broken_down]
    hidden = [quoted(item.text) for item in asked if not item.options]
    profile = [_profile_table(reading, item) for item in asked if item.options]
    blocks: list[Block] = []
    for dimension in reading.survey.dimensions:
        rates = _group_rates(reading, dimension)
        blocks += [rates] if rates else []
        blocks += compared_with_asked(reading, dimension)
    if any(finding.kind == "profile" for finding in reading.survey.findings):
        blocks.append(Paragraph(CAUTION))
    elif not reading.survey.dimensions:
        blocks.append(Paragraph(NOT_BY_GROUP))
    if profile:
        blocks.append(Paragraph("These tables show who answered. They describe the people behind the findings."))
        blocks += profile
    if hidden:
        blocks.append(Paragraph(f"The answers to {listed(hidden)} are not shown."))
    return Body(tuple(blocks))


def _profile_table(reading: Reading, item: ItemFacts) -> Table:
    shares = [(option.label, reading.option_share(item.code, option.code, reading.now)) for option in item.options]
    decimals = decimals_for(*(share.base for _, share in shares))
    rows = tuple(Row(label, (share.cell(decimals),)) for label, share in shares)
    return Table(
        f"{reading.named('Who answered')}: {item.text}",
        (Column("Answer"), Column("People (share)", numeric=True)),
        rows,
    )


def _group_rates(reading: Reading, dimension: Dimension) -> Table | None:
    rows = [(group, Place(reading.survey.wave, dimension.code, group.code)) for group in dimension.groups]
    rates = [reading.figure("", "response_rate", place) for _, place in rows]
    if all(rate.status == "absent" for rate in rates):
        return None
    columns = (
        Column(dimension.title),
        Column("Asked", numeric=True),
        Column("Answered", numeric=True),
        Column("Response rate", numeric=True),
    )
    parents = {group.code: group.parent for group in dimension.groups}
    return Table(
        f"{reading.named('Response')}, {by(dimension.title)}",
        columns,
        tuple(
            Row(group.label, _group_cells(reading, place, rate), depth(group.code, parents))
            for (group, place), rate in zip(rows, rates, strict=True)
        ),
    )


def _group_cells(reading: Reading, place: Place, rate: Figure) -> tuple[Cell, ...]:
    counts = tuple(number_cell(reading.figure("", measure, place)) for measure in ("eligible", "responses"))
    text = percent_text(exact(rate.value) / 100) if rate.shown and rate.value is not None else words_for(rate)
    return (*counts, Cell(text, muted=rate.status == "not_shown"))
