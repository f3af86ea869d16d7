"""Words that differ between the variants of a questionnaire: ``{people}`` in a text, and what stands there.

Works on any part of an instrument without knowing which: every text in it may hold a placeholder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

P = TypeVar("P", bound=BaseModel)

_PLACE = re.compile(r"\{([^{}]*)\}")


def filled(part: P, words: Mapping[str, str]) -> P:
    """The part with every placeholder in its texts replaced."""
    changed = {name: _filled(getattr(part, name), words) for name in type(part).model_fields}
    return type(part).model_construct(_fields_set=part.model_fields_set, **changed)


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _PLACE.sub(lambda place: words.get(place[1], place[0]), value)
    if isinstance(value, BaseModel):
        return filled(value, words)
    if isinstance(value, tuple):
        return tuple(_filled(entry, words) for entry in value)
    if isinstance(value, dict):
        return {key: _filled(entry, words) for key, entry in value.items()}
    return value


def placeholders(value: Any) -> Iterator[str]:
    """Every placeholder named anywhere in the value."""
    if isinstance(value, str):
        yield from _PLACE.findall(value)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from placeholders(getattr(value, name))
    elif isinstance(value, tuple | list):
        for entry in value:
            yield from placeholders(entry)
    elif isinstance(value, dict):
        yield from placeholders(list(value.values()))
