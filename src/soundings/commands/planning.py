"""``soundings plan``: what a wave's breakdowns would show, before anybody is asked."""

from __future__ import annotations

import argparse
import csv
import io
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from soundings.commands.terminal import output_name
from soundings.disclosure import (
    BreakdownForecast,
    CrossingForecast,
    GroupForecast,
    WaveInput,
    forecast,
    forecast_crossed,
    load_wave_plan,
)
from soundings.errors import UsageError
from soundings.reporting.tables import safe_text
from soundings.reporting.wording import counted, listed, quoted
from soundings.writing import write_whole

WIDTH = 80
MOST_RATES = 5
_ASKED, _ANSWERS = 7, 10
COLUMNS = ("survey", "dimension", "group", "parent", "members", "eligible", "response", "expected", "shown")


def add_planning_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    plan = commands.add_parser("plan", help="foresee which groups would be shown, before anybody is asked")
    plan.add_argument("wave", metavar="WAVE.toml", help="a wave file; its answers need not be there yet")
    plan.add_argument(
        "--at",
        nargs="+",
        type=_per_cent,
        default=[35, 50, 65],
        metavar="PER_CENT",
        help="response to foresee, five rates at most (default: 35 50 65)",
    )
    plan.add_argument("--csv", metavar="FILE.csv", help="write the same as a table")
    plan.set_defaults(run=_plan)


def _per_cent(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 100:
        raise argparse.ArgumentTypeError("give whole per cents from 1 to 100")
    return int(text)


def _plan(options: argparse.Namespace) -> None:
    output = output_name(options.csv, ".csv") if options.csv else ""
    rates = sorted(set(options.at))
    if len(rates) > MOST_RATES:
        raise UsageError(f"Five rates of response stand side by side on a page; --at gives {len(rates)}.")
    wave = load_wave_plan(Path(options.wave))
    foreseen = forecast(wave, rates)
    if output:
        write_whole(output, _as_csv(foreseen))
    print("\n".join(_text(wave, foreseen, forecast_crossed(wave, rates))))


def _text(wave: WaveInput, foreseen: Sequence[BreakdownForecast], crossed: Sequence[CrossingForecast]) -> Iterator[str]:
    yield from _wrapped(f"{wave.title}: what would be shown, from {wave.plan.threshold} answers a group")
    for breakdown in foreseen:
        yield ""
        yield from _table(breakdown)
        yield from _remarks(breakdown)
    for survey in wave.surveys:
        if not survey.by:
            yield ""
            yield from _wrapped(f"{survey.title}: no breakdown is planned.")
    for crossing in crossed:
        yield ""
        yield from _crossing(crossing)


def _crossing(crossing: CrossingForecast) -> Iterator[str]:
    """What a crossing costs; the eligible file does not say how many people are in two groups at once."""
    one, other = crossing.titles
    groups = counted(crossing.groups, "group", "groups")
    yield from _wrapped(f"{crossing.survey_title}, by {one} and {other} crossed: {groups}, if their mix is even")
    for rate, hidden, share in zip(crossing.rates, crossing.not_shown, crossing.figures_not_shown, strict=True):
        lost = "all" if share == 100 else f"at least {share}%"
        yield from _wrapped(f"* At {rate}%: {hidden:,} of {groups} and {lost} of their figures not shown.", "  ")
    if any(crossing.not_shown):
        also = f"figures by {one} and by {other} are withheld too, to keep these hidden"
        yield from _wrapped(f"* Warning: {also}. How many, only the answers tell.", "  ")


def _table(breakdown: BreakdownForecast) -> Iterator[str]:
    yield from _wrapped(f"{breakdown.survey_title}, by {breakdown.title}")
    yield _row("Expected answers", "asked", [f"at {rate}%" for rate in breakdown.rates], breakdown)
    yield _row("Everybody", f"{breakdown.eligible:,}", [f"{n:,}" for n in breakdown.expected], breakdown)
    for group in breakdown.groups:
        answers = [f"{n:,}" if shown else "not shown" for n, shown in zip(group.expected, group.shown, strict=True)]
        *lines, last = textwrap.wrap(group.label, _label_width(breakdown) - 2 * group.level - 1) or [""]
        yield from (f"{'  ' * group.level}{line}" for line in lines)
        yield _row(f"{'  ' * group.level}{last}", f"{group.eligible:,}", answers, breakdown)


def _label_width(breakdown: BreakdownForecast) -> int:
    return WIDTH - _ASKED - _ANSWERS * len(breakdown.rates)


def _row(label: str, asked: str, answers: Sequence[str], breakdown: BreakdownForecast) -> str:
    numbers = "".join(f"{text:>{_ANSWERS}}" for text in answers)
    return f"{label:<{_label_width(breakdown)}}{asked:>{_ASKED}}{numbers}"


def _remarks(breakdown: BreakdownForecast) -> Iterator[str]:
    """What was merged or left out, and what the breakdown costs at each rate."""
    for group in breakdown.groups:
        if group.merged:
            yield from _wrapped(f"* Shown together, as few answers are expected: {listed(_parts(group))}.", "  ")
    for label, people in breakdown.left_out:
        asked = counted(people, "person", "people")
        yield from _wrapped(f"* {quoted(label)} ({asked}) stands nowhere: too small, with nothing to join.", "  ")
    for n, rate in enumerate(breakdown.rates):
        yield from _wrapped(f"* At {rate}%: {_cost(breakdown, n)}.", "  ")


def _cost(breakdown: BreakdownForecast, rate: int) -> str:
    groups, people = len(breakdown.not_shown(rate)), breakdown.people_not_shown(rate)
    if not groups and not people:
        return "every group is shown"
    every = counted(len(breakdown.groups), "group", "groups")
    asked = counted(breakdown.eligible, "person", "people")
    return f"{groups} of {every} not shown; {people:,} of {asked} asked are in no group shown at the lowest level"


def _parts(group: GroupForecast) -> list[str]:
    return [quoted(label) for label in group.members]


def _wrapped(text: str, hanging: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=hanging)


def _as_csv(foreseen: Sequence[BreakdownForecast]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for breakdown in foreseen:
        for n, rate in enumerate(breakdown.rates):
            key = (safe_text(breakdown.survey), safe_text(breakdown.dimension))
            writer.writerow([*key, "", "", "", breakdown.eligible, rate, breakdown.expected[n], "yes"])
            for group in breakdown.groups:
                words = map(safe_text, (group.label, group.parent, "; ".join(group.members)))
                shown = "yes" if group.shown[n] else "no"
                writer.writerow([*key, *words, group.eligible, rate, group.expected[n], shown])
    return text.getvalue()
