"""Charts with their tables, built from the figures of one survey.

A chart and its table take their numbers from the same ``Share`` or ``Figure``, printed with the same number
of decimals, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from soundings.disclosure import Composite, Figure, ItemFacts
from soundings.reporting.drawing import SIDE_NAMES
from soundings.reporting.outline import (
    Arrow,
    Bar,
    Cell,
    ChangeArrows,
    Column,
    Dot,
    DotPlot,
    Exhibit,
    Row,
    Segment,
    StackedBars,
    Table,
)
from soundings.reporting.reading import (
    SIDES,
    Place,
    Reading,
    Share,
    band_cell,
    is_capped,
    number_cell,
    sides_of,
    words_for,
)
from soundings.reporting.rounding import decimals_for, signed_text
from soundings.reporting.wording import (
    change_interval,
    change_reading,
    change_text,
    counted,
    interval_text,
    quoted,
)

NOT_OFFERED = Cell("–", muted=True)
_ON_COMMON_QUESTIONS = (
    "A change beside which no earlier score stands is worked out on those questions that both waves asked; see the "
    "notes on this wave."
)


@dataclass(frozen=True)
class Sides:
    """The answers to one question, sorted into favourable, neutral and unfavourable."""

    item: ItemFacts
    shares: tuple[tuple[str, Share], ...]

    @property
    def favourable(self) -> Share:
        return dict(self.shares)["favourable"]


def sides(reading: Reading, items: Sequence[ItemFacts], place: Place) -> tuple[Sides, ...]:
    """The sorted answers to each question."""
    return tuple(
        Sides(item, tuple((side, reading.share(item.code, place, side)) for side in sides_of(item))) for item in items
    )


def answers_exhibit(reading: Reading, items: Sequence[ItemFacts], title: str) -> Exhibit:
    """Stacked bars of the answers to several questions, with counts, shares, score and band."""
    sorted_answers = sides(reading, items, reading.now)
    decimals = decimals_for(*(share.base for answers in sorted_answers for _, share in answers.shares))
    bars = tuple(_sides_bar(answers, decimals) for answers in sorted_answers)
    chart = StackedBars(f"{title}: how people answered", _bars_alt(sorted_answers, decimals), bars)
    return Exhibit(chart, _sides_table(reading, sorted_answers, title, decimals))


def _sides_bar(answers: Sides, decimals: int) -> Bar:
    shown = [(side, share) for side, share in answers.shares if share.part is not None]
    favourable = answers.favourable
    base = "" if favourable.base is None else counted(favourable.base, "answer", "answers")
    if len(shown) < len(answers.shares):
        words = favourable.percent(decimals)
        capped = is_capped(favourable.figure)
        return Bar(answers.item.text, base, instead=f"Favourable: {words}" if capped else words)
    return Bar(
        answers.item.text,
        base,
        tuple(
            Segment(SIDE_NAMES[side], side, float(share.part * 100), share.percent(decimals))
            for side, share in shown
            if share.part is not None
        ),
    )


def _bars_alt(sorted_answers: Sequence[Sides], decimals: int) -> str:
    ranked = sorted(
        (answers for answers in sorted_answers if answers.favourable.part is not None),
        key=lambda answers: answers.favourable.part or 0,
    )
    what = f"Bars for {counted(len(sorted_answers), 'question', 'questions')}, each divided into favourable, neutral"
    what += " and unfavourable answers."
    if len(ranked) > 1:
        least, most = ranked[0], ranked[-1]
        what += (
            f" Favourable answers run from {least.favourable.percent(decimals)} for {quoted(least.item.text)}"
            f" to {most.favourable.percent(decimals)} for {quoted(most.item.text)}."
        )
    return f"{what} The table below the chart holds every number."


def _sides_table(reading: Reading, sorted_answers: Sequence[Sides], title: str, decimals: int) -> Table:
    offered = [side for side in SIDES if any(side in dict(answers.shares) for answers in sorted_answers)]
    scored = any(reading.figure(answers.item.code, "score", reading.now).shown for answers in sorted_answers)
    extra = (Column("Score", numeric=True), Column("Band")) if scored else ()
    columns = (
        Column("Question"),
        Column("Answers", numeric=True),
        *(Column(SIDE_NAMES[side], numeric=True) for side in offered),
        *extra,
    )
    rows = tuple(_sides_row(reading, answers, offered, decimals, scored=scored) for answers in sorted_answers)
    return Table(f"{title}: number and share of answers", columns, rows, _routes([a.item for a in sorted_answers]))


def _sides_row(reading: Reading, answers: Sides, offered: Sequence[str], decimals: int, *, scored: bool) -> Row:
    shares = dict(answers.shares)
    code = answers.item.code
    cells = [_base_cell(answers.favourable)]
    cells += [shares[side].cell(decimals) if side in shares else NOT_OFFERED for side in offered]
    if scored:
        cells.append(number_cell(reading.figure(code, "score", reading.now), decimals))
        cells.append(band_cell(reading.figure(code, "band", reading.now)))
    return Row(answers.item.text, tuple(cells))


def _base_cell(share: Share) -> Cell:
    if share.base is None:
        return Cell(words_for(share.figure), muted=True)
    return Cell(f"{share.base:,}")


def _routes(items: Sequence[ItemFacts]) -> tuple[str, ...]:
    return tuple(f"{quoted(item.text)} was asked only of people who {item.route}." for item in items if item.route)


def options_exhibit(reading: Reading, item: ItemFacts) -> Exhibit:
    """One bar an answer, for a question whose answers are neither favourable nor unfavourable."""
    shares = [(option.label, reading.option_share(item.code, option.code, reading.now)) for option in item.options]
    earlier = [reading.option_share(item.code, option.code, reading.before) for option in item.options]
    comparable = item.comparison is not None and item.comparison.verdict in ("same", "comparable")
    compared = comparable and any(share.part is not None for share in earlier)
    decimals = decimals_for(*(share.base for _, share in shares), *(share.base for share in earlier if compared))
    bars = tuple(_option_bar(label, share, decimals) for label, share in shares)
    what = "Bars for the share of each answer. The table below the chart holds every number."
    columns = [Column("Answer"), Column("People", numeric=True), Column("Share", numeric=True)]
    if compared:
        columns.append(Column(f"Share in {reading.survey.previous}", numeric=True))
    rows = tuple(
        Row(label, (*_count_and_share(share, decimals), *((before.of_base(decimals),) if compared else ())))
        for (label, share), before in zip(shares, earlier, strict=True)
    )
    table = Table(
        f"{reading.named('Number and share of answers')}: {item.text}",
        tuple(columns),
        rows,
        _option_notes(item, shares),
    )
    return Exhibit(StackedBars(reading.named(item.text), what, bars), table)


def _option_bar(label: str, share: Share, decimals: int) -> Bar:
    if share.part is None:
        return Bar(label, "", instead=share.percent(decimals))
    return Bar(label, "", (Segment(label, "plain", float(share.part * 100), share.percent(decimals)),))


def _count_and_share(share: Share, decimals: int) -> tuple[Cell, Cell]:
    percent = Cell(share.percent(decimals), muted=share.figure.status == "not_shown")
    if share.count is not None:
        return Cell(f"{share.count:,}"), percent
    return percent if percent.muted else Cell("–", muted=True), percent


def _option_notes(item: ItemFacts, shares: Sequence[tuple[str, Share]]) -> tuple[str, ...]:
    bases = sorted({share.base for _, share in shares if share.base is not None})
    notes = [f"Shares are of the {bases[-1]:,} people who answered this question."] if bases else []
    if item.kind == "choices":
        notes.append("People could choose several answers, so the shares add up to more than 100%.")
    return (*notes, *_routes([item]))


def full_answers_table(reading: Reading, items: Sequence[ItemFacts], title: str) -> Table:
    """Every answer option of questions that share the same options."""
    options = items[0].options
    shares = [[reading.option_share(item.code, option.code, reading.now) for option in options] for item in items]
    decimals = decimals_for(*(share.base for row in shares for share in row))
    outside = [
        (heading, measure)
        for measure, heading in (
            ("not_applicable", "Not applicable"),
            ("prefer_not_to_say", "Prefer not to say"),
            ("no_answer", "No answer"),
        )
        if any(reading.whole(item.code, measure, reading.now) is not None for item in items)
    ]
    columns = (
        Column("Question"),
        *(Column(option.label, numeric=True) for option in options),
        *(Column(heading, numeric=True) for heading, _ in outside),
    )
    rows = tuple(
        Row(
            item.text,
            (
                *(share.cell(decimals) for share in row),
                *(number_cell(reading.figure(item.code, measure, reading.now)) for _, measure in outside),
            ),
        )
        for item, row in zip(items, shares, strict=True)
    )
    return Table(title, columns, rows, _routes(items))


def score_exhibit(reading: Reading, composites: Sequence[Composite], title: str) -> Exhibit:
    """Scores from 0 to 100 with their intervals and the previous wave's scores."""
    now = [reading.figure(composite.code, "score", reading.now) for composite in composites]
    before = [reading.figure(composite.code, "score", reading.before) for composite in composites]
    compared = any(f.shown for f in before) or any(reading.change(c.code, "score") for c in composites)
    decimals = decimals_for(*(figure.base for figure in now), *(figure.base for figure in before if compared))
    dots = tuple(
        _dot(reading, composite.title, figure, earlier, _texts(figure, earlier, decimals))
        for composite, figure, earlier in zip(composites, now, before, strict=True)
    )
    previous = reading.survey.previous if compared else ""
    alt = (
        f"Points with intervals on an axis from 0 to 100 for {counted(len(dots), 'score', 'scores')}. "
        "The table below the chart holds every number."
    )
    chart = DotPlot(title, alt, dots, "score", reading.survey.wave, previous)
    columns = [Column("Score"), Column("Questions", numeric=True), Column(reading.survey.wave, numeric=True)]
    columns += [Column("Interval", numeric=True), Column("Band")]
    if compared:
        columns += [Column(reading.survey.previous, numeric=True), Column("Change")]
    rows = tuple(
        Row(composite.title, _score_cells(reading, composite, figure, earlier if compared else None, decimals))
        for composite, figure, earlier in zip(composites, now, before, strict=True)
    )
    apart = compared and any(
        not earlier.shown and reading.change(composite.code, "score") is not None
        for composite, earlier in zip(composites, before, strict=True)
    )
    notes = (_ON_COMMON_QUESTIONS,) if apart else ()
    return Exhibit(chart, Table(f"{title}: score, interval and band", tuple(columns), rows, notes))


def _texts(now: Figure, before: Figure, decimals: int) -> tuple[str, str]:
    return number_cell(now, decimals).text, number_cell(before, decimals).text


def _score_cells(
    reading: Reading, composite: Composite, now: Figure, before: Figure | None, decimals: int
) -> tuple[Cell, ...]:
    cells = [
        Cell(str(len(composite.items))),
        number_cell(now, decimals),
        Cell(interval_text(now.low, now.high, decimals) or "–", muted=now.low is None),
        band_cell(reading.figure(composite.code, "band", reading.now)),
    ]
    if before is not None:
        cells += [number_cell(before, decimals), _change_cell(reading, composite.code, "score", decimals)]
    return tuple(cells)


def _change_cell(reading: Reading, code: str, measure: str, decimals: int) -> Cell:
    change = reading.change(code, measure)
    if change is None:
        return Cell(words_for(reading.figure(code, f"change_{measure}", reading.now)), muted=True)
    return Cell(change_text(change, reading.level, decimals))


def change_exhibit(reading: Reading, items: Sequence[ItemFacts], title: str) -> Exhibit:
    """Favourable shares of two waves side by side, with the change and how sure it is."""
    pairs = [(reading.share(i.code, reading.now), reading.share(i.code, reading.before)) for i in items]
    decimals = decimals_for(*(share.base for pair in pairs for share in pair))
    arrows = tuple(
        _arrow(reading, item, now, before, decimals) for item, (now, before) in zip(items, pairs, strict=True)
    )
    alt = (
        f"Arrows on an axis from 0 to 100 per cent, one a question, for {counted(len(items), 'question', 'questions')}:"
        f" from the favourable answers in {reading.survey.previous} to those in {reading.survey.wave}."
        " The table below the chart holds every number."
    )
    heading = f"{title}: favourable answers in {reading.survey.previous} and {reading.survey.wave}"
    chart = ChangeArrows(heading, alt, arrows, reading.survey.previous, reading.survey.wave)
    columns = (
        Column("Question"),
        Column(reading.survey.previous, numeric=True),
        Column(reading.survey.wave, numeric=True),
        Column("Change, points", numeric=True),
        Column("Its interval", numeric=True),
        Column("How to read it"),
    )
    rows = tuple(
        Row(item.text, (before.of_base(decimals), now.of_base(decimals), *_change_cells(reading, item, decimals)))
        for item, (now, before) in zip(items, pairs, strict=True)
    )
    return Exhibit(chart, Table(f"{title}: change since {reading.survey.previous}", columns, rows))


def _change_cells(reading: Reading, item: ItemFacts, decimals: int) -> tuple[Cell, Cell, Cell]:
    change = reading.change(item.code, "favourable")
    if change is None:
        words = words_for(reading.figure(item.code, "change_favourable", reading.now))
        return Cell(words, muted=True), Cell("–", muted=True), Cell("–", muted=True)
    interval = change_interval(change, decimals)
    return (
        Cell(signed_text(change.value, decimals)),
        Cell(interval or "–", muted=not interval),
        Cell(change_reading(change, reading.level)),
    )


def _arrow(reading: Reading, item: ItemFacts, now: Share, before: Share, decimals: int) -> Arrow:
    change = reading.change(item.code, "favourable")
    words = f"from {before.percent(decimals)} to {now.percent(decimals)}"
    if now.part is None or before.part is None or change is None:
        return Arrow(item.text, words, instead="no arrow, because not both shares are shown")
    clear = change.verdict(reading.level) in ("better", "worse")
    words = f"{words}: {change_reading(change, reading.level)}"
    return Arrow(item.text, words, float(before.part * 100), float(now.part * 100), clear)


def _dot(reading: Reading, label: str, now: Figure, before: Figure, texts: tuple[str, str]) -> Dot:
    previous = before.value if before.shown else None
    words = texts[0] if previous is None else f"{texts[0]}; {reading.survey.previous}: {texts[1]}"
    return Dot(label, words, now.value, now.low, now.high, previous) if now.shown else Dot(label, words)
