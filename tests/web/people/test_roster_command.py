"""``soundings-web roster``: from the export to a frozen roster at the terminal."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from tests.web.people.conftest import ANN, BOB

from soundings.responses.synthetic import files
from soundings_web.people import audit
from soundings_web.people.models import AuditEvent, Roster

pytestmark = pytest.mark.django_db
CENSUS = ("--census", "2026-03-31")
Write = Callable[..., Path]


@pytest.fixture
def roster(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs the command and gives back what it printed."""

    def run(*words: object) -> str:
        call_command("roster", *map(str, words))
        return capsys.readouterr().out

    return run


def refusal(roster: Callable[..., str], *words: object) -> tuple[int, str]:
    with pytest.raises(CommandError) as told:
        roster(*words)
    return told.value.returncode, str(told.value)


def test_a_year_goes_from_preview_to_frozen(roster, four: Path, roster_file: Write):
    paper = roster_file("2", head="Staff number", name="paper.csv")

    assert "4 people: 4 eligible, 0 left, 0 long absence, 0 excluded. Nothing was written." in roster(
        "preview", four, *CENSUS
    )
    assert not Roster.objects.exists()
    assert roster("load", four, *CENSUS, "--title", "2026").startswith("“2026” is loaded as a draft: 4 eligible")
    assert roster("paper", paper) == "1 people of “2026” get a paper form.\n"
    assert roster("freeze").startswith("“2026” is frozen: 4 eligible")
    assert roster("list") == "2026: census 31 March 2026, frozen, 4 of 4 eligible, from roster.csv\n"
    assert "  1 Assessment (Living well)" in roster("show").splitlines()

    assert [event.what for event in AuditEvent.objects.order_by("pk")] == [
        "roster loaded",
        "paper chosen",
        "roster frozen",
    ]
    assert AuditEvent.objects.filter(by__startswith="command line: ").count() == 3
    assert audit.broken_at() is None


def test_a_preview_names_people_up_to_twenty_unless_asked_for_all(roster, roster_file: Write):
    path = roster_file(*(f"{n},Person {n}" for n in range(1, 22)), head="Number,Name")

    assert "  and 1 more; --all lists them" in roster("preview", path, *CENSUS)
    assert "  21 Person 21" in roster("preview", path, *CENSUS, "--all")


def test_a_preview_shows_what_was_and_what_will_be(roster, four: Path, roster_file: Write):
    roster("load", four, *CENSUS, "--title", "2026")

    told = roster("preview", roster_file(ANN, BOB.replace("Assessment", "Court")), *CENSUS)

    assert "  2 Bob Roy: Children / Help / Assessment → Children / Help / Court" in told
    assert "New units (1): Court" in told
    assert "Gone: 2" in told


def test_every_mistake_has_its_exit_code(roster, four: Path, roster_file: Write, tmp_path: Path):
    faulty = roster_file(ANN, ANN, name="faulty.csv")
    layout = tmp_path / "layout.toml"
    layout.write_text("format = 1\n[colums]\n", encoding="utf-8")
    roster("load", four, *CENSUS, "--title", "2026")

    assert refusal(roster, "preview", faulty, *CENSUS)[0] == 4
    assert refusal(roster, "load", faulty, *CENSUS, "--title", "x")[0] == 4
    assert refusal(roster, "load", four, *CENSUS, "--title", "x", "--layout", layout)[0] == 4
    assert refusal(roster, "load", tmp_path / "none.csv", *CENSUS, "--title", "x")[0] == 3
    assert refusal(roster, "load", four, "--census", "soon", "--title", "x") == (
        2,
        "“soon” is no date that can be read; write 2026-03-31.",
    )
    assert refusal(roster, "show", "--title", "x")[0] == 2
    assert refusal(roster, "paper", roster_file("9", head="Staff number", name="paper.csv"))[0] == 5
    roster("freeze")
    assert refusal(roster, "load", four, *CENSUS, "--title", "2026")[0] == 9


def test_the_invented_council_loads_as_it_is(roster, tmp_path: Path):
    files.write_council(tmp_path, seed=7, scale=0.2)

    for path in sorted(tmp_path.glob("roster-*-2026.csv")):
        told = roster("load", path, *CENSUS, "--title", path.stem)
        assert " 0 left, 0 long absence, 0 excluded" in told

    assert Roster.objects.count() == 5


@pytest.mark.process
def test_at_the_terminal_a_mistake_is_a_sentence_and_no_traceback(tmp_path: Path):
    set_by_others = ("SOUNDINGS_", "DJANGO_", "DATABASE_")
    ours = {name: value for name, value in os.environ.items() if not name.startswith(set_by_others)}

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own code with arguments of our own
            [sys.executable, "-m", "soundings_web.manage", *map(str, words)],
            env={**ours, "SOUNDINGS_DATA": str(tmp_path / "data")},
            capture_output=True,
            text=True,
            check=False,
        )

    unprepared = run("roster", "list")
    run("migrate")
    missing = run("roster", "load", tmp_path / "none.csv", *CENSUS, "--title", "2026")

    assert (unprepared.returncode, missing.returncode) == (9, 3)
    assert missing.stderr == f"There is no file {tmp_path / 'none.csv'}. Check the name and the folder.\n"
    assert (missing.stdout, unprepared.stdout) == ("", "")
