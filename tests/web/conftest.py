"""What every test of the site begins with."""

import math

import pytest


@pytest.fixture(autouse=True)
def no_look_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test meets a look that another one stored, nor asks the database for one unless the test forgets it."""
    from soundings_web.ui import look  # noqa: PLC0415 - it knows a model, so Django must be there before

    monkeypatch.setattr(look, "_held", look._Held(look.Look(), math.inf))
