"""``soundings-web trail``: the newest events of the audit trail, and whether it is as it was written."""

from argparse import ArgumentParser
from typing import Any

from soundings.errors import SoundingsError
from soundings_web.commands import RoomCommand
from soundings_web.people import audit


class Command(RoomCommand):
    """The audit trail, to be read and checked."""

    help = "Show the newest events of the audit trail and check that none was changed or taken out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--last", type=int, default=20, help="how many events are shown (20)")

    def handle(self, *_: Any, **options: Any) -> None:
        for event in audit.newest(options["last"]):
            self.stdout.write(f"{event.key} {event.at:%Y-%m-%d %H:%M} UTC {event.by}: {event.what}, {event.about}")
        if (broken := audit.broken_at()) is not None:
            raise SoundingsError(
                f"The audit trail is broken at event {broken}: it was changed, or an event before it was taken out."
            )
        count, last = audit.length_and_end()
        self.stdout.write(f"The audit trail is whole: {count:,} events. It ends with {last}.")
