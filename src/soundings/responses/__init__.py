"""WHAT WAS SAID. Responses coded against an instrument, and the files they come from."""

from soundings.responses.answer_columns import from_answer_columns
from soundings.responses.coding import read_responses
from soundings.responses.eligible import Eligible, EligibleGroup, load_eligible
from soundings.responses.mapping import Mapping, load_mapping
from soundings.responses.proposing import propose_mapping
from soundings.responses.response_set import (
    MISSING,
    NOT_APPLICABLE,
    NOT_ASKED,
    PREFER_NOT_TO_SAY,
    ResponseSet,
)

__all__ = [
    "MISSING",
    "NOT_APPLICABLE",
    "NOT_ASKED",
    "PREFER_NOT_TO_SAY",
    "Eligible",
    "EligibleGroup",
    "Mapping",
    "ResponseSet",
    "from_answer_columns",
    "load_eligible",
    "load_mapping",
    "propose_mapping",
    "read_responses",
]
