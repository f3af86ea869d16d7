"""What one audience reads of a release: a smaller release, in which the rest does not exist.

The gate has protected everything together, so leaving a part out can tell nobody more. Nothing is masked here: groups,
their rows and their names are absent. Figures about the line manager stand one level up from a single team.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from soundings.analysis.figures import Figures
from soundings.disclosure.levels import AUDIENCES, LEADERSHIP, LINE, PUBLIC
from soundings.disclosure.release import Dimension, Finding, Group, Release, SurveyRelease
from soundings.errors import UsageError
from soundings.responses.labels import normal


def for_audience(release: Release, audience: str, group: str | None = None) -> Release:
    """The part of a release for this audience; for the line, of this ``group`` at the lowest level of its tree.

    Raises UsageError where there is no such part, or the release is itself a part that does not hold it.
    """
    _check(release, audience, group)
    if release.audience == audience:
        return release
    parts = [part for survey in release.surveys if (part := _part(survey, audience, group or ""))]
    if audience == LINE and not parts:
        teams = dict.fromkeys(team.label for survey in release.surveys for _, team in _lowest(survey))
        raise UsageError(f"The release has no team “{group}”; it has {', '.join(teams) or 'no teams'}.")
    return replace(
        release,
        surveys=tuple(parts),
        audience=audience,
        group=_label(parts, group) if group else "",
        taken_from=release.taken_from or release.hash,
    )


def _label(parts: list[SurveyRelease], asked: str) -> str:
    """The team's name as it stands in the release, whichever of its names was asked for."""
    return next(team.label for part in parts for _, team in _lowest(part) if _goes_by(team, asked))


def left_out(whole: Release, part: Release) -> list[str]:
    """In words, with their number, what the whole has and this part of it has not."""
    counts: dict[tuple[str, str], int] = {}
    kept = {survey.code: _groups(survey) for survey in part.surveys}
    for survey in whole.surveys:
        for dimension in survey.dimensions:
            for group in dimension.groups:
                if (dimension.code, group.code) not in kept.get(survey.code, ()):
                    key = (dimension.title, group.audience)
                    counts[key] = counts.get(key, 0) + 1
    told = [
        f"{number} {'group' if number == 1 else 'groups'} of “{title}” ({_WHOSE[audience]})"
        for (title, audience), number in counts.items()
    ]
    return told + list(_left_out_besides(whole, part))


_WHOSE = {PUBLIC: "for anybody", LEADERSHIP: "for the leadership", LINE: "each for its own line"}


def _left_out_besides(whole: Release, part: Release) -> Iterator[str]:
    """Surveys that the line was not asked, and what is about the line manager."""
    kept = {survey.code: survey for survey in part.surveys}
    yield from (f"the survey “{survey.title}”" for survey in whole.surveys if survey.code not in kept)
    judging = {
        item.code
        for survey in whole.surveys
        for item in survey.items
        if item.about_line_manager and survey.code in kept and _single_teams(survey) & _groups(kept[survey.code])
    }
    if judging and part.audience != LEADERSHIP:
        noun = "question" if len(judging) == 1 else "questions"
        yield f"{len(judging)} {noun} about the line manager in the figures of a single team"


def _groups(survey: SurveyRelease) -> set[tuple[str, str]]:
    return {(dimension.code, group.code) for dimension in survey.dimensions for group in dimension.groups}


def _check(release: Release, audience: str, group: str | None) -> None:
    if audience not in AUDIENCES:
        raise UsageError(f"There is no audience “{audience}”; there are {', '.join(AUDIENCES)}.")
    if audience == LINE and not group:
        raise UsageError("A team's own figures are for one line: say which team, with --group.")
    if audience != LINE and group:
        raise UsageError("Only the figures for a line are those of one group: --group goes with --audience line.")
    same = (release.audience, release.group) == (audience, group or "")
    if release.audience not in ("", LEADERSHIP) and not same:
        of = f" of “{release.group}”" if release.group else ""
        raise UsageError(
            f"This is only the part of a release for the {release.audience}{of}; others need the whole release."
        )


def _part(survey: SurveyRelease, audience: str, group: str) -> SurveyRelease | None:
    """The survey as the audience reads it; None where the group is not one of its teams."""
    if audience == LEADERSHIP:
        return survey
    kept = _public(survey) if audience == PUBLIC else _line(survey, group)
    if kept is None:
        return None
    dimensions = tuple(_only(dimension, kept) for dimension in survey.dimensions)
    dimensions = tuple(dimension for dimension in dimensions if dimension.groups)
    reader = _Reader(survey, kept)
    return replace(
        survey,
        items=tuple(item for item in survey.items if item.code not in reader.gone),
        dimensions=dimensions,
        figures=reader.figures(),
        findings=tuple(finding for finding in survey.findings if reader.holds(finding)),
    )


Kept = frozenset[tuple[str, str]]


def _public(survey: SurveyRelease) -> Kept:
    return frozenset(
        (dimension.code, group.code)
        for dimension in survey.dimensions
        for group in dimension.groups
        if group.audience == PUBLIC
    )


def _line(survey: SurveyRelease, team: str) -> Kept | None:
    """The team itself, by its own name or that of a group merged into it, and what anybody may read above it."""
    kept = set()
    for dimension, group in _lowest(survey):
        if _goes_by(group, team):
            kept.add((dimension.code, group.code))
            kept |= {(dimension.code, up.code) for up in _above(dimension, group) if up.audience == PUBLIC}
    return frozenset(kept) or None


def _goes_by(team: Group, name: str) -> bool:
    return normal(name) in map(normal, (team.label, *team.members))


def _above(dimension: Dimension, group: Group) -> Iterator[Group]:
    by_code = {other.code: other for other in dimension.groups}
    above = by_code.get(group.parent)
    while above is not None:
        yield above
        above = by_code.get(above.parent)


def _lowest(survey: SurveyRelease) -> Iterator[tuple[Dimension, Group]]:
    """The teams: groups of a tree of units with no group below them."""
    for dimension in _trees(survey):
        parents = {group.parent for group in dimension.groups}
        yield from ((dimension, group) for group in dimension.groups if group.code not in parents)


def _trees(survey: SurveyRelease) -> list[Dimension]:
    units = {item.code for item in survey.items if item.kind == "unit"}
    return [dimension for dimension in survey.dimensions if dimension.code in units]


def _single_teams(survey: SurveyRelease) -> Kept:
    """The teams, and what stands above one team only: its figures would be that team's."""
    teams: dict[tuple[str, str], int] = {}
    for dimension, team in _lowest(survey):
        for group in (team, *_above(dimension, team)):
            teams[dimension.code, group.code] = teams.get((dimension.code, group.code), 0) + 1
    return frozenset(group for group, number in teams.items() if number == 1)


def _only(dimension: Dimension, kept: Kept) -> Dimension:
    """The breakdown with these groups, each under the nearest group above it that is left, none naming a lost one."""
    lost = [group for group in dimension.groups if (dimension.code, group.code) not in kept]
    names = {name for group in lost for name in (group.label, *group.members)}
    groups = []
    for group in dimension.groups:
        if (dimension.code, group.code) in kept:
            parent = next((up.code for up in _above(dimension, group) if (dimension.code, up.code) in kept), "")
            members = tuple(name for name in group.members if name not in names)
            groups.append(replace(group, parent=parent, members=members))
    return replace(dimension, groups=tuple(groups))


@dataclass(frozen=True)
class _Reader:
    """A survey and the groups of it that are read."""

    survey: SurveyRelease
    kept: Kept

    @property
    def gone(self) -> set[str]:
        """Codes of breakdowns left out, and of items that count people by unit."""
        codes = {dimension.code for dimension in self.survey.dimensions}
        codes |= {item.code for item in self.survey.items if item.kind == "unit"}
        return codes - {dimension for dimension, _ in self.kept}

    @property
    def judging(self) -> set[str]:
        """What is about the line manager: questions, and scores they are part of, from which they could be told."""
        items = {item.code for item in self.survey.items if item.about_line_manager}
        return items | {composite.code for composite in self.survey.composites if items & set(composite.items)}

    def figures(self) -> Figures:
        """The rows of the whole survey and of the groups kept, without what is about a single team's line manager."""
        teams = _single_teams(self.survey)
        rows = (pl.col("dimension") == "") & ~pl.col("item").is_in(sorted(self.gone))
        for dimension, group in sorted(self.kept):
            here = (pl.col("dimension") == dimension) & (pl.col("group") == group)
            if (dimension, group) in teams:
                here &= ~pl.col("item").is_in(sorted(self.judging))
            rows |= here
        return Figures(self.survey.figures.table.filter(rows))

    def holds(self, finding: Finding) -> bool:
        """Whether all that the finding rests on is read."""
        # Findings of releases made before findings named their figures rest on the whole survey.
        keys = [(key.item, (key.dimension, key.group)) for key in getattr(finding, "evidence", ())]
        teams = _single_teams(self.survey)
        return not {finding.item, *(item for item, _ in keys)} & self.gone and all(
            group == ("", "") or (group in self.kept and not (group in teams and item in self.judging))
            for item, group in keys
        )
