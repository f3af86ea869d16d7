"""The invented council's files: what a council would have before its first report."""

from __future__ import annotations

import csv
import io
import json
import random
import unicodedata
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from soundings.instrument import Instrument, Item
from soundings.instrument.loading import instrument_from_text
from soundings.responses.synthetic import names
from soundings.responses.synthetic.answering import Mind, answers
from soundings.responses.synthetic.people import SURVEYS, YEARS, Person, Survey, staff_by_year, units
from soundings.writing import make_folder, write_whole

# What earlier years asked in other words. The demo's own history: the catalogue is new and has none yet.
HISTORY = {
    "social-work": {
        "WL4": ("2025", "How many hours of direct work do you do?", "break",
                "People took it to mean one kind of visit; the new wording says what counts.", ""),
        "WF2": ("2024", "I spend too little time on paperwork that matters.", "break", "It was hard to read.", ""),
        "TL2": ("2025", "I have the tools I need to do my job.", "comparable",
                "A plainer word for the same thing.", "the principal social worker"),
    },
    "wider-workforce": {
        "TL2": ("2025", "I have the tools I need to do my job.", "comparable",
                "A plainer word for the same thing.", "the principal social worker"),
    },
}  # fmt: skip


def write_council(folder: Path, *, seed: int, scale: float = 1.0) -> list[Path]:
    """Write questionnaires, rosters, eligible people, answers, mappings and wave files of three years.

    ``scale`` multiplies every size. Returns the wave files, oldest first.
    """
    make_folder(folder)
    chance = random.Random(seed)  # noqa: S311 - an invented council must be repeatable
    council = names.council_name(chance)
    instruments = {code: _write_instrument(folder, code) for code in HISTORY}
    mind = Mind(seed)
    for survey in SURVEYS:
        people = staff_by_year(survey, random.Random(f"{seed}/{survey.code}"), scale)  # noqa: S311 - as above
        whole = instruments[survey.questionnaire].variant(survey.variant)
        for year, rate in zip(YEARS, survey.response, strict=True):
            _write_survey(folder, survey, year, people[year], rate, whole.at(str(year)), mind)
    return [_write_wave(folder, year, council) for year in YEARS]


def _write_instrument(folder: Path, code: str) -> Instrument:
    """The catalogue's questionnaire with the demo's three versions and what was reworded between them."""
    text = (resources.files("soundings.instrument") / "catalogue" / f"{code}.toml").read_text(encoding="utf-8")
    versions = ", ".join(f'"{year}"' for year in YEARS)
    lines = [f"versions = [{versions}]" if line.startswith("versions = ") else line for line in text.splitlines()]
    text = "\n".join(lines) + "\n"
    for item, (version, words, verdict, reason, who) in HISTORY[code].items():
        start = text.index(f'\ncode = "{item}"\n')
        end = text.find("\n[[", start)
        history = f'[[sections.items.history]]\nversion = "{version}"\ntext = "{words}"\nverdict = "{verdict}"\n'
        history += f'reason = "{reason}"\n' + (f'decided_by = "{who}"\n' if who else "")
        text = f"{text[: end + 1]}{history}{text[end:]}"
    write_whole(folder / f"{code}.toml", text)
    return instrument_from_text(text, code)


def _write_survey(
    folder: Path, survey: Survey, year: int, people: list[Person], rate: float, then: Instrument, mind: Mind
) -> None:
    stem = f"{survey.code}-{year}"
    write_whole(folder / f"roster-{stem}.csv", _roster(survey, people, year))
    write_whole(folder / f"eligible-{stem}.csv", _eligible(people, then))
    write_whole(folder / f"answers-{stem}.csv", _answers(survey, year, people, rate, then, mind))
    write_whole(folder / f"mapping-{stem}.toml", _mapping(survey, then))


def _answered(person: Person, year: int, rate: float, mind: Mind) -> bool:
    """Whether the person answers: managers and contented people rather more than others."""
    chance = random.Random(f"{mind.seed}/asked/{person.number}/{year}")  # noqa: S311 - as above
    keen = {"team_manager": 1.5, "service_manager": 1.6, "asye": 1.15}.get(person.role, 0.95)
    return chance.random() < min(0.95, rate * keen * (1 + 0.12 * person.mood))


def _answers(survey: Survey, year: int, people: list[Person], rate: float, then: Instrument, mind: Mind) -> str:
    audience = _audience(survey)
    asked = _asked(survey, then)
    who = [person for person in people if _answered(person, year, rate, mind)]
    random.Random(f"{mind.seed}/order/{survey.code}/{year}").shuffle(who)  # noqa: S311 - as above
    rows: list[tuple[str, ...]] = [tuple(_header(item) for item in asked)]
    for person in who:
        cells = answers(person, then, audience, year, mind)
        rows.append(tuple(cells.get(item.code, "") for item in asked))
    return _csv(rows)


def _audience(survey: Survey) -> str:
    if survey.questionnaire != "social-work":
        return ""
    return "occupational-therapists" if survey.code == "occupational-therapy" else "social-workers"


def _eligible(people: list[Person], then: Instrument) -> str:
    rows: list[tuple[object, ...]] = [("dimension", "group", "parent", "eligible"), ("", "", "", len(people))]
    done: set[str] = set()
    for service, team in units(people):
        if service not in done:
            done.add(service)
            rows.append(("team", service, "", sum(person.service == service for person in people)))
        rows.append(("team", team, service, sum(person.team == team for person in people)))
    for option in then.options_of(then.item("role")):
        count = sum(person.role == option.code for person in people)
        rows += [("role", option.label, "", count)] if count else []
    return _csv(rows)


def _roster(survey: Survey, people: list[Person], year: int) -> str:
    """The roster as a personnel system exports it."""
    head = ("EmployeeNumber", "Surname", "Forename", "Email", "JobRole", "Directorate", "Service", "Team")
    rows: list[tuple[object, ...]] = [(*head, "StartDate", "ContractHours", "CensusDate")]
    for person in people:
        mail = f"{person.forename}.{person.surname}.{person.number}@council.example".lower()
        # Addresses have no accents and no apostrophes, and nobody on the list starts after the census date.
        mail = unicodedata.normalize("NFKD", mail).encode("ascii", "ignore").decode()
        start, census = f"01/02/{person.started}", f"31/03/{year}"
        place = (survey.directorate, person.service, person.team)
        named = (person.number, person.surname, person.forename, mail, person.role)
        rows.append((*named, *place, start, person.hours, census))
    return _csv(rows)


def _mapping(survey: Survey, then: Instrument) -> str:
    lines = ["# Columns are headed by the code and the words of each question.", "format = 1"]
    lines += [f'instrument = "{then.code}"', f'version = "{then.version}"']
    for item in _asked(survey, then):
        lines += [
            "",
            "[[column]]",
            f"header = {json.dumps(_header(item), ensure_ascii=False)}",
            f'item = "{item.code}"',
        ]
        lines += ['separator = ";"'] if item.kind == "choices" else []
    return "\n".join(lines) + "\n"


def _asked(survey: Survey, then: Instrument) -> list[Item]:
    return [item for item in then.items if item.meant_for(_audience(survey))]


def _header(item: Item) -> str:
    return f"{item.code}. {item.text}"


def _csv(rows: Iterable[tuple[object, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _write_wave(folder: Path, year: int, council: str) -> Path:
    lines = ["format = 1", f'code = "{year}"', f'title = "Health checks {year}"', f'organisation = "{council}"']
    before = year - 1 if year > YEARS[0] else None
    lines += [f'previous = "{before}"'] if before else []
    for survey in SURVEYS:
        stem = f"{survey.code}-{year}"
        lines += ["", "[[surveys]]", f'code = "{survey.code}"', f'title = "{survey.title}"']
        lines += [f'instrument = "{survey.questionnaire}.toml"', f'variant = "{survey.variant}"']
        lines += [f'{kind} = "{kind}-{stem}.{ending}"' for kind, ending in _KINDS]
        lines += ['responses = "answers-' + stem + '.csv"', 'by = ["team", "role"]']
        lines += [f'period = "6 September to 17 October {year}"']
        if before:
            old = f"{survey.code}-{before}"
            lines += ["", "[surveys.previous]", f'responses = "answers-{old}.csv"']
            lines += [f'{kind} = "{kind}-{old}.{ending}"' for kind, ending in _KINDS]
    path = folder / f"wave-{year}.toml"
    write_whole(path, "\n".join(lines) + "\n")
    return path


_KINDS = (("mapping", "toml"), ("eligible", "csv"))
