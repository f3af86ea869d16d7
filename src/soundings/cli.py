"""The command: load, read, publish, compose, save. ``docs/command.md`` documents it and its exit codes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from soundings import __version__
from soundings.commands.audit import add_audit_command, refuse_leaks
from soundings.commands.planning import add_planning_commands
from soundings.commands.results import add_results_commands
from soundings.commands.terminal import output_name, read_release, say
from soundings.comparators import load_past, past_to_text
from soundings.disclosure import (
    PlanFacts,
    PreviousFiles,
    SurveyFiles,
    WaveInput,
    load_wave,
    publish,
    read_survey,
    release_to_text,
)
from soundings.errors import RefusedError, SoundingsError, UsageError
from soundings.instrument import Instrument, load_instrument, read_instrument
from soundings.instrument.comparing import compare_instruments, in_sentences
from soundings.instrument.reading_age import reading_age
from soundings.interchange import INSTRUMENTS, MAPPINGS
from soundings.reporting import (
    codebook_html,
    compose,
    preview_html,
    tables_csv,
    tables_xlsx,
    to_docx,
    to_html,
)
from soundings.responses import propose_mapping
from soundings.responses.synthetic import PANELS, write_council
from soundings.tabular import FileLayout
from soundings.writing import make_folder, write_whole

INTERRUPTED = 130

_QUESTIONNAIRE = "a questionnaire: a .toml file, or a name of the catalogue such as social-work"
_VARIANT = "which variant, where the questionnaire has several"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
        sys.stdout.flush()
    except SoundingsError as error:
        print(f"soundings: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("soundings: stopped; nothing half-written was left.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has stopped, as “head” does. Nothing more can be said, and nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _check(options: argparse.Namespace) -> None:
    instrument = read_instrument(options.instrument)
    counts = f"{_counted(len(instrument.items), 'item')} in {_counted(len(instrument.sections), 'section')}"
    print(f"{options.instrument} is sound: {instrument.title}, version {instrument.version}, {counts}.")
    for reading in [instrument.variant(variant.code) for variant in instrument.variants] or [instrument]:
        for audience, whom in [(a.code, f", {a.title.lower()}") for a in instrument.audiences] or [("", "")]:
            print(f"{reading.title}{whom}: {_measured(reading, audience)}.")


def _measured(instrument: Instrument, audience: str) -> str:
    items = [item for item in instrument.items if item.meant_for(audience)]
    age = reading_age(text for item in items for text in (item.text, item.guidance) if text)
    minutes = instrument.minutes(audience)
    return f"{_counted(len(items), 'item')}, {minutes:.1f} minutes at most, reading age about {age:.0f}"


def _codebook(options: argparse.Namespace) -> None:
    output = output_name(options.output, ".html", ".htm")
    instrument = read_instrument(options.instrument)
    write_whole(output, codebook_html(instrument.variant(options.variant) if options.variant else instrument))


def _preview(options: argparse.Namespace) -> None:
    output = output_name(options.output, ".html", ".htm")
    write_whole(output, preview_html(load_instrument(options.instrument, options.variant), options.audience))


def _compare(options: argparse.Namespace) -> None:
    for sentence in in_sentences(compare_instruments(_at(options.old), _at(options.new))):
        print(sentence)


def _at(source: str) -> Instrument:
    """A questionnaire, or with ``@VERSION`` behind its name as it stood in that version."""
    name, at, version = source.rpartition("@")
    if not at or Path(source).exists():
        return read_instrument(source)
    instrument = read_instrument(name)
    versions = instrument.versions or (instrument.version,)
    if version not in versions:
        raise UsageError(f"{name} has no version “{version}”; it has {', '.join(versions)}.")
    return instrument.at(version)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _import(options: argparse.Namespace) -> None:
    output = output_name(options.output, ".toml")
    draft = INSTRUMENTS[options.tool](options.file)
    write_whole(output, draft.text)
    if draft.notes:
        print(f"{_counted(len(draft.notes), 'note')} for you to read at the head of {output}.", file=sys.stderr)


def _map(options: argparse.Namespace) -> None:
    instrument = load_instrument(options.instrument, options.variant)
    layout = FileLayout(title_rows=options.title_rows, header_rows=options.header_rows)
    propose = MAPPINGS.get(options.tool, propose_mapping)
    sys.stdout.write(propose(options.responses, instrument, options.version, layout))


def _publish(options: argparse.Namespace) -> None:
    path, output = Path(options.input), output_name(options.output, ".json")
    wave = _wave_of_files(options, path) if path.suffix.lower() == ".toml" else _wave_of_options(options, path)
    wave = replace(wave, released=tuple(map(read_release, options.earlier)))
    say("Protecting and freezing")
    release = publish(wave)
    say("Attacking what is about to leave")
    refuse_leaks([*wave.released, release])
    write_whole(output, release_to_text(release))
    for survey in wave.surveys:
        for note in survey.responses.notes:
            print(f"{survey.title}: {note}", file=sys.stderr)


_PREVIOUS = ("previous_responses", "previous_mapping", "previous_eligible")
_SAID_BY_A_WAVE = ("instrument", "variant", "mapping", "eligible", *_PREVIOUS, "by", "threshold", "organisation")


def _wave_of_files(options: argparse.Namespace, path: Path) -> WaveInput:
    given = [f"--{name.replace('_', '-')}" for name in _SAID_BY_A_WAVE if getattr(options, name) not in (None, [])]
    if given:
        raise UsageError(f"{path} is a wave file and says all this itself: leave out {', '.join(given)}.")
    return load_wave(path, say)


def _wave_of_options(options: argparse.Namespace, path: Path) -> WaveInput:
    if not options.instrument:
        raise UsageError("Publishing a file of answers needs --instrument, the questionnaire they answer.")
    if not options.previous_responses and (options.previous_mapping or options.previous_eligible):
        raise UsageError("To compare with the wave before, give its answers too: --previous-responses.")
    if options.threshold is not None and options.threshold < PlanFacts().threshold:
        raise RefusedError("The smallest group shown is 10; it may be raised, never lowered.")
    survey = read_survey(_survey_files(options, path), "", Path(), say)
    plan = PlanFacts() if options.threshold is None else PlanFacts(threshold=options.threshold)
    code = survey.responses.instrument.version
    if survey.earlier and survey.earlier.code == code:
        # Both waves answered the same version of the questionnaire; only a wave file can name them better.
        survey = replace(survey, earlier=replace(survey.earlier, code="the wave before"))
    return WaveInput(code, survey.title, options.organisation or "", (survey,), plan)


def _survey_files(options: argparse.Namespace, path: Path) -> SurveyFiles:
    previous = None
    if options.previous_responses:
        previous = PreviousFiles.model_construct(
            responses=options.previous_responses,
            mapping=options.previous_mapping or "",
            eligible=options.previous_eligible or "",
        )
    # Unlike a wave file, options come from a shell, which has its own rules for what a name may be.
    return SurveyFiles.model_construct(
        code="survey",
        instrument=options.instrument,
        variant=options.variant or "",
        responses=str(path),
        mapping=options.mapping or "",
        eligible=options.eligible or "",
        by=tuple(dict.fromkeys(options.by)),
        previous=previous,
    )


def _past(options: argparse.Namespace) -> None:
    write_whole(output_name(options.output, ".json"), past_to_text(load_past(options.figures)))


def _demo(options: argparse.Namespace) -> None:
    folder = Path(options.folder)
    make_folder(folder)
    waves = write_council(folder / "council", seed=options.seed, scale=options.scale)
    releases = [publish(load_wave(wave, say)) for wave in waves]
    for release in releases:
        write_whole(folder / f"release-{release.wave}.json", release_to_text(release))
    *earlier, release = releases
    say("Writing tables and reports")
    write_whole(folder / "figures.csv", tables_csv(release))
    write_whole(folder / "figures.xlsx", tables_xlsx(release))
    reports = {name: compose(release, earlier=earlier, surveys=surveys) for name, surveys in PANELS.items()}
    for name, report in reports.items():
        write_whole(folder / f"{name}.html", to_html(report))
    write_whole(folder / "report.docx", to_docx(reports["report"]))
    print(f"The demo council is invented. Its report: {(folder / 'report.html').resolve()}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="soundings", description="Ask a workforce how healthy its working conditions are, and report it safely."
    )
    parser.add_argument("--version", action="version", version=f"soundings {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_questionnaire_commands(commands)
    imports = commands.add_parser("import", help="draft a questionnaire from another tool's")
    imports.add_argument("tool", choices=sorted(INSTRUMENTS), metavar="TOOL", help="one of: %(choices)s")
    imports.add_argument("file", metavar="FILE", help="the questionnaire as the tool exports it")
    imports.add_argument("-o", "--output", required=True, metavar="INSTRUMENT.toml")
    imports.set_defaults(run=_import)
    _add_map(commands.add_parser("map", help="propose a mapping from a file's columns to a questionnaire"))
    add_planning_commands(commands)
    _add_publish(commands.add_parser("publish", help="protect answers and freeze them as a release"))
    add_audit_command(commands)
    past = commands.add_parser("past", help="read own earlier results that exist only in papers")
    past.add_argument("figures", metavar="FIGURES.csv")
    past.add_argument("-o", "--output", required=True, metavar="PAST.json")
    past.set_defaults(run=_past)
    add_results_commands(commands)
    demo = commands.add_parser("demo", help="make an invented council's answers and report them")
    demo.add_argument("--folder", default="demo-output", help="where to write (default: %(default)s)")
    demo.add_argument(
        "--seed", type=int, default=2026, help="another seed gives another council (default: %(default)s)"
    )
    demo.add_argument("--scale", type=float, default=1.0, help="times the size of a middling council")
    demo.set_defaults(run=_demo)
    return parser


def _add_questionnaire_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser("check", help="check a questionnaire; every fault is listed")
    check.add_argument("instrument", metavar="INSTRUMENT", help=_QUESTIONNAIRE)
    check.set_defaults(run=_check)
    codebook = commands.add_parser("codebook", help="write the printed codebook of a questionnaire")
    codebook.add_argument("instrument", metavar="INSTRUMENT", help=_QUESTIONNAIRE)
    codebook.add_argument("--variant", metavar="V", help="one variant only (default: all side by side)")
    codebook.add_argument("-o", "--output", required=True, metavar="CODEBOOK.html")
    codebook.set_defaults(run=_codebook)
    preview = commands.add_parser("preview", help="write a questionnaire as respondents will read it")
    preview.add_argument("instrument", metavar="INSTRUMENT", help=_QUESTIONNAIRE)
    preview.add_argument("--variant", default="", metavar="V", help=_VARIANT)
    preview.add_argument("--audience", default="", metavar="A", help="as this audience is asked (default: all of it)")
    preview.add_argument("-o", "--output", required=True, metavar="PREVIEW.html")
    preview.set_defaults(run=_preview)
    comparison = commands.add_parser("compare", help="say what the changes of a questionnaire do to the trend")
    comparison.add_argument("old", metavar="OLD", help="the older questionnaire; NAME@VERSION for an earlier version")
    comparison.add_argument("new", metavar="NEW", help="the newer one")
    comparison.set_defaults(run=_compare)


def _rows_from(least: int) -> Callable[[str], int]:
    def rows(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"give a whole number, {least} or more")
        return int(text)

    return rows


def _add_map(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("responses", metavar="RESPONSES", help="the file of answers, .csv or .xlsx")
    parser.add_argument("--instrument", required=True, metavar="I", help=_QUESTIONNAIRE)
    parser.add_argument("--variant", default="", metavar="V", help=_VARIANT)
    parser.add_argument(
        "--version", default="", help="the version of the questionnaire it answers (default: the newest)"
    )
    parser.add_argument(
        "--from",
        dest="tool",
        choices=sorted(MAPPINGS),
        default="",
        help="the tool that wrote the file, if one of these",
    )
    parser.add_argument("--title-rows", type=_rows_from(0), default=0, metavar="N", help="rows above the header")
    parser.add_argument("--header-rows", type=_rows_from(1), default=1, metavar="N", help="rows of header")
    parser.set_defaults(run=_map)


def _add_publish(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", metavar="WAVE.toml|RESPONSES", help="a wave file, or one file of answers")
    parser.add_argument("--instrument", metavar="I", help="the questionnaire the answers belong to")
    parser.add_argument("--variant", metavar="V", help=_VARIANT)
    parser.add_argument("--mapping", metavar="M", help="how columns and labels are to be read")
    parser.add_argument("--eligible", metavar="E.csv", help="who was asked; needed for breakdowns")
    parser.add_argument("--previous-responses", metavar="R", help="the wave before, to compare with")
    parser.add_argument("--previous-mapping", metavar="M", help="how to read it")
    parser.add_argument("--previous-eligible", metavar="E.csv", help="who was asked then")
    parser.add_argument(
        "--by", action="append", default=[], metavar="ITEM", help="break results down by this profile question"
    )
    parser.add_argument("--threshold", type=int, metavar="N", help="the smallest group shown; 10 or more")
    parser.add_argument("--organisation", help="the name on the report")
    parser.add_argument(
        "--earlier",
        action="append",
        default=[],
        metavar="RELEASE.json",
        help="a release of this wave that has left already; once for each",
    )
    parser.add_argument("-o", "--output", required=True, metavar="RELEASE.json")
    parser.set_defaults(run=_publish)
