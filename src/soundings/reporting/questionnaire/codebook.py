"""The printed codebook: every item with its code, words, options, scores and sides, place, route and history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from soundings.instrument import History, Instrument, Item, Section, load_framework
from soundings.instrument.routing import in_words
from soundings.reporting.questionnaire.page import about_minutes, paragraph, whole_page

_KINDS = {
    "scale": "One answer on a scale, scored from 0 to 100",
    "choice": "One answer",
    "choices": "Any number of answers",
    "number": "A number, reported in bands",
    "unit": "A team or service of the council",
    "comment": "Words, never shown beside other answers",
}
_VERDICTS = {"same": "the same", "comparable": "reworded but comparable", "break": "not comparable"}


def codebook_html(instrument: Instrument) -> str:
    """The whole codebook, of one variant or, where none was chosen, of all of them side by side."""
    return _Codebook(instrument).html()


class _Codebook:
    """One rendering. A questionnaire with variants is read in each of them."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.readings = {v.title: instrument.variant(v.code) for v in instrument.variants} or {"": instrument}
        self.entries = {topic.code: topic.title for topic in instrument.topics}
        for code in instrument.frameworks:
            framework = load_framework(code)
            version = f" ({framework.version})" if framework.family == "standard" else ""
            self.entries |= {entry.code: f"{entry.title}{version}" for entry in framework.entries}

    def html(self) -> str:
        sections = "".join(self._section(section) for section in self.instrument.sections)
        return whole_page(
            title=f"{self.instrument.title} – codebook",
            language=self.instrument.language,
            kind="codebook",
            skip="Skip to the questions",
            header=self._opening(),
            main=f"{self._contents()}{sections}",
        )

    def _opening(self) -> str:
        instrument = self.instrument
        facts = [f"Version {instrument.version}."]
        for title, reading in self.readings.items():
            for audience in instrument.audiences:
                count = sum(item.meant_for(audience.code) for item in reading.items)
                named = ", ".join(part for part in (title, audience.title.lower()) if part)
                facts.append(f"{named}: {count} items, at most {about_minutes(reading, audience.code)}.")
            if not instrument.audiences:
                named = f"{title}: " if title else ""
                facts.append(f"{named}{len(reading.items)} items, at most {about_minutes(reading)}.")
        listed = "".join(f"<li>{escape(fact[0].upper() + fact[1:])}</li>\n" for fact in facts)
        return (
            f'<p class="mark">Codebook: {escape(instrument.code)}</p>\n<h1>{escape(instrument.title)}</h1>\n'
            f"<ul>\n{listed}</ul>\n{paragraph(instrument.source)}"
        )

    def _contents(self) -> str:
        links = "".join(
            f'<li><a href="#page-{section.code}">{escape(section.title)}</a> '
            f"({escape(', '.join(item.code for item in section.items))})</li>\n"
            for section in self.instrument.sections
        )
        return (
            '<nav aria-labelledby="contents"><h2 id="contents">Contents</h2>\n'
            f"<ol>\n{links}</ol>\n</nav>\n{self._how_to_read()}"
        )

    def _how_to_read(self) -> str:
        contacts = "".join(
            f"<li>{escape(contact.name)}: {escape(contact.reach)}</li>\n" for contact in self.instrument.support
        )
        beside = "<p>These contacts stand beside sensitive questions and comment boxes:</p>\n" if contacts else ""
        return (
            '<section aria-labelledby="reading">\n<h2 id="reading">How to read it</h2>\n'
            "<p>Codes are permanent. The score of an answer runs from 0 to 100, and high is good. The side says "
            "whether an answer counts as favourable, neutral or unfavourable. Answers outside the base are counted, "
            "and leave the percentages alone.</p>\n"
            f"<p>Above every comment box stands: “{escape(self.instrument.comment_note)}”</p>\n"
            f"{beside}{f'<ul>{contacts}</ul>' if contacts else ''}</section>\n"
        )

    def _section(self, section: Section) -> str:
        intro = self._read(lambda reading: next((s.intro for s in reading.sections if s.code == section.code), ""))
        return (
            f'<section aria-labelledby="page-{section.code}">\n'
            f'<h2 id="page-{section.code}">{escape(section.title)}</h2>\n'
            f"{intro}{''.join(self._item(item) for item in section.items)}</section>\n"
        )

    def _item(self, item: Item) -> str:
        text = self._read(lambda reading: reading.item(item.code).text if reading.has(item.code) else "", "wording")
        facts = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>\n" for name, value in self._facts(item))
        return (
            f'<article class="item" aria-labelledby="item-{item.code}">\n'
            f'<h3 id="item-{item.code}">{escape(item.code)}</h3>\n{text}{self._answers(item)}'
            f"<dl>\n{facts}</dl>\n</article>\n"
        )

    def _read(self, get: Callable[[Instrument], str], kind: str = "") -> str:
        """A text in each variant's words; once only where they do not differ."""
        found = {title: get(reading) for title, reading in self.readings.items()}
        found = {title: text for title, text in found.items() if text}
        if len(set(found.values())) <= 1:
            return paragraph(next(iter(found.values()), ""), kind)
        return "".join(paragraph(f"{text} ({title})", kind) for title, text in found.items())

    def _answers(self, item: Item) -> str:
        reading = next(reading for reading in self.readings.values() if reading.has(item.code))
        here = reading.item(item.code)
        if here.kind == "number":
            rows = [(band.code, band.label, "", "") for band in here.bands]
        else:
            options = reading.options_of(here)
            scores = [f"{score:.0f}" for score in reading.scores_of(here)] or [""] * len(options)
            rows = [
                (option.code, _label(option.group, option.label), score, side)
                for option, score, side in zip(options, scores, reading.sides_of(here), strict=True)
            ]
        apart = [("not_applicable", here.not_applicable), ("prefer_not_to_say", here.prefer_not_to_say)]
        rows += [(code, label, "", "outside the base") for code, label in apart if label]
        return _table(item, rows)

    def _facts(self, item: Item) -> Iterator[tuple[str, str]]:
        yield "Answered by", escape(_KINDS[item.kind])
        guidance = self._read(lambda reading: reading.item(item.code).guidance if reading.has(item.code) else "")
        if guidance:
            yield "Guidance", guidance
        if item.support:
            yield "Support", escape(item.support)
        if item.topic:
            yield "Topic", escape(self.entries.get(item.topic, item.topic))
        if item.standards:
            yield "Standards", "<br>".join(escape(f"{code}: {self.entries.get(code, '')}") for code in item.standards)
        yield "Asked of", escape(self._asked_of(item))
        if marks := ", ".join(_marks(item)):
            yield "Handled as", escape(marks)
        if item.since or item.until:
            yield "In use", escape(f"{f'since {item.since}' if item.since else ''} {_until(item)}".strip())
        if item.history:
            yield "Earlier wording", "".join(_history(old) for old in item.history)

    def _asked_of(self, item: Item) -> str:
        variants = {v.code: v.title for v in self.instrument.variants}
        audiences = {a.code: a.title.lower() for a in self.instrument.audiences}
        whom = " and ".join(audiences[code] for code in item.audiences) or "everybody"
        where = f" in {' and '.join(variants[code] for code in item.variants)}" if item.variants and variants else ""
        reading = next(reading for reading in self.readings.values() if reading.has(item.code))
        route = reading.item(item.code).show_if
        return f"{whom}{where}{f' who {in_words(route, reading)}' if route else ''}"


def _label(group: str, label: str) -> str:
    return f"{group}: {label}" if group else label


def _table(item: Item, rows: list[tuple[str, str, str, str]]) -> str:
    if not rows:
        return ""
    named = ("Code", "Band" if item.kind == "number" else "Answer", "Score", "Side")
    used = [n for n in range(4) if n < 2 or any(row[n] for row in rows)]
    head = "".join(f'<th scope="col">{named[n]}</th>' for n in used)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(row[n])}</td>" for n in used[1:])}</tr>\n'
        for row in rows
    )
    return (
        f'<table>\n<caption class="aside">Answers to {escape(item.code)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"
    )


def _marks(item: Item) -> Iterator[str]:
    if item.sensitive:
        yield "sensitive: shown from 20 answers, with contacts for support"
    if item.equality:
        yield "equality: optional, kept apart, breakdowns from 20 answers"
    elif item.profile:
        yield "profile: may serve as a breakdown"
    if item.local_list:
        yield "local list: a council may put its own options here"
    if item.reversed:
        yield "reversed: the scale is turned round for its score"


def _until(item: Item) -> str:
    return f"until {item.until}" if item.until else ""


def _history(old: History) -> str:
    words = f"“{old.text}”" if old.text else "other options: " + ", ".join(option.label for option in old.options)
    by = f", decided by {old.decided_by}" if old.decided_by else ""
    reason = f" {old.reason}" if old.reason else ""
    verdict = f"With the wording that followed: {_VERDICTS[old.verdict]}{by}."
    return paragraph(f"Up to {old.version}: {words} {verdict}{reason}")
