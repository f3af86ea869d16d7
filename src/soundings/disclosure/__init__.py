"""THE GATE. No figure leaves except through ``publish``.

A release is planned, protected and frozen here; everything downstream (reports, tables, the website) reads
only what these names offer.
"""

from soundings.analysis.figures import MEASURES, NOT_SHOWN, STATUSES, Figure, Figures
from soundings.analysis.findings import Evidence
from soundings.disclosure.publishing import EarlierWave, SurveyInput, WaveInput, publish
from soundings.disclosure.release import (
    Comparison,
    Composite,
    Dimension,
    Finding,
    Group,
    ItemFacts,
    OptionFacts,
    PlanFacts,
    Release,
    SurveyRelease,
    release_from_text,
    release_to_text,
)
from soundings.disclosure.wave import PreviousFiles, SurveyFiles, load_wave, read_survey

__all__ = [
    "MEASURES",
    "NOT_SHOWN",
    "STATUSES",
    "Comparison",
    "Composite",
    "Dimension",
    "EarlierWave",
    "Evidence",
    "Figure",
    "Figures",
    "Finding",
    "Group",
    "ItemFacts",
    "OptionFacts",
    "PlanFacts",
    "PreviousFiles",
    "Release",
    "SurveyFiles",
    "SurveyInput",
    "SurveyRelease",
    "WaveInput",
    "load_wave",
    "publish",
    "read_survey",
    "release_from_text",
    "release_to_text",
]
