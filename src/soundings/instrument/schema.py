"""The JSON Schema of instrument files, for editors that check while one types."""

from __future__ import annotations

import json

from soundings.instrument.model import Instrument


def instrument_schema() -> str:
    """The schema as JSON text, kept in ``docs/schemas/instrument.schema.json``."""
    schema = Instrument.model_json_schema(by_alias=True)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Soundings instrument", **schema}
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
