"""Reading the organisation and the roster from files. Every fault of a file is told at once; nothing is saved."""

from pathlib import Path

from soundings.errors import FaultyFileError
from soundings.tabular import FileLayout, read_numbered
from soundings_web.people.columns import TREE, recognised
from soundings_web.people.facts import Found
from soundings_web.people.layout import Layout
from soundings_web.people.organisation import ReadUnit, in_tree_order, tree_faults
from soundings_web.people.rows import ReadPerson, ReadRoster, RowReader, Rules, check_once, person_columns

__all__ = ["ReadPerson", "ReadRoster", "ReadUnit", "Rules", "read_numbers", "read_roster", "read_tree"]


def read_tree(path: Path) -> tuple[ReadUnit, ...]:
    """The organisation from a file with code, name and parent, in tree order. Raises FaultyFileError."""
    numbers, table = read_numbered(path, FileLayout(what="units"))
    faults: list[str] = []
    columns = recognised(table.columns, TREE, {}, faults)
    faults += [f"there is no column with {TREE[kind][0]}" for kind in TREE if kind not in columns]
    _raise_if_any(path, faults)
    cells = table.select(columns[kind] for kind in TREE).iter_rows()
    rows = [(n, ReadUnit(*(cell.strip() for cell in row))) for n, row in zip(numbers, cells, strict=True)]
    found = Found()
    for row, message in tree_faults(rows):
        found.add(row, message)
    _raise_if_any(path, found.sentences)
    return in_tree_order(unit for _, unit in rows)


def read_roster(path: Path, rules: Rules) -> ReadRoster:
    """The roster from a personnel export. Raises FaultyFileError with every fault, by row."""
    numbers, table = read_numbered(path, rules.layout.as_file)
    reader = RowReader(table.columns, rules)
    cells = ([cell.strip() for cell in row] for row in table.iter_rows())
    rows = [(n, dict(zip(table.columns, row, strict=True))) for n, row in zip(numbers, cells, strict=True)]
    read = reader.read(rows)
    _raise_if_any(path, reader.found.sentences)
    return read


def read_numbers(path: Path) -> tuple[str, ...]:
    """The staff numbers of a list, such as that of the people who get a paper form. Raises FaultyFileError."""
    numbers, table = read_numbered(path, FileLayout(what="people"))
    found = Found()
    columns = person_columns(table.columns, Layout(), found)
    _raise_if_any(path, found.sentences)
    cells = [cell.strip() for cell in table[columns["number"]]]
    check_once("number", list(zip(numbers, cells, strict=True)), found)
    _raise_if_any(path, found.sentences)
    return tuple(cells)


def _raise_if_any(path: Path, faults: list[str]) -> None:
    if faults:
        raise FaultyFileError(f"{path} has {len(faults)} {'fault' if len(faults) == 1 else 'faults'}:", faults)
