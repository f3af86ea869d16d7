"""Words the invented council is made of. No real council, and nobody in particular."""

from __future__ import annotations

import random

FORENAMES = (
    "Aisha", "Alan", "Amrit", "Bethan", "Callum", "Carys", "Chidi", "Clare", "Dawn", "Deepak", "Ella", "Emeka", "Farah",
    "Fiona", "Gareth", "Grace", "Hannah", "Harpreet", "Imran", "Isla", "Jamal", "Jess", "Kasia", "Keith", "Leila",
    "Lorna", "Marek", "Megan", "Nadia", "Nia", "Olu", "Owen", "Priya", "Rhys", "Rosa", "Samir", "Siân", "Tomasz",
    "Uma", "Vikram", "Wanda", "Yusuf", "Zoë",
)  # fmt: skip
SURNAMES = (
    "Abara", "Ashworth", "Bains", "Barlow", "Begum", "Brindle", "Chaudhry", "Cresswell", "Dhillon", "Dunmore", "Eze",
    "Fairclough", "Farrow", "Gittins", "Greaves", "Hadley", "Hussain", "Iqbal", "Jessop", "Kaur", "Kowalski", "Lomax",
    "Mahmood", "Marlowe", "Nkemelu", "Nowak", "O’Dell", "Okafor", "Pargeter", "Patel", "Quigley", "Rahman", "Sandhu",
    "Sherwin", "Tandy", "Thackray", "Umar", "Vance", "Whitlock", "Yeoman", "Zielinski",
)  # fmt: skip
_FIRST = ("Wex", "Thorn", "Brack", "Elder", "Marl", "Quern", "Ravens", "Sedge", "Tarn", "Whin", "Yar", "Fen")
_SECOND = ("mere", "wick", "hollow", "combe", "shaw", "thwaite", "marsh", "beck")
_KIND = ("Borough Council", "City Council", "Council")


def council_name(chance: random.Random) -> str:
    """An invented council, marked as such."""
    return f"{chance.choice(_FIRST)}{chance.choice(_SECOND)} {chance.choice(_KIND)} (invented)"
