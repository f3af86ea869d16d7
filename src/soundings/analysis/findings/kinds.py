"""The shape of a finding, and what findings are looked for in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from soundings.analysis.breakdowns import Cut
from soundings.analysis.figures import Figure, Figures
from soundings.instrument import Instrument, Item


@dataclass(frozen=True)
class Evidence:
    """The key of a figure that a finding rests on; ``line`` is what the figure was held against, in its own unit."""

    wave: str
    item: str
    measure: str
    option: str = ""
    dimension: str = ""
    group: str = ""
    line: float | None = None


@dataclass(frozen=True)
class Found:
    """A finding. ``item`` is its first item, ``items`` are all; ``text`` is what it says beside its figures."""

    kind: str
    item: str
    rule: str
    items: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Seen:
    """One survey's protected figures, with what their codes mean.

    ``items`` are those the survey asked. A movement is named when its adjusted p-value is at most ``sure``.
    """

    figures: Figures
    wave: str
    previous: str
    instrument: Instrument
    items: Sequence[Item]
    cuts: Sequence[Cut] = ()
    sure: float = 0.05

    def scored(self) -> list[str]:
        """The questions about work of which some answers are favourable."""
        return [item.code for item in self.items if not item.profile and item.favourable]

    def first_of(self, codes: Sequence[str]) -> Item | None:
        """The first of these items that the survey asked."""
        asked = {item.code: item for item in self.items}
        return next((asked[code] for code in codes if code in asked), None)

    def figure(self, evidence: Evidence) -> Figure | None:
        """The figure, where the release has it, shown or not."""
        key = evidence
        return self.figures.get(key.wave, key.item, key.measure, key.option, key.dimension, key.group)

    def shown(self, evidence: Evidence) -> float | None:
        """The value of a figure that is shown as a number; never that of a capped or hidden one."""
        figure = self.figure(evidence)
        return figure.value if figure is not None and figure.shown else None
