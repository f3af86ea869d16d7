"""Databases that are killed, filled and interrupted: never the one that ordinary tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from tests.postgresql import programs
from tests.web.durability.sites import Builder, Site


@pytest.fixture(scope="session")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    """Makes sites, and takes everything down afterwards."""
    made = Builder(tmp_path_factory.mktemp("sites"))
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database; in a run against PostgreSQL only that one, so that none is tried twice."""
    wanted: str = request.param
    if os.environ.get("DATABASE_URL", "").startswith("postgres") and wanted == "sqlite":
        pytest.skip("a run on PostgreSQL tries PostgreSQL; the ordinary run tries both")
    if wanted == "postgresql" and programs() is None:
        pytest.skip("no PostgreSQL here: install it or set PG_BINDIR")
    return wanted


@pytest.fixture
def site(builder: Builder, kind: str) -> Site:
    """A site with empty tables."""
    return builder.sqlite() if kind == "sqlite" else builder.postgresql()
