"""A small survey to publish: two scale items, a sensitive one, a team tree and a role."""

from collections.abc import Callable

import polars as pl
import pytest
from tests.core.disclosure.questions import HARM, LATE, LOAD, TEAM, questionnaire, role_question

from soundings.disclosure import SurveyInput, WaveInput
from soundings.instrument import Instrument
from soundings.instrument.loading import instrument_from_text
from soundings.responses import Eligible, EligibleGroup, ResponseSet

TOPICS = 'topics = [{ code = "load", title = "Workload" }]'
STAYED = 'history = [{ version = "1", text = "I stay late.", verdict = "break", reason = "Staying is not working." }]\n'
TEXT = questionnaire(
    "small",
    "Small survey",
    LOAD + 'topic = "load"\n',
    LATE + 'topic = "load"\n' + STAYED,
    HARM,
    TEAM,
    role_question(sw="Social worker", m="Manager"),
    versions=("1", "2"),
    more=TOPICS,
)


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    return instrument_from_text(TEXT, "small.toml")


Answers = list[tuple[int, int, int, str, int]]


@pytest.fixture
def respond(instrument: Instrument) -> Callable[..., ResponseSet]:
    """Responses from rows of (load, late, harm, team, role); answers are positions, -1 for none."""

    def made(rows: Answers, version: str = "2") -> ResponseSet:
        teams = sorted({row[3] for row in rows if row[3]})
        columns = {
            name: pl.Series(values, dtype=pl.Int16)
            for name, values in {
                "load": [row[0] for row in rows],
                "late": [row[1] for row in rows],
                "harm": [row[2] for row in rows],
                "team": [teams.index(row[3]) if row[3] else -1 for row in rows],
                "role": [row[4] for row in rows],
            }.items()
        }
        return ResponseSet(instrument.at(version), pl.DataFrame(columns), {"team": tuple(teams)})

    return made


def eligible(total: int, **teams: int) -> Eligible:
    groups = tuple(EligibleGroup(name, "", people) for name, people in teams.items())
    return Eligible(total, {"team": groups} if groups else {})


@pytest.fixture
def wave(instrument: Instrument) -> Callable[..., WaveInput]:
    """A wave of one survey around responses."""

    def made(responses: ResponseSet, **more: object) -> WaveInput:
        survey = SurveyInput("sw", "Social work", instrument, responses, **more)  # type: ignore[arg-type]
        return WaveInput("2026", "Check 2026", "Invented council", (survey,))

    return made
