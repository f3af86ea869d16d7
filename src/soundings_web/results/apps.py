"""Tells Django about the door out."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """The room as Django knows it."""

    name = "soundings_web.results"

    def ready(self) -> None:
        """Its page stands in the navigation of whoever may read contracts and certificates."""
        from soundings_web.people.accounts.console import in_navigation  # noqa: PLC0415 - once every model is there
        from soundings_web.people.accounts.roles import Right  # noqa: PLC0415 - as above

        in_navigation(20, "Results", "results:releases", Right.CONTRACTS)
