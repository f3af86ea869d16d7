"""A LimeSurvey structure file as the draft of an instrument: pages, items, routes, and what was not carried over."""

from __future__ import annotations

import stat
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from soundings.errors import FaultyFileError, UnreadableFileError
from soundings.instrument import Condition
from soundings.interchange.codes import LONGEST_CODE, code_of
from soundings.interchange.draft import Draft, DraftItem, DraftSection, Questionnaire, said
from soundings.interchange.instrument_toml import draft_of
from soundings.interchange.limesurvey.lss import read_lss
from soundings.interchange.limesurvey.names import item_code, option_of, place_of
from soundings.interchange.limesurvey.questions import items_of, plain_words, why_not_asked
from soundings.interchange.limesurvey.relevance import NotSimpleError, route_of
from soundings.interchange.limesurvey.survey import Group, Question, Survey
from soundings.interchange.limesurvey.tsv import read_tsv
from soundings.interchange.markup import has_markup, one_line

LARGEST_FILE = 30 * 2**20
SHOWN_AT_MOST = 80

# Settings that are carried over, or already said in a remark of their own.
CARRIED_OVER = {
    "dualscale_headerA",
    "dualscale_headerB",
    "max_num_value_n",
    "min_num_value_n",
    "multiflexible_checkbox",
    "multiflexible_max",
    "multiflexible_min",
    "other_replace_text",
}
CHANGES_WHO_IS_ASKED = {
    "array_filter": "offered only what was chosen in",
    "array_filter_exclude": "not offered what was chosen in",
    "hidden": "hidden from the people who answer",
    "preg": "accepted only in the pattern",
}


def instrument_from_limesurvey(path: Path | str) -> Draft:
    """The draft of an instrument from a structure file (.lss, .lsg or tab-separated .txt).

    Raises UnreadableFileError for what is no such file, FaultyFileError with everything that is wrong inside it.
    """
    path = Path(path)
    data = _content(path)
    is_xml = data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe", b"\xfe\xff"))
    survey = read_lss(path, data) if is_xml else read_tsv(path, data)
    return draft_of(_Drafting(survey, str(path)).questionnaire())


def _content(path: Path) -> bytes:
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise UnreadableFileError(f"{path} is not an ordinary file. Give a LimeSurvey structure, .lss or .txt.")
        if facts.st_size > LARGEST_FILE:
            raise UnreadableFileError(
                f"{path} is {facts.st_size / 2**20:,.0f} MB; structures up to {LARGEST_FILE // 2**20} MB can be read."
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFileError(f"There is no file {path}. Check the name and the folder.") from None
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.") from None
    if not data.strip():
        raise UnreadableFileError(f"{path} is empty.")
    if data.startswith(b"PK\x03\x04"):
        raise UnreadableFileError(
            f"{path} is an archive. If it is a LimeSurvey archive (.lsa), unpack it and use the .lss inside."
        )
    return data


@dataclass
class _Drafting:
    """Goes through a survey in the order it is asked, so that routes look back only."""

    survey: Survey
    what: str
    items: dict[str, DraftItem] = field(default_factory=dict)
    not_asked: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    changes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    routes: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        return self.survey.language

    def questionnaire(self) -> Questionnaire:
        sections = tuple(self._section(group) for group in self.survey.groups)
        if not self.items:
            raise FaultyFileError(f"{self.what} asks nothing that an instrument can ask:", self._notes_on_not_asked())
        survey = self.survey
        return Questionnaire(
            code=code_of(f"limesurvey_{survey.number}").replace("_", "-") if survey.number else "limesurvey",
            words=plain_words(survey.words) or {"": "LimeSurvey"},
            source=one_line(survey.source),
            language=self.base,
            languages=survey.languages,
            sections=sections,
            notes=tuple(self._notes()),
        )

    def _section(self, group: Group) -> DraftSection:
        items: list[DraftItem] = []
        remarks: list[str] = []
        for question in group.questions:
            found = items_of(question, self.base)
            if found:
                for item in self._routed(question, group, found):
                    # Codes that are doubled or too long are found when the draft is written; no route leads to them.
                    if len(item.code) <= LONGEST_CODE:
                        self.items.setdefault(item.code, item)
                    items.append(item)
            else:
                remarks.append(self._left_out(question))
        return DraftSection(plain_words(group.words), plain_words(group.description), tuple(items), tuple(remarks))

    def _title(self, group: Group) -> str:
        return said(plain_words(group.words), self.base, self.base)

    def _left_out(self, question: Question) -> str:
        reason = why_not_asked(question)
        self.not_asked[reason].append(question.code)
        text = _short(said(plain_words(question.words), self.base, self.base))
        route = one_line(question.relevance)
        only_if = f" Only if: {route}" if route not in ("", "1") else ""
        return f"Not carried over: {question.code}, one of the {reason}. “{text}”{only_if}"

    def _routed(self, question: Question, group: Group, items: Iterable[DraftItem]) -> list[DraftItem]:
        """The items with the routes of their group, question and row, and remarks on what is no route."""
        remarks = []
        for name, words in CHANGES_WHO_IS_ASKED.items():
            if value := one_line(question.setting(name)):
                change = words if value == "1" else f"{words} {value}"
                remarks.append(f"{question.code}: {change}")
                self.changes[change].append(question.code)
        equations = ((f"the page “{self._title(group)}”", group.relevance), (question.code, question.relevance))
        found = [self._route(owner, equation, remarks) for owner, equation in equations]
        conditions = [condition for condition in found if condition is not None]
        of_rows = self._routes_of_rows(question)
        routed = []
        for item in items:
            own, more = of_rows.get(item.code, (None, ""))
            parts = [part for part in (*conditions, own, item.show_if) if part is not None]
            show_if = Condition(all_=tuple(parts)) if len(parts) > 1 else next(iter(parts), None)
            said_here = (*item.remarks, *remarks, *([more] if more else []))
            routed.append(replace(item, show_if=show_if, remarks=said_here))
        return routed

    def _routes_of_rows(self, question: Question) -> dict[str, tuple[Condition | None, str]]:
        """What the rows of a question say of their own, by the code of the item a row became."""
        found: dict[str, tuple[Condition | None, str]] = {}
        for row in question.subquestions:
            if row.relevance.strip() not in ("", "1") and row.scale == 0:
                remarks: list[str] = []
                code = item_code(question.code, row.code)
                found[code] = self._route(f"{question.code}, row {row.code},", row.relevance, remarks), "".join(remarks)
        return found

    def _route(self, owner: str, equation: str, remarks: list[str]) -> Condition | None:
        try:
            return route_of(equation, self._find)
        except NotSimpleError as error:
            remark = f"{owner} is asked only if: {one_line(equation)} (not understood: {error})"
            remarks.append(remark)
            if remark not in self.routes:
                self.routes.append(remark)
            return None

    def _find(self, name: str, answer: str) -> tuple[Condition, bool] | None:
        """An answer to an earlier question as a condition, and whether everybody was asked it."""
        options = {code: tuple(option.code for option in item.options) for code, item in self.items.items()}
        ticks = {code: options[code] if item.kind == "choices" else () for code, item in self.items.items()}
        place = place_of(self._name(name), ticks)
        if place is None:
            return None
        if self.items[place.item].kind == "choices":
            option = place.option if answer == "Y" else ""
        else:
            option = option_of(answer, options[place.item])
        if not option:
            return None
        condition = Condition.model_validate({"item": place.item, "is": (option,)})
        return condition, self.items[place.item].show_if is None

    def _name(self, name: str) -> str:
        """Old equations name a question by the numbers of survey, group and question, then the row."""
        parts = name.split("X")
        if len(parts) < 3 or not (parts[0].isdecimal() and parts[1].isdecimal()):
            return name
        rest = "X".join(parts[2:])
        owners = [
            question for question in self.survey.questions if question.number and rest.startswith(question.number)
        ]
        if not owners:
            return name
        owner = max(owners, key=lambda question: len(question.number))
        row = rest.removeprefix(owner.number)
        return f"{owner.code}_{row}" if row else owner.code

    def _notes(self) -> list[str]:
        survey = self.survey
        notes = [*self._notes_on_not_asked(), *self.routes, *self._notes_on_rows()]
        notes += [f"{words}: {', '.join(codes)}" for words, codes in self.changes.items()]
        marked = [
            q.code for q in survey.questions if any(has_markup(text) for text in (*q.words.values(), *q.help.values()))
        ]
        if marked:
            notes.append(f"formatting, links or pictures were taken out of the texts of {len(marked)} questions")
        if filled := [question.code for question in survey.questions if _is_filled_in(question)]:
            notes.append(f"texts that LimeSurvey fills in from other answers, now in [brackets]: {', '.join(filled)}")
        if settings := self._settings():
            notes.append(f"settings of LimeSurvey that Soundings does not have: {settings}")
        if survey.left_out:
            notes.append(f"parts of the file that are not about what is asked: {', '.join(survey.left_out)}")
        return notes

    def _notes_on_not_asked(self) -> list[str]:
        return [f"not carried over, {reason}: {', '.join(codes)}" for reason, codes in self.not_asked.items()]

    def _notes_on_rows(self) -> list[str]:
        """Routes of options and of columns, which no item of ours can have."""
        notes = []
        for question in self.survey.questions:
            rows = [
                f"{row.code} if {one_line(row.relevance)}"
                for row in question.subquestions
                if row.relevance.strip() not in ("", "1")
                and (row.scale == 1 or item_code(question.code, row.code) not in self.items)
            ]
            if rows:
                notes.append(f"{question.code} offers options or columns only on a condition: {', '.join(rows)}")
        return notes

    def _settings(self) -> str:
        used = Counter(
            name
            for question in self.survey.questions
            for name, values in question.settings.items()
            if name not in CARRIED_OVER
            and name not in CHANGES_WHO_IS_ASKED
            and any(value.strip() not in ("", "0", "NA") for value in values.values())
        )
        return ", ".join(f"{name} ({times})" for name, times in sorted(used.items()))


def _is_filled_in(question: Question) -> bool:
    rows = [row.words for row in question.subquestions]
    offered = [answer.words for answer in question.answers]
    texts = (question.words, question.help, *rows, *offered)
    return any("{" in text for words in texts for text in words.values())


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_AT_MOST else f"{text[:SHOWN_AT_MOST].rstrip()} …"
