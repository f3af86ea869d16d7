"""Tells Django about the door out."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """The room as Django knows it."""

    name = "soundings_web.results"
