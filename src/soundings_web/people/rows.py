"""The rows of one roster file: from text cells to people with a place, facts and a standing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from soundings_web.people.columns import LEVELS, USUAL, one_header, plain, recognised
from soundings_web.people.dates import read_date
from soundings_web.people.facts import FactReader, Found, facts_wanted, read_day
from soundings_web.people.layout import RESERVED, Layout
from soundings_web.people.organisation import ReadUnit, labels_of, paths_of, with_those_above
from soundings_web.people.placing import ByLevels, ByUnit, Nowhere, Placing, Row
from soundings_web.people.standing import Dates, standing_of
from soundings_web.ui.moments import day_in_words

LONGEST = {"number": 64, "name": 200, "email": 254}


@dataclass(frozen=True)
class Rules:
    """How a roster is read. ``tree`` is a whole organisation from a file; ``known`` what the site knows already."""

    census_on: date
    layout: Layout = field(default_factory=Layout)
    tree: tuple[ReadUnit, ...] | None = None
    known: tuple[ReadUnit, ...] = ()


@dataclass(frozen=True)
class ReadPerson:
    """One person of the file, with place, facts and standing on the census date."""

    number: str
    name: str
    email: str
    unit: str
    path: tuple[str, ...]
    facts: dict[str, str]
    standing: str
    reason: str


@dataclass(frozen=True)
class ReadRoster:
    """A sound roster file: its people, the organisation, the labels of each fact in order, and what to know."""

    people: tuple[ReadPerson, ...]
    tree: tuple[ReadUnit, ...]
    labels: dict[str, list[str]]
    notes: tuple[str, ...]

    @property
    def standings(self) -> dict[str, int]:
        return dict(Counter(person.standing for person in self.people))


class RowReader:
    """Reads the rows of one file; ``found`` gathers the faults on the way."""

    def __init__(self, headers: Sequence[str], rules: Rules) -> None:
        self.found = Found()
        self._rules, self._headers = rules, list(headers)
        self._by_plain = headers_by_plain(headers)
        self._columns = person_columns(headers, rules.layout, self.found)
        self._levels = self._level_columns()
        self._placing = self._way_of_placing()
        self._facts = self._fact_readers()
        self._check_rules()

    def read(self, rows: Sequence[tuple[int, Row]]) -> ReadRoster:
        """Everybody, in the order of the file. Sound only where ``found`` is empty."""
        for kind in ("number", "email"):
            if header := self._columns.get(kind):
                check_once(kind, [(n, row[header]) for n, row in rows], self.found)
        self._check_census(rows)
        read = [self._person(n, row) for n, row in rows]
        for reader in self._facts:
            reader.tell_unknown(self.found)
        depths = [self._placing.depths(row) for _, row in rows]
        people, labels = self._placed(read, depths)
        labels |= {reader.fact.name: reader.labels for reader in self._facts if reader.fact.keep}
        return ReadRoster(tuple(people), self._placing.tree, labels, tuple(self._notes(people)))

    def _person(self, n: int, row: Row) -> ReadPerson:
        number, name, email = self._identity(n, row)
        day = self._day(n, row, "start")
        dates = Dates(day, self._day(n, row, "left", past=False), self._day(n, row, "absent", past=False))
        facts = {reader.fact.name: reader.of(row[reader.header], n, self.found) for reader in self._facts}
        standing, reason = standing_of(self._rules.layout.exclude, dates, facts, self._rules.census_on)
        kept = {r.fact.name: facts[r.fact.name] for r in self._facts if r.fact.keep and facts[r.fact.name]}
        return ReadPerson(number, name, email, self._placing.of(row, n, self.found), (), kept, standing, reason)

    def _identity(self, n: int, row: Row) -> tuple[str, str, str]:
        """Staff number, name and e-mail address."""
        parts = (self._cell(row, "forename"), self._cell(row, "surname"))
        name = self._cell(row, "name") or " ".join(part for part in parts if part)
        number, email = self._cell(row, "number"), self._cell(row, "email")
        for kind, text in (("number", number), ("name", name), ("email", email)):
            if len(text) > LONGEST[kind]:
                self.found.add(n, f"{USUAL[kind][0]} has {len(text)} characters; {LONGEST[kind]} can be kept")
        if email and not _is_address(email):
            self.found.add(n, f"“{email}” is no e-mail address")
        return number, name, email

    def _cell(self, row: Row, kind: str) -> str:
        return row[self._columns[kind]] if kind in self._columns else ""

    def _day(self, n: int, row: Row, kind: str, *, past: bool = True) -> date | None:
        header = self._columns.get(kind, "")
        cell = row[header] if header else ""
        return read_day(cell, header, n, self._rules.census_on, self.found, past=past)

    def _placed(
        self, people: Sequence[ReadPerson], depths: Sequence[dict[str, int]]
    ) -> tuple[list[ReadPerson], dict[str, list[str]]]:
        """The people with their paths and the facts of their place; and the labels of those facts in tree order."""
        paths = paths_of(self._placing.tree)
        used = with_those_above(paths[person.unit] for person in people if person.unit)
        labels = labels_of(used)
        own = {reader.fact.name for reader in self._facts}
        met: dict[str, set[str]] = {}
        placed = []
        for person, levels in zip(people, depths, strict=True):
            path = paths.get(person.unit, ())
            place = {level: labels[path[:depth]] for level, depth in levels.items() if path and level not in own}
            place |= {RESERVED: labels[path]} if path else {}
            for level, label in place.items():
                met.setdefault(level, set()).add(label)
            placed.append(replace(person, path=path, facts={**person.facts, **place}))
        order = list(labels.values())
        return placed, {level: [label for label in order if label in found] for level, found in met.items()}

    def _level_columns(self) -> dict[str, str]:
        """The columns from the top of the organisation down, by the name of the fact each makes."""
        if self._rules.layout.columns.levels:
            faults: list[str] = []
            headers = [one_header(self._by_plain, name, faults) for name in self._rules.layout.columns.levels]
            for fault in faults:
                self.found.add(0, fault)
            return {plain(header): header for header in headers if header}
        return {kind: self._columns[kind] for kind in LEVELS if kind in self._columns}

    def _way_of_placing(self) -> Placing:
        unit, columns = self._columns.get("unit"), self._rules.layout.columns
        if self._rules.tree is not None:
            header = unit or next(reversed(self._levels.values()), None)
            if header is None:
                self.found.add(0, "there is no column that names each person’s unit; a layout can name it")
            return ByUnit(header, self._rules.tree) if header else Nowhere()
        if self._levels and not columns.unit:
            return ByLevels(self._levels)
        return ByUnit(unit, self._rules.known) if unit else Nowhere()

    def _fact_readers(self) -> list[FactReader]:
        faults: list[str] = []
        wanted = facts_wanted(self._rules.layout, self._columns)
        headers = [one_header(self._by_plain, fact.column, faults) for fact in wanted]
        for fault in faults:
            self.found.add(0, fault)
        pairs = zip(wanted, headers, strict=True)
        return [FactReader(fact, header, self._rules.census_on) for fact, header in pairs if header]

    def _check_rules(self) -> None:
        """Every rule of the layout must have what it needs; otherwise it would leave nobody out, silently."""
        names = {fact.name for fact in facts_wanted(self._rules.layout, self._columns)}
        for rule in self._rules.layout.exclude:
            needed = "start" if rule.weeks_in_post_under is not None else "absent"
            if rule.fact is not None and rule.fact not in names:
                self.found.add(0, f"the rule “{rule.reason}” asks for the fact “{rule.fact}”, which is not taken")
            elif rule.fact is None and needed not in self._columns:
                self.found.add(0, f"the rule “{rule.reason}” needs {USUAL[needed][0]}, and no column has it")

    def _check_census(self, rows: Sequence[tuple[int, Row]]) -> None:
        """A file made for another census date is the wrong file."""
        header = self._columns.get("census", "")
        wrong = [(n, row[header]) for n, row in rows if header and read_date(row[header]) != self._rules.census_on]
        if wrong:
            (n, cell), more = wrong[0], f" and {len(wrong) - 1:,} more rows" if len(wrong) > 1 else ""
            self.found.add(
                n, f"“{cell}” under “{header}”{more}: the census date given is {day_in_words(self._rules.census_on)}"
            )

    def _notes(self, people: Sequence[ReadPerson]) -> Iterator[str]:
        """What is no fault, and still good to know."""
        used = {header for kind, header in self._columns.items() if kind not in ("role", "unit", *LEVELS)}
        used |= {*self._placing.headers, *(reader.header for reader in self._facts)}
        if unused := [header for header in self._headers if header not in used]:
            yield f"Columns that were not used: {', '.join(unused)}."
        absent = any(rule.absent_weeks_over is not None for rule in self._rules.layout.exclude)
        if "absent" in self._columns and not absent:
            yield f"No rule uses “{self._columns['absent']}”: everybody who is absent counts as eligible."
        for count, what in (
            (sum(not person.unit for person in people), "without a unit"),
            (sum(not person.email for person in people), "without an e-mail address"),
        ):
            if count:
                yield f"{count:,} of {len(people):,} people {what}."


def headers_by_plain(headers: Sequence[str]) -> dict[str, list[str]]:
    """The headers of a file by their plain form."""
    found: dict[str, list[str]] = {}
    for header in headers:
        found.setdefault(plain(header), []).append(header)
    return found


def person_columns(headers: Sequence[str], layout: Layout, found: Found) -> dict[str, str]:
    """Which column is what; without a staff number nobody can be told apart."""
    faults: list[str] = []
    columns = recognised(headers, USUAL, layout.columns.given, faults)
    if "number" not in columns and layout.columns.number is None:
        faults.append("there is no column with the staff number, such as “Employee number”; a layout can name it")
    for fault in faults:
        found.add(0, fault)
    return columns


def check_once(kind: str, cells: Sequence[tuple[int, str]], found: Found) -> None:
    """A staff number or an e-mail address stands in one row only."""
    first: dict[str, int] = {}
    for row, cell in cells:
        earlier = first.setdefault(cell.casefold(), row) if cell else row
        if not cell and kind == "number":
            found.add(row, "the staff number is missing")
        elif earlier != row:
            found.add(row, f"{USUAL[kind][0]} “{cell}” stands in row {earlier} already; one row for each person")


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
