"""The labels beside LimeSurvey's data file for R: the code of each column, and what its values mean."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from soundings.errors import FaultyFileError, UnmatchedDataError
from soundings.responses.labels import normal
from soundings.tabular import FileLayout, read_table

NEEDED = ("position", "code", "label", "value_levels", "value_labels")
DATA_FILE = "_R_data_file.csv"
LABELS_FILE = "_labels.csv"
ALIKE = 0.8

_IN_A_LIST = re.compile(r'"((?:[^"\\]|\\.)*)"|([^,\s"]+)')


@dataclass(frozen=True)
class Labels:
    """By header of the data file: the column's code, and the label of each of its values."""

    name: str
    codes: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]


def labels_beside(path: Path, headers: Sequence[str]) -> Labels | None:
    """The labels that stand beside a data file for R; None for any other file, or where there are none.

    Raises FaultyFileError for what is wrong inside, UnmatchedDataError where they belong to another file.
    """
    if not path.name.endswith(DATA_FILE):
        return None
    beside = path.with_name(path.name.removesuffix(DATA_FILE) + LABELS_FILE)
    if not beside.is_file():
        return None
    table = read_table(beside, FileLayout())
    if missing := [name for name in NEEDED if name not in table.columns]:
        raise FaultyFileError(f"{beside} is not a list of labels: it has no column {', '.join(missing)}.")
    gathered = _Gathered()
    for position, *row in table.select(NEEDED).iter_rows():
        if position.strip().isdecimal() and 1 <= int(position) <= len(headers):
            gathered.take(headers[int(position) - 1], *row)
        else:
            gathered.faults.append(f"{row[0]}: “{position}” is not the number of a column of {path.name}")
    gathered.stop_if_wrong(beside, path)
    return Labels(beside.name, gathered.codes, gathered.values)


@dataclass
class _Gathered:
    codes: dict[str, str] = field(default_factory=dict)
    values: dict[str, Mapping[str, str]] = field(default_factory=dict)
    other_words: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def take(self, header: str, code: str, label: str, levels: str, meanings: str) -> None:
        values, labels = _listed(levels), _listed(meanings)
        if len(values) != len(labels):
            self.faults.append(f"{code}: has {len(values)} values but {len(labels)} labels")
        elif _same_words(header, code, label):
            self.codes[header] = code
            self.values[header] = dict(zip(values, labels, strict=True))
        else:
            self.other_words.append(code)

    def stop_if_wrong(self, beside: Path, path: Path) -> None:
        if self.faults:
            count = f"{len(self.faults)} fault{'' if len(self.faults) == 1 else 's'}"
            raise FaultyFileError(f"{beside} has {count}:", self.faults)
        wrong, rows = len(self.other_words), len(self.codes) + len(self.other_words)
        if wrong > (1 - ALIKE) * rows:
            raise UnmatchedDataError(
                f"{beside} belongs to another file: {wrong} of its {rows} columns have other words in {path.name}."
            )


def _same_words(header: str, code: str, label: str) -> bool:
    """Whether header and label are the same words, in whatever order; what LimeSurvey records has other words."""
    # A header without words, or one that stands there twice, was told apart by a number when it was read.
    plain = re.sub(r"^column \d+$| \(\d+\)$", "", header)
    return label == code or _words(plain) == _words(label) or _words(header) == _words(label)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", normal(html.unescape(html.unescape(text.replace("\\", " "))))))


def _listed(text: str) -> list[str]:
    """The entries of a list such as ``"no", "yes"`` or ``1,0``."""
    found = _IN_A_LIST.finditer(text)
    return [re.sub(r"\\(.)", r"\1", match[1]) if match[1] is not None else match[2] for match in found]
