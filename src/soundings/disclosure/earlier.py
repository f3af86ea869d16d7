"""Earlier releases of the same wave: what has left is known, and cannot be withheld any more.

Two releases of the same answers are read as one, so the groups of the earlier one are rows that everybody holds, and
what it printed of a group that is planned now is known to whoever attacks its counts. Two releases of almost the same
answers tell by their difference what a few people said; they are refused unless nothing, or at least ten returns, have
changed in every group and in what is left of every group beside the groups shown in it.

Groups that an earlier release had and that are *not* planned now are lost, not forgotten: what was printed of them is
counted by every rule, and what was not printed of them must stay unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isnan

import polars as pl

from soundings.analysis.breakdowns import Cut, Node
from soundings.analysis.counts import STATES, Counter, Ints, ItemCounts
from soundings.analysis.figures import KEYS, Figures
from soundings.disclosure.changed_returns import FEWEST, SIDE_COUNTS, ShownThen, few_between, least_changed, less, moved
from soundings.disclosure.hiding import Constant, Lost
from soundings.disclosure.marks import told_range
from soundings.disclosure.release import Dimension, PlanFacts, Release, SurveyRelease
from soundings.errors import RefusedError
from soundings.responses import EligibleGroup, ResponseSet
from soundings.responses.labels import normal

_COUNTS = ("count", *SIDE_COUNTS)
_NEAR = 1e-5
_REPAIR = "Publish the same answers again, or wait until at least ten returns have changed in each of these groups."


@dataclass(frozen=True)
class Earlier:
    """One survey of an earlier release of this wave, and its breakdowns as cuts of the answers."""

    survey: SurveyRelease
    plan: PlanFacts
    cuts: tuple[Cut, ...]


@dataclass
class Held:
    """What an earlier release holds fixed, and the groups in which so many returns changed that it does not.

    ``labels`` gives the present label of each group (breakdown, label) that is planned now as it was then; ``lost`` are
    the groups that are not.
    """

    constants: list[Constant] = field(default_factory=list)
    changed: set[tuple[str, str]] = field(default_factory=set)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)


def all_lost(held: Sequence[Held]) -> tuple[Lost, ...]:
    """The lost groups of all earlier releases, each once, with all that was printed of it."""
    found: dict[tuple[str, bytes], Lost] = {}
    for group in (group for one in held for group in one.lost):
        other = found.get(group.key, group)
        eligible = group.eligible if isnan(other.eligible) else other.eligible
        people = group.people if isnan(other.people) else other.people
        found[group.key] = replace(other, eligible=eligible, people=people)
    return tuple(found.values())


Rosters = Mapping[str, Sequence[EligibleGroup]]


def earlier_of(
    code: str, wave: str, released: Sequence[Release], responses: ResponseSet, rosters: Rosters
) -> tuple[Earlier, ...]:
    """This survey in earlier releases; ``rosters`` are the groups of the eligible file by breakdown.

    Raises RefusedError for a release of another wave.
    """
    found = []
    for release in released:
        for survey in release.surveys:
            if {release.wave, survey.wave} != {wave}:
                raise RefusedError(
                    f"“{release.title}” is a release of the wave “{release.wave}”, and this is the wave “{wave}”. "
                    "Only earlier releases of the same wave are audited together with this one; leave it out."
                )
            if survey.code == code:
                found.append(Earlier(survey, release.plan, tuple(_cuts(survey, responses, rosters))))
    return tuple(found)


def _cuts(survey: SurveyRelease, responses: ResponseSet, rosters: Rosters) -> Iterator[Cut]:
    codes = {dimension.code for dimension in survey.dimensions}
    for dimension in sorted(survey.dimensions, key=lambda dimension: " x " in dimension.code):
        crossed = tuple(dimension.code.split(" x ")) if " x " in dimension.code else ()
        if not (set(crossed) <= codes if crossed else responses.instrument.has(dimension.code)):
            raise RefusedError(
                f"{survey.title}: an earlier release is broken down by “{dimension.code}”, and these answers cannot "
                "be. Give the whole earlier release and answers to the same questionnaire."
            )
        labels = () if crossed else _all_labels(responses, dimension.code)
        yield Cut(dimension.code, _nodes(dimension, rosters.get(dimension.code, ())), labels, crossed)


def _nodes(dimension: Dimension, roster: Sequence[EligibleGroup]) -> tuple[Node, ...]:
    position = {group.code: n for n, group in enumerate(dimension.groups)}
    return tuple(
        Node(g.label, position.get(g.parent, -1), g.members, _eligible(g.members, roster)) for g in dimension.groups
    )


def _eligible(members: Sequence[str], roster: Sequence[EligibleGroup]) -> int:
    """How many people the eligible file has in these groups, or 0 where it does not have them all."""
    named = set(map(normal, members))
    own = [group for group in roster if normal(group.label) in named]
    if len(own) < len(named):
        return 0
    return sum(group.eligible for group in own if normal(group.parent) not in named)


def _all_labels(responses: ResponseSet, code: str) -> tuple[str, ...]:
    """Every label of an item: whoever is in no earlier group counts in the whole survey only."""
    item = responses.instrument.item(code)
    if item.kind == "unit":
        return tuple(responses.units.get(code, ()))
    return tuple(option.label for option in responses.instrument.options_of(item))


def hold_fixed(
    title: str, earlier: Earlier, counter: Counter, known: Ints, cuts: Sequence[Cut], counts: Mapping[str, ItemCounts]
) -> Held:
    """What an earlier release fixes: its unchanged groups over the present cells (``known`` are its groups' rows).

    Raises RefusedError where a few returns changed, or where the two sets of groups cannot be audited together.
    """
    groups = _shown_groups(earlier, known, cuts, counts)
    parts = [*groups, *_what_is_left(groups, earlier.cuts)]
    least = [least_changed(part, counts, counter.people()) for part in parts]
    few = {part.words: number for part, number in zip(parts, least, strict=True) if 0 < number < FEWEST}
    if any(least) and not few:
        few = few_between([group for group, number in zip(groups, least, strict=False) if number], counts)
    if few:
        raise _refusal(title, few)
    lost = [group.name for group in groups if group.now < 0]
    if any(least) and lost:
        raise RefusedError(
            f"{title}: the answers changed since an earlier release, and so did the groups: these it showed, and they "
            "are not planned now. The two cannot be audited together. Keep the groups, or publish the same answers:",
            lost,
        )
    held = Held()
    for group, number in zip(groups, least, strict=False):
        if group.now >= 0:
            held.labels[group.dimension, group.label] = _label_now(group.now, cuts)
        if number:
            held.changed.add((group.dimension, group.label))
        else:
            held.constants.append(Constant(group.name, group.row, group.dimension, group.now, group.told))
    if not any(least):
        held.lost += _lost(earlier, known, cuts)
    return held


def _lost(earlier: Earlier, known: Ints, cuts: Sequence[Cut]) -> Iterator[Lost]:
    """Groups that are not planned now, whether anything was told of them or not."""
    now = {_key(cut.dimension, node) for cut, node in _nodes_of(cuts)}
    for n, (cut, node) in enumerate(_nodes_of(earlier.cuts), start=1):
        if _key(cut.dimension, node) not in now:
            eligible = float(node.eligible) if node.eligible else float("nan")
            people = _responses(earlier.survey, cut, node)
            yield Lost(f"“{node.label}” ({cut.dimension})", known[n], cut.dimension, eligible, people)


def _responses(survey: SurveyRelease, cut: Cut, node: Node) -> float:
    figure = survey.figures.get(survey.wave, "", "responses", "", cut.dimension, node.label)
    if figure is None or figure.status != "ok" or figure.value is None:
        return float("nan")
    return float(figure.value)


def _label_now(position: int, cuts: Sequence[Cut]) -> str:
    return ["", *(node.label for cut in cuts for node in cut.nodes)][position]


def _refusal(title: str, few: Mapping[str, int]) -> RefusedError:
    return RefusedError(
        f"{title}: so few returns changed since an earlier release that the two together would tell what these people "
        f"answered. {_REPAIR} Changed at least:",
        [f"{words}: {number} {'return' if number == 1 else 'returns'}" for words, number in few.items()],
    )


def _shown_groups(
    earlier: Earlier, known: Ints, cuts: Sequence[Cut], counts: Mapping[str, ItemCounts]
) -> list[ShownThen]:
    """The groups of which anything was told, the whole survey first."""
    told = _told(earlier, counts)
    now = {_key(cut.dimension, node): n for n, (cut, node) in enumerate(_nodes_of(cuts), start=1)}
    found = [ShownThen("", "", known[0], told.get(("", ""), {}), 0)]
    for n, (cut, node) in enumerate(_nodes_of(earlier.cuts), start=1):
        said = told.get((cut.dimension, node.label), {})
        found.append(ShownThen(cut.dimension, node.label, known[n], said, now.get(_key(cut.dimension, node), -1)))
    return [group for group in found if group.told]


def _nodes_of(cuts: Sequence[Cut]) -> list[tuple[Cut, Node]]:
    return [(cut, node) for cut in cuts for node in cut.nodes]


def _key(dimension: str, node: Node) -> tuple[str, frozenset[str]]:
    return dimension, frozenset(map(normal, node.members))


def _told(
    earlier: Earlier, counts: Mapping[str, ItemCounts]
) -> dict[tuple[str, str], dict[str, dict[tuple[str, str], tuple[int, int]]]]:
    """What was told: by group, item, and measure and option, the least and the most each number may be."""
    survey = earlier.survey
    composites = {composite.code for composite in survey.composites}
    items = {"", *composites, *(code for code, of in counts.items() if not of.item.profile)}
    rows = survey.figures.table.filter(
        (pl.col("wave") == survey.wave) & pl.col("status").is_in(["ok", "capped_low", "capped_high"])
    )
    found: dict[tuple[str, str], dict[str, dict[tuple[str, str], tuple[int, int]]]] = {}
    for item, measure, option, dimension, group, value, base, status in rows.select(
        "item", "measure", "option", "dimension", "group", "value", "base", "status"
    ).iter_rows():
        if item not in items:
            continue
        said: dict[tuple[str, str], tuple[int, int]] = {}
        if measure in _COUNTS:
            said["base", ""] = base, base
            full = earlier.plan.full_distribution
            said[measure, option] = told_range(status, 0 if value is None else int(value), base, full)
        elif item in composites and measure == "score":
            said["base", ""] = base, base
        elif status == "ok" and (measure in STATES or (not item and measure == "responses")):
            said[measure, ""] = int(value), int(value)
        if said:
            found.setdefault((dimension, group), {}).setdefault(item, {}).update(said)
    return found


def _what_is_left(groups: Sequence[ShownThen], cuts: Sequence[Cut]) -> Iterator[ShownThen]:
    """Each group without the groups told of under it, one breakdown at a time."""
    by_label = {(group.dimension, group.label): group for group in groups}
    for cut in cuts:
        for parent in range(-1, len(cut.nodes)):
            above = by_label.get((cut.dimension, cut.nodes[parent].label) if parent >= 0 else ("", ""))
            below = [by_label.get((cut.dimension, node.label)) for node in cut.nodes if node.parent == parent]
            children = [child for child in below if child is not None]
            if above is None or not children:
                continue
            for item, said in above.told.items():
                telling = [child for child in children if item in child.told]
                if telling:
                    row = above.row - sum(child.row for child in telling)
                    rest = less(said, [child.told[item] for child in telling])
                    label = above.label
                    yield ShownThen(cut.dimension, label, row, {item: rest}, above.now, left=True)


def refuse_few_changes(title: str, earlier: Earlier, held: Held, figures: Figures) -> None:
    """Compare what is no count of this wave: scores, means, profiles, and the wave before. Raises RefusedError."""
    survey = earlier.survey
    pairs = _pairs(survey.figures, figures, held)
    few: dict[str, int] = {}
    own = pairs.filter(pl.col("wave") == survey.wave)
    own = own.filter(pl.col("measure").is_in(["score", "mean", "count"]))
    for dimension, group in own.select("dimension", "group").unique(maintain_order=True).iter_rows():
        if (dimension, group) not in held.changed:
            few[f"“{group}” ({dimension})" if group else "the whole survey"] = 1
    before = pairs.filter((pl.col("wave") != survey.wave) & pl.col("measure").is_in(["score", "mean", *_COUNTS]))
    if before.height:
        counted = before.filter(pl.col("measure").is_in(_COUNTS))
        per_item = counted.with_columns(kind=pl.col("measure") == "count").partition_by("item", "kind")
        changes = [moved([round(change) for change in part["change"]]) for part in per_item]
        least = max([1, *changes])
        if least < FEWEST:
            few[f"the wave {before['wave'][0]}, the whole survey"] = least
    if few:
        raise _refusal(title, few)


def _pairs(then: Figures, now: Figures, held: Held) -> pl.DataFrame:
    """Figures that both releases show and that differ, under the keys of the earlier one."""
    names = {key: label for key, label in held.labels.items() if key[1] != label}
    table = then.table.filter(pl.col("status") == "ok")
    labels = [
        names.get((dimension, group), group) for dimension, group in table.select("dimension", "group").iter_rows()
    ]
    table = table.with_columns(pl.Series("label", labels, dtype=pl.String))
    others = now.table.filter(pl.col("status") == "ok").rename(
        {"group": "label", "value": "present", "base": "answers"}
    )
    keys = [*(key for key in KEYS if key != "group"), "label"]
    joined = table.join(others.select(*keys, "present", "answers"), on=keys, how="inner", maintain_order="left")
    return joined.with_columns(change=pl.col("present") - pl.col("value")).filter(
        (pl.col("change").abs() > _NEAR) | pl.col("base").ne_missing(pl.col("answers"))
    )
