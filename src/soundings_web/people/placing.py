"""Where a person of a roster file belongs: by columns of names from the top, or by one column that names the unit."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping

from soundings_web.people.facts import Found
from soundings_web.people.organisation import LONGEST_NAME, Inferred, ReadUnit, slug

Row = Mapping[str, str]


class Placing(ABC):
    """Finds each person's unit. ``tree`` is the organisation once every row was placed; ``headers`` what is read."""

    headers: tuple[str, ...] = ()

    @abstractmethod
    def of(self, row: Row, n: int, found: Found) -> str:
        """The code of the unit; empty where the row names none."""

    def depths(self, row: Row) -> dict[str, int]:  # noqa: ARG002 - only levels have depths
        """How far down each named level of this row stands."""
        return {}

    @property
    def tree(self) -> tuple[ReadUnit, ...]:
        return ()


class Nowhere(Placing):
    """The file says nothing about units."""

    def of(self, row: Row, n: int, found: Found) -> str:  # noqa: ARG002 - there is nothing to look at
        return ""


class ByLevels(Placing):
    """Columns such as directorate, service and team make the tree. ``levels`` are their names and headers."""

    def __init__(self, levels: Mapping[str, str]) -> None:
        self._levels = levels
        self.headers = tuple(levels.values())
        self._tree = Inferred()

    def of(self, row: Row, n: int, found: Found) -> str:
        cells = [(row[header], header) for header in self._levels.values() if row[header]]
        for cell, header in cells:
            if not slug(cell) or len(cell) > LONGEST_NAME:
                found.add(n, f"“{cell}” under “{header}” cannot be the name of a unit")
                return ""
        return self._tree.place([cell for cell, _ in cells])

    def depths(self, row: Row) -> dict[str, int]:
        filled = [name for name, header in self._levels.items() if row[header]]
        return {name: depth for depth, name in enumerate(filled, start=1)}

    @property
    def tree(self) -> tuple[ReadUnit, ...]:
        return self._tree.units


class ByUnit(Placing):
    """One column names a unit of a known tree, by its code or, where no other has it, by its name."""

    def __init__(self, header: str, units: Iterable[ReadUnit]) -> None:
        self.header = header
        self.headers = (header,)
        self._units = tuple(units)
        self._codes = {unit.code.casefold(): unit.code for unit in self._units}
        self._names: dict[str, list[str]] = {}
        for unit in self._units:
            self._names.setdefault(slug(unit.name), []).append(unit.code)

    def of(self, row: Row, n: int, found: Found) -> str:
        cell = row[self.header]
        if not cell:
            return ""
        codes = [self._codes[cell.casefold()]] if cell.casefold() in self._codes else self._names.get(slug(cell), [])
        if not codes:
            found.add(n, f"“{cell}” under “{self.header}” is no unit of the organisation")
        elif len(codes) > 1:
            found.add(n, f"{len(codes)} units are called “{cell}”; give the code: {', '.join(codes)}")
        return codes[0] if len(codes) == 1 else ""

    @property
    def tree(self) -> tuple[ReadUnit, ...]:
        return self._units
