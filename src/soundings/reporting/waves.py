"""The waves of a survey in the order of time, each as it was published, and whether two neighbours can be compared.

Earlier waves come as the releases in which they were published. Nothing is computed anew: a figure is read from the
release of its wave, and the verdict on two wordings from the release of the later one. Where the earliest release also
holds the wave before it, that wave is the first point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from soundings.disclosure import Release
from soundings.errors import UsageError
from soundings.reporting.reading import Place, Reading, is_scored

COMPARABLE = ("same", "comparable")
_WHY = {
    "break": "the question or its answers changed",
    "new": "the question was new",
}


@dataclass(frozen=True)
class WaveOf:
    """One survey in one wave: the release it is read from, and the place of the wave's figures there."""

    reading: Reading
    place: Place

    @property
    def wave(self) -> str:
        return self.place.wave

    @property
    def own(self) -> bool:
        """Whether the release is of this wave, and so holds all its figures; else it holds what it compared with."""
        return self.wave == self.reading.survey.wave

    def has(self, code: str) -> bool:
        """Whether the wave has a share of favourable answers to this question, shown or not."""
        return self.reading.figure(code, "favourable", self.place).status != "absent"

    def break_before(self, code: str, before: WaveOf) -> str:
        """Why the figure of this wave cannot stand beside that of the wave before; nothing where it can."""
        if self.reading.survey.previous != before.wave:
            return f"{before.wave} and {self.wave} were not compared"
        item = next((item for item in self.reading.survey.items if item.code == code), None)
        if item is None or item.comparison is None or not is_scored(item):
            return f"{self.wave}: no comparison was published"
        if item.comparison.verdict in COMPARABLE:
            return ""
        why = _WHY.get(item.comparison.verdict, "the two cannot be compared")
        note = f". {item.comparison.note}" if item.comparison.note else ""
        return f"{self.wave}: {why}{note}"


def in_order(release: Release, earlier: Sequence[Release]) -> tuple[Release, ...]:
    """All releases, the oldest first. Raises UsageError where they do not belong together.

    Each release names the wave before it; where a link is missing, the order in which they were given stands.
    """
    _check(release, earlier)
    left, chain = list(earlier), [release]
    while left:
        named = {survey.previous for survey in chain[0].surveys}
        linked = next((other for other in left if other.wave in named), left[-1])
        left.remove(linked)
        chain.insert(0, linked)
    return tuple(chain)


def _check(release: Release, earlier: Sequence[Release]) -> None:
    known = {survey.code for survey in release.surveys}
    waves = {release.wave}
    for other in earlier:
        if other.organisation != release.organisation:
            raise UsageError(
                f"The earlier release of {other.wave} is of “{other.organisation}”, this one of "
                f"“{release.organisation}”. A trend is drawn for one organisation only."
            )
        if other.wave in waves:
            raise UsageError(f"Two releases are of the wave {other.wave}. Give each wave once.")
        if not known & {survey.code for survey in other.surveys}:
            codes = ", ".join(survey.code for survey in other.surveys)
            raise UsageError(
                f"The earlier release of {other.wave} holds the surveys {codes}, and none of them is in this one "
                f"({', '.join(sorted(known))}). A survey keeps its code from wave to wave."
            )
        waves.add(other.wave)


def waves_of(code: str, releases: Sequence[Release]) -> tuple[WaveOf, ...]:
    """One survey through the releases that hold it, the oldest first."""
    readings = [
        Reading(survey, release.plan.level) for release in releases for survey in release.surveys if survey.code == code
    ]
    found = [WaveOf(reading, reading.now) for reading in readings]
    before = WaveOf(readings[0], readings[0].before)
    at_hand = {wave.wave for wave in found}
    if before.wave not in {"", *at_hand} and any(before.has(item.code) for item in readings[0].survey.items):
        found.insert(0, before)
    return tuple(found)


def left_out(release: Release, releases: Sequence[Release]) -> list[str]:
    """Surveys of earlier waves that this wave does not have, so that no line leads to them."""
    known = {survey.code for survey in release.surveys}
    return [
        f"“{survey.title}” of {other.wave}"
        for other in releases
        for survey in other.surveys
        if survey.code not in known
    ]
