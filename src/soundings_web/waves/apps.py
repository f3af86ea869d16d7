"""Tells Django about this room."""

from django.apps import AppConfig


class WavesConfig(AppConfig):
    """The room as Django knows it."""

    name = "soundings_web.waves"
