"""Strengths, areas for improvement, and the few sentences at the front of the report."""

from __future__ import annotations

from soundings.disclosure import Finding
from soundings.reporting.chapters.apart import crossing
from soundings.reporting.chapters.book import Body, Book, chapter, topics
from soundings.reporting.chapters.change import compared_sentence
from soundings.reporting.chapters.findings import favourable_sentence
from soundings.reporting.chapters.response import response_sentence
from soundings.reporting.outline import Block, Bullets, Callout, Chapter, Paragraph
from soundings.reporting.reading import Reading, is_scored
from soundings.reporting.rounding import decimals_for, number_text
from soundings.reporting.wording import counted, quoted


def strengths(book: Book) -> list[Chapter]:
    """What the release names as strengths."""
    return _of_kind(book, "Strengths", "strength", "No question meets the rule for a strength.")


def improvements(book: Book) -> list[Chapter]:
    """What the release names as areas for improvement."""
    nothing = "No question meets the rule for an area for improvement."
    return _of_kind(book, "Areas for improvement", "improvement", nothing)


def _of_kind(book: Book, heading: str, kind: str, nothing: str) -> list[Chapter]:
    def body(reading: Reading) -> Body:
        found = [finding for finding in reading.survey.findings if finding.kind == kind]
        if not found:
            return Body((Paragraph(nothing),))
        rules = tuple(dict.fromkeys(finding.rule for finding in found if finding.rule))
        sentences = Bullets(tuple(_finding_sentence(reading, finding) for finding in found))
        rule = Paragraph(f"The rule by which these were chosen: {' '.join(rules)}") if rules else None
        blocks: list[Block] = [sentences]
        return Body(tuple([*blocks, rule] if rule else blocks))

    return chapter(book, heading, body)


def _finding_sentence(reading: Reading, finding: Finding) -> str:
    if reading.composite(finding.item) is None:
        said = [favourable_sentence(reading, reading.survey.item(finding.item))]
        said += [remark for key in finding.evidence if (remark := crossing(reading, key))]
        return " ".join(said)
    figure = reading.figure(finding.item, "score", reading.now)
    title = quoted(reading.subject(finding.item))
    if not figure.shown or figure.value is None:
        return f"{title}."
    return f"{title}: a score of {number_text(figure.value, decimals_for(figure.base))} out of 100."


def in_brief(book: Book) -> Callout:
    """The front of the report: response, strongest and weakest answers, and clear changes, for each survey."""
    by_survey = [_brief_lines(reading) for reading in book.readings]
    lines = by_survey[0] if len(by_survey) == 1 else [" ".join(lines) for lines in by_survey]
    return Callout("In brief", tuple(lines))


def _brief_lines(reading: Reading) -> list[str]:
    lines = [response_sentence(reading), _extremes(reading), compared_sentence(reading)]
    return [line for line in lines if line]


def _extremes(reading: Reading) -> str:
    items = [item for topic in topics(reading) for item in topic.items if is_scored(item)]
    shown = [(share.part, item, share) for item in items if (share := reading.share(item.code, reading.now)).part]
    if len(shown) < 2:
        return ""
    _, best, most = max(shown, key=lambda triple: triple[0] or 0)
    _, worst, least = min(shown, key=lambda triple: triple[0] or 0)
    decimals = decimals_for(*(share.base for _, _, share in shown))
    return (
        f"Of {counted(len(shown), 'question', 'questions')}, people answered most favourably to {quoted(best.text)} "
        f"({most.percent(decimals)}) and least favourably to {quoted(worst.text)} ({least.percent(decimals)})."
    )
