"""Earlier results that exist only in papers: shown as they were published, and never computed with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from soundings.disclosure import MEASURES
from soundings.reporting.chapters.book import Book
from soundings.reporting.outline import Cell, Chapter, Column, Paragraph, Row, Table
from soundings.reporting.rounding import decimals_for
from soundings.reporting.wording import published_text, response_rate_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from soundings.comparators.past import PastResult, PastResults

_OPENING = (
    "These are the organisation’s own earlier results, as published. They come from papers, not from answers held "
    "here, and keep the words of the paper, such as “almost”. They enter no calculation in this report."
)
_VERDICTS = {
    "same": "Same question",
    "comparable": "Reworded; judged to be comparable",
    "break": "Cannot be compared",
}


def past_chapter(book: Book, past: PastResults | None) -> list[Chapter]:
    """The earlier results, one table a survey."""
    if past is None or not past.results:
        return []
    titles = {survey.code: survey.title for survey in book.release.surveys}
    by_survey: dict[str, list[PastResult]] = {}
    for result in past.results:
        by_survey.setdefault(result.survey, []).append(result)
    tables = tuple(_table(titles.get(code, code), results) for code, results in by_survey.items())
    return [Chapter("Earlier results", "earlier-results", (Paragraph(_OPENING), *tables))]


def _table(title: str, results: Sequence[PastResult]) -> Table:
    counted = any(result.n is not None for result in results)
    columns = [Column("Result"), Column("Wave"), Column("As published", numeric=True)]
    columns += [Column("Its counts", numeric=True)] if counted else []
    columns += [Column("Beside this year"), Column("Source")]
    decimals = decimals_for(*(result.eligible for result in results))
    rows = tuple(_row(result, decimals, counted=counted) for result in results)
    caption = f"Own earlier results, as published: {title}" if title else "Own earlier results, as published"
    return Table(caption, tuple(columns), rows)


def _row(result: PastResult, decimals: int, *, counted: bool) -> Row:
    measure = MEASURES.get(result.measure)
    cells = [Cell(result.wave), Cell(published_text(result.value, measure.unit if measure else "", result.hedge))]
    if counted:
        cells.append(_counts(result, decimals))
    cells += [Cell(_VERDICTS.get(result.verdict, "Cannot be compared")), Cell(result.source)]
    return Row(result.label or result.item, tuple(cells))


def _counts(result: PastResult, decimals: int) -> Cell:
    if result.n is None:
        return Cell("–", muted=True)
    if result.measure == "response_rate" and result.eligible:
        return Cell(response_rate_text(result.n, result.eligible, decimals))
    return Cell(f"{result.n:,} answers")
