"""Earlier results that exist only in papers: shown as they were published, and never computed with."""

from __future__ import annotations

from string import ascii_uppercase
from typing import TYPE_CHECKING

from soundings.disclosure import MEASURES
from soundings.reporting.chapters.book import Book
from soundings.reporting.chapters.response import rate_cell
from soundings.reporting.outline import Cell, Chapter, Column, Paragraph, Row, Table
from soundings.reporting.reading import Reading
from soundings.reporting.rounding import decimals_for
from soundings.reporting.waves import COMPARABLE
from soundings.reporting.wording import published_text, response_rate_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from soundings.comparators.past import PastResult, PastResults

_OPENING = (
    "These are the organisation’s own earlier results, as published. They come from papers, not from answers held "
    "here, and keep the words of the paper, such as “almost”. They enter no calculation in this report; where the "
    "question is the same, this wave’s own figure stands beside them, and whether the two differ by more than chance "
    "is not tested."
)
_NOTHING = Cell("–", muted=True)
_LONG = 40
_VERDICTS = {
    "same": "Same question",
    "comparable": "Reworded; judged to be comparable",
    "break": "Cannot be compared",
}


def past_chapter(book: Book, past: PastResults | None) -> list[Chapter]:
    """The earlier results, one table a survey."""
    if past is None or not past.results:
        return []
    readings = {reading.survey.code: reading for reading in book.readings}
    by_survey: dict[str, list[PastResult]] = {}
    for result in past.results:
        by_survey.setdefault(result.survey, []).append(result)
    tables = tuple(_table(code, readings.get(code), results) for code, results in by_survey.items())
    return [Chapter("Earlier results", "earlier-results", (Paragraph(_OPENING), *tables))]


def _table(code: str, reading: Reading | None, results: Sequence[PastResult]) -> Table:
    """The results of one survey. ``reading`` is this wave's, if it has that survey."""
    decimals = decimals_for(*(result.eligible for result in results))
    sources = _sources(results)
    now = [_now(reading, result) for result in results]
    columns = [Column("Result"), Column("Wave"), Column("As published", numeric=True)]
    columns += [Column("Its counts", numeric=True)] if any(result.n is not None for result in results) else []
    columns += [Column(f"{reading.survey.wave}, computed", numeric=True)] if reading and any(now) else []
    columns += [Column("Beside this year"), Column("Source")]
    rows = []
    for result, computed in zip(results, now, strict=True):
        cells = [Cell(result.wave), Cell(_as_published(result))]
        cells += [_counts(result, decimals)] if any(result.n is not None for result in results) else []
        cells += [computed or _NOTHING] if any(now) else []
        cells += [Cell(_VERDICTS.get(result.verdict, "Cannot be compared")), Cell(sources[result.source])]
        rows.append(Row(result.label or result.item, tuple(cells)))
    title = reading.survey.title if reading else code
    caption = f"Own earlier results, as published: {title}" if title else "Own earlier results, as published"
    notes = tuple(f"Source {mark}: {source}" for source, mark in sources.items() if mark != source)
    return Table(caption, tuple(columns), tuple(rows), notes)


def _sources(results: Sequence[PastResult]) -> dict[str, str]:
    """What stands for each source in the table: itself, or a letter where it is too long to be repeated."""
    named = list(dict.fromkeys(result.source for result in results))
    if all(len(source) <= _LONG for source in named):
        return {source: source for source in named}
    return {source: _letters(number) for number, source in enumerate(named)}


def _letters(number: int) -> str:
    """A, B … Z, AA, AB …"""
    before, last = divmod(number, len(ascii_uppercase))
    return (_letters(before - 1) if before else "") + ascii_uppercase[last]


def _as_published(result: PastResult) -> str:
    measure = MEASURES.get(result.measure)
    return published_text(result.value, measure.unit if measure else "", result.hedge)


def _now(reading: Reading | None, result: PastResult) -> Cell | None:
    """This wave's own figure of the same measure, where the two may be looked at side by side."""
    if reading is None or result.verdict not in COMPARABLE:
        return None
    if result.measure == "response_rate" and not result.item:
        return rate_cell(reading)
    if result.measure == "favourable" and any(item.code == result.item for item in reading.survey.items):
        share = reading.share(result.item, reading.now)
        return share.of_base(decimals_for(share.base))
    return None


def _counts(result: PastResult, decimals: int) -> Cell:
    if result.n is None:
        return _NOTHING
    if result.measure == "response_rate" and result.eligible:
        return Cell(response_rate_text(result.n, result.eligible, decimals))
    return Cell(f"{result.n:,} answers")
