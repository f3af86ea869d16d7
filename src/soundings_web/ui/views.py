"""The council's colour and logo, each under an address that changes with it."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from soundings_web.ui.branding import brand_logo, mark, style_sheet
from soundings_web.ui.look import forget_look

YEAR = 365 * 24 * 3600


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def colour(_request: HttpRequest, marked: str) -> HttpResponse:
    """The style sheet of one line that holds the colour."""
    return _kept(style_sheet, marked, "text/css")


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def logo(_request: HttpRequest, marked: str) -> HttpResponse:
    """The logo, as a PNG whatever it was before."""
    return _kept(_png, marked, "image/png")


def _png() -> bytes:
    found = brand_logo()
    return found.png if found else b""


def _kept(content: Callable[[], bytes], marked: str, kind: str) -> HttpResponse:
    """What has this mark. Another process may know a newer look than this one, and have made the page."""
    if _marked(content()) != marked:
        forget_look()
    found = content()
    if _marked(found) != marked:
        raise Http404("no such branding")
    return HttpResponse(found, content_type=kind)


def _marked(content: bytes) -> str:
    return mark(content) if content else ""
