"""The accessibility statement, in the order of the model that the regulations of 2018 prescribe."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from soundings.reporting.outline import Block
from soundings_web.waves.governance.paper import Section, bullets, gap, say
from soundings_web.waves.governance.promised import Promised

KIND, TITLE = "accessibility", "Accessibility statement"

_HERE = {"127.0.0.1", "localhost", "::1"}


def sections(promised: Promised) -> Iterator[Section]:
    """The whole statement."""
    yield Section("scope", "What this statement covers", _scope(promised))
    yield Section("how-accessible", "How accessible these pages are", _how(promised))
    yield Section("feedback", "Feedback and contact", _feedback())
    yield Section("enforcement", "Enforcement", _enforcement())
    yield Section("technical", "Technical information", _technical(promised))
    yield Section("status", "Compliance status", _status(), level=2)
    yield Section("content", "Content that is not accessible", _content(), level=2)
    yield Section("preparation", "How this statement was prepared", _preparation())


def address_of(promised: Promised) -> str:
    """Where people answer; a gap while the site has only an address of this machine."""
    address = promised.facts.address
    if urlsplit(address).hostname in _HERE:
        return gap("the address of the survey pages", "https://survey.council.example")
    return address


def _scope(promised: Promised) -> tuple[Block, ...]:
    return say(
        f"This accessibility statement applies to the pages on which staff answer {promised.facts.wave}: "
        f"{address_of(promised)}. They are run by {promised.organisation}.",
        "We want as many people as possible to be able to answer.",
    )


def _how(promised: Promised) -> tuple[Block, ...]:
    paper = ("Some people are sent a paper form.",) if promised.facts.on_paper else ()
    return (
        *say("You should be able to:"),
        bullets(
            "answer every question with the keyboard alone",
            "answer on a phone, and with letters of twice their size, without anything being cut off",
            "answer with a screen reader: each question is read with its answers",
            "stop at any time and go on later, on another device too, with the same link",
            "answer without scripts in your browser",
        ),
        *say("An idle page warns you before it ends, and keeps what you sent.", *paper),
        *say(
            "Parts that are not fully accessible: "
            + gap("what your own test found", "we know of none; we have not tested with speech recognition")
        ),
    )


def _feedback() -> tuple[Block, ...]:
    reach = "name or team, e-mail address and telephone number"
    return say(
        "If you need the questions in another form, such as paper, large print or read aloud, or if something does "
        f"not work for you: {gap(reach, 'workforce team, survey@council.example, 01234 567890')}",
        "We answer within: " + gap("the time", "five working days, and before the survey closes"),
    )


def _enforcement() -> tuple[Block, ...]:
    return say(
        "The Equality and Human Rights Commission enforces the Public Sector Bodies (Websites and Mobile "
        "Applications) (No. 2) Accessibility Regulations 2018. If you are not happy with how we respond, contact the "
        "Equality Advisory and Support Service: www.equalityadvisoryservice.com.",
    )


def _technical(promised: Promised) -> tuple[Block, ...]:
    return say(
        f"{promised.organisation} is committed to making its website accessible, in accordance with the Public Sector "
        "Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018.",
    )


def _status() -> tuple[Block, ...]:
    return say(
        "These pages are "
        + gap("fully, partially or not", "partially")
        + " compliant with the Web Content Accessibility Guidelines version 2.2 AA standard. Reasons, unless fully: "
        + gap("the exemptions and what does not comply", "see the next part"),
    )


def _content() -> tuple[Block, ...]:
    wanted = "each fault, the criterion it fails, and when it will be mended"
    return (
        bullets(
            "Non-compliance: " + gap(wanted, "none that we know of"),
            "Disproportionate burden: " + gap("what you claim, if anything", "none"),
            "Content outside the regulations: " + gap("what there is, if anything", "none"),
        ),
    )


def _preparation() -> tuple[Block, ...]:
    return say(
        "This statement was prepared on "
        + gap("date")
        + ". It was last reviewed on "
        + gap("date, at least once a year")
        + ".",
        "The makers of the program, Soundings, test the pages people answer on in a browser: by keyboard alone, at "
        "several widths, without scripts, and with axe-core for those rules of version 2.2 AA that a machine can "
        "check. A machine finds only a part of all faults, and this was not a test of our own site with people.",
        "Our own test: "
        + gap("who tested what, when and how", "three colleagues with screen readers, every page, in May"),
    )
