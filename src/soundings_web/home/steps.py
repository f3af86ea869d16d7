"""The way from an empty site to an open survey, step by step: what is done, what is next, and what has to wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from django.urls import reverse

from soundings_web.people import queries as people
from soundings_web.people.accounts.roles import Right
from soundings_web.ui.branding import organisation_name
from soundings_web.waves import queries as waves
from soundings_web.waves.queries import Preparation


class State(StrEnum):
    """How far a step is. Its value is what the page says."""

    DONE = "Done"
    NEXT = "Next"
    TO_DO = "To do"
    NOT_YET = "Not yet"


@dataclass(frozen=True)
class Step:
    """One step: what to do, why or how, where, how far it is, and what has to be done before it."""

    text: str
    hint: str
    href: str
    state: State
    first: str = ""


@dataclass(frozen=True)
class Facts:
    """What the steps are told from."""

    named: bool = False
    rosters: int = 0
    frozen: int = 0
    accounts: int = 1
    waves: Preparation = field(default_factory=Preparation)


@dataclass(frozen=True)
class _Kind:
    """A step as it is for every site: by its code, what it needs, and who may do it."""

    code: str
    right: Right
    text: str
    hint: str
    after: tuple[str, ...] = ()


_KINDS = (
    _Kind(
        "look", Right.SETTINGS, "Give the council’s name, logo and colour",
        "Staff recognise the survey by them. Only the name is needed.",
    ),
    _Kind(
        "roster", Right.ROSTER, "Load the staff roster",
        "From the export of your personnel system; it brings the organisation with it.",
    ),
    _Kind(
        "freeze", Right.ROSTER, "Freeze the roster",
        "On the census date: from then on it is fixed who counts as staff.", ("roster",),
    ),
    _Kind(
        "holders", Right.RUN, "Make the key holders",
        "Only they can open the box. Two together are best, each at the keyboard.",
    ),
    _Kind("wave", Right.PREPARE, "Make a wave", "One year’s exercise: everything that is published together."),
    _Kind(
        "surveys", Right.PREPARE, "Add surveys to the wave",
        "Which questions, whom they are put to, and what is promised.", ("roster", "wave"),
    ),
    _Kind(
        "open", Right.RUN, "Open the first survey",
        "What was promised is fixed from then on, and everybody who is asked gets a link.",
        ("roster", "freeze", "holders", "wave", "surveys"),
    ),
    _Kind(
        "accounts", Right.ACCOUNTS, "Give others an account",
        "An analyst, your administrator, heads of service, the union’s observer.",
    ),
)  # fmt: skip


def facts_now() -> Facts:
    """What is there now."""
    rosters = people.rosters()
    frozen = sum(line.state == "frozen" for line in rosters)
    return Facts(bool(organisation_name()), len(rosters), frozen, people.accounts_in_use(), waves.preparation())


def steps(facts: Facts, may: Callable[[Right], bool]) -> list[Step]:
    """The steps of somebody with these rights, in their order. The first that can begin now is the next one."""
    done = _done(facts)
    found: list[Step] = []
    for kind in _KINDS:
        if may(kind.right):
            first = next((code for code in kind.after if not done[code]), "")
            state = _state(done[kind.code], waits=bool(first), next_there=any(s.state == State.NEXT for s in found))
            words = _first_words(first) if state == State.NOT_YET else ""
            found.append(Step(kind.text, kind.hint, _address(kind.code, facts.waves), state, words))
    return found


def left(those: list[Step]) -> int:
    """How many of these steps are not done."""
    return sum(step.state != State.DONE for step in those)


def _state(done: bool, *, waits: bool, next_there: bool) -> State:
    if done:
        return State.DONE
    if waits:
        return State.NOT_YET
    return State.TO_DO if next_there else State.NEXT


def _done(facts: Facts) -> dict[str, bool]:
    there = facts.waves
    return {
        "look": facts.named,
        "roster": facts.rosters > 0,
        "freeze": facts.frozen > 0,
        "holders": there.holders > 0,
        "wave": there.waves > 0,
        "surveys": there.surveys > 0,
        "open": there.begun > 0,
        "accounts": facts.accounts > 1,
    }


def _first_words(code: str) -> str:
    """What comes first, in the middle of a sentence."""
    text = next(kind.text for kind in _KINDS if kind.code == code)
    return text[:1].lower() + text[1:]


def _address(code: str, there: Preparation) -> str:
    """Where the step is done. Without a wave, its surveys are reached by making one."""
    waves_page = reverse("waves:waves")
    newest = reverse("waves:wave", args=[there.newest_wave]) if there.newest_wave else waves_page
    first = reverse("waves:readiness", args=[there.survey_to_open]) if there.survey_to_open else newest
    rosters = reverse("people:rosters")
    return {
        "look": reverse("home:look"),
        "roster": rosters,
        "freeze": rosters,
        "holders": reverse("waves:holders"),
        "wave": waves_page,
        "surveys": newest,
        "open": first,
        "accounts": reverse("people:accounts"),
    }[code]
