"""The ``soundings-web`` command: Django's own commands, with our settings."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run one of Django's commands, such as ``soundings-web migrate``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "soundings_web.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
