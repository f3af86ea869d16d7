"""A small invented council for tests: one survey, two waves, a short questionnaire.

Everything about it is made up. The same seed gives the same files, byte for byte.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from soundings.instrument import Instrument, Item, load_instrument
from soundings.writing import make_folder, write_whole

COUNCIL = "Wexmere Borough Council"
QUESTIONNAIRE = Path(__file__).parent / "instruments" / "first-check.toml"

SERVICES = {
    "Help and protection": {
        "Duty and assessment": 31,
        "Safeguarding east": 28,
        "Safeguarding west": 26,
        "Court team": 12,
    },
    "Children in care": {"Children looked after": 34, "Leaving care": 22, "Fostering support": 24},
    "Early help and disability": {"Disabled children": 25, "Family support": 38, "Edge of care": 11},
}
ROLES = {"asye": 0.15, "social_worker": 0.55, "senior": 0.2, "manager": 0.1}
RESPONSE = {"asye": 0.68, "social_worker": 0.5, "senior": 0.6, "manager": 0.85}

LEANING = {
    "WL1": (-0.35, 0.0), "WL2": (-0.2, 0.05), "SV1": (0.35, 0.3), "SV2": (0.75, 0.65), "WF1": (0.2, 0.15),
    "WF2": (-0.45, -0.4), "TL1": (-0.9, 0.0), "HW1": (-0.15, -0.1), "HW2": (0.3, -0.5), "SD1": (-0.3, -0.25),
    "SD2": (0.85, 0.8), "SD3": (0.55, 0.5),
}  # fmt: skip
COMMENTS = ("Fewer forms.", "More time with families.", "Cover when colleagues are ill.", "A quiet room.", "")


@dataclass(frozen=True)
class Person:
    team: str
    role: str
    mood: float


def write_council(folder: Path, *, seed: int) -> Path:
    """Write the council's questionnaire, answers of two waves, eligible people and wave file; returns the wave file."""
    make_folder(folder)
    write_whole(folder / "instrument.toml", QUESTIONNAIRE.read_text(encoding="utf-8"))
    instrument = load_instrument(folder / "instrument.toml")
    chance = random.Random(seed)
    staff = _staff(chance)
    write_whole(folder / "eligible.csv", _eligible(staff))
    for version, year in (("2025", 1), ("2026", 0)):
        then = instrument.at(version)
        who = [person for person in staff if chance.random() < RESPONSE[person.role] - 0.08 * year]
        write_whole(folder / f"answers-{version}.csv", _answers(who, then, year, chance))
        write_whole(folder / f"mapping-{version}.toml", _mapping(then, instrument))
    write_whole(folder / "wave.toml", _WAVE)
    return folder / "wave.toml"


def _staff(chance: random.Random) -> list[Person]:
    people = []
    for teams in SERVICES.values():
        for team, size in teams.items():
            spirit = chance.gauss(0, 0.25)
            roles = chance.choices(list(ROLES), list(ROLES.values()), k=size)
            people += [Person(team, role, spirit + chance.gauss(0, 0.6)) for role in roles]
    return people


def _eligible(staff: list[Person]) -> str:
    rows: list[tuple[str, str, str, int]] = [("", "", "", len(staff))]
    for service, teams in SERVICES.items():
        rows.append(("team", service, "", sum(teams.values())))
        rows += [("team", team, service, size) for team, size in teams.items()]
    rows += [("role", role, "", sum(person.role == role for person in staff)) for role in ROLES]
    return _csv([("dimension", "group", "parent", "eligible"), *rows])


def _answers(who: list[Person], then: Instrument, year: int, chance: random.Random) -> str:
    rows = [tuple(item.code for item in then.items)]
    for person in who:
        given: dict[str, str] = {}
        for item in then.items:
            given[item.code] = _answer(person, item, then, year, given, chance)
        rows.append(tuple(given.values()))
    return _csv(rows)


def _answer(
    person: Person, item: Item, then: Instrument, year: int, given: dict[str, str], chance: random.Random
) -> str:
    if item.code == "team":
        return person.team
    if item.code == "role":
        labels = {option.code: option.label for option in item.options}
        return labels[person.role] if chance.random() < 0.96 else "Prefer not to say"
    if chance.random() < 0.03 or (item.show_if and given.get("HW3") != "Yes"):
        return ""
    if item.kind == "scale":
        return _on_scale(person, item, then, year, chance)
    return _otherwise(person, item, then, chance)


def _on_scale(person: Person, item: Item, then: Instrument, year: int, chance: random.Random) -> str:
    if item.not_applicable and person.role == "manager":
        return item.not_applicable
    labels = [option.label for option in then.options_of(item)]
    if item.reversed:
        labels = labels[::-1]
    feeling = LEANING[item.code][1 if year else 0] + person.mood + chance.gauss(0, 0.8)
    return labels[min(4, max(0, round(2.2 + 1.2 * feeling)))]


def _otherwise(person: Person, item: Item, then: Instrument, chance: random.Random) -> str:
    labels = [option.label for option in then.options_of(item)]
    if item.kind == "number":
        return f"{max(20, round(chance.gauss(42 - 1.5 * person.mood, 4.5)))}"
    if item.kind == "choices":
        return ";".join(label for label in labels if chance.random() < 0.35)
    if item.kind == "comment":
        return chance.choice(COMMENTS)
    if item.code == "SD4":
        return chance.choices(labels, [0.72 + 0.15 * max(-1.0, min(1.0, person.mood)), 0.18, 0.1])[0]
    return chance.choices(labels, [0.14, 0.86] if item.code == "HW3" else [0.5, 0.5])[0]


def _mapping(then: Instrument, instrument: Instrument) -> str:
    lines = ["# The demo's answers: columns are named by item codes.", "format = 1"]
    lines += [f'instrument = "{instrument.code}"', f'version = "{then.version}"']
    for item in then.items:
        lines += ["", "[[column]]", f'header = "{item.code}"', f'item = "{item.code}"']
        lines += ['separator = ";"'] if item.kind == "choices" else []
    return "\n".join(lines) + "\n"


def _csv(rows: Iterable[tuple[object, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


_WAVE = f"""\
format = 1
code = "2026"
title = "Social Work Health Check 2026"
organisation = "{COUNCIL} (invented)"
previous = "2025"

[[surveys]]
code = "social-work"
title = "Children's social work"
instrument = "instrument.toml"
responses = "answers-2026.csv"
mapping = "mapping-2026.toml"
eligible = "eligible.csv"
by = ["team", "role"]
period = "1 May to 12 June 2026"

[surveys.previous]
responses = "answers-2025.csv"
mapping = "mapping-2025.toml"
eligible = "eligible.csv"
"""
