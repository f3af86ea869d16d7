"""Tells Django that this room exists."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room as Django knows it."""

    name = "soundings_web.people"

    def ready(self) -> None:
        """What happens when somebody signs in is registered."""
        from soundings_web.people.accounts import adapters  # noqa: F401, PLC0415 - once every model is there
