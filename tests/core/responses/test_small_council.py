"""The invented council of the demo."""

from pathlib import Path

from tests.small_council import SERVICES, write_council

from soundings.instrument import load_instrument
from soundings.responses import load_eligible, load_mapping, read_responses


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_files_byte_for_byte(tmp_path: Path):
    write_council(tmp_path / "one", seed=7)
    write_council(tmp_path / "two", seed=7)

    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_seed_gives_other_answers(tmp_path: Path):
    write_council(tmp_path / "one", seed=7)
    write_council(tmp_path / "two", seed=8)

    assert contents(tmp_path / "one")["answers-2026.csv"] != contents(tmp_path / "two")["answers-2026.csv"]


def test_its_roster_holds_251_people_in_ten_teams(tmp_path: Path):
    write_council(tmp_path, seed=2026)

    eligible = load_eligible(tmp_path / "eligible.csv")

    teams = [size for teams in SERVICES.values() for size in teams.values()]
    assert eligible.total == sum(teams) == 251
    assert len([group for group in eligible.dimensions["team"] if group.parent]) == len(teams) == 10
    assert sum(group.eligible for group in eligible.dimensions["role"]) == 251


def test_its_answers_of_both_waves_are_read_without_anything_left_over(tmp_path: Path):
    write_council(tmp_path, seed=2026)
    instrument = load_instrument(tmp_path / "instrument.toml")

    for version in ("2025", "2026"):
        mapping = load_mapping(tmp_path / f"mapping-{version}.toml", instrument)
        responses = read_responses(tmp_path / f"answers-{version}.csv", mapping, instrument, tmp_path)

        assert 80 < len(responses) < 251
        assert responses.notes == ()
