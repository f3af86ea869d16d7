"""Whether the tables of a database are those that this version expects."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor


def is_prepared(connection: BaseDatabaseWrapper) -> bool:
    """Whether every migration has been run. Raises DatabaseError where the database does not answer."""
    plan = MigrationExecutor(connection)
    return not plan.migration_plan(plan.loader.graph.leaf_nodes())
