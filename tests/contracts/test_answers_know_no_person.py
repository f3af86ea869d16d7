"""Wall 2, on disk: what was said has no relation to a person, no time and no place in an order, on either database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models
from tests.web.box.installations import VENDORS, Ground, Installation

from soundings_web.answers.models import AnswerFile, Ballot, Draft
from soundings_web.waves.models import Ticket

SEALED = (Ballot, Draft, AnswerFile)
TABLES = [model._meta.db_table for model in (*SEALED, Ticket)]
TIMES = (models.DateField, models.TimeField, models.DurationField)
COUNTED = (models.AutoField, models.BigAutoField, models.SmallAutoField, models.IntegerField)


@pytest.fixture(params=VENDORS, scope="module")
def place(request: pytest.FixtureRequest, ground: Ground, django_db_blocker) -> Iterator[Installation]:
    with django_db_blocker.unblock(), ground.installation(request.param) as place:
        yield place


def test_every_model_of_the_box_is_looked_at_here():
    assert set(apps.get_app_config("answers").get_models()) == set(SEALED)


@pytest.mark.parametrize("model", SEALED, ids=lambda model: model.__name__)
def test_no_field_of_the_box_relates_counts_or_tells_a_time(model: type[models.Model]):
    fields = model._meta.get_fields(include_hidden=True)

    assert [field.name for field in fields if field.is_relation] == []
    assert [field.name for field in fields if isinstance(field, (*TIMES, *COUNTED))] == []
    assert [field.name for field in fields if field.has_default() and field.default is not model_key(model)] == []


def model_key(model: type[models.Model]) -> object:
    return model._meta.pk.default


@pytest.mark.parametrize("model", [Ballot, AnswerFile, Ticket], ids=lambda model: model.__name__)
def test_keys_are_chance_of_128_bits(model: type[models.Model]):
    made = [model._meta.pk.get_default() for _ in range(2000)]

    assert {len(bytes.fromhex(key)) for key in made} == {16}
    assert len({key[:8] for key in made}) > 1990
    assert made != sorted(made)


def test_no_table_points_to_a_ticket_or_into_the_box(place: Installation):
    with connection.cursor() as cursor:
        pointing = [
            (table, other)
            for table in place.tables()
            for _, other in connection.introspection.get_relations(cursor, table).values()
            if other in TABLES
        ]

    assert pointing == []


def test_the_boxes_tables_have_no_foreign_key_no_time_and_no_counter(place: Installation):
    for model in SEALED:
        table = model._meta.db_table
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, table)
            kinds = {connection.introspection.get_field_type(column.type_code, column) for column in columns}
            assert connection.introspection.get_relations(cursor, table) == {}
            assert place.vendor == "sqlite" or connection.introspection.get_sequences(cursor, table) == []
        assert {column.name for column in columns} == {field.column for field in model._meta.fields}
        assert kinds <= {"CharField", "TextField", "BinaryField"}


def test_a_ticket_has_no_time_and_no_counter(place: Installation):
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, Ticket._meta.db_table)
        if place.vendor == "postgresql":
            assert connection.introspection.get_sequences(cursor, Ticket._meta.db_table) == []

    assert {column.name for column in columns} == {"key", "survey_id", "entry_id", "link_hash", "code_lookup", "used"}


def test_sqlite_keeps_these_tables_without_a_row_number(place: Installation):
    if place.vendor != "sqlite":
        pytest.skip("PostgreSQL has no row number; what it has instead is rewritten by mixing")
    made = dict(place.rows("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))

    assert [table for table in TABLES if not made[table].endswith("WITHOUT ROWID")] == []
    assert [table for table in TABLES if "AUTOINCREMENT" in made[table].upper()] == []


def test_postgresql_fills_no_column_by_itself_and_samples_none(place: Installation):
    if place.vendor != "postgresql":
        pytest.skip("SQLite takes no samples unless somebody asks for them")
    names = ", ".join(f"'{table}'::regclass" for table in TABLES)
    columns = place.rows(
        "SELECT attrelid::regclass::text, attname, atthasdef, attidentity, attgenerated, attstattarget "  # noqa: S608 - ours
        f"FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attrelid IN ({names})"
    )
    triggers = place.rows(
        f"SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid IN ({names})"  # noqa: S608 - ours
    )

    assert columns
    assert [row for row in columns if row[2] or row[3] or row[4]] == []
    assert {row[5] for row in columns} == {0}
    assert triggers == []
