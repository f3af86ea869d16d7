"""How LimeSurvey names what a person answered, and which item or option of ours that is.

LimeSurvey writes ``Q``, ``Q_SQ``, ``Q_ROW_COLUMN`` in expressions and ``Q[SQ]``, ``Q[ROW_COLUMN]`` and ``Q[SQ][1]``
above columns; the R file has ``Q_SQ#0``. An imported item has the first form as its code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from soundings.interchange.codes import code_of

OTHER = "-oth-"

_HEADING = re.compile(r"^([A-Za-z]\w*)((?:\[[^\[\]]*\])*)(?:#([01]))?$", re.ASCII)


@dataclass(frozen=True)
class Place:
    """An item, or one option of it."""

    item: str
    option: str = ""


def item_code(question: str, *parts: str) -> str:
    """Our code for a question, a row of it, or a cell of it."""
    return code_of("_".join([question, *parts]))


def place_of(name: str, ticks: Mapping[str, tuple[str, ...]]) -> Place | None:
    """Where a name in LimeSurvey's expressions leads. ``ticks`` has every item's code, and the options ticked apart."""
    if code_of(name) in ticks:
        return Place(code_of(name))
    for found in re.finditer("_", name):
        item, option = code_of(name[: found.start()]), code_of(name[found.end() :])
        if option in ticks.get(item, ()):
            return Place(item, option)
    return None


def option_of(answer: str, codes: tuple[str, ...]) -> str:
    """The option that an answer code stands for; empty where there is none."""
    if answer == OTHER:
        return next((code for code in ("other-", "other") if code in codes), "")
    return code_of(answer) if code_of(answer) in codes else ""


def name_in_heading(heading: str) -> str:
    """The name that a column's code means: ``Q[SQ][1]`` as ``Q_SQ_0``; empty where it is no code."""
    found = _HEADING.match(heading.strip())
    if not found:
        return ""
    parts = re.findall(r"\[([^\[\]]*)\]", found[2])
    if len(parts) == 2 and parts[1] in ("1", "2"):
        # Above columns LimeSurvey counts the two scales from 1, in expressions from 0.
        parts[1] = str(int(parts[1]) - 1)
    return "_".join([found[1], *parts, *([found[3]] if found[3] else [])])
