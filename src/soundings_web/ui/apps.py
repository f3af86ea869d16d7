"""Tells Django that this room exists, and refuses to start with a logo that cannot be shown."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from soundings.errors import SoundingsError
from soundings_web.ui.branding import read_once


class UiConfig(AppConfig):
    """Layout, components and branding."""

    name = "soundings_web.ui"
    verbose_name = "Layout and components"

    def ready(self) -> None:
        """Read the logo now: a wrong one is found at the start, not by a respondent."""
        try:
            read_once(settings.LOGO)
        except SoundingsError as error:
            raise ImproperlyConfigured(f"SOUNDINGS_LOGO: {error}") from None
