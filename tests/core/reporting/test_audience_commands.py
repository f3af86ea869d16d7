"""Tables and reports are made for an audience, say for whom, and what they leave out."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from tests.core.reporting.documents import root, text_of

from soundings.cli import main
from soundings.disclosure import for_audience, release_from_text, release_to_text

TEAM = "Children looked after"


@pytest.fixture
def saved(finished_demo: Path) -> str:
    return str(finished_demo / "release.json")


def test_without_an_audience_a_table_is_for_the_public(saved: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    everything, public = tmp_path / "all.csv", tmp_path / "public.csv"

    assert main(["tables", saved, "--audience", "leadership", "-o", str(everything)]) == 0
    assert capsys.readouterr().out == "This table is for the leadership.\n"
    assert main(["tables", saved, "-o", str(public)]) == 0
    assert capsys.readouterr().out == (
        "This table is for the public.\n"
        "Left out: 8 groups of “Team” (each for its own line). --audience leadership shows everything.\n"
    )
    assert f",team,{TEAM}," in everything.read_text(encoding="utf-8")
    assert TEAM not in public.read_text(encoding="utf-8")
    assert set(public.read_text(encoding="utf-8").splitlines()) < set(
        everything.read_text(encoding="utf-8").splitlines()
    )


def test_a_public_workbook_names_no_team_on_any_sheet(saved: str, tmp_path: Path):
    path = tmp_path / "public.xlsx"

    assert main(["tables", saved, "-o", str(path)]) == 0

    sheets = openpyxl.load_workbook(path)
    text = "\n".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)
    assert "Help and protection" in text
    assert "For the public." in text
    assert TEAM not in text


@pytest.mark.parametrize(
    ("options", "cover", "team"),
    [
        ((), "For the public.", False),
        (("--audience", "public"), "For the public.", False),
        (("--audience", "leadership"), "For the leadership.", True),
        (("--audience", "line", "--group", TEAM), f"For the line of “{TEAM}”.", True),
        (("--audience", "line", "--group", "Family support"), "For the line of “Family support”.", False),
    ],
)
def test_a_report_says_on_its_cover_for_whom_it_is(
    saved: str, tmp_path: Path, options: tuple[str, ...], cover: str, team: bool
):
    page, document = tmp_path / "report.html", tmp_path / "report.docx"

    assert main(["report", saved, *options, "-o", str(page)]) == 0
    assert main(["report", saved, *options, "-o", str(document)]) == 0

    html, word = page.read_text(encoding="utf-8"), text_of(root(document.read_bytes()))
    assert f'<p class="audience">{cover}</p>' in html
    assert cover in word
    assert (TEAM in html, TEAM in word) == (team, team)


def test_a_report_for_any_audience_names_the_release_it_comes_from(saved: str, tmp_path: Path):
    page = tmp_path / "report.html"
    whole = release_from_text(Path(saved).read_text(encoding="utf-8"))

    assert main(["report", saved, "-o", str(page)]) == 0

    assert f"release {whole.hash[:12]} of wave" in page.read_text(encoding="utf-8")


def test_a_line_reads_its_years_without_other_teams(saved: str, tmp_path: Path):
    whole = release_from_text(Path(saved).read_text(encoding="utf-8"))
    then = tmp_path / "then.json"
    surveys = tuple(replace(survey, wave="2024", previous="") for survey in whole.surveys)
    then.write_text(release_to_text(replace(whole, wave="2024", surveys=surveys)), encoding="utf-8")
    page = tmp_path / "report.html"

    assert TEAM in then.read_text(encoding="utf-8")
    options = ["--audience", "line", "--group", "Family support", "--earlier", str(then)]
    assert main(["report", saved, *options, "-o", str(page)]) == 0
    assert TEAM not in page.read_text(encoding="utf-8")


def test_a_file_made_for_a_line_stays_that(saved: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    whole = release_from_text(Path(saved).read_text(encoding="utf-8"))
    part = tmp_path / "part.json"
    part.write_text(release_to_text(for_audience(whole, "line", TEAM)), encoding="utf-8")

    assert main(["tables", str(part), "-o", str(tmp_path / "t.csv")]) == 0
    assert capsys.readouterr().out == f"This table is for the line of “{TEAM}”.\n"
    assert main(["tables", str(part), "--audience", "leadership", "-o", str(tmp_path / "t.csv")]) == 2
    assert "others need the whole release" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--audience", "line"), "say which team, with --group"),
        (("--group", TEAM), "--group goes with --audience line"),
        (("--audience", "line", "--group", "Nowhere"), "The release has no team “Nowhere”; it has "),
    ],
)
def test_an_audience_without_its_group_is_refused_and_nothing_is_written(
    saved: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], said: str
):
    page = tmp_path / "report.html"

    assert main(["report", saved, *options, "-o", str(page)]) == 2
    assert said in capsys.readouterr().err
    assert not page.exists()
