"""What people said, topic by topic: sentences, bars and tables."""

from __future__ import annotations

from collections.abc import Sequence

from soundings.disclosure import ItemFacts
from soundings.reporting.chapters.book import Body, Book, Topic, chapter, topics
from soundings.reporting.exhibits import answers_exhibit, full_answers_table, options_exhibit, score_exhibit
from soundings.reporting.outline import Block, Chapter, Paragraph, Table, anchor
from soundings.reporting.reading import Reading, Share, is_scored
from soundings.reporting.rounding import decimals_for, number_text
from soundings.reporting.wording import (
    BAND_WORDS,
    change_text,
    counted,
    interval_text,
    listed,
    quoted,
    sentence,
)

FAMILY_TITLES = {"topic": "Scores by topic", "standard": "Scores by employer standard"}
_OUTSIDE_LIMIT = 10
# With more answers than these a chart says less than its table.
_MOST_BARS = 15


def findings(book: Book) -> list[Chapter]:
    """The findings of every survey, by topic."""
    return chapter(book, "Findings by topic", lambda reading: Body((), _chapters(reading)))


def _chapters(reading: Reading) -> tuple[Chapter, ...]:
    scores = _scores(reading)
    by_topic = [
        Chapter(topic.title, anchor("findings", reading.survey.code, topic.title), topic_blocks(reading, topic))
        for topic in topics(reading)
    ]
    return (*scores, *by_topic)


def _scores(reading: Reading) -> tuple[Chapter, ...]:
    blocks: list[Block] = []
    families = dict.fromkeys(composite.family for composite in reading.survey.composites)
    for family in families:
        composites = [
            composite
            for composite in reading.survey.composites
            if composite.family == family and reading.figure(composite.code, "score", reading.now).shown
        ]
        if composites:
            blocks.append(
                score_exhibit(reading, composites, reading.named(FAMILY_TITLES.get(family, f"Scores by {family}")))
            )
    if not blocks:
        return ()
    opening = Paragraph(
        "A score runs from 0 to 100 and high is good. It is the average over people of each person’s answers to the "
        "questions of that topic or standard."
    )
    return (Chapter("Scores at a glance", anchor("scores", reading.survey.code), (opening, *blocks)),)


def topic_blocks(reading: Reading, topic: Topic) -> tuple[Block, ...]:
    """Everything said about one topic."""
    scored = [item for item in topic.items if is_scored(item)]
    blocks: list[Block] = []
    lead = " ".join(_lead(reading, topic, scored))
    if lead:
        blocks.append(Paragraph(lead))
    if scored:
        blocks.append(answers_exhibit(reading, scored, reading.named(topic.title)))
        outside = _outside(reading, scored)
        blocks += [Paragraph(outside)] if outside else []
    for item in topic.items:
        if not is_scored(item):
            blocks += _unscored(reading, item)
    return tuple(blocks)


def _lead(reading: Reading, topic: Topic, scored: Sequence[ItemFacts]) -> list[str]:
    score = _score_sentence(reading, topic)
    shown = [(item, share) for item in scored if (share := reading.share(item.code, reading.now)).part is not None]
    decimals = decimals_for(*(share.base for _, share in shown))
    ranked = sorted(shown, key=lambda pair: pair[1].part or 0, reverse=True)
    if not ranked:
        return [score] if score else []
    if len(ranked) == 1:
        return [score, _favourable(*ranked[0], decimals)]
    (best, best_share), (least, least_share) = ranked[0], ranked[-1]
    return [
        score,
        sentence(f"most favourable was {quoted(best.text)}: {best_share.words(decimals)}, gave a favourable answer"),
        sentence(f"least favourable was {quoted(least.text)}: {least_share.words(decimals)}"),
    ]


def _favourable(item: ItemFacts, share: Share, decimals: int) -> str:
    return sentence(f"{share.words(decimals)}, gave a favourable answer to {quoted(item.text)}")


def favourable_sentence(reading: Reading, item: ItemFacts) -> str:
    """How many answered favourably, with the favourable answers named."""
    share = reading.share(item.code, reading.now)
    answers = listed([quoted(option.label) for option in item.options if option.side == "favourable"], "or")
    words = share.words(decimals_for(share.base))
    if share.part is None:
        return f"{quoted(item.text)}: {words}."
    return f"{quoted(item.text)}: {words}, answered {answers}."


def _score_sentence(reading: Reading, topic: Topic) -> str:
    if topic.composite is None:
        return ""
    figure = reading.figure(topic.composite.code, "score", reading.now)
    if not figure.shown or figure.value is None:
        return ""
    decimals = decimals_for(figure.base)
    interval = interval_text(figure.low, figure.high, decimals)
    inside = [f"from {interval}"] if interval else []
    band = reading.figure(topic.composite.code, "band", reading.now)
    if band.shown and band.value is not None:
        inside.insert(0, BAND_WORDS[round(band.value)])
    text = f"the score for this topic is {number_text(figure.value, decimals)} out of 100"
    text += f" ({', '.join(inside)})" if inside else ""
    change = reading.change(topic.composite.code, "score")
    if change is not None:
        text += f". Since {reading.survey.previous}: {change_text(change, reading.level, decimals)}"
    return sentence(text)


def _outside(reading: Reading, scored: Sequence[ItemFacts]) -> str:
    """Names the questions that many could not or would not answer."""
    many = [quoted(item.text) for item in scored if _outside_share(reading, item) > _OUTSIDE_LIMIT]
    if not many:
        return ""
    questions = "this question" if len(many) == 1 else "these questions"
    return (
        f"More than one in ten of those asked answered “not applicable” or preferred not to say, on {questions}: "
        f"{listed(many)}."
    )


def _outside_share(reading: Reading, item: ItemFacts) -> float:
    outside = sum(
        reading.whole(item.code, measure, reading.now) or 0 for measure in ("not_applicable", "prefer_not_to_say")
    )
    base = reading.share(item.code, reading.now).base
    return 100 * outside / (outside + base) if base else 0.0


def _unscored(reading: Reading, item: ItemFacts) -> list[Block]:
    blocks: list[Block] = []
    ranked = sorted(
        ((option.label, reading.option_share(item.code, option.code, reading.now)) for option in item.options),
        key=lambda pair: pair[1].part or 0,
        reverse=True,
    )
    said = []
    if ranked and ranked[0][1].part:
        label, share = ranked[0]
        words = share.words(decimals_for(share.base))
        said.append(f"Asked {quoted(item.text)}, people most often answered {quoted(label)}: {words}.")
    mean = reading.figure(item.code, "mean", reading.now)
    if mean.shown and mean.value is not None:
        said.append(f"The mean of the numbers given to {quoted(item.text)} was {number_text(mean.value, 1)}.")
    if said:
        blocks.append(Paragraph(" ".join(said)))
    if item.options and all(share.base is None for _, share in ranked):
        blocks.append(Paragraph(f"The answers to {quoted(item.text)} are not shown."))
    elif item.options:
        exhibit = options_exhibit(reading, item)
        blocks.append(exhibit if len(item.options) <= _MOST_BARS else exhibit.table)
    return blocks


def every_answer(book: Book) -> list[Chapter]:
    """Counts and shares of every answer option, for those who want to see all of it."""
    text = (
        "These tables hold the number and share of every answer to the questions on a scale. “Not applicable”, “prefer "
        "not to say” and missing answers are counted in people; they are in no share."
    )
    opening = (Paragraph(text),)
    return chapter(book, "Every answer", lambda reading: Body(_full_tables(reading)), opening)


def _full_tables(reading: Reading) -> tuple[Table, ...]:
    tables = []
    for topic in topics(reading):
        alike: dict[tuple[str, ...], list[ItemFacts]] = {}
        for item in topic.items:
            if is_scored(item):
                alike.setdefault(tuple(option.label for option in item.options), []).append(item)
        for number, items in enumerate(alike.values(), 1):
            part = f" ({counted(len(items), 'question', 'questions')}, table {number})" if len(alike) > 1 else ""
            tables.append(full_answers_table(reading, items, f"Every answer: {reading.named(topic.title)}{part}"))
    return tuple(tables)
