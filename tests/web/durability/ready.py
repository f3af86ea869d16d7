"""Loaded once, so that every process a test starts finds the site set up and begins at once."""

import os

import django
import pytest  # noqa: F401 - a new process looks at the module pytest was started from

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.web.settings_for_tests")
django.setup()

from tests.web.durability import deeds, serving, sites  # noqa: E402, F401 - only once the site is set up
