"""The plan of a wave file: what may be planned, and every fault of it at once."""

from pathlib import Path

import pytest

from soundings.disclosure import load_wave
from soundings.errors import FaultyFileError


def planned(council: Path, plan: str) -> Path:
    wave = council / "wave.toml"
    wave.write_text(wave.read_text(encoding="utf-8") + f"\n[plan]\n{plan}\n", encoding="utf-8")
    return wave


def faults(council: Path, plan: str) -> list[str]:
    with pytest.raises(FaultyFileError) as refused:
        load_wave(planned(council, plan))
    return [fault.split(": ", 1)[1] for fault in refused.value.faults]


def test_crossed_breakdowns_and_public_levels_are_planned(council: Path):
    wave = load_wave(planned(council, 'crossed = [["team", "role"]]\npublic_levels = { team = 2 }'))

    assert wave.plan.crossed == (("team", "role"),)
    assert wave.plan.public_levels == (("team", 2),)


@pytest.mark.parametrize(("threshold", "said"), [(9, ["is 9; it must be 10 or more"]), (10, []), (11, [])])
def test_the_threshold_of_a_plan_is_ten_or_more(council: Path, threshold: int, said: list[str]):
    if said:
        assert faults(council, f"threshold = {threshold}") == said
    else:
        assert load_wave(planned(council, f"threshold = {threshold}")).plan.threshold == threshold


def test_every_fault_of_a_plan_is_told_at_once(council: Path):
    said = faults(
        council,
        'crossed = [["team", "grade"], ["role", "role"], ["team", "role"], ["role", "team"]]\n'
        "public_levels = { floor = 1, team = 0 }",
    )

    there = "the surveys are broken down by role, team"
    assert said == [
        f"there is no breakdown “grade”; {there}",
        "crosses “role” with itself; name two breakdowns",
        "“role” and “team” are crossed twice",
        f"there is no breakdown “floor”; {there}",
        "is 0; it must be 1 or more, the top level being 1",
    ]


def test_an_equality_characteristic_is_never_crossed(council: Path):
    questionnaire = council / "instrument.toml"
    text = questionnaire.read_text(encoding="utf-8")
    assert text.count('code = "role"\n') == 1
    questionnaire.write_text(text.replace('code = "role"\n', 'code = "role"\nequality = true\n'), encoding="utf-8")

    assert faults(council, 'crossed = [["team", "role"]]') == [
        "“role” is an equality characteristic, which is never crossed with another"
    ]


def test_breakdowns_of_different_surveys_are_not_crossed(council: Path):
    wave = council / "wave.toml"
    text = wave.read_text(encoding="utf-8").replace('by = ["team", "role"]', 'by = ["team"]')
    other = text[text.index("[[surveys]]") : text.index("[surveys.previous]")]
    other = other.replace('"social-work"', '"wider"').replace('by = ["team"]', 'by = ["role"]')
    wave.write_text(f"{text}\n{other}", encoding="utf-8")

    assert faults(council, 'crossed = [["team", "role"]]') == ["no survey is broken down by both “team” and “role”"]
