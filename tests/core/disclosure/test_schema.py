"""A release keeps to its published schema."""

import json

import jsonschema
from tests.core.disclosure.conftest import eligible

from soundings.disclosure import EarlierWave, publish, release_to_text
from soundings.disclosure.schema import release_schema

ROWS = [(load, late, 1, ("East", "West")[load % 2], 0) for load in range(5) for late in range(5)] * 4


def test_a_release_keeps_to_its_schema(respond, wave):
    now, before = respond(ROWS), respond(ROWS[:60], "1")
    asked = wave(now, eligible=eligible(200, East=90, West=110), by=("team",), earlier=EarlierWave("2025", before))
    data = json.loads(release_to_text(publish(asked)))

    jsonschema.Draft202012Validator(json.loads(release_schema())).validate(data)
    assert data["surveys"][0]["figures"]["value"]


def test_the_schema_refuses_a_key_it_does_not_know(respond, wave):
    data = json.loads(release_to_text(publish(wave(respond(ROWS)))))
    data["surveys"][0]["answers"] = []
    validator = jsonschema.Draft202012Validator(json.loads(release_schema()))

    assert not validator.is_valid(data)
