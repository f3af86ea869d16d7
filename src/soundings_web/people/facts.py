"""The facts of a person, worked out from the columns of the roster file."""

from dataclasses import dataclass, field
from datetime import date

from soundings_web.people.dates import read_date
from soundings_web.people.layout import SERVICE_BANDS, Fact, Layout, band_of


@dataclass
class Found:
    """The faults of one file, each with the row of the file it stands in (0: the whole file)."""

    faults: dict[tuple[int, str], None] = field(default_factory=dict)

    def add(self, row: int, message: str) -> None:
        self.faults[row, f"row {row}: {message}" if row else message] = None

    @property
    def sentences(self) -> list[str]:
        """Each fault once, in the order of the rows; those of the whole file first."""
        return [message for _, message in sorted(self.faults, key=lambda fault: fault[0])]


def facts_wanted(layout: Layout, columns: dict[str, str]) -> tuple[Fact, ...]:
    """Those of the layout; without any, the role and the length of service, where the file has them."""
    if layout.facts:
        return layout.facts
    usual = []
    if "role" in columns:
        usual.append(Fact(name="role", column=columns["role"]))
    if "start" in columns:
        usual.append(Fact(name="tenure", column=columns["start"], bands=SERVICE_BANDS))
    return tuple(usual)


def read_day(cell: str, header: str, row: int, census_on: date, found: Found, *, past: bool = True) -> date | None:
    """The date in a cell; None where it is empty or, with a fault, not one that can be."""
    if not cell:
        return None
    day = read_date(cell)
    if day is None:
        found.add(row, f"“{cell}” under “{header}” is no date that can be read; write 31/03/2026 or 2026-03-31")
    elif past and day > census_on:
        found.add(row, f"“{cell}” under “{header}” is after the census date")
        return None
    return day


class FactReader:
    """Works out one fact for row after row, and remembers its labels and what no label fits."""

    def __init__(self, fact: Fact, header: str, census_on: date) -> None:
        self.fact, self.header, self._census_on = fact, header, census_on
        self._known = {_alike(label): meaning for label, meaning in fact.labels.items()}
        self._spelt: dict[str, str] = {_alike(label): label for label in fact.order}
        self._unknown: dict[str, list[int]] = {}
        self._met: set[str] = set()

    def of(self, cell: str, row: int, found: Found) -> str:
        """The fact's label for this cell; empty where it is not known."""
        label = self._label(cell, row, found) if cell else ""
        if label:
            # One spelling for each label: the first that is met.
            label = self._spelt.setdefault(_alike(label), label)
            self._met.add(label)
        return label

    @property
    def labels(self) -> list[str]:
        """The labels that people have: in the order of the layout, then as they were met."""
        return [label for label in self._spelt.values() if label in self._met]

    def tell_unknown(self, found: Found) -> None:
        """One fault for each label that the layout does not explain."""
        for cell, rows in self._unknown.items():
            more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
            found.add(
                rows[0],
                f"“{cell}” under “{self.header}”{more}: the fact “{self.fact.name}” has no label for it; "
                "add it to labels, or say what others become",
            )

    def _label(self, cell: str, row: int, found: Found) -> str:
        if self.fact.bands:
            day = read_day(cell, self.header, row, self._census_on, found)
            return band_of(self.fact.bands, day, self._census_on) if day else ""
        if not self._known:
            return cell
        label = self._known.get(_alike(cell)) or self.fact.others
        if not label:
            self._unknown.setdefault(cell, []).append(row)
        return label or ""


def _alike(text: str) -> str:
    return " ".join(text.split()).casefold()
