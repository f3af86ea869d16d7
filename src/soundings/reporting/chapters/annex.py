"""The technical annex: how far the whole survey's figures can be relied on, in plain English."""

from __future__ import annotations

from collections.abc import Sequence

from soundings.disclosure import LEAST_FOR_ANNEX as LEAST
from soundings.disclosure import OutcomeFacts, OverlapFacts, ReliabilityFacts, Technical, Under, WeightingFacts
from soundings.reporting.chapters.book import Body, Book, chapter
from soundings.reporting.outline import Block, Bullets, Cell, Chapter, Column, Paragraph, Row, Table, anchor
from soundings.reporting.reading import Reading
from soundings.reporting.rounding import number_text, signed_text
from soundings.reporting.wording import Change, change_interval, change_reading, counted, listed, quoted

HEADING = "Technical annex"
NONE = Cell("–", muted=True)
SMALLEST = 1e-9
FIRST = 3


def annex(book: Book) -> list[Chapter]:
    """The annex of every survey whose release has one."""
    return chapter(book, HEADING, _body, (Paragraph(_OPENING), Bullets(_HOW_TO_READ)))


_OPENING = (
    "This annex is for readers who want to know how sound the figures are. Everything in it is about a whole survey "
    f"with at least {LEAST} answers, never about a team or another group, and nothing in it changes a figure above."
)
_HOW_TO_READ = (
    "Do the questions of a topic go together? Alpha says how far people who answer one of them well also answer the "
    "others well: from 0, not at all, towards 1. Omega says the same with fewer assumptions. It is a description, not "
    "a badge. The employer standards are checklists: a low alpha does not invalidate a standard’s score, and a high "
    "one does not validate it.",
    "What goes with recommending and staying? Topics go together, so each topic’s part is the average of what it adds "
    "over every order in which the topics can be taken. The first is most strongly associated with the answers. One "
    "survey at one moment shows no causes, and raising a topic’s score need not move the answers.",
    "Would weighting change the picture? Some groups answer more than others. Weighting makes each group count as much "
    "as it does among those who were asked. All figures of this report are unweighted; this is a check. It mends "
    "nothing but the size of these groups: that people who stayed away may think differently, it does not show.",
    "What if the same people answered both times? Answers are never linked, so how many did is not known. The tests of "
    "this report take the two years as different people, which errs towards “no clear change”. The annex says what "
    "they would find under an assumed overlap. That is a sensitivity, not a result.",
)


def _body(reading: Reading) -> Body:
    technical = reading.survey.technical
    if technical is None:
        return Body()
    parts = (
        ("Do the questions of a topic go together?", _reliability(reading, technical.reliability)),
        ("What goes with recommending and staying", _outcomes(reading, technical)),
        ("Would weighting change the picture?", _weighting(reading, technical.weighting)),
        ("If the same people answered both times", _overlap(reading, technical)),
    )
    return Body(
        (),
        tuple(Chapter(title, anchor(title, reading.survey.code), tuple(blocks)) for title, blocks in parts if blocks),
    )


def _reliability(reading: Reading, found: Sequence[ReliabilityFacts]) -> list[Block]:
    if not found:
        return []
    columns = (
        Column("Topic or standard"),
        Column("Questions", numeric=True),
        Column("People who answered all", numeric=True),
        Column("Alpha", numeric=True),
        Column("Interval", numeric=True),
        Column("Omega, or for two questions Spearman–Brown", numeric=True),
    )
    rows = tuple(Row(reading.subject(one.composite), _reliability_cells(one)) for one in found)
    notes = ("Only questions that everybody was asked, and only people who answered all of them.",)
    turned = [code for one in found for code in one.turned]
    blocks: list[Block] = [
        Table(reading.named("How far the questions of a topic go together"), columns, rows, notes),
    ]
    if turned:
        words = listed([quoted(reading.subject(code)) for code in dict.fromkeys(turned)])
        blocks.append(Paragraph(f"Check the direction: {words} went against the other questions of the same topic."))
    return blocks


def _reliability_cells(one: ReliabilityFacts) -> tuple[Cell, ...]:
    asked, people = Cell(str(len(one.items))), Cell(f"{one.n:,}")
    if one.status != "ok" or one.alpha is None or one.low is None or one.high is None:
        words = "too few answers" if one.status == "too_few" else "one question" if len(one.items) == 1 else "none"
        return asked, people, Cell(words, muted=True), NONE, NONE
    interval = f"{number_text(one.low, 2)} to {number_text(one.high, 2)}"
    other = one.spearman_brown if one.omega is None else one.omega
    last = NONE if other is None else Cell(number_text(other, 2))
    return asked, people, Cell(number_text(one.alpha, 2)), Cell(interval), last


def _outcomes(reading: Reading, technical: Technical) -> list[Block]:
    blocks: list[Block] = []
    for outcome in technical.outcomes:
        blocks += _outcome(reading, outcome)
    return blocks


def _outcome(reading: Reading, found: OutcomeFacts) -> list[Block]:
    asked = quoted(reading.subject(found.item))
    if found.status != "ok" or found.explained is None:
        return [Paragraph(f"{asked}: no associations are worked out, because {found.reason}.")]
    by_code = {option.code: option.label for option in reading.survey.item(found.item).options}
    yes = listed([quoted(by_code[code]) for code in found.yes], "or")
    held = f" {yes} is held against every other answer." if yes else ""
    fit = (
        f"have a McFadden’s R² of {found.explained}%"
        if found.metric == "mcfadden"
        else f"account for {found.explained}% of the differences between people’s answers"
    )
    first = quoted(reading.subject(found.drivers[0].topic))
    said = f"{first} is the topic most strongly associated with {asked}.{held} Together the topics {fit}."
    ranked = len(found.drivers) > FIRST
    columns = (
        Column("Topic"),
        Column("Share of what the topics tell", numeric=True),
        Column("Interval", numeric=True),
        Column("Goes with"),
        *([Column("Chance to be among the first three", numeric=True)] if ranked else []),
    )
    rows = tuple(
        Row(
            reading.subject(one.topic),
            (
                Cell(f"{one.share}%"),
                Cell(f"{one.low}% to {one.high}%"),
                Cell(_DIRECTIONS[one.direction]),
                *([Cell(f"{one.top_three}%")] if ranked else []),
            ),
        )
        for one in found.drivers
    )
    return [Paragraph(said), Table(reading.named(f"Topics associated with {asked}"), columns, rows, (_how(found),))]


_DIRECTIONS = {1: "better answers", -1: "worse answers", 0: "neither"}


def _how(found: OutcomeFacts) -> str:
    fit = "McFadden’s R²" if found.metric == "mcfadden" else "R²"
    return (
        f"An association, not a cause. {found.n:,} of {found.rows:,} people answered everything. The topics are scored "
        f"without the questions on recommending and staying themselves. Parts of {fit}, averaged over orders, with 95% "
        f"intervals from {found.resamples:,} resamples of people (seed {found.seed})."
    )


def _weighting(reading: Reading, found: WeightingFacts) -> list[Block]:
    blocks: list[Block] = []
    titles = {dimension.code: dimension.title for dimension in reading.survey.dimensions}
    if found.margins and found.gap is not None and found.design_effect is not None:
        by = listed(
            [
                f"{quoted(titles.get(code, code))} ({counted(groups, 'group', 'groups')})"
                for code, groups in found.margins
            ]
        )
        blocks.append(Paragraph(f"Weighted here by {by}. {_judged(found)}"))
        blocks.append(Bullets(tuple(_conditions(found))))
    if found.shares:
        blocks.append(_both(reading, found))
    elif found.margins:
        blocks.append(Paragraph("No weighted figure is given here."))
    return [*blocks, *map(Paragraph, found.refusals)]


def _both(reading: Reading, found: WeightingFacts) -> Table:
    """Unweighted and weighted side by side."""
    columns = (Column("Question"), Column("Unweighted, as printed", numeric=True), Column("Weighted", numeric=True))
    rows = tuple(
        Row(reading.subject(one.item), (Cell(f"{one.unweighted}%"), Cell(f"{one.weighted}%"))) for one in found.shares
    )
    note = (
        "Of each topic the first question of which every group weighted by is printed, and so of the questions on "
        "recommending and staying."
    )
    return Table(reading.named("Favourable answers, unweighted and weighted"), columns, rows, (note,))


def _judged(found: WeightingFacts) -> str:
    if "answers" in found.unmet or "design_effect" in found.unmet:
        return "The conditions for a weighted figure are not met."
    if "difference" in found.unmet:
        return "The groups answered so evenly that weighting is not called for."
    return "Weighted figures would be sound enough to be given."


def _conditions(found: WeightingFacts) -> list[str]:
    effect, gap = number_text(found.design_effect or 0, 1), number_text(found.gap or 0, 1)
    said = {
        "answers": f"At least 100 answers: there are {found.n:,}",
        "design_effect": f"A design effect of at most 1.5: it is {effect}, the times weighting multiplies the variance",
        "difference": "A group whose share of the answers is more than 5 points off its share of those asked: the "
        f"largest difference is {gap} points",
    }
    return [f"{text} ({'not met' if name in found.unmet else 'met'})." for name, text in said.items()]


def _overlap(reading: Reading, technical: Technical) -> list[Block]:
    found = technical.overlap
    if found is None:
        return []
    topics = [one for one in found.changes if one.item.startswith("topic:")]
    outcomes = [outcome.item for outcome in technical.outcomes]
    wanted = [*topics, *(one for one in found.changes if one.item in outcomes)]
    shares = [under.share for under in found.changes[0].under]
    columns = (
        Column("Topic or question"),
        Column("Change", numeric=True),
        *(Column(_assumed(share), numeric=True) for share in shares),
    )
    rows = []
    for one in wanted:
        change = reading.change(one.item, one.measure.removeprefix("change_"))
        if change:
            cells = (Cell(_under(reading, change, under)) for under in one.under)
            rows.append(Row(reading.subject(one.item), (Cell(signed_text(change.value)), *cells)))
    said = (
        f"Assumed: these shares of the smaller of the two years answered both in {reading.survey.previous} and now, "
        f"and two answers of the same person go together with a correlation of {number_text(found.correlation, 1)}."
    )
    table = Table(
        reading.named("A sensitivity: changes under an assumed overlap"),
        columns,
        tuple(rows),
        ("Topics in points of 100, questions in percentage points of favourable answers. Not results of the survey.",),
    )
    return [Paragraph(said), *([table] if rows else []), *_clear_ones(reading, found)]


def _assumed(share: float) -> str:
    return f"If {number_text(share * 100)}% answered both times" if share else "As printed"


def _under(reading: Reading, change: Change, under: Under) -> str:
    moved = Change(change.value, under.low, under.high, under.p)
    return f"{change_interval(moved)}: {change_reading(moved, reading.level)}"


def _clear_ones(reading: Reading, found: OverlapFacts) -> list[Block]:
    """How many of the questions' changes are clear under each share."""
    questions = [one for one in found.changes if one.measure == "change_favourable"]
    if not questions:
        return []
    told = []
    for place, under in enumerate(questions[0].under):
        chances = [one.under[place].p for one in questions]
        clear = sum(p is not None and p <= 1 - reading.level + SMALLEST for p in chances)
        told.append(f"{clear} {_assumed(under.share).lower()}")
    compared = counted(len(questions), "question", "questions")
    return [
        Paragraph(f"Of the {compared} compared, so many changed clearly, allowing for all of them: {listed(told)}.")
    ]
