"""A questionnaire made to fit one survey: some of its questions (a pulse), own questions, own contacts.

Nothing that is kept changes its code or its words, so every trend stands. What is added is named as in local files.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from soundings.errors import UsageError
from soundings.instrument.loading import Faults, instrument_from_data
from soundings.instrument.local import PREFIX
from soundings.instrument.model import Instrument, Item
from soundings.instrument.routing import items_named

OWN_SECTION = f"{PREFIX}questions"


@dataclass(frozen=True)
class Tailoring:
    """What one survey makes of a questionnaire.

    ``left_out`` are codes of questions not asked; ``own`` are questions as an instrument file writes them, on a page of
    their own with the title ``own_title``; ``support`` replaces the contacts where it is not None.
    """

    left_out: tuple[str, ...] = ()
    own: tuple[Mapping[str, Any], ...] = ()
    own_title: str = ""
    support: tuple[Mapping[str, str], ...] | None = field(default=None)


def tailored(whole: Instrument, how: Tailoring) -> Instrument:
    """The questionnaire as this survey asks it.

    Questions that the route to a kept one leads through are kept too. Raises UsageError where no question is left, or
    an unknown one is left out; FaultyFileError with every fault of the own questions.
    """
    kept = kept_with(whole, {item.code for item in whole.items} - set(how.left_out))
    if unknown := [code for code in how.left_out if not whole.has(code)]:
        raise UsageError("The questionnaire has no such question:", [f"“{code}”" for code in unknown])
    if not any(not whole.item(code).profile for code in kept):
        raise UsageError("Ask at least one question that is not about the person.")
    data = whole.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"format": whole.format}
    data["sections"] = _sections(data["sections"], kept, how)
    data["translations"] = [_translation(one, kept, data["sections"]) for one in data.get("translations", ())]
    if how.support is not None:
        data["support"] = [dict(contact) for contact in how.support]
    if how.own and data["translations"]:
        languages = ", ".join(one["language"] for one in data["translations"])
        raise UsageError(
            f"The questionnaire is translated ({languages}), and own questions would stand there untranslated. Choose "
            "a questionnaire from a file that holds them with their translation."
        )
    return instrument_from_data(data, Faults(""), "The questionnaire")


def kept_with(whole: Instrument, wanted: Collection[str]) -> set[str]:
    """These questions, and those whose answers decide whether they are asked."""
    kept, look = set(), [code for code in wanted if whole.has(code)]
    while look:
        code = look.pop()
        if code not in kept:
            kept.add(code)
            route = whole.item(code).show_if
            look += [named for named, _ in items_named(route)] if route else []
    return kept


def own_code(text: str, taken: Collection[str]) -> str:
    """A code for a question of the council’s own, from its words: permanent, and taken by no other."""
    words = "-".join("".join(letter if letter.isalnum() else " " for letter in text.lower()).split())
    plain = words.encode("ascii", "ignore").decode()[:40].strip("-") or "question"
    code = first = PREFIX + plain
    number = 2
    while code in taken:
        code, number = f"{first}-{number}", number + 1
    return code


def _sections(sections: Sequence[Mapping[str, Any]], kept: Collection[str], how: Tailoring) -> list[dict[str, Any]]:
    """Sections with something left in them; the own questions stand before the page about the person."""
    found = [{**one, "items": [item for item in one["items"] if item["code"] in kept]} for one in sections]
    found = [one for one in found if one["items"]]
    if how.own:
        page = {"code": OWN_SECTION, "title": how.own_title or "More questions", "items": [dict(q) for q in how.own]}
        about = [n for n, one in enumerate(found) if any(item.get("profile") for item in one["items"])]
        found.insert(about[0] if about else len(found), page)
    return found


def _translation(
    one: Mapping[str, Any], kept: Collection[str], sections: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    there = {section["code"] for section in sections}
    return {
        **one,
        "items": {code: words for code, words in one["items"].items() if code in kept},
        **{
            name: {code: words for code, words in one[name].items() if code in there}
            for name in ("sections", "intros")
            if name in one
        },
    }


def own_items(instrument: Instrument) -> tuple[Item, ...]:
    """The questions that the council added."""
    return tuple(item for item in instrument.items if item.code.startswith(PREFIX))
