"""Somebody who answers, as a browser without scripts sends it, and a questionnaire in two languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.test import Client
from tests.web.box.councils import questionnaire

from soundings.instrument import Instrument
from soundings.instrument.model import Item, ItemTranslation, Option, Translation
from soundings_web.keys.links import link_text
from soundings_web.respond.submitting import read_draft, way_in

WORK, WHY, YOU, CHECK = "/answer/1/", "/answer/2/", "/answer/3/", "/answer/check/"
TEST_LANGUAGE = "en-x-test"


def address_of(secret: bytes) -> str:
    return f"/a/{link_text(secret)}"


def hidden(text: str) -> dict[str, str]:
    """The token and the version in the form of a page."""
    return dict(re.findall(r'<input type="hidden" name="(token|version)" value="(\w+)">', text))


class Visitor:
    """One browser with the link of one person."""

    def __init__(self, secret: bytes, client: Client | None = None) -> None:
        self.secret = secret
        self.client = client or Client()

    def start(self, language: str = "") -> HttpResponse:
        """Press Start; ends on the first page."""
        return self.client.post(address_of(self.secret), {"language": language}, follow=True)

    def send(self, address: str, answers: Mapping[str, Any] | None = None, **more: str) -> HttpResponse:
        """Read a page, fill it in, and press a button of it."""
        form = hidden(self.client.get(address).text)
        return self.client.post(address, {**form, "go": "on", **(answers or {}), **more})

    def draft(self) -> dict[str, Any]:
        return read_draft(way_in(self.secret))


def in_two_languages() -> Instrument:
    """The small questionnaire with a translation that can be told from it."""
    small = questionnaire()
    words = Translation(
        language=TEST_LANGUAGE,
        title=_other(small.title),
        sections={section.code: _other(section.title) for section in small.sections},
        comment_note=_other(small.comment_note),
        scales={scale.code: _labels(scale.options) for scale in small.scales},
        items={item.code: _item(item) for item in small.items},
    )
    return small.model_copy(update={"translations": (words,)})


def _item(item: Item) -> ItemTranslation:
    return ItemTranslation(
        text=_other(item.text),
        options=_labels(item.options),
        not_applicable=_other(item.not_applicable) or None,
        prefer_not_to_say=_other(item.prefer_not_to_say) or None,
    )


def _labels(options: tuple[Option, ...]) -> dict[str, str]:
    return {option.code: _other(option.label) for option in options}


def _other(words: str | None) -> str:
    return f"⟦{words}⟧" if words else ""
