"""Tells Django about running the installation."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """The room as Django knows it."""

    name = "soundings_web.operations"
