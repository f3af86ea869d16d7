"""Recommendations, purpose and background: what a committee reads before the findings."""

from __future__ import annotations

from soundings.disclosure import SurveyRelease
from soundings.reporting.chapters.book import Book
from soundings.reporting.outline import Block, Bullets, Chapter, Numbered, Paragraph
from soundings.reporting.wording import counted, listed, quoted

_FAMILIES = {
    "topic": "The findings are grouped under these topics:",
    "standard": "Questions are also counted towards these employer standards:",
}


def recommendations(book: Book) -> list[Chapter]:
    """What the committee is asked to do, in the council's usual words."""
    title = book.release.title
    points = (
        f"Note and comment on the findings of {quoted(title)}.",
        "Comment on and challenge the actions proposed in response to the findings.",
    )
    blocks = (Paragraph("The committee is recommended to:"), Numbered(points))
    return [Chapter("Recommendations", "recommendations", blocks)]


def purpose(book: Book) -> list[Chapter]:
    """Why the survey is held and what this report is for."""
    organisation = book.release.organisation
    text = (
        f"{organisation} asks its staff how healthy their working conditions are, so that it can see what works well "
        "and what must get better. The answers are part of its own assessment of itself. This report presents what "
        f"staff said in {book.release.wave} and, where the two can be compared, what has changed since last time."
    )
    return [Chapter("Purpose", "purpose", (Paragraph(text),))]


def background(book: Book) -> list[Chapter]:
    """Who was asked, when and with what, and the framework behind the questions."""
    blocks: list[Block] = []
    surveys = book.release.surveys
    if len(surveys) > 1:
        titles = listed([survey.title for survey in surveys])
        blocks.append(Paragraph(f"{counted(len(surveys), 'survey', 'surveys')} were held: {titles}."))
    blocks += [Paragraph(_asked(survey)) for survey in surveys]
    for family, opening in _FAMILIES.items():
        titles_of = dict.fromkeys(c.title for survey in surveys for c in survey.composites if c.family == family)
        if titles_of:
            blocks += [Paragraph(opening), Bullets(tuple(titles_of))]
    return [Chapter("Background", "background", tuple(blocks))]


def _asked(survey: SurveyRelease) -> str:
    when = f" ({survey.period})" if survey.period else ""
    number = sum(not item.profile for item in survey.items)
    return (
        f"{quoted(survey.title)}{when} asked {counted(number, 'question', 'questions')} about work. It used the "
        f"questionnaire {quoted(survey.instrument)}, version {survey.instrument_version}."
    )
