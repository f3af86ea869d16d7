"""``soundings-web survey papers``: a governance paper written to a file, listed with its gaps, or edited by section."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from soundings.errors import UsageError
from soundings.instrument.loading import read_text
from soundings.writing import write_whole
from soundings_web.commands import RoomCommand
from soundings_web.waves.governance.actions import edit_paper, reset_section
from soundings_web.waves.governance.drafting import KINDS
from soundings_web.waves.governance.queries import Standing, papers_of, standing_of
from soundings_web.waves.governance.writing import written
from soundings_web.waves.models import Wave
from soundings_web.waves.queries import find_wave


def add_papers(commands: Any, command: RoomCommand) -> None:
    """The command under “survey”, for the person at this terminal."""
    papers = commands.add_parser("papers", help="write, list or edit a governance paper of a wave")
    papers.add_argument("wave", metavar="WAVE")
    papers.add_argument("--kind", choices=list(KINDS), help="which paper; without it all are listed")
    papers.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it: .docx or .html")
    papers.add_argument("--section", default="", metavar="KEY", help="print the words of one section")
    change = papers.add_mutually_exclusive_group()
    change.add_argument("--with", dest="words", type=Path, metavar="FILE.txt", help="put the section into these words")
    change.add_argument("--reset", action="store_true", help="take the section back to its draft")
    papers.set_defaults(run=lambda options: _papers(command, options))


def _papers(command: RoomCommand, options: dict[str, Any]) -> None:
    wave = find_wave(options["wave"])
    if not options["kind"]:
        _list(command, wave, options)
        return
    if options["words"] or options["reset"]:
        _edit(command, wave, options)
    standing = standing_of(wave, options["kind"])
    if options["output"]:
        write_whole(options["output"], written(standing, options["output"]))
        command.stdout.write(f"{options['output']} written.")
    if options["section"] and not (options["words"] or options["reset"]):
        command.stdout.write(_text(standing, options["section"]))
    else:
        command.stdout.write("\n".join(_told(standing)))


def _list(command: RoomCommand, wave: Wave, options: dict[str, Any]) -> None:
    """Every paper in a line."""
    if any(options[name] for name in ("output", "section", "words", "reset")):
        raise UsageError("Say which paper, with --kind; without more the command lists them.")
    for one in papers_of(wave):
        notes = [f"version {one.version}", f"{len(one.gaps)} to be completed", "out of date" * one.out_of_date]
        command.stdout.write(f"{one.paper.kind}  {one.paper.title}  {', '.join(filter(None, notes))}")


def _edit(command: RoomCommand, wave: Wave, options: dict[str, Any]) -> None:
    if not options["section"]:
        raise UsageError("Say which section, with --section; without more the command lists them.")
    version = standing_of(wave, options["kind"]).version
    where = {"wave": wave, "kind": options["kind"], "key": options["section"], "version": version, "by": command.by}
    if options["reset"]:
        reset_section(**where)
    else:
        edit_paper(**where, text=read_text(options["words"]))


def _text(standing: Standing, key: str) -> str:
    """A section as it is edited."""
    found = [section for section in standing.paper.sections if section.key == key]
    if not found:
        there = [section.key for section in standing.paper.sections]
        raise UsageError(f"“{standing.paper.title}” has no section “{key}”; there are:", there)
    return found[0].text


def _told(standing: Standing) -> list[str]:
    """Every section with what there is to know about it."""
    lines = [f"{standing.paper.title}, version {standing.version}"]
    for section in standing.paper.sections:
        missing = sum(gap.section == section.key for gap in standing.gaps)
        notes = [
            "edited" * (section.key in standing.differing),
            "its draft has changed since" * (section.key in standing.stale),
            f"{missing} to be completed" * bool(missing),
        ]
        lines.append("  ".join([f"  {section.key}", section.heading, *filter(None, [", ".join(filter(None, notes))])]))
    if standing.changed:
        lines.append(f"Out of date since the last edit, because of: {', '.join(standing.changed)}.")
    return lines
