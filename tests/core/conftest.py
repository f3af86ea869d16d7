"""What the tests of the core share: the invented council, made once and copied for each test that wants it."""

import shutil
from pathlib import Path

import pytest

from soundings.cli import main


@pytest.fixture(scope="session")
def finished_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything “soundings demo” writes. Read it, never change it."""
    folder = tmp_path_factory.mktemp("demo") / "demo-output"
    assert main(["demo", "--folder", str(folder)]) == 0
    return folder


@pytest.fixture
def council(finished_demo: Path, tmp_path: Path) -> Path:
    """A copy of the invented council's own files, without what was made from them."""
    folder = tmp_path / "council"
    made = shutil.ignore_patterns("release.json", "figures.*", "report.html")
    shutil.copytree(finished_demo, folder, ignore=made)
    return folder
