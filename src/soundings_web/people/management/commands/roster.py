"""``soundings-web roster``: preview and load a roster file, choose who gets paper, freeze, list and show."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from soundings.errors import FaultyFileError, UsageError
from soundings_web.commands import RoomCommand
from soundings_web.people import actions, queries
from soundings_web.people.dates import read_date
from soundings_web.people.layout import Layout, load_layout
from soundings_web.people.preview import Change, Named, Preview
from soundings_web.people.reading import read_numbers
from soundings_web.ui.moments import day_in_words

SHOWN = 20


class Command(RoomCommand):
    """The rosters of this installation."""

    help = "Preview, load, freeze and show the rosters of this installation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        for name, words in (
            ("preview", "say what loading a file would change; write nothing"),
            ("load", "write organisation, people and a draft roster from a file"),
        ):
            reading = kinds.add_parser(name, help=words)
            reading.add_argument("file", type=Path)
            reading.add_argument("--census", required=True, help="the census date, such as 2026-03-31")
            reading.add_argument("--title", required=name == "load", default="", help="the roster's title")
            reading.add_argument("--layout", type=Path, help="a roster layout (TOML)")
            reading.add_argument("--tree", type=Path, help="the whole organisation: code, name, parent")
        kinds.choices["preview"].add_argument(
            "--all", action="store_true", help=f"list more than {SHOWN} people a kind"
        )
        paper = kinds.add_parser("paper", help="say who gets a paper form: these staff numbers and no others")
        paper.add_argument("file", type=Path)
        freeze = kinds.add_parser("freeze", help="fix a roster for good, on or after its census date")
        show = kinds.add_parser("show", help="the counts of one roster")
        for one in (paper, freeze, show):
            one.add_argument("--title", default="", help="which roster, where there are several")
        kinds.add_parser("list", help="every roster")

    def handle(self, *_: Any, **options: Any) -> None:
        lines = {
            "preview": self._preview,
            "load": self._load,
            "paper": self._paper,
            "freeze": self._freeze,
            "list": self._list,
            "show": self._show,
        }[options["what"]](options)
        for line in lines:
            self.stdout.write(line)

    def _preview(self, options: dict[str, Any]) -> Iterator[str]:
        found = actions.preview_roster(
            options["file"],
            census_on=_day(options["census"]),
            title=options["title"],
            layout=_layout(options["layout"]),
            tree=options["tree"],
        )
        if found.faults:
            raise FaultyFileError(f"{options['file']} cannot be loaded ({len(found.faults)} to mend):", found.faults)
        return _preview_lines(found, 10**9 if options["all"] else SHOWN)

    def _load(self, options: dict[str, Any]) -> Iterator[str]:
        roster = actions.load_roster(
            options["file"],
            census_on=_day(options["census"]),
            title=options["title"],
            layout=_layout(options["layout"]),
            tree=options["tree"],
            by=self.by,
        )
        yield f"“{roster.title}” is loaded as a draft: {_counted(roster.counts)}."

    def _paper(self, options: dict[str, Any]) -> Iterator[str]:
        numbers = read_numbers(options["file"])
        roster = actions.set_paper(queries.roster_named(options["title"]), numbers, by=self.by)
        yield f"{len(numbers):,} people of “{roster.title}” get a paper form."

    def _freeze(self, options: dict[str, Any]) -> Iterator[str]:
        roster = actions.freeze_roster(queries.roster_named(options["title"]), by=self.by)
        yield f"“{roster.title}” is frozen: {_counted(roster.counts)}."

    def _list(self, _: dict[str, Any]) -> Iterator[str]:
        for line in queries.rosters():
            yield (
                f"{line.title}: census {day_in_words(line.census_on)}, {line.state}, "
                f"{line.eligible:,} of {line.people:,} eligible, from {line.source}"
            )

    def _show(self, options: dict[str, Any]) -> Iterator[str]:
        roster = queries.roster_named(options["title"])
        yield f"{roster.title}: census {day_in_words(roster.census_on)}, {roster.state}, from {roster.source}"
        yield _counted(queries.standing_counts(roster))
        yield from (f"  {count:,} {reason}" for reason, count in queries.reason_counts(roster).items())
        groups = queries.groups_of(roster, {}, sorted(roster.facts))
        paper = sum(entry.paper for entry in queries.entries_for(roster, {}))
        yield f"{paper:,} get a paper form"
        for name, found in groups.dimensions.items():
            yield f"{name}:"
            yield from (f"  {group.eligible:,} {group.label}" for group in found)


def _day(text: str) -> date:
    day = read_date(text)
    if day is None:
        raise UsageError(f"“{text}” is no date that can be read; write 2026-03-31.")
    return day


def _layout(path: Path | None) -> Layout | None:
    return load_layout(path) if path else None


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {standing.replace('_', ' ')}" for standing, count in counts.items())


def _preview_lines(found: Preview, shown: int) -> Iterator[str]:
    yield f"{found.people:,} people: {_counted(found.standings)}. Nothing was written."
    for words, units in (("New units", found.new_units), ("Units that close", found.closed_units)):
        if units:
            yield f"{words} ({len(units):,}): {', '.join(units)}"
    yield from _listed("New", (_person(one) for one in found.new), len(found.new), shown)
    yield from _listed("Gone", (_person(one) for one in found.gone), len(found.gone), shown)
    for words, changes in (
        ("Moved", found.moved),
        ("New role", found.changed_role),
        ("New e-mail address", found.changed_email),
        ("New name", found.changed_name),
    ):
        yield from _listed(words, (_change(one) for one in changes), len(changes), shown)
    yield f"Unchanged: {found.unchanged:,}"
    yield from found.notes


def _listed(words: str, lines: Iterable[str], count: int, shown: int) -> Iterator[str]:
    yield f"{words}: {count:,}"
    for n, line in enumerate(lines):
        if n == shown:
            yield f"  and {count - shown:,} more; --all lists them"
            return
        yield f"  {line}"


def _person(one: Named) -> str:
    return f"{one.number} {one.name}"


def _change(one: Change) -> str:
    return f"{one.number} {one.name}: {one.was or 'none'} → {one.now or 'none'}"
