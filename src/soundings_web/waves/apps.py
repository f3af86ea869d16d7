"""Tells Django about the room of waves, surveys and tickets."""

from django.apps import AppConfig


class WavesConfig(AppConfig):
    """The room as Django knows it."""

    name = "soundings_web.waves"

    def ready(self) -> None:
        """Its pages stand in the navigation of whoever may read contracts, and of whoever may see participation."""
        from soundings_web.people.accounts.console import in_navigation  # noqa: PLC0415 - once every model is there
        from soundings_web.people.accounts.roles import Right  # noqa: PLC0415 - as above

        in_navigation(10, "Waves", "waves:waves", Right.CONTRACTS)
        in_navigation(15, "Participation", "participation", Right.PARTICIPATION)
