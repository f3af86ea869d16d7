"""The largest council there is: 5,000 staff in 300 teams of twenty services, and a wave of five surveys."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.web.box.councils import PASSPHRASES, ROLES, questionnaire

from soundings_web.people import audit
from soundings_web.people.accounts import actions as accounts
from soundings_web.people.models import Entry, Person, Roster, Unit
from soundings_web.waves.actions import add_holder, open_survey, plan_wave
from soundings_web.waves.models import Survey, Wave
from soundings_web.waves.plan_file import PlannedWave

SERVICES, TEAMS, STAFF, ACCOUNTS, EVENTS = 20, 300, 5_000, 300, 2_000


def big_council() -> Wave:
    """Four surveys are open, each of a quarter of the services; the fifth, of everybody, is being prepared."""
    for name, passphrase in PASSPHRASES.items():
        add_holder(name=name, passphrase=passphrase, by="tests")
    _roster()
    wave = plan_wave(plan=_plan(), questionnaires={f"s{n}": questionnaire() for n in range(5)}, by="tests")
    for survey in Survey.objects.filter(wave=wave).exclude(code="s4"):
        open_survey(survey=survey, by="tests")
    for n in range(ACCOUNTS):
        email = f"member{n}@council.example"
        accounts.make_account(email=email, name=f"Member {n}", roles=[("board", None)], by="tests")
    for n in range(EVENTS):
        audit.record(by="tests", what="something done", about=f"thing {n}")
    return wave


def _roster() -> Roster:
    teams = [(f"Service {n % SERVICES + 1}", f"Team {n + 1}") for n in range(TEAMS)]
    services = {name: Unit.objects.create(code=name, name=name) for name in dict.fromkeys(one for one, _ in teams)}
    units = {team: Unit.objects.create(code=team, name=team, parent=services[service]) for service, team in teams}
    staff = [Person(number=f"S{n:05}", name=f"Person {n}", email=f"p{n}@council.example") for n in range(STAFF)]
    Person.objects.bulk_create(staff)
    names = [name for pair in teams for name in pair]
    roster = Roster.objects.create(
        title="2026", census_on=date(2026, 3, 31), state="frozen", source="tests",
        facts={"team": sorted(set(names)), "role": list(ROLES)}, counts={"eligible": STAFF},
    )  # fmt: skip
    Entry.objects.bulk_create(
        Entry(
            roster=roster,
            person=person,
            unit=units[teams[n % TEAMS][1]],
            path=list(teams[n % TEAMS]),
            standing="eligible",
            facts={"team": teams[n % TEAMS][1], "role": ROLES[n % 2]},
        )
        for n, person in enumerate(Person.objects.order_by("number"))
    )
    return roster


def _plan() -> PlannedWave:
    now = datetime.now(UTC)
    facts = [{"item": "team", "source": "attached"}, {"item": "role", "source": "attached"}]
    common = {"instrument": "small", "roster": "2026", "holders": list(PASSPHRASES), "facts": facts}
    surveys = [
        {
            **common,
            "code": f"s{n}",
            "title": f"Survey {n}",
            "opens": now - timedelta(days=n + 1),
            "closes": now + timedelta(days=14 + n),
            "by": ["team", "role"],
            "where": {"unit": [f"Service {one + 1}" for one in range(SERVICES) if one % 4 == n]} if n < 4 else {},
        }
        for n in range(5)
    ]
    whole = {"format": 1, "code": "2026", "title": "Health check 2026", "organisation": "Borsetshire Council"}
    return PlannedWave.model_validate({**whole, "held_on": now.date(), "surveys": surveys})


def list_pages(wave: Wave) -> dict[str, str]:
    """The pages that grow with the council, by their address, with what must stand on each."""
    draft, running = (Survey.objects.get(wave=wave, code=code).key for code in ("s4", "s0"))
    roster = Roster.objects.get().pk
    return {
        "/": "Survey 0",
        "/accounts/": "Member",
        "/accounts/?q=Member+29": "Member 290",
        "/rosters/": "5,000",
        f"/rosters/{roster}/": "Person 0",
        f"/rosters/{roster}/?sort=-name&page=7": "Page 7 of 100",
        f"/rosters/{roster}/?q=Team+17": "Team 17",
        "/organisation/": "Team 300",
        "/trail/": "something done",
        "/trail/?page=3": "something done",
        "/waves/": "Health check 2026",
        f"/waves/{wave.pk}/": "Survey 4",
        f"/waves/{wave.pk}/papers/": "Privacy notice",
        f"/waves/surveys/{draft}/": "5,000 people",
        f"/waves/surveys/{draft}/readiness/": "Team 300",
        f"/waves/surveys/{draft}/who/": "Service 20",
        f"/waves/surveys/{draft}/facts/": "Your team",
        f"/waves/surveys/{running}/": "1,250 people",
        f"/waves/surveys/{running}/contract/": "Version",
        "/waves/holders/": "Ben Union",
        "/participation/": "Team 300",
        "/releases/": "Health check 2026",
    }
