"""The method note: how the figures came about, how to read them, and why some are not shown."""

from __future__ import annotations

from soundings.disclosure import PlanFacts, Protection
from soundings.reporting.chapters.book import Book
from soundings.reporting.outline import Block, Bullets, Cell, Chapter, Column, Paragraph, Row, Table
from soundings.reporting.rounding import number_text


def method(book: Book) -> list[Chapter]:
    """The method note, with a chapter below on what is not shown."""
    notes = tuple(
        f"{survey.title}: {note}" if len(book.release.surveys) > 1 else note
        for survey in book.release.surveys
        for note in survey.notes
    )
    below = [
        Chapter("How to read the figures", "how-to-read", (Bullets(_reading_notes(book)),)),
        Chapter("What is not shown, and why", "not-shown", (*_protection(book.release.plan), *_proved(book))),
    ]
    if notes:
        below.append(Chapter("Notes on this wave", "wave-notes", (Bullets(notes),)))
    return [Chapter("Method note", "method", (Paragraph(_ASKED),), tuple(below))]


_ASKED = (
    "Everybody on the organisation’s list of eligible staff was asked; nobody was drawn by lot. The figures describe "
    "those who answered. People answered without giving their name, and the answers of one year are not linked to "
    "those of another."
)


def _reading_notes(book: Book) -> tuple[str, ...]:
    level = f"{number_text(book.release.plan.level * 100)}%"
    return (
        "Percentages are of all valid answers to a question. “Not applicable”, “don’t know” and “prefer not to say” "
        "are outside that number. A question asked only of some people is counted among those it was asked of.",
        "Favourable, neutral and unfavourable are fixed for each question before the survey. For a question such as "
        "how often work causes stress, “never” is the favourable end.",
        f"Intervals are at {level}. They allow for the people who did not answer, and assume that these think like "
        "those who did. They grow narrower as more of the people asked answer (finite population correction), down to "
        "nothing when all have answered. If those who stayed away think differently, no interval shows it.",
        "Whether a change is clear is tested without that correction, because the question is whether work has changed "
        "and not only whether two lists of people differ. With many questions some would seem to change by chance "
        "alone; the test allows for that. The interval of a single change does not, so the two can disagree.",
        "Scores run from 0 to 100 in equal steps from the least to the most favourable answer. Bands (low, moderate, "
        "high) are set on the score before it is rounded.",
        "Figures are rounded once, at the end, with halves upwards. Percentages of fewer than 1,000 answers are whole "
        "numbers, of 1,000 or more have one decimal, and figures side by side have the same. Rounded percentages may "
        "add up to 99 or 101.",
        "A response rate is a count of people and has no interval. It does not measure whether those who answered "
        "stand for all.",
    )


def _protection(plan: PlanFacts) -> tuple[Block, ...]:
    general = (
        f"No result is shown for fewer than {plan.threshold:,} people. Where hiding one figure would let it be worked "
        "out from the others, further figures are hidden, and small groups are shown together under one name. All of "
        "these carry the same mark, “not shown”; it does not say that a group is small, and a group that is not shown "
        "is still counted in every total above it. All answer options of a question are shown from "
        f"{plan.full_distribution:,} answers; sensitive questions are shown from {plan.sensitive:,}."
    )
    capped = (
        "When nearly all or nearly none in a small group gave an answer, that would say what each of them answered. "
        "Such a share is shown only as a limit:"
    )
    return Paragraph(general), Paragraph(capped), CAPPING


def _proved(book: Book) -> tuple[Block, ...]:
    """For each survey whose release says it, what protecting the figures cost and how it was tested."""
    surveys = [(survey.title, survey.protection) for survey in book.release.surveys if survey.protection]
    return tuple(Paragraph(f"{title}: {_cost(protection)}") for title, protection in surveys)


def _cost(protection: Protection) -> str:
    text = (
        f"of {protection.figures:,} figures planned for all readers together, {protection.shown:,} are shown, "
        f"{protection.capped:,} are shown as a limit and {protection.not_shown:,} are not shown; no safe choice could "
        f"have left out fewer than {protection.least_not_shown:,}. As a test, {protection.audited_counts:,} hidden "
        "counts were attacked with everything that is printed."
    )
    return f"{text} {protection.note}".rstrip()


def _limits(low: str, high: str) -> tuple[Cell, Cell]:
    return Cell(low), Cell(high)


CAPPING = Table(
    "Limits for very large and very small shares in small groups",
    (Column("Answers"), Column("Largest share shown", numeric=True), Column("Smallest share shown", numeric=True)),
    (
        Row("10 to 19", _limits("90% or more", "10% or less")),
        Row("20 to 49", _limits("95% or more", "5% or less")),
        Row("50 or more", _limits("no limit", "no limit")),
    ),
)
