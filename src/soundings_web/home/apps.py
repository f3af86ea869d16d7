"""Tells Django that this room exists."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The start page."""

    name = "soundings_web.home"
    verbose_name = "Start page"

    def ready(self) -> None:
        """The look of the site stands in the navigation of whoever may change it."""
        from soundings_web.people.accounts.console import in_navigation  # noqa: PLC0415 - once every model is there
        from soundings_web.people.accounts.roles import Right  # noqa: PLC0415 - as above

        in_navigation(70, "Name and logo", "home:look", Right.SETTINGS)
