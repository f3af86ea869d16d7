"""The frame of a Word document: looks, pages, footers, facts about the file; and the file itself, always the same.

The library brings a template of its own. What it says about looks, lists, settings, program and machine is taken out,
and ours put in its place.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from importlib.resources import files

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from soundings.reporting.lettering import legal
from soundings.reporting.outline import Report
from soundings.reporting.word.words import Writer
from soundings.reporting.word.xml import Element, element, field, flags, paragraph, run

SHORT_EDGE, LONG_EDGE, MARGIN = 210, 297, 20
PORTRAIT, LANDSCAPE = SHORT_EDGE - 2 * MARGIN, LONG_EDGE - 2 * MARGIN
TWIPS_A_MM = 1440 / 25.4

# A file must carry a date of making. The true one would make two writings of one report differ.
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the format's time zone is always UTC
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_KEPT = {RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.NUMBERING, RELATIONSHIP_TYPE.SETTINGS}
_KEPT_OUTSIDE = {RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES}


def new_document(report: Report) -> WordDocument:
    """An empty document with our looks, and the report's title, organisation and language as facts about the file."""
    document = Document()
    _drop(document.part.rels, _KEPT)
    _drop(document.part.package.rels, _KEPT_OUTSIDE)
    _replace(document.styles.element, "styles.xml")
    _replace(document.part.numbering_part.element, "numbering.xml")
    _replace(document.settings.element, "settings.xml")
    facts = {"title": report.title, "author": report.organisation, "subject": report.subtitle}
    facts |= {"language": report.language, "comments": "", "last_modified_by": ""}
    for name, fact in facts.items():
        # The format allows no more than 255 letters here.
        setattr(document.core_properties, name, legal(fact)[:255])
    for name in ("created", "modified"):
        setattr(document.core_properties, name, _MADE)
    return document


def _drop(relations: dict[str, object], kept: set[str]) -> None:
    for name in [name for name, relation in relations.items() if getattr(relation, "reltype", "") not in kept]:
        del relations[name]


def _replace(old: Element, name: str) -> None:
    """Put the content of one of our files in the place of the template's."""
    ours = parse_xml(files("soundings.reporting.word").joinpath(name).read_bytes())
    for child in list(old):
        old.remove(child)
    old.extend(list(ours))


def end_section(writer: Writer, footer: str, *, landscape: bool, cover: bool = False) -> None:
    """What stands since the last section has pages of this shape; what follows begins on a new page."""
    pages = _pages(writer.document, footer, landscape=landscape, cover=cover)
    # The break is a paragraph of its own, so low that it never needs a page for itself.
    low = element("spacing", before=0, after=0, line=20, lineRule="exact")
    writer.add(paragraph("Normal", own=(low, pages)))


def end_document(document: WordDocument, footer: str, *, landscape: bool) -> None:
    """The last section has pages of this shape."""
    body = document.element.body
    body.replace(body[-1], _pages(document, footer, landscape=landscape, cover=False))


def _pages(document: WordDocument, footer: str, *, landscape: bool, cover: bool) -> Element:
    width, height = (LONG_EDGE, SHORT_EDGE) if landscape else (SHORT_EDGE, LONG_EDGE)
    size = {"w": _twips(width), "h": _twips(height), **({"orient": "landscape"} if landscape else {})}
    edges = dict.fromkeys(("top", "right", "bottom", "left"), _twips(MARGIN))
    parts = [_footer(document, footer, LANDSCAPE if landscape else PORTRAIT)]
    parts += [element("pgSz", **size), element("pgMar", **edges, header=567, footer=567, gutter=0)]
    return element("sectPr", *parts, *(flags("titlePg") if cover else []))


def _footer(document: WordDocument, text: str, width: int) -> Element:
    """The report's name on the left, “Page 3 of 20” on the right."""
    part, name = document.part.add_footer_part()  # type: ignore[no-untyped-call]
    for old in list(part.element):
        part.element.remove(old)
    page, pages = field("PAGE", run("1")), field("NUMPAGES", run("1"))
    tabs = element("tabs", element("tab", val="right", pos=_twips(width)))
    part.element.append(paragraph("Footer", run(f"{text}\tPage "), *page, run(" of "), *pages, own=(tabs,)))
    reference = element("footerReference", type="default")
    reference.set(qn("r:id"), name)
    return reference


def _twips(millimetres: float) -> int:
    return round(millimetres * TWIPS_A_MM)


def to_bytes(document: WordDocument) -> bytes:
    """The file. The same document gives the same bytes: no clock stands in them."""
    written = io.BytesIO()
    document.save(written)
    out = io.BytesIO()
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(out, "w") as file:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            # Without this the kind of machine it was written on would stand in the file.
            entry.create_system = 0
            file.writestr(entry, parts.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
