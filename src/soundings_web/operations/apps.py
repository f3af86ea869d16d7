"""Tells Django about running the installation."""

from importlib import import_module

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """The room as Django knows it."""

    name = "soundings_web.operations"

    def ready(self) -> None:
        """The deployment checks register themselves when they are read."""
        import_module("soundings_web.operations.checks")
        import_module("soundings_web.operations.folder_checks")
