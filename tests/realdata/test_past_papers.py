"""Wolverhampton's published figures of 2018 to 2023, entered as own earlier results and printed beside computed ones.

The figures are read from the folder of published figures and never copied here. Where a paper gave words and no
figure, the words are the result.
"""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.core.reporting.documents import tables as docx_tables
from tests.core.reporting.pages import body, tables
from tests.core.reporting.releases import SOCIAL_WORK, WIDER, release

from soundings.cli import main
from soundings.comparators import PastResult, load_past, past_from_text
from soundings.comparators.past import COLUMNS
from soundings.disclosure import release_to_text
from soundings.reporting import Report, compose, to_docx, to_html
from soundings.reporting.outline import Table, every_chapter

pytestmark = pytest.mark.realdata

SURVEYS = {
    "Children social work": "sw",
    "Social Work": "sw",
    "Wider Workforce": "wider",
    "Adult social work": "adults",
}
# What a person decides on entering: which of today's items a printed measure belongs to.
ITEMS = {"caseload completely manageable": ("manage", "break")}
HEDGED = re.compile(r'(\d{4}): "(almost|nearly|just over|over) (\d+)%"')


@pytest.fixture(scope="module")
def published(shared_data: Callable[[str], Path]) -> list[dict[str, str]]:
    path = shared_data("health-check-published-figures") / "published_health_check_figures.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if row["organisation"] == "Wolverhampton" and row["survey"] in SURVEYS]


def entered(row: dict[str, str]) -> list[dict[str, str]]:
    """The rows of a file for “soundings past” that one row of the published figures makes."""
    rate = row["measure"] == "response rate"
    item, verdict = ITEMS.get(row["measure"], ("", "same"))
    plain = {
        "survey": SURVEYS[row["survey"]],
        "wave": row["year"],
        "item": item,
        "measure": "response_rate" if rate else "favourable",
        "label": row["measure"].capitalize(),
        "value": row["published_pct"],
        "n": row["numerator"] or row["base_n"],
        "eligible": row["denominator"],
        "verdict": verdict,
        "source": row["source"],
    }
    # The paper printed this wave's figure in words only, so the list of figures keeps it in a note.
    hedged = [
        {**plain, "wave": year, "hedge": hedge, "value": value, "n": "", "eligible": ""}
        for year, hedge, value in HEDGED.findall(row["note"])
    ]
    return [plain, *hedged]


@pytest.fixture(scope="module")
def file(published: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(line for row in published for line in entered(row))
    path = tmp_path_factory.mktemp("past") / "figures.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def report(file: Path) -> Report:
    today = replace(release(SOCIAL_WORK, WIDER), organisation="A council of our test")
    return compose(today, load_past(file))


def past_tables(report: Report) -> dict[str, Table]:
    every = [block for c in every_chapter(report.chapters) for block in c.blocks if isinstance(block, Table)]
    return {table.caption: table for table in every if table.caption.startswith("Own earlier results")}


def row_of(report: Report, label: str, wave: str, survey: str = "Children’s social work") -> dict[str, str]:
    table = past_tables(report)[f"Own earlier results, as published: {survey}"]
    (row,) = [row for row in table.rows if row.heading == label and row.cells[0].text == wave]
    return dict(zip((column.heading for column in table.columns[1:]), (cell.text for cell in row.cells), strict=True))


def test_every_published_figure_is_read(file: Path, published: list[dict[str, str]]):
    results = load_past(file).results

    assert len(published) == 15
    # One figure stands only in a note: 2019's “almost 60%” observed.
    assert len(results) == 16
    assert {result.wave for result in results} == {"2018", "2019", "2020", "2022", "2023"}


def test_the_hedge_of_the_paper_is_kept_and_nothing_else_gets_one(file: Path, report: Report):
    hedged = [result for result in load_past(file).results if result.hedge]

    assert [(result.wave, result.hedge, result.value) for result in hedged] == [("2019", "almost", 60.0)]
    assert row_of(report, "Had practice observed this year", "2019")["As published"] == "almost 60%"
    assert row_of(report, "Had practice observed this year", "2018")["As published"] == "45%"


def test_figures_keep_the_decimals_they_were_printed_with(report: Report):
    assert row_of(report, "Response rate", "2022")["As published"] == "34.7%"
    assert row_of(report, "Response rate", "2023")["As published"] == "53%"


@pytest.mark.parametrize(
    ("survey", "wave", "counts"),
    [
        ("Children’s social work", "2019", "60% (123 of 205)"),
        ("Children’s social work", "2022", "35% (93 of 268)"),
        ("Children’s social work", "2023", "53% (132 of 251)"),
        ("Wider workforce", "2022", "27% (78 of 285)"),
        ("Wider workforce", "2023", "38% (141 of 374)"),
    ],
)
def test_counts_give_back_the_published_rate(report: Report, survey: str, wave: str, counts: str):
    assert row_of(report, "Response rate", wave, survey)["Its counts"] == counts


def test_this_waves_own_figure_stands_beside_what_can_be_compared_and_only_there(report: Report):
    comparable = row_of(report, "Response rate", "2019")
    broken = row_of(report, "Caseload completely manageable", "2019")

    assert comparable["2023, computed"] == "53% (132 of 251)"
    assert (broken["2023, computed"], broken["Beside this year"]) == ("–", "Cannot be compared")


def test_every_source_is_named_in_full_below_its_table(report: Report, published: list[dict[str, str]]):
    notes = " ".join(note for table in past_tables(report).values() for note in table.notes)

    assert all(row["source"] in notes for row in published)


def test_a_survey_that_this_wave_does_not_have_keeps_its_results(report: Report):
    assert "Own earlier results, as published: adults" in past_tables(report)


def test_page_and_document_print_the_same_earlier_results(report: Report):
    page, document = tables(body(to_html(report))), docx_tables(to_docx(report))

    for caption, table in past_tables(report).items():
        expected = [[row.heading, *(cell.text for cell in row.cells)] for row in table.rows]
        assert document[caption][1:] == expected
        # Rows of one label are several on the page; its last one is read back by that name.
        assert set(page[caption]) == {row[0] for row in expected}
    assert "almost 60%" in to_html(report)


def test_earlier_results_change_no_computed_figure(report: Report):
    without = compose(replace(release(SOCIAL_WORK, WIDER), organisation="A council of our test"))
    kept = tuple(chapter for chapter in report.chapters if chapter.heading != "Earlier results")

    assert kept == without.chapters


def test_the_two_commands_make_a_report_of_them(file: Path, tmp_path: Path):
    past, saved, page = (tmp_path / name for name in ("past.json", "release.json", "report.docx"))
    saved.write_text(release_to_text(release(SOCIAL_WORK, WIDER)), encoding="utf-8")

    assert main(["past", str(file), "-o", str(past)]) == 0
    assert isinstance(past_from_text(past.read_text(encoding="utf-8")).results[0], PastResult)
    assert main(["report", str(saved), "--past", str(past), "-o", str(page)]) == 0
    found = docx_tables(page.read_bytes())
    assert "almost 60%" in str(found["Own earlier results, as published: Children’s social work"])
