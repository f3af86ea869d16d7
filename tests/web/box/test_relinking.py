"""Does anything lead from a person to their row in the answer file? The attacker knows who answered when."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import NormalDist

import pytest
from tests.web.box.attackers import CHANCE, Guess, judged, keys_in
from tests.web.box.installations import VENDORS, Ground, Installation
from tests.web.box.trials import (
    PEOPLE,
    Trial,
    attacks_with_passphrases,
    attacks_without_passphrases,
    hold_survey,
    leaky_box,
    traces_of_truth,
    without_mixing,
)

pytestmark = pytest.mark.attack


@pytest.fixture(params=VENDORS, scope="module")
def place(request: pytest.FixtureRequest, ground: Ground, django_db_blocker) -> Iterator[Installation]:
    with django_db_blocker.unblock(), ground.installation(request.param) as place:
        yield place


@pytest.fixture(scope="module")
def real(place: Installation) -> Trial:
    return hold_survey(place)


def outside(series: str, place: Installation, guesses: list[Guess]) -> list[str]:
    """The attackers whom chance does not explain; says how far the best of them came."""
    print(f"\n{series}, {place.vendor}, {PEOPLE} asked: {len(guesses)} attackers; the best of each kind:")
    for kind in ("answers", "comments", "ethnicity", "religion", ""):
        of_kind = [
            guess for guess in guesses if guess.attacker.endswith(kind) and guess.of == max(g.of for g in guesses)
        ]
        if of_kind:
            print(f"  {max(of_kind, key=lambda guess: guess.right)}")
    return [str(guess) for guess in guesses if not guess.is_chance]


def best_share(series: str, place: Installation, guesses: list[Guess], of: int) -> float:
    """How many of all people the best attacker pairs rightly."""
    best = max(guesses, key=lambda guess: guess.right)
    print(f"\n{series}, {place.vendor}: the best: {best}")
    return best.right / of


def test_without_the_passphrases_people_are_paired_with_rows_as_by_chance(place: Installation, real: Trial):
    guesses = judged(list(attacks_without_passphrases(real)))

    assert outside("Without the passphrases", place, guesses) == []


def test_with_the_passphrases_and_one_mixed_copy_people_are_paired_as_by_chance(place: Installation, real: Trial):
    guesses = judged(list(attacks_with_passphrases(real)))

    assert outside("With the passphrases", place, guesses) == []


def test_no_mark_of_a_mixed_ballot_goes_with_any_mark_of_its_ticket(real: Trial):
    found = traces_of_truth(real)
    widest = NormalDist().inv_cdf(1 - (1 - CHANCE) / 2 / len(found))

    assert {name: far for name, far in found.items() if abs(far) > widest} == {}


def test_control_the_same_attackers_empty_a_leaky_box(ground: Ground, place: Installation):
    with ground.installation(place.vendor) as another, leaky_box():
        trial = hold_survey(another, people=PEOPLE // 3, drafts=False)
    blind, reading = judged(list(attacks_without_passphrases(trial))), judged(list(attacks_with_passphrases(trial)))

    assert best_share("Leaky box, without the passphrases", place, blind, len(trial.arrived)) > 0.95
    assert best_share("Leaky box, with the passphrases", place, reading, len(trial.arrived)) > 0.95


def test_control_the_real_box_falls_where_it_is_not_mixed(ground: Ground, place: Installation):
    with ground.installation(place.vendor) as another, without_mixing():
        trial = hold_survey(another, people=PEOPLE // 3, drafts=False)
    guesses = judged(list(attacks_with_passphrases(trial)))
    marks = ("by xmin", "by ctid", "by pages: text")
    physical = [guess for guess in guesses if guess.attacker.endswith(marks) and ": arrival to" in guess.attacker]

    assert best_share("Box without mixing, with the passphrases", place, physical, len(trial.arrived)) > 0.95
    assert max(map(abs, traces_of_truth(trial).values())) > 8


def test_after_the_purge_no_ticket_or_ballot_is_left_in_any_file(place: Installation, real: Trial):
    *_, before, last = real.copies
    texts = [sealed[-64:] for sealed in list(before.sealed.values())[::10]]
    found = {
        name: [at for at, _ in keys_in(before, content)] + [text for text in texts if text in content]
        for name, content in place.bytes(log=False).items()
    }

    assert (last.tickets, last.ballots) == ({}, {})
    assert {name: left for name, left in found.items() if left} == {}


def test_what_reached_the_logs_names_no_ticket_and_no_ballot(place: Installation, real: Trial):
    keys = {key for copy in real.copies for key in (*copy.tickets, *copy.ballots)}
    lines = "\n".join(place.lines)
    jobs = str(place.rows("SELECT * FROM django_tasks_database_dbtaskresult"))

    assert [key for key in keys if key in lines or key in jobs] == []
