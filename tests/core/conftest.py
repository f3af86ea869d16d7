"""What the tests of the core share: the invented council, made once and copied for each test that wants it."""

import shutil
from pathlib import Path

import pytest
from tests.small_council import write_council

from soundings.cli import main


@pytest.fixture(scope="session")
def finished_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small council's files and everything made from them. Read it, never change it."""
    folder = tmp_path_factory.mktemp("demo") / "demo-output"
    write_council(folder, seed=2026)
    release = str(folder / "release.json")
    for made in (["publish", str(folder / "wave.toml"), "-o", release], *_made_from(release, folder)):
        assert main(made) == 0
    return folder


def _made_from(release: str, folder: Path) -> list[list[str]]:
    everything = [release, "--audience", "leadership", "-o"]
    tables = [["tables", *everything, str(folder / name)] for name in ("figures.csv", "figures.xlsx")]
    return [*tables, ["report", *everything, str(folder / "report.html")]]


@pytest.fixture
def council(finished_demo: Path, tmp_path: Path) -> Path:
    """A copy of the invented council's own files, without what was made from them."""
    folder = tmp_path / "council"
    made = shutil.ignore_patterns("release.json", "figures.*", "report.html")
    shutil.copytree(finished_demo, folder, ignore=made)
    return folder
