"""LimeSurvey's XML as tables of text, read so that a hostile file can do no harm.

The reader keeps no tree, follows no reference and refuses a document type, which LimeSurvey never writes and which is
what every known attack by XML needs (entities that grow without end, entities that fetch other files).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from soundings.errors import UnreadableFileError

Row = dict[str, str]

ROW_DEPTH = 4
DEEPEST = 12


@dataclass
class XmlTables:
    """The tables of a file by name, and what stands beside them: its kind, version and languages."""

    kind: str = ""
    version: str = ""
    languages: list[str] = field(default_factory=list)
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def rows(self, table: str) -> list[Row]:
        return self.tables.get(table, [])


class _Reader:
    """Handlers of the parser: document / table / rows / row / field, and little else."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found = XmlTables()
        self.open: list[str] = []
        self.text: list[str] = []

    def start(self, name: str, _: object) -> None:
        self.open.append(name)
        self.text.clear()
        if len(self.open) > DEEPEST:
            raise UnreadableFileError(f"{self.path} is not LimeSurvey's XML: its elements are nested too deeply.")
        if len(self.open) == ROW_DEPTH and self.open[2:] == ["rows", "row"]:
            self.found.tables.setdefault(self.open[1], []).append({})

    def characters(self, text: str) -> None:
        self.text.append(text)

    def end(self, name: str) -> None:
        text = "".join(self.text)
        self.text.clear()
        if len(self.open) == ROW_DEPTH + 1 and self.open[2:4] == ["rows", "row"]:
            self.found.tables[self.open[1]][-1][name] = text
        elif self.open[1:] == ["LimeSurveyDocType"]:
            self.found.kind = text.strip()
        elif self.open[1:] == ["DBVersion"]:
            self.found.version = text.strip()
        elif self.open[1:] == ["languages", "language"]:
            self.found.languages.append(text.strip())
        self.open.pop()

    def refuse(self, *_: object) -> NoReturn:
        raise UnreadableFileError(
            f"{self.path} declares a document type or entities, which LimeSurvey never writes and which can be used "
            "to do harm. It was not read. Export the survey again."
        )


def read_tables(path: Path, data: bytes) -> XmlTables:
    """The tables of the file. Raises UnreadableFileError for what is not LimeSurvey's XML, or could do harm."""
    reader = _Reader(path)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.ExternalEntityRefHandler = reader.refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise UnreadableFileError(
            f"{path}, line {error.lineno}: this is not well-formed XML. Perhaps it was cut short: export it again."
        ) from None
    except (LookupError, ValueError):
        raise UnreadableFileError(f"{path} is in an encoding that cannot be read. LimeSurvey writes UTF-8.") from None
    if not reader.found.kind:
        raise UnreadableFileError(f"{path} is XML, but not from LimeSurvey: it does not say what kind of file it is.")
    return reader.found
