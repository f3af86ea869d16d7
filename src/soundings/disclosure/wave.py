"""The wave file: which surveys leave together, from which files, under which plan. Read into a WaveInput."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import polars as pl
from pydantic import Field

from soundings.disclosure.publishing import EarlierWave, SurveyInput, WaveInput
from soundings.disclosure.release import PlanFacts
from soundings.errors import SoundingsError
from soundings.instrument import Instrument, load_instrument
from soundings.instrument.loading import Faults, parse_toml, read_part, read_text, sound
from soundings.instrument.model import Code, Part, Text
from soundings.responses import Eligible, EligibleGroup, ResponseSet, load_eligible, load_mapping, read_responses
from soundings.responses.mapping import Mapping

Say = Callable[[str], None]


class Plan(Part):
    """The rules of protection. Thresholds may be raised, never lowered."""

    threshold: int = Field(default=10, ge=10, le=1000)
    full_distribution: int = Field(default=20, ge=20, le=1000)
    sensitive: int = Field(default=20, ge=20, le=1000)
    expected_response: float = Field(default=0.5, gt=0, le=1)
    crossed: tuple[tuple[Code, Code], ...] = Field(default=(), description="Two-way breakdowns, planned beforehand.")
    public_levels: dict[Code, int] = Field(
        default_factory=dict, description="How many levels of a tree, from the top, the public may read."
    )

    def facts(self) -> PlanFacts:
        return PlanFacts(**{**self.model_dump(), "public_levels": tuple(sorted(self.public_levels.items()))})


class PreviousFiles(Part):
    """The wave before: its answers, how to read them, and who was asked."""

    responses: Text
    mapping: str = ""
    eligible: str = ""


class SurveyFiles(Part):
    """One survey of the wave. Paths are relative to the wave file."""

    code: Code
    title: str = ""
    instrument: Text = Field(description="A file, or a questionnaire of the catalogue.")
    variant: str = Field(default="", description="Which variant, where the questionnaire has several.")
    responses: Text
    mapping: str = ""
    eligible: str = ""
    by: tuple[Code, ...] = ()
    period: str = ""
    previous: PreviousFiles | None = None


class WaveFile(Part):
    """A whole wave file."""

    format: int = Field(ge=1, le=1)
    code: Text
    title: Text
    organisation: Text
    previous: str = Field(default="", description="The code of the wave before.")
    plan: Plan = Plan()
    surveys: tuple[SurveyFiles, ...] = Field(min_length=1)


def load_wave(path: Path | str, say: Say = lambda _: None) -> WaveInput:
    """Read a wave file and everything it names. ``say`` is told what is being read."""
    path = Path(path)
    wave = _wave_file(path)
    surveys = tuple(read_survey(survey, wave.previous, path.parent, say) for survey in wave.surveys)
    return WaveInput(wave.code, wave.title, wave.organisation, surveys, wave.plan.facts())


def load_wave_plan(path: Path | str) -> WaveInput:
    """Read a wave file as it stands before fieldwork: who is to be asked and the plan, without any answer."""
    path = Path(path)
    wave = _wave_file(path)
    return WaveInput(
        wave.code,
        wave.title,
        wave.organisation,
        tuple(_survey_without_answers(survey, path.parent) for survey in wave.surveys),
        wave.plan.facts(),
    )


def _survey_without_answers(files: SurveyFiles, folder: Path) -> SurveyInput:
    instrument = load_instrument(files.instrument, files.variant, folder)
    nothing = ResponseSet(instrument, pl.DataFrame())
    eligible = _eligible(files.eligible, folder)
    return SurveyInput(
        files.code, files.title or instrument.title, instrument, nothing, eligible, files.by, files.period
    )


def planned_survey(
    code: str, title: str, instrument: Instrument, total: int, dimensions: dict[str, Sequence[tuple[str, str, int]]]
) -> SurveyInput:
    """A survey before fieldwork, broken down by every dimension: its groups as label, label of the group above, people.

    ``total`` is how many people are asked in all.
    """
    groups = {name: tuple(EligibleGroup(*group) for group in those) for name, those in dimensions.items()}
    nothing = ResponseSet(instrument, pl.DataFrame())
    return SurveyInput(code, title, instrument, nothing, Eligible(total, groups), tuple(dimensions))


def _wave_file(path: Path) -> WaveFile:
    """A wave file by itself. Raises FaultyFileError with every fault."""
    text = read_text(path)
    faults = Faults(text)
    wave = read_part(WaveFile, parse_toml(text, str(path)), (), faults)
    if wave is not None:
        if wave.previous == wave.code:
            faults.add(("previous",), "is the code of this wave itself; name the wave before")
        codes = [survey.code for survey in wave.surveys]
        for n, survey in enumerate(wave.surveys):
            if survey.code in codes[:n]:
                faults.add(("surveys", n, "code"), f"two surveys have the code “{survey.code}”")
            for item in sorted({item for item in survey.by if survey.by.count(item) > 1}):
                faults.add(("surveys", n, "by"), f"names “{item}” more than once")
            if survey.previous and not wave.previous:
                faults.add(("previous",), "give the code of the wave before, because a survey compares with it")
        for place, message in _faults_of_plan(wave, path.parent):
            faults.add(("plan", *place), message)
    return sound(wave, faults, str(path))


_Fault = tuple[tuple[str | int, ...], str]


def _faults_of_plan(wave: WaveFile, folder: Path) -> Iterator[_Fault]:
    """What the plan says of breakdowns that the surveys do not have, or that are never crossed."""
    known = {code for survey in wave.surveys for code in survey.by}
    there = f"the surveys are broken down by {', '.join(sorted(known)) or 'nothing'}"
    for code, levels in wave.plan.public_levels.items():
        if code not in known:
            yield ("public_levels", code), f"there is no breakdown “{code}”; {there}"
        if levels < 1:
            yield ("public_levels", code), f"is {levels}; it must be 1 or more, the top level being 1"
    equality = _equality_items(wave, folder) if wave.plan.crossed else frozenset()
    for n, pair in enumerate(wave.plan.crossed):
        for code in dict.fromkeys(pair):
            if code not in known:
                yield ("crossed", n), f"there is no breakdown “{code}”; {there}"
            if code in equality:
                yield ("crossed", n), f"“{code}” is an equality characteristic, which is never crossed with another"
        if set(pair) <= known:
            yield from _faults_of_pair(wave, n)


def _faults_of_pair(wave: WaveFile, n: int) -> Iterator[_Fault]:
    """What is wrong with crossing two breakdowns that exist."""
    one, other = wave.plan.crossed[n]
    if one == other:
        yield ("crossed", n), f"crosses “{one}” with itself; name two breakdowns"
    elif not any({one, other} <= set(survey.by) for survey in wave.surveys):
        yield ("crossed", n), f"no survey is broken down by both “{one}” and “{other}”"
    if {one, other} in [set(pair) for pair in wave.plan.crossed[:n]]:
        yield ("crossed", n), f"“{one}” and “{other}” are crossed twice"


def _equality_items(wave: WaveFile, folder: Path) -> frozenset[str]:
    """The equality characteristics of all questionnaires that can be read; a faulty one tells its faults when read."""
    found: set[str] = set()
    for survey in wave.surveys:
        try:
            instrument = load_instrument(survey.instrument, survey.variant, folder)
        except SoundingsError:
            continue
        found |= {item.code for item in instrument.items if item.equality}
    return frozenset(found)


def read_survey(files: SurveyFiles, previous: str, folder: Path, say: Say) -> SurveyInput:
    """Read the files of one survey."""
    say(f"Reading {files.code}")
    instrument = load_instrument(files.instrument, files.variant, folder)
    responses = _responses(files.responses, files.mapping, instrument, folder)
    earlier = None
    if files.previous is not None:
        say(f"Reading {files.code}, wave before")
        before = _responses(files.previous.responses, files.previous.mapping, instrument, folder)
        known = _eligible(files.previous.eligible, folder)
        earlier = EarlierWave(previous or before.instrument.version, before, known.total if known else None)
    return SurveyInput(
        files.code,
        files.title or instrument.title,
        instrument,
        responses,
        _eligible(files.eligible, folder),
        files.by,
        files.period,
        earlier,
    )


def _responses(name: str, mapping: str, instrument: Instrument, folder: Path) -> ResponseSet:
    rules = load_mapping(folder / mapping, instrument) if mapping else _plain_mapping(instrument)
    beside = (folder / mapping).parent if mapping else folder
    return read_responses(folder / name, rules, instrument, beside)


def _plain_mapping(instrument: Instrument) -> Mapping:
    """Without a mapping file: a CSV whose columns are named by item codes."""
    columns = [
        {"header": item.code, "item": item.code, **({"separator": ";"} if item.kind == "choices" else {})}
        for item in instrument.items
    ]
    data = {"format": 1, "instrument": instrument.code, "version": instrument.version, "column": columns}
    return Mapping.model_validate(data)


def _eligible(name: str, folder: Path) -> Eligible | None:
    return load_eligible(folder / name) if name else None
