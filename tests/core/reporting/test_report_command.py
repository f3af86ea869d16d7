"""The command that writes a report: the ending of the name chooses the format."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from tests.core.reporting.releases import release

from soundings.cli import main
from soundings.disclosure import release_to_text


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "release.json"
    path.write_text(release_to_text(release()), encoding="utf-8")
    return path


def test_the_ending_chooses_between_page_and_word(saved: Path):
    page, document = saved.with_name("report.html"), saved.with_name("report.docx")

    assert main(["report", str(saved), "-o", str(page)]) == 0
    assert main(["report", str(saved), "-o", str(document)]) == 0
    assert page.read_bytes().startswith(b"<!doctype html>")
    assert document.read_bytes().startswith(b"PK")


def test_another_ending_is_refused_before_anything_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["report", "absent.json", "-o", str(tmp_path / "report.pdf")]) == 2
    assert ".html, .htm or .docx" in capsys.readouterr().err


def test_a_logo_goes_onto_the_cover(saved: Path):
    Image.new("RGB", (30, 12)).save(saved.with_name("logo.png"))
    page = saved.with_name("report.html")

    assert main(["report", str(saved), "--logo", str(saved.with_name("logo.png")), "-o", str(page)]) == 0
    assert "Logo of Borough of Aldermere" in page.read_text(encoding="utf-8")


def test_a_logo_that_is_no_picture_stops_the_command_and_writes_nothing(
    saved: Path, capsys: pytest.CaptureFixture[str]
):
    page = saved.with_name("report.docx")

    assert main(["report", str(saved), "--logo", str(saved), "-o", str(page)]) == 3
    assert "is not a PNG or JPEG picture" in capsys.readouterr().err
    assert not page.exists()
