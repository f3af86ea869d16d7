"""What every test may use. Kept small: a test should be readable by itself."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Property tests are small and always the same in CI; "make attack" lets them look for more, each time elsewhere.
settings.register_profile("small", derandomize=True, deadline=None)
settings.register_profile("full", max_examples=3000, deadline=None)
settings.load_profile("full" if os.environ.get("SOUNDINGS_SIZE") == "full" else "small")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """Where tests make installations of their own, each on a real database file or a durable server."""
    from tests.web.box.installations import Ground  # noqa: PLC0415 - only these tests need Django

    found = Ground(tmp_path_factory.mktemp("ground"))
    with found.stack:
        yield found


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
