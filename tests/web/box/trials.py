"""A whole survey, held so that it can be attacked: people answer in a known order, and copies are taken on the way."""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from unittest.mock import patch

from tests.web.box.attackers import Attack, Copy, by_class, rank_correlation, take_copy
from tests.web.box.councils import PASSPHRASES, Council, open_council
from tests.web.box.installations import FULL, Installation

from soundings_web.answers.models import AnswerFile, Ballot
from soundings_web.answers.sealing import ballot_box, open_ballot, open_file
from soundings_web.keys.folder import key_folder
from soundings_web.respond import mixing
from soundings_web.respond.submitting import save_draft, way_in
from soundings_web.results import opening
from soundings_web.results.opening import open_box
from soundings_web.results.purging import purge_ballots
from soundings_web.waves.actions import close_survey
from soundings_web.waves.survey_keys import ANSWERS, name_of

PEOPLE = 1000 if FULL else 300


@dataclass
class Trial:
    """What the attacker holds at the end, and what the judge knows."""

    council: Council
    arrived: list[int] = field(default_factory=list)  # people in the order in which they submitted
    copies: list[Copy] = field(default_factory=list)
    opened: dict[str, dict[str, Any]] = field(default_factory=dict)  # series (b): every ballot's content
    files: dict[str, list[Any]] = field(default_factory=dict)  # the answer file's parts, in the order they have
    said: dict[int, dict[str, Any]] = field(default_factory=dict)

    def class_of(self, person: int) -> Hashable:
        facts = self.council.entries[person].facts
        return facts["team"], facts["role"]


def hold_survey(place: Installation, *, people: int = PEOPLE, drafts: bool = True) -> Trial:
    """From the first answer to the certificate. The attacker sees who answers when, and copies at every stage."""
    trial = Trial(open_council(people))
    order = random.sample(range(people), people * 4 // 5)
    for until, stage, mixed in (
        (max(30, len(order) // 8), "open, after the first mixing", True),
        (len(order) // 3, "open, between two mixings", False),
        (len(order) // 2, "open, after a later mixing", True),
        (len(order), "open, before closing", False),
    ):
        _answer(trial, order[len(trial.arrived) : until], drafts=drafts)
        if mixed:
            mixing.mix()
        trial.copies.append(take_copy(place, stage, fresh=mixed))
    _close_and_open(place, trial)
    return trial


def _answer(trial: Trial, people: list[int], *, drafts: bool) -> None:
    for person in people:
        answers = {**trial.council.answers(person), "H": round(person / 20, 2)}
        trial.said[person] = answers
        if drafts and person % 3 == 0:
            for one in {person, (person * 7) % len(trial.council.secrets)} - {*trial.arrived}:
                save_draft(way_in(trial.council.secrets[one]), {"W1": "yes", "C": "not finished"})
        trial.council.submit(person, answers)
        trial.arrived.append(person)


def _close_and_open(place: Installation, trial: Trial) -> None:
    survey = trial.council.survey
    place.sample()
    close_survey(survey=survey, by="tests")
    trial.copies.append(take_copy(place, "closed", fresh=True))
    private = opening._ballot_key(survey, PASSPHRASES)
    box = ballot_box(private)
    trial.opened = {key: open_ballot(box, sealed) for key, sealed in Ballot.objects.values_list("key", "sealed")}
    open_box(survey=survey, passphrases=PASSPHRASES, by="tests")
    trial.copies.append(take_copy(place, "opened, step 1", fresh=True))
    key = key_folder().read(name_of(survey.key, ANSWERS))
    for part, sealed in AnswerFile.objects.values_list("part", "sealed"):
        found = open_file(key, sealed)
        trial.files[part] = found["answers"] if "answers" in found else found["columns"]["H"]
        if part == "answers":
            trial.files["classes"] = list(zip(found["columns"]["team"], found["columns"]["role"], strict=True))
    purge_ballots(survey.key)
    trial.copies.append(take_copy(place, "opened, step 2", fresh=True))


# --- series (a): without the passphrases -------------------------------------------------------------------------


def attacks_without_passphrases(trial: Trial) -> Iterator[Attack]:
    """Every order of people that anything suggests, paired with the order of each part of the answer file."""
    for name, people in _orders_of_people(trial):
        said = {person: trial.said[person] for person in people}
        yield _against_rows(trial, name, people)
        words = {person: answers["C"] for person, answers in said.items()}
        yield Attack(f"{name}, comments", [([words[p] for p in people], trial.files["comment:C"])])
        if len(people) == len(trial.arrived):
            for item in ("ethnicity", "religion"):
                rows = trial.files[f"apart:{item}"]
                yield Attack(f"{name}, {item}", [([said[p].get(item) for p in people], rows)])


def _against_rows(trial: Trial, name: str, people: list[int]) -> Attack:
    hours = {person: trial.said[person]["H"] for person in people}
    rows = trial.files["answers"]
    classes = dict(zip(rows, trial.files["classes"], strict=True))
    return Attack(f"{name}, answers", by_class(people, rows, {p: trial.class_of(p) for p in people}, classes, hours))


def _orders_of_people(trial: Trial) -> Iterator[tuple[str, list[int]]]:
    yield "order of arrival", trial.arrived
    yield "order of arrival, backwards", trial.arrived[::-1]
    yield "order of the roster", sorted(trial.arrived)
    for copy in trial.copies:
        people = _tickets_of(trial, copy)
        present = [person for person in trial.arrived if person in people][: len(copy.ballots) or None]
        for name in _names(copy.tickets, [people[p] for p in present]):
            key = {p: copy.tickets[people[p]][name] for p in present}
            yield f"{copy.stage}: tickets by {name}", sorted(present, key=key.__getitem__)
        yield from _through_ballots(copy, present, people)


def _through_ballots(copy: Copy, present: list[int], people: dict[int, str]) -> Iterator[tuple[str, list[int]]]:
    """Tickets joined to ballots first, by the mark of their transaction or by the order in which they came."""
    marks = _names(copy.ballots, list(copy.ballots))
    joins = [("arrival", present)]
    if "xmin" in marks:
        joins.append(("xmin", sorted(present, key=lambda p: copy.tickets[people[p]]["xmin"])))
    for by in [mark for mark in marks if "text" in mark or "log" in mark or mark in ("xmin", "ctid")]:
        ballots = sorted(copy.ballots, key=lambda key: copy.ballots[key][by])
        for join, ordered in joins:
            of = dict(zip(ordered, ballots, strict=False))
            for name in marks:
                key = {p: copy.ballots[of[p]][name] for p in of}
                yield f"{copy.stage}: {join} to ballots by {by}, those by {name}", sorted(of, key=key.__getitem__)


def _tickets_of(trial: Trial, copy: Copy) -> dict[int, str]:
    number = {entry.id: n for n, entry in enumerate(trial.council.entries)}
    return {number[entry]: key for key, entry in copy.holders.items()}


def _names(rows: dict[str, dict[str, float]], wanted: list[str]) -> list[str]:
    """The marks that every one of these rows bears and that are not the same for all."""
    if not wanted:
        return []
    shared = set.intersection(*(set(rows[key]) for key in wanted))
    return sorted(name for name in shared if len({rows[key][name] for key in wanted}) > 1)


# --- series (b): the passphrases, every ballot opened, one copy taken directly after a mixing -----------------------


def attacks_with_passphrases(trial: Trial, *, fresh: bool = True) -> Iterator[Attack]:
    """Every order of people paired with every order of the opened ballots, copy by copy."""
    for copy in trial.copies:
        if copy.fresh == fresh and copy.ballots:
            people = _tickets_of(trial, copy)
            present = trial.arrived[: len(copy.ballots)]
            for name, key in _marks_of_people(copy, people, present):
                ordered = sorted(present, key=key.__getitem__)
                for mark in _marks(copy):
                    yield _against_ballots(trial, copy, f"{copy.stage}: {name} to ballots by {mark}", ordered, mark)


def _marks(copy: Copy) -> list[str]:
    """What orders ballots, except what the write-ahead log tells: that is not in this attacker's hands."""
    return [name for name in _names(copy.ballots, list(copy.ballots)) if not name.startswith("log")]


def _marks_of_people(copy: Copy, people: dict[int, str], present: list[int]) -> list[tuple[str, dict[int, float]]]:
    place = {person: float(n) for n, person in enumerate(present)}
    found = [("arrival", place), ("arrival, backwards", {p: -n for p, n in place.items()})]
    names = [name for name in _names(copy.tickets, [people[p] for p in present]) if not name.startswith("log")]
    return found + [(f"tickets by {name}", {p: copy.tickets[people[p]][name] for p in present}) for name in names]


def _against_ballots(trial: Trial, copy: Copy, name: str, people: list[int], mark: str) -> Attack:
    ballots = sorted(copy.ballots, key=lambda key: copy.ballots[key][mark])
    content = [trial.opened[key] for key in ballots]
    rows = [answers["H"] for answers in content]
    classes = {answers["H"]: (answers["team"], answers["role"]) for answers in content}
    hours = {person: trial.said[person]["H"] for person in people}
    return Attack(name, by_class(people, rows, {p: trial.class_of(p) for p in people}, classes, hours))


def traces_of_truth(trial: Trial, *, fresh: bool = True) -> dict[str, float]:
    """What only the judge can ask: does any mark of a person's ballot go with any mark of that person's ticket?

    In standard deviations of chance. Finer than counting right pairs: it sees an order that is merely close.
    """
    person_of = {answers["H"]: person for person, answers in trial.said.items()}
    found = {}
    for copy in trial.copies:
        if copy.fresh == fresh and copy.ballots:
            people = _tickets_of(trial, copy)
            owner = {key: person_of[trial.opened[key]["H"]] for key in copy.ballots}
            for name, mark in _marks_of_people(copy, people, trial.arrived[: len(copy.ballots)]):
                for of_ballot in _marks(copy):
                    pairs = [(mark[owner[key]], copy.ballots[key][of_ballot]) for key in copy.ballots]
                    found[f"{copy.stage}: {name} and ballots by {of_ballot}"] = rank_correlation(
                        *zip(*pairs, strict=True)
                    )
    return found


# --- boxes that leak, to show that the attackers are able -----------------------------------------------------------


@contextmanager
def without_mixing() -> Iterator[None]:
    """The real box, but nothing is ever written afresh."""
    nothing: Callable[..., None] = lambda *_: None  # noqa: E731 - shorter than a function
    with ExitStack() as stack:
        for name in ("rewrite", "compact"):
            stack.enter_context(patch.object(mixing, name, nothing))
        yield


@contextmanager
def leaky_box() -> Iterator[None]:
    """Ballots numbered as they come, never mixed, and an answer file in the order of the ballots."""
    numbers = count(1)
    field = Ballot._meta.get_field("key")
    with without_mixing(), ExitStack() as stack:
        stack.enter_context(patch.object(field, "_get_default", lambda: f"{next(numbers):032x}"))
        stack.enter_context(patch.object(opening, "_shuffle", lambda rows: None))  # noqa: ARG005 - the shape of the real one
        yield
