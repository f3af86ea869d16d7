"""The JSON Schema of a release, kept in ``docs/schemas/release.schema.json``."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from soundings.analysis.figures import FACTS, KEYS, STATUSES
from soundings.disclosure.levels import AUDIENCES
from soundings.disclosure.release import (
    FORMAT,
    VERSION,
    Composite,
    Dimension,
    Finding,
    ItemFacts,
    PlanFacts,
    Protection,
)
from soundings.disclosure.technical_facts import Technical

TEXT = {"type": "string"}
PARTS = {"items": ItemFacts, "composites": Composite, "dimensions": Dimension, "findings": Finding}
WORDS = ("code", "title", "instrument", "instrument_version", "period", "wave", "previous")


def release_schema() -> str:
    """The schema of the newest version of the format, as JSON text."""
    definitions: dict[str, Any] = {}
    survey: dict[str, Any] = dict.fromkeys(WORDS, TEXT)
    survey["sections"] = _list({"type": "array", "prefixItems": [TEXT, TEXT], "items": False, "minItems": 2})
    survey |= {name: _list(_part(kind, definitions)) for name, kind in PARTS.items()}
    survey |= {"figures": _figures(), "notes": _list(TEXT)}
    survey["protection"] = {"anyOf": [_part(Protection, definitions), {"type": "null"}]}
    survey["technical"] = _part(Technical, definitions)
    top = {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        "wave": TEXT,
        "title": TEXT,
        "organisation": TEXT,
        "plan": _part(PlanFacts, definitions),
        "surveys": _list(_object(survey, optional=("technical",))),
        "earlier": _list(TEXT),
        "audience": {"enum": ["", *AUDIENCES]},
        "group": TEXT,
        "taken_from": TEXT,
        "hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Soundings release, version {VERSION}",
        **_object(top),
        "$defs": definitions,
    }
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _part(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    schema = TypeAdapter(kind).json_schema(ref_template="#/$defs/{model}")
    definitions |= schema.pop("$defs", {})
    definitions[kind.__name__] = schema
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _figures() -> dict[str, Any]:
    """The tidy table by columns, all of one length: keys are text, facts are numbers or nothing."""
    columns = {name: _list(TEXT) for name in KEYS}
    columns |= {name: _list({"type": ["number", "null"]}) for name in FACTS if name != "status"}
    columns["status"] = _list({"enum": sorted(STATUSES)})
    return _object(columns)


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _object(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(set(properties) - set(optional)),
        "additionalProperties": False,
    }
