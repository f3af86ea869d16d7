"""The ceiling: a bare Django view that receives the same pages and fields, with one durable write a page.

It has the site's own database settings and nothing else: no middleware, no template, no check of what comes, no
encryption. Each page goes back as fixed bytes, as many as the real page has.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings

from soundings_web.settings import DATABASES  # noqa: TID251 - the same database settings, and no other of them

settings.configure(DATABASES=DATABASES, ROOT_URLCONF=__name__, ALLOWED_HOSTS=["localhost"], MIDDLEWARE=[], USE_TZ=True)

from django.core.wsgi import get_wsgi_application  # noqa: E402 - only once the settings are there
from django.db import connection  # noqa: E402 - as above
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: E402 - as above
from django.urls import path  # noqa: E402 - as above

WRITE = "INSERT INTO bare (person, form) VALUES (%s, %s) ON CONFLICT (person) DO UPDATE SET form = excluded.form"

_plan: dict[str, Any] = json.loads(Path(os.environ["SOUNDINGS_BENCH_PAGES"]).read_text(encoding="utf-8"))
_pages = {address: b"x" * size for address, size in _plan["sizes"].items()}
_next: dict[str, str] = _plan["next"]


def start(request: HttpRequest, link: str) -> HttpResponse:
    """Every journey has a row of its own; as on the site, the start writes nothing."""
    if request.method != "POST":
        return HttpResponse(_pages["/a/"])
    response = HttpResponseRedirect("/answer/?begun=1")
    response.set_cookie(
        "answering", f"{link}-{secrets.token_hex(8)}", httponly=True, samesite="Strict", path="/answer/"
    )
    return response


def page(request: HttpRequest) -> HttpResponse:
    """Any page: read it, or write what it holds and go on to the next."""
    here = request.path
    if request.method == "POST":
        form = request.body.decode()
        dict(request.POST.lists())  # receives the fields as Django reads them
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [request.COOKIES["answering"], form])
        return HttpResponseRedirect(_next[f"{here} {request.POST.get('script', '')}"])
    if here == "/answer/":
        return HttpResponseRedirect(_next[here])
    return HttpResponse(_pages[here])


urlpatterns = [path("a/<str:link>", start), path("answer/", page), path("answer/<path:rest>", lambda r, rest: page(r))]  # noqa: ARG005 - any
application = get_wsgi_application()
