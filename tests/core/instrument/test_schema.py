"""The JSON Schema that editors use."""

import json
from pathlib import Path

from soundings.instrument.schema import instrument_schema, local_schema

DOCUMENT = Path(__file__).parents[3] / "docs" / "schemas" / "instrument.schema.json"


def test_schema_in_the_documents_is_the_one_the_program_makes():
    assert DOCUMENT.read_text(encoding="utf-8") == instrument_schema(), (
        "write it afresh: .venv/bin/python -c "
        "'from soundings.instrument.schema import *; print(instrument_schema(), end=\"\")' > docs/schemas/…"
    )


def test_schema_speaks_of_keys_as_they_are_written_in_the_file():
    condition = json.loads(instrument_schema())["$defs"]["Condition"]["properties"]

    assert set(condition) == {"item", "is", "all", "any", "not"}


def test_schema_names_what_every_item_needs():
    schema = json.loads(instrument_schema())

    assert set(schema["$defs"]["Item"]["required"]) == {"code", "text", "kind"}
    assert schema["$defs"]["Item"]["additionalProperties"] is False


def test_schema_of_local_additions_in_the_documents_is_the_one_the_program_makes():
    assert DOCUMENT.with_name("local-additions.schema.json").read_text(encoding="utf-8") == local_schema()
