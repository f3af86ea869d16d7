"""The questionnaire as respondents will read it: one page a section, in their words, and nothing that runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from soundings.errors import UsageError
from soundings.instrument import Instrument, Item, Option, Section
from soundings.instrument.routing import in_words
from soundings.reporting.questionnaire.page import about_minutes, paragraph, whole_page


def preview_html(instrument: Instrument, audience: str = "") -> str:
    """The whole preview. Raises UsageError for an audience that the questionnaire does not have."""
    titles = {entry.code: entry.title for entry in instrument.audiences}
    if audience and audience not in titles:
        raise UsageError(f"“{instrument.code}” has no audience “{audience}”; it has {', '.join(titles) or 'none'}.")
    return _Preview(instrument, audience, titles.get(audience, "")).html()


class _Preview:
    """One rendering for one audience."""

    def __init__(self, instrument: Instrument, audience: str, audience_title: str) -> None:
        self.instrument = instrument
        self.audience_title = audience_title
        self.audience = audience
        pages = [(section, [i for i in section.items if i.meant_for(audience)]) for section in instrument.sections]
        self.pages = [(section, items) for section, items in pages if items]
        self.number = {item.code: n for n, item in enumerate((i for _, items in self.pages for i in items), start=1)}

    def html(self) -> str:
        pages = "".join(self._page(n, section, items) for n, (section, items) in enumerate(self.pages, start=1))
        return whole_page(
            title=f"{self.instrument.title} – preview",
            language=self.instrument.language,
            kind="preview",
            skip="Skip to the first page",
            header=self._opening(),
            main=f'<form autocomplete="off">\n{pages}</form>\n',
        )

    def _opening(self) -> str:
        count, pages = len(self.number), len(self.pages)
        whom = f" For: {self.audience_title}." if self.audience_title else ""
        minutes = about_minutes(self.instrument, self.audience)
        return (
            f'<p class="mark">Preview, version {escape(self.instrument.version)}. Nothing is kept or sent.</p>\n'
            f"<h1>{escape(self.instrument.title)}</h1>\n"
            + paragraph(f"{count} questions on {pages} pages. It takes at most {minutes}.{whom}", "lead")
            + paragraph("You do not have to answer a question that you would rather leave out.")
        )

    def _page(self, number: int, section: Section, items: Sequence[Item]) -> str:
        anchor = f"page-{number}"
        ahead = (
            f'<p class="onward"><a href="#page-{number + 1}">Next page</a></p>\n' if number < len(self.pages) else ""
        )
        return (
            f'<section class="page" aria-labelledby="{anchor}">\n'
            f'<p class="where">Page {number} of {len(self.pages)}</p>\n'
            f'<h2 id="{anchor}" tabindex="-1">{escape(section.title)}</h2>\n'
            f"{paragraph(section.intro, 'intro')}"
            f"{''.join(self._item(item) for item in items)}{self._support(items)}{ahead}</section>\n"
        )

    def _item(self, item: Item) -> str:
        """A fieldset where several controls belong to one question, else a label and its control."""
        notes = self._notes(item)
        described = f' aria-describedby="{item.code}-notes"' if notes else ""
        notes = f'<div class="notes" id="{item.code}-notes">\n{notes}</div>\n' if notes else ""
        kind = f"question of-{item.kind}" + (" routed" if item.show_if else "")
        head = f'<span class="count">{self.number[item.code]}.</span> {escape(item.text)}'
        if item.kind in ("comment", "unit"):
            control = _textarea(item, described) if item.kind == "comment" else _units(item, described)
            return (
                f'<div class="{kind}">\n<label class="text" for="{item.code}">{head}</label>\n{notes}{control}</div>\n'
            )
        control = _number(item) if item.kind == "number" else self._options(item)
        legend = f'<legend id="{item.code}-text">{head}</legend>'
        return f'<fieldset class="{kind}"{described}>\n{legend}\n{notes}{control}</fieldset>\n'

    def _notes(self, item: Item) -> str:
        route = f"Asked only of those who {in_words(item.show_if, self.instrument)}" if item.show_if else ""
        titles = {entry.code: entry.title.lower() for entry in self.instrument.audiences}
        only = f"Asked only of {' and '.join(titles[code] for code in item.audiences)}." if item.audiences else ""
        note = self.instrument.comment_note if item.kind == "comment" else ""
        several = "Choose all that apply." if item.kind == "choices" else ""
        return (
            paragraph(only if not self.audience else "", "route")
            + paragraph(route, "route")
            + paragraph(item.guidance)
            + paragraph(several)
            + paragraph(note, "warning")
            + paragraph(item.support, "turn-to")
        )

    def _options(self, item: Item) -> str:
        control = "checkbox" if item.kind == "choices" else "radio"
        options = self.instrument.options_of(item)
        parts: list[str] = []
        for group, held in groupby(options, key=lambda option: option.group):
            inner = "".join(_choice(item, control, option.code, option.label) for option in held)
            parts.append(_under_head(item, len(parts), group, inner))
        return f'<div class="options">\n{"".join(parts)}</div>\n{_aside_options(item, control)}'

    def _support(self, items: Iterable[Item]) -> str:
        """Where to turn, on every page that asks something hard or asks for words."""
        if not self.instrument.support or not any(item.sensitive or item.kind == "comment" for item in items):
            return ""
        contacts = "".join(
            f"<li><strong>{escape(contact.name)}</strong>: {escape(contact.reach)}</li>\n"
            for contact in self.instrument.support
        )
        return f'<aside class="support">\n<h3>Where you can turn</h3>\n<ul>\n{contacts}</ul>\n</aside>\n'


def _choice(item: Item, control: str, code: str, label: str) -> str:
    anchor = f"{item.code}-{code}"
    return (
        f'<div class="answer"><input type="{control}" id="{anchor}" name="{item.code}" value="{code}">'
        f'<label for="{anchor}">{escape(label)}</label></div>\n'
    )


def _under_head(item: Item, number: int, group: str, inner: str) -> str:
    if not group:
        return inner
    anchor = f"{item.code}-head-{number}"
    return (
        f'<div class="group" role="group" aria-labelledby="{anchor}">\n'
        f'<p class="head" id="{anchor}">{escape(group)}</p>\n{inner}</div>\n'
    )


def _aside_options(item: Item, control: str) -> str:
    """The answers outside the scale, set apart from it."""
    apart = [("not_applicable", item.not_applicable), ("prefer_not_to_say", item.prefer_not_to_say)]
    choices = "".join(_choice(item, control, code, label) for code, label in apart if label)
    return f'<div class="options apart">\n{choices}</div>\n' if choices else ""


def _number(item: Item) -> str:
    unit = f' <span class="unit" id="{item.code}-unit">{escape(item.unit)}</span>' if item.unit else ""
    named = f"{item.code}-text {item.code}-unit" if item.unit else f"{item.code}-text"
    box = f'<input type="text" inputmode="decimal" size="4" name="{item.code}" aria-labelledby="{named}">'
    return f'<p class="figure">{box}{unit}</p>\n{_aside_options(item, "checkbox")}'


def _units(item: Item, described: str) -> str:
    options: tuple[Option, ...] = item.options
    listed = "".join(f"<option>{escape(option.label)}</option>" for option in options)
    apart = f"<option>{escape(item.prefer_not_to_say)}</option>" if item.prefer_not_to_say else ""
    return (
        f'<select id="{item.code}" name="{item.code}"{described}>'
        f"<option>Your council’s teams are listed here</option>{listed}{apart}</select>\n"
    )


def _textarea(item: Item, described: str) -> str:
    return f'<textarea id="{item.code}" name="{item.code}" rows="5"{described}></textarea>\n'
