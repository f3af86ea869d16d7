"""The lists of the console in a council of 5,000 staff in 300 teams, on both databases, beside the smallest page."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path

import tests.web.durability.ready  # noqa: F401 - sets up the site, so it comes first
from django.test import Client
from tests.web.durability.sites import Builder

TURNS = 7
FLOOR = "/me/"


def console() -> None:
    """Print the median milliseconds of each page that grows with the council; tests hold how often each asks."""
    folder = Path(tempfile.mkdtemp(prefix="soundings-bench-"))
    builder = Builder(folder)
    try:
        for kind, make in (("SQLite", builder.sqlite), ("PostgreSQL", lambda: builder.postgresql(durable=True))):
            print(f"pages for staff on {kind}: 5,000 staff, 300 teams, 5 surveys, 300 accounts; median of {TURNS}")
            for address, milliseconds in make().do(measured).items():
                print(f"  {address:<40} {milliseconds:6.0f} ms")
    finally:
        builder.close()
        shutil.rmtree(folder, ignore_errors=True)


def measured() -> dict[str, float]:
    """Each page by its address; the floor first."""
    from tests.web.people.accounts.staff import BY, PASSWORD, signed_in  # noqa: PLC0415 - wants the site set up
    from tests.web.waves.big_council import big_council, list_pages  # noqa: PLC0415 - as above

    from soundings_web.people.accounts import actions  # noqa: PLC0415 - as above

    wave = big_council()
    who = actions.make_account(
        email="pat@council.example", name="Pat", roles=[("administrator", None), ("principal", None)], by=BY
    )
    actions.set_password(who, PASSWORD)
    staff = signed_in(who)
    staff.defaults["SERVER_NAME"] = "localhost"
    states = {survey.key: survey.state for survey in wave.surveys.all()}
    return {_named(address, states): _one(staff, address) for address in (FLOOR, *list_pages(wave))}


def _one(staff: Client, address: str) -> float:
    assert staff.get(address).status_code == 200, address  # noqa: S101 - or the figure means nothing
    times = []
    for _ in range(TURNS):
        start = time.perf_counter()
        staff.get(address)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def _named(address: str, states: dict[str, str]) -> str:
    """The address with the state of a survey in the place of its key, which says nothing to a reader."""
    return "/".join(states.get(part, part) for part in address.split("/"))
