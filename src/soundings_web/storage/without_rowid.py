"""Tables without a row number, and without samples of what is in them.

SQLite numbers the rows of an ordinary table in order of arrival. A table ``WITHOUT ROWID`` is kept by its own,
random, key. PostgreSQL has no such number; there rewriting does the work (see ``rewriting``). But it keeps a hundred
values of each column among its statistics, and keeps them when the rows are deleted: of these tables it takes none.
"""

from django.db.migrations.operations.base import Operation


class WithoutRowid(Operation):
    """A step of a migration: make the empty, newly made tables of these models anew without a row number."""

    reversible = True

    def __init__(self, *models: str) -> None:
        self.models = models

    def state_forwards(self, app_label, state) -> None:  # type: ignore[no-untyped-def]
        """The models stay as they are; only the table under them changes."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:  # type: ignore[no-untyped-def]
        connection = schema_editor.connection
        for name in self.models:
            meta = to_state.apps.get_model(app_label, name)._meta
            if connection.vendor == "sqlite":
                _make_anew(connection, meta.db_table)
            elif connection.vendor == "postgresql":
                _take_no_samples(connection, meta.db_table, [field.column for field in meta.local_fields])

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:  # type: ignore[no-untyped-def]
        """Nothing to undo: the step that made the table takes it away."""

    def describe(self) -> str:
        return f"Keep {', '.join(self.models)} without a row number"


def _make_anew(connection, table: str) -> None:  # type: ignore[no-untyped-def]
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [table])
        statements = dict[str, list[str]]()
        for kind, sql in cursor.fetchall():
            statements.setdefault(kind, []).append(sql)
        cursor.execute(f'DROP TABLE "{table}"')
        cursor.execute(f"{statements['table'][0]} WITHOUT ROWID")
        for sql in statements.get("index", []):
            cursor.execute(sql)


def _take_no_samples(connection, table: str, columns: list[str]) -> None:  # type: ignore[no-untyped-def]
    with connection.cursor() as cursor:
        for column in columns:
            cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0')
