"""Answering with a page, in the language that the page is to have."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation


def page(
    request: HttpRequest,
    template: str,
    content: Mapping[str, object] | None = None,
    *,
    status: int = 200,
    language: str = "",
) -> HttpResponse:
    """The page, in the language given or in the site's own. A language we have no words in falls back to English."""
    with translation.override(language or translation.get_language()):
        return render(request, template, content, status=status)


def page_language() -> str:
    """The language of the page as HTML wants it: en-gb becomes en-GB."""
    first, *rest = translation.get_language().split("-")
    return "-".join([first, *(part.upper() if len(part) == 2 else part for part in rest)])
