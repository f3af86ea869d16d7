"""What every tool's export of answers needs: the table without what is personal, and a mapping proposed for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from soundings.responses.labels import normal
from soundings.tabular import FileLayout, read_table

# Of a column's header, why it is left out; empty where it is not.
Reason = Callable[[str], str]


@dataclass(frozen=True)
class Export:
    """A tool's answers. ``blank`` counts the empty cells of each column left out, the one thing known of it."""

    table: pl.DataFrame
    headers: tuple[str, ...]
    dropped: Mapping[str, tuple[str, ...]]
    blank: Mapping[str, int]


def read_export(path: Path, layout: FileLayout, reason: Reason) -> Export:
    """The answers, without the columns that are to be left out: these go at once, before anything looks into them."""
    table = read_table(path, layout)
    dropped: dict[str, tuple[str, ...]] = {}
    for header in table.columns:
        if why := reason(header):
            dropped[why] = (*dropped.get(why, ()), header)
    left_out = [header for columns in dropped.values() for header in columns]
    blank = {header: int((table.get_column(header).str.strip_chars() == "").sum()) for header in left_out}
    return Export(table.drop(left_out), tuple(table.columns), dropped, blank)


def known_headers(reasons: Mapping[str, Iterable[str]]) -> Mapping[str, str]:
    """The reason for each of the headers that a tool writes by itself, in their normal form."""
    return {normal(header): reason for reason, headers in reasons.items() for header in headers}
