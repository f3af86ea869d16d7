"""What release files tell of one survey: by group, item, and measure and option, the least and the most."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from soundings.disclosure.hiding import Told
from soundings.disclosure.item_sums import BASE_KEY, PEOPLE_KEY, Key
from soundings.disclosure.marks import SIDES, told_range
from soundings.disclosure.outside import ShownGroup
from soundings.disclosure.release import Release, SurveyRelease
from soundings.responses.labels import normal

ELIGIBLE_KEY = ("eligible", "")
_COUNTS = ("count", *(f"{side}_count" for side in SIDES))
_TOLD = ("ok", "capped_low", "capped_high")

Figures = dict[ShownGroup, dict[str, dict[Key, tuple[int, int]]]]


def figures_of(release: Release, survey: SurveyRelease) -> Figures:
    """What this survey of a release tells of its items; what is told of scores is left aside."""
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
            said[BASE_KEY] = base, base
            number = 0 if value is None else int(value)
            said[measure, option] = told_range(status, number, base, release.plan.full_distribution)
        elif not item and status == "ok" and measure in ("responses", "eligible"):
            said[PEOPLE_KEY if measure == "responses" else ELIGIBLE_KEY] = int(value), int(value)
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


def joined(figures: Sequence[Figures]) -> tuple[Figures | None, list[tuple[str, str, tuple[str, ...]]]]:
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
        if key in other and key != ELIGIBLE_KEY and said[0] == said[1] and other[key][0] == other[key][1]
    }
    classes = [[change] for change in off.values()] + [[c for (m, _), c in off.items() if m == "count"]]
    return max(max(sum(max(c, 0) for c in of), sum(max(-c, 0) for c in of)) for of in classes)
