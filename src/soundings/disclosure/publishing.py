"""``publish``: the only way out. Counts, protects and freezes everything of a wave that will leave together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from soundings.analysis.breakdowns import Cut
from soundings.analysis.counts import Counter, Floats, Ints, ItemCounts, MeanCounts
from soundings.analysis.figures import Figures
from soundings.analysis.findings import Seen, find
from soundings.disclosure.change import Family, Waves, add_composite_changes, add_item_changes, compare_wording
from soundings.disclosure.earlier import Earlier, Held, all_lost, earlier_of, hold_fixed, refuse_few_changes
from soundings.disclosure.lattice import lattice_of
from soundings.disclosure.merging import crossed_cut, plan_cut
from soundings.disclosure.participation import protect_participation
from soundings.disclosure.profile import profile_categories
from soundings.disclosure.protecting import ItemProtector
from soundings.disclosure.release import (
    Comparison,
    Composite,
    Dimension,
    Finding,
    Group,
    ItemFacts,
    OptionFacts,
    PlanFacts,
    Release,
    SurveyRelease,
    with_audiences,
)
from soundings.disclosure.rows import OK, Rows
from soundings.disclosure.technical import Sound, technical_of
from soundings.errors import RefusedError
from soundings.instrument import Instrument, Item, load_framework
from soundings.instrument.routing import in_words
from soundings.responses import Eligible, EligibleGroup, ResponseSet
from soundings.responses.labels import normal


@dataclass(frozen=True)
class EarlierWave:
    """The wave before, for comparison: its code, its answers and, if known, who was asked."""

    code: str
    responses: ResponseSet
    eligible: int | None = None


@dataclass(frozen=True)
class SurveyInput:
    """One survey to publish. ``by`` names the profile items or trees to break results down by."""

    code: str
    title: str
    instrument: Instrument
    responses: ResponseSet
    eligible: Eligible | None = None
    by: tuple[str, ...] = ()
    period: str = ""
    earlier: EarlierWave | None = None


@dataclass(frozen=True)
class WaveInput:
    """One wave: everything that will leave together, for every audience; ``released`` has left already."""

    code: str
    title: str
    organisation: str
    surveys: tuple[SurveyInput, ...]
    plan: PlanFacts = field(default_factory=PlanFacts)
    released: tuple[Release, ...] = ()


def publish(wave: WaveInput) -> Release:
    """Protect a wave and freeze it.

    Raises RefusedError where figures cannot be right or safe, UnmatchedDataError where answers name groups that the
    eligible file does not have. The same answers in any order give the same release.
    """
    if wave.plan.threshold < 10:
        raise RefusedError("The smallest group shown is 10; it may be raised, never lowered.")
    surveys = tuple(_Publishing(wave, survey).release() for survey in wave.surveys)
    earlier = tuple(release.hash for release in wave.released)
    return Release(wave.code, wave.title, wave.organisation, wave.plan, surveys, earlier)


class _Publishing:
    """One survey on its way through the gate."""

    def __init__(self, wave: WaveInput, survey: SurveyInput) -> None:
        self.wave, self.survey, self.plan = wave, survey, wave.plan
        self.instrument = survey.responses.instrument
        self.cuts = planned_cuts(survey, wave.plan)
        self.items = [i for i in self.instrument.items if i.kind != "comment" and survey.responses.has(i)]
        self.composites = _composites(self.instrument, [item.code for item in self.items if item.kind == "scale"])
        self.notes: list[str] = []
        self.held: list[Held] = []
        self.families: list[Family] = []

    def release(self) -> SurveyRelease:
        survey = self.survey
        total = survey.eligible.total if survey.eligible else None
        earlier = earlier_of(survey.code, self.wave.code, self.wave.released, survey.responses, _rosters(survey))
        counter, protector = self._counted(survey.responses, self.cuts, total, self.wave.code, earlier)
        rows = protector.rows
        counts = {i.code: counter.item(i) for i in self.items}
        profiles = self._protect(counter, protector, counts)
        comparisons, tables = self._compared(counter, protector, counts)
        figures = Figures(pl.concat([rows.table(), *tables]))
        for one, held in zip(earlier, self.held, strict=True):
            refuse_few_changes(survey.title, one, held, figures)
        previous = survey.earlier.code if survey.earlier else ""
        dimensions = tuple(_dimension(cut, self.instrument, self.plan) for cut in self.cuts)
        sound = (figures, self.wave.code, self.composites, self.cuts, dimensions, self.plan, total, self.families)
        seen = Seen(figures, self.wave.code, previous, self.instrument, self.items, self.cuts, 1 - self.plan.level)
        return SurveyRelease(
            code=survey.code,
            title=survey.title,
            instrument=self.instrument.title,
            instrument_version=self.instrument.version,
            period=survey.period,
            wave=self.wave.code,
            previous=previous,
            sections=tuple((section.code, section.title) for section in self.instrument.sections),
            items=tuple(self._facts(i, profiles.get(i.code), comparisons.get(i.code)) for i in self.items),
            composites=self.composites,
            dimensions=dimensions,
            figures=figures,
            findings=tuple(Finding(**vars(found)) for found in find(seen)),
            notes=tuple(self.notes),
            protection=protector.loss.facts(),
            technical=technical_of(Sound(counter, *sound)),
        )

    def _counted(
        self,
        responses: ResponseSet,
        cuts: tuple[Cut, ...],
        total: int | None,
        wave: str,
        earlier: tuple[Earlier, ...] = (),
    ) -> tuple[Counter, ItemProtector]:
        counter = Counter(responses, cuts, [one.cuts for one in earlier])
        counts = {item.code: counter.item(item) for item in self.items} if earlier else {}
        for one, known in zip(earlier, counter.cells.known, strict=True):
            self.held.append(hold_fixed(self.survey.title, one, counter, known, cuts, counts))
        fixed = tuple(constant for held in self.held for constant in held.constants) if earlier else ()
        lost = all_lost(self.held) if earlier else ()
        lattice = lattice_of(
            counter, cuts, total, self.plan, lambda code: self.instrument.item(code).equality, fixed, lost
        )
        groups = [("", ""), *((dimension, node.label) for dimension, node in counter.groups)]
        _refuse_impossible(self.survey.title, groups, lattice.people, lattice.eligible)
        rows = Rows(wave, groups)
        return counter, ItemProtector(lattice, rows, protect_participation(lattice, rows))

    def _protect(
        self, counter: Counter, protector: ItemProtector, counts: dict[str, ItemCounts]
    ) -> dict[str, tuple[OptionFacts, ...]]:
        """All items and composites; returns the options under which profile items are shown."""
        profiles: dict[str, tuple[OptionFacts, ...]] = {}
        for code, item_counts in counts.items():
            if code in self.survey.by:
                protector.profile(item_counts)
                profiles[code] = ()  # its groups stand in the participation tables, merged as planned
            elif item_counts.item.profile:
                protector.profile(item_counts)
                profiles[code] = self._profile(item_counts, len(counter.responses), protector.rows)
            else:
                protector.item(item_counts)
        for composite in self.composites:
            members = [self.instrument.item(code) for code in composite.items]
            protector.composite(composite.code, counter.composite(members), members)
        return profiles

    def _profile(self, counts: ItemCounts, people: int, rows: Rows) -> tuple[OptionFacts, ...]:
        categories = profile_categories(counts, people, self.plan.threshold)
        for category in categories:
            rows.add(counts.item.code, "count", category.people, people, OK, option=category.option.code)
            share = 100 * category.people / people
            rows.add(counts.item.code, "percent", share, people, OK, option=category.option.code)
        return tuple(category.option for category in categories)

    def _compared(
        self, counter: Counter, protector: ItemProtector, counts: dict[str, ItemCounts]
    ) -> tuple[dict[str, Comparison], list[pl.DataFrame]]:
        """Comparison with the wave before: verdicts by item, and that wave's protected figures."""
        earlier = self.survey.earlier
        if earlier is None:
            return {}, []
        old = earlier.responses.instrument
        comparisons = {i.code: compare_wording(i, self.survey.instrument, old) for i in self.items if not i.profile}
        common = [
            i for i in self.items if i.code in comparisons and comparisons[i.code].verdict in ("same", "comparable")
        ]
        common = [i for i in common if old.has(i.code) and earlier.responses.has(old.item(i.code))]
        rows = protector.rows
        old_counter, old_protector = self._counted(earlier.responses, (), earlier.eligible, earlier.code)
        for item in old.items:
            if item.profile and earlier.responses.has(item):
                old_protector.profile(old_counter.item(item))
        before = {i.code: old_counter.item(old.item(i.code)) for i in common}
        for item_counts in before.values():
            old_protector.item(item_counts)
        kept = [c for c in self.composites if set(c.items) <= set(before)]
        for composite in kept:
            members = [old.item(code) for code in composite.items]
            old_protector.composite(composite.code, old_counter.composite(members), members)
        old_table = old_protector.rows.table()
        waves = Waves(self.wave.code, earlier.code, Figures(rows.table()), Figures(old_table))
        own = {code: c for code, c in counts.items() if not c.item.profile}
        self.families.append(add_item_changes(waves, own, before, comparisons, rows))
        self._compare_composites((counter, protector), (old_counter, old_protector), before, rows)
        return comparisons, [old_table]

    def _compare_composites(
        self,
        now: tuple[Counter, ItemProtector],
        before: tuple[Counter, ItemProtector],
        common_items: dict[str, ItemCounts],
        rows: Rows,
    ) -> None:
        """Topics and standards on their common items; where items differ, a note says how many are common."""
        pairs = {}
        for composite in self.composites:
            common = [code for code in composite.items if code in common_items]
            if not common:
                continue
            pairs[composite.code] = [_whole_mean(*side, composite.code, common) for side in (before, now)]
            if len(common) < len(composite.items):
                self.notes.append(
                    f"{composite.title}: the change is worked out on the {len(common)} of its {len(composite.items)} "
                    "questions that both years asked in comparable words."
                )
        self.families.append(add_composite_changes(pairs, rows))

    def _facts(self, item: Item, profile: tuple[OptionFacts, ...] | None, comparison: Comparison | None) -> ItemFacts:
        pairs = zip(self.instrument.options_of(item), self.instrument.sides_of(item), strict=True)
        options = tuple(OptionFacts(option.code, option.label, side) for option, side in pairs)
        if item.kind == "number":
            options = tuple(OptionFacts(band.code, band.label) for band in item.bands)
        return ItemFacts(
            code=item.code,
            text=item.short or item.text,
            kind=item.kind,
            section=self.instrument.section_of(item).code,
            options=options if profile is None else profile,
            route=in_words(item.show_if, self.instrument) if item.show_if else "",
            sensitive=item.sensitive,
            profile=item.profile,
            topic=f"topic:{item.topic}" if item.topic else "",
            comparison=comparison,
            about_line_manager=item.about_line_manager,
        )


def _whole_mean(counter: Counter, protector: ItemProtector, composite: str, codes: list[str]) -> MeanCounts | None:
    """A composite of these items in the whole survey; None where the gate would not show it."""
    members = [counter.responses.instrument.item(code) for code in codes]
    means = counter.composite(members)
    return means if protector.shows_composite(composite, means, members)[0] else None


def planned_cuts(survey: SurveyInput, plan: PlanFacts) -> tuple[Cut, ...]:
    """The breakdowns of a survey, merged on the roster. Raises RefusedError for what cannot be broken down by."""
    if survey.by and survey.eligible is None:
        raise RefusedError(
            f"{survey.title}: results by {', '.join(survey.by)} need the number of eligible people in each group. "
            "Give an eligible file, or leave the breakdowns out."
        )
    cuts = []
    for code in survey.by:
        item = survey.instrument.item(code) if survey.instrument.has(code) else None
        if item is None or not item.profile or item.kind not in ("choice", "unit"):
            raise RefusedError(
                f"{survey.title}: “{code}” is not a profile question with one answer, so not a breakdown."
            )
        if survey.eligible is None or code not in survey.eligible.dimensions:
            raise RefusedError(f"{survey.title}: the eligible file has no dimension “{code}”.")
        cuts.append(plan_cut(code, _with_labels(survey.eligible.dimensions[code], item), plan))
    crossed = [pair for pair in plan.crossed if set(pair) <= set(survey.by)]
    return (*cuts, *(crossed_cut(*(next(c for c in cuts if c.dimension == code) for code in pair)) for pair in crossed))


def _rosters(survey: SurveyInput) -> dict[str, tuple[EligibleGroup, ...]]:
    """The eligible file by breakdown, as the questionnaire names its groups."""
    known = survey.eligible.dimensions if survey.eligible else {}
    asked = {code: groups for code, groups in known.items() if survey.instrument.has(code)}
    return {code: _with_labels(groups, survey.instrument.item(code)) for code, groups in asked.items()}


def _with_labels(groups: tuple[EligibleGroup, ...], item: Item) -> tuple[EligibleGroup, ...]:
    """Groups that the eligible file names by option code, under the option's label."""
    labels = {normal(option.code): option.label for option in item.options}
    return tuple(
        EligibleGroup(labels.get(normal(g.label), g.label), labels.get(normal(g.parent), g.parent), g.eligible)
        for g in groups
    )


def _refuse_impossible(title: str, groups: list[tuple[str, str]], people: Ints, eligible: Floats) -> None:
    """More answers than eligible people: a stale roster, or a link passed on."""
    over = [n for n in range(len(groups)) if people[n] > eligible[n]]
    if over:
        named = [f"{groups[n][1] or 'the whole survey'}: {people[n]} answers, {eligible[n]:.0f} eligible" for n in over]
        raise RefusedError(f"{title}: more answers than eligible people. Check the eligible file:", named)


def _composites(instrument: Instrument, asked: Iterable[str]) -> tuple[Composite, ...]:
    """Topics and standards with the scored items that ask about them, in the order the frameworks give.

    Of several sets of names for the same thing (the standards of 2014 and 2020) the last one listed is used.
    """
    asked = list(asked)
    found = [
        Composite(f"topic:{topic.code}", topic.title, "topic", _about(instrument, asked, topic.code))
        for topic in instrument.topics
    ]
    newest = {framework.family: framework for framework in map(load_framework, instrument.frameworks)}
    for framework in newest.values():
        family = framework.family
        found += [
            Composite(f"{family}:{entry.code}", entry.title, family, _about(instrument, asked, entry.code))
            for entry in framework.entries
        ]
    return tuple(composite for composite in found if composite.items)


def _about(instrument: Instrument, asked: list[str], code: str) -> tuple[str, ...]:
    return tuple(
        item.code
        for item in instrument.items
        if item.code in asked and not item.profile and (item.topic == code or code in item.standards)
    )


def _dimension(cut: Cut, instrument: Instrument, plan: PlanFacts) -> Dimension:
    groups = tuple(
        Group(node.label, node.label, cut.nodes[node.parent].label if node.parent >= 0 else "", node.members)
        for node in cut.nodes
    )
    titles = [(item.short or item.text) for item in map(instrument.item, cut.crossed or (cut.dimension,))]
    dimension = Dimension(cut.dimension, " and ".join(titles), groups)
    if cut.crossed:
        return with_audiences(dimension, "")
    item = instrument.item(cut.dimension)
    return with_audiences(dimension, item.kind, dict(plan.public_levels).get(cut.dimension))
