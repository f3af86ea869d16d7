"""Figures other people published: the Civil Service's own worked examples, and alphas of Western Australia's survey."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from soundings.estimates import mean_score, percent, proportion, reliability, round_half_up

pytestmark = pytest.mark.realdata


def examples(shared_data: Callable[[str], Path]) -> list[dict[str, str]]:
    path = shared_data("csps-2009-2019") / "worked_examples_from_2018_guide.csv"
    with path.open(encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def test_margins_of_error_are_those_of_the_civil_service_guide(shared_data: Callable[[str], Path]):
    margins = []
    for row in examples(shared_data):
        if row["topic"].startswith("margin of error"):
            roster, answers, share = (int(n) for n in re.findall(r"\d+", row["input"]))
            # 43% of 120 is no whole number of people: the guide's margin is the error of the printed share.
            half = proportion(round(share * answers / 100), answers, roster).se * 196
            scale = (share * (100 - share)) ** 0.5 / 100 / proportion(round(share * answers / 100), answers).spread
            margins.append(round_half_up(half * scale, 1))
            assert round_half_up(half * scale) == int(row["published_answer"])

    assert [str(margin) for margin in margins] == ["5.6", "7.5", "6.4", "2.5"]


def test_indices_and_rounding_are_those_of_the_civil_service_guide(shared_data: Callable[[str], Path]):
    for row in examples(shared_data):
        if row["topic"].startswith(("engagement index", "PERMA")):
            values = [float(part) for part in row["input"].split(",")]
            assert round_half_up(mean_score(values).value) == int(row["published_answer"])
    counts = [103, 166, 176, 96, 24]
    assert [int(percent(n, 565)) for n in counts] == [18, 29, 31, 17, 4]
    assert percent(103 + 166, 565) == 48
    assert round_half_up(52.952 - 58.495) == -6


@pytest.mark.parametrize(
    ("items", "alpha"),
    [
        ("A2a A2b A2c A2d", 0.828),
        ("A3a A3b A3c A3i A3j A3k A3l A3m", 0.958),
        ("B4a B4b B4c B4d", 0.855),
        ("C1d B2a B2b B2c B2d", 0.937),
        ("B1a B1b A2f A3e A2g", 0.887),
    ],
)
def test_alphas_are_those_printed_for_western_australia(shared_data: Callable[[str], Path], items: str, alpha: float):
    with (shared_data("wa-public-sector-2015") / "full_survey_data.csv").open(encoding="utf-8-sig") as lines:
        rows = list(csv.DictReader(lines))
    # 8 is “do not know or does not apply”, which is missing.
    answers = [[float(row[i]) if row[i].strip() in set("1234567") else None for i in items.split()] for row in rows]

    assert reliability(answers).alpha == pytest.approx(alpha, abs=0.0006)
