"""A report as a Word document, from the same outline as the page: the same words, the same figures.

Headings, lists, tables and the contents are Word's own, so that a committee officer can work on with them. Charts are
pictures with a description, each followed by its table. Chapters with wide tables stand on landscape pages.
"""

from __future__ import annotations

from soundings.reporting.outline import (
    Block,
    Bullets,
    Callout,
    Chapter,
    Chart,
    Exhibit,
    Numbered,
    Paragraph,
    Picture,
    Report,
    Table,
    every_chapter,
)
from soundings.reporting.pictures import chart_pictures
from soundings.reporting.word.contents import Entry, entries_of, write_contents
from soundings.reporting.word.frame import LANDSCAPE, PORTRAIT, end_document, end_section, new_document, to_bytes
from soundings.reporting.word.tables import least_width, write_table
from soundings.reporting.word.words import Writer

# With more columns than these a table is hard to read upright, even where its words would fit.
_MOST_COLUMNS = 7
_LOGO_WIDTH, _LOGO_HEIGHT = 70.0, 25.0


def to_docx(report: Report) -> bytes:
    """The whole document."""
    return _Document(report).written()


class _Document:
    """One rendering. It knows how wide the page is at the place where it writes."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.document = new_document(report)
        self.writer = Writer(self.document)
        self.landscape = False
        self.footer = f"{report.organisation} · {report.title}"

    def written(self) -> bytes:
        numbered = list(entries_of(self.report.chapters))
        self._cover()
        write_contents(self.writer, [entry for _, entry in numbered])
        end_section(self.writer, self.footer, landscape=False, cover=True)
        for chapter, entry in numbered:
            self._chapter(chapter, entry)
        self.writer.paragraph(self.report.imprint, "Note")
        end_document(self.document, self.footer, landscape=self.landscape)
        return to_bytes(self.document)

    def _cover(self) -> None:
        report, writer = self.report, self.writer
        if report.logo:
            self._logo(report.logo)
        writer.paragraph(report.organisation, "Organisation")
        writer.paragraph(report.title, "Title")
        writer.paragraph(report.subtitle, "Subtitle")
        if report.audience:
            writer.paragraph(report.audience, "Note")
        for block in report.summary:
            self._block(block)

    def _logo(self, logo: Picture) -> None:
        width = min(_LOGO_WIDTH, _LOGO_HEIGHT * logo.width / logo.height)
        words = f"Logo of {self.report.organisation}"
        self.writer.picture(logo.png, width, "Logo", name="Logo", description=words)

    def _chapter(self, chapter: Chapter, entry: Entry) -> None:
        if entry.depth == 1 and (wide := _is_wide(chapter)) != self.landscape:
            if entry.number != "1":
                end_section(self.writer, self.footer, landscape=self.landscape)
            self.landscape = wide
        self.writer.heading(chapter.heading, entry.depth, entry.mark)
        for block in chapter.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph(text):
                self.writer.paragraph(text)
            case Bullets(items):
                self.writer.bullets(items)
            case Numbered(items):
                self.writer.numbered(items)
            case Callout(heading, lines):
                self.writer.paragraph(heading, "CalloutHeading")
                self.writer.bullets(lines, "Callout")
            case Table():
                self._table(block)
            case Exhibit(chart, table):
                self._chart(chart)
                self._table(table)

    def _table(self, table: Table) -> None:
        write_table(self.writer, table, LANDSCAPE if self.landscape else PORTRAIT)

    def _chart(self, chart: Chart) -> None:
        pictures = chart_pictures(chart)
        for number, picture in enumerate(pictures, 1):
            part = f" (part {number} of {len(pictures)})" if len(pictures) > 1 else ""
            title = f"{chart.title}{part}"
            self.writer.paragraph(title, "Caption")
            words = f"{title}. {chart.alt}"
            self.writer.picture(picture.png(), PORTRAIT, "Chart", name=f"Chart: {title}", description=words)


def _is_wide(chapter: Chapter) -> bool:
    blocks = [block for part in every_chapter((chapter,)) for block in part.blocks]
    tables = [block.table if isinstance(block, Exhibit) else block for block in blocks]
    return any(
        isinstance(table, Table) and (len(table.columns) > _MOST_COLUMNS or least_width(table) > PORTRAIT)
        for table in tables
    )
