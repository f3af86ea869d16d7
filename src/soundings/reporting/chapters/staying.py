"""Staying and leaving: what people plan, why they think of leaving and what would persuade them, in one place."""

from __future__ import annotations

from dataclasses import replace

from soundings.disclosure import Finding, ItemFacts
from soundings.reporting.chapters.book import Body, Book, chapter
from soundings.reporting.exhibits import options_exhibit
from soundings.reporting.outline import Block, Chapter, Paragraph
from soundings.reporting.reading import Reading, Share
from soundings.reporting.rounding import decimals_for
from soundings.reporting.wording import change_text, listed, quoted, sentence

HEADING = "Staying and leaving"


def staying(book: Book) -> list[Chapter]:
    """The retention block of every survey whose release has one."""
    return chapter(book, HEADING, _body)


def _body(reading: Reading) -> Body:
    found = next((finding for finding in reading.survey.findings if finding.kind == "retention"), None)
    if found is None:
        return Body()
    blocks: list[Block] = []
    for code in found.items:
        blocks += _part(reading, found, reading.survey.item(code))
    return Body(tuple(blocks))


def _part(reading: Reading, found: Finding, item: ItemFacts) -> list[Block]:
    answers = _answers(reading, found, item)
    if not answers:
        return [Paragraph(f"The answers to {quoted(item.text)} are not shown.")]
    by_option = any(key.option for key in found.evidence if key.item == item.code)
    offered = len(item.options) if by_option else len({option.side for option in item.options})
    said = _every_answer(item, answers, offered) if item.code == found.item else _most_often(item, answers)
    blocks: list[Block] = [Paragraph(f"{said}{_change(reading, item)}")]
    if by_option:
        caption = reading.named(f"{HEADING}: {item.text}")
        blocks.append(replace(options_exhibit(reading, item).table, caption=caption))
    return blocks


def _answers(reading: Reading, found: Finding, item: ItemFacts) -> list[tuple[str, Share]]:
    """The answers that are shown or capped, with the words for them, in the order of the questionnaire."""
    labels = {option.code: quoted(option.label) for option in item.options}
    answers = []
    for key in found.evidence:
        if key.item == item.code and key.option in labels:
            answers.append((labels[key.option], reading.option_share(item.code, key.option, reading.now)))
        elif key.item == item.code and not key.option:
            of_side = [labels[option.code] for option in item.options if option.side == key.measure]
            answers.append((listed(of_side, "or"), reading.share(item.code, reading.now, key.measure)))
    return answers


def _every_answer(item: ItemFacts, answers: list[tuple[str, Share]], offered: int) -> str:
    decimals = decimals_for(*(share.base for _, share in answers))
    shares = listed([f"{share.of_base(decimals).text} answered {label}" for label, share in answers])
    said = sentence(f"asked {quoted(item.text)}, {shares}")
    return said if len(answers) >= offered else f"{said} The other answers are not shown."


def _most_often(item: ItemFacts, answers: list[tuple[str, Share]]) -> str:
    label, share = max(answers, key=_size)
    words = share.words(decimals_for(share.base))
    return sentence(f"asked {quoted(item.text)}, people most often answered {label}: {words}")


def _size(answer: tuple[str, Share]) -> float:
    share = answer[1]
    if share.part is not None:
        return float(share.part)
    return 1.0 if share.figure.status == "capped_high" else 0.0


def _change(reading: Reading, item: ItemFacts) -> str:
    change = reading.change(item.code, "favourable")
    favourable = [quoted(option.label) for option in item.options if option.side == "favourable"]
    if change is None or not favourable:
        return ""
    decimals = decimals_for(reading.share(item.code, reading.now).base)
    words = change_text(change, reading.level, decimals)
    return " " + sentence(f"{listed(favourable, 'or')} since {reading.survey.previous}: {words}")
