"""What every chapter is written from: the release and its surveys, and how several surveys share a chapter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from soundings.disclosure import Composite, ItemFacts, Release
from soundings.reporting.outline import Block, Chapter, anchor
from soundings.reporting.reading import Reading


@dataclass(frozen=True)
class Body:
    """What stands under a heading."""

    blocks: tuple[Block, ...] = ()
    chapters: tuple[Chapter, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.blocks or self.chapters)


@dataclass(frozen=True)
class Topic:
    """Questions that are reported together: a topic of the framework, or else a section of the questionnaire."""

    title: str
    items: tuple[ItemFacts, ...]
    composite: Composite | None = None


@dataclass(frozen=True)
class Book:
    """The release and its surveys, ready to be read. ``earlier`` holds the releases of earlier waves, oldest first."""

    release: Release
    earlier: tuple[Release, ...] = ()

    @property
    def readings(self) -> tuple[Reading, ...]:
        surveys = self.release.surveys
        return tuple(Reading(survey, self.release.plan.level, len(surveys) == 1) for survey in surveys)


def chapter(book: Book, heading: str, build: Callable[[Reading], Body], opening: Sequence[Block] = ()) -> list[Chapter]:
    """A chapter on all surveys: one body if there is one survey, else a chapter below for each that has a body."""
    bodies = [(reading, build(reading)) for reading in book.readings]
    bodies = [(reading, body) for reading, body in bodies if body]
    if not bodies:
        return []
    if len(book.release.surveys) == 1:
        body = bodies[0][1]
        return [Chapter(heading, anchor(heading), (*opening, *body.blocks), body.chapters)]
    below = tuple(
        Chapter(
            reading.survey.title,
            anchor(heading, reading.survey.code),
            body.blocks,
            body.chapters,
        )
        for reading, body in bodies
    )
    return [Chapter(heading, anchor(heading), tuple(opening), below)]


def topics(reading: Reading) -> tuple[Topic, ...]:
    """All questions but the profile, each once: by topic where there are topics, the rest by section.

    A question that belongs to no topic goes with its section, if all the others of that section are of one topic.
    """
    items = [item for item in reading.survey.items if not item.profile]
    found = [composite for composite in reading.survey.composites if composite.family == "topic"]
    topic_of = _topic_of(items, found)
    by_topic = [Topic(c.title, tuple(i for i in items if topic_of.get(i.code) == c.code), c) for c in found]
    left = [item for item in items if item.code not in topic_of]
    sections = reading.survey.sections
    by_section = [Topic(title, tuple(item for item in left if item.section == code)) for code, title in sections]
    known = {code for code, _ in sections}
    strays = Topic("Other questions", tuple(item for item in left if item.section not in known))
    return tuple(topic for topic in (*by_topic, *by_section, strays) if topic.items)


def _topic_of(items: Sequence[ItemFacts], composites: Sequence[Composite]) -> dict[str, str]:
    """The code of each question's topic, where it has one."""
    known = {composite.code for composite in composites}
    topic_of = {item.code: item.topic for item in items if item.topic in known}
    for composite in composites:
        for code in composite.items:
            topic_of.setdefault(code, composite.code)
    in_section: dict[str, set[str]] = {}
    for item in items:
        if item.code in topic_of:
            in_section.setdefault(item.section, set()).add(topic_of[item.code])
    for item in items:
        only = in_section.get(item.section, set())
        if item.code not in topic_of and len(only) == 1:
            topic_of[item.code] = next(iter(only))
    return topic_of


def depth(code: str, parents: dict[str, str]) -> int:
    """How many groups stand above this one; a parent that is not in the list counts as none."""
    steps, seen = 0, {code}
    while (code := parents.get(code, "")) in parents and code not in seen:
        seen.add(code)
        steps += 1
    return steps
