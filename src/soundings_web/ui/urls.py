"""Addresses of the look of the site."""

from django.urls import path

from soundings_web.ui.views import colour, logo

app_name = "ui"
urlpatterns = [
    path("look/colour-<slug:marked>.css", colour, name="colour"),
    path("look/logo-<slug:marked>.png", logo, name="logo"),
]
