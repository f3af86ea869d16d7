"""What loading a roster would change, worked out beforehand. Nothing here writes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from soundings_web.people.models import Entry, Roster, Standing
from soundings_web.people.reading import ReadPerson, ReadRoster


@dataclass(frozen=True)
class Named:
    """Somebody, as a list shows them."""

    number: str
    name: str


@dataclass(frozen=True)
class Change:
    """One thing about somebody that will be different."""

    number: str
    name: str
    was: str
    now: str


@dataclass(frozen=True)
class Preview:
    """What the file would change against the newest roster; with faults, nothing but the faults."""

    people: int = 0
    standings: dict[str, int] = field(default_factory=dict)
    new: tuple[Named, ...] = ()
    gone: tuple[Named, ...] = ()
    moved: tuple[Change, ...] = ()
    changed_role: tuple[Change, ...] = ()
    changed_email: tuple[Change, ...] = ()
    changed_name: tuple[Change, ...] = ()
    unchanged: int = 0
    new_units: tuple[str, ...] = ()
    closed_units: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """Somebody on the newest roster, with the name and address known today."""

    name: str
    email: str
    path: tuple[str, ...]
    role: str


def known_people(title: str = "") -> dict[str, Known]:
    """Those who had not left, by staff number: on the roster of this title or, without one, on the newest."""
    rosters = Roster.objects.order_by("-census_on", "-pk")
    before = rosters.filter(title=title).first() or rosters.first()
    rows = Entry.objects.filter(roster=before).exclude(standing=Standing.LEFT).select_related("person").order_by("pk")
    return {
        entry.person.number: Known(
            entry.person.name, entry.person.email, tuple(entry.path), entry.facts.get("role", "")
        )
        for entry in (rows if before else ())
    }


def compared(read: ReadRoster, known: Mapping[str, Known], units: Mapping[str, str], *, whole_tree: bool) -> Preview:
    """The differences. ``units`` are the names of the open units by code; ``whole_tree`` closes those not named."""
    here = {person.number: person for person in read.people if person.standing != Standing.LEFT}
    both = [(known[number], person) for number, person in here.items() if number in known]
    codes = {unit.code for unit in read.tree}
    moved = _changes(both, lambda was: " / ".join(was.path), lambda now: " / ".join(now.path))
    role = _changes(both, lambda was: was.role, lambda now: now.facts.get("role", ""))
    email = _changes(both, lambda was: was.email, lambda now: now.email)
    name = _changes(both, lambda was: was.name, lambda now: now.name)
    touched = {change.number for change in (*moved, *role, *email, *name)}
    return Preview(
        people=len(read.people),
        standings=dict.fromkeys(Standing.ALL, 0) | read.standings,
        new=tuple(Named(number, person.name) for number, person in here.items() if number not in known),
        gone=tuple(Named(number, was.name) for number, was in known.items() if number not in here),
        moved=moved,
        changed_role=role,
        changed_email=email,
        changed_name=name,
        unchanged=len(both) - len(touched),
        new_units=tuple(unit.name for unit in read.tree if unit.code not in units),
        closed_units=tuple(name for code, name in units.items() if whole_tree and code not in codes),
        notes=read.notes,
    )


def _changes(
    both: Sequence[tuple[Known, ReadPerson]], was: Callable[[Known], str], now: Callable[[ReadPerson], str]
) -> tuple[Change, ...]:
    pairs = ((before, person, was(before), now(person)) for before, person in both)
    return tuple(Change(person.number, person.name, old, new) for _, person, old, new in pairs if old != new)
