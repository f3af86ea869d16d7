"""Answers that pull apart: two figures of one survey, and how sure each of them is."""

from __future__ import annotations

from soundings.disclosure import Evidence, Finding, ItemFacts
from soundings.estimates import change_of_shares
from soundings.reporting.chapters.book import Body, Book, chapter
from soundings.reporting.chapters.change import moved_sentence
from soundings.reporting.chapters.findings import favourable_sentence
from soundings.reporting.outline import Block, Bullets, Chapter, Paragraph
from soundings.reporting.reading import Place, Reading, Share
from soundings.reporting.rounding import decimals_for, half_up, number_text
from soundings.reporting.wording import Change, change_interval, change_size, interval_text, quoted, sentence

_HOW = (
    "Answers that pull apart are a reason to ask further and not a mistake: both may be true. The rules by which they "
    "were found:"
)


def apart(book: Book) -> list[Chapter]:
    """The contradictions of every survey that has some."""
    return chapter(book, "Answers that pull apart", _body)


def _body(reading: Reading) -> Body:
    found = [finding for finding in reading.survey.findings if finding.kind == "contradiction"]
    if not found:
        return Body()
    blocks: list[Block] = []
    for finding in found:
        blocks += [Paragraph(finding.text), Bullets(tuple(_figure(reading, finding, code) for code in finding.items))]
    return Body((*blocks, Paragraph(_HOW), Bullets(tuple(finding.rule for finding in found))))


def _figure(reading: Reading, finding: Finding, code: str) -> str:
    item = reading.survey.item(code)
    keys = [key for key in finding.evidence if key.item == code]
    if any(key.measure == "change_favourable" for key in keys):
        return moved_sentence(reading, item)
    if any(key.wave != reading.survey.wave for key in keys):
        return _moved_option(reading, item, keys[0].option)
    said = [_option(reading, item, key) if key.option else favourable_sentence(reading, item) for key in keys]
    return " ".join([*said, *(remark for key in keys if (remark := crossing(reading, key)))])


def _option(reading: Reading, item: ItemFacts, key: Evidence) -> str:
    share = reading.option_share(item.code, key.option, reading.now)
    return sentence(
        f"{quoted(item.text)}: {share.words(decimals_for(share.base))}, answered {_label(item, key.option)}"
    )


def _label(item: ItemFacts, code: str) -> str:
    return quoted(next(option.label for option in item.options if option.code == code))


def _moved_option(reading: Reading, item: ItemFacts, option: str) -> str:
    now, before = (reading.option_share(item.code, option, place) for place in (reading.now, reading.before))
    decimals = decimals_for(now.base, before.base)
    text = f"{quoted(item.text)}: {now.words(decimals)}, answered {_label(item, option)}"
    text += f", against {before.of_base(decimals).text} in {reading.survey.previous}"
    change = _change(before, now, reading.level)
    if change is not None:
        interval = change_interval(change, decimals)
        text += f"; {change_size(change, decimals)} (from {interval} points), unlikely to be chance"
    return sentence(text)


def _change(before: Share, now: Share, level: float) -> Change | None:
    if before.count is None or now.count is None or not before.base or not now.base:
        return None
    found = change_of_shares(before.count, before.base, now.count, now.base, level=level)
    if found.diff is None or found.lo is None or found.hi is None:
        return None
    return Change(100 * found.diff, 100 * found.lo, 100 * found.hi)


def crossing(reading: Reading, key: Evidence) -> str:
    """Says that the interval of a share crosses the line the share was held against; nothing where it does not."""
    figure = reading.figure(key.item, key.measure, Place(key.wave, key.dimension, key.group), key.option)
    low, line, high = figure.low, key.line, figure.high
    if not figure.shown or low is None or line is None or high is None or not low < line <= high:
        return ""
    # An end that rounds to the line would seem to touch it only.
    decimals = max(decimals_for(figure.base), int(half_up(line) in (half_up(low), half_up(high))))
    interval = interval_text(low, high, decimals)
    return (
        f"The interval, {interval}, crosses {number_text(line)}%: that the share lies on this side of it could be "
        "chance."
    )
