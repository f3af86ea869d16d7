"""Other tools' files, in and out: one module a tool, all of one shape.

A tool may offer two things. ``instrument_from_<tool>(path)`` drafts a questionnaire from the tool's own, as the text of
an instrument file; what was not understood is listed in it and never guessed. ``mapping_from_<tool>(path, instrument)``
proposes a mapping for the tool's export of answers, which are then read like any others.
"""

from collections.abc import Callable, Mapping

from soundings.interchange.draft import Draft
from soundings.interchange.forms import mapping_from_forms
from soundings.interchange.limesurvey import instrument_from_limesurvey, mapping_from_limesurvey

INSTRUMENTS: Mapping[str, Callable[[str], Draft]] = {"limesurvey": instrument_from_limesurvey}
MAPPINGS: Mapping[str, Callable[..., str]] = {"forms": mapping_from_forms, "limesurvey": mapping_from_limesurvey}

__all__ = [
    "INSTRUMENTS",
    "MAPPINGS",
    "Draft",
    "instrument_from_limesurvey",
    "mapping_from_forms",
    "mapping_from_limesurvey",
]
