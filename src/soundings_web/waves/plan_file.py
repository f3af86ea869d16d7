"""The plan of a wave, as a file: its surveys, their windows, who is asked, what is promised."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from pydantic import Field

from soundings.disclosure import Plan
from soundings.instrument import Instrument, load_instrument
from soundings.instrument.loading import Faults, parse_toml, read_part, read_text, sound
from soundings.instrument.model import Code, Part, Text
from soundings_web.waves.contract import Promise, faults_of_promise


class PlannedSurvey(Promise):
    """One survey. Times without a zone are local: Europe/London."""

    code: Code
    title: Text
    instrument: Text = Field(description="A file, or a questionnaire of the catalogue.")
    variant: str = ""
    opens: datetime
    closes: datetime
    roster: Text = Field(description="The title of the roster that says who is asked.")
    holders: tuple[Text, ...] = Field(default=(), description="One or two key holders by name.", max_length=2)


class PlannedWave(Part):
    """A whole plan."""

    format: int = Field(ge=1, le=1)
    code: Text
    title: Text
    organisation: Text
    held_on: date
    previous: str = Field(default="", description="The code of the wave before.")
    plan: Plan = Field(default=Plan(), description="The rules of protection, the same for every survey of the wave.")
    surveys: tuple[PlannedSurvey, ...] = Field(min_length=1)


def load_plan(path: Path) -> tuple[PlannedWave, dict[str, Instrument]]:
    """The plan and the questionnaire of each survey. Raises FaultyFileError with every fault."""
    text = read_text(path)
    faults = Faults(text)
    wave = read_part(PlannedWave, parse_toml(text, str(path)), (), faults)
    questionnaires: dict[str, Instrument] = {}
    if wave is not None:
        for n, survey in enumerate(wave.surveys):
            if survey.code in questionnaires:
                faults.add(("surveys", n, "code"), f"two surveys have the code “{survey.code}”")
            if survey.opens >= survey.closes:
                faults.add(("surveys", n, "closes"), "is not after the survey opens")
            if "plan" in survey.model_fields_set:
                faults.add(("surveys", n, "plan"), "stands once for the whole wave, as [plan] at the top")
            instrument = load_instrument(survey.instrument, survey.variant, path.parent)
            for message in faults_of_promise(survey, instrument):
                faults.add(("surveys", n), message)
            questionnaires[survey.code] = instrument
    wave = sound(wave, faults, str(path))
    surveys = tuple(survey.model_copy(update={"plan": wave.plan}) for survey in wave.surveys)
    return wave.model_copy(update={"surveys": surveys}), questionnaires
