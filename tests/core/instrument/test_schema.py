"""The JSON Schema that editors use."""

import json

from soundings.instrument.schema import instrument_schema


def test_schema_speaks_of_keys_as_they_are_written_in_the_file():
    condition = json.loads(instrument_schema())["$defs"]["Condition"]["properties"]

    assert set(condition) == {"item", "is", "all", "any", "not"}


def test_schema_names_what_every_item_needs():
    schema = json.loads(instrument_schema())

    assert set(schema["$defs"]["Item"]["required"]) == {"code", "text", "kind"}
    assert schema["$defs"]["Item"]["additionalProperties"] is False
