"""``soundings audit``: what release files give away to somebody who has nothing else but the roster."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from soundings.commands.terminal import read_release, say
from soundings.disclosure import Audited, Given, Release, audit
from soundings.errors import RefusedError
from soundings.reporting.wording import counted, listed
from soundings.responses import load_eligible


def add_audit_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("audit", help="try to find out what releases hide, from the files alone")
    parser.add_argument(
        "releases", nargs="+", metavar="RELEASE.json", help="releases; those of the same wave are read together"
    )
    parser.add_argument("--eligible", metavar="E.csv", help="who was asked, which anybody may know")
    parser.set_defaults(run=_audit)


def _audit(options: argparse.Namespace) -> None:
    releases = [read_release(path) for path in options.releases]
    eligible = load_eligible(options.eligible) if options.eligible else None
    say("Attacking")
    found = audit(releases, eligible)
    for survey in found:
        print("\n".join(_told(survey)))
    _refuse(found)
    print("Nothing leaks.")


def refuse_leaks(releases: Sequence[Release]) -> None:
    """Attack releases that are about to leave, together. Raises RefusedError with every leak and its repair."""
    _refuse(audit(releases))


def _refuse(found: Sequence[Audited]) -> None:
    leaks = [leak for survey in found for leak in survey.leaks]
    if leaks:
        raise RefusedError(f"{counted(len(leaks), 'leak', 'leaks')} found:", map(_in_words, leaks))


def _told(survey: Audited) -> Iterator[str]:
    sets = counted(survey.sets, "system of groups was", "systems of groups were")
    counts = counted(
        survey.counts, "count that is not printed as it is was", "counts that are not printed as they are were"
    )
    yield f"{survey.title}, {survey.wave}: {sets} searched for sets of one to nine people; {counts} attacked."
    for _, words in survey.narrowest:
        yield f"  The narrowest: {words}."


def _in_words(leak: Given) -> str:
    others = [name for name in leak.groups if name != "the whole survey"] or list(leak.groups)
    given = f", from the figures of {listed(leak.groups)}" if leak.groups else ""
    mend = f" Withhold this question for {' or '.join(others)}." if others else ""
    return f"{leak.survey}, “{leak.item}”: {leak.what}{given}.{mend}"
