"""What a Word document says, one after the other: paragraphs, headings, lists, and pictures with their description."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from itertools import count

from docx.document import Document as WordDocument
from docx.shared import Mm

from soundings.reporting.lettering import legal
from soundings.reporting.word.xml import Element, element, paragraph, run

DEEPEST = 4
NUMBERED_LIST = 2


class Writer:
    """Adds to the end of a document, and keeps count of lists and bookmarks."""

    def __init__(self, document: WordDocument) -> None:
        self.document = document
        self._bookmarks = count(1)
        self._under_table = False

    def add(self, block: Element) -> None:
        """A finished block, before the facts about the last pages, which stand at the end."""
        body = self.document.element.body
        body.insert(len(body) - 1, block)
        self._under_table = block.tag.endswith("}tbl")

    def paragraph(self, text: str, style: str = "Normal") -> None:
        # A table has no room below itself.
        own = (element("spacing", before=240),) if self._under_table and style in ("Normal", "Note") else ()
        self.add(paragraph(style, run(text), own=own))

    def bullets(self, items: Iterable[str], style: str = "ListBullet") -> None:
        for item in items:
            self.paragraph(item, style)

    def numbered(self, items: Iterable[str]) -> None:
        """A list that begins at one, whatever lists came before."""
        listed = self.document.part.numbering_part.element.add_num(NUMBERED_LIST)
        listed.add_lvlOverride(0).add_startOverride(1)
        for item in items:
            number = element("numPr", element("ilvl", val=0), element("numId", val=listed.numId))
            self.add(paragraph("ListNumber", run(item), own=(number,)))

    def heading(self, text: str, level: int, mark: str) -> None:
        """A heading that numbers itself, under a bookmark that the contents point to."""
        number = next(self._bookmarks)
        marked = (element("bookmarkStart", id=number, name=mark), run(text), element("bookmarkEnd", id=number))
        self.add(paragraph(f"Heading{min(level, DEEPEST)}", *marked))

    def picture(self, png: bytes, width: float, style: str, *, name: str, description: str) -> None:
        """A picture so many millimetres wide, with the words that stand for it."""
        inline = self.document.part.new_pic_inline(BytesIO(png), width=Mm(width))
        # Without these some programs leave room on all sides, and the picture stands out of line.
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        inline.docPr.set("name", legal(name))
        inline.docPr.set("descr", legal(description))
        drawn = element("drawing")
        drawn.append(inline)
        self.add(paragraph(style, element("r", drawn)))
