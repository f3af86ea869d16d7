"""The report as a page: accessible, self-contained, and never more than its tables hold."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from itertools import pairwise

import pytest
from tests.core.reporting.pages import body, charts_with_tables, headings, rows_of, tables, text_of
from tests.core.reporting.releases import SOCIAL_WORK, Rows, item, release, with_rows, without_rows

from soundings.disclosure import Dimension, Group
from soundings.reporting import compose, to_html


@pytest.fixture(scope="module")
def html() -> str:
    return to_html(compose(release()))


def page_of(*surveys: object) -> str:
    return to_html(compose(release(*surveys)))  # type: ignore[arg-type]


def test_every_number_of_a_chart_stands_in_the_table_below_it(html: str):
    checked = 0
    for chart, table in charts_with_tables(body(html)):
        rows = rows_of(table)
        for row in chart.findall("./div/div[@class='row']"):
            cells = " ".join(rows[text_of(row.find("div/span[@class='name']"))].values())  # type: ignore[arg-type]
            shown = [text_of(e) for e in row.iter() if e.tag in ("desc", "text")]
            shown += [text_of(e) for e in row.iter("span") if e.get("class") == "detail"]
            for number in re.findall(r"[\d,.]*\d%?", " ".join(shown).replace("2022:", "")):
                assert number in cells, (number, cells)
                checked += 1
    assert checked > 30


def test_the_numbers_of_a_chart_are_those_of_the_release(html: str):
    descriptions = [text_of(d) for d in body(html).iter("desc")]

    assert "Favourable 53%, Neutral 15%, Unfavourable 32%." in descriptions
    assert "from 34% to 53%: clear improvement." in descriptions
    assert "Favourable 50.1%, Neutral 18.8%, Unfavourable 31.2%." in descriptions


def test_segments_of_a_bar_are_as_long_as_their_shares(html: str):
    bar = next(svg for svg in body(html).iter("svg") if svg.get("class") == "bar-strip")
    places = [(float(r.get("x", "")[:-1]), float(r.get("width", "")[:-1])) for r in bar.findall("rect")]

    assert places[0] == (0, pytest.approx(100 * 70 / 132, abs=1e-3))
    assert places[1][0] == pytest.approx(places[0][1], abs=1e-3)
    assert sum(width for _, width in places) == pytest.approx(100, abs=1e-3)


def test_the_axis_always_runs_from_0_to_100(html: str):
    axes = [svg for svg in body(html).iter("svg") if svg.get("class") == "axis-strip"]

    assert axes
    for axis in axes:
        assert [t.get("x") for t in axis.findall("text")] == ["0%", "25%", "50%", "75%", "100%"]


def test_a_figure_that_is_not_shown_is_nowhere_in_the_page():
    planted = {"low": 87.6543, "high": 98.7654, "status": "not_shown"}
    survey = without_rows(SOCIAL_WORK, item="proud")
    rows = Rows()
    for measure in ("favourable", "favourable_count", "neutral", "unfavourable", "score", "band", "mean"):
        rows.add("proud", measure, 43.2109, 31337, **planted)
        rows.add("proud", measure, 43.2109, 31337, dimension="team", group="West", **planted)
    for option in SOCIAL_WORK.items[0].options:
        rows.add("proud", "percent", 43.2109, 31337, option=option.code, **planted)
        rows.add("proud", "count", 31337, 31337, option=option.code, **planted)
    for measure in ("response_rate", "eligible", "not_applicable", "change_favourable"):
        rows.add("proud", measure, 43.2109, 31337, **planted)
    source = page_of(with_rows(survey, rows))

    for number in ("43.2", "43%", ">43<", "31337", "31,337", "87.6", "88%", "to 88", ">88<", "98.7", "99%", ">99<"):
        assert number not in source, number
    assert "not shown" in source


def test_a_capped_share_has_no_bar_only_its_limit():
    survey = without_rows(SOCIAL_WORK, item="proud")
    rows = Rows()
    rows.add("proud", "favourable", 95.0, 30, status="capped_high")
    page = body(page_of(with_rows(survey, rows)))

    assert "Favourable: 95% or more" in [text_of(p) for p in page.iter("p") if p.get("class") == "instead"]


def test_headings_step_down_one_level_at_a_time_under_one_title(html: str):
    levels = [level for level, _ in headings(body(html))]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_contents_link_to_every_chapter_and_every_link_lands(html: str):
    page = body(html)
    ids = [e.get("id") for e in page.iter() if e.get("id")]
    links = [a.get("href", "")[1:] for a in page.iter("a")]

    assert len(ids) == len(set(ids))
    assert set(links) <= set(ids)
    assert {"recommendations", "response", "method"} <= set(links)


def test_every_name_that_an_element_points_to_exists(html: str):
    page = body(html)
    ids = {e.get("id") for e in page.iter()}
    named = [e.get(a, "") for e in page.iter() for a in ("aria-labelledby", "aria-describedby") if e.get(a)]

    assert {name for names in named for name in names.split()} <= ids


def test_every_table_has_a_caption_and_scoped_headings(html: str):
    for table in body(html).iter("table"):
        assert text_of(table.find("caption"))  # type: ignore[arg-type]
        assert {th.get("scope") for th in table.findall("./thead/tr/th")} == {"col"}
        assert {th.get("scope") for th in table.findall("./tbody/tr/th")} == {"row"}


def test_no_two_tables_have_the_same_caption(html: str):
    captions = [text_of(caption) for caption in body(html).iter("caption")]

    assert len(captions) == len(set(captions))


def test_every_drawing_says_what_it_shows(html: str):
    drawings = [svg for svg in body(html).iter("svg") if svg.get("aria-hidden") != "true"]

    assert drawings
    for svg in drawings:
        assert svg.get("role") == "img"
        assert text_of(svg.find("title"))  # type: ignore[arg-type]
        assert text_of(svg.find("desc"))  # type: ignore[arg-type]


def test_sides_differ_by_more_than_colour(html: str):
    rects = [r for r in body(html).iter("rect") if (r.get("class") or "").startswith("segment ")]
    fills = {(r.get("class"), (r.get("fill") or "")[:4]) for r in rects}

    assert ("segment unfavourable", "url(") in fills
    assert {fill for name, fill in fills if name == "segment neutral"} == {"#fff"}


def test_the_page_asks_for_nothing_from_anywhere(html: str):
    assert "<script" not in html
    assert not re.search(r"(src|href)=\"(?!#)", html)
    assert "url(http" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html
    assert '<html lang="en-GB">' in html


def test_a_reader_can_skip_to_the_report(html: str):
    first = next(body(html).iter("a"))

    assert first.get("href") == "#report"
    assert body(html).find(".//main[@id='report']") is not None


def test_hostile_words_stay_words():
    evil = '<script>alert("x")</script>'
    survey = replace(
        SOCIAL_WORK,
        title=evil,
        code=evil,
        notes=(evil,),
        items=(item("manage", evil, route=evil), *SOCIAL_WORK.items[1:]),
        dimensions=(Dimension("team", evil, (Group("North", evil),)),),
    )
    hostile = replace(release(survey), title=evil, organisation=f'"{evil}')
    source = to_html(compose(hostile))

    assert "<script" not in source
    assert evil in unescape(source)
    assert text_of(body(source).find(".//h1")) == evil  # type: ignore[arg-type]


def test_a_formula_is_printed_as_the_text_it_is():
    page = body(page_of(replace(SOCIAL_WORK, title="=cmd()")))

    assert "=cmd()" in tables(page)["Response rates"]


def test_the_same_release_gives_the_same_page(html: str):
    assert page_of() == html


def test_a_group_below_another_is_set_in():
    rows = Rows()
    for group in ("North", "East", "West", "South and Centre"):
        rows.add("", "response_rate", 50.0, 60, dimension="team", group=group)
    page = body(page_of(with_rows(SOCIAL_WORK, rows)))
    heads = {text_of(th): th.get("class") for th in page.iter("th") if th.get("scope") == "row"}

    assert heads["East"] == "in-1"
    assert heads["North"] is None
