"""The audit trail: only added to, and whatever is changed in it shows."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import IntegrityError

from soundings_web.people import audit
from soundings_web.people.models import AuditEvent


def three_events() -> list[AuditEvent]:
    return [audit.record(by="ann", what="tried", about=f"thing {n}", details={"n": n, "yes": True}) for n in range(3)]


def tamper(column: str, value: object, key: int) -> None:
    """As somebody would who can write to the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE people_auditevent SET {column} = %s WHERE id = %s", [value, key])  # noqa: S608 - a column of ours


@pytest.mark.django_db
def test_events_follow_one_another():
    first, second, third = three_events()

    assert [first.previous, second.previous, third.previous] == [audit.FIRST, first.hash, second.hash]
    assert audit.broken_at() is None


@pytest.mark.django_db
def test_an_empty_trail_is_whole():
    assert audit.broken_at() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("by", "bob"),
        ("what", "dared"),
        ("about", "thing 7"),
        ("details", '{"n": 1, "yes": false}'),
        ("at", "2026-01-01 00:00:00+00:00"),
        ("previous", "f" * 64),
        ("hash", "f" * 64),
    ],
)
def test_a_changed_event_breaks_the_trail(column: str, value: str):
    _, second, _ = three_events()

    tamper(column, value, second.pk)

    assert audit.broken_at() == second.pk


@pytest.mark.django_db
def test_a_missing_event_breaks_the_trail_at_the_next():
    _, second, third = three_events()

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_auditevent WHERE id = %s", [second.pk])

    assert audit.broken_at() == third.pk


@pytest.mark.django_db
def test_an_event_is_neither_changed_nor_deleted_by_the_site():
    event = three_events()[0]
    event.by = "bob"

    for touch in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.filter(pk=event.pk).update(by="bob"),
        lambda: AuditEvent.objects.bulk_update([event], ["by"]),
        lambda: AuditEvent.objects.bulk_create([AuditEvent()]),
    ):
        with pytest.raises(TypeError):
            touch()

    assert AuditEvent.objects.get(pk=event.pk).by == "ann"
    assert audit.broken_at() is None


@pytest.mark.django_db
def test_two_events_cannot_follow_the_same_one():
    first = three_events()[0]
    fork = AuditEvent(at=first.at, by="bob", what="x", about="y", previous=first.hash, hash="0" * 64)

    with pytest.raises(IntegrityError), transaction.atomic():
        fork.save()


@pytest.mark.django_db
def test_details_with_fractions_are_refused_since_they_do_not_come_back_alike():
    with pytest.raises(TypeError, match="whole number"):
        audit.record(by="ann", what="tried", about="it", details={"share": [0.1]})


@pytest.mark.django_db
def test_details_come_back_as_they_were_whatever_the_order_of_their_keys():
    audit.record(
        by="ann", what="tried", about="it", details={"zeta": 1, "a": None, "Übung “x”": ["é", {"b": 2, "a": 1}]}
    )

    assert audit.broken_at() is None


@pytest.mark.django_db(transaction=True)
def test_an_action_that_fails_leaves_no_event():
    with transaction.atomic():
        audit.record(by="ann", what="tried", about="it")
        transaction.set_rollback(True)

    assert AuditEvent.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_trail_stays_one_chain_when_many_record_at_once():
    def record(n: int) -> None:
        try:
            with transaction.atomic():
                audit.record(by=f"person {n}", what="tried", about="it")
                if n % 4 == 0:
                    transaction.set_rollback(True)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(record, range(40)))

    assert AuditEvent.objects.count() == 30
    assert audit.broken_at() is None


@pytest.mark.django_db
def test_the_command_shows_the_newest_events_and_where_the_trail_ends(capsys: pytest.CaptureFixture[str]):
    three = three_events()

    call_command("trail", "--last", "2")

    *shown, verdict = capsys.readouterr().out.splitlines()
    assert [line.split(" UTC ")[1] for line in shown] == ["ann: tried, thing 1", "ann: tried, thing 2"]
    assert verdict == f"The audit trail is whole: 3 events. It ends with {three[-1].hash}."


@pytest.mark.django_db
def test_the_command_fails_where_the_trail_is_broken():
    second = three_events()[1]
    tamper("by", "bob", second.pk)

    with pytest.raises(CommandError, match=f"broken at event {second.pk}"):
        call_command("trail")
