"""LimeSurvey's structure as tab-separated text (.txt): one row a thing, repeated for each language."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from soundings.errors import UnreadableFileError
from soundings.interchange.limesurvey.survey import Answer, Group, Question, Subquestion, Survey, checked

Row = dict[str, str]

NEEDED = ("class", "type/scale", "name", "relevance", "text", "help", "language")
COMMON = {*NEEDED, "id", "related_id", "other"}
ABOUT_QUESTIONS = {"S", "SL", "G", "Q", "SQ", "A"}


@dataclass
class _Part:
    """A question, subquestion or answer while it is gathered: its first row, and its texts by language."""

    row: Row
    words: dict[str, str] = field(default_factory=dict)
    help: dict[str, str] = field(default_factory=dict)
    parts: dict[tuple[str, str, str], _Part] = field(default_factory=dict)

    def says(self, row: Row, text: str = "text", more: str = "help") -> None:
        for words, name in ((self.words, text), (self.help, more)):
            if row[name].strip():
                words[row["language"]] = row[name]


@dataclass
class _Gathering:
    """The groups in their order, and the question that the rows of answers below it belong to."""

    groups: list[_Part] = field(default_factory=list)
    questions: list[dict[str, _Part]] = field(default_factory=list)
    by_code: dict[str, _Part] = field(default_factory=dict)
    group_of_language: Counter[str] = field(default_factory=Counter)
    here: _Part | None = None
    faults: list[str] = field(default_factory=list)

    def take(self, number: int, row: Row) -> None:
        if row["class"] == "G":
            self._group(row)
        elif row["class"] == "Q":
            self._question(number, row)
        elif row["class"] in ("SQ", "A"):
            self._part(number, row)

    def _group(self, row: Row) -> None:
        """Groups have no code: the first of one language is the first of every other."""
        place = self.group_of_language[row["language"]]
        self.group_of_language[row["language"]] += 1
        if place == len(self.groups):
            self.groups.append(_Part(row))
            self.questions.append({})
        self.groups[place].says(row, "name", "text")
        self.here = None

    def _question(self, number: int, row: Row) -> None:
        if not self.groups:
            self.faults.append(f"line {number}: question {row['name']} stands before the first group")
            return
        first = row["name"] not in self.by_code
        if first:
            self.by_code[row["name"]] = self.questions[-1][row["name"]] = _Part(row)
        elif row["language"] == self.by_code[row["name"]].row["language"]:
            self.faults.append(f"line {number}: there are two questions with the code “{row['name']}”")
        self.here = self.by_code[row["name"]]
        self.here.says(row)

    def _part(self, number: int, row: Row) -> None:
        noun = "subquestion" if row["class"] == "SQ" else "answer"
        if self.here is None:
            self.faults.append(f"line {number}: the {noun} {row['name']} belongs to no question")
            return
        part = self.here.parts.setdefault((row["class"], row["name"], row["type/scale"]), _Part(row))
        if part.row is not row and part.row["language"] == row["language"]:
            code = self.here.row["name"]
            self.faults.append(f"line {number}: {code} has two {noun}s with the code “{row['name']}”")
        part.says(row)


def read_tsv(path: Path, data: bytes) -> Survey:
    """The survey in a tab-separated structure file. Raises UnreadableFileError or FaultyFileError."""
    rows = _rows(path, data)
    about = {row["name"]: row["text"].strip() for _, row in rows if row["class"] == "S"}
    titles = {
        row["language"]: row["text"]
        for _, row in rows
        if row["class"] == "SL" and row["name"] == "surveyls_title" and row["text"].strip()
    }
    language = about.get("language") or next((row["language"] for _, row in rows if row["class"] == "Q"), "en")
    gathering = _Gathering()
    for number, row in rows:
        gathering.take(number, row)
    left_out = Counter(row["class"] for _, row in rows if row["class"] not in ABOUT_QUESTIONS)
    survey = Survey(
        source=f"LimeSurvey structure {path.name}",
        number=about.get("sid", ""),
        words=titles,
        language=language,
        languages=tuple(other for other in about.get("additional_languages", "").split() if other != language),
        groups=tuple(map(_group, gathering.groups, gathering.questions)),
        left_out=tuple(f"{name} ({times} rows)" for name, times in left_out.items()),
    )
    return checked(survey, str(path), gathering.faults)


def _rows(path: Path, data: bytes) -> list[tuple[int, Row]]:
    """Each row under its headings, with its line; what a row lacks at its end is empty."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError(f"{path} is not UTF-8 text. Export the structure from LimeSurvey again.") from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
    try:
        header = [name.strip() for name in next(reader, [])]
        if missing := [name for name in NEEDED if name not in header]:
            raise UnreadableFileError(
                f"{path} is not a LimeSurvey structure: it has no column {', '.join(f'“{name}”' for name in missing)}. "
                "In LimeSurvey, export the survey as “Tab-separated values” or as .lss. (Files of answers, and of "
                "their labels, are read by “soundings map”.)"
            )
        empty = dict.fromkeys(header, "")
        return [(reader.line_num, {**empty, **dict(zip(header, row, strict=False))}) for row in reader if any(row)]
    except csv.Error as error:
        raise UnreadableFileError(
            f"{path}, line {reader.line_num}: cannot be read as text with tabs ({error})."
        ) from None


def _group(gathered: _Part, questions: dict[str, _Part]) -> Group:
    held = tuple(_question(part) for part in questions.values())
    return Group(gathered.words, gathered.help, _given(gathered.row["relevance"]), held)


def _question(gathered: _Part) -> Question:
    row = gathered.row
    settings = {name: {"": row[name]} for name in row if name not in COMMON and _given(row[name]) not in ("", "N")}
    return Question(
        number=row.get("id", ""),
        code=row["name"].strip(),
        kind=row["type/scale"],
        words=gathered.words,
        help=gathered.help,
        relevance=_given(row["relevance"]),
        other=row.get("other", "") == "Y",
        subquestions=tuple(
            Subquestion(name, _scale(scale), part.words, _given(part.row["relevance"]))
            for (kind, name, scale), part in gathered.parts.items()
            if kind == "SQ"
        ),
        answers=tuple(
            Answer(name, _scale(scale), part.words)
            for (kind, name, scale), part in gathered.parts.items()
            if kind == "A"
        ),
        settings=settings,
    )


def _given(text: str) -> str:
    """A cell's text; “NA” is how other programs that write these files leave one empty."""
    return "" if text.strip() == "NA" else text.strip()


def _scale(text: str) -> int:
    return 1 if text.strip() == "1" else 0
