"""The page of the organisation's name, logo and colour."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from soundings_web.home.look_actions import change_look
from soundings_web.home.look_forms import SETTINGS, LookForm, set_on_the_server
from soundings_web.people.accounts.access import StaffRequest, staff
from soundings_web.people.accounts.console import console
from soundings_web.people.accounts.roles import Right
from soundings_web.ui import Row, faults_of, sent
from soundings_web.ui.branding import brand_colour, brand_logo, organisation_name
from soundings_web.ui.colours import NEEDED, contrast_with_white
from soundings_web.ui.look import forget_look, stored_look

# The site's own colour, as its style sheet has it.
OURS = "#173a5a"


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SETTINGS)
def look(request: StaffRequest) -> HttpResponse:
    """What stands at the head of every page: shown as it is, and changed where the server does not fix it."""
    forget_look()  # another process of the site may have stored a newer one
    form = LookForm(*sent(request), stored=stored_look())
    if request.method == "POST" and form.is_valid():
        told = change_look(form.chosen, by=request.access.account.email)
        messages.success(request, f"Changed: {', '.join(told)}." if told else "Nothing was changed.")
        return HttpResponseRedirect(reverse("home:look"))
    colour = brand_colour() or OURS
    content = {
        "form": form,
        "errors": faults_of(form),
        "fixed": _fixed(),
        "colour": colour,
        "contrast": f"{contrast_with_white(colour):.1f}",
        "needed": NEEDED,
    }
    return console(request, "home/look.html", content, status=422 if form.errors else 200)


def _fixed() -> list[Row]:
    """What the server's settings give, each with the name of the setting, so that IT knows which to change."""
    logo = brand_logo()
    shown = {
        "organisation": ("Name of the council", organisation_name()),
        "logo": ("Logo", f"A picture of {logo.width} by {logo.height} pixels" if logo else ""),
        "colour": ("Colour", brand_colour()),
    }
    return [
        Row(shown[part][0], f"{shown[part][1]} (set on the server as SOUNDINGS_{SETTINGS[part]}; ask your IT)")
        for part in set_on_the_server()
    ]
