"""The documentation keeps up with the code: what a person can meet is written down."""

import importlib
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from tools import write_docs

from soundings import errors

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RECORDS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
ERRORS = sorted(
    (kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.SoundingsError)),
    key=lambda kind: kind.exit_code,
)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_readme_gives_the_command_on_its_first_screen(command: str):
    assert command in "\n".join(text_of("README.md").splitlines()[:40])


def test_readme_is_short_and_shows_the_report():
    readme = text_of("README.md")

    assert len(readme.splitlines()) <= 90
    assert re.search(r"!\[.{30,}?\]\(docs/images/report\.png\)", readme, re.DOTALL), (
        "the picture needs alternative text"
    )


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_exit_code_is_documented(kind: type[errors.SoundingsError]):
    rows = [line for line in text_of("docs/command.md").splitlines() if line.startswith("|")]

    assert any(re.match(rf"\|\s*`?{kind.exit_code}`?\s*\|", row) for row in rows), f"{kind.exit_code} {kind.__doc__}"


def test_exit_codes_are_not_shared():
    codes = [kind.exit_code for kind in ERRORS]

    assert len(codes) == len(set(codes)) > 1


def test_every_measure_is_documented():
    measures = importlib.import_module("soundings.disclosure").MEASURES
    page = text_of("docs/figures.md")

    assert [measure for measure in measures if f"`{measure}`" not in page] == []


@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_a_page_lead_somewhere(document: Path):
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8"))
    inside = [unquote(target) for target in targets if "://" not in target and not target.startswith("mailto:")]

    assert [target for target in inside if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("name", write_docs.PAGES)
def test_a_page_made_from_the_code_is_current(name: str):
    assert text_of(f"docs/{name}") == write_docs.PAGES[name](), "write it afresh with make docs"


@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_page_has_one_title(document: Path):
    prose = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)

    assert len(re.findall(r"^# ", prose, flags=re.MULTILINE)) == 1


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_decision_record_is_short_dated_and_listed(record: Path):
    lines = record.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 40
    assert any(re.fullmatch(r"Date: \d{4}-\d{2}-\d{2}", line) for line in lines[:4])
    assert f"adr/{record.name}" in text_of("docs/README.md")


def test_decision_records_are_numbered_without_gaps():
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_floor_plan_names_every_room_that_exists():
    plan = text_of("docs/floor-plan.md")
    rooms = [
        path.stem
        for package in ("soundings", "soundings_web")
        for path in (ROOT / "src" / package).iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").exists()
    ]

    assert rooms
    assert [room for room in rooms if not re.search(rf"\b{room}\b", plan)] == []
