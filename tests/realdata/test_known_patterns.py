"""Tables whose least pattern of hidden cells, or whose leak, is known: the attacker and the solver find the same."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from soundings.disclosure.attacker import Tables, Target
from soundings.disclosure.withholding import Chain, Statement, Watch, bounds, withhold

pytestmark = [pytest.mark.realdata, pytest.mark.solver]

Cell = tuple[str, str]
ALL = "total"


@pytest.fixture(scope="module")
def folder(shared_data: Callable[[str], Path]) -> Path:
    return shared_data("sdc-known-patterns")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Table:
    """A table of two breakdowns with all its margins: the name, the value and the sum of each cell."""

    names: list[Cell]
    inner: list[Cell]
    values: dict[Cell, int]

    @classmethod
    def of(cls, inner: dict[Cell, int]) -> "Table":
        rows, columns = ([*dict.fromkeys(cell[n] for cell in inner)] for n in (0, 1))
        names = [(row, column) for row in [*rows, ALL] for column in [*columns, ALL]]
        values = {name: sum(inner[cell] for cell in _under(name, inner)) for name in names}
        return cls(names, list(inner), values)

    @property
    def tables(self) -> Tables:
        rows = [[int(cell in _under(name, self.inner)) for cell in self.inner] for name in self.names]
        return Tables(sparse.csr_array(np.array(rows)), np.array([self.values[cell] for cell in self.inner]))

    def target(self, name: Cell) -> Target:
        value = self.values[name]
        return Target(self.names.index(name), value - min(value, 2), value + 2)

    def told(self, name: Cell) -> Statement:
        return {self.names.index(name): (self.values[name], self.values[name])}

    def known(self, hidden: Iterable[Cell]) -> Statement:
        hidden = set(hidden)
        return {form: told for name in self.names if name not in hidden for form, told in self.told(name).items()}

    def leaks(self, hidden: list[Cell], targets: list[Target]) -> list[Cell]:
        tables = self.tables
        least, most = bounds(tables, self.known(hidden), [], ())
        return [self.names[leak.target.form] for leak in tables.leaks(least, most, targets)]

    def either(self, name: Cell) -> Target:
        """The cell must not be fixed."""
        value = self.values[name]
        return Target(self.names.index(name), value - 1, value + 1, either=True)


def _under(name: Cell, inner: Iterable[Cell]) -> list[Cell]:
    return [cell for cell in inner if all(part in (ALL, own) for part, own in zip(name, cell, strict=True))]


@pytest.fixture(scope="module")
def people(folder: Path) -> Table:
    counts = Counter((row["region"], row["gender"]) for row in read(folder / "microdata1.csv"))
    return Table.of(dict(sorted(counts.items())))


@pytest.fixture(scope="module")
def four_by_four(folder: Path) -> Table:
    rows = [row for row in read(folder / "recomputable-4x4-full.csv") if row["v1"] != ALL]
    return Table.of({(row["v1"], column): int(row[column]) for row in rows for column in "abcd"})


@pytest.fixture(scope="module")
def hidden(folder: Path) -> list[Cell]:
    """The cells that the published table leaves out."""
    rows = read(folder / "recomputable-4x4-published.csv")
    return [(row["v1"], column) for row in rows for column in "abcd" if row[column] == ""]


def test_the_counts_are_those_that_were_published(people: Table) -> None:
    by_region = {name[0]: people.values[name[0], ALL] for name in people.inner}

    assert by_region == {"A": 20, "B": 33, "C": 22, "D": 25}
    assert [people.values[region, "female"] for region in "ABCD"] == [2, 19, 10, 14]
    assert (people.values[ALL, "female"], people.values[ALL, "male"], people.values[ALL, ALL]) == (45, 55, 100)
    assert [name for name in people.names if people.values[name] <= 2] == [("A", "female")]
    assert len(people.names) == 15


def test_the_least_pattern_around_the_only_small_cell_is_the_one_known_to_be_best(people: Table) -> None:
    primary = ("A", "female")
    told = [people.told(name) for name in people.names]
    chains = [
        Chain(({},), (0,)) if name == primary else Chain((one, {}), (0, people.values[name]))
        for name, one in zip(people.names, told, strict=True)
    ]
    found = withhold(people.tables, {}, chains, [Watch(people.target(primary))])
    hidden = {name for name, level in zip(people.names, found, strict=True) if level} | {primary}

    assert hidden == {("A", "female"), ("A", "male"), ("C", "female"), ("C", "male")}


def test_the_attacker_finds_nothing_in_that_pattern_and_a_leak_in_any_part_of_it(people: Table) -> None:
    pattern = [("A", "female"), ("A", "male"), ("C", "female"), ("C", "male")]
    target = [people.target(("A", "female"))]

    assert people.leaks(pattern, target) == []
    for shown in pattern[1:]:
        assert people.leaks([name for name in pattern if name != shown], target) == [("A", "female")]


def test_two_hidden_cells_in_every_row_and_column_are_not_enough(four_by_four: Table, hidden: list[Cell]) -> None:
    rows, columns = Counter(row for row, _ in hidden), Counter(column for _, column in hidden)

    assert min(rows.values()) == min(columns.values()) == 2
    assert len(hidden) == 9
    assert four_by_four.values["w", "b"] == 47
    assert four_by_four.leaks(hidden, [four_by_four.either(name) for name in hidden]) == [("w", "b")]


def test_one_cell_more_leaves_every_hidden_cell_unknown(four_by_four: Table, hidden: list[Cell]) -> None:
    more = [*hidden, ("x", "b")]

    assert four_by_four.leaks(more, [four_by_four.either(name) for name in more]) == []


def test_the_published_pattern_is_refused_and_something_is_added(four_by_four: Table, hidden: list[Cell]) -> None:
    shown = [name for name in four_by_four.inner if name not in hidden]
    chains = [Chain((four_by_four.told(name), {}), (0, four_by_four.values[name])) for name in shown]
    known = four_by_four.known([*hidden, *shown])
    found = withhold(four_by_four.tables, known, chains, [Watch(four_by_four.either(name)) for name in hidden])
    more = [name for name, level in zip(shown, found, strict=True) if level]

    assert more
    assert four_by_four.leaks([*hidden, *more], [four_by_four.either(name) for name in hidden]) == []
