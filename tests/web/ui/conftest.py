"""The demonstration page, put beside the real addresses for the tests of this folder and of the journeys."""

from pathlib import Path

import pytest


@pytest.fixture
def demonstration(settings) -> None:
    """The site with its demonstration pages."""
    settings.ROOT_URLCONF = "tests.web.ui.demonstration"
    jinja, django = settings.TEMPLATES
    here = Path(__file__).parent / "jinja2"
    settings.TEMPLATES = [{**jinja, "DIRS": [*jinja["DIRS"], here]}, django]
