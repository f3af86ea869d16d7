"""Work that meets other work waits and then succeeds: nobody is turned away, and no two wait for each other."""

from __future__ import annotations

import time
from typing import Any

import pytest
from tests.web.durability import deeds
from tests.web.durability.sites import Deed, Site

from soundings_web.respond import mixing

pytestmark = pytest.mark.process


def together(
    site: Site, first: Deed, where: str, when: str, second: Deed, *words: Any, then: tuple[Any, ...] = ()
) -> None:
    """The first deed stops for a second at ``where`` while the second is begun; both must end well."""
    one = site.start(deeds.held_up, where, when, first, *words)
    time.sleep(0.3)
    other = site.start(second, *then)
    for process in (one, other):
        process.join(30)
    assert (one.exitcode, other.exitcode) == (0, 0)


@pytest.fixture
def answered(site: Site) -> Site:
    secrets = site.do(deeds.set_up, 3)
    site.do(deeds.hand_in, secrets[:2], 0)
    site.do(deeds.draft, secrets[2], {"W1": "yes"})
    return site


def test_first_submission_of_a_day_meets_a_close(site: Site):
    secrets = site.do(deeds.set_up, 1)

    together(site, deeds.hand_in, "soundings_web.respond.submitting.count_one", "after", deeds.close, secrets, 0)

    assert site.do(deeds.state) | {"state": "closed", "ballots": 1, "used": 1} == site.do(deeds.state)


def test_mixing_meets_a_close(answered: Site):
    together(answered, deeds.close, "soundings_web.respond.mixing.rewrite", "before", mixing.mix)

    assert answered.do(deeds.state) | {"state": "closed", "ballots": 2, "drafts": 0} == answered.do(deeds.state)


def test_mixing_meets_a_purge(answered: Site):
    answered.do(deeds.close)
    answered.do(deeds.open_the_box)

    together(answered, deeds.purge, "django.db.models.query.QuerySet.delete", "after", mixing.mix)

    assert answered.do(deeds.state) | {"left": [], "certificates": [True]} == answered.do(deeds.state)


def test_submission_meets_a_mixing(site: Site):
    secrets = site.do(deeds.set_up, 1)

    together(site, mixing.mix, "soundings_web.respond.mixing.rewrite", "after", deeds.hand_in, then=(secrets, 0))

    assert site.do(deeds.state) | {"ballots": 1, "used": 1} == site.do(deeds.state)
