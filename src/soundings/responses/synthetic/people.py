"""The invented council's staff: an organisation of three levels, and who joins, moves and leaves in three years."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from soundings.responses.synthetic import names

YEARS = (2024, 2025, 2026)
LEAVING = 0.12


@dataclass(frozen=True)
class Survey:
    """One of the council's surveys: its questionnaire, who is asked and how many they are."""

    code: str
    title: str
    questionnaire: str
    variant: str
    directorate: str
    staff: tuple[int, int, int]
    response: tuple[float, float, float]
    roles: dict[str, float]


SOCIAL_WORK = {"asye": 0.14, "social_worker": 0.5, "senior": 0.2, "team_manager": 0.12, "service_manager": 0.04}
WIDER = {"support": 0.34, "family": 0.26, "assessment": 0.14, "business": 0.16, "team_manager": 0.1}

# Sizes and response rates as in a real council's papers of 2022 and 2023; the rest is invented.
SURVEYS = (
    Survey("children-social-work", "Children’s social work", "social-work", "children", "Children’s services",
           (258, 268, 251), (0.44, 0.347, 0.526), SOCIAL_WORK),
    Survey("children-wider", "Children’s wider workforce", "wider-workforce", "children", "Children’s services",
           (290, 285, 374), (0.31, 0.274, 0.377), WIDER),
    Survey("adults-social-work", "Adults’ social work", "social-work", "adults", "Adults’ services",
           (122, 118, 125), (0.52, 0.55, 0.58), SOCIAL_WORK),
    Survey("adults-wider", "Adults’ wider workforce", "wider-workforce", "adults", "Adults’ services",
           (300, 290, 296), (0.33, 0.41, 0.39), WIDER),
    Survey("occupational-therapy", "Occupational therapists", "social-work", "adults", "Adults’ services",
           (46, 52, 58), (0.6, 0.62, 0.66), {"ot": 0.85, "team_manager": 0.15}),
)  # fmt: skip

# The scrutiny panels that a report goes to, and the surveys each of them reads.
PANELS = {
    "report": ("children-social-work", "children-wider"),
    "report-adults": ("adults-social-work", "adults-wider", "occupational-therapy"),
}

SERVICES = {
    "Children’s services": {
        "Help and protection": ("Front door", "Assessment", "Safeguarding north", "Safeguarding south", "Court work"),
        "Children in care": ("Looked-after children", "Leaving care", "Fostering", "Adoption support"),
        "Early help and disability": ("Family hubs", "Family support", "Disabled children", "Edge of care"),
    },
    "Adults’ services": {
        "Living well": ("First contact", "Reablement", "Community north", "Community south"),
        "Mental health": ("Community mental health", "Approved practitioners", "Forensic"),
        "Learning disability": ("Supported living", "Preparing for adulthood", "Autism"),
    },
}
# In the last year one service was reorganised: a team was split off and another was renamed.
REORGANISED = {2026: {"Assessment": "Assessment and intake", "Community south": "Community south and hospital"}}


@dataclass(frozen=True)
class Person:
    """One invented member of staff. ``mood`` and ``team_spirit`` lean their answers; 0 is the middle."""

    number: int
    survey: str
    forename: str
    surname: str
    service: str
    team: str
    role: str
    started: int
    hours: float
    mood: float


def staff_by_year(survey: Survey, chance: random.Random, scale: float) -> dict[int, list[Person]]:
    """The people eligible in each year: some leave, others join, and the sizes come out as stated."""
    teams = _teams(survey, chance)
    people: list[Person] = []
    years: dict[int, list[Person]] = {}
    numbers = iter(range(10_000 + 100_000 * SURVEYS.index(survey), 10**9))
    for year, size in zip(YEARS, survey.staff, strict=True):
        wanted = max(1, round(size * scale))
        people = [person for person in people if chance.random() >= LEAVING]
        chance.shuffle(people)
        people = people[:wanted]
        while len(people) < wanted:
            people.append(_hire(next(numbers), survey, teams, year, chance))
        years[year] = sorted((_as_of(person, year) for person in people), key=lambda person: person.number)
    return years


def _teams(survey: Survey, chance: random.Random) -> list[tuple[str, str, float]]:
    """Service, team and weight of every team: from the smallest to the largest that councils have."""
    found = []
    for service, teams in SERVICES[survey.directorate].items():
        found += [(service, team, chance.choice((0.3, 0.6, 1.0, 1.0, 1.6, 2.4))) for team in teams]
    return found


def _hire(number: int, survey: Survey, teams: list[tuple[str, str, float]], year: int, chance: random.Random) -> Person:
    service, team, _ = chance.choices(teams, [weight for _, _, weight in teams])[0]
    return Person(
        number,
        survey.code,
        chance.choice(names.FORENAMES),
        chance.choice(names.SURNAMES),
        service,
        team,
        chance.choices(list(survey.roles), list(survey.roles.values()))[0],
        year - chance.choices((0, 1, 2, 5, 12), (0.2, 0.2, 0.2, 0.25, 0.15))[0],
        chance.choices((37.0, 30.0, 22.2, 18.5), (0.72, 0.12, 0.09, 0.07))[0],
        chance.gauss(0, 0.55),
    )


def _as_of(person: Person, year: int) -> Person:
    for changed, renamed in REORGANISED.items():
        if year >= changed and person.team in renamed:
            return replace(person, team=renamed[person.team])
    return person


def units(people: list[Person]) -> Iterator[tuple[str, str]]:
    """Each service with its teams, in the order of the organisation."""
    present = {(person.service, person.team) for person in people}
    seen = []
    for services in SERVICES.values():
        for service, teams in services.items():
            for team in teams:
                names_of_team = [team, *(renamed[team] for renamed in REORGANISED.values() if team in renamed)]
                seen += [(service, name) for name in names_of_team if (service, name) in present]
    yield from seen
