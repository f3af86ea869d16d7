"""Tells Django about the room of waves, surveys and tickets."""

from django.apps import AppConfig


class WavesConfig(AppConfig):
    """The room as Django knows it."""

    name = "soundings_web.waves"
