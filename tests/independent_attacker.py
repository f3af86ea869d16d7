"""An attacker for tests: holds the printed figures of some files and knows who works where.

It uses nothing of the gate. Sets of people are enumerated one by one and held against the printed groups in exact
fractions; what hidden counts can be is asked of whole-number tables, target by target. Slow and plain on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import isnan, lcm

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from soundings.disclosure import Dimension, Release

Ints = NDArray[np.int64]
Person = dict[str, str | int]
Roster = Callable[[str, Sequence[str]], int]
MOST_CELLS, MOST_CHANGED = 18, 10


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

    ``row`` says which cells belong to the group; ``roster`` and ``responses`` are nan where they are not known. Where
    the score of a topic with this item in it is printed, the item's own mean is taken to be known: ``mean_known``.
    """

    name: str
    row: Ints
    base: float
    shares: dict[str, tuple[str, float]]
    roster: float
    responses: float
    mean_known: bool = False
    dimension: str = ""

    @property
    def shown(self) -> bool:
        return not isnan(self.base)

    def and_also(self, other: Printed) -> Printed:
        """The same group in two files, each of which may tell what the other does not."""
        told = {
            share: max(said, other.shares[share], key=lambda one: _MOST_TELLING.index(one[0]))
            for share, said in self.shares.items()
        }
        return replace(
            self,
            base=other.base if isnan(self.base) else self.base,
            shares=told,
            roster=other.roster if isnan(self.roster) else self.roster,
            responses=other.responses if isnan(self.responses) else self.responses,
            mean_known=self.mean_known or other.mean_known,
        )


_MOST_TELLING = ("not_shown", "too_few", "capped_low", "capped_high", "ok")


@dataclass
class View:
    """One item as the attacker sees it. ``truth`` holds answers by cell and option, then those without an answer.

    ``before`` is the same where of all answers only those are told that had left earlier: how narrow that makes a
    count cannot be undone.
    """

    groups: list[Printed]
    options: tuple[str, ...]
    sides: dict[str, tuple[int, ...]]
    truth: Ints
    before: View | None = None
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
        return found + self._unanimous_by_their_mean()

    def _unanimous_by_their_mean(self) -> list[tuple[str, int]]:
        """The same by means alone: a set whose mean is at an end of the scale."""
        peopled = self.base > 0
        rows = [group.row[peopled] for group in self.groups if group.mean_known]
        size, found = self.base[peopled], []
        for end in (0, len(self.options) - 1):
            one_mind = self.truth[peopled][:, end] == size
            if rows:
                sizes = derivable(np.array(rows, dtype=np.int64), one_mind & (size < 50)) @ size
                found += [(f"mean at {self.options[end]}", int(n)) for n in sizes if n < 50]
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
            if group.mean_known:
                steps = sum(n * self.sum_over(group.row, (n,)) for n in valid)
                total = int(steps @ self.truth.ravel())
                yield steps, total, total

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
                if not self._wide_enough(group, columns, value, self._as_far_as_left_open(group, columns, reach)):
                    found.append((group.name, share, value, reach))
        return found

    def _as_far_as_left_open(self, group: Printed, columns: Sequence[int], reach: tuple[int, int]) -> tuple[int, int]:
        """The range, an end of which is without limit where it goes as far as what had left already let it.

        A count that had been fixed stays a find.
        """
        if self.before is None or group.shown:
            return reach
        low, high = self.before.range_of(group, columns)
        if reach[0] == reach[1]:
            return reach
        return (0 if reach[0] == low else reach[0]), (self.everything if reach[1] == high else reach[1])

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


def views(
    releases: Release | Sequence[Release],
    people: Sequence[Person],
    items: Sequence[str],
    whole: Release | None = None,
    earlier: int = 0,
    roster: Roster | None = None,
) -> list[View]:
    """Each item as printed. ``people`` say for every answer sheet its groups by label and its answers by position.

    The attacker of counts knows the roster of each breakdown, but not which teams a role is in unless the two are
    crossed: so every team has a cell for every role. Sets of people are made of cells that truly hold somebody.

    Several files of the same answers are held together. Which units are in a group is known from the ``whole``
    release where the files leave that out; the first ``earlier`` files had left before the others. ``roster`` says
    how many people there are in some groups of a breakdown, where that is not printed.
    """
    files = [releases] if isinstance(releases, Release) else list(releases)
    surveys = [(whole or file).surveys[0] for file in files]
    dimensions = [dimension for survey in surveys for dimension in survey.dimensions]
    codes = list(dict.fromkeys(dimension.code for dimension in dimensions if " x " not in dimension.code))
    keys = _cells(dimensions, codes, people)
    rows = [_rows_of_groups(survey.dimensions, codes, keys) for survey in surveys]
    of = [keys.index(tuple(str(person[code]) for code in codes)) for person in people]
    held = list(zip(files, rows, strict=True))
    known = _known_rosters([survey.dimensions for survey in surveys], rows, roster) if roster else {}
    found = []
    for item in items:
        answers = [int(person[item]) for person in people]
        view = _view(held, item, of, answers, len(keys))
        view.before = _view(held, item, of, answers, len(keys), telling=earlier) if earlier else None
        for one in (view, view.before):
            if one:
                one.groups = [
                    replace(g, roster=known.get((g.dimension, g.row.tobytes()), g.roster)) for g in one.groups
                ]
        found.append(view)
    return found


def _cells(dimensions: Sequence[Dimension], codes: list[str], people: Sequence[Person]) -> list[tuple[str, ...]]:
    crossed = {code for dimension in dimensions if " x " in dimension.code for code in dimension.code.split(" x ")}
    blocks = [tuple(code for code in codes if code in crossed), *((code,) for code in codes if code not in crossed)]
    there = [sorted({tuple(str(person[code]) for code in block) for person in people}) for block in blocks]
    order = [code for block in blocks for code in block]
    flat = (dict(zip(order, (part for parts in cell for part in parts), strict=True)) for cell in product(*there))
    return [tuple(cell[code] for code in codes) for cell in flat]


Rows = dict[tuple[str, str], Ints]


def _known_rosters(
    files: Sequence[Sequence[Dimension]], rows: Sequence[Rows], roster: Roster
) -> dict[tuple[str, bytes], float]:
    return {
        (dimension.code, own[dimension.code, group.code].tobytes()): roster(dimension.code, group.members)
        for dimensions, own in zip(files, rows, strict=True)
        for dimension in dimensions
        if " x " not in dimension.code
        for group in dimension.groups
    }


def _rows_of_groups(dimensions: Sequence[Dimension], codes: list[str], keys: list[tuple[str, ...]]) -> Rows:
    rows = {("", ""): np.ones(len(keys), dtype=np.int64)}
    for dimension in dimensions:
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
    held: Sequence[tuple[Release, Rows]],
    item: str,
    of: list[int],
    answers: list[int],
    cells: int,
    telling: int | None = None,
) -> View:
    """The item in all files; beyond the first ``telling`` only who answered is read."""
    facts = next(facts for facts in held[0][0].surveys[0].items if facts.code == item)
    options = tuple(option.code for option in facts.options)
    truth = np.zeros((cells, len(options) + 1), dtype=np.int64)
    for cell, answer in zip(of, answers, strict=True):
        truth[cell, answer] += 1
    sides: dict[str, tuple[int, ...]] = {}
    for n, option in enumerate(facts.options):
        if option.side:
            sides[option.side] = (*sides.get(option.side, ()), n)
    groups: dict[tuple[str, bytes], Printed] = {}
    for n, (release, rows) in enumerate(held):
        for name, row in rows.items():
            one, key = _printed(release, item, name, row, options, tuple(sides)), (name[0], row.tobytes())
            if telling is not None and n >= telling:
                silent = dict.fromkeys(one.shares, ("not_shown", float("nan")))
                one = replace(one, base=float("nan"), shares=silent, mean_known=False)
            groups[key] = groups[key].and_also(one) if key in groups else one
    return View(list(groups.values()), options, sides, truth)


def _printed(
    release: Release, item: str, name: tuple[str, str], row: Ints, options: tuple[str, ...], sides: tuple[str, ...]
) -> Printed:
    """What one file prints of a group; nothing where it does not have the group or the item at all."""
    survey = release.surveys[0]
    figures, wave = survey.figures, survey.wave
    found = {option: figures.get(wave, item, "count", option, *name) for option in options}
    found |= {side: figures.get(wave, item, f"{side}_count", "", *name) for side in sides}
    bases = {figure.base for figure in found.values() if figure is not None and figure.base is not None}
    assert len(bases) <= 1
    shares = {
        share: ("not_shown", float("nan")) if figure is None else (figure.status, _number(figure.value))
        for share, figure in found.items()
    }
    crossed = " x " in name[0]
    roster = figures.get(wave, "", "eligible", "", *name)
    responses = figures.get(wave, "", "responses", "", *name)
    topics = [figures.get(wave, topic.code, "score", "", *name) for topic in survey.composites if item in topic.items]
    return Printed(
        " ".join(name),
        row,
        float(bases.pop()) if bases else float("nan"),
        shares,
        float("nan") if crossed or roster is None else _number(roster.value),
        float("nan") if responses is None or responses.status != "ok" else _number(responses.value),
        any(score is not None and score.status == "ok" for score in topics),
        name[0],
    )


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


# --- two releases of answers that differ ------------------------------------------------------------------------


STAYED, LEFT, JOINED = "stayed", "left", "joined"


def few_changed(first: Release, second: Release, people: Sequence[Person], item: str, below: int = 10) -> list[int]:
    """Sizes of small sets of returns, all changed, of which subtracting one release from the other tells the sum.

    ``people`` says for each return ``when`` it stands: it stayed, left after the first release or joined for the
    second; a corrected return has left and joined. The attacker knows that too. Of those that left and those that
    joined, the larger number is the size of a set. Only what is printed as it is can be subtracted, and where both
    releases print the same nothing changed for anybody to see.
    """
    codes = [d.code for d in second.surveys[0].dimensions if " x " not in d.code]
    keys = _cells(second.surveys[0].dimensions, codes, people)
    there = {when: np.zeros(len(keys), dtype=np.int64) for when in (STAYED, LEFT, JOINED)}
    for person in people:
        if int(person[item]) >= 0:
            there[str(person["when"])][keys.index(tuple(str(person[code]) for code in codes))] += 1
    size = np.concatenate(list(there.values()))
    peopled = size > 0
    changed = np.flatnonzero(peopled) >= len(keys)
    told = [(_exactly(first, item), LEFT), (_exactly(second, item), JOINED)]
    found: set[int] = set()
    for share in told[1][0]:
        before, after = told[0][0].get(share, {}), told[1][0][share]
        if all(before[name] == after[name] for name in before.keys() & after.keys()):
            continue
        rows = []
        for (values, own), release in zip(told, (first, second), strict=True):
            groups = _rows_of_groups(release.surveys[0].dimensions, codes, keys)
            held = [groups[name] for name in values.get(share, {})]
            rows += [np.concatenate([row, *(row * (when == own) for when in (LEFT, JOINED))]) for row in held]
        found |= set(_small_differences(np.array(rows, dtype=np.int64)[:, peopled], size[peopled], changed, below))
    return sorted(found)


def _exactly(release: Release, item: str) -> dict[tuple[str, str], dict[tuple[str, str], float]]:
    """What is printed as it is of an item: by measure and option, the number of each group."""
    survey = release.surveys[0]
    of = ["count", "favourable_count", "neutral_count", "unfavourable_count"]
    here = (pl.col("wave") == survey.wave) & (pl.col("item") == item) & pl.col("measure").is_in(of)
    found: dict[tuple[str, str], dict[tuple[str, str], float]] = {}
    for measure, option, dimension, group, value in (
        survey.figures.table.filter(here & (pl.col("status") == "ok"))
        .select("measure", "option", "dimension", "group", "value")
        .iter_rows()
    ):
        found.setdefault((measure, option), {})[dimension, group] = value
    return found


def _small_differences(rows: Ints, size: Ints, changed: NDArray[np.bool_], below: int) -> list[int]:
    """Every way of adding some changed cells and taking others away that the rows give, and that is small."""
    places = np.flatnonzero(changed & (size < below))
    assert len(places) <= MOST_CHANGED, "too many changed cells to try every difference"
    signs = np.array(list(product((0, 1, -1), repeat=len(places))), dtype=np.int64).reshape(3 ** len(places), -1)
    plus, minus = (signs == 1) @ size[places], (signs == -1) @ size[places]
    largest = np.maximum(plus, minus)
    small = (largest < below) & (largest > 0)
    vectors = np.zeros((int(small.sum()), rows.shape[1]), dtype=np.int64)
    vectors[:, places] = signs[small]
    return sorted(set(largest[small][~(vectors @ kernel(rows)).any(axis=1)].tolist()))
