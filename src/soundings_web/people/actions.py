"""What changes the organisation and the rosters: load, choose who gets paper, freeze. Each is one transaction."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from soundings.errors import FaultyFileError, NotNowError, UnmatchedDataError, UsageError
from soundings_web.people import audit
from soundings_web.people.layout import Layout
from soundings_web.people.models import Entry, Person, Roster, Standing, Unit
from soundings_web.people.preview import Preview, compared, known_people
from soundings_web.people.queries import standing_counts, units_known
from soundings_web.people.reading import ReadPerson, ReadRoster, ReadUnit, Rules, read_roster, read_tree
from soundings_web.ui.moments import day_in_words

LONGEST_TITLE = 200
# Rows written with one statement; the databases cut it smaller where they must.
BATCH = 2_000


def preview_roster(
    path: Path, *, census_on: date, title: str = "", layout: Layout | None = None, tree: Path | None = None
) -> Preview:
    """What loading this file would change: against the roster of this title, or else the newest. Writes nothing.

    Faults of the roster are part of the answer; those of the tree raise FaultyFileError.
    """
    rules = _rules(census_on, layout, tree)
    try:
        read = read_roster(path, rules)
    except FaultyFileError as error:
        return Preview(faults=error.faults)
    units = {unit.code: unit.name for unit in units_known()}
    return compared(read, known_people(title), units, whole_tree=tree is not None)


def load_roster(
    path: Path,
    *,
    census_on: date,
    title: str,
    by: str,
    layout: Layout | None = None,
    tree: Path | None = None,
    source: str = "",
) -> Roster:
    """Write organisation, people and roster from a file. A draft of this title gets these entries instead of its own.

    ``source`` is what the file was called by whoever sent it, where that is not its name here.
    ``tree`` is a file with the whole organisation; units that are not in it are closed. Raises FaultyFileError,
    NotNowError for a frozen roster; then nothing is changed.
    """
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise UsageError(f"Give the roster a title of at most {LONGEST_TITLE} characters.")
    read = read_roster(path, _rules(census_on, layout, tree))
    with transaction.atomic():
        _wait_for_other_loads()
        about = {"census_on": census_on, "source": (source or path.name)[:255], "facts": read.labels}
        roster, fresh = Roster.objects.select_for_update().get_or_create(title=title, defaults=about)
        _check_draft(roster)
        paper = _paper_numbers(roster)
        units = _write_units(read.tree, whole=tree is not None)
        people = _write_people(read.people, units)
        Entry.objects.filter(roster=roster).delete()
        Entry.objects.bulk_create(_entries(roster, read, units, people, paper), batch_size=BATCH)
        _keep(roster, **about, counts=standing_counts(roster))
        details: dict[str, object] = {
            "census": census_on.isoformat(),
            "source": roster.source,
            "counts": roster.counts,
            "paper kept": len(kept := paper & _paper_numbers(roster)),
            "paper dropped": len(paper) - len(kept),
        }
        what = "roster loaded" if fresh else "roster loaded again"
        audit.record(by=by, what=what, about=_about(roster), details=details)
    return roster


def set_paper(roster: Roster, numbers: Iterable[str], *, by: str) -> Roster:
    """These people, and nobody else, get a paper form. Raises UnmatchedDataError with every number that cannot."""
    wanted = set(numbers)
    with transaction.atomic():
        roster = _locked(roster)
        eligible = Entry.objects.filter(roster=roster, standing=Standing.ELIGIBLE)
        entries = dict(eligible.values_list("person__number", "pk"))
        if unknown := sorted(wanted - entries.keys()):
            raise UnmatchedDataError(
                f"{len(unknown)} of {len(wanted)} staff numbers are not among the eligible people of “{roster.title}”; "
                "nothing was changed:",
                unknown,
            )
        eligible.filter(paper=True).update(paper=False)
        for chosen in _batches([entries[number] for number in wanted]):
            Entry.objects.filter(pk__in=chosen).update(paper=True)
        audit.record(by=by, what="paper chosen", about=_about(roster), details={"people": len(wanted)})
    return roster


def freeze_roster(roster: Roster, *, by: str) -> Roster:
    """Fix the roster for good. Raises NotNowError before the census date, and where nobody is eligible."""
    with transaction.atomic():
        roster = _locked(roster)
        if timezone.localdate() < roster.census_on:
            raise NotNowError(
                f"“{roster.title}” can be frozen from its census date on, {day_in_words(roster.census_on)}. "
                "Nothing was changed."
            )
        counts = standing_counts(roster)
        if not counts["eligible"]:
            raise NotNowError(f"Nobody on “{roster.title}” is eligible. Nothing was changed.")
        _keep(roster, state=Roster.FROZEN, counts=counts)
        audit.record(by=by, what="roster frozen", about=_about(roster), details={"counts": counts})
    return roster


def _rules(census_on: date, layout: Layout | None, tree: Path | None) -> Rules:
    whole = read_tree(tree) if tree else None
    return Rules(census_on, layout or Layout(), whole, units_known())


def _locked(roster: Roster) -> Roster:
    """The roster as it is now, held until the transaction ends."""
    held: Roster = Roster.objects.select_for_update().get(pk=roster.pk)
    _check_draft(held)
    return held


def _check_draft(roster: Roster) -> None:
    if roster.state != Roster.DRAFT:
        raise NotNowError(
            f"“{roster.title}” is frozen: a roster is not changed after its census date. Nothing was changed."
        )


def _keep(roster: Roster, **changes: object) -> None:
    for name, value in changes.items():
        setattr(roster, name, value)
    roster.save(update_fields=list(changes))


def _about(roster: Roster) -> str:
    return f"roster “{roster.title}”"


def _paper_numbers(roster: Roster) -> set[str]:
    return set(Entry.objects.filter(roster=roster, paper=True).values_list("person__number", flat=True))


def _wait_for_other_loads() -> None:
    """Two loads at once would both make the same new units. In SQLite there is only one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE people_unit IN SHARE ROW EXCLUSIVE MODE")


def _write_units(tree: tuple[ReadUnit, ...], *, whole: bool) -> dict[str, Unit]:
    """Bring the organisation up to date: new units made, names and places changed, those not named closed."""
    units = {unit.code: unit for unit in Unit.objects.select_for_update().order_by("pk")}
    changed = []
    for read in tree:
        # A parent always comes before its units, so it is there by now.
        wanted = {"name": read.name, "parent_id": units[read.parent].pk if read.parent else None, "closed": False}
        unit = units.get(read.code)
        if unit is None:
            units[read.code] = Unit.objects.create(code=read.code, **wanted)
        elif any(getattr(unit, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(unit, name, value)
            changed.append(unit)
    if whole:
        named = {read.code for read in tree}
        for unit in units.values():
            if unit.code not in named and not unit.closed:
                unit.closed = True
                changed.append(unit)
    Unit.objects.bulk_update(changed, ["name", "parent", "closed"], batch_size=BATCH)
    return units


def _write_people(read: tuple[ReadPerson, ...], units: dict[str, Unit]) -> dict[str, int]:
    """Bring the staff records up to date; the key of each person by staff number."""
    fresh = [
        Person(number=person.number, name=person.name, email=person.email, unit=units.get(person.unit))
        for person in sorted(read, key=lambda person: person.number)
    ]
    Person.objects.bulk_create(
        fresh,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["name", "email", "unit"],
    )
    return {person.number: person.pk for person in fresh}


def _entries(
    roster: Roster, read: ReadRoster, units: dict[str, Unit], people: dict[str, int], paper: set[str]
) -> Iterable[Entry]:
    return (
        Entry(
            roster=roster,
            person_id=people[person.number],
            unit=units.get(person.unit),
            path=list(person.path),
            facts=person.facts,
            standing=person.standing,
            reason=person.reason,
            paper=person.number in paper and person.standing == Standing.ELIGIBLE,
        )
        for person in read.people
    )


def _batches(keys: list[int]) -> Iterable[list[int]]:
    return (keys[n : n + BATCH] for n in range(0, len(keys), BATCH))
