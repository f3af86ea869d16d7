"""The organisation as lists show it: every open unit in tree order, with how deep it lies."""

from __future__ import annotations

from dataclasses import dataclass

from soundings_web.people.models import Unit


@dataclass(frozen=True)
class UnitLine:
    """One unit: its key, its name, how many units stand above it, and whether it is no more."""

    pk: int
    name: str
    depth: int
    closed: bool


def units_in_order(*, closed: bool = False) -> list[UnitLine]:
    """Every unit below the one it belongs to, by name; with ``closed`` also those that are no more. One query."""
    below: dict[int | None, list[tuple[str, int, bool]]] = {}
    for pk, name, parent, shut in Unit.objects.values_list("pk", "name", "parent", "closed"):
        if closed or not shut:
            below.setdefault(parent, []).append((name, pk, shut))
    lines: list[UnitLine] = []

    def add(parent: int | None, depth: int) -> None:
        for name, pk, shut in sorted(below.get(parent, [])):
            lines.append(UnitLine(pk, name, depth, shut))
            add(pk, depth + 1)

    add(None, 0)
    return lines


def choices_of_units() -> list[tuple[int, str]]:
    """For a list to choose from: names moved in by how deep they lie."""
    return [(line.pk, "\N{NO-BREAK SPACE}" * 4 * line.depth + line.name) for line in units_in_order()]
