"""A large box opens whole, and in memory that a small server has."""

from __future__ import annotations

import resource

import pytest
from tests.web.durability import deeds
from tests.web.durability.sites import FULL, Site

pytestmark = [pytest.mark.process, pytest.mark.durability]

PEOPLE = 16_000 if FULL else 1_500
MEGABYTES = 400


def test_large_box_opens_whole_and_in_little_memory(site: Site):
    site.do(deeds.fill_the_box, PEOPLE, {})
    site.do(deeds.close)

    peak = site.do(open_and_tell)

    assert site.do(deeds.said) == deeds.expected(list(range(PEOPLE)))
    assert peak < MEGABYTES
    site.do(deeds.work)
    assert site.do(deeds.state) | {"tickets": 0, "ballots": 0, "left": []} == site.do(deeds.state)


def open_and_tell() -> float:
    """Open the box; returns the megabytes that the process had at most."""
    deeds.open_the_box()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
