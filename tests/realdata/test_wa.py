"""The survey of Western Australia's public sector, 2015: 11,405 coded answers and a codebook."""

import csv
from collections import Counter as Tally
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest

from soundings.disclosure import publish
from soundings.disclosure.release import SurveyRelease
from soundings.disclosure.wave import load_wave
from soundings.estimates import percent
from soundings.responses import ResponseSet

pytestmark = pytest.mark.realdata

WAVE = Path(__file__).parents[2] / "examples" / "wa" / "wave.toml"
PEOPLE = 11_405


@lru_cache
def read_and_published(folder: Path) -> tuple[ResponseSet, SurveyRelease]:
    assert folder.is_dir()
    wave = load_wave(WAVE)
    return wave.surveys[0].responses, publish(wave).surveys[0]


@pytest.fixture(scope="module")
def data(shared_data: Callable[[str], Path]) -> Path:
    return shared_data("wa-public-sector-2015")


@pytest.fixture(scope="module")
def release(data: Path) -> SurveyRelease:
    return read_and_published(data)[1]


def value(release: SurveyRelease, item: str, measure: str, option: str = "") -> tuple[int, int]:
    """A released count and its base; it must be shown."""
    figure = release.figures.get("2015", item, measure, option)
    assert figure is not None
    assert figure.value is not None
    assert figure.base is not None
    return int(figure.value), figure.base


@pytest.mark.parametrize(
    ("item", "published"),
    [
        ("A1a", "86.0"),
        ("A1b", "73.4"),
        ("A2b", "90.2"),
        ("A2f", "68.0"),
        ("A3a", "65.0"),
        ("A3h", "66.5"),
        ("A3m", "65.8"),
        ("B1a", "67.9"),
    ],
)
def test_the_share_that_agrees_leaves_those_who_do_not_know_outside_its_base(
    release: SurveyRelease, item: str, published: str
) -> None:
    agreed, base = value(release, item, "favourable_count")
    assert percent(agreed, base, 1) == Decimal(published)
    do_not_know, people = value(release, item, "not_applicable")
    blank, _ = value(release, item, "no_answer")
    assert base + do_not_know + blank == people == PEOPLE


def test_1292_plan_to_leave_within_a_year_and_315_do_not_say(release: SurveyRelease) -> None:
    plans = {option: value(release, "A4", "count", option) for option in ("year1", "year2", "stay")}
    assert plans == {"year1": (1_292, 11_090), "year2": (1_598, 11_090), "stay": (8_200, 11_090)}
    assert value(release, "A4", "no_answer") == (315, PEOPLE)


def test_6990_had_a_performance_meeting_and_901_came_too_late_for_one(release: SurveyRelease) -> None:
    assert value(release, "B8", "count", "yes") == (6_990, 10_384)
    assert value(release, "B8", "count", "no") == (3_394, 10_384)
    assert value(release, "B8", "not_applicable") == (901, PEOPLE)
    assert value(release, "B8", "no_answer") == (120, PEOPLE)


def test_every_count_agrees_with_a_plain_count_of_the_file(data: Path) -> None:
    """Counted here again without our reader: each code of each column, and each tick of the select-all questions."""
    with (data / "full_survey_data.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    responses, release = read_and_published(data)
    checked = 0
    for item in responses.instrument.items:
        options = [option.code for option in responses.instrument.options_of(item)]
        for position, option in enumerate(options):
            if item.kind == "choices":
                column = [name for name in rows[0] if name.startswith(item.code) and name != item.code][position]
                expected = Tally(row[column] for row in rows)["1"]
            else:
                expected = Tally(row[item.code] for row in rows)[str(position + 1)]
            assert value(release, item.code, "count", option)[0] == expected
            checked += 1
    assert checked == 489


def test_people_outside_a_route_are_not_asked_rather_than_silent(release: SurveyRelease) -> None:
    assert value(release, "B8a", "not_asked") == (3_394 + 901 + 120, PEOPLE)
    assert value(release, "B8a", "no_answer") == (280, PEOPLE)
    assert value(release, "C6a", "not_asked") == (9_690 + 549 + 70, PEOPLE)
    assert value(release, "C9", "not_asked") == (5_087 + 1_827 + 97, PEOPLE)


def test_stray_answers_to_gender_are_dropped_and_named(data: Path) -> None:
    notes = " ".join(read_and_published(data)[0].notes)
    assert "D1: “-” (3 times) counted as no answer" in notes
    assert "D1: “NoneS” (once)" in notes


def test_answers_in_another_order_give_the_same_figures(data: Path, tmp_path: Path) -> None:
    shuffled = tmp_path / "shuffled.csv"
    header, *lines = (data / "full_survey_data.csv").read_text(encoding="utf-8-sig").splitlines()
    shuffled.write_text("\n".join([header, *sorted(lines)]), encoding="utf-8")
    wave = tmp_path / "wave.toml"
    text = WAVE.read_text(encoding="utf-8")
    text = text.replace("../../../shared/data/wa-public-sector-2015/full_survey_data.csv", shuffled.name)
    for name in ("instrument.toml", "mapping.toml"):
        text = text.replace(f'"{name}"', f'"{(WAVE.parent / name).as_posix()}"')
    wave.write_text(text, encoding="utf-8")
    assert publish(load_wave(wave)).surveys[0] == read_and_published(data)[1]
