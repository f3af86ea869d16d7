"""Tells Django about the door in."""

from importlib import import_module

from django.apps import AppConfig


class RespondConfig(AppConfig):
    """The room as Django knows it."""

    name = "soundings_web.respond"

    def ready(self) -> None:
        """Mixing registers what it does when a survey pauses, closes or is opened."""
        import_module("soundings_web.respond.mixing")
