"""Before fieldwork: which groups would be shown if so many of those asked answer, and what a breakdown costs.

Made from the eligible file and the plan alone, with the gate's own merging and hiding. It foresees groups, not figures:
a question that few of a group answer may still be hidden there, and answers that nearly all agree are capped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from soundings.analysis.breakdowns import Cut
from soundings.disclosure.hiding import shown_groups
from soundings.disclosure.publishing import SurveyInput, WaveInput, planned_cuts
from soundings.disclosure.release import PlanFacts
from soundings.instrument import Item
from soundings.responses.labels import normal


@dataclass(frozen=True)
class GroupForecast:
    """A group as planned: ``expected`` answers and whether it is ``shown``, for each rate of response.

    ``level`` says how deep it stands; ``lowest`` that nothing stands below it.
    """

    label: str
    parent: str
    members: tuple[str, ...]
    level: int
    lowest: bool
    eligible: int
    expected: tuple[int, ...]
    shown: tuple[bool, ...]

    @property
    def merged(self) -> bool:
        return self.label not in self.members


@dataclass(frozen=True)
class BreakdownForecast:
    """One breakdown of one survey. ``expected`` are the whole survey's answers, for each of the ``rates`` (per cent).

    ``left_out`` are groups too small to stand, with nothing to be merged with; they count in the whole survey only.
    """

    survey: str
    survey_title: str
    dimension: str
    title: str
    eligible: int
    rates: tuple[int, ...]
    expected: tuple[int, ...]
    groups: tuple[GroupForecast, ...]
    left_out: tuple[tuple[str, int], ...]

    def not_shown(self, rate: int) -> list[GroupForecast]:
        """The groups that would not be shown at this place among the rates."""
        return [group for group in self.groups if not group.shown[rate]]

    def people_not_shown(self, rate: int) -> int:
        """People asked who would stand in no group shown at the lowest level."""
        hidden = sum(group.eligible for group in self.not_shown(rate) if group.lowest)
        return hidden + sum(people for _, people in self.left_out)


def forecast(wave: WaveInput, rates: Sequence[int]) -> list[BreakdownForecast]:
    """Every breakdown of a wave at these rates of response, in whole per cent. Refuses what publishing would."""
    return [
        _breakdown(survey, cut, wave.plan, tuple(rates))
        for survey in wave.surveys
        for cut in planned_cuts(survey, wave.plan)
        if not cut.crossed
    ]


def _breakdown(survey: SurveyInput, cut: Cut, plan: PlanFacts, rates: tuple[int, ...]) -> BreakdownForecast:
    item = survey.instrument.item(cut.dimension)
    # planned_cuts has made sure that the eligible people are known.
    total = survey.eligible.total if survey.eligible else 0
    threshold = max(plan.threshold, plan.sensitive) if item.equality else plan.threshold
    parents = [node.parent for node in cut.nodes]
    asked, above = [total, *(node.eligible for node in cut.nodes)], [-1, *(parent + 1 for parent in parents)]
    expected, shown = [], []
    for rate in rates:
        whole, *sizes = _expected(asked, above, rate)
        expected.append(sizes)
        shown.append(shown_groups(whole, sizes, parents, [True] * len(sizes), threshold))
    levels = _levels(parents)
    groups = tuple(
        GroupForecast(
            label=node.label,
            parent=cut.nodes[node.parent].label if node.parent >= 0 else "",
            members=node.members,
            level=levels[n],
            lowest=n not in parents,
            eligible=node.eligible,
            expected=tuple(sizes[n] for sizes in expected),
            shown=tuple(marks[n] for marks in shown),
        )
        for n, node in enumerate(cut.nodes)
    )
    return BreakdownForecast(
        survey=survey.code,
        survey_title=survey.title,
        dimension=cut.dimension,
        title=item.short or item.text,
        eligible=total,
        rates=rates,
        expected=tuple(total * rate // 100 for rate in rates),
        groups=groups,
        left_out=_left_out(survey, cut, item),
    )


def _left_out(survey: SurveyInput, cut: Cut, item: Item) -> tuple[tuple[str, int], ...]:
    """Groups at the top of the roster that stand nowhere in the breakdown; what is below them is among their people."""
    labels = {normal(option.code): option.label for option in item.options}
    groups = survey.eligible.dimensions[cut.dimension] if survey.eligible else ()
    named = [(labels.get(normal(group.label), group.label), group) for group in groups]
    return tuple((label, group.eligible) for label, group in named if label in cut.left_out and not group.parent)


def _expected(eligible: Sequence[int], parents: Sequence[int], rate: int) -> list[int]:
    """Expected answers, rounded down where people are asked and added up from there.

    Rounding each level by itself would leave a person or two over above a full set of teams, and the gate would hide a
    team for them.
    """
    own = list(eligible)
    for group, parent in enumerate(parents):
        if parent >= 0:
            own[parent] -= eligible[group]
    answers = [people * rate // 100 for people in own]
    for group in range(len(answers) - 1, -1, -1):
        if parents[group] >= 0:
            answers[parents[group]] += answers[group]
    return answers


def _levels(parents: Sequence[int]) -> list[int]:
    levels: list[int] = []
    for parent in parents:
        levels.append(levels[parent] + 1 if parent >= 0 else 0)
    return levels
