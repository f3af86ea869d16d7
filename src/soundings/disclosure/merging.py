"""Planning breakdowns on the roster, before any answer is looked at.

A group expected to answer in fewer than the threshold is merged with its siblings, so that results never
decide who is grouped with whom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from soundings.analysis.breakdowns import Cut, Node
from soundings.disclosure.release import PlanFacts
from soundings.responses import EligibleGroup
from soundings.responses.labels import normal


@dataclass(frozen=True)
class _Planned:
    """A group of the roster as planned: one group, or several siblings merged."""

    label: str
    members: tuple[str, ...]
    eligible: int
    below: tuple[EligibleGroup, ...] = ()


def plan_cut(dimension: str, groups: Sequence[EligibleGroup], plan: PlanFacts) -> Cut:
    """The breakdown to be counted: the roster's tree with small siblings merged.

    Expected answers are eligible people times ``plan.expected_response``.
    """
    below: dict[str, list[EligibleGroup]] = {}
    for group in groups:
        below.setdefault(normal(group.parent), []).append(group)
    nodes: list[Node] = []
    least = plan.threshold / plan.expected_response
    _plan_under("", -1, below, least, nodes)
    placed = {label for node in nodes for label in node.members}
    return Cut(dimension, tuple(nodes), tuple(group.label for group in groups if group.label not in placed))


def crossed_cut(first: Cut, second: Cut) -> Cut:
    """Two breakdowns at once: every pair of their lowest groups.

    The roster of a pair is not known; it is at most the smaller of the two groups, which keeps intervals wide.
    """
    nodes = []
    for one in (first.nodes[n] for n in first.lowest()):
        for other in (second.nodes[n] for n in second.lowest()):
            eligible = min(one.eligible, other.eligible)
            nodes.append(Node(f"{one.label}, {other.label}", -1, (one.label, other.label), eligible))
    crossed = (first.dimension, second.dimension)
    return Cut(" x ".join(crossed), tuple(nodes), crossed=crossed)


def _plan_under(
    parent: str, position: int, below: dict[str, list[EligibleGroup]], least: float, nodes: list[Node]
) -> None:
    siblings = [
        _Planned(group.label, _all_labels(group, below), group.eligible, tuple(below.get(normal(group.label), ())))
        for group in below.get(parent, [])
    ]
    for planned in _merged(siblings, least):
        nodes.append(Node(planned.label, position, planned.members, planned.eligible))
        if planned.below:
            _plan_under(normal(planned.label), len(nodes) - 1, below, least, nodes)


def _all_labels(group: EligibleGroup, below: dict[str, list[EligibleGroup]]) -> tuple[str, ...]:
    """The labels of a group and of every group under it."""
    labels = [group.label]
    for child in below.get(normal(group.label), []):
        labels += _all_labels(child, below)
    return tuple(labels)


def _merged(siblings: list[_Planned], least: float) -> list[_Planned]:
    """Siblings with the small ones merged in roster order; an only child too small to stand is left out."""
    small = [group for group in siblings if group.eligible < least]
    if not small:
        return siblings
    bundles: list[list[_Planned]] = []
    current: list[_Planned] = []
    for group in small:
        current.append(group)
        if sum(part.eligible for part in current) >= least:
            bundles.append(current)
            current = []
    if current and not _take_in(current, bundles, siblings):
        siblings = [group for group in siblings if group not in current]
    return _in_roster_order(siblings, bundles)


def _take_in(left: list[_Planned], bundles: list[list[_Planned]], siblings: list[_Planned]) -> bool:
    """Put what is left over into the last bundle, or with the smallest sibling; false where there is neither."""
    if bundles:
        bundles[-1] += left
        return True
    large = [group for group in siblings if group not in left]
    if not large:
        return False
    partner = min(large, key=lambda group: (bool(group.below), group.eligible))
    bundles.append([*left, partner])
    return True


def _in_roster_order(siblings: list[_Planned], bundles: list[list[_Planned]]) -> list[_Planned]:
    """Each bundle stands where its first member stood."""
    bundle_of = {part.label: n for n, bundle in enumerate(bundles) for part in bundle}
    ordered: list[_Planned] = []
    done: set[int] = set()
    for group in siblings:
        n = bundle_of.get(group.label)
        if n is None:
            ordered.append(group)
        elif n not in done:
            done.add(n)
            ordered.append(_bundled([part for part in siblings if bundle_of.get(part.label) == n]))
    return ordered


def _bundled(parts: list[_Planned]) -> _Planned:
    names = [part.label for part in parts]
    label = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    members = tuple(label for part in parts for label in part.members)
    return _Planned(label, members, sum(part.eligible for part in parts))
