"""Tells Django that this room exists."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room as Django knows it."""

    name = "soundings_web.people"

    def ready(self) -> None:
        """What happens when somebody signs in is registered."""
        from soundings_web.people.accounts import adapters  # noqa: F401, PLC0415 - once every model is there
        from soundings_web.people.accounts.console import in_navigation  # noqa: PLC0415 - as above
        from soundings_web.people.accounts.roles import Right  # noqa: PLC0415 - as above

        in_navigation(20, "Rosters", "people:rosters", Right.ROSTER)
        in_navigation(30, "Organisation", "people:organisation", Right.ROSTER)
        in_navigation(80, "Accounts", "people:accounts", Right.ACCOUNTS)
        in_navigation(90, "Audit trail", "people:trail", Right.TRAIL)
