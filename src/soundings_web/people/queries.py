"""What other rooms may ask about rosters. Every answer is a value, complete when it is given."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q

from soundings.errors import UsageError
from soundings_web.people.layout import RESERVED
from soundings_web.people.models import Account, Entry, Roster, Standing, Unit
from soundings_web.people.organisation import Path, ReadUnit, in_tree_order, labels_of, with_those_above
from soundings_web.ui import ListQuery

# In a "where", any unit on the path, by its name: {"unit": ["Children’s services"]} is everybody below it.
UNIT = "unit"
Where = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Listed:
    """An eligible person on a roster, as of the census date; the e-mail address as of today."""

    entry: int
    person: int
    number: str
    name: str
    email: str
    path: tuple[str, ...]
    facts: dict[str, str]
    paper: bool


@dataclass(frozen=True)
class Group:
    """One group of eligible people: its label, the label of the group above it (or empty), and their number."""

    label: str
    parent: str
    eligible: int


@dataclass(frozen=True)
class Groups:
    """The eligible people of one survey: in all, and by dimension in order."""

    total: int
    dimensions: dict[str, tuple[Group, ...]]


@dataclass(frozen=True)
class RosterLine:
    """One roster as a list shows it."""

    pk: int
    title: str
    census_on: date
    state: str
    source: str
    people: int
    eligible: int


@dataclass(frozen=True)
class EntryLine:
    """One person on a roster, as a page shows them."""

    name: str
    number: str
    unit: str
    role: str
    email: str
    standing: str


@dataclass(frozen=True)
class Everybody:
    """Everybody on one roster, read once for several questions about it."""

    roster: Roster
    entries: tuple[Entry, ...]


def rosters() -> tuple[RosterLine, ...]:
    """Every roster, the newest census date first."""
    return tuple(
        RosterLine(
            roster.pk,
            roster.title,
            roster.census_on,
            roster.state,
            roster.source,
            sum(roster.counts.values()),
            roster.counts.get("eligible", 0),
        )
        for roster in Roster.objects.order_by("-census_on", "-pk")
    )


def roster_named(title: str = "") -> Roster:
    """The roster with this title; without a title, the only one there is. Raises UsageError."""
    found = list(Roster.objects.filter(title=title) if title else Roster.objects.order_by("-census_on", "-pk"))
    if len(found) == 1:
        return found[0]
    there = ", ".join(f"“{line.title}”" for line in rosters()) or "none"
    raise UsageError(
        f"There is no roster “{title}”. There are: {there}." if title else f"Say which roster. There are: {there}."
    )


def standing_counts(roster: Roster) -> dict[str, int]:
    """How many people stand how, every standing named."""
    rows = Entry.objects.filter(roster=roster).values_list("standing").annotate(Count("pk")).order_by()
    return dict.fromkeys(Standing.ALL, 0) | dict(rows)


def reason_counts(roster: Roster) -> dict[str, int]:
    """How many people are not asked, by the reason in words; the most frequent first."""
    rows = Entry.objects.filter(roster=roster).exclude(reason="").values_list("reason").annotate(n=Count("pk"))
    return dict(rows.order_by("-n", "reason"))


def roster_page(roster: Roster, asked: ListQuery) -> tuple[int, ListQuery, list[EntryLine]]:
    """How many people of a roster match by name, number, address or unit; and one page of them. Two queries."""
    found = Entry.objects.filter(roster=roster)
    if words := asked.words:
        by_name, by_mail = Q(person__name__icontains=words), Q(person__email__icontains=words)
        found = found.filter(by_name | by_mail | Q(person__number=words) | Q(unit__name__icontains=words))
    columns = {"name": "person__name", "number": "person__number", "unit": "unit__name", "standing": "standing"}
    order = f"{'-' if asked.down else ''}{columns[asked.sort]}"
    total = found.count()
    here = asked.within(total)
    return total, here, [_line(entry) for entry in found.select_related("person").order_by(order, "pk")[here.rows]]


def _line(entry: Entry) -> EntryLine:
    standing = entry.standing.replace("_", " ") + (f": {entry.reason}" if entry.reason else "")
    person, place, role = entry.person, " / ".join(entry.path), entry.facts.get("role", "")
    return EntryLine(
        person.name, person.number, place, role, person.email, standing + (", on paper" if entry.paper else "")
    )


def accounts_in_use() -> int:
    """How many accounts can sign in."""
    return Account.objects.filter(is_active=True).count()


def everybody_on(roster: Roster) -> Everybody:
    """Everybody on a roster, whoever is asked. One query."""
    return Everybody(roster, tuple(Entry.objects.filter(roster=roster).select_related("person").order_by("pk")))


def entries_for(roster: Roster | Everybody, where: Where) -> tuple[Listed, ...]:
    """The eligible people whose facts are among the values given, in the order of the file.

    Raises UsageError for a fact that nobody on the roster has.
    """
    read = roster if isinstance(roster, Everybody) else everybody_on(roster)
    _check_facts(read.roster, where)
    wanted = {fact: set(values) for fact, values in where.items()}
    return tuple(
        _listed(entry) for entry in read.entries if entry.standing == Standing.ELIGIBLE and _fits(entry, wanted)
    )


def paper_forms(everybody: Everybody, where: Where) -> int:
    """How many of those ``entries_for`` gives get a paper form in the place of a link."""
    wanted = {fact: set(values) for fact, values in where.items()}
    forms = (entry for entry in everybody.entries if entry.paper and entry.standing == Standing.ELIGIBLE)
    return sum(_fits(entry, wanted) for entry in forms)


def groups_of(roster: Roster | Everybody, where: Where, dimensions: Iterable[str]) -> Groups:
    """The number of those ``entries_for`` gives, in all and by dimension. “team” is the whole organisation tree.

    Labels are unique within a dimension: of two teams with one name, each is given with the unit above it.
    Raises UsageError for a fact that nobody on the roster has.
    """
    dimensions = list(dimensions)
    read = roster if isinstance(roster, Everybody) else everybody_on(roster)
    _check_facts(read.roster, {**where, **dict.fromkeys(dimensions, ())})
    wanted = {fact: set(values) for fact, values in where.items()}
    everybody = read.entries
    here = [entry for entry in everybody if entry.standing == Standing.ELIGIBLE and _fits(entry, wanted)]
    groups = {
        name: _tree(everybody, here) if name == RESERVED else _flat(name, read.roster.facts[name], here)
        for name in dimensions
    }
    return Groups(len(here), groups)


def sizes_for(roster: Roster, wheres: Iterable[Where]) -> list[int]:
    """How many eligible people each of these would find, in their order. One query for all of them."""
    rows = Entry.objects.filter(roster=roster, standing=Standing.ELIGIBLE)
    here = list(rows.only("facts", "path").order_by())
    wanted = [{fact: set(values) for fact, values in where.items()} for where in wheres]
    return [sum(_fits(entry, one) for entry in here) for one in wanted]


def units_by_label(rosters: Iterable[int]) -> dict[int, dict[str, frozenset[int | None]]]:
    """For each of these rosters: by the label of a unit in ``groups_of``, the units of everybody in it, asked or not.

    None stands for somebody whose unit is not known. One query for all rosters.
    """
    rows = Entry.objects.filter(roster__in=list(rosters)).values_list("roster", "path", "unit")
    units: dict[int, dict[Path, set[int | None]]] = {}
    for roster, path, unit, _ in rows.annotate(first=Min("pk")).order_by("first"):
        if path:
            units.setdefault(roster, {}).setdefault(tuple(path), set()).add(unit)
    return {roster: _by_label(placed) for roster, placed in units.items()}


def _by_label(placed: Mapping[Path, set[int | None]]) -> dict[str, frozenset[int | None]]:
    labels = labels_of(with_those_above(placed))
    found: dict[str, set[int | None]] = {label: set() for label in labels.values()}
    for path, units in placed.items():
        for depth in range(1, len(path) + 1):
            found[labels[path[:depth]]] |= units
    return {label: frozenset(units) for label, units in found.items()}


def upper_units(roster: Roster, levels: int = 2) -> tuple[str, ...]:
    """The names of the units of a roster down to this level, each once, in tree order."""
    paths = Entry.objects.filter(roster=roster).order_by("pk").values_list("path", flat=True)
    tree = with_those_above(dict.fromkeys(tuple(path[:levels]) for path in paths if path))
    return tuple(dict.fromkeys(path[-1] for path in labels_of(tree)))


def units_known() -> tuple[ReadUnit, ...]:
    """The organisation as it is now: every unit that is not closed, in tree order."""
    rows = Unit.objects.filter(closed=False).select_related("parent").order_by("pk")
    open_ = {unit.code: unit for unit in rows}
    above = {code: unit.parent.code if unit.parent_id else "" for code, unit in open_.items()}
    return in_tree_order(
        ReadUnit(code, unit.name, above[code] if above[code] in open_ else "") for code, unit in open_.items()
    )


def _check_facts(roster: Roster, asked: Mapping[str, object]) -> None:
    unknown = [fact for fact in asked if fact not in (*roster.facts, UNIT)]
    if unknown:
        there = ", ".join(sorted(roster.facts)) or "none"
        raise UsageError(f"The roster “{roster.title}” has no fact “{unknown[0]}”. It has: {there}.")


def _fits(entry: Entry, wanted: Mapping[str, set[str]]) -> bool:
    return all(
        not values.isdisjoint(entry.path) if fact == UNIT else entry.facts.get(fact) in values
        for fact, values in wanted.items()
    )


def _listed(entry: Entry) -> Listed:
    person = entry.person
    return Listed(
        entry.pk,
        person.pk,
        person.number,
        person.name,
        person.email,
        tuple(entry.path),
        dict(entry.facts),
        entry.paper,
    )


def _flat(name: str, labels: list[str], entries: list[Entry]) -> tuple[Group, ...]:
    counts = Counter(entry.facts.get(name, "") for entry in entries)
    return tuple(Group(label, "", counts[label]) for label in labels if counts[label])


def _tree(everybody: Iterable[Entry], entries: list[Entry]) -> tuple[Group, ...]:
    """Units with those below them counted in. Labels are those of the whole roster, whoever is asked."""
    labels = labels_of(with_those_above(tuple(entry.path) for entry in everybody if entry.path))
    counts: Counter[Path] = Counter()
    for entry in entries:
        counts.update(tuple(entry.path[:depth]) for depth in range(1, len(entry.path) + 1))
    return tuple(
        Group(label, labels.get(path[:-1], ""), counts[path]) for path, label in labels.items() if counts[path]
    )
