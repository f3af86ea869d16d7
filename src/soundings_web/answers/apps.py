"""Tells Django about the room of the ballot box."""

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    """The room as Django knows it."""

    name = "soundings_web.answers"
