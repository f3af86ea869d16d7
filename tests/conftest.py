"""What every test may use. Kept small: a test should be readable by itself."""

from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Finds a real data set beside the repository; where it is absent the test is skipped and says so."""

    def folder(name: str) -> Path:
        path = ROOT.parent / "shared" / "data" / name
        if not path.exists():
            pytest.skip(
                f"the real data set {name} is not here: expected at ../shared/data/{name} beside the repository"
            )
        return path

    return folder
