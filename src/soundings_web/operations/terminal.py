"""How a command of this room ends: a mistake in plain sentences with its exit code."""

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from soundings.errors import SoundingsError


class RoomCommand(BaseCommand):
    """A command that acts for the person at the terminal."""

    @property
    def by(self) -> str:
        """Who acts, for the audit trail."""
        return f"command line: {getpass.getuser()}"

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command. What a person can mend prints as it is; called from code it is a CommandError."""
        try:
            return super().execute(*args, **options)
        except SoundingsError as error:
            if self._called_from_command_line:
                self.stderr.write(str(error))
                sys.exit(error.exit_code)
            raise CommandError(str(error), returncode=error.exit_code) from error
