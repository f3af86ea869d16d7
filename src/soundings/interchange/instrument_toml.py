"""Writing a drafted questionnaire as the text of an instrument file.

The file is sound as it stands: what looks like a scale is written as a choice, with the lines that make it a scale
beside it as comments, because only a person can say which answers are favourable.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from soundings.errors import FaultyFileError
from soundings.instrument import Condition
from soundings.instrument.loading import instrument_from_text
from soundings.interchange.codes import LONGEST_CODE
from soundings.interchange.draft import Draft, DraftItem, DraftOption, DraftSection, Questionnaire, Words, lacks, said
from soundings.interchange.markup import one_line
from soundings.responses.proposal import quoted, quoted_list

SHOWN_AT_MOST = 12

Options = tuple[DraftOption, ...]


@dataclass(frozen=True)
class _Writing:
    """What the writing of every part needs: the questionnaire, its shared scales and the codes of its sections."""

    whole: Questionnaire
    scales: Mapping[tuple[object, ...], tuple[str, Options]]
    sections: tuple[str, ...]

    @property
    def items(self) -> list[DraftItem]:
        return [item for section in self.whole.sections for item in section.items]

    def in_own(self, words: Words) -> str:
        return said(words, self.whole.language, self.whole.language)

    def scale_of(self, item: DraftItem) -> str:
        shared = self.scales.get(_key(item.options)) if item.kind == "choice" else None
        return shared[0] if shared else ""


def draft_of(whole: Questionnaire) -> Draft:
    """The draft of an instrument. Raises FaultyFileError where codes are doubled or too long, with all of them."""
    _check_codes(whole)
    writing = _Writing(whole, _shared_scales(whole), _section_codes(whole))
    translated = [language for language in whole.languages if _is_translated(language, writing)]
    notes = [*whole.notes, *_notes_on_words(writing, translated), *_notes_on_scales(writing)]
    body: list[str] = []
    for code, options in writing.scales.values():
        body += _scale_lines(code, options, writing)
    for code, section in zip(writing.sections, whole.sections, strict=True):
        body += _section_lines(code, section, writing)
    for language in translated:
        body += _translation_lines(language, writing)
    notes += _faults("\n".join([*_head_lines(writing, []), *body]))
    return Draft("\n".join([*_head_lines(writing, notes), *body]) + "\n", tuple(notes))


def _faults(text: str) -> list[str]:
    """What ``soundings check`` will still find; the draft is written all the same, for a person to mend."""
    try:
        instrument_from_text(text, "The draft")
    except FaultyFileError as error:
        # The lines move down when the notes are put above, so only the keys are named.
        return [f"to be mended: {re.sub(r'^(line [0-9]+|whole file),? ?', '', fault)}" for fault in error.faults]
    return []


def _check_codes(whole: Questionnaire) -> None:
    codes = [item.code for section in whole.sections for item in section.items]
    faults = [f"{times} items would have the code “{code}”" for code, times in Counter(codes).items() if times > 1]
    faults += [
        f"the code “{code[:LONGEST_CODE]}…” is {len(code)} characters long; {LONGEST_CODE} is the most"
        for code in codes
        if len(code) > LONGEST_CODE
    ]
    if faults:
        raise FaultyFileError(f"{whole.source} cannot become an instrument as it is:", faults)


def _key(options: Options) -> tuple[object, ...]:
    return tuple((option.code, tuple(sorted(option.words.items()))) for option in options)


def _shared_scales(whole: Questionnaire) -> dict[tuple[object, ...], tuple[str, Options]]:
    """Answers that two or more items offer in the same words, under a code made from their family."""
    choices = [item for section in whole.sections for item in section.items if item.kind == "choice"]
    used = Counter(_key(item.options) for item in choices)
    scales: dict[tuple[object, ...], tuple[str, Options]] = {}
    taken: set[str] = set()
    for item in choices:
        key = _key(item.options)
        if used[key] > 1 and len(item.options) > 1 and key not in scales:
            scales[key] = (_unused(item.family or f"{item.code}-answers", taken), item.options)
    return scales


def _section_codes(whole: Questionnaire) -> tuple[str, ...]:
    taken: set[str] = set()
    codes = []
    for number, section in enumerate(whole.sections, start=1):
        title = said(section.words, whole.language, whole.language).lower()
        slug = re.sub(r"[^a-z0-9]+", "-", title).strip("-")[:40].rstrip("-")
        codes.append(_unused(slug if slug[:1].isalpha() else f"section-{number}", taken))
    return tuple(codes)


def _unused(code: str, taken: set[str]) -> str:
    code = code[: LONGEST_CODE - 5]
    free, number = code, 1
    while free in taken:
        number += 1
        free = f"{code}-{number}"
    taken.add(free)
    return free


def _notes_on_words(writing: _Writing, translated: list[str]) -> list[str]:
    notes = []
    for language in writing.whole.languages:
        lacking = _lacking(language, writing)
        if language not in translated:
            notes.append(f"nothing is translated into {language}, so it was left out")
        elif lacking:
            notes.append(f"not translated into {language}, shown in {writing.whole.language} there: {_listed(lacking)}")
    intros = {language for section in writing.whole.sections for language in section.intro if language in translated}
    if intros:
        notes.append(
            f"introductions of pages are kept only in {writing.whole.language}, not in {_listed(sorted(intros))}"
        )
    own = writing.whole.language.lower().startswith("en")
    supplied = any("" in option.words for item in writing.items for option in item.options)
    if supplied and (translated or not own):
        notes.append("words that the tool supplies itself, such as Yes and No, stand in English in every language")
    return notes


def _notes_on_scales(writing: _Writing) -> list[str]:
    ordered = [item.code for item in writing.items if item.ordered]
    if not ordered:
        return []
    return [
        f"{len(ordered)} items look like scales and are written as choices, counted but not scored; to make a scale of "
        f"one, use the two lines below it and name its favourable answers: {_listed(ordered)}"
    ]


def _listed(codes: Iterable[str]) -> str:
    found = list(dict.fromkeys(codes))
    more = f" and {len(found) - SHOWN_AT_MOST} more" if len(found) > SHOWN_AT_MOST else ""
    return ", ".join(found[:SHOWN_AT_MOST]) + more


def _lacking(language: str, writing: _Writing) -> list[str]:
    """What has no words in a language: the title, sections and items, each by its code."""
    lacking = ["the title"] if lacks(writing.whole.words, language) else []
    for code, section in zip(writing.sections, writing.whole.sections, strict=True):
        lacking += [code] if lacks(section.words, language) else []
        for item in section.items:
            every = (item.words, item.guidance, *(option.words for option in item.options))
            lacking += [item.code] if any(lacks(words, language) for words in every) else []
    return lacking


def _is_translated(language: str, writing: _Writing) -> bool:
    return any(language in item.words for item in writing.items)


def _comment(text: str) -> str:
    """A text as a TOML comment: on one line, without characters that comments may not hold."""
    return f"# {one_line(text)}"


def _head_lines(writing: _Writing, notes: list[str]) -> list[str]:
    whole = writing.whole
    lines = [_comment(f"Drafted from {whole.source}. Read it through: no person has decided anything in it yet.")]
    if notes:
        lines += ["#", "# Not understood, not carried over, or for you to decide:", "#"]
        lines += [_comment(f"* {note}") for note in notes]
    return [
        *lines,
        "",
        "format = 1",
        f"code = {quoted(whole.code)}",
        f"title = {quoted(writing.in_own(whole.words))}",
        'version = "1"',
        f"language = {quoted(whole.language)}",
        f"source = {quoted(whole.source)}",
    ]


def _scale_lines(code: str, options: Options, writing: _Writing) -> list[str]:
    return [
        "",
        "[[scales]]",
        f"code = {quoted(code)}",
        *_option_lines(options, writing),
    ]


def _option_lines(options: Options, writing: _Writing) -> list[str]:
    entries = [
        f"  {{ code = {quoted(option.code)}, label = {quoted(writing.in_own(option.words))} }}," for option in options
    ]
    return ["options = [", *entries, "]"]


def _section_lines(code: str, section: DraftSection, writing: _Writing) -> list[str]:
    lines = ["", "", *(_comment(remark) for remark in section.remarks)]
    if not section.items:
        return [*lines, _comment(f"No section is left of “{writing.in_own(section.words)}”: nothing in it is asked.")]
    lines += ["[[sections]]", f"code = {quoted(code)}", f"title = {quoted(writing.in_own(section.words) or code)}"]
    if intro := writing.in_own(section.intro):
        lines.append(f"intro = {quoted(intro)}")
    for item in section.items:
        lines += _item_lines(item, writing)
    return lines


def _item_lines(item: DraftItem, writing: _Writing) -> list[str]:
    scale = writing.scale_of(item)
    lines = ["", "[[sections.items]]", *(_comment(remark) for remark in item.remarks)]
    lines += [
        f"code = {quoted(item.code)}",
        f"text = {quoted(writing.in_own(item.words))}",
        f"kind = {quoted(item.kind)}",
    ]
    if item.ordered:
        codes = ", ".join(option.code for option in item.options)
        lines += ['# kind = "scale"', f"# favourable = []   # of {codes}"]
    if scale:
        lines.append(f"scale = {quoted(scale)}")
    elif item.options:
        lines += _option_lines(item.options, writing)
    if guidance := writing.in_own(item.guidance):
        lines.append(f"guidance = {quoted(guidance)}")
    lines += [
        f"{key} = {_number(value)}" for key in ("minimum", "maximum") if (value := getattr(item, key)) is not None
    ]
    lines += ["profile = true", "equality = true"] if item.equality else []
    if item.show_if is not None:
        lines.append(f"show_if = {_condition(item.show_if)}")
    return lines


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _condition(condition: Condition) -> str:
    if condition.item:
        return f"{{ item = {quoted(condition.item)}, is = {quoted_list(condition.is_)} }}"
    if condition.not_ is not None:
        return f"{{ not = {_condition(condition.not_)} }}"
    key, parts = ("all", condition.all_) if condition.all_ else ("any", condition.any_)
    return f"{{ {key} = [{', '.join(_condition(part) for part in parts)}] }}"


def _translation_lines(language: str, writing: _Writing) -> list[str]:
    whole = writing.whole

    def inside(words: Words) -> str:
        return quoted(said(words, language, whole.language))

    def labels(options: Options) -> str:
        return ", ".join(f"{quoted(option.code)} = {inside(option.words)}" for option in options)

    lines = ["", "", "[[translations]]", f"language = {quoted(language)}", f"title = {inside(whole.words)}"]
    lines += ["", "[translations.sections]"]
    for code, section in zip(writing.sections, whole.sections, strict=True):
        if section.items:
            lines.append(f"{quoted(code)} = {inside(section.words or {'': code})}")
    lines += ["", "[translations.scales]"]
    lines += [f"{quoted(code)} = {{ {labels(options)} }}" for code, options in writing.scales.values()]
    lines += ["", "[translations.items]"]
    for item in writing.items:
        entry = f"text = {inside(item.words)}"
        if item.options and not writing.scale_of(item):
            entry += f", options = {{ {labels(item.options)} }}"
        if item.guidance:
            entry += f", guidance = {inside(item.guidance)}"
        lines.append(f"{quoted(item.code)} = {{ {entry} }}")
    return lines
