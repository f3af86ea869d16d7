"""``soundings plan``: printed for a person at a terminal, and as a table."""

import csv
from pathlib import Path

import pytest

from soundings.cli import main


@pytest.fixture
def before_fieldwork(council: Path) -> Path:
    """The council as it stands before anybody was asked."""
    for answers in council.glob("answers-*"):
        answers.unlink()
    return council / "wave.toml"


def test_a_wave_without_answers_is_foreseen(before_fieldwork: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["plan", str(before_fieldwork)]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Social Work Health Check 2026: what would be shown, from 10 answers a group"
    assert max(map(len, lines)) == 80
    assert "  Duty and assessment                           31 not shown        15        20" in lines
    assert "* At 50%: every group is shown." in lines
    joined = " ".join(lines)
    assert "Shown together, as few answers are expected: “Safeguarding west” and “Court   team”." in joined
    assert "* At 35%: 4 of 11 groups not shown; 105 of 251 people asked are in no group" in joined


def test_other_rates_are_foreseen_and_written_as_a_table(before_fieldwork: Path, tmp_path: Path):
    table = tmp_path / "forecast.csv"

    assert main(["plan", str(before_fieldwork), "--at", "40", "--csv", str(table)]) == 0

    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert {row["response"] for row in rows} == {"40"}
    duty = next(row for row in rows if row["group"] == "Duty and assessment")
    assert (duty["parent"], duty["eligible"], duty["expected"]) == ("Help and protection", "31", str(31 * 40 // 100))


@pytest.mark.parametrize("rates", [["5", "10", "35", "50", "65"], ["100"]])
def test_up_to_five_rates_fit_on_a_page(before_fieldwork: Path, capsys: pytest.CaptureFixture[str], rates: list[str]):
    assert main(["plan", str(before_fieldwork), "--at", *rates]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_a_sixth_rate_is_refused(before_fieldwork: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["plan", str(before_fieldwork), "--at", "1", "2", "3", "4", "5", "6"]) == 2
    assert "--at gives 6" in capsys.readouterr().err


@pytest.mark.parametrize("rate", ["0", "101", "half", "-5", "²"])
def test_a_rate_that_is_no_per_cent_is_refused(before_fieldwork: Path, rate: str):
    with pytest.raises(SystemExit) as stopped:
        main(["plan", str(before_fieldwork), "--at", rate])
    assert stopped.value.code == 2


def test_the_cost_of_a_crossing_is_foreseen(before_fieldwork: Path, capsys: pytest.CaptureFixture[str]):
    text = before_fieldwork.read_text(encoding="utf-8")
    before_fieldwork.write_text(f'{text}\n[plan]\ncrossed = [["team", "role"]]\n', encoding="utf-8")

    assert main(["plan", str(before_fieldwork)]) == 0
    lines = capsys.readouterr().out.splitlines()
    joined = " ".join(line.strip() for line in lines)
    assert max(map(len, lines)) <= 80
    assert "Children's social work, by Team and Role crossed:" in joined
    assert "groups and all of their figures not shown." in joined
    assert "* Warning: figures by" in joined


def test_a_survey_without_breakdowns_says_so(before_fieldwork: Path, capsys: pytest.CaptureFixture[str]):
    text = before_fieldwork.read_text(encoding="utf-8")
    before_fieldwork.write_text(text.replace('by = ["team", "role"]', "by = []"), encoding="utf-8")

    assert main(["plan", str(before_fieldwork)]) == 0
    assert "Children's social work: no breakdown is planned." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ('code = "2026"', 'code = "2026"\nodd = 1', 4, "odd"),
        ('eligible = "eligible.csv"\nby', 'eligible = "nowhere.csv"\nby', 3, "nowhere.csv"),
        ('eligible = "eligible.csv"\nby', "by", 6, "need the number of eligible people"),
        ('by = ["team", "role"]', 'by = ["WL1"]', 6, "so not a breakdown"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    before_fieldwork: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, code: int, said: str
):
    text = before_fieldwork.read_text(encoding="utf-8")
    assert text.count(old) == 1
    before_fieldwork.write_text(text.replace(old, new), encoding="utf-8")

    assert main(["plan", str(before_fieldwork)]) == code
    assert said in capsys.readouterr().err


def test_a_table_under_another_ending_is_refused_before_anything_is_read(capsys: pytest.CaptureFixture[str]):
    assert main(["plan", "absent.toml", "--csv", "forecast.xlsx"]) == 2
    assert ".csv" in capsys.readouterr().err
