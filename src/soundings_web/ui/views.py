"""The council's colour and logo, each under an address that changes with it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from soundings_web.ui.branding import mark, read_once, style_sheet

YEAR = 365 * 24 * 3600


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def colour(_request: HttpRequest, marked: str) -> HttpResponse:
    """The style sheet of one line that holds the colour."""
    return _kept(style_sheet(), marked, "text/css")


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def logo(_request: HttpRequest, marked: str) -> HttpResponse:
    """The logo, as a PNG whatever it was before."""
    found = read_once(settings.LOGO)
    return _kept(found.png if found else b"", marked, "image/png")


def _kept(content: bytes, marked: str, kind: str) -> HttpResponse:
    if not content or mark(content) != marked:
        raise Http404("no such branding")
    return HttpResponse(content, content_type=kind)
