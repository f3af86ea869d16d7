"""Who is asked, by unit, as heads of service may read it: counted once when the contract was frozen, and protected.

A unit with fewer people than the contract's threshold says “fewer than” that number, and nothing more can be worked out
about it by subtraction: every number below the threshold stays possible. For the units directly below a unit whose own
number is shown:

1. Are all of them large enough, all are shown.
2. Otherwise the small ones are marked. One large one is kept back too: the first by name, of those with nothing below
   them if there are such. Which one never depends on numbers.
3. Where the hidden ones together are then so few, or so many, that a small one is narrowed down further, none of the
   units below is shown, and only the unit above is.

Below a unit whose number is hidden nothing is shown. The whole tree is protected once, the same for every reader, and
each reads a part of it; so two readers together learn nothing that one who reads everything would not. People who
belong to a unit itself and to none below it are no group of the contract, and have no line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from soundings_web.waves.contract import Asked, Group


class Told(StrEnum):
    """What a line says about a number."""

    NUMBER = "number"
    FEWER = "fewer"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class UnitLine:
    """A unit of the survey as a reader sees it, and the one above it. ``asked`` is None unless its number is told."""

    name: str
    above: str
    depth: int
    told: Told
    asked: int | None


def whole_told(asked: Asked, threshold: int) -> Told:
    """What is told about the whole survey."""
    return Told.NUMBER if asked.total >= threshold else Told.FEWER


def protected(asked: Asked, groups: Sequence[Group], threshold: int) -> dict[str, Told]:
    """What is told about each unit, by its label."""
    below = _below(groups)
    told: dict[str, Told] = {}

    def decide(label: str, shown: bool) -> None:
        children = below.get(label, [])
        for child, what in zip(children, _siblings(children, below, threshold, shown), strict=True):
            told[child.label] = what
            decide(child.label, what == Told.NUMBER)

    decide("", whole_told(asked, threshold) == Told.NUMBER)
    return told


def _siblings(
    children: Sequence[Group], below: Mapping[str, Sequence[Group]], threshold: int, shown: bool
) -> list[Told]:
    """What is told about units side by side; ``shown`` is whether the number of the unit above is."""
    small = {child.label for child in children if child.eligible < threshold}
    if not shown:
        return [Told.WITHHELD] * len(children)
    if not small:
        return [Told.NUMBER] * len(children)
    large = sorted((child.label in below, child.label) for child in children if child.label not in small)
    second = {label for _, label in large[:1]}
    together = sum(child.eligible for child in children if child.label in small | second)
    if not _keeps_every_number(len(small), bool(second), together, threshold):
        return [Told.WITHHELD] * len(children)
    return [
        Told.FEWER if child.label in small else Told.WITHHELD if child.label in second else Told.NUMBER
        for child in children
    ]


def _keeps_every_number(small: int, second: bool, together: int, threshold: int) -> bool:
    """Whether each small one could have any number from 1 to just below the threshold, whatever the sum tells.

    At the least, one has the most it can have while all others have the least they can have. With a large one kept
    back there is no upper bound.
    """
    least = (threshold - 1) + (small - 1) + threshold * second
    most = 1 + (small - 1) * (threshold - 1)
    return least <= together and (second or together <= most)


def read_by(
    groups: Sequence[Group],
    told: Mapping[str, Told],
    units: Mapping[str, Collection[int | None]],
    mine: Collection[int] | None,
) -> list[UnitLine]:
    """The lines that somebody may read: a unit is theirs if everybody in it belongs to units that are; None is all.

    Below a line without a number there are no others.
    """
    below = _below(groups)
    own = {group.label for group in groups if mine is None or _theirs(units.get(group.label, ()), mine)}
    lines: list[UnitLine] = []

    def add(children: Iterable[Group], above: str, depth: int) -> None:
        for group in children:
            if group.label not in own:
                add(below.get(group.label, ()), "", depth)
                continue
            what = told[group.label]
            lines.append(UnitLine(group.label, above, depth, what, group.eligible if what == Told.NUMBER else None))
            if what == Told.NUMBER:
                add(below.get(group.label, ()), group.label, depth + 1)

    add(below.get("", ()), "", 0)
    return lines


def _theirs(units: Collection[int | None], mine: Collection[int]) -> bool:
    return bool(units) and all(unit in mine for unit in units)


def _below(groups: Sequence[Group]) -> dict[str, list[Group]]:
    """The units by the label of the one above them; one whose unit above is no group stands at the top."""
    labels = {group.label for group in groups}
    found: dict[str, list[Group]] = {}
    for group in groups:
        found.setdefault(group.parent if group.parent in labels else "", []).append(group)
    return found
