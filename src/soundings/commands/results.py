"""``soundings tables`` and ``soundings report``: what is made from a release, for one audience."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from soundings.commands.terminal import output_name, read_release, say
from soundings.comparators import past_from_text
from soundings.disclosure import AUDIENCES, LEADERSHIP, LINE, PUBLIC, Release, for_audience, left_out
from soundings.instrument.loading import read_text
from soundings.reporting import Report, compose, for_whom, read_logo, tables_csv, tables_xlsx, to_docx, to_html
from soundings.writing import write_whole


def add_results_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    tables = commands.add_parser("tables", help="write the figures of a release as one tidy table")
    tables.add_argument("release", metavar="RELEASE.json")
    _add_audience(tables)
    tables.add_argument("-o", "--output", required=True, metavar="FIGURES.csv|.xlsx")
    tables.set_defaults(run=_tables)
    report = commands.add_parser("report", help="write the report of a release")
    report.add_argument("release", metavar="RELEASE.json")
    _add_audience(report)
    report.add_argument(
        "--survey", action="append", default=[], metavar="CODE", help="this survey only; may be repeated"
    )
    report.add_argument("--past", metavar="PAST.json", help="own earlier results, from “soundings past”")
    report.add_argument(
        "--earlier",
        action="append",
        default=[],
        metavar="RELEASE.json",
        help="the release of an earlier wave, for lines over the years; once for each, the oldest first",
    )
    report.add_argument("--logo", metavar="LOGO.png", help="the organisation's logo for the cover, .png or .jpg")
    report.add_argument("-o", "--output", required=True, metavar="REPORT.html|.docx")
    report.set_defaults(run=_report)


def _add_audience(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--audience", choices=AUDIENCES, help="who will read it: %(choices)s (default: public)")
    parser.add_argument("--group", metavar="LABEL", help="whose line, with --audience line")


def _tables(options: argparse.Namespace) -> None:
    writers: dict[str, Callable[[Release], str | bytes]] = {".csv": tables_csv, ".xlsx": tables_xlsx}
    output = output_name(options.output, *writers)
    whole = read_release(options.release)
    part = _part(options, whole)
    write_whole(output, writers[Path(output).suffix.lower()](part))
    _say_for_whom("table", whole, part)


def _report(options: argparse.Namespace) -> None:
    writers: dict[str, Callable[[Report], str | bytes]] = {".html": to_html, ".htm": to_html, ".docx": to_docx}
    output = output_name(options.output, *writers)
    whole = read_release(options.release)
    part = _part(options, whole)
    past = past_from_text(read_text(Path(options.past)), options.past) if options.past else None
    # Over the years only whole surveys are compared, so the line needs no more of earlier waves than anybody.
    then = PUBLIC if part.audience == LINE else part.audience
    earlier = [for_audience(read_release(path), then) for path in options.earlier]
    logo = read_logo(options.logo) if options.logo else None
    say("Writing the report")
    report = replace(compose(part, past, earlier, options.survey), logo=logo)
    write_whole(output, writers[Path(output).suffix.lower()](report))
    _say_for_whom("report", whole, part)


def _part(options: argparse.Namespace, whole: Release) -> Release:
    """What the audience reads. A release made for an audience stays that unless another is asked for."""
    if options.audience is None and options.group is None and whole.audience:
        return whole
    return for_audience(whole, options.audience or PUBLIC, options.group)


def _say_for_whom(what: str, whole: Release, part: Release) -> None:
    """Nothing is left out silently."""
    print(f"This {what} is for {for_whom(part)}.")
    if missing := left_out(whole, part):
        print(f"Left out: {'; '.join(missing)}. --audience {LEADERSHIP} shows everything.")
