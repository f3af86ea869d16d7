"""Charts as pictures: the drawing of the page, in our own letters, the same on every machine."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET

from PIL import Image
from tests.core.reporting.releases import release

from soundings.reporting import compose
from soundings.reporting.lettering import legal, lines_of, width_of
from soundings.reporting.outline import Bar, Dot, DotPlot, Exhibit, Segment, StackedBars, every_chapter
from soundings.reporting.pictures import TALLEST, WIDTH, chart_pictures

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [e.text or "" for e in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - it is our own drawing


def bars(number: int, label: str = "A question") -> StackedBars:
    segment = Segment("Favourable", "favourable", 100.0, "100%")
    return StackedBars("T", "A", tuple(Bar(f"{label} {n}", "9 answers", (segment,)) for n in range(number)))


def colours(png: bytes) -> tuple[tuple[int, int], int]:
    with Image.open(io.BytesIO(png)) as picture:
        return picture.size, len(picture.convert("RGB").getcolors(1 << 20) or [])


def test_a_picture_has_twice_the_pixels_of_its_drawing():
    picture = chart_pictures(bars(2))[0]

    assert colours(picture.png())[0] == (2 * WIDTH, 2 * picture.height)


def test_letters_are_drawn_without_any_font_of_the_machine():
    dots = DotPlot("T", "A", (Dot("Workload", "not shown"),), "score", "2026")
    with_words, without = chart_pictures(dots)[0], chart_pictures(DotPlot("T", "A", (Dot("", ""),), "score", ""))[0]

    assert colours(with_words.png())[1] > 4
    assert with_words.png() != without.png()


def test_a_chart_too_tall_for_a_page_comes_in_parts_that_hold_every_row_once():
    pictures = chart_pictures(bars(40))

    assert len(pictures) > 1
    assert all(picture.height <= TALLEST + 60 for picture in pictures)
    assert [row for picture in pictures for row in picture.rows] == [f"A question {n}" for n in range(40)]
    assert all("Favourable" in texts(picture.svg) for picture in pictures)


def test_every_word_of_a_label_is_in_the_picture_however_long_it_is():
    label = "Supercalifragilistic" * 5 + " and then some more words that need several lines"
    said = "".join(texts(chart_pictures(bars(1, label))[0].svg))

    assert label.replace(" ", "") in said.replace(" ", "")


def test_lines_are_never_wider_than_their_room():
    words = "My employer recognises the emotional demands of my work, " + "x" * 80
    lines = lines_of(words, 14, 120)

    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(width_of(line, 14) <= 120 for line in lines)


def test_hostile_words_do_not_break_a_picture():
    evil = '</text><script>"&\x00\x0b'
    picture = chart_pictures(bars(1, evil))[0]

    assert legal(evil) in " ".join(texts(picture.svg))
    assert "<script" not in picture.svg
    assert picture.png().startswith(b"\x89PNG")


def test_words_in_another_script_are_drawn_where_the_machine_can():
    assert chart_pictures(bars(1, "Обучение"))[0].png().startswith(b"\x89PNG")


def test_every_chart_of_a_report_says_its_numbers_as_text_in_the_drawing():
    charts = [b.chart for c in every_chapter(compose(release()).chapters) for b in c.blocks if isinstance(b, Exhibit)]
    said = " ".join(text for chart in charts for picture in chart_pictures(chart) for text in texts(picture.svg))

    assert len(charts) >= 5
    assert {"53%", "15%", "32%"} <= set(re.findall(r"\d+%", said))
