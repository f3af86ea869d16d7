"""The JSON Schema of instrument files, for editors that check while one types."""

from __future__ import annotations

import json

from pydantic import BaseModel

from soundings.instrument.local import LocalFile
from soundings.instrument.model import Instrument


def instrument_schema() -> str:
    """The schema as JSON text, kept in ``docs/schemas/instrument.schema.json``."""
    return _schema_of(Instrument, "Soundings instrument")


def local_schema() -> str:
    """The schema of local additions, kept in ``docs/schemas/local-additions.schema.json``."""
    return _schema_of(LocalFile, "Soundings local additions")


def _schema_of(model: type[BaseModel], title: str) -> str:
    schema = model.model_json_schema(by_alias=True)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
