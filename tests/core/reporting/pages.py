"""Reading a rendered report back: its body is well-formed, so a plain XML parser will do."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator


def body(html: str) -> ET.Element:
    """The body of the page."""
    return ET.fromstring(html[html.index("<body>") : html.index("</html>")])  # noqa: S314 - it is our own page


def text_of(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def headings(page: ET.Element) -> list[tuple[int, str]]:
    """Level and text of every heading, in order."""
    return [(int(e.tag[1]), text_of(e)) for e in page.iter() if e.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]


def rows_of(table: ET.Element) -> dict[str, dict[str, str]]:
    """Cells of a table by row heading and column heading."""
    return {
        text_of(row.find("th")): {cell.get("data-label", ""): text_of(cell) for cell in row.findall("td")}  # type: ignore[arg-type]
        for row in table.findall("./tbody/tr")
    }


def tables(page: ET.Element) -> dict[str, dict[str, dict[str, str]]]:
    """Every table by its caption."""
    return {text_of(table.find("caption")): rows_of(table) for table in page.iter("table")}  # type: ignore[arg-type]


def charts_with_tables(page: ET.Element) -> Iterator[tuple[ET.Element, ET.Element]]:
    """Each chart with the table that stands directly after it."""
    for parent in page.iter():
        children = list(parent)
        for chart, after in zip(children, [*children[1:], None], strict=False):
            if chart.tag == "figure":
                assert after is not None, text_of(chart)
                table = after.find(".//table")
                assert table is not None, text_of(chart)
                yield chart, table
