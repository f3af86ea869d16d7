"""The report in Word: the page's words and figures, in Word's own headings, lists, tables and pictures."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from itertools import pairwise

import pytest
from docx import Document
from tests.core.reporting import pages
from tests.core.reporting.documents import (
    WP,
    W,
    blocks,
    descriptions,
    headings,
    parts,
    root,
    style_of,
    tables,
    text_of,
    with_the_one_before,
)
from tests.core.reporting.releases import SOCIAL_WORK, Rows, item, release, with_rows, without_rows

from soundings.reporting import compose, figures_table, to_docx, to_html
from soundings.reporting.outline import Chapter, Exhibit, Numbered, every_chapter
from soundings.reporting.pictures import chart_pictures

NUMBER = re.compile(r"[−+]?\d[\d,.]*\d%?|\d%?")


@pytest.fixture(scope="module")
def docx() -> bytes:
    return to_docx(compose(release()))


def everything_said(docx: bytes) -> str:
    facts = parts(docx)["docProps/core.xml"].decode()
    facts = " ".join(re.findall(r"<(?:dc:title|dc:creator|dc:subject)>([^<]*)<", facts))
    return " ".join([*(text_of(block) for block in blocks(docx)), *descriptions(docx), facts])


def test_every_figure_of_the_page_stands_in_the_document_and_the_reverse(docx: bytes):
    page = pages.body(to_html(compose(release())))
    for strip in page.findall(".//div[@class='strip']"):
        # What is drawn is in the table below, which another test holds; here, letters would run into each other.
        strip.clear()
    in_page, in_document = set(NUMBER.findall(pages.text_of(page))), set(NUMBER.findall(everything_said(docx)))

    assert len(in_page) > 100
    assert in_document - in_page == set()
    assert in_page - in_document == set()


def test_every_table_of_the_page_is_the_same_table_in_the_document(docx: bytes):
    page = pages.body(to_html(compose(release())))
    as_rows = {
        pages.text_of(table.find("caption")): [  # type: ignore[arg-type]
            [pages.text_of(cell) for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")
        ]
        for table in page.iter("table")
    }

    assert len(as_rows) > 10
    assert tables(docx) == as_rows


def test_every_count_of_the_csv_stands_in_the_document_and_every_percentage_there_in_the_csv(
    docx: bytes,
):
    figures = figures_table(release())
    counts = {
        f"{row['value']:,.0f}"
        for row in figures.iter_rows(named=True)
        if row["status"] == "ok" and row["wave"] == "2023" and not row["dimension"]
        if row["measure"] in ("count", "favourable_count", "responses", "eligible")
    }
    percentages = [row["value"] for row in figures.iter_rows(named=True) if row["value"] is not None]
    cells = " ".join(cell for rows in tables(docx).values() for row in rows[1:] for cell in row[1:])
    printed = [text for text in NUMBER.findall(cells) if text.endswith("%")]
    limits = {90, 10, 95, 5}

    assert counts <= set(NUMBER.findall(everything_said(docx)))
    assert len(printed) > 50
    for text in printed:
        number = float(text[:-1].replace(",", "").lstrip("−"))
        assert number in limits or any(abs(number - value) < 0.56 for value in percentages), text


def test_a_figure_that_is_not_shown_is_nowhere_in_the_file():
    planted = {"low": 87.6543, "high": 98.7654, "status": "not_shown"}
    survey = without_rows(SOCIAL_WORK, item="proud")
    rows = Rows()
    for measure in ("favourable", "favourable_count", "neutral", "unfavourable", "score", "band", "mean"):
        rows.add("proud", measure, 43.2109, 31337, **planted)
        rows.add("proud", measure, 43.2109, 31337, dimension="team", group="West", **planted)
    for option in SOCIAL_WORK.items[0].options:
        rows.add("proud", "percent", 43.2109, 31337, option=option.code, **planted)
    report = compose(release(with_rows(survey, rows)))
    charts = [block.chart for c in every_chapter(report.chapters) for block in c.blocks if isinstance(block, Exhibit)]
    drawn = [picture.svg for chart in charts for picture in chart_pictures(chart)]
    written = [data.decode() for name, data in parts(to_docx(report)).items() if not name.endswith(".png")]

    for number in ("43.2", "43%", ">43<", "31337", "31,337", "87.6", "88%", "to 88", ">88<", "98.7", "99%", ">99<"):
        assert not [source for source in (*drawn, *written) if number in source], number
    assert any("not shown" in source for source in written)


def test_headings_are_those_of_the_page_in_the_styles_of_word(docx: bytes):
    page = pages.headings(pages.body(to_html(compose(release()))))
    # The page writes its numbers out; Word counts for itself. The title and the box are no headings in Word.
    numbered = [(level - 1, re.sub(r"^[\d.]+ ", "", text)) for level, text in page if re.match(r"\d", text)]

    assert len(numbered) > 20
    assert headings(docx) == numbered


def test_headings_step_down_one_level_at_a_time(docx: bytes):
    levels = [level for level, _ in headings(docx)]

    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_contents_are_a_field_that_is_filled_already(docx: bytes):
    listed = [text_of(p) for p in blocks(docx) if style_of(p).startswith("TOC") and style_of(p) != "TOCHeading"]
    page = pages.headings(pages.body(to_html(compose(release()))))
    codes = [code.text or "" for code in root(docx).iter(f"{W}instrText")]

    assert listed == [text for level, text in page if re.match(r"\d", text) and level <= 4]
    assert [code.strip() for code in codes if "TOC" in code] == ['TOC \\o "1-3" \\h \\z \\u']
    kinds = [mark.get(f"{W}fldCharType") for mark in root(docx).iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") == 1


def test_contents_too_long_for_a_page_leave_out_the_deepest_level():
    report = compose(release())
    small = tuple(Chapter(f"Third {n}", f"third-{n}") for n in range(40))
    fitting = replace(report, chapters=(Chapter("First", "first", (), (Chapter("Second", "second", (), small),)),))
    more = replace(fitting, chapters=(*fitting.chapters, *(Chapter(f"More {n}", f"more-{n}") for n in range(3))))

    def listed(document: bytes) -> list[str]:
        return [style_of(p) for p in blocks(document) if style_of(p).startswith("TOC") and style_of(p) != "TOCHeading"]

    # 42 entries fit, 45 do not.
    assert listed(to_docx(fitting)).count("TOC3") == 40
    assert (listed(to_docx(more)).count("TOC3"), len(listed(to_docx(more)))) == (0, 5)


def test_every_entry_of_the_contents_leads_to_a_heading(docx: bytes):
    links = [link.get(f"{W}anchor") for link in root(docx).iter(f"{W}hyperlink")]
    marks = [mark.get(f"{W}name") for p in blocks(docx) for mark in p.iter(f"{W}bookmarkStart")]

    assert len(links) > 20
    assert len(marks) == len(set(marks))
    assert set(links) <= set(marks)


def test_header_rows_repeat_and_no_row_is_split(docx: bytes):
    found = list(root(docx).iter(f"{W}tbl"))

    assert len(found) > 10
    for table in found:
        first, *others = table.findall(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in others)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in (first, *others))


def test_a_caption_stands_right_above_its_table_and_each_chart_above_one(docx: bytes):
    every = blocks(docx)
    for number, block in enumerate(every):
        if block.tag == f"{W}tbl":
            assert style_of(every[number - 1]) == "Caption"
        if block.find(f".//{WP}inline") is not None:
            assert style_of(every[number - 1]) == "Caption"
            assert style_of(every[number + 1]) == "Caption"
            assert every[number + 2].tag == f"{W}tbl"


def test_the_caption_style_keeps_with_what_follows(docx: bytes):
    styles = {style.get(f"{W}styleId"): style for style in root(docx, "word/styles.xml").iter(f"{W}style")}

    for name in ("Caption", "Heading1", "Heading2", "Heading3"):
        assert styles[name].find(f"{W}pPr/{W}keepNext") is not None, name


def test_every_style_that_is_used_exists(docx: bytes):
    known = {style.get(f"{W}styleId") for style in root(docx, "word/styles.xml").iter(f"{W}style")}
    named = ("pStyle", "rStyle", "tblStyle")
    used = {e.get(f"{W}val") for name in named for e in root(docx).iter(f"{W}{name}")}

    assert {"Heading1", "Caption", "ReportTable", "ListBullet"} <= used <= known


def test_tables_fill_the_page_they_stand_on(docx: bytes):
    widths = {sum(int(c.get(f"{W}w", "")) for c in table.iter(f"{W}gridCol")) for table in root(docx).iter(f"{W}tbl")}

    # 170 mm upright and 257 mm across, in twentieths of a point.
    assert widths <= {round(170 / 25.4 * 1440), round(257 / 25.4 * 1440)}


def test_wide_tables_stand_on_landscape_pages_and_the_others_do_not():
    groups = tuple(replace(SOCIAL_WORK.dimensions[0].groups[0], code=f"g{n}", label=f"Team {n}") for n in range(7))
    rows = Rows()
    for group in groups:
        rows.add("manage", "favourable", 45.0, 60, dimension="team", group=group.code)
    survey = replace(SOCIAL_WORK, dimensions=(replace(SOCIAL_WORK.dimensions[0], groups=groups),))
    document = to_docx(compose(release(with_rows(survey, rows))))
    shape, chapter, shapes = [], "", {}
    for block in blocks(document):
        chapter = text_of(block) if style_of(block) == "Heading1" else chapter
        shape += [chapter] if style_of(block) == "Heading1" else []
        size = block.find(f".//{W}pgSz") if block.tag != f"{W}sectPr" else block.find(f"{W}pgSz")
        if size is not None:
            shapes |= dict.fromkeys(shape, size.get(f"{W}orient", "portrait"))
            shape = []

    assert shapes["Findings by group"] == "landscape"
    assert shapes["Recommendations"] == shapes["Findings by topic"] == shapes["Method note"] == "portrait"


def test_every_picture_is_described_and_named(docx: bytes):
    pictures = list(root(docx).iter(f"{WP}docPr"))

    assert len(pictures) >= 5
    assert all(len(picture.get("descr", "")) > 40 for picture in pictures)
    assert len({picture.get("id") for picture in pictures}) == len(pictures)


def test_the_language_is_british_english_and_the_file_says_what_it_is(docx: bytes):
    language = root(docx, "word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    facts = Document(io.BytesIO(docx)).core_properties

    assert language is not None
    assert language.get(f"{W}val") == "en-GB"
    assert facts.title == "Social Work Health Check 2023"
    assert facts.author == "Borough of Aldermere"
    assert facts.subject == "Report on the findings, 2023"
    assert facts.language == "en-GB"


def test_lists_are_words_own_and_each_numbered_one_begins_at_one():
    report = compose(release())
    twice = replace(report, summary=(Numbered(("first", "second")), Numbered(("again first",))))
    document = to_docx(twice)
    numbers = {
        text_of(p): p.find(f"{W}pPr/{W}numPr/{W}numId").get(f"{W}val")  # type: ignore[union-attr]
        for p in blocks(document)
        if style_of(p) == "ListNumber"
    }
    starts = {
        num.get(f"{W}numId"): num.find(f"{W}lvlOverride/{W}startOverride")
        for num in root(document, "word/numbering.xml").iter(f"{W}num")
    }

    assert numbers["first"] == numbers["second"] != numbers["again first"]
    assert all(starts[number] is not None for number in numbers.values())


def test_the_same_release_gives_the_same_bytes_without_clock_or_machine(docx: bytes):
    assert to_docx(compose(release())) == docx
    with zipfile.ZipFile(io.BytesIO(docx)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in file.infolist()} == {0}
    assert b"2000-01-01T00:00:00Z" in parts(docx)["docProps/core.xml"]
    assert set(parts(docx)) <= {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/styles.xml",
        "word/numbering.xml",
        "word/settings.xml",
        *(name for name in parts(docx) if re.fullmatch(r"word/(footer|media/image)\d+\.(xml|png)", name)),
    }


def test_pages_are_numbered_except_the_cover(docx: bytes):
    footers = [text_of(root(docx, name)) for name in parts(docx) if name.startswith("word/footer")]
    sections = list(root(docx).iter(f"{W}sectPr"))

    assert set(footers) == {"Borough of Aldermere · Social Work Health Check 2023 Page 1 of 1"}
    assert [section.find(f"{W}titlePg") is not None for section in sections] == [True] + [False] * (len(sections) - 1)


def test_hostile_words_and_stray_characters_stay_words():
    evil = '<w:p>\x00\x0b"&\ufffe{=SUM(A1)}'
    survey = replace(SOCIAL_WORK, title=evil, notes=(evil,), items=(item("manage", evil), *SOCIAL_WORK.items[1:]))
    document = to_docx(replace(compose(release(survey)), title=evil, organisation=evil))

    assert '<w:p>"&{=SUM(A1)}' in [text_of(block) for block in blocks(document) if style_of(block) == "Title"]
    assert Document(io.BytesIO(document)).core_properties.title == '<w:p>"&{=SUM(A1)}'


def test_a_group_below_another_is_set_in():
    rows = Rows()
    for group in ("North", "East", "West", "South and Centre"):
        rows.add("", "response_rate", 50.0, 60, dimension="team", group=group)
    document = to_docx(compose(release(with_rows(SOCIAL_WORK, rows))))
    set_in = {
        text_of(row.find(f"{W}tc")): row.find(f"{W}tc/{W}p/{W}pPr/{W}ind") is not None  # type: ignore[arg-type]
        for before, table in with_the_one_before(document)
        if text_of(before).startswith("Response, by team")
        for row in table.iter(f"{W}tr")
    }

    assert set_in["East"]
    assert not set_in["North"]
