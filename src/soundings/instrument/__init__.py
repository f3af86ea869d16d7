"""WHAT WE ASK. Instruments: the questionnaires as data, with their wording history.

``load_instrument`` reads and checks a file; ``Instrument.at`` gives it as it stood in an earlier version.
"""

from soundings.instrument.loading import load_framework, load_instrument
from soundings.instrument.model import Condition, Framework, History, Instrument, Item, Option, Scale, Section

__all__ = [
    "Condition",
    "Framework",
    "History",
    "Instrument",
    "Item",
    "Option",
    "Scale",
    "Section",
    "load_framework",
    "load_instrument",
]
