"""Small LimeSurvey questionnaires for tests, written as LimeSurvey 6 writes its structure files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from tests.factories import written

from soundings.instrument import Instrument
from soundings.instrument.loading import instrument_from_text
from soundings.interchange import Draft, instrument_from_limesurvey

# One language's words, or words by language.
Said = str | Mapping[str, str]
Row = dict[str, str]


@dataclass(frozen=True)
class Q:
    """A question. ``rows``, ``columns``, ``answers`` and ``second`` (of a dual array) are codes with their words."""

    code: str
    kind: str
    text: Said = "What is it?"
    rows: Mapping[str, Said] = field(default_factory=dict)
    columns: Mapping[str, Said] = field(default_factory=dict)
    answers: Mapping[str, Said] = field(default_factory=dict)
    second: Mapping[str, Said] = field(default_factory=dict)
    relevance: str = "1"
    other: str = "N"
    help: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    of_rows: Mapping[str, str] = field(default_factory=dict)


AGREE = {"1": "Disagree", "2": "Neither", "3": "Agree"}


def by_language(said: Said) -> Mapping[str, str]:
    return {"en": said} if isinstance(said, str) else said


def xml(kind: str, languages: tuple[str, ...], tables: Mapping[str, list[Row]]) -> str:
    """A file of LimeSurvey's from its tables."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<document>", f"<LimeSurveyDocType>{kind}</LimeSurveyDocType>"]
    lines += ["<DBVersion>498</DBVersion>", "<languages>", *(f"<language>{one}</language>" for one in languages)]
    lines.append("</languages>")
    for name, rows in tables.items():
        lines += [f"<{name}>", "<rows>"]
        for row in rows:
            lines.append("<row>" + "".join(f"<{key}>{escape(value)}</{key}>" for key, value in row.items()) + "</row>")
        lines += ["</rows>", f"</{name}>"]
    return "\n".join([*lines, "</document>"])


def tables(
    *questions: Q, title: Said = "Staff survey", page: Said = "Your work", page_relevance: str = "1"
) -> dict[str, list[Row]]:
    """The tables of a survey with one page."""
    found: dict[str, list[Row]] = {
        "surveys": [{"sid": "77", "language": "en", "additional_languages": " ".join(list(by_language(title))[1:])}],
        "surveys_languagesettings": [
            {"surveyls_language": one, "surveyls_title": words} for one, words in by_language(title).items()
        ],
        "groups": [{"gid": "1", "sid": "77", "group_order": "1", "grelevance": page_relevance}],
        "group_l10ns": [{"gid": "1", "group_name": words, "language": one} for one, words in by_language(page).items()],
    }
    names = ("questions", "question_l10ns", "subquestions", "answers", "answer_l10ns", "question_attributes")
    found |= {name: [] for name in names}
    for number, question in enumerate(questions, start=1):
        _add(found, question, str(number * 1000))
    return found


def _add(found: dict[str, list[Row]], q: Q, qid: str) -> None:
    more = {"title": q.code, "type": q.kind, "other": q.other, "relevance": q.relevance, "question_order": qid}
    found["questions"].append({"qid": qid, "gid": "1", **more})
    for one, words in by_language(q.text).items():
        found["question_l10ns"].append({"qid": qid, "question": words, "help": q.help, "language": one})
    parts = [(code, said, "0") for code, said in q.rows.items()] + [(c, s, "1") for c, s in q.columns.items()]
    for place, (code, said, scale) in enumerate(parts, start=1):
        sub = str(int(qid) + place)
        row = {"qid": sub, "parent_qid": qid, "title": code, "scale_id": scale, "question_order": str(place)}
        found["subquestions"].append({**row, "relevance": q.of_rows.get(code, "1")})
        for one, words in by_language(said).items():
            found["question_l10ns"].append({"qid": sub, "question": words, "language": one})
    offered = [(code, said, "0") for code, said in q.answers.items()] + [(c, s, "1") for c, s in q.second.items()]
    for place, (code, said, scale) in enumerate(offered, start=1):
        aid = f"{qid}-{place}"
        found["answers"].append({"aid": aid, "qid": qid, "code": code, "sortorder": str(place), "scale_id": scale})
        for one, words in by_language(said).items():
            found["answer_l10ns"].append({"aid": aid, "answer": words, "language": one})
    for name, value in q.settings.items():
        found["question_attributes"].append({"qid": qid, "attribute": name, "value": value, "language": ""})


def lss(*questions: Q, title: Said = "Staff survey", page: Said = "Your work", page_relevance: str = "1") -> str:
    languages = tuple(by_language(title))
    return xml("Survey", languages, tables(*questions, title=title, page=page, page_relevance=page_relevance))


def drafted(folder: Path, *questions: Q, **more: Said) -> Draft:
    return instrument_from_limesurvey(written(folder, "survey.lss", lss(*questions, **more)))


def imported(folder: Path, *questions: Q, **more: Said) -> Instrument:
    """The instrument a draft is, which must be sound as it stands."""
    return instrument_from_text(drafted(folder, *questions, **more).text, "the draft")
