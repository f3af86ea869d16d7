"""The shape of an instrument file, as people write it and as the program reads it.

What lives here: the parts of a questionnaire and what they mean. What does not: reading files and
cross-checks between parts (``loading``, ``checks``), routes through the questions (``routing``).
"""

from __future__ import annotations

from collections.abc import Set
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from soundings.errors import UsageError
from soundings.instrument.placeholders import filled
from soundings.instrument.timing import ANSWERING, reading_seconds, words_in

Code = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=60),
    Field(description="Letters, digits, hyphens and underscores, starting with a letter. Permanent once used."),
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Kind = Literal["scale", "choice", "choices", "number", "unit", "comment"]
Verdict = Literal["same", "comparable", "break"]

COMMENT_NOTE = "Please do not name anybody, and leave out details of cases."


class Part(BaseModel):
    """Every part is frozen and refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(Part):
    """One answer option. Its code is permanent; its label is what people read."""

    code: Code
    label: Text
    group: str = Field(default="", description="The head it stands under in a long list, and its coarse group.")


class Scale(Part):
    """Ordered options shared by items. ``scores`` says whether the scale rises or falls as it is listed."""

    code: Code
    options: tuple[Option, ...] = Field(min_length=2)
    scores: Literal["rising", "falling"] = "rising"


class Band(Part):
    """A band of a number item: from ``least`` up to, but not including, ``below``."""

    code: Code
    label: Text
    least: float | None = None
    below: float | None = None


class Condition(Part):
    """Who is asked: an earlier item with one of some options, or conditions combined."""

    item: Code | None = None
    is_: tuple[str, ...] = Field(default=(), alias="is")
    all_: tuple[Condition, ...] = Field(default=(), alias="all")
    any_: tuple[Condition, ...] = Field(default=(), alias="any")
    not_: Condition | None = Field(default=None, alias="not")

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="after")
    def _says_one_thing(self) -> Condition:
        if sum(map(bool, (self.item, self.all_, self.any_, self.not_))) != 1:
            raise ValueError("must say exactly one of item (with is), all, any or not")
        if self.is_ and not self.item:
            raise ValueError("has is = [...] but no item")
        return self


class History(Part):
    """How an item stood up to and including ``version``, and what its change did to comparison.

    ``verdict`` judges this wording against the one that followed it. A verdict of ``comparable`` needs a
    reason and the name or role of the person who decided it.
    """

    version: Text
    text: Text | None = None
    options: tuple[Option, ...] = ()
    verdict: Verdict
    reason: str = ""
    decided_by: str = ""


class Item(Part):
    """One question. ``kind`` says how it is answered.

    scale: one option of an ordered scale, scored 0 to 100. choice: one option. choices: any number of options.
    number: a number, reported in bands. unit: a unit of the organisation, as listed in the eligible file.
    comment: words, never reported beside anything else.
    """

    code: Code
    text: Text
    kind: Kind
    scale: Code | None = None
    options: tuple[Option, ...] = ()
    favourable: tuple[str, ...] = ()
    neutral: tuple[str, ...] = ()
    reversed: bool = Field(default=False, description="True turns the scale round for this item's score.")
    not_applicable: Text | None = Field(default=None, description="The label, where this answer is offered.")
    prefer_not_to_say: Text | None = Field(default=None, description="The label, where this answer is offered.")
    bands: tuple[Band, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    guidance: str = ""
    topic: Code | None = None
    standards: tuple[Code, ...] = ()
    audiences: tuple[Code, ...] = Field(default=(), description="Empty: everybody is asked.")
    variants: tuple[Code, ...] = Field(default=(), description="Empty: asked in every variant.")
    sensitive: bool = False
    support: str = Field(default="", description="Where to turn; shown with this question beside the contacts.")
    profile: bool = False
    short: str = Field(default="", description="What a breakdown by this question is called, such as Team.")
    equality: bool = False
    about_line_manager: bool = Field(default=False, description="Judges the line manager; shown one level up.")
    outcome: bool = Field(default=False, description="Topics are held against it in the technical annex (drivers).")
    local_list: bool = Field(default=False, description="True: a council may put its own options here.")
    show_if: Condition | None = None
    since: Text | None = None
    until: Text | None = None
    history: tuple[History, ...] = ()

    def meant_for(self, audience: str) -> bool:
        """Whether this audience is asked; without an audience everybody is."""
        return not self.audiences or not audience or audience in self.audiences


class Section(Part):
    """A page of the questionnaire."""

    code: Code
    title: Text
    intro: str = ""
    items: tuple[Item, ...] = Field(min_length=1)


class Named(Part):
    """A code with what it stands for: an audience or a topic."""

    code: Code
    title: Text


class Variant(Named):
    """One of the services that share a questionnaire, and the words in which its wording differs."""

    words: dict[Code, Text] = Field(default_factory=dict, description="What stands for {people} and its like.")


class Contact(Part):
    """Where somebody can turn whom a question troubles."""

    name: Text
    reach: Text


class ItemTranslation(Part):
    text: Text
    options: dict[str, Text] = Field(default_factory=dict)
    not_applicable: Text | None = None
    prefer_not_to_say: Text | None = None
    guidance: str = ""


class Translation(Part):
    """The instrument in another language: every word a respondent reads."""

    language: Text
    title: Text
    sections: dict[str, Text]
    intros: dict[str, Text] = Field(default_factory=dict, description="What stands above the questions of a section.")
    comment_note: str = ""
    scales: dict[str, dict[str, Text]] = Field(default_factory=dict)
    items: dict[str, ItemTranslation]


class Header(Part):
    """What stands at the head of an instrument file."""

    format: Literal[1]
    code: Code
    title: Text
    version: Text
    versions: tuple[Text, ...] = Field(default=(), description="All versions, oldest first, this one last.")
    language: Text = "en-GB"
    source: str = ""
    frameworks: tuple[Text, ...] = ()
    topics: tuple[Named, ...] = ()
    audiences: tuple[Named, ...] = ()
    variants: tuple[Variant, ...] = ()
    support: tuple[Contact, ...] = Field(default=(), description="Contacts shown beside sensitive questions.")
    comment_note: Text = Field(default=COMMENT_NOTE, description="Stands above every comment box.")


class Instrument(Header):
    """A whole questionnaire."""

    scales: tuple[Scale, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)
    translations: tuple[Translation, ...] = ()

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items in the order they are asked."""
        return tuple(item for section in self.sections for item in section.items)

    @cached_property
    def _by_code(self) -> dict[str, Item]:
        return {item.code: item for item in self.items}

    @cached_property
    def _scales(self) -> dict[str, Scale]:
        return {scale.code: scale for scale in self.scales}

    def item(self, code: str) -> Item:
        return self._by_code[code]

    def has(self, code: str) -> bool:
        return code in self._by_code

    def options_of(self, item: Item) -> tuple[Option, ...]:
        """The substantive options, in the order they are asked."""
        if item.options:
            return item.options
        return self._scales[item.scale].options if item.scale else ()

    def scores_of(self, item: Item) -> tuple[float, ...]:
        """The 0 to 100 score of each option by equal steps; empty where the item is not scored."""
        if item.kind != "scale":
            return ()
        count = len(self.options_of(item))
        rising = [100 * step / (count - 1) for step in range(count)]
        falls = bool(item.scale) and self._scales[item.scale or ""].scores == "falling"
        return tuple(rising[::-1] if falls != item.reversed else rising)

    def sides_of(self, item: Item) -> tuple[str, ...]:
        """The side of each option: favourable, neutral or unfavourable; empty strings where no side is set."""
        codes = [option.code for option in self.options_of(item)]
        if not item.favourable:
            return tuple("" for _ in codes)
        named = {**dict.fromkeys(item.neutral, "neutral"), **dict.fromkeys(item.favourable, "favourable")}
        return tuple(named.get(code, "unfavourable") for code in codes)

    def section_of(self, item: Item) -> Section:
        return next(section for section in self.sections if item in section.items)

    def variant(self, code: str) -> Instrument:
        """The questionnaire as one service reads it: its items, in its words. Raises UsageError for an unknown one."""
        chosen = next((variant for variant in self.variants if variant.code == code), None)
        if chosen is None:
            there = ", ".join(variant.code for variant in self.variants) or "none"
            raise UsageError(f"“{self.code}” has no variant “{code}”; there are: {there}.")
        sections = tuple(_section_in_variant(section, code) for section in self.sections)
        whole = self._with(
            title=f"{self.title}: {chosen.title}",
            variants=(),
            sections=tuple(section for section in sections if section.items),
        )
        return filled(whole, chosen.words)

    def seconds(self, item: Item) -> float:
        """How long one item takes by itself: to read it with its own options, and to answer. See ``timing``."""
        labels = [option.label for option in item.options]
        words = words_in(item.text, item.guidance, item.support, item.not_applicable, item.prefer_not_to_say, *labels)
        return reading_seconds(words) + ANSWERING[item.kind]

    def minutes(self, audience: str = "") -> float:
        """How long the longest way through takes: everything this audience may be asked, every route taken.

        The labels of a shared scale are read once on a page; the contacts and the note on comments once in all.
        """
        words, seconds = words_in(self.title), 0.0
        asked = [(section, [i for i in section.items if i.meant_for(audience)]) for section in self.sections]
        for section, items in asked:
            words += words_in(section.title, section.intro) if items else 0
            scales = {item.scale for item in items if item.scale and not item.options}
            words += sum(words_in(*(option.label for option in self._scales[code].options)) for code in scales)
            seconds += sum(self.seconds(item) for item in items)
        every = [item for _, items in asked for item in items]
        words += words_in(self.comment_note) if any(item.kind == "comment" for item in every) else 0
        if any(item.sensitive for item in every):
            words += words_in(*(text for contact in self.support for text in (contact.name, contact.reach)))
        return (seconds + reading_seconds(words)) / 60

    def _with(self, **changed: object) -> Instrument:
        """The same with some fields changed, and nothing remembered that was worked out from the old ones."""
        fields = {name: getattr(self, name) for name in Instrument.model_fields}
        return Instrument.model_construct(**fields | changed)

    def at(self, version: str) -> Instrument:
        """The instrument as it stood in an earlier version: its items then, in the words used then."""
        order = self.versions or (self.version,)
        asked = {i.code for i in self.items if _asked_at(i, version, order)}
        falling = {scale.code for scale in self.scales if scale.scores == "falling"}
        items_then = {i.code: _item_at(i, version, order, asked, falling) for i in self.items if i.code in asked}
        sections = [
            section.model_copy(
                update={"items": tuple(items_then[i.code] for i in section.items if i.code in items_then)}
            )
            for section in self.sections
        ]
        kept = tuple(section for section in sections if section.items)
        return self._with(version=version, sections=kept)


def _section_in_variant(section: Section, code: str) -> Section:
    kept = (item for item in section.items if not item.variants or code in item.variants)
    return section.model_copy(update={"items": tuple(item.model_copy(update={"variants": ()}) for item in kept)})


def _asked_at(item: Item, version: str, order: tuple[str, ...]) -> bool:
    now = order.index(version)
    first = order.index(item.since) if item.since else 0
    last = order.index(item.until) if item.until else len(order) - 1
    return first <= now <= last


def wordings_since(item: Item, version: str, order: tuple[str, ...]) -> tuple[History, ...]:
    """The changes of wording between ``version`` and now, oldest first."""
    return tuple(
        sorted(
            (old for old in item.history if order.index(old.version) >= order.index(version)),
            key=lambda old: order.index(old.version),
        )
    )


def _item_at(item: Item, version: str, order: tuple[str, ...], asked: Set[str], falling: Set[str]) -> Item:
    """The item in the words of ``version``: the oldest recorded wording that was still in use then."""
    if item.show_if is not None:
        item = item.model_copy(update={"show_if": _route_at(item.show_if, asked)})
    changes = wordings_since(item, version, order)
    if not changes:
        return item
    changed: dict[str, object] = {"text": next((change.text for change in changes if change.text), item.text)}
    if options := next((change.options for change in changes if change.options), ()):
        changed |= _with_options(item, options, falls=item.scale in falling)
    return item.model_copy(update=changed)


def _route_at(condition: Condition, asked: Set[str]) -> Condition | None:
    """The part of a route that looks at items asked then; None where nothing of it is left."""
    changed: dict[str, object] = {}
    if condition.item and condition.item not in asked:
        changed |= {"item": None, "is_": ()}
    for name in ("all_", "any_"):
        parts = [_route_at(part, asked) for part in getattr(condition, name)]
        changed[name] = tuple(part for part in parts if part is not None)
    if condition.not_ is not None:
        changed["not_"] = _route_at(condition.not_, asked)
    then = condition.model_copy(update=changed)
    return then if then.item or then.all_ or then.any_ or then.not_ else None


def _with_options(item: Item, options: tuple[Option, ...], *, falls: bool) -> dict[str, object]:
    """Options of its own instead of the scale's; listed in the scale's direction, which ``reversed`` now carries."""
    codes = {option.code for option in options}
    return {
        "options": options,
        "scale": None,
        "reversed": item.reversed != falls,
        "favourable": tuple(code for code in item.favourable if code in codes),
        "neutral": tuple(code for code in item.neutral if code in codes),
    }


class Entry(Part):
    """A topic or standard of a framework. ``known`` is false where its name has not been published or seen."""

    code: Code
    title: str
    known: bool = True


class Framework(Part):
    """A published set of topics or standards, in one version of its names."""

    format: Literal[1]
    code: Text
    title: Text
    family: Literal["topic", "standard"]
    version: Text
    source: Text
    entries: tuple[Entry, ...] = Field(min_length=1)
