"""What somebody could work out who holds nothing but release files and the roster.

The answers are not looked at. Releases of the same wave are read as one, unless their answers differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from soundings.disclosure.attacker import ENDLESS
from soundings.disclosure.hiding import Told
from soundings.disclosure.marks import SIDES, told_range
from soundings.disclosure.outside import OutsideCells, ShownGroup, outside_cells
from soundings.disclosure.release import ItemFacts, Release, SurveyRelease
from soundings.disclosure.solver import Answer, Program
from soundings.disclosure.span import smallest_set
from soundings.errors import RefusedError
from soundings.responses import Eligible
from soundings.responses.labels import normal

Whole = NDArray[np.int64]
Key = tuple[str, str]
_SIDE_COUNTS = tuple(f"{side}_count" for side in SIDES)
_COUNTS = ("count", *_SIDE_COUNTS)
_TOLD = ("ok", "capped_low", "capped_high")
_NEAR = 1e-6
PEOPLE, BASE = ("people", ""), ("base", "")


@dataclass(frozen=True)
class Given:
    """Something that is given away: of which survey and item, what, and by the figures of which groups."""

    survey: str
    item: str
    what: str
    groups: tuple[str, ...]


@dataclass
class Audited:
    """What an audit of one survey of a wave found; ``narrowest`` are intervals of single counts in words."""

    title: str
    wave: str
    sets: int = 0
    counts: int = 0
    narrowest: list[tuple[int, str]] = field(default_factory=list)
    leaks: list[Given] = field(default_factory=list)


Figures = dict[ShownGroup, dict[str, dict[Key, tuple[int, int]]]]
"""What is told: by group, item, and measure and option, the least and the most."""


def audit(releases: Sequence[Release], eligible: Eligible | None = None) -> list[Audited]:
    """Attack every survey of these releases, those of the same wave together."""
    together: dict[tuple[str, str], list[tuple[Release, SurveyRelease]]] = {}
    for release in releases:
        for survey in release.surveys:
            together.setdefault((survey.code, survey.wave), []).append((release, survey))
    return [
        _Auditing([survey for _, survey in pairs], [_figures(*pair) for pair in pairs], eligible).found()
        for pairs in together.values()
    ]


def _figures(release: Release, survey: SurveyRelease) -> Figures:
    groups = _groups(survey)
    found: Figures = {group: {} for group in groups.values()}
    composites = {composite.code for composite in survey.composites}
    rows = survey.figures.table.filter(pl.col("wave") == survey.wave)
    names = ("item", "measure", "option", "dimension", "group", "value", "base", "status")
    for item, measure, option, dimension, label, value, base, status in rows.select(names).iter_rows():
        if (dimension, label) not in groups or item in composites:
            continue
        said = found[groups[dimension, label]].setdefault(item, {})
        if measure in _COUNTS and status in _TOLD:
            said[BASE] = base, base
            number = 0 if value is None else int(value)
            said[measure, option] = told_range(status, number, base, release.plan.full_distribution)
        elif not item and status == "ok" and measure in ("responses", "eligible"):
            said[PEOPLE if measure == "responses" else ("eligible", "")] = int(value), int(value)
    return found


def _groups(survey: SurveyRelease) -> dict[Key, ShownGroup]:
    members = {(d.code, g.label): frozenset(map(normal, g.members)) for d in survey.dimensions for g in d.groups}
    groups = {("", ""): ShownGroup("the whole survey", ())}
    for dimension in survey.dimensions:
        crossed = dimension.code.split(" x ")
        for group in dimension.groups:
            pairs = (
                [(dimension.code, group.label)] if len(crossed) == 1 else list(zip(crossed, group.members, strict=True))
            )
            if all(pair in members for pair in pairs):
                parts = tuple((code, members[code, label]) for code, label in pairs)
                groups[dimension.code, group.label] = ShownGroup(f"“{group.label}” ({dimension.code})", parts)
    return groups


class _Auditing:
    """One survey of a wave, in one or more releases."""

    def __init__(self, surveys: Sequence[SurveyRelease], figures: Sequence[Figures], eligible: Eligible | None) -> None:
        self.survey, self.figures, self.eligible = surveys[0], figures, eligible
        self.items = {item.code: item for survey in surveys for item in survey.items if not item.profile}
        self.result = Audited(self.survey.title, self.survey.wave)

    def found(self) -> Audited:
        joint, few = _joined(self.figures)
        self.result.leaks += [Given(self.survey.title, self._text(item), what, groups) for item, what, groups in few]
        for figures in [joint] if joint is not None else self.figures:
            self._attack(figures)
        self.result.narrowest.sort()
        del self.result.narrowest[3:]
        return self.result

    def _text(self, item: str) -> str:
        return self.items[item].text if item in self.items else "who answered"

    def _attack(self, figures: Figures) -> None:
        cells = outside_cells(list(figures))
        done: dict[tuple[object, ...], bool] = {}
        for item in ["", *self.items]:
            key = ("eligible", "") if not item else BASE
            needed = PEOPLE if not item else BASE
            sizes = {
                n: figures[g][item][key][0]
                for n, g in enumerate(cells.groups)
                if needed in figures[g].get(item, {}) and key in figures[g][item]
            }
            if tuple(sizes.items()) not in done:
                done[tuple(sizes.items())] = True
                self._sets(cells, item, sizes)
        for facts in self.items.values():
            try:
                self._counts(cells, figures, facts)
            except RefusedError as error:
                self.result.leaks.append(Given(self.survey.title, facts.text, error.message, ()))

    def _sets(self, cells: OutsideCells, item: str, sizes: Mapping[int, int]) -> None:
        """Rule R2: no set of one to nine people by adding and subtracting groups of one breakdown and the whole."""
        for inside, part in cells.blocks:
            shown = [n for n in (0, *inside) if n in sizes]
            if len(shown) < 2:
                continue
            rows = cells.members[shown][:, part].copy()
            if shown[0] == 0:
                rows[0] = 1
            self.result.sets += 1
            derived = smallest_set(rows, [sizes[n] for n in shown], 10)
            if derived is not None:
                names = tuple(cells.groups[shown[row]].name for row in derived.recipe)
                what = f"the results of {derived.size} people"
                self.result.leaks.append(Given(self.survey.title, self._text(item), what, names))

    def _counts(self, cells: OutsideCells, figures: Figures, item: ItemFacts) -> None:
        """Rules R3 and R4: what is not printed as it is must stay open."""
        told = [figures[group].get(item.code, {}) for group in cells.groups]
        if not any(BASE in said for said in told):
            return
        system = _System(cells, item, told, self._people(cells, figures))
        for group, said in enumerate(told):
            for place, key in enumerate(system.keys):
                low, high = said.get(key, (0, int(ENDLESS)))
                if key in (PEOPLE, BASE) or low == high or system.by_its_side(key):
                    continue
                self.result.counts += 1
                self._one(system, group, place, hidden=BASE not in said)

    def _one(self, system: _System, group: int, place: int, *, hidden: bool) -> None:
        low, high, proof = system.interval(group, place)
        least, most, sure = system.allowed(group, place)
        name, where = system.words(place), system.cells.groups[group].name
        self.result.narrowest = (
            sorted({*self.result.narrowest, (high - low, f"{name} in {where}: {low} to {high}")})[:3]
            if most > least
            else self.result.narrowest
        )
        if (low == high and most > least) or (hidden and high - low < 2 <= sure):
            what = f"{name} in {where} is {low}" if low == high else f"{name} in {where} is {low} or {high}"
            groups = tuple(system.cells.groups[n].name for n in proof if n != group or not hidden)
            self.result.leaks.append(Given(self.survey.title, system.item.text, what, groups))

    def _people(self, cells: OutsideCells, figures: Figures) -> list[tuple[int, int]]:
        """How many answered in each group, as far as participation and the roster tell."""
        whole = figures[cells.groups[0]].get("", {})
        found = []
        for group in cells.groups:
            said = figures[group].get("", {})
            roster = said.get(("eligible", ""), (0, self._roster(group, whole)))[1]
            found.append(said.get(PEOPLE, (0, roster)))
        return found

    def _roster(self, group: ShownGroup, whole: Told) -> int:
        """The people of a group in the eligible file, where that is the file of this survey."""
        known = self.eligible
        if known is None or whole.get(("eligible", ""), (known.total, 0))[0] != known.total:
            return int(ENDLESS)
        sizes = [known.total]
        for code, labels in group.parts:
            own = {normal(g.label): g for g in known.dimensions.get(code, ())}
            if not labels <= own.keys():
                return int(ENDLESS)
            sizes.append(sum(own[x].eligible for x in labels if normal(own[x].parent) not in labels))
        return min(sizes)


def _joined(figures: Sequence[Figures]) -> tuple[Figures | None, list[tuple[str, str, tuple[str, ...]]]]:
    """All releases as one, or None where their answers differ; and where they differ by a few returns only."""
    joint: Figures = {}
    few: list[tuple[str, str, tuple[str, ...]]] = []
    same = True
    by_parts: dict[tuple[tuple[str, frozenset[str]], ...], ShownGroup] = {}
    for one in figures:
        for group, items in one.items():
            own = by_parts.setdefault(group.parts, group)
            into = joint.setdefault(own, {})
            for item, said in items.items():
                before = into.setdefault(item, {})
                moved = _moved(before, said)
                same = same and not moved
                if 0 < moved < 10:
                    what = f"two releases differ by {moved} {'return' if moved == 1 else 'returns'}"
                    few.append((item, what, (own.name,)))
                for key, (low, high) in said.items():
                    least, most = before.get(key, (low, high))
                    before[key] = max(low, least), min(high, most)
    return (joint if same else None), few


def _moved(one: Told, other: Told) -> int:
    off = {
        key: other[key][0] - said[0]
        for key, said in one.items()
        if key in other and key != ("eligible", "") and said[0] == said[1] and other[key][0] == other[key][1]
    }
    classes = [[change] for change in off.values()] + [[c for (m, _), c in off.items() if m == "count"]]
    return max(max(sum(max(c, 0) for c in of), sum(max(-c, 0) for c in of)) for of in classes)


class _System:
    """Everything told of one item, as sums over the cells' answers."""

    def __init__(
        self, cells: OutsideCells, item: ItemFacts, told: Sequence[Told], people: Sequence[tuple[int, int]]
    ) -> None:
        self.cells, self.item = cells, item
        self.independent = item.kind == "choices"
        sides = [] if self.independent else [s for s in SIDES if any(o.side == s for o in item.options)]
        self.keys: list[Key] = [
            PEOPLE,
            BASE,
            *(("count", o.code) for o in item.options),
            *((f"{s}_count", "") for s in sides),
        ]
        each = self._each(sides)
        forms = [sparse.kron(sparse.csr_array(cells.members), sparse.csr_array(each))]
        forms.append(sparse.kron(sparse.csr_array(cells.links), sparse.eye_array(each.shape[1], dtype=np.int64)))
        if self.independent:
            forms.append(self._ticks(each.shape[1]))
        table = sparse.csr_array(sparse.vstack(forms, format="csr"))
        self.forms = table
        self.least = np.zeros(table.shape[0])
        self.most = np.full(table.shape[0], np.inf)
        for group, said in enumerate(told):
            for place, key in enumerate(self.keys):
                low, high = people[group] if key == PEOPLE else said.get(key, (0, int(ENDLESS)))
                at = group * len(self.keys) + place
                self.least[at], self.most[at] = low, high if high < ENDLESS else np.inf
        first = len(told) * len(self.keys)
        self.most[first : first + len(cells.links) * each.shape[1]] = 0
        self.programs = [Program(table), Program(table, whole=True)]
        for program in self.programs:
            program.bound(self.least, self.most)
        self._ends: dict[int, tuple[int, int, tuple[int, ...]]] = {}

    def _each(self, sides: Sequence[str]) -> Whole:
        """The forms of one cell over its unknowns: the answers, then who answered nothing (before: who answered)."""
        answers = len(self.item.options)
        each = np.zeros((len(self.keys), answers + (2 if self.independent else 1)), dtype=np.int64)
        each[2 : 2 + answers, :answers] = np.eye(answers, dtype=np.int64)
        for n, side in enumerate(sides, start=2 + answers):
            each[n, [place for place, option in enumerate(self.item.options) if option.side == side]] = 1
        each[1, [answers] if self.independent else list(range(answers))] = 1
        each[0] = each[1]
        each[0, -1] = 1
        return each

    def _ticks(self, width: int) -> sparse.csr_array:
        """Whoever answered ticked each option at most once, and one at least."""
        answers = len(self.item.options)
        each = np.zeros((answers + 1, width), dtype=np.int64)
        each[:answers, answers] = 1
        each[np.arange(answers), np.arange(answers)] = -1
        each[answers, :answers], each[answers, answers] = 1, -1
        return sparse.kron(sparse.eye_array(self.cells.members.shape[1], dtype=np.int64), each)

    def words(self, place: int) -> str:
        measure, option = self.keys[place]
        label = next((o.label for o in self.item.options if o.code == option), measure.removesuffix("_count"))
        return f"the count of “{label}”"

    def by_its_side(self, key: Key) -> bool:
        """Whether this is an option that is all of its side: the side is attacked for both."""
        side = next((o.side for o in self.item.options if key == ("count", o.code)), "")
        return bool(side) and not self.independent and sum(o.side == side for o in self.item.options) == 1

    def interval(self, group: int, place: int) -> tuple[int, int, tuple[int, ...]]:
        """The least and the most this count may be, and the groups whose figures say so."""
        form = group * len(self.keys) + place
        if form not in self._ends:
            goal = np.ravel(self.forms[[form]].todense()).astype(float)
            below, above = self._end(goal), self._end(-goal)
            rows = np.flatnonzero((np.abs(below.prices) > _NEAR) | (np.abs(above.prices) > _NEAR))
            proof = tuple(
                sorted({int(r) // len(self.keys) for r in rows if r < len(self.cells.groups) * len(self.keys)})
            )
            self._ends[form] = round(below.best), round(-above.best), proof
        return self._ends[form]

    def _end(self, goal: NDArray[np.float64]) -> Answer:
        relaxed = self.programs[0].minimise(goal)
        if relaxed is None:
            raise RefusedError("the figures of these releases contradict each other")
        if np.abs(relaxed.values - np.rint(relaxed.values)).max() < _NEAR:
            return relaxed
        whole = self.programs[1].minimise(goal)
        if whole is None:
            raise RefusedError("the figures of these releases contradict each other")
        return Answer(whole.best, whole.values, relaxed.prices)

    def allowed(self, group: int, place: int) -> tuple[int, int, int]:
        """What the roster and the whole survey alone leave open, and the most they surely allow."""
        base_low, base_high, _ = self.interval(group, 1)
        if not group:
            return 0, base_high, base_low
        people = self.interval(group, 0)[1]
        whole_low, whole_high, _ = self.interval(0, place)
        whole_base = self.interval(0, 1)[0]
        least = 0 if self.independent else max(0, whole_low - (whole_base - base_low))
        return least, min(base_high, whole_high), min(people, whole_low)
