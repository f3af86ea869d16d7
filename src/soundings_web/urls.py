"""The map of the site: which address leads to which room."""

from django.urls import path

from soundings_web.health import health

urlpatterns = [
    path("health/", health, name="health"),
]
