"""Arrows, lines and heat: readable in grey, on axes that are never cut, and never more than their tables hold."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from tests.core.reporting.documents import W, blocks, parts, text_of
from tests.core.reporting.pages import body, tables
from tests.core.reporting.releases import SOCIAL_WORK, Rows, release, with_rows

from soundings.reporting import compose, to_docx, to_html
from soundings.reporting.charts import HEAT
from soundings.reporting.charts_over_time import arrow_strip, trend_strip
from soundings.reporting.drawing import drawing
from soundings.reporting.outline import Arrow, ChangeArrows, Exhibit, Point, Table, Trend, TrendLines, every_chapter
from soundings.reporting.pictures import chart_pictures


def svg(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - it is our own drawing


def lines_of(drawn: str) -> list[dict[str, str]]:
    """The dark lines of a strip, without its axis."""
    return [line.attrib for line in svg(drawn).iter("line") if line.get("stroke") not in ("#c3ccd3",)]


def score_table(*survey_rows: float | None) -> Table:
    """The heat table of scores by group, with these scores of the first topic."""
    rows = Rows()
    for group, score in zip(("North", "East", "West", "South and Centre"), survey_rows, strict=True):
        status = "not_shown" if score is None else "ok"
        rows.add("topic:load", "score", score, 60, dimension="team", group=group, status=status)
    report = compose(release(with_rows(SOCIAL_WORK, rows)))
    every = [block for c in every_chapter(report.chapters) for block in c.blocks if isinstance(block, Table)]
    return next(table for table in every if table.caption == "Scores from 0 to 100, by team")


def test_an_arrow_runs_from_then_to_now():
    drawn = arrow_strip(Arrow("Q", "from 34% to 53%", 34.4, 53.0, clear=True), "k")
    (shaft,) = lines_of(drawn)

    assert (float(shaft["x1"][:-1]), float(shaft["x2"][:-1])) == (34.4, 53.0)


@pytest.mark.parametrize(("clear", "dashed"), [(True, False), (False, True)])
def test_a_change_that_may_be_chance_differs_by_more_than_colour(clear: bool, dashed: bool):
    drawn = arrow_strip(Arrow("Q", "words", 30, 60, clear=clear), "k")
    head = next(path for path in svg(drawn).iter("path"))

    assert ("stroke-dasharray" in lines_of(drawn)[0]) is dashed
    assert (head.get("fill") == "#ffffff") is dashed


@pytest.mark.parametrize(("now", "moved"), [(52.9, False), (53.0, True), (53.1, True)])
def test_a_move_of_less_than_three_points_has_a_bar_in_place_of_a_head(now: float, moved: bool):
    head = next(svg(arrow_strip(Arrow("Q", "words", 50, now), "k")).iter("path"))

    assert ("L" in (head.get("d") or "")) is moved


def test_a_change_that_cannot_be_drawn_is_said_in_words():
    arrow = Arrow("Q", "from 95% or more to 80%", instead="no arrow, because not both shares are shown")
    (row,) = drawing(ChangeArrows("T", "A", (arrow,), "2022", "2023"), "c").rows

    assert (row.strip, row.instead) == (None, "no arrow, because not both shares are shown")


def test_the_key_of_the_arrows_names_what_is_drawn_and_no_more():
    clear, close = Arrow("Q", "w", 10, 40, clear=True), Arrow("Q", "w", 40, 41)
    both = drawing(ChangeArrows("T", "A", (clear, close), "2022", "2023"), "c").key
    one = drawing(ChangeArrows("T", "A", (clear,), "2022", "2023"), "c").key

    assert [entry.text for entry in one] == ["2022", "2023, a clear change"]
    assert [entry.text for entry in both] == ["2022", "2023, close to 2022", "2023, a clear change"]


def test_a_line_joins_its_points_at_their_heights_on_an_axis_from_0_to_100():
    points = (Point("0%", 0.0), Point("100%", 100.0), Point("50%", 50.0))
    drawn = trend_strip(Trend("Q", "words", points), ("2021", "2022", "2023"), "k")
    first, second = lines_of(drawn)

    assert (first["y1"], first["y2"], second["y2"]) == ("70", "20", "45")
    assert {"0%", "100%"} <= {text.text for text in svg(drawn).iter("text") if text.get("class") == "level-text"}


def test_a_break_leaves_a_gap_and_a_mark_where_the_line_would_be():
    points = (Point("40%", 40.0), Point("60%", 60.0, joined=False), Point("61%", 61.0))
    drawn = trend_strip(Trend("Q", "words", points), ("2021", "2022", "2023"), "k")
    upright = [line for line in lines_of(drawn) if line["x1"] == line["x2"]]
    joining = [line for line in lines_of(drawn) if line["x1"] != line["x2"]]

    assert (len(upright), len(joining)) == (1, 1)
    assert "stroke-dasharray" in upright[0]


def test_a_wave_without_a_figure_has_words_and_no_line():
    points = (Point("40%", 40.0), Point("not shown"), Point("61%", 61.0))
    drawn = trend_strip(Trend("Q", "words", points), ("2021", "2022", "2023"), "k")

    assert lines_of(drawn) == []
    assert "not shown" in [text.text for text in svg(drawn).iter("text")]


def test_every_point_prints_its_figure_and_its_wave():
    points = (Point("40%", 40.0), Point("97%", 97.0))
    picture = chart_pictures(TrendLines("T", "A", ("2022", "2023"), (Trend("Q", "words", points),)))[0]

    for word in ("40%", "97%", "2022", "2023", "Q"):
        assert f">{word}<" in picture.svg


@pytest.mark.parametrize(
    ("score", "step"), [(39.4, 0), (39.5, 1), (49.4, 1), (49.5, 2), (59.5, 3), (69.4, 3), (69.5, 4), (100.0, 4)]
)
def test_a_score_is_shaded_by_the_number_that_is_printed(score: float, step: int):
    assert score_table(score, None, None, None).rows[1].cells[0].step == step


def test_a_score_that_is_not_shown_has_no_shade():
    cells = [row.cells[0] for row in score_table(60.0, None, 45.0, None).rows]

    assert [(cell.text, cell.step) for cell in cells[1:]] == [
        ("60", 3),
        ("not shown", None),
        ("45", 1),
        ("not shown", None),
    ]


def test_heat_is_told_apart_by_lightness_alone_and_its_letters_stay_readable():
    def light(colour: str) -> float:
        parts_ = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts_]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    papers = [light(paper) for paper, _ in HEAT]
    assert papers == sorted(papers, reverse=True)
    for paper, ink in HEAT:
        low, high = sorted((light(paper), light(ink)))
        assert (high + 0.05) / (low + 0.05) >= 4.5, (paper, ink)


def test_the_page_and_the_document_name_every_shade_in_words():
    rows = Rows()
    rows.add("topic:load", "score", 71.0, 60, dimension="team", group="North")
    report = compose(release(with_rows(SOCIAL_WORK, rows)))
    page, document = to_html(report), to_docx(report)

    assert "Scores from 0 to 100, by team" in tables(body(page))
    for name in ("under 40", "40 to 49", "50 to 59", "60 to 69", "70 or more"):
        assert f"{name}</li>" in page
        assert any(name in text_of(p) for p in blocks(document) if text_of(p).startswith("Shading:"))
    assert 'class="numeric step-4"' in page
    fills = {e.get(f"{W}fill") for p in blocks(document) for e in p.iter(f"{W}shd")}
    assert "1F4E79" in fills
    assert "word/document.xml" in parts(document)


def test_groups_in_a_heat_table_stand_in_the_order_of_the_roster():
    table = score_table(10.0, 90.0, 50.0, 70.0)

    assert [row.heading for row in table.rows] == ["Everybody", "North", "East", "West", "South and Centre"]


def test_every_number_of_an_arrow_stands_in_its_table():
    report = compose(release(replace(SOCIAL_WORK)))
    exhibits = [b for c in every_chapter(report.chapters) for b in c.blocks if isinstance(b, Exhibit)]
    checked = 0
    for exhibit in exhibits:
        if isinstance(exhibit.chart, ChangeArrows):
            cells = {row.heading: " ".join(cell.text for cell in row.cells) for row in exhibit.table.rows}
            for arrow in exhibit.chart.arrows:
                assert all(number in cells[arrow.label] for number in re.findall(r"\d+%", arrow.text))
                checked += 1
    assert checked == 2
