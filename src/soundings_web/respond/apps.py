"""Tells Django about this room."""

from django.apps import AppConfig


class RespondConfig(AppConfig):
    """The room as Django knows it."""

    name = "soundings_web.respond"
