"""A site with one page that shows every component: for tests alone. Its addresses stand beside the real ones."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from soundings_web.ui import Fault, Option, Row, page
from soundings_web.ui.problems import broken

AGREE = tuple(
    Option(str(at), label)
    for at, label in enumerate(
        ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
    )
)
STATEMENTS = (
    "My caseload is manageable.", "I can take my breaks.", "My supervisor listens to me.", "I feel safe at work.",
    "I have the time to do direct work with families.", "I am proud to work here.", "I can say when I am at my limit.",
    "Recording takes a fair share of my week.", "I have the equipment that I need.", "I intend to stay.",
)  # fmt: skip
TEAMS = tuple(Option(f"t{at}", f"Team {at}") for at in range(1, 6))
REASONS = (
    Option("pay", "Pay", "Basic pay and allowances"),
    Option("time", "Time"),
    Option("none", "None of these", apart=True),
)
WITH_REFUSAL = (*AGREE, Option("no", "Prefer not to say", apart=True))
ROWS = (
    Row("Team", "North <b>locality</b>", "/somewhere/"),
    Row("Hours", "37", "/somewhere/", "Correct"),
    Row("Role", "Worker"),
)
FAULTS = (
    Fault("hours", "Enter your hours as a number"),
    Fault("q1", "Choose an answer"),
    Fault("reasons", "Choose one"),
)


def components(request: HttpRequest, language: str = "") -> HttpResponse:
    """Every component, with faults where the address asks for them."""
    faults = FAULTS if "faults" in request.GET else ()
    content = {
        "errors": faults,
        "wrong": {fault.field: fault.text for fault in faults},
        "options": AGREE,
        "refusable": WITH_REFUSAL,
        "teams": TEAMS,
        "reasons": REASONS,
        "rows": ROWS,
        "statements": STATEMENTS,
        "typed": "First line\n  second <line> & more",
    }
    return page(request, "demonstration/components.html", content, language=language)


def ten(request: HttpRequest) -> HttpResponse:
    """The page a respondent meets most: ten statements, five answers each."""
    return page(request, "demonstration/ten.html", {"statements": STATEMENTS, "options": AGREE})


def refuse(_request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def flood(_request: HttpRequest) -> HttpResponse:
    raise RequestDataTooBig


def fall(_request: HttpRequest) -> HttpResponse:
    raise ValueError("inside")


urlpatterns = [
    path("components/", components, name="components"),
    path("components/<str:language>/", components),
    path("ten/", ten),
    path("refuse/", refuse),
    path("flood/", flood),
    path("fall/", fall),
    path("", include("soundings_web.urls")),
]
handler400 = "soundings_web.ui.problems.bad_request"
handler403 = "soundings_web.ui.problems.forbidden"
handler404 = "soundings_web.ui.problems.not_found"
handler500 = broken
