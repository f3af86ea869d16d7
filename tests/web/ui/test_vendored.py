"""The styles and scripts we carry: none of what only GOV.UK may use, nothing from elsewhere, the licence kept."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SHELF = ROOT / "src" / "soundings_web" / "ui" / "static" / "ui"
STYLES = sorted(SHELF.glob("*.css"))
SCRIPTS = sorted(SHELF.glob("*.js"))


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=lambda path: path.name)
def test_nothing_that_is_reserved_for_gov_uk_is_carried(path: Path):
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"(?i)gds transport|crest|@font-face|sourceMappingURL", text) == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_load_nothing(path: Path):
    assert re.findall(r"url\([^)]*\)|@import[^;]*", path.read_text(encoding="utf-8")) == []


def test_no_font_and_no_picture_of_gov_uk_is_carried():
    assert {path.suffix for path in SHELF.iterdir()} == {".css", ".js", ".svg", ".txt"}
    assert [path.name for path in SHELF.glob("*.svg")] == ["icon.svg"]


def test_licence_is_kept_and_named_in_the_files():
    assert "Government Digital Service" in (SHELF / "LICENSE-govuk-frontend.txt").read_text(encoding="utf-8")
    for name in ("govuk-frontend.css", "govuk-frontend.js"):
        assert "MIT License" in (SHELF / name).read_text(encoding="utf-8")[:200]


def test_styles_and_tool_name_the_same_release():
    wanted = re.search(r"^release=(\S+)$", (ROOT / "tools" / "vendor-govuk-frontend").read_text(encoding="utf-8"), re.M)

    assert wanted
    assert f'--govuk-frontend-version:"{wanted[1]}"' in (SHELF / "govuk-frontend.css").read_text(encoding="utf-8")


def test_templates_name_no_other_site():
    ours = list((ROOT / "src" / "soundings_web").rglob("jinja2/**/*.html"))
    found = {path.name: re.findall(r"(?:https?:)?//[a-z][^\s\"']*", path.read_text(encoding="utf-8")) for path in ours}

    assert len(ours) > 5
    assert {name: addresses for name, addresses in found.items() if addresses} == {}
