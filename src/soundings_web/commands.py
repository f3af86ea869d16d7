"""What the commands of all rooms share: a mistake ends in plain sentences and its exit code, and who gave the command.

The exit codes are those of the command ``soundings``; ``docs/command.md`` lists them.
"""

import getpass
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from soundings.errors import NotNowError, SoundingsError
from soundings_web.storage.prepared import is_prepared

UNPREPARED = "The database has not been prepared for this version. Run: soundings-web migrate"


class RoomCommand(BaseCommand):
    """A command that acts for the person at the terminal."""

    needs_prepared_database = True

    @property
    def by(self) -> str:
        """Who acts, for the audit trail."""
        return f"command line: {_user()}"

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command. What a person can mend prints as it is; called from code it is a CommandError."""
        try:
            if self.needs_prepared_database and not is_prepared(connection):
                raise NotNowError(UNPREPARED)
            return super().execute(*args, **options)
        except SoundingsError as error:
            if options.get("traceback"):
                raise
            if self._called_from_command_line:
                self.stderr.write(str(error))
                sys.exit(error.exit_code)
            raise CommandError(str(error), returncode=error.exit_code) from error


def _user() -> str:
    """The name at the operating system; in a container without a list of users, the number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return f"user {os.getuid()}"
