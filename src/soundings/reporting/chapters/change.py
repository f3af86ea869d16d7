"""Change since the wave before: only what can be compared, and what cannot, with the reason."""

from __future__ import annotations

from collections import Counter

from soundings.disclosure import ItemFacts
from soundings.reporting.chapters.book import Body, Book, chapter, topics
from soundings.reporting.exhibits import change_exhibit
from soundings.reporting.outline import Block, Bullets, Cell, Chapter, Column, Paragraph, Row, Table
from soundings.reporting.reading import Reading, is_scored
from soundings.reporting.rounding import decimals_for
from soundings.reporting.wording import change_text, counted, listed, quoted, sentence

_WHY = {
    "break": "The question or its answers changed, so the two cannot be compared.",
    "new": "The question is new.",
}
_VERDICTS = {"better": "clearly improved", "worse": "clearly declined", "unclear": "showed no clear change"}
_HOW = (
    "Changes are in percentage points and are worked out before rounding, so they may differ by a point from the "
    "difference of the printed figures. A change is called clear when the test in the method note finds it unlikely "
    "to be chance, allowing for the number of questions compared. “Could be chance” and “no clear change” do not mean "
    "that nothing changed: a survey of this size cannot tell."
)


def change(book: Book) -> list[Chapter]:
    """Change since the wave before, for every survey that has one."""
    return chapter(book, "Change since last time", _body)


def _body(reading: Reading) -> Body:
    if not reading.survey.previous:
        return Body((Paragraph("There is no earlier wave to compare with."),))
    blocks: list[Block] = [Paragraph(compared_sentence(reading) or "No question can be compared with last time.")]
    clear = _clear_changes(reading)
    blocks += [Bullets(tuple(clear))] if clear else []
    for topic in topics(reading):
        items = [item for item in topic.items if _is_compared(reading, item)]
        if items:
            blocks.append(change_exhibit(reading, items, reading.named(topic.title)))
    apart = _apart(reading)
    blocks += [apart] if apart else []
    return Body((*blocks, Paragraph(_HOW)))


def _is_compared(reading: Reading, item: ItemFacts) -> bool:
    return is_scored(item) and reading.change(item.code, "favourable") is not None


def _compared(reading: Reading) -> list[ItemFacts]:
    return [item for topic in topics(reading) for item in topic.items if _is_compared(reading, item)]


def compared_sentence(reading: Reading) -> str:
    """How many questions got clearly better, clearly worse, or neither."""
    items = _compared(reading)
    if not items:
        return ""
    verdicts: Counter[str] = Counter()
    for item in items:
        found = reading.change(item.code, "favourable")
        verdicts[found.verdict(reading.level) if found else ""] += 1
    parts = [f"{_some(verdicts[verdict])} {words}" for verdict, words in _VERDICTS.items()]
    if verdicts["untested"]:
        parts.append(f"{verdicts['untested']:,} had too few answers to test")
    questions = counted(len(items), "question", "questions")
    return f"Of {questions} that can be compared with {reading.survey.previous}, {listed(parts)}."


def _some(number: int) -> str:
    return f"{number:,}" if number else "none"


def _clear_changes(reading: Reading) -> list[str]:
    changes = ((item, reading.change(item.code, "favourable")) for item in _compared(reading))
    clear = [item for item, found in changes if found and found.verdict(reading.level) in ("better", "worse")]
    return [moved_sentence(reading, item) for item in clear]


def moved_sentence(reading: Reading, item: ItemFacts) -> str:
    """This wave's favourable share, that of the wave before, and how sure the change is."""
    found = reading.change(item.code, "favourable")
    now, before = reading.share(item.code, reading.now), reading.share(item.code, reading.before)
    decimals = decimals_for(now.base, before.base)
    then = f"against {before.of_base(decimals).text} in {reading.survey.previous}"
    moved = change_text(found, reading.level, decimals) if found else "not shown"
    return sentence(f"{quoted(item.text)}: {now.words(decimals)}, {then}; {moved}")


def _apart(reading: Reading) -> Table | None:
    rows = tuple(
        Row(item.text, (Cell(_why(item)), Cell(item.comparison.previous_text or "–")))
        for item in reading.survey.items
        if item.comparison is not None and (item.comparison.verdict in _WHY or item.comparison.previous_text)
    )
    if not rows:
        return None
    columns = (Column("Question"), Column("How it stands to last time"), Column("Wording last time"))
    return Table(reading.named("Questions that are new or were worded differently"), columns, rows)


def _why(item: ItemFacts) -> str:
    if item.comparison is None:
        return ""
    reworded = "Reworded; judged to be comparable."
    return f"{_WHY.get(item.comparison.verdict, reworded)} {item.comparison.note}".strip()
