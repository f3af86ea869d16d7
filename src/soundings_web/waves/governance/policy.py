"""The appropriate policy document that Schedule 1, Part 4 of the Data Protection Act 2018 asks for."""

from __future__ import annotations

from collections.abc import Iterator

from soundings.reporting.outline import Block
from soundings_web.waves.governance import sentences
from soundings_web.waves.governance.paper import Section, bullets, gap, say, table
from soundings_web.waves.governance.promised import Promised, Question
from soundings_web.waves.governance.sentences import each

KIND, TITLE = "policy", "Appropriate policy document"

# What the questions of the catalogue are; of a council's own questions only the council can say.
_NOT_SPECIAL = "None: not a special category of data"
_SPECIAL = {
    "ethnicity": "Racial or ethnic origin",
    "religion": "Religious or philosophical beliefs",
    "disability": "Health",
    "orientation": "Sexual orientation",
    "age": _NOT_SPECIAL,
    "sex": _NOT_SPECIAL,
    "caring": _NOT_SPECIAL,
}


def sections(promised: Promised) -> Iterator[Section]:
    """The whole document, in the order of paragraphs 39 to 41."""
    yield Section("purpose", "What this document is for", _purpose(promised))
    yield Section("data", "Special category data in this survey", _data(promised))
    yield Section("condition", "Conditions we rely on", _conditions(promised))
    yield Section("principles", "How we comply with the principles", _principles(promised))
    yield Section("retention", "Retention and erasure", _retention(promised))
    yield Section("review", "Review and record", _review())


def _purpose(promised: Promised) -> tuple[Block, ...]:
    return say(
        f"{promised.organisation} asks its staff how healthy their working conditions are: {promised.facts.wave}. This "
        "document explains how special category data are handled in it, as paragraph 39 of Schedule 1 to the Data "
        "Protection Act 2018 requires.",
    )


def _data(promised: Promised) -> tuple[Block, ...]:
    if not promised.equality and not promised.sensitive:
        return say("No equality question is asked, and no question is marked as sensitive.")
    blocks: tuple[Block, ...] = ()
    if promised.equality:
        rows = [(question.text, _kind(question)) for question in promised.equality]
        blocks += (table("Equality questions", ("Question", "Special category"), rows),)
        blocks += say("How the answers to them are kept:")
        blocks += (bullets(*each(promised.surveys, sentences.equality)),)
    if promised.sensitive:
        blocks += say("Questions marked as sensitive:")
        blocks += (bullets(*tuple(question.text for question in promised.sensitive)),)
        blocks += say(
            gap("which of these are about health or another special category", "the question on stress: health")
        )
    return blocks


def _kind(question: Question) -> str:
    return _SPECIAL.get(question.code) or gap("whether this is special category data, and of which kind")


def _conditions(promised: Promised) -> tuple[Block, ...]:
    equality = "Equality questions: " + gap(
        "the condition",
        "Article 9(2)(g) of the UK GDPR with Schedule 1, paragraph 8 (equality of opportunity or treatment)",
    )
    sensitive = "Questions about health: " + gap(
        "the condition, if any such question is asked",
        "Article 9(2)(b) with Schedule 1, paragraph 1 (employment), for the duty of care under the Health and Safety "
        "at Work etc. Act 1974",
    )
    basis = "Lawful basis under Article 6: " + gap("the lawful basis", "public task, Article 6(1)(e)")
    return (
        bullets(basis, *((equality,) if promised.equality else ()), *((sensitive,) if promised.sensitive else ())),
        *say(
            "The data are not used for measures or decisions about a particular person: the answers carry no name. "
            "Whoever does not want these data to be used leaves the questions out. Once sent, an answer cannot be "
            "found again, so a later notice under paragraph 8(5) cannot be acted on; people are told so before they "
            "send it.",
        ),
    )


def _principles(promised: Promised) -> tuple[Block, ...]:
    rows = (
        (
            "Lawful, fair and transparent",
            "People read before the first question who can see what and what cannot be promised. It is made from the "
            "frozen contract. No question has to be answered. The privacy notice says the rest.",
        ),
        (
            "For one purpose",
            "Answers are used for figures of groups and nothing else. The contract that fixes this is frozen when the "
            "survey opens and can only become stricter. " + " ".join(each(promised.surveys, sentences.breakdowns)),
        ),
        (
            "No more than needed",
            "No equality characteristic is taken from the staff list. "
            + " ".join(each(promised.surveys, sentences.travels)),
        ),
        (
            "Accurate",
            "Answers are what people said of themselves; they choose among the options, and may prefer not to say.",
        ),
        ("No longer than needed", " ".join(each(promised.surveys, sentences.keeping))),
        (
            "Secure",
            "Answers are sealed when they are sent. "
            + " ".join(each(promised.surveys, sentences.holders))
            + " "
            + " ".join(sentences.thresholds(promised)),
        ),
        (
            "Accountable",
            "Contracts, changes and openings are recorded; destruction is certified. Responsible: "
            + gap("the post that is responsible", "principal social worker"),
        ),
    )
    return (table("The principles of Article 5", ("Principle", "What we do"), rows),)


def _retention(promised: Promised) -> tuple[Block, ...]:
    return (
        bullets(
            "What has been begun and not sent is destroyed when the survey closes.",
            "Sealed answers are destroyed when the box is opened. The answers stay, encrypted, in random order.",
            *each(promised.surveys, sentences.keeping),
            f"Backups are kept for {promised.facts.backup_days} days. They hold equality answers only sealed or "
            "encrypted.",
            "Figures of groups are kept: they are about nobody. The retention schedule says the rest.",
        ),
    )


def _review() -> tuple[Block, ...]:
    return (
        bullets(
            "This document is kept until six months after the last of the data are destroyed, and shown to the "
            "Information Commissioner on request (paragraph 40).",
            "It is reviewed: " + gap("when and by whom", "before each wave, by the data protection officer"),
            "The record of processing names the conditions relied on, how the processing is lawful, and whether "
            "data are kept and erased as said here (paragraph 41): "
            + gap("where the record is", "record of processing, entry 117"),
        ),
    )
