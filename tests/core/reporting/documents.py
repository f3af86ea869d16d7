"""Reading a Word report back, from the parts of the file itself."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from itertools import pairwise

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def parts(docx: bytes) -> dict[str, bytes]:
    """Every part of the file by its name."""
    with zipfile.ZipFile(io.BytesIO(docx)) as file:
        return {name: file.read(name) for name in file.namelist()}


def root(docx: bytes, name: str = "word/document.xml") -> ET.Element:
    return ET.fromstring(parts(docx)[name])  # noqa: S314 - it is our own document


def blocks(docx: bytes) -> list[ET.Element]:
    """Paragraphs and tables in order."""
    body = root(docx).find(f"{W}body")
    assert body is not None
    return list(body)


def text_of(element: ET.Element) -> str:
    words = ((e.text or "") if e.tag == f"{W}t" else " " for e in element.iter() if e.tag in (f"{W}t", f"{W}tab"))
    return " ".join("".join(words).split())


def style_of(paragraph: ET.Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(f"{W}val", "")


def headings(docx: bytes) -> list[tuple[int, str]]:
    """Level and text of every heading, in order."""
    found = [(style_of(p), text_of(p)) for p in blocks(docx)]
    return [(int(style[-1]), text) for style, text in found if style.startswith("Heading")]


def tables(docx: bytes) -> dict[str, list[list[str]]]:
    """Every table by its caption: rows of texts, the header row first."""
    found = {}
    for before, table in with_the_one_before(docx):
        if table.tag == f"{W}tbl":
            found[text_of(before)] = [[text_of(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
    return found


def with_the_one_before(docx: bytes) -> Iterator[tuple[ET.Element, ET.Element]]:
    return pairwise(blocks(docx))


def descriptions(docx: bytes) -> list[str]:
    """What stands for each picture."""
    return [picture.get("descr", "") for picture in root(docx).iter(f"{WP}docPr")]
