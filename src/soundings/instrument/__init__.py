"""WHAT WE ASK. Instruments: the questionnaires as data, with their wording history.

``load_instrument`` reads and checks a questionnaire, from a file or from the catalogue; ``Instrument.at`` gives it
as it stood in an earlier version, ``Instrument.variant`` as one service reads it.
"""

from soundings.instrument.finding_rules import Contradiction, FindingRules, Sign, load_finding_rules
from soundings.instrument.loading import load_framework
from soundings.instrument.model import Condition, Framework, History, Instrument, Item, Option, Scale, Section
from soundings.instrument.sources import catalogue_codes, instrument_sent, load_instrument, read_instrument
from soundings.instrument.tailoring import Tailoring, own_code, own_items, tailored

__all__ = [
    "Condition",
    "Contradiction",
    "FindingRules",
    "Framework",
    "History",
    "Instrument",
    "Item",
    "Option",
    "Scale",
    "Section",
    "Sign",
    "Tailoring",
    "catalogue_codes",
    "instrument_sent",
    "load_finding_rules",
    "load_framework",
    "load_instrument",
    "own_code",
    "own_items",
    "read_instrument",
    "tailored",
]
