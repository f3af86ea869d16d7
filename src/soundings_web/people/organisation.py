"""The organisation as files give it: a tree of units, each with its path of names from the top."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.text import slugify

LONGEST_NAME = 100
LONGEST_CODE = 200

Path = tuple[str, ...]


@dataclass(frozen=True)
class ReadUnit:
    """A unit of the tree: its code, its name, and the code of the unit above (or empty)."""

    code: str
    name: str
    parent: str


@lru_cache(maxsize=20_000)
def slug(name: str) -> str:
    """The form that two spellings of one name share: “Children’s Services” and “childrens services”."""
    return str(slugify(name, allow_unicode=True))


def in_tree_order(units: Iterable[ReadUnit]) -> tuple[ReadUnit, ...]:
    """Each unit before those below it, those below it directly after it, otherwise in the given order."""
    below: dict[str, list[ReadUnit]] = {}
    for unit in units:
        below.setdefault(unit.parent, []).append(unit)
    ordered: list[ReadUnit] = []
    waiting = below.pop("", [])[::-1]
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting += below.pop(unit.code, [])[::-1]
    return tuple(ordered)


def paths_of(units: Iterable[ReadUnit]) -> dict[str, Path]:
    """The names from the top down to each unit, by its code; the units must stand in tree order."""
    paths: dict[str, Path] = {}
    for unit in units:
        paths[unit.code] = (*paths.get(unit.parent, ()), unit.name)
    return paths


class Inferred:
    """The tree that the columns of a roster imply. A unit's code is made from the names on its path."""

    def __init__(self) -> None:
        self._units: dict[str, ReadUnit] = {}

    def place(self, names: Sequence[str]) -> str:
        """The code of the unit with this path, known from now on; empty for no path. First spellings count."""
        code = ""
        for name in names:
            above, code = code, f"{code}/{slug(name)}" if code else slug(name)
            self._units.setdefault(code, ReadUnit(code, name, above))
        return code

    @property
    def units(self) -> tuple[ReadUnit, ...]:
        return in_tree_order(self._units.values())


def with_those_above(paths: Iterable[Path]) -> dict[Path, None]:
    """The paths and every path above them, in tree order."""
    tree = Inferred()
    for path in dict.fromkeys(paths):
        tree.place(path)
    return dict.fromkeys(paths_of(tree.units).values())


def labels_of(paths: Iterable[Path]) -> dict[Path, str]:
    """A label for each path that no other has: the name, where need be with the unit above, or the whole path."""
    paths = list(paths)
    short = {path: path[-1] for path in paths}
    longer = {path: f"{path[-1]} ({path[-2]})" if len(path) > 1 else path[-1] for path in paths}
    names = Counter(slug(label) for label in short.values())
    both = names + Counter(slug(label) for path, label in longer.items() if len(path) > 1)
    return {
        path: short[path]
        if names[slug(short[path])] == 1
        else longer[path]
        if both[slug(longer[path])] == 1
        else " / ".join(path)
        for path in paths
    }


def tree_faults(rows: Sequence[tuple[int, ReadUnit]]) -> list[tuple[int, str]]:
    """What is wrong with a tree file, by row."""
    first: dict[str, int] = {}
    beside: dict[tuple[str, str], int] = {}
    for row, unit in rows:
        first.setdefault(unit.code, row)
        beside.setdefault((unit.parent, slug(unit.name)), row)
    codes = {unit.code: unit for row, unit in rows if unit.code and first[unit.code] == row}
    faults = []
    for row, unit in rows:
        if not unit.code:
            faults.append((row, "a unit without a code"))
        elif first[unit.code] != row:
            faults.append((row, f"the code “{unit.code}” stands in row {first[unit.code]} already"))
        elif _above_itself(unit, codes):
            faults.append((row, f"“{unit.name}” is above itself"))
        if unit.parent and unit.parent not in codes:
            faults.append((row, f"the parent “{unit.parent}” is not in the file"))
        faults += [(row, message) for message in _name_faults(unit, row, beside)]
    return faults


def _name_faults(unit: ReadUnit, row: int, beside: dict[tuple[str, str], int]) -> Iterator[str]:
    if len(unit.code) > LONGEST_CODE:
        yield f"the code has {len(unit.code)} characters; {LONGEST_CODE} can be kept"
    earlier = beside[unit.parent, slug(unit.name)]
    if not slug(unit.name) or len(unit.name) > LONGEST_NAME:
        yield f"“{unit.name}” cannot be a name: use letters, and at most {LONGEST_NAME} of them"
    elif earlier != row:
        yield f"“{unit.name}” stands in row {earlier} already, below the same unit"


def _above_itself(unit: ReadUnit, codes: dict[str, ReadUnit]) -> bool:
    passed = set()
    above = codes.get(unit.parent)
    while above and above.code not in passed:
        if above.code == unit.code:
            return True
        passed.add(above.code)
        above = codes.get(above.parent)
    return False
