"""LimeSurvey's structure files in XML: a survey (.lss) or one group of questions (.lsg), of any version.

Older versions repeat a row for each language; newer ones keep the texts in tables of their own. Both are read alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from soundings.errors import UnreadableFileError
from soundings.interchange.limesurvey.survey import Answer, Group, Question, Subquestion, Survey, Words, checked
from soundings.interchange.limesurvey.xml_tables import Row, XmlTables, read_tables

Key = Callable[[Row], str]

ABOUT_QUESTIONS = {
    "answers",
    "answer_l10ns",
    "groups",
    "group_l10ns",
    "questions",
    "question_attributes",
    "question_l10ns",
    "subquestions",
    "surveys",
    "surveys_languagesettings",
}


def read_lss(path: Path, data: bytes) -> Survey:
    """The survey in an XML structure file. Raises UnreadableFileError or FaultyFileError."""
    found = read_tables(path, data)
    if found.kind not in ("Survey", "Group"):
        raise UnreadableFileError(
            f"{path} is a LimeSurvey file of the kind “{found.kind}”. Export the survey's structure (.lss) instead."
        )
    reader = _Reader(found)
    about = (found.rows("surveys") or [{}])[0]
    language = about.get("language", "").strip() or (found.languages or [""])[0] or "en"
    groups = reader.groups()
    of_titles = reader.words([("surveys_languagesettings", "surveyls_title")], lambda _: "", "surveyls_language")
    titles = of_titles.get("", {})
    more = [*about.get("additional_languages", "").split(), *found.languages]
    survey = Survey(
        source=f"LimeSurvey {found.kind.lower()} structure {path.name}, version {found.version or 'unknown'}",
        number=about.get("sid") or next((row.get("sid", "") for row in found.rows("groups")), ""),
        words=titles or (groups[0].words if groups else {}),
        language=language,
        languages=tuple(other for other in dict.fromkeys(more) if other not in ("", language)),
        groups=groups,
        left_out=tuple(
            f"{table} ({len(rows)} rows)" for table, rows in found.tables.items() if table not in ABOUT_QUESTIONS
        ),
    )
    return checked(survey, str(path), reader.faults)


class _Reader:
    """Puts the tables together; what belongs to nothing is a fault."""

    def __init__(self, found: XmlTables) -> None:
        self.found = found
        self.faults: list[str] = []
        texts = [("questions", "question"), ("subquestions", "question"), ("question_l10ns", "question")]
        self.texts = self.words(texts, _question_key)
        self.helps = self.words([(table, "help") for table, _ in texts], _question_key)
        self.settings: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        for row in found.rows("question_attributes"):
            self.settings[row.get("qid", "")][row.get("attribute", "")][row.get("language", "")] = row.get("value", "")

    def words(self, fields: list[tuple[str, str]], key: Key, language: str = "language") -> dict[str, dict[str, str]]:
        """The texts of tables by key and language; empty ones are as good as absent."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for table, name in fields:
            for row in self.found.rows(table):
                if row.get(name, "").strip():
                    found[key(row)][row.get(language, "")] = row[name]
        return found

    def _once(self, table: str, key: Key, order: str) -> list[Row]:
        """One row for each key, in LimeSurvey's order."""
        rows: dict[str, Row] = {}
        for row in self.found.rows(table):
            rows.setdefault(key(row), row)
        return sorted(rows.values(), key=lambda row: _number(row.get(order, "")))

    def groups(self) -> tuple[Group, ...]:
        titles = self.words([("groups", "group_name"), ("group_l10ns", "group_name")], _group_key)
        intros = self.words([("groups", "description"), ("group_l10ns", "description")], _group_key)
        questions = self._questions()
        groups = []
        for row in self._once("groups", _group_key, "group_order"):
            gid = _group_key(row)
            held = tuple(question for owner, question in questions if owner == gid)
            groups.append(Group(titles.get(gid, {}), intros.get(gid, {}), row.get("grelevance", ""), held))
        known = {_group_key(row) for row in self.found.rows("groups")}
        self.faults += [
            f"question {q.code} is in group {gid}, which is not there" for gid, q in questions if gid not in known
        ]
        return tuple(groups)

    def _questions(self) -> list[tuple[str, Question]]:
        parts, answers = self._subquestions(), self._answers()
        rows = self._once("questions", _question_key, "question_order")
        known = {_question_key(row) for row in rows}
        for noun, owned in (("subquestions", parts), ("answers", answers)):
            self.faults += [
                f"{len(of)} {noun} belong to question {qid}, which is not there"
                for qid, of in owned.items()
                if qid not in known
            ]
        return [(_group_key(row), self._question(row, parts, answers)) for row in rows]

    def _question(self, row: Row, parts: dict[str, list[Subquestion]], answers: dict[str, list[Answer]]) -> Question:
        qid = _question_key(row)
        settings: dict[str, Words] = dict(self.settings.get(qid, {}))
        settings |= {name: {"": row[name]} for name in ("preg", "mandatory") if row.get(name, "") not in ("", "N")}
        return Question(
            number=qid,
            code=row.get("title", "").strip(),
            kind=row.get("type", ""),
            words=self.texts.get(qid, {}),
            help=self.helps.get(qid, {}),
            relevance=row.get("relevance", ""),
            other=row.get("other") == "Y",
            subquestions=tuple(parts.get(qid, ())),
            answers=tuple(answers.get(qid, ())),
            settings=settings,
        )

    def _subquestions(self) -> dict[str, list[Subquestion]]:
        parts: dict[str, list[Subquestion]] = defaultdict(list)
        for row in self._once("subquestions", _question_key, "question_order"):
            words = self.texts.get(_question_key(row), {})
            part = Subquestion(row.get("title", ""), _number(row.get("scale_id", "")), words, row.get("relevance", ""))
            parts[row.get("parent_qid", "")].append(part)
        return parts

    def _answers(self) -> dict[str, list[Answer]]:
        texts = self.words([("answers", "answer"), ("answer_l10ns", "answer")], _answer_key)
        answers: dict[str, list[Answer]] = defaultdict(list)
        for row in self._once("answers", _answer_key, "sortorder"):
            words = texts.get(_answer_key(row), {})
            answers[row.get("qid", "")].append(Answer(row.get("code", ""), _number(row.get("scale_id", "")), words))
        return answers


def _question_key(row: Row) -> str:
    return row.get("qid", "")


def _group_key(row: Row) -> str:
    return row.get("gid", "")


def _answer_key(row: Row) -> str:
    """Newer versions number the answers; in older ones question, code and scale tell them apart."""
    return row.get("aid") or "/".join(row.get(name, "") for name in ("qid", "code", "scale_id"))


def _number(text: str) -> int:
    return int(text) if text.strip().isdecimal() and len(text) < 10 else 0
