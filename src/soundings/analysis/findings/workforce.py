"""The profile of those who answered against that of the workforce: a statement for each breakdown, never a mark."""

from __future__ import annotations

from soundings.analysis.breakdowns import Cut
from soundings.analysis.findings.kinds import Evidence, Found, Seen

RULE = (
    "Each group's share of those who answered beside its share of those who were asked, where both numbers are shown. "
    "Shares are of all whose group is known; where the number of some group is not shown, of the whole survey."
)
PEOPLE = ("responses", "eligible")


def profiles(seen: Seen) -> list[Found]:
    """One finding for each breakdown of which some group can be compared."""
    return [found for cut in seen.cuts if (found := _profile(seen, cut))]


def _profile(seen: Seen, cut: Cut) -> Found | None:
    keys = {node.label: _keys(seen, cut.dimension, node.label) for node in cut.nodes}
    shown = {label: pair for label, pair in keys.items() if _both(seen, pair)}
    whole = () if all(node.label in shown for node in cut.nodes if node.parent < 0) else _keys(seen)
    if not shown or not _both(seen, whole):
        return None
    evidence = (*whole, *(key for pair in shown.values() for key in pair))
    return Found("profile", cut.dimension, RULE, (cut.dimension,), evidence)


def _keys(seen: Seen, dimension: str = "", group: str = "") -> tuple[Evidence, ...]:
    return tuple(Evidence(seen.wave, "", measure, dimension=dimension, group=group) for measure in PEOPLE)


def _both(seen: Seen, keys: tuple[Evidence, ...]) -> bool:
    return all(seen.shown(key) is not None for key in keys)
