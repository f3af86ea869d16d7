"""What the tests of this room share: a roster file from rows, and a fixed census date."""

from collections.abc import Callable
from pathlib import Path

import pytest

HEAD = "EmployeeNumber,Surname,Forename,Email,JobRole,Directorate,Service,Team,StartDate"
ANN = "1,Lee,Ann,ann@council.example,social_worker,Children,Help,Front door,01/02/2020"
BOB = "2,Roy,Bob,bob@council.example,asye,Children,Help,Assessment,01/09/2025"
CAT = "3,Poe,Cat,cat@council.example,team_manager,Children,Help,,01/06/2010"
DAN = "4,Fox,Dan,dan@council.example,social_worker,Adults,Living well,Assessment,2019-03-31"


@pytest.fixture
def roster_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a roster as CSV from its rows."""

    def write(*rows: str, head: str = HEAD, name: str = "roster.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def four(roster_file: Callable[..., Path]) -> Path:
    """Ann, Bob, Cat and Dan: two directorates, two teams with the same name, and a manager of a whole service."""
    return roster_file(ANN, BOB, CAT, DAN)
