"""Lines over the years: every wave as published, joined only where the questions can be compared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.core.reporting.documents import tables as docx_tables
from tests.core.reporting.releases import SOCIAL_WORK, WIDER, Rows, item, only, release, without_rows

from soundings.cli import main
from soundings.disclosure import Comparison, Release, SurveyRelease, release_to_text
from soundings.errors import UsageError
from soundings.reporting import compose, to_docx, to_html
from soundings.reporting.outline import Chapter, Exhibit, Paragraph, Report, Trend, TrendLines


def wave(year: int, *verdicts: tuple[str, str], counts: dict[str, tuple[int, ...]] | None = None) -> SurveyRelease:
    """The survey of a year: two questions, compared with the year before under these verdicts."""
    rows = Rows()
    for code, answers in (counts or {"manage": (30, 40, 20, 30, 12), "stress": (50, 49, 13, 12, 8)}).items():
        rows.scale(code, answers, str(year))
    said = dict(verdicts)
    items = tuple(
        item(code, text, comparison=Comparison(said.get(code, "same"), note="Ask why." if code in said else ""))
        for code, text in (("manage", "My workload is manageable"), ("stress", "I can handle the stress"))
    )
    survey = replace(only(*items), wave=str(year), previous=str(year - 1), composites=(), dimensions=(), notes=())
    return replace(survey, figures=rows.figures())


def of(survey: SurveyRelease, **more: object) -> Release:
    facts = {"wave": survey.wave, "surveys": (survey,), **more}
    return replace(release(), **facts)  # type: ignore[arg-type]


def chapter(report: Report) -> Chapter:
    return next(chapter for chapter in report.chapters if chapter.heading == "Change over the years")


def exhibit(report: Report) -> Exhibit:
    return next(block for block in chapter(report).blocks if isinstance(block, Exhibit))


def trends(report: Report) -> dict[str, Trend]:
    chart = exhibit(report).chart
    assert isinstance(chart, TrendLines)
    return {trend.label: trend for trend in chart.trends}


def test_a_line_has_a_point_for_every_wave_as_it_was_published():
    first = wave(2021, counts={"manage": (10, 15, 20, 30, 25)})
    report = compose(of(wave(2023)), earlier=[of(first), of(wave(2022))])
    line = trends(report)["My workload is manageable"]

    # 25 of 100, then 70 of 132 twice.
    assert [(point.text, round(point.value or 0, 6)) for point in line.points] == [
        ("25%", 25.0),
        ("53%", round(100 * 70 / 132, 6)),
        ("53%", round(100 * 70 / 132, 6)),
    ]
    assert all(point.joined for point in line.points)


def test_the_table_holds_the_counts_of_every_wave():
    report = compose(of(wave(2023)), earlier=[of(wave(2021)), of(wave(2022))])
    table = exhibit(report).table

    assert [column.heading for column in table.columns] == ["Question", "2021", "2022", "2023"]
    assert [cell.text for cell in table.rows[0].cells] == ["53% (70 of 132)"] * 3


def test_the_order_in_which_earlier_releases_are_given_does_not_matter_where_each_names_the_one_before():
    years = [of(wave(year)) for year in (2019, 2020, 2021, 2022)]
    straight, reverse = compose(of(wave(2023)), earlier=years), compose(of(wave(2023)), earlier=years[::-1])

    assert straight == reverse
    chart = exhibit(straight).chart
    assert isinstance(chart, TrendLines)
    assert chart.waves == ("2019", "2020", "2021", "2022", "2023")


@pytest.mark.parametrize(
    ("verdict", "joined"), [("same", True), ("comparable", True), ("break", False), ("new", False)]
)
def test_a_line_is_broken_by_the_verdict_of_the_later_release(verdict: str, joined: bool):
    report = compose(of(wave(2023)), earlier=[of(wave(2021)), of(wave(2022, ("manage", verdict)))])
    points = trends(report)["My workload is manageable"].points

    assert [point.joined for point in points] == [True, joined, True]


def test_the_reason_of_a_break_stands_in_the_table_and_only_there():
    report = compose(of(wave(2023)), earlier=[of(wave(2021)), of(wave(2022, ("manage", "break")))])
    table = exhibit(report).table

    assert table.columns[-1].heading == "Where the line breaks"
    assert [row.cells[-1].text for row in table.rows] == [
        "2022: the question or its answers changed. Ask why.",
        "–",
    ]


def test_waves_that_were_never_compared_are_not_joined():
    report = compose(of(wave(2023)), earlier=[of(wave(2020)), of(wave(2022))])
    points = trends(report)["My workload is manageable"].points

    # 2021 is nobody's wave here, so 2022 names it in vain.
    assert [point.joined for point in points] == [True, False, True]
    assert exhibit(report).table.rows[0].cells[-1].text == "2020 and 2022 were not compared."


def test_a_wave_that_did_not_ask_a_question_has_no_point_and_says_so():
    middle = wave(2022, counts={"stress": (50, 49, 13, 12, 8)})
    report = compose(of(wave(2023)), earlier=[of(wave(2021)), of(middle)])

    assert [point.text for point in trends(report)["My workload is manageable"].points] == ["53%", "not asked", "53%"]
    assert exhibit(report).table.rows[0].cells[1].text == "not asked"


def test_a_figure_that_an_earlier_release_withheld_stays_withheld():
    middle, rows = without_rows(wave(2022), item="manage"), Rows()
    rows.add("manage", "favourable", 43.2109, 31337, status="not_shown", wave="2022")
    middle = replace(middle, figures=type(middle.figures)(middle.figures.table.vstack(rows.figures().table)))
    report = compose(of(wave(2023)), earlier=[of(wave(2021)), of(middle)])

    assert exhibit(report).table.rows[0].cells[1].text == "not shown"
    for source in (to_html(report), str(docx_tables(to_docx(report)))):
        assert "43%" not in source
        assert "31,337" not in source


def test_the_wave_before_the_oldest_release_is_the_first_point_where_that_release_holds_it():
    oldest = wave(2022)
    before = Rows()
    before.scale("manage", (10, 15, 20, 30, 25), "2021")
    oldest = replace(oldest, figures=type(oldest.figures)(oldest.figures.table.vstack(before.figures().table)))
    points = trends(compose(of(wave(2023)), earlier=[of(oldest)]))["My workload is manageable"].points

    assert [point.text for point in points] == ["25%", "53%", "53%"]


def test_two_waves_make_no_line():
    alone = replace(wave(2022), previous="")
    report = compose(of(wave(2023)), earlier=[of(alone)])

    assert [chapter for chapter in report.chapters if chapter.heading == "Change over the years"] == []


def test_without_earlier_releases_a_report_is_what_it_was():
    assert compose(of(wave(2023)), earlier=[]) == compose(of(wave(2023)))


def test_a_question_that_only_one_wave_asked_makes_no_line():
    now = wave(2023)
    early = [of(wave(year, counts={"manage": (30, 40, 20, 30, 12)})) for year in (2021, 2022)]
    early = [replace(r, surveys=(without_rows(r.surveys[0], item="stress"),)) for r in early]

    assert list(trends(compose(of(now), earlier=early))) == ["My workload is manageable"]


def test_a_survey_that_is_no_longer_held_is_named():
    early = replace(of(wave(2022)), surveys=(wave(2022), replace(WIDER, wave="2022")))
    report = compose(of(wave(2023)), earlier=[of(wave(2021)), early])
    said = [block.text for block in chapter(report).blocks if isinstance(block, Paragraph)]

    assert "Not among the surveys of 2023, and left out here: “Wider workforce” of 2022." in said


@pytest.mark.parametrize(
    ("earlier", "sentence"),
    [
        ([of(wave(2022), organisation="Elsewhere")], "one organisation only"),
        ([of(wave(2022)), of(wave(2022))], "Two releases are of the wave 2022"),
        ([of(wave(2023))], "Two releases are of the wave 2023"),
        ([of(replace(wave(2022), code="ot"))], "holds the surveys ot, and none of them is in this one"),
    ],
)
def test_releases_that_do_not_belong_together_are_refused_in_a_sentence(earlier: list[Release], sentence: str):
    with pytest.raises(UsageError, match=sentence):
        compose(of(wave(2023)), earlier=earlier)


def test_the_command_takes_earlier_releases(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    paths = []
    for year in (2021, 2022, 2023):
        paths.append(tmp_path / f"{year}.json")
        paths[-1].write_text(release_to_text(of(wave(year))), encoding="utf-8")
    first, second, now = map(str, paths)
    page = tmp_path / "report.html"

    assert main(["report", now, "--earlier", first, "--earlier", second, "-o", str(page)]) == 0
    assert "Change over the years" in page.read_text(encoding="utf-8")
    assert main(["report", now, "--earlier", now, "-o", str(page)]) == 2
    assert "Give each wave once" in capsys.readouterr().err


def test_figures_of_page_and_document_agree_on_every_line():
    report = compose(of(wave(2023)), earlier=[of(wave(2021)), of(wave(2022, ("manage", "break")))])
    (rows,) = (table for name, table in docx_tables(to_docx(report)).items() if name.endswith("wave by wave"))

    assert rows[1:] == [[row.heading, *(cell.text for cell in row.cells)] for row in exhibit(report).table.rows]


def test_groups_are_in_no_line():
    report = compose(
        of(replace(wave(2023), dimensions=SOCIAL_WORK.dimensions)), earlier=[of(wave(2021)), of(wave(2022))]
    )

    assert {row.heading for row in exhibit(report).table.rows} == {
        "My workload is manageable",
        "I can handle the stress",
    }
