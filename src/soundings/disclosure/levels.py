"""Who may read which group: the rule by which a breakdown's groups are given their audience.

**public** is anybody: committee papers, the press, data tables. **leadership** is heads of service. **line** is a
team's own line, for its own figures. The gate protects all of them together; this only says who is handed what.
"""

from __future__ import annotations

from collections.abc import Sequence

PUBLIC, LEADERSHIP, LINE = "public", "leadership", "line"
AUDIENCES = (PUBLIC, LEADERSHIP, LINE)


def audiences_of(kind: str, parents: Sequence[int], public_levels: int | None = None) -> list[str]:
    """The audience of each group of a breakdown.

    ``kind`` is the item's kind: a ``unit`` tree is public down to its lowest level, which is left out, or as many
    levels from the top as ``public_levels`` says; ``choice`` is public; anything else, such as two breakdowns
    crossed, is for the leadership. ``parents`` gives each group's position of its parent, before it, or -1.
    """
    if kind != "unit":
        return [PUBLIC if kind == "choice" else LEADERSHIP] * len(parents)
    depths: list[int] = []
    for parent in parents:
        depths.append(depths[parent] + 1 if parent >= 0 else 0)
    levels = max(depths, default=0) if public_levels is None else public_levels
    above = set(parents)
    return [PUBLIC if depth < levels else LEADERSHIP if group in above else LINE for group, depth in enumerate(depths)]
