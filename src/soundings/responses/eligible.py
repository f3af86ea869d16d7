"""Who was asked: eligible people by group, from ``eligible.csv``.

Columns ``dimension,group,parent,eligible``. A row without dimension and group gives the whole survey; without
one, the whole is the sum of the top groups of the first dimension. ``parent`` names the group above in a tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from soundings.errors import FaultyFileError
from soundings.responses.labels import normal
from soundings.tabular import FileLayout, read_table

COLUMNS = ("dimension", "group", "parent", "eligible")


@dataclass(frozen=True)
class EligibleGroup:
    """One group of the roster: its label, the label of the group above it (or empty), and its people."""

    label: str
    parent: str
    eligible: int


@dataclass(frozen=True)
class Eligible:
    """The eligible people of one survey: in all, and by dimension in the order of the file."""

    total: int
    dimensions: dict[str, tuple[EligibleGroup, ...]]


def load_eligible(path: Path | str) -> Eligible:
    """Read and check an eligible file. Raises FaultyFileError with every fault, by row."""
    path = Path(path)
    table = read_table(path, FileLayout())
    headers = {normal(name): name for name in table.columns}
    missing = [name for name in COLUMNS if name not in headers]
    if missing:
        raise FaultyFileError(f"{path} lacks the columns {', '.join(missing)}; it needs {', '.join(COLUMNS)}.")
    rows = [tuple(cell.strip() for cell in row) for row in table.select(headers[name] for name in COLUMNS).iter_rows()]
    faults: list[str] = []
    total, dimensions = _gathered(rows, faults)
    for dimension, groups in dimensions.items():
        faults += _tree_faults(dimension, groups)
    people = 0 if faults else _checked_total(total, dimensions, faults)
    if faults:
        raise FaultyFileError(f"{path} has {len(faults)} {'fault' if len(faults) == 1 else 'faults'}:", faults)
    return Eligible(people, dimensions)


def _gathered(
    rows: list[tuple[str, ...]], faults: list[str]
) -> tuple[int | None, dict[str, tuple[EligibleGroup, ...]]]:
    total: int | None = None
    found: dict[str, dict[str, EligibleGroup]] = {}
    for n, (dimension, group, parent, number) in enumerate(rows, start=2):
        if not number.isascii() or not number.isdigit():
            faults.append(f"row {n}: “{number}” is not a whole number of people")
        elif not dimension and not group:
            if total is not None:
                faults.append(f"row {n}: the whole survey is given twice")
            total = int(number)
        elif not dimension or not group:
            faults.append(f"row {n}: give both dimension and group, or neither for the whole survey")
        elif normal(group) in found.get(dimension, {}):
            faults.append(f"row {n}: “{group}” stands twice in “{dimension}”")
        else:
            found.setdefault(dimension, {})[normal(group)] = EligibleGroup(group, parent, int(number))
    return total, {dimension: tuple(groups.values()) for dimension, groups in found.items()}


def _tree_faults(dimension: str, groups: tuple[EligibleGroup, ...]) -> list[str]:
    faults = []
    by_label = {normal(group.label): group for group in groups}
    for group in groups:
        if group.parent and normal(group.parent) not in by_label:
            faults.append(f"“{dimension}”: the parent “{group.parent}” of “{group.label}” is not a group of it")
        seen, above = {normal(group.label)}, group
        while above.parent and (up := by_label.get(normal(above.parent))):
            if normal(up.label) in seen:
                faults.append(f"“{dimension}”: “{group.label}” is above itself")
                break
            seen.add(normal(up.label))
            above = up
    for group in groups:
        below = sum(child.eligible for child in groups if normal(child.parent) == normal(group.label))
        if below > group.eligible:
            faults.append(
                f"“{dimension}”: the groups below “{group.label}” hold {below} people, it has {group.eligible}"
            )
    return faults


def _checked_total(total: int | None, dimensions: dict[str, tuple[EligibleGroup, ...]], faults: list[str]) -> int:
    tops = {dim: sum(group.eligible for group in groups if not group.parent) for dim, groups in dimensions.items()}
    if total is None:
        # A sound file has a row, so either a total or a group.
        total = next(iter(tops.values()))
    faults += [
        f"“{dim}”: its groups hold {people} people, the whole survey has {total}"
        for dim, people in tops.items()
        if people > total
    ]
    return total
