"""THE GATE. No figure leaves except through ``publish``.

A release is planned, protected and frozen here; everything downstream (reports, tables, the website) reads
only what these names offer.
"""

from soundings.analysis.figures import MEASURES, NOT_SHOWN, STATUSES, Figure, Figures
from soundings.analysis.findings import Evidence
from soundings.disclosure.audiences import for_audience, left_out
from soundings.disclosure.audit import Audited, Given, audit
from soundings.disclosure.forecast import BreakdownForecast, GroupForecast, forecast
from soundings.disclosure.forecast_crossed import CrossingForecast, forecast_crossed
from soundings.disclosure.levels import AUDIENCES, LEADERSHIP, LINE, PUBLIC
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
    Protection,
    Release,
    SurveyRelease,
    release_from_text,
    release_to_text,
)
from soundings.disclosure.technical_facts import (
    LEAST_FOR_ANNEX,
    ChangeUnder,
    DriverFacts,
    OutcomeFacts,
    OverlapFacts,
    ReliabilityFacts,
    Technical,
    Under,
    WeightedShare,
    WeightingFacts,
)
from soundings.disclosure.wave import (
    Plan,
    PreviousFiles,
    SurveyFiles,
    load_wave,
    load_wave_plan,
    planned_survey,
    read_survey,
)

__all__ = [
    "AUDIENCES",
    "LEADERSHIP",
    "LEAST_FOR_ANNEX",
    "LINE",
    "MEASURES",
    "NOT_SHOWN",
    "PUBLIC",
    "STATUSES",
    "Audited",
    "BreakdownForecast",
    "ChangeUnder",
    "Comparison",
    "Composite",
    "CrossingForecast",
    "Dimension",
    "DriverFacts",
    "EarlierWave",
    "Evidence",
    "Figure",
    "Figures",
    "Finding",
    "Given",
    "Group",
    "GroupForecast",
    "ItemFacts",
    "OptionFacts",
    "OutcomeFacts",
    "OverlapFacts",
    "Plan",
    "PlanFacts",
    "PreviousFiles",
    "Protection",
    "Release",
    "ReliabilityFacts",
    "SurveyFiles",
    "SurveyInput",
    "SurveyRelease",
    "Technical",
    "Under",
    "WaveInput",
    "WeightedShare",
    "WeightingFacts",
    "audit",
    "for_audience",
    "forecast",
    "forecast_crossed",
    "left_out",
    "load_wave",
    "load_wave_plan",
    "planned_survey",
    "publish",
    "read_survey",
    "release_from_text",
    "release_to_text",
]
