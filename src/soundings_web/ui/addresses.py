"""Addresses that no page of ours has: refused before any page looks for what they name."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from soundings_web.ui.problems import bad_request


def no_null_character(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: PostgreSQL holds no such character, and fails where it is asked for one in a search or a key."""

    def looked_at(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request)
        return answer(request)

    return looked_at
