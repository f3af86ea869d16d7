"""Tells Django that this room exists."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The start page."""

    name = "soundings_web.home"
    verbose_name = "Start page"
