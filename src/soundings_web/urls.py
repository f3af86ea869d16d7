"""The map of the site: which address leads to which room."""

from django.urls import include, path

from soundings_web.health import health
from soundings_web.waves.console.participation_views import participation

urlpatterns = [
    path("", include("soundings_web.ui.urls")),
    path("", include("soundings_web.respond.urls")),
    path("", include("soundings_web.people.urls")),
    path("waves/", include("soundings_web.waves.urls")),
    path("", include("soundings_web.results.urls")),
    path("participation/", participation, name="participation"),
    path("", include("soundings_web.home.urls")),
    path("health/", health, name="health"),
]

handler400 = "soundings_web.ui.problems.bad_request"
handler403 = "soundings_web.ui.problems.forbidden"
handler404 = "soundings_web.ui.problems.not_found"
handler500 = "soundings_web.ui.problems.broken"
