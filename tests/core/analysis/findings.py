"""Protected figures typed by hand, and a small questionnaire that asks what the rules look at."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from soundings.analysis.breakdowns import Cut, Node
from soundings.analysis.figures import FACTS, KEYS, Figures
from soundings.analysis.findings import Found, Seen, find
from soundings.instrument import Instrument, load_instrument

NOW, BEFORE = "2026", "2025"
SOCIAL_WORK = load_instrument("catalogue:social-work", "children")


@dataclass
class Table:
    """Figures being gathered; a row that is not shown may still be given a value here, which must not be used."""

    rows: list[tuple[object, ...]] = field(default_factory=list)

    def add(self, item: str, measure: str, value: float | None, status: str = "ok", **more: object) -> Table:
        facts = {"wave": NOW, "option": "", "dimension": "", "group": "", "low": None, "high": None, "base": 100}
        facts |= {"item": item, "measure": measure, "value": value, "status": status, **more}
        self.rows.append(tuple(facts[column] for column in (*KEYS, *FACTS)))
        return self

    def moved(self, item: str, change: float, p: float, status: str = "ok", adjusted: str = "ok") -> Table:
        self.add(item, "favourable", 70.0)
        self.add(item, "change_favourable", change, status)
        self.add(item, "change_favourable_p", p / 2)
        return self.add(item, "change_favourable_adjusted_p", p, adjusted)

    def option(self, item: str, option: str, counts: tuple[int, int], base: int = 100, status: str = "ok") -> Table:
        """The counts of the wave before and of this one."""
        for wave, count in zip((BEFORE, NOW), counts, strict=True):
            self.add(item, "count", count, status, option=option, wave=wave, base=base)
            self.add(item, "percent", 100 * count / base, status, option=option, wave=wave, base=base)
        return self

    def group(self, group: str, responses: float | None, eligible: int, status: str = "ok", by: str = "role") -> Table:
        place = {"dimension": by, "group": group} if group else {}
        self.add("", "responses", responses, status, **place)
        return self.add("", "eligible", eligible, **place)

    def seen(self, instrument: Instrument = SOCIAL_WORK, *cuts: Cut, previous: str = BEFORE) -> Seen:
        schema = {name: pl.Float64 if name in ("value", "low", "high") else None for name in (*KEYS, *FACTS)}
        figures = Figures(pl.DataFrame(self.rows, schema=schema, orient="row"))
        return Seen(figures, NOW, previous, instrument, instrument.items, cuts)


def cut(*labels: str, dimension: str = "role") -> Cut:
    """A flat breakdown."""
    return Cut(dimension, tuple(Node(label, -1, (label,), 0) for label in labels))


def of_kind(kind: str, seen: Seen) -> list[Found]:
    return [found for found in find(seen) if found.kind == kind]
