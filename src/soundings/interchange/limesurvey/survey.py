"""A LimeSurvey questionnaire as LimeSurvey means it, whichever of its files it came from. Texts are still raw HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from soundings.errors import FaultyFileError
from soundings.interchange.codes import LONGEST_CODE, code_of

Words = Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """An answer that a question offers; ``scale`` tells the two scales of a dual array apart."""

    code: str
    scale: int
    words: Words


@dataclass(frozen=True)
class Subquestion:
    """A row of an array (scale 0), a column of one (scale 1), or an option of a multiple choice."""

    code: str
    scale: int
    words: Words
    relevance: str = ""


@dataclass(frozen=True)
class Question:
    """One question. ``settings`` hold LimeSurvey's further settings by name, each by language or for all (empty)."""

    number: str
    code: str
    kind: str
    words: Words
    help: Words
    relevance: str = ""
    other: bool = False
    subquestions: tuple[Subquestion, ...] = ()
    answers: tuple[Answer, ...] = ()
    settings: Mapping[str, Words] = field(default_factory=dict)

    def setting(self, name: str) -> str:
        """A setting that does not depend on the language; empty where it is not set."""
        value = self.settings.get(name, {}).get("", "").strip()
        return "" if value in ("0", "NA") else value


@dataclass(frozen=True)
class Group:
    words: Words
    description: Words
    relevance: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Survey:
    """A whole questionnaire. ``left_out`` says which parts of the file are not about what is asked."""

    source: str
    number: str
    words: Words
    language: str
    languages: tuple[str, ...]
    groups: tuple[Group, ...]
    left_out: tuple[str, ...] = ()

    @property
    def questions(self) -> list[Question]:
        return [question for group in self.groups for question in group.questions]


def checked(survey: Survey, what: str, faults: Iterable[str]) -> Survey:
    """The survey, if nothing is wrong with it. Raises FaultyFileError with everything that is."""
    found = list(faults)
    codes = Counter(question.code for question in survey.questions)
    found += [f"{times} questions have the code “{code}”" for code, times in codes.items() if code and times > 1]
    for question in survey.questions:
        found += _faults_of(question)
    if not survey.questions and not found:
        found.append("there are no questions in it")
    if found:
        raise FaultyFileError(f"{what} has {len(found)} fault{'' if len(found) == 1 else 's'}:", found)
    return survey


def _faults_of(question: Question) -> Iterator[str]:
    if not question.code:
        yield f"question {question.number} has no code"
    elif len(code_of(question.code)) > LONGEST_CODE:
        yield f"the code “{question.code[:LONGEST_CODE]}…” is longer than LimeSurvey allows"
    parts = Counter((part.code, part.scale) for part in question.subquestions)
    offered = Counter((answer.code, answer.scale) for answer in question.answers)
    for noun, counted in (("subquestions", parts), ("answers", offered)):
        for (code, _), times in counted.items():
            if not code:
                yield f"{question.code}: {times} of its {noun} have no code"
            elif times > 1:
                yield f"{question.code}: {times} {noun} have the code “{code}”"
