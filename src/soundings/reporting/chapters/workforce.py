"""Those who answered beside those who were asked, group by group: a statement, never a mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from soundings.disclosure import Dimension, Finding, Group
from soundings.reporting.chapters.book import depth
from soundings.reporting.outline import Block, Cell, Column, Paragraph, Row, Table
from soundings.reporting.reading import Place, Reading
from soundings.reporting.rounding import decimals_for, half_up, number_text, signed_text
from soundings.reporting.wording import by, counted, percent_text

NOT_BY_GROUP = (
    "Whether those who answered are like those who were asked cannot be worked out, because there are no results by "
    "group with the number of people asked in each."
)
CAUTION = "That the two are alike in this would not show that those who did not answer think alike."
_OF_THE_WHOLE = (
    "Shares are of the whole survey. People whose group is not known count there, so the shares of those who answered "
    "may be low throughout. Differences are worked out before rounding."
)
_OF_THE_KNOWN = "Shares are of all whose group is known. Differences are worked out before rounding."


@dataclass(frozen=True)
class Compared:
    """A group's people and all people, among those who answered and among those who were asked."""

    group: Group
    answered: tuple[int, int]
    asked: tuple[int, int]

    @property
    def points(self) -> Fraction:
        """By how many percentage points its share of those who answered is the larger one."""
        return 100 * (Fraction(*self.answered) - Fraction(*self.asked))


def compared_with_asked(reading: Reading, dimension: Dimension) -> list[Block]:
    """A paragraph and a table; a sentence where nothing can be worked out."""
    found = _finding(reading, dimension)
    groups = _compared(reading, dimension, found) if found else []
    if not groups:
        text = f"How those who answered compare with those who were asked, {by(dimension.title)}, cannot be worked out"
        return [Paragraph(f"{text} from the numbers that are shown.")]
    decimals = decimals_for(groups[0].answered[1], groups[0].asked[1])
    left = len(dimension.groups) - len(groups)
    said = [_sentence(one, decimals) for one in _furthest(groups)]
    if left:
        said.append(f"For {counted(left, 'group', 'groups')} this cannot be worked out from the numbers shown.")
    return [Paragraph(" ".join(said)), _table(reading, dimension, groups, decimals)]


def _finding(reading: Reading, dimension: Dimension) -> Finding | None:
    return next((f for f in reading.survey.findings if f.kind == "profile" and f.item == dimension.code), None)


def _compared(reading: Reading, dimension: Dimension, found: Finding) -> list[Compared]:
    named = {key.group for key in found.evidence}
    groups = [group for group in dimension.groups if group.code in named]
    answered, asked = (_people(reading, dimension, groups, measure) for measure in ("responses", "eligible"))
    if not all(_total(people, dimension, named) for people in (answered, asked)):
        return []
    wholes = [_total(people, dimension, named) for people in (answered, asked)]
    return [Compared(g, (answered[g.code], wholes[0]), (asked[g.code], wholes[1])) for g in groups]


def _people(reading: Reading, dimension: Dimension, groups: Sequence[Group], measure: str) -> dict[str, int]:
    """People by group, the whole survey under an empty name."""
    places = {group.code: Place(reading.survey.wave, dimension.code, group.code) for group in groups}
    return {code: reading.whole("", measure, place) or 0 for code, place in {"": reading.now, **places}.items()}


def _total(people: dict[str, int], dimension: Dimension, named: set[str]) -> int:
    """All people the shares are of: the whole survey where the finding rests on it, else all groups at the top."""
    if "" in named:
        return people[""]
    return sum(people.get(group.code, 0) for group in dimension.groups if not group.parent)


def _furthest(groups: Sequence[Compared]) -> list[Compared]:
    """The groups furthest above and below their share of those asked; the first of several alike."""
    ends = [max(groups, key=lambda one: one.points), min(groups, key=lambda one: one.points)]
    return ends[:1] if ends[0] is ends[1] else ends


def _sentence(one: Compared, decimals: int) -> str:
    answered, asked = (percent_text(Fraction(*part), decimals) for part in (one.answered, one.asked))
    return (
        f"{one.group.label}: {answered} of those who answered and {asked} of those who were asked, "
        f"{_more_or_fewer(one.points, decimals)}."
    )


def _more_or_fewer(points: Fraction, decimals: int) -> str:
    if points == 0:
        return "exactly the same share"
    direction = "more" if points > 0 else "fewer"
    size = half_up(abs(points), decimals)
    if size == 0:
        return f"under {number_text(Fraction(1, 10**decimals), decimals)} percentage point {direction}"
    return f"{number_text(abs(points), decimals)} percentage {'point' if size == 1 else 'points'} {direction}"


def _table(reading: Reading, dimension: Dimension, groups: Sequence[Compared], decimals: int) -> Table:
    columns = (
        Column(dimension.title),
        Column("Of those asked", numeric=True),
        Column("Of those who answered", numeric=True),
        Column("Difference in points", numeric=True),
    )
    compared = {one.group.code: one for one in groups}
    parents = {group.code: group.parent for group in dimension.groups}
    rows = tuple(
        Row(group.label, _cells(compared.get(group.code), decimals), depth(group.code, parents))
        for group in dimension.groups
    )
    whole = sum(one.answered[0] for one in groups if not one.group.parent) != groups[0].answered[1]
    caption = f"{reading.named('Who answered and who was asked')}, {by(dimension.title)}"
    return Table(caption, columns, rows, (_OF_THE_WHOLE if whole else _OF_THE_KNOWN,))


def _cells(one: Compared | None, decimals: int) -> tuple[Cell, ...]:
    if one is None:
        return (Cell("not shown", muted=True),) * 3
    shares = (Cell(f"{part[0]:,} ({percent_text(Fraction(*part), decimals)})") for part in (one.asked, one.answered))
    return (*shares, Cell(signed_text(one.points, decimals)))
