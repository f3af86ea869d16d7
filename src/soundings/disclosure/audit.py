"""What somebody could work out who holds nothing but release files and the roster.

The answers are not looked at. Releases of the same wave are read as one, unless their answers differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from soundings.disclosure.attacker import ENDLESS
from soundings.disclosure.hiding import Told
from soundings.disclosure.item_sums import BASE_KEY, PEOPLE_KEY
from soundings.disclosure.outside import OutsideCells, ShownGroup, outside_cells
from soundings.disclosure.outsider import Outsider
from soundings.disclosure.release import ItemFacts, Release, SurveyRelease
from soundings.disclosure.span import smallest_set
from soundings.disclosure.told_by_releases import ELIGIBLE_KEY, Figures, figures_of, joined
from soundings.errors import RefusedError
from soundings.responses import Eligible
from soundings.responses.labels import normal

KEPT = 3


@dataclass(frozen=True)
class Given:
    """Something that is given away: of which survey and item, what, and by the figures of which groups."""

    survey: str
    item: str
    what: str
    groups: tuple[str, ...]


@dataclass
class Audited:
    """What an audit of one survey of a wave found; ``narrowest`` are the narrowest intervals of counts, in words."""

    title: str
    wave: str
    sets: int = 0
    counts: int = 0
    narrowest: list[tuple[int, str]] = field(default_factory=list)
    leaks: list[Given] = field(default_factory=list)


def audit(releases: Sequence[Release], eligible: Eligible | None = None) -> list[Audited]:
    """Attack every survey of these releases, those of the same wave together."""
    together: dict[tuple[str, str], list[tuple[Release, SurveyRelease]]] = {}
    for release in releases:
        for survey in release.surveys:
            together.setdefault((survey.code, survey.wave), []).append((release, survey))
    return [
        _Auditing([survey for _, survey in pairs], [figures_of(*pair) for pair in pairs], eligible).found()
        for pairs in together.values()
    ]


class _Auditing:
    """One survey of a wave, in one or more releases."""

    def __init__(self, surveys: Sequence[SurveyRelease], figures: Sequence[Figures], eligible: Eligible | None) -> None:
        self.survey, self.figures, self.eligible = surveys[0], figures, eligible
        self.items = {item.code: item for survey in surveys for item in survey.items if not item.profile}
        self.result = Audited(self.survey.title, self.survey.wave)

    def found(self) -> Audited:
        joint, few = joined(self.figures)
        self.result.leaks += [Given(self.survey.title, self._text(item), what, groups) for item, what, groups in few]
        for figures in [joint] if joint is not None else self.figures:
            self._attack(figures)
        return self.result

    def _text(self, item: str) -> str:
        return self.items[item].text if item in self.items else "who answered"

    def _attack(self, figures: Figures) -> None:
        cells = outside_cells(list(figures))
        done: dict[tuple[object, ...], bool] = {}
        for item in ["", *self.items]:
            key = ELIGIBLE_KEY if not item else BASE_KEY
            needed = PEOPLE_KEY if not item else BASE_KEY
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
        if not any(BASE_KEY in said for said in told):
            return
        outsider = Outsider(cells, item, told, self._people(cells, figures))
        for group, said in enumerate(told):
            for place, key in enumerate(outsider.sums.keys):
                low, high = said.get(key, (0, int(ENDLESS)))
                if key in (PEOPLE_KEY, BASE_KEY) or low == high or outsider.sums.told_by_its_side(place):
                    continue
                self.result.counts += 1
                self._one(outsider, item, group, place, hidden=BASE_KEY not in said)

    def _one(self, outsider: Outsider, item: ItemFacts, group: int, place: int, *, hidden: bool) -> None:
        narrowest = self.result.narrowest
        if len(narrowest) == KEPT and outsider.surely_wider(group, place, max(narrowest[-1][0], 1)):
            return  # neither a leak nor among the narrowest, however wide it is
        low, high, proof = outsider.interval(group, place)
        least, most, sure = outsider.allowed(group, place)
        groups = outsider.cells.groups
        where = f"{_words(item, *outsider.sums.keys[place])} in {groups[group].name}"
        if most > least:
            self.result.narrowest = sorted({*narrowest, (high - low, f"{where}: {low} to {high}")})[:KEPT]
        if (low == high and most > least) or (hidden and high - low < 2 <= sure):
            what = f"{where} is {low}" if low == high else f"{where} is {low} or {high}"
            names = tuple(groups[n].name for n in proof if n != group or not hidden)
            self.result.leaks.append(Given(self.survey.title, item.text, what, names))

    def _people(self, cells: OutsideCells, figures: Figures) -> list[tuple[int, int]]:
        """How many answered in each group, as far as participation and the roster tell."""
        whole = figures[cells.groups[0]].get("", {})
        found = []
        for group in cells.groups:
            said = figures[group].get("", {})
            roster = said.get(ELIGIBLE_KEY, (0, self._roster(group, whole)))[1]
            found.append(said.get(PEOPLE_KEY, (0, roster)))
        return found

    def _roster(self, group: ShownGroup, whole: Told) -> int:
        """The people of a group in the eligible file, where that is the file of this survey."""
        known = self.eligible
        if known is None or whole.get(ELIGIBLE_KEY, (known.total, 0))[0] != known.total:
            return int(ENDLESS)
        sizes = [known.total]
        for code, labels in group.parts:
            own = {normal(g.label): g for g in known.dimensions.get(code, ())}
            if not labels <= own.keys():
                return int(ENDLESS)
            sizes.append(sum(own[x].eligible for x in labels if normal(own[x].parent) not in labels))
        return min(sizes)


def _words(item: ItemFacts, measure: str, option: str) -> str:
    label = next((o.label for o in item.options if o.code == option), measure.removesuffix("_count"))
    return f"the count of “{label}”"
