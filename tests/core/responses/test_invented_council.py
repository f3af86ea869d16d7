"""The invented council: repeatable, plainly invented, and shaped like a real one."""

import csv
import hashlib
import random
from pathlib import Path

import pytest

from soundings.responses.synthetic import write_council
from soundings.responses.synthetic.names import council_name
from soundings.responses.synthetic.people import SURVEYS, YEARS, staff_by_year


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("council")
    write_council(folder, seed=7)
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_gives_the_same_council_byte_for_byte(council: Path, tmp_path: Path):
    write_council(tmp_path, seed=7)

    assert digests(tmp_path) == digests(council)


def test_another_seed_gives_another_council(council: Path, tmp_path: Path):
    write_council(tmp_path, seed=8)

    assert (
        digests(tmp_path)["answers-children-social-work-2026.csv"]
        != (digests(council)["answers-children-social-work-2026.csv"])
    )


def test_every_name_says_that_the_council_is_invented():
    assert all(council_name(random.Random(seed)).endswith(" (invented)") for seed in range(200))


@pytest.mark.realdata
def test_no_seed_gives_the_name_of_a_real_council(shared_data):
    path = shared_data("la-codes-mysociety") / "uk_local_authorities.csv"
    real = {row["official-name"].casefold() for row in rows(path)} | {row["nice-name"].casefold() for row in rows(path)}
    invented = {council_name(random.Random(seed)).removesuffix(" (invented)").casefold() for seed in range(3000)}
    places = {name.removesuffix(" borough council").removesuffix(" city council") for name in invented}

    assert not (invented | {place.removesuffix(" council") for place in places}) & real


def test_there_are_three_waves_of_five_surveys(council: Path):
    assert {path.name for path in council.glob("answers-*.csv")} == {
        f"answers-{survey.code}-{year}.csv" for survey in SURVEYS for year in YEARS
    }


@pytest.mark.parametrize("survey", SURVEYS, ids=lambda survey: survey.code)
def test_each_year_has_the_stated_number_of_eligible_people(council: Path, survey):
    for year, size in zip(YEARS, survey.staff, strict=True):
        assert len(rows(council / f"roster-{survey.code}-{year}.csv")) == size
        assert rows(council / f"eligible-{survey.code}-{year}.csv")[0]["eligible"] == str(size)


def test_people_join_and_leave_between_years():
    years = staff_by_year(SURVEYS[0], random.Random(3), 1.0)
    before, after = ({person.number for person in years[year]} for year in (2025, 2026))

    assert before - after
    assert after - before
    assert len(before & after) > len(before) / 2


def test_a_service_was_reorganised_in_the_last_year(council: Path):
    before, after = (
        {row["Team"] for row in rows(council / f"roster-children-social-work-{year}.csv")} for year in (2025, 2026)
    )

    assert "Assessment" in before
    assert "Assessment" not in after
    assert "Assessment and intake" in after


def test_managers_answer_more_often_than_others(council: Path):
    asked = rows(council / "roster-children-wider-2026.csv")
    answered = rows(council / "answers-children-wider-2026.csv")
    role = next(header for header in answered[0] if header.startswith("role. "))
    managers_asked = sum(row["JobRole"] == "team_manager" for row in asked)
    managers = sum(row[role] == "Team manager" for row in answered) / managers_asked

    assert managers > len(answered) / len(asked)


def test_some_comments_name_people_so_that_masking_has_work_to_do(council: Path):
    answers = rows(council / "answers-children-wider-2026.csv")
    surnames = {row["Surname"] for row in rows(council / "roster-children-wider-2026.csv")}
    words = " ".join(text for row in answers for header, text in row.items() if header.startswith("CO"))

    assert sum(surname in words for surname in surnames) >= 3


def test_no_answer_file_names_a_person_or_a_number_of_staff(council: Path):
    headers = rows(council / "answers-children-social-work-2026.csv")[0]

    assert not [header for header in headers if "mail" in header.lower() or "employee" in header.lower()]


def test_the_council_scales(tmp_path: Path):
    write_council(tmp_path, seed=7, scale=0.5)

    assert len(rows(tmp_path / "roster-children-social-work-2026.csv")) == round(251 / 2)
