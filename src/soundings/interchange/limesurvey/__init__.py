"""LimeSurvey: its structure files as drafts of instruments, its exports of answers as mappings."""

from soundings.interchange.limesurvey.answers import mapping_from_limesurvey
from soundings.interchange.limesurvey.structure import instrument_from_limesurvey

__all__ = ["instrument_from_limesurvey", "mapping_from_limesurvey"]
