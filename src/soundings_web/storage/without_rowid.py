"""Tables without a row number.

SQLite numbers the rows of an ordinary table in order of arrival. A table ``WITHOUT ROWID`` is kept by its own,
random, key. PostgreSQL has no such number; there rewriting does the work (see ``rewriting``).
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
        if schema_editor.connection.vendor != "sqlite":
            return
        for name in self.models:
            table = to_state.apps.get_model(app_label, name)._meta.db_table
            _make_anew(schema_editor.connection, table)

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
