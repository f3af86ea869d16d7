"""The health page: says whether the site can do its work, to a monitor as JSON and to a person as a page.

It asks the database, every time. It tells nothing else: no version, no path, no name of a machine.
"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from soundings_web.commands import UNPREPARED
from soundings_web.storage.prepared import is_prepared
from soundings_web.ui import page

WELL = "Soundings is working."
UNREACHABLE = "Soundings cannot reach its database."


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and has been prepared; 503 and one plain sentence when not."""
    problem = database_problem()
    facts = {"status": "failing" if problem else "ok", "message": problem or WELL}
    status = 503 if problem else 200
    if request.get_preferred_type(["application/json", "text/html"]) == "text/html":
        return page(request, "health.html", facts, status=status)
    return JsonResponse(facts, status=status)


def database_problem() -> str:
    """What is wrong with the database, or nothing."""
    try:
        return "" if is_prepared(connection) else UNPREPARED
    except DatabaseError:
        return UNREACHABLE
