"""Loading, choosing paper and freezing: what is written, what is refused, and that refusing changes nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone
from tests.web.people.conftest import ANN, BOB, CAT, DAN

from soundings.errors import FaultyFileError, NotNowError, SoundingsError, UnmatchedDataError, UsageError
from soundings_web.people import actions, audit, queries
from soundings_web.people.layout import Exclusion, Layout
from soundings_web.people.models import AuditEvent, Entry, Person, Roster, Unit

pytestmark = pytest.mark.django_db

CENSUS = date(2026, 3, 31)
Write = Callable[..., Path]


def load(path: Path, title: str = "2026", **more: object) -> Roster:
    return actions.load_roster(path, **{"census_on": CENSUS, "by": "psw", **more}, title=title)  # type: ignore[arg-type]


def everything() -> list[object]:
    """All that is stored in this room, to see that nothing changed."""
    return [list(kind.objects.order_by("pk").values()) for kind in (Unit, Person, Roster, Entry, AuditEvent)]


def refused(error: type[SoundingsError], act: Callable[[], object]) -> str:
    """The sentence of a refusal that left everything as it was."""
    before = everything()
    with pytest.raises(error) as told:
        act()
    assert everything() == before
    return str(told.value)


def test_loading_writes_organisation_people_and_entries(four: Path):
    roster = load(four)

    assert (roster.state, roster.source, roster.census_on) == ("draft", "roster.csv", CENSUS)
    assert roster.counts == {"eligible": 4, "left": 0, "long_absence": 0, "excluded": 0}
    assert list(Unit.objects.order_by("pk").values_list("code", "parent__code")) == [
        ("children", None),
        ("children/help", "children"),
        ("children/help/front-door", "children/help"),
        ("children/help/assessment", "children/help"),
        ("adults", None),
        ("adults/living-well", "adults"),
        ("adults/living-well/assessment", "adults/living-well"),
    ]
    ann = Person.objects.get(number="1")
    assert (ann.name, ann.email, ann.unit.code) == ("Ann Lee", "ann@council.example", "children/help/front-door")
    entry = Entry.objects.get(roster=roster, person=ann)
    assert (entry.unit, entry.path, entry.paper) == (ann.unit, ["Children", "Help", "Front door"], False)
    assert entry.facts["role"] == "social_worker"


def test_loading_is_in_the_audit_trail_as_counts_without_names(four: Path):
    load(four)

    event = AuditEvent.objects.get()
    assert (event.by, event.what, event.about) == ("psw", "roster loaded", "roster “2026”")
    assert event.details["counts"]["eligible"] == 4
    assert "Ann" not in str(event.details)
    assert audit.broken_at() is None


def test_a_faulty_file_changes_nothing(roster_file: Write, four: Path):
    load(four)

    assert "row 3" in refused(FaultyFileError, lambda: load(roster_file(ANN, ANN)))


def test_loading_again_replaces_the_entries_of_a_draft(roster_file: Write, four: Path):
    first = load(four)
    moved = BOB.replace("Assessment", "Front door").replace("Roy", "Royce")
    second = load(roster_file(ANN, moved), census_on=CENSUS + timedelta(days=1))

    assert second.pk == first.pk
    assert second.census_on == CENSUS + timedelta(days=1)
    assert [entry.number for entry in queries.entries_for(second, {})] == ["1", "2"]
    bob = Person.objects.get(number="2")
    assert (bob.name, bob.unit.code) == ("Bob Royce", "children/help/front-door")
    assert Person.objects.count() == 4, "who is gone keeps the staff record"
    assert list(AuditEvent.objects.order_by("pk").values_list("what", flat=True)) == [
        "roster loaded",
        "roster loaded again",
    ]


def test_another_title_is_another_roster_of_the_same_people(four: Path):
    load(four, "2025")
    load(four, "2026")

    assert (Roster.objects.count(), Person.objects.count(), Entry.objects.count()) == (2, 4, 8)


def test_a_frozen_roster_is_never_changed(roster_file: Write, four: Path):
    roster = actions.freeze_roster(load(four), by="psw")

    for act in (
        lambda: load(roster_file(ANN)),
        lambda: actions.set_paper(roster, ["1"], by="psw"),
        lambda: actions.freeze_roster(roster, by="psw"),
    ):
        assert "a roster is not changed after its census date" in refused(NotNowError, act)


def test_what_is_frozen_keeps_place_and_facts_when_the_living_record_moves_on(roster_file: Write, four: Path):
    roster = actions.freeze_roster(load(four), by="psw")
    load(roster_file(ANN.replace("Front door", "Court").replace("social_worker", "senior")), "2027")

    ann = queries.entries_for(roster, {})[0]
    assert (ann.path, ann.facts["role"]) == (("Children", "Help", "Front door"), "social_worker")
    assert Person.objects.get(number="1").unit.name == "Court"


@pytest.mark.parametrize(("days", "allowed"), [(-1, True), (0, True), (1, False)])
def test_a_roster_is_frozen_from_its_census_date_on(roster_file: Write, days: int, allowed: bool):
    roster = load(roster_file("1", head="Number"), census_on=timezone.localdate() + timedelta(days=days))

    if allowed:
        assert actions.freeze_roster(roster, by="psw").state == "frozen"
        assert AuditEvent.objects.order_by("-pk")[0].what == "roster frozen"
    else:
        assert "from its census date on" in refused(NotNowError, lambda: actions.freeze_roster(roster, by="psw"))


def test_a_roster_without_anybody_eligible_is_not_frozen(roster_file: Write):
    roster = load(roster_file("1,01/01/2026", head="Number,Left on"))

    assert "Nobody" in refused(NotNowError, lambda: actions.freeze_roster(roster, by="psw"))


@pytest.mark.parametrize("title", ["", " ", "x" * 201])
def test_a_roster_has_a_title_that_can_be_kept(four: Path, title: str):
    refused(UsageError, lambda: load(four, title))


def test_paper_goes_to_those_listed_and_nobody_else(four: Path):
    roster = load(four)
    actions.set_paper(roster, ["1", "2"], by="psw")
    actions.set_paper(roster, ["2", "4"], by="psw")

    assert [entry.number for entry in queries.entries_for(roster, {}) if entry.paper] == ["2", "4"]


def test_paper_for_somebody_who_is_not_asked_is_refused_with_every_number(roster_file: Write):
    roster = load(roster_file("1,", "2,01/01/2026", head="Number,Left on"))

    told = refused(UnmatchedDataError, lambda: actions.set_paper(roster, ["1", "2", "9"], by="psw"))

    assert told.startswith("2 of 3 staff numbers")
    assert told.splitlines()[1:] == ["  - 2", "  - 9"]


def test_the_choice_of_paper_outlasts_loading_again_for_those_still_asked(roster_file: Write, four: Path):
    roster = load(four)
    actions.set_paper(roster, ["1", "2"], by="psw")

    load(roster_file(ANN, CAT, DAN))

    assert [entry.number for entry in queries.entries_for(roster, {}) if entry.paper] == ["1"]
    details = AuditEvent.objects.order_by("-pk")[0].details
    assert (details["paper kept"], details["paper dropped"]) == (1, 1)


def test_a_whole_tree_closes_what_it_no_longer_names_and_opens_what_comes_back(roster_file: Write):
    people = roster_file("1,A1", head="Number,Unit", name="people.csv")
    rows = ["A,Top,", "A1,Duty,A", "A2,Court,A"]
    load(people, tree=roster_file(*rows, head="code,name,parent", name="tree.csv"))
    load(people, tree=roster_file(rows[0], "A1,Front door,A", head="code,name,parent", name="tree.csv"))

    assert [unit.code for unit in queries.units_known()] == ["A", "A1"]
    assert Unit.objects.get(code="A1").name == "Front door"
    assert Unit.objects.get(code="A2").closed

    load(people, tree=roster_file(*rows, head="code,name,parent", name="tree.csv"))
    assert [unit.code for unit in queries.units_known()] == ["A", "A1", "A2"]


def test_a_roster_alone_closes_no_unit(roster_file: Write, four: Path):
    load(four)
    load(roster_file(ANN), "other")

    assert not Unit.objects.filter(closed=True).exists()


def test_the_database_holds_what_must_be_so(four: Path):
    entry = Entry.objects.filter(roster=load(four)).order_by("pk")[0]

    for wrong in (
        {"standing": "gone", "reason": "x"},
        {"standing": "excluded"},
        {"reason": "x"},
        {"standing": "excluded", "reason": "x", "paper": True},
        {"person": Person.objects.get(number="2")},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.filter(pk=entry.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Roster.objects.update(state="thawed")


def test_a_preview_tells_every_difference_and_writes_nothing(roster_file: Write, four: Path):
    load(four)
    eve = "5,Moe,Eve,eve@council.example,asye,Children,Help,Court,01/02/2024"
    bob = BOB.replace("Assessment", "Front door").replace("asye", "social_worker")
    cat = CAT.replace("cat@", "poe@").replace("Cat", "Kat")
    before = everything()

    found = actions.preview_roster(roster_file(ANN, bob, cat, eve), census_on=CENSUS)

    assert everything() == before
    assert [one.name for one in found.new] == ["Eve Moe"]
    assert [one.name for one in found.gone] == ["Dan Fox"]
    assert [(one.was, one.now) for one in found.moved] == [
        ("Children / Help / Assessment", "Children / Help / Front door")
    ]
    assert [(one.was, one.now) for one in found.changed_role] == [("asye", "social_worker")]
    assert [(one.was, one.now) for one in found.changed_email] == [("cat@council.example", "poe@council.example")]
    assert [(one.was, one.now) for one in found.changed_name] == [("Cat Poe", "Kat Poe")]
    assert found.unchanged == 1
    assert found.new_units == ("Court",)
    assert found.closed_units == ()
    assert (found.people, found.standings["eligible"], found.faults) == (4, 4, ())


def test_a_preview_compares_with_the_newest_roster_or_the_one_named(roster_file: Write, four: Path):
    load(roster_file(ANN, name="one.csv"), "2025", census_on=date(2025, 12, 31))
    load(four, "2026")

    assert len(actions.preview_roster(four, census_on=CENSUS).new) == 0
    assert len(actions.preview_roster(four, census_on=CENSUS, title="2025").new) == 3


def test_a_preview_of_a_faulty_file_is_its_faults(roster_file: Write):
    found = actions.preview_roster(roster_file(ANN, ANN), census_on=CENSUS)

    assert len(found.faults) == 2
    assert (found.people, found.new) == (0, ())


def test_somebody_who_has_left_counts_as_gone_in_a_preview(roster_file: Write):
    head = "Number,Left on"
    load(roster_file("1,", "2,", head=head))
    found = actions.preview_roster(roster_file("1,", "2,01/03/2026", head=head), census_on=CENSUS)

    assert [one.number for one in found.gone] == ["2"]
    assert found.standings == {"eligible": 1, "left": 1, "long_absence": 0, "excluded": 0}


def test_those_who_are_not_asked_stay_on_the_roster_and_are_counted(roster_file: Write):
    rules = Layout(
        exclude=(Exclusion(reason="away", absent_weeks_over=4), Exclusion(reason="new", weeks_in_post_under=4))
    )
    rows = ["1,,,", "2,01/01/2026,,", "3,,,01/01/2020", "4,,20/03/2026,", "5,,21/03/2026,"]
    roster = load(roster_file(*rows, head="Number,AbsentSince,StartDate,Left on"), layout=rules)

    assert queries.standing_counts(roster) == {"eligible": 1, "left": 1, "long_absence": 1, "excluded": 2}
    assert queries.reason_counts(roster) == {"new": 2, "away": 1, "left on or before the census date": 1}
    assert [entry.number for entry in queries.entries_for(roster, {})] == ["1"]


@pytest.mark.django_db(transaction=True)
def test_rosters_loaded_at_the_same_moment_share_units_and_people(four: Path):
    def load_one(title: str) -> None:
        try:
            load(four, title)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(load_one, ["a", "b", "a", "c"]))

    assert (Unit.objects.count(), Person.objects.count(), Entry.objects.count()) == (7, 4, 12)
    assert audit.broken_at() is None


@pytest.mark.django_db(transaction=True)
def test_a_roster_that_is_frozen_while_another_load_waits_stays_as_it_was_frozen(four: Path, roster_file: Write):
    roster = load(four)

    def act(what: str) -> str:
        try:
            if what == "freeze":
                actions.freeze_roster(roster, by="psw")
            else:
                load(roster_file(ANN, name="ann.csv"))
        except NotNowError:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        froze, loaded = pool.map(act, ["freeze", "load"])

    frozen = Roster.objects.get()
    assert (froze, frozen.state) == ("done", "frozen")
    assert Entry.objects.filter(roster=frozen).count() == frozen.counts["eligible"] == (1 if loaded == "done" else 4)
