"""Own earlier results that exist only in papers: shown as "own, as published", with their hedges.

The CSV has the columns ``survey,wave,item,measure,label,value,hedge,n,eligible,verdict,source``. ``value`` may be
empty where a paper gave only words, which then stand in ``hedge``.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast, get_args

from pydantic import ConfigDict, TypeAdapter

from soundings.errors import FaultyFileError, LaterVersionError
from soundings.instrument.model import Verdict
from soundings.responses.labels import normal
from soundings.tabular import FileLayout, read_table

FORMAT = "soundings-past"
VERSION = 0
COLUMNS = ("survey", "wave", "item", "measure", "label", "value", "hedge", "n", "eligible", "verdict", "source")
REQUIRED = ("wave", "label", "source")
VERDICTS = get_args(Verdict)

_PLAIN_NUMBER = re.compile(r"^[+-]?[0-9]+(\.[0-9]+)?\s*%?$")


@dataclass(frozen=True)
class PastResult:
    """One printed figure. ``value`` is as printed, in the unit of the paper; ``hedge`` words such as "almost".

    ``n`` is the base, ``eligible`` the people asked, where printed. ``verdict`` says how the question's wording then
    compares with today's.
    """

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    survey: str
    wave: str
    item: str
    measure: str
    label: str
    value: float | None
    hedge: str
    n: int | None
    eligible: int | None
    verdict: Verdict
    source: str


_RESULTS = TypeAdapter(tuple[PastResult, ...])


@dataclass(frozen=True)
class PastResults:
    """Results of earlier waves, as published."""

    results: tuple[PastResult, ...]


def load_past(path: Path | str) -> PastResults:
    """Read and check a CSV of earlier results. Raises FaultyFileError with every fault, by row."""
    path = Path(path)
    table = read_table(path, FileLayout())
    headers = {normal(name): name for name in table.columns}
    faults = [f"there is no column “{name}”" for name in REQUIRED if name not in headers]
    faults += [
        f"the column “{name}” is not one of {', '.join(COLUMNS)}"
        for plain, name in headers.items()
        if plain not in COLUMNS
    ]
    rows = [
        {plain: (row[name] or "").strip() for plain, name in headers.items()} for row in table.iter_rows(named=True)
    ]
    results = [_result(n, row, faults) for n, row in enumerate(rows, start=2)] if not faults else []
    if faults:
        raise FaultyFileError(f"{path} has {len(faults)} {'fault' if len(faults) == 1 else 'faults'}:", faults)
    return PastResults(tuple(result for result in results if result))


def _result(row_number: int, row: dict[str, str], faults: list[str]) -> PastResult | None:
    before = len(faults)
    where = f"row {row_number}"
    faults += [f"{where}: “{name}” is empty" for name in REQUIRED if not row[name]]
    value = _number(row.get("value", ""), f"{where}, value", faults)
    n = _whole(row.get("n", ""), f"{where}, n", faults)
    eligible = _whole(row.get("eligible", ""), f"{where}, eligible", faults)
    hedge, verdict = row.get("hedge", ""), row.get("verdict", "") or "same"
    if not row.get("value") and not hedge:
        faults.append(f"{where}: give a value, or the paper's own words in hedge")
    if n is not None and eligible is not None and n > eligible:
        faults.append(f"{where}: n is {n}, more than the {eligible} eligible people")
    if verdict not in VERDICTS:
        faults.append(f"{where}: the verdict “{verdict}” is not one of {', '.join(VERDICTS)}")
    if len(faults) > before:
        return None
    words = {name: row.get(name, "") for name in ("survey", "wave", "item", "measure", "label", "source")}
    known = cast("Verdict", verdict)
    return PastResult(**words, value=value, hedge=hedge, n=n, eligible=eligible, verdict=known)


def _number(text: str, where: str, faults: list[str]) -> float | None:
    if not text:
        return None
    if not _PLAIN_NUMBER.match(text):
        faults.append(f"{where}: “{text}” is not a number; words such as “almost” belong in hedge")
        return None
    return float(text.removesuffix("%"))


def _whole(text: str, where: str, faults: list[str]) -> int | None:
    if text and not (text.isascii() and text.isdigit()):
        faults.append(f"{where}: “{text}” is not a whole number")
        return None
    return int(text) if text else None


def past_to_text(past: PastResults) -> str:
    """Canonical JSON text."""
    body: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "results": [asdict(result) for result in past.results],
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def past_from_text(text: str, where: str = "past results") -> PastResults:
    """Read what ``past_to_text`` wrote. Raises FaultyFileError or LaterVersionError."""
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise ValueError("format")
        if data["version"] > VERSION:
            raise LaterVersionError(f"{where} was made by a later version of Soundings. Upgrade, then try again.")
        return PastResults(_RESULTS.validate_json(json.dumps(data["results"])))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise FaultyFileError(f"{where} is not a file made by “soundings past”.") from None
