"""An attacker for tests: holds a release's printed figures and knows who works where, and uses nothing of the gate.

Sets of people are enumerated one by one and held against the printed groups in exact fractions; what hidden counts
can be is asked of whole-number tables, target by target. Slow and plain on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import isnan, lcm

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from soundings.disclosure import Dimension, Release

Ints = NDArray[np.int64]
Person = dict[str, str | int]
MOST_CELLS = 18


def kernel(rows: Ints) -> Ints:
    """Whole-number columns that every rational combination of the rows is at right angles to, and nothing else is."""
    width = rows.shape[1]
    table = [[Fraction(int(value)) for value in row] for row in rows]
    pivots: list[int] = []
    for column in range(width):
        top = len(pivots)
        pick = next((n for n in range(top, len(table)) if table[n][column]), None)
        if pick is None:
            continue
        table[top], table[pick] = table[pick], table[top]
        table[top] = [value / table[top][column] for value in table[top]]
        for n, row in enumerate(table):
            if n != top and row[column]:
                table[n] = [a - row[column] * b for a, b in zip(row, table[top], strict=True)]
        pivots.append(column)
    return _kernel_of(table, pivots, width)


def _kernel_of(table: list[list[Fraction]], pivots: list[int], width: int) -> Ints:
    columns = []
    for free in (n for n in range(width) if n not in pivots):
        vector = [Fraction(0)] * width
        vector[free] = Fraction(1)
        for row, pivot in zip(table, pivots, strict=False):
            vector[pivot] = -row[free]
        common = lcm(*(value.denominator for value in vector))
        columns.append([int(value * common) for value in vector])
    return np.array(columns, dtype=np.int64).reshape(len(columns), width).T


def derivable(rows: Ints, among: NDArray[np.bool_]) -> Ints:
    """Every union of cells ``among`` these that adding and subtracting the rows gives, as noughts and ones."""
    places = np.flatnonzero(among)
    assert len(places) <= MOST_CELLS, "too many cells to try every union"
    choices = (np.arange(1, 2 ** len(places))[:, None] >> np.arange(len(places))) & 1
    unions = np.zeros((len(choices), rows.shape[1]), dtype=np.int64)
    unions[:, places] = choices
    return unions[~(unions @ kernel(rows)).any(axis=1)]


@dataclass(frozen=True)
class Printed:
    """What a release prints of one item in one group, by option and side: status and count.

    ``row`` says which cells belong to the group; ``roster`` and ``responses`` are nan where they are not known.
    """

    name: str
    row: Ints
    base: float
    shares: dict[str, tuple[str, float]]
    roster: float
    responses: float

    @property
    def shown(self) -> bool:
        return not isnan(self.base)


@dataclass
class View:
    """One item as the attacker sees it. ``truth`` holds answers by cell and option, then those without an answer."""

    groups: list[Printed]
    options: tuple[str, ...]
    sides: dict[str, tuple[int, ...]]
    truth: Ints
    everything: int = field(init=False)
    _tables: Ints = field(init=False)
    _most: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.everything = int(self.truth.sum())
        self._tables = self.truth.reshape(1, -1)

    @cached_property
    def base(self) -> Ints:
        """Valid answers by cell."""
        return self.truth[:, :-1].sum(axis=1)

    def columns(self, share: str) -> tuple[int, ...]:
        return self.sides[share] if share in self.sides else (self.options.index(share),)

    def sum_over(self, row: Ints, columns: Sequence[int]) -> Ints:
        """The sum of these answers in these cells, as a row over all unknowns."""
        picked = np.zeros(self.truth.shape, dtype=np.int64)
        picked[np.ix_(np.flatnonzero(row), list(columns))] = 1
        return picked.ravel()

    # --- sets of people ---------------------------------------------------------------------------------------

    def small_sets(self, below: int) -> list[int]:
        """Sizes of all sets of 1 to ``below`` - 1 valid answers that the shown groups give away."""
        peopled = self.base > 0
        rows = np.array([group.row[peopled] for group in self.groups if group.shown], dtype=np.int64)
        if not len(rows):
            return []
        size = self.base[peopled]
        sizes = derivable(rows, size < below) @ size
        return sorted(sizes[sizes < below].tolist())

    def unanimous_sets(self) -> list[tuple[str, int]]:
        """Shares and sizes of derivable sets of 10 to 49 that are told to be of one mind."""
        found = []
        for share in (*self.options, *self.sides):
            peopled = self.base > 0
            rows = [group.row[peopled] for group in self.groups if group.shares[share][0] == "ok"]
            count, size = self.truth[peopled][:, self.columns(share)].sum(axis=1), self.base[peopled]
            for one_mind in (count == 0, count == size):
                if rows:
                    sizes = derivable(np.array(rows, dtype=np.int64), one_mind & (size < 50)) @ size
                    found += [(share, int(n)) for n in sizes if n < 50]
        return found

    # --- whole-number tables ----------------------------------------------------------------------------------

    @cached_property
    def _known(self) -> LinearConstraint:
        rows, low, high = [], [], []
        for row, least, most in self._statements():
            rows.append(row)
            low.append(least)
            high.append(most)
        return LinearConstraint(np.array(rows), low, high)

    def _statements(self) -> Iterator[tuple[Ints, float, float]]:
        valid = range(len(self.options))
        for group in self.groups:
            people = self.sum_over(group.row, range(len(self.options) + 1))
            roster = self.everything if isnan(group.roster) else group.roster
            yield (people, 0, roster) if isnan(group.responses) else (people, group.responses, group.responses)
            if not group.shown:
                continue
            yield self.sum_over(group.row, valid), group.base, group.base
            for share, (status, count) in group.shares.items():
                least, most = told(status, count, int(group.base))
                yield self.sum_over(group.row, self.columns(share)), least, most

    def range_of(self, group: Printed, columns: Sequence[int]) -> tuple[int, int]:
        """The least and the most this sum can be in any table that agrees with everything printed."""
        goal = self.sum_over(group.row, columns)
        return self._furthest(goal), -self._furthest(-goal)

    def _most_people(self, group: Printed) -> int:
        """How many people the group can hold, as far as is known."""
        if group.name not in self._most:
            self._most[group.name] = self.range_of(group, range(len(self.options) + 1))[1]
        return self._most[group.name]

    def _seen(self, group: Printed, columns: Sequence[int]) -> tuple[int, int]:
        """The least and the most this sum is in the tables found so far: mostly they say enough."""
        sums = self._tables @ self.sum_over(group.row, columns)
        return int(sums.min()), int(sums.max())

    def _furthest(self, goal: Ints) -> int:
        found = milp(goal, constraints=self._known, integrality=np.ones(len(goal)), bounds=Bounds(0, np.inf))
        assert found.success, found.message
        self._tables = np.concatenate([self._tables, np.rint(found.x).astype(np.int64)[None, :]])
        return round(found.fun)

    def too_well_known(self) -> list[tuple[str, str, int, tuple[int, int]]]:
        """Counts that are not shown and yet fixed, or in a hidden group known too closely: who, what, truth, range."""
        found = []
        for group in self.groups:
            if not (group.row @ self.truth.sum(axis=1)):
                continue
            for share, (status, _) in group.shares.items():
                columns = self.columns(share)
                if status == "ok" or self._said_by_its_side(group, columns):
                    continue
                value = int(self.truth[group.row > 0][:, columns].sum())
                if self._wide_enough(group, columns, value, self._seen(group, columns)):
                    continue
                reach = self.range_of(group, columns)
                if not self._wide_enough(group, columns, value, reach):
                    found.append((group.name, share, value, reach))
        return found

    def _said_by_its_side(self, group: Printed, columns: tuple[int, ...]) -> bool:
        """A side of one option says by design what that option is."""
        return any(of == columns and group.shares[side][0] == "ok" for side, of in self.sides.items())

    def _wide_enough(self, group: Printed, columns: Sequence[int], value: int, reach: tuple[int, int]) -> bool:
        low, high = reach
        if group.shown:
            return low < high
        limit = min(self._most_people(group), int(self.truth[:, columns].sum()))
        return low <= value - min(value, 2) and high >= min(value + 2, limit) and (low < high or limit == 0)


def told(status: str, count: float, base: int) -> tuple[float, float]:
    """The whole numbers a share may be, from its mark."""
    low, high = (5, 95) if base >= 20 else (10, 90)
    if status == "ok":
        return count, count
    if status == "capped_low":
        return 0, max(n for n in range(base + 1) if 100 * n <= low * base)
    if status == "capped_high":
        return min(n for n in range(base + 1) if 100 * n >= high * base), base
    return 0, base


def views(release: Release, people: Sequence[Person], items: Sequence[str]) -> list[View]:
    """Each item as printed. ``people`` say for every answer sheet its groups by label and its answers by position.

    The attacker of counts knows the roster of each breakdown, but not which teams a role is in unless the two are
    crossed: so every team has a cell for every role. Sets of people are made of cells that truly hold somebody.
    """
    survey = release.surveys[0]
    codes = [dimension.code for dimension in survey.dimensions if " x " not in dimension.code]
    keys = _cells(survey.dimensions, codes, people)
    rows = _rows_of_groups(release, codes, keys)
    of = [keys.index(tuple(str(person[code]) for code in codes)) for person in people]
    return [_view(release, item, rows, of, [int(person[item]) for person in people], len(keys)) for item in items]


def _cells(dimensions: Sequence[Dimension], codes: list[str], people: Sequence[Person]) -> list[tuple[str, ...]]:
    crossed = {code for dimension in dimensions if " x " in dimension.code for code in dimension.code.split(" x ")}
    blocks = [tuple(code for code in codes if code in crossed), *((code,) for code in codes if code not in crossed)]
    there = [sorted({tuple(str(person[code]) for code in block) for person in people}) for block in blocks]
    order = [code for block in blocks for code in block]
    flat = (dict(zip(order, (part for parts in cell for part in parts), strict=True)) for cell in product(*there))
    return [tuple(cell[code] for code in codes) for cell in flat]


def _rows_of_groups(release: Release, codes: list[str], keys: list[tuple[str, ...]]) -> dict[tuple[str, str], Ints]:
    survey = release.surveys[0]
    rows = {("", ""): np.ones(len(keys), dtype=np.int64)}
    for dimension in survey.dimensions:
        for group in dimension.groups:
            if dimension.code in codes:
                place = codes.index(dimension.code)
                inside = [key[place] in group.members for key in keys]
                rows[dimension.code, group.code] = np.array(inside, dtype=np.int64)
            else:
                pair = zip(dimension.code.split(" x "), group.members, strict=True)
                rows[dimension.code, group.code] = np.prod([rows[one] for one in pair], axis=0)
    return rows


def _view(
    release: Release, item: str, rows: dict[tuple[str, str], Ints], of: list[int], answers: list[int], cells: int
) -> View:
    survey = release.surveys[0]
    facts = next(facts for facts in survey.items if facts.code == item)
    options = tuple(option.code for option in facts.options)
    truth = np.zeros((cells, len(options) + 1), dtype=np.int64)
    for cell, answer in zip(of, answers, strict=True):
        truth[cell, answer] += 1
    sides: dict[str, tuple[int, ...]] = {}
    for n, option in enumerate(facts.options):
        if option.side:
            sides[option.side] = (*sides.get(option.side, ()), n)
    groups = [_printed(release, item, name, row, options, tuple(sides)) for name, row in rows.items()]
    return View(groups, options, sides, truth)


def _printed(
    release: Release, item: str, name: tuple[str, str], row: Ints, options: tuple[str, ...], sides: tuple[str, ...]
) -> Printed:
    figures, wave = release.surveys[0].figures, release.surveys[0].wave
    found = {option: figures.get(wave, item, "count", option, *name) for option in options}
    found |= {side: figures.get(wave, item, f"{side}_count", "", *name) for side in sides}
    bases = {figure.base for figure in found.values() if figure.base is not None}
    assert len(bases) <= 1
    shares = {share: (figure.status, _number(figure.value)) for share, figure in found.items()}
    crossed = " x " in name[0]
    roster = figures.get(wave, "", "eligible", "", *name)
    responses = figures.get(wave, "", "responses", "", *name)
    return Printed(
        " ".join(name),
        row,
        float(bases.pop()) if bases else float("nan"),
        shares,
        float("nan") if crossed or roster is None else _number(roster.value),
        float("nan") if responses is None or responses.status != "ok" else _number(responses.value),
    )


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)
