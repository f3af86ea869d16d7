"""The questionnaire in another language: the same codes, routes and scales, in other words."""

from __future__ import annotations

from collections.abc import Mapping

from soundings.errors import UsageError
from soundings.instrument.model import Instrument, Item, Option, Translation


def languages_of(instrument: Instrument) -> tuple[str, ...]:
    """The languages it can be read in, its own first."""
    return (instrument.language, *(translation.language for translation in instrument.translations))


def in_language(instrument: Instrument, language: str) -> Instrument:
    """The questionnaire in one of its languages. Raises UsageError for another."""
    if language == instrument.language:
        return instrument
    words = next((translation for translation in instrument.translations if translation.language == language), None)
    if words is None:
        there = ", ".join(languages_of(instrument))
        raise UsageError(f"“{instrument.code}” is not in “{language}”; it is in {there}.")
    scales = tuple(
        scale.model_copy(update={"options": _options(scale.options, words.scales[scale.code])})
        for scale in instrument.scales
    )
    sections = tuple(
        section.model_copy(
            update={
                "title": words.sections[section.code],
                "intro": words.intros.get(section.code, section.intro),
                "items": tuple(_item(item, words) for item in section.items),
            }
        )
        for section in instrument.sections
    )
    changed = {"title": words.title, "language": language, "scales": scales, "sections": sections}
    if words.comment_note:
        changed["comment_note"] = words.comment_note
    return Instrument.model_validate(
        {**{name: getattr(instrument, name) for name in Instrument.model_fields}, **changed, "translations": ()}
    )


def _item(item: Item, words: Translation) -> Item:
    own = words.items[item.code]
    changed: dict[str, object] = {"text": own.text, "guidance": own.guidance}
    changed |= {"options": _options(item.options, own.options)} if item.options else {}
    for name in ("not_applicable", "prefer_not_to_say"):
        changed |= {name: getattr(own, name)} if getattr(item, name) else {}
    return item.model_copy(update=changed)


def _options(options: tuple[Option, ...], labels: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(option.model_copy(update={"label": labels[option.code]}) for option in options)
