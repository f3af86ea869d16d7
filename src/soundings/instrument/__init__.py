"""WHAT WE ASK. Instruments: the questionnaires as data, with their wording history.

``load_instrument`` reads and checks a questionnaire, from a file or from the catalogue; ``Instrument.at`` gives it
as it stood in an earlier version, ``Instrument.variant`` as one service reads it.
"""

from soundings.instrument.loading import load_framework
from soundings.instrument.model import Condition, Framework, History, Instrument, Item, Option, Scale, Section
from soundings.instrument.sources import catalogue_codes, load_instrument, read_instrument

__all__ = [
    "Condition",
    "Framework",
    "History",
    "Instrument",
    "Item",
    "Option",
    "Scale",
    "Section",
    "catalogue_codes",
    "load_framework",
    "load_instrument",
    "read_instrument",
]
