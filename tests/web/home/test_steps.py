"""The way from an empty site to an open survey: what is done, next, or has to wait, told from plain facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from soundings_web.home.steps import Facts, State, Step, left, steps
from soundings_web.people.accounts.roles import ROLES, Right
from soundings_web.waves.queries import Preparation

ORDER = [
    "Give the council’s name, logo and colour", "Load the staff roster", "Freeze the roster", "Make the key holders",
    "Make a wave", "Add surveys to the wave", "Open the first survey", "Give others an account",
]  # fmt: skip
ALL = Preparation(holders=1, waves=1, surveys=1, begun=1, newest_wave=7)
DONE = Facts(named=True, rosters=1, frozen=1, accounts=2, waves=ALL)
# Each step undone alone, with everything else done.
UNDONE = dict(
    zip(
        ORDER,
        [
            replace(DONE, named=False),
            replace(DONE, rosters=0),
            replace(DONE, frozen=0),
            replace(DONE, waves=replace(ALL, holders=0)),
            replace(DONE, waves=replace(ALL, waves=0, newest_wave=None)),
            replace(DONE, waves=replace(ALL, surveys=0)),
            replace(DONE, waves=replace(ALL, begun=0)),
            replace(DONE, accounts=1),
        ],
        strict=True,
    )
)


def everything(facts: Facts) -> list[Step]:
    return steps(facts, lambda _: True)


def states(facts: Facts) -> dict[str, State]:
    return {step.text: step.state for step in everything(facts)}


def test_an_empty_site_begins_with_the_name_and_says_what_has_to_wait_for_what():
    found = everything(Facts())

    assert [step.text for step in found] == ORDER
    assert [step.state.value for step in found] == [
        "Next", "To do", "Not yet", "To do", "To do", "Not yet", "Not yet", "To do",
    ]  # fmt: skip
    assert [step.first for step in found if step.first] == ["load the staff roster"] * 3
    assert left(found) == len(ORDER)


@pytest.mark.parametrize("text", ORDER)
def test_with_all_but_one_done_that_one_is_next_and_one_is_left(text: str):
    found = everything(UNDONE[text])

    assert {step.text: step.state for step in found} == dict.fromkeys(ORDER, State.DONE) | {text: State.NEXT}
    assert left(found) == 1


def test_with_all_done_nothing_is_left():
    assert set(states(DONE).values()) == {State.DONE}
    assert left(everything(DONE)) == 0


@pytest.mark.parametrize(
    ("missing", "first"),
    [
        ("Load the staff roster", "load the staff roster"),
        ("Freeze the roster", "freeze the roster"),
        ("Make the key holders", "make the key holders"),
        ("Make a wave", "make a wave"),
        ("Add surveys to the wave", "add surveys to the wave"),
    ],
)
def test_a_survey_waits_for_each_thing_that_opening_it_needs(missing: str, first: str):
    facts = UNDONE[missing]
    opening = everything(replace(facts, waves=replace(facts.waves, begun=0)))[6]

    assert (opening.state, opening.first) == (State.NOT_YET, first)


def test_surveys_wait_for_a_roster_and_then_for_a_wave():
    none = Facts(named=True)
    waiting = [everything(facts)[5].first for facts in (none, replace(none, rosters=1))]

    assert waiting == ["load the staff roster", "make a wave"]
    assert everything(replace(none, rosters=1, waves=Preparation(waves=1)))[5].first == ""


def test_the_first_step_that_can_begin_is_the_only_next_one():
    found = states(replace(Facts(), named=True, rosters=1))

    assert [text for text, state in found.items() if state == State.NEXT] == ["Freeze the roster"]


@pytest.mark.parametrize(
    ("right", "texts"),
    [
        (Right.SETTINGS, ORDER[:1]),
        (Right.ROSTER, ORDER[1:3]),
        (Right.PREPARE, ORDER[4:6]),
        (Right.RUN, [ORDER[3], ORDER[6]]),
        (Right.ACCOUNTS, ORDER[7:]),
        (Right.CONTRACTS, []),
    ],
)
def test_an_account_sees_the_steps_of_its_rights_and_no_others(right: Right, texts: list[str]):
    assert [step.text for step in steps(Facts(), lambda asked: asked is right)] == texts


def test_the_two_who_begin_see_every_step_between_them():
    roles = {
        code: {step.text for step in steps(Facts(), lambda asked, code=code: asked in ROLES[code].rights)}
        for code in ROLES
    }

    assert roles["administrator"] | roles["principal"] == set(ORDER)
    assert roles["analyst"] == {*ORDER[1:3], *ORDER[4:6]}
    assert not roles["approver"] | roles["union"] | roles["head"] | roles["worker"]


@pytest.mark.parametrize(
    ("newest", "to_open", "surveys", "opening"),
    [
        (None, "", "/waves/", "/waves/"),
        (7, "", "/waves/7/", "/waves/7/"),
        (7, "3a", "/waves/7/", "/waves/surveys/3a/readiness/"),
    ],
)
def test_surveys_lead_to_the_newest_wave_and_opening_to_what_the_first_survey_lacks(
    newest: int | None, to_open: str, surveys: str, opening: str
):
    found = everything(Facts(waves=Preparation(newest_wave=newest, survey_to_open=to_open)))

    assert [step.href for step in found] == [
        "/council/", "/rosters/", "/rosters/", "/waves/holders/", "/waves/", surveys, opening, "/accounts/",
    ]  # fmt: skip
