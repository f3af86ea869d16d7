"""The risks of an assessment, what is done against each, and what is left. Most follow from what a contract says.

What a risk weighs is read off the table of the Information Commissioner’s Office: how likely, and how severe.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from soundings.reporting.outline import Table
from soundings_web.waves.governance import sentences
from soundings_web.waves.governance.paper import gap, table
from soundings_web.waves.governance.promised import Promised
from soundings_web.waves.governance.sentences import each, listed

LOW, MEDIUM, HIGH = "Low", "Medium", "High"
_WEIGHT = {
    ("Remote", "Minimal"): LOW,
    ("Remote", "Significant"): LOW,
    ("Remote", "Severe"): LOW,
    ("Possible", "Minimal"): LOW,
    ("Possible", "Significant"): MEDIUM,
    ("Possible", "Severe"): HIGH,
    ("Probable", "Minimal"): LOW,
    ("Probable", "Significant"): HIGH,
    ("Probable", "Severe"): HIGH,
}


@dataclass(frozen=True)
class Risk:
    """One risk. ``name`` is short; ``what`` says who could come to which harm; ``left`` is what is left of it."""

    name: str
    what: str
    likelihood: str
    severity: str
    done: tuple[str, ...]
    left: str

    @property
    def weight(self) -> str:
        return _WEIGHT[self.likelihood, self.severity]

    @property
    def effect(self) -> str:
        return "Accepted" if self.left == self.weight else "Reduced"


def measures(promised: Promised) -> tuple[Risk, ...]:
    """Every risk with its measures."""
    return (
        _from_figures(promised),
        *_from_running(promised),
        _from_copies(promised),
        _from_rows(promised),
        _from_pressure(),
        *_from_equality(promised),
        *_from_comments(promised),
        *_from_questions(promised),
        _from_staff_list(),
        *_from_later(promised),
    )


def risks_table(promised: Promised) -> Table:
    heads = ("Risk", "What could happen, and to whom", "Likelihood", "Severity", "Overall")
    rows = ((risk.name, risk.what, risk.likelihood, risk.severity, risk.weight) for risk in measures(promised))
    return table("Risks before measures", heads, rows)


def measures_table(promised: Promised) -> Table:
    heads = ("Risk", "What is done against it", "Effect", "Risk left")
    rows = ((risk.name, " ".join(risk.done), risk.effect, risk.left) for risk in measures(promised))
    return table("Measures and what is left", heads, rows)


def to_confirm() -> tuple[str, ...]:
    """What the council’s own people have to see to, because the program cannot."""
    who = "who confirmed it, and when"
    return (
        f"The key folder lies on another disk than the database, with a backup of its own: {gap(who)}.",
        f"Backups, and the database server’s own log, are kept no longer than this paper says: {gap(who)}.",
        f"The database server logs neither statements nor the time of each transaction: {gap(who)}.",
        f"No web server in front of the site logs who opens the pages on which people answer: {gap(who)}.",
        f"Older copies of the key folder are destroyed after a box is opened: {gap(who)}.",
    )


def _from_figures(promised: Promised) -> Risk:
    return Risk(
        "Figures give somebody away",
        "A manager reads or works out from reports what one person, or everybody in a small group, answered; that "
        "person is treated worse for it.",
        "Probable",
        "Significant",
        (
            *sentences.thresholds(promised),
            *each(promised.surveys, sentences.breakdowns),
            "Everything that leaves, for every audience, is protected together and attacked before it leaves.",
        ),
        LOW,
    )


def _from_running(promised: Promised) -> Iterator[Risk]:
    yield Risk(
        "Answers are read before the box is opened",
        "Whoever administers the site or the database reads what a colleague answered.",
        "Possible",
        "Severe",
        (
            "Answers are sealed when they are sent; the key that opens them is itself sealed.",
            *each(promised.surveys, sentences.holders),
            "Where there is one key holder, nobody else has to agree."
            if promised.one_can_open
            else "Neither holder can act alone.",
            "Opening is recorded and final.",
        ),
        MEDIUM if promised.one_can_open else LOW,
    )
    yield Risk(
        "Unfinished answers are read",
        "Whoever holds both the database and the key folder reads what somebody has begun to write.",
        "Possible",
        "Significant",
        (
            "They are encrypted, and destroyed when the answers are sent, at the latest when the survey closes. "
            "Database and key folder are to lie apart. Against somebody who holds both there is no measure.",
        ),
        MEDIUM,
    )


def _from_copies(promised: Promised) -> Risk:
    return Risk(
        "Old copies tie answers to people",
        "Somebody with the passphrases and copies or logs of the database from the time of the survey narrows down who "
        "said what.",
        "Possible",
        "Severe",
        (
            "Sealed answers and links are rewritten in random order; sealed answers are padded to one size; no time "
            "is kept.",
            f"Backups of the database are kept for {promised.facts.backup_days} days. Keys are destroyed at the "
            "opening.",
            "One person can have all passphrases."
            if promised.one_can_open
            else "Two people would have to act together.",
        ),
        MEDIUM if promised.one_can_open else LOW,
    )


def _from_rows(promised: Promised) -> Risk:
    return Risk(
        "Somebody is recognised in the opened answers",
        "Whoever holds both the database and the key folder reads the answers, without names, and recognises a "
        "person by rare facts, such as the one senior in a small team.",
        "Possible",
        "Severe",
        (
            "The answers are encrypted, in random order, and read by the program alone when it makes figures.",
            *each(promised.surveys, sentences.travels),
            *each(promised.surveys, sentences.asked_about),
            "Comments, and equality questions unless they are breakdowns, stand apart.",
        ),
        MEDIUM,
    )


def _from_pressure() -> Risk:
    return Risk(
        "People are pressed to answer, or not to",
        "A manager learns who has answered and holds it for or against them.",
        "Possible",
        "Significant",
        (
            "No page, list, report or record tells whether a named person has answered. The mark that a link was "
            "used can be read only in the database itself, and is destroyed at the opening.",
        ),
        LOW,
    )


def _from_equality(promised: Promised) -> Iterator[Risk]:
    if promised.equality:
        names = listed([question.name for question in promised.equality])
        yield Risk(
            "Equality characteristics become known",
            f"Colleagues or managers learn somebody’s characteristics ({names}), and discriminate.",
            "Possible",
            "Severe",
            (
                "The questions are optional.",
                *each(promised.surveys, sentences.equality),
                f"Groups are shown from {promised.sensitive_threshold} people who answered.",
            ),
            LOW,
        )


def _from_comments(promised: Promised) -> Iterator[Risk]:
    if promised.with_comments:
        yield Risk(
            "Comments name or betray somebody",
            "Words name a colleague or a case, or are recognised by those who know how their writer writes.",
            "Probable",
            "Significant",
            (
                "Above every box people are asked to name nobody.",
                *each(promised.with_comments, sentences.comments),
                "Whom words betray by their style no program can tell.",
            ),
            MEDIUM,
        )


def _from_questions(promised: Promised) -> Iterator[Risk]:
    if promised.sensitive:
        helped = all(one.instrument.support for one in promised.surveys)
        contacts = "Contacts for support stand beside them." if helped else gap("where people can turn for support")
        yield Risk(
            "Questions distress people",
            "Questions on health, unfair treatment or leaving upset somebody, who is left alone with it.",
            "Possible",
            "Significant",
            ("Each may be left out.", contacts),
            LOW,
        )


def _from_staff_list() -> Risk:
    return Risk(
        "The staff list is misused",
        "Names, addresses, places at work, and reasons such as long absence, reach somebody whom they do not concern.",
        "Possible",
        "Significant",
        (
            "Columns that are not needed are not kept. Who changes anything is recorded. How long a staff list is "
            "kept is for the council to say: see the retention schedule.",
        ),
        MEDIUM,
    )


def _from_later(promised: Promised) -> Iterator[Risk]:
    yield Risk(
        "Somebody answers for another",
        "A link or code is caught or guessed; false answers go in, or begun answers are read.",
        "Possible",
        "Significant",
        (
            "A link works once, so its owner notices. Links and codes are too long to guess; wrong codes slow guessing "
            "down. The box is not opened unless it holds as many answers as links were used.",
        ),
        LOW,
    )
    yield Risk(
        "What was promised is loosened",
        "Answers given under one promise are later used under another.",
        "Possible",
        "Severe",
        ("The contract is frozen when the survey opens, can only become stricter, and each change is recorded.",),
        LOW,
    )
    yield Risk(
        "Answers are kept too long",
        "Answers outlive their purpose and are found later.",
        "Possible",
        "Significant",
        (
            *each(promised.surveys, sentences.keeping),
            "The program destroys them by itself and certifies it. A restored backup brings nothing back that was "
            "destroyed.",
        ),
        LOW,
    )
    yield Risk(
        "Answers are lost",
        "People have answered for nothing, because passphrases or the key folder are lost.",
        "Possible",
        "Minimal",
        ("Each key holder has a recovery sheet on paper. The key folder has a backup of its own.",),
        LOW,
    )
