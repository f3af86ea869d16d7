"""Texts as other tools keep them, with HTML in them, made plain."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SPACES = re.compile(r"[\s\u200b\x00-\x1f\x7f]+")
_UNSEEN = {"script", "style"}
_INLINE = {"b", "i", "u", "em", "strong", "span", "font", "a", "sub", "sup", "small", "abbr", "code"}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser's own signature
        self.unseen += tag in _UNSEEN
        self.found.append("" if tag in _INLINE else " ")

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in _UNSEEN and self.unseen > 0
        self.found.append("" if tag in _INLINE else " ")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.found.append(data)


def plain(text: str) -> str:
    """The words of a text, on one line, without tags."""
    if "<" in text or "&" in text:
        words = _Words()
        words.feed(text)
        words.close()
        text = "".join(words.found)
    return one_line(text)


def one_line(text: str) -> str:
    """A text with each run of blanks and unprintable characters made one blank."""
    return _SPACES.sub(" ", text).strip()


def has_markup(text: str) -> bool:
    """Whether making the text plain loses formatting, a link or a picture."""
    return bool(re.search(r"<(?!br|/?p\b|/?span|/?div)[A-Za-z]", text))
