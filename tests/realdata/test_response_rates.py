"""Response rates as councils printed them in their papers, and as our reports print them."""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from soundings.disclosure import publish
from soundings.disclosure.wave import load_wave
from soundings.estimates import percent
from soundings.reporting import compose
from soundings.reporting.outline import Table, every_chapter

pytestmark = pytest.mark.realdata

SEEDS = {(123, 205): "60", (132, 251): "53", (93, 268): "34.7", (141, 374): "38", (78, 285): "27"}


@pytest.fixture(scope="module")
def printed(shared_data: Callable[[str], Path]) -> dict[tuple[int, int], str]:
    """Every printed percentage that comes with both of its numbers."""
    path = shared_data("health-check-published-figures") / "published_health_check_figures.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (int(row["numerator"]), int(row["denominator"])): row["published_pct"]
            for row in csv.DictReader(file)
            if row["numerator"] and row["denominator"] and row["published_pct"]
        }


def test_printed_percentages_agree_when_rounded_as_printed(printed: dict[tuple[int, int], str]) -> None:
    ours = {}
    for (part, whole), text in printed.items():
        decimals = len(text.partition(".")[2])
        ours[part, whole] = str(percent(part, whole, decimals))
    assert ours == printed
    assert len(printed) == 11
    assert printed.items() >= SEEDS.items()


def test_the_change_of_a_rate_comes_from_the_counts_not_from_rounded_rates() -> None:
    """53% less 34.7% would invite 18.3 points; the counts say 17.9."""
    assert percent(132 * 268 - 93 * 251, 251 * 268, 1) == Decimal("17.9")


def survey_files(folder: Path, code: str, now: tuple[int, int], before: tuple[int, int]) -> str:
    """Invented answers to one question, as many as the papers say, and the part of a wave file that names them."""
    for name, (answered, asked) in (("now", now), ("before", before)):
        answers = "".join("yes\n" if n % 2 else "no\n" for n in range(answered))
        (folder / f"{code}-{name}.csv").write_text("W1\n" + answers)
        (folder / f"{code}-{name}-eligible.csv").write_text(f"dimension,group,parent,eligible\n,,,{asked}\n")
    return f"""
[[surveys]]
code = "{code}"
title = "{code}"
instrument = "instrument.toml"
responses = "{code}-now.csv"
eligible = "{code}-now-eligible.csv"
previous = {{ responses = "{code}-before.csv", eligible = "{code}-before-eligible.csv" }}
"""


def test_a_report_prints_both_years_to_the_same_precision(tmp_path: Path) -> None:
    """The paper printed 53% beside 34.7%."""
    (tmp_path / "instrument.toml").write_text(
        """
format = 1
code = "health-check"
title = "Health check"
version = "2023"

[[sections]]
code = "work"
title = "Work"

[[sections.items]]
code = "W1"
text = "Is your caseload manageable?"
kind = "choice"
options = [{ code = "yes", label = "Yes" }, { code = "no", label = "No" }]
favourable = ["yes"]
"""
    )
    head = 'format = 1\ncode = "2023"\ntitle = "Health check"\norganisation = "A council"\nprevious = "2022"\n'
    surveys = survey_files(tmp_path, "social", (132, 251), (93, 268))
    surveys += survey_files(tmp_path, "wider", (141, 374), (78, 285))
    (tmp_path / "wave.toml").write_text(head + surveys)

    report = compose(publish(load_wave(tmp_path / "wave.toml")))

    tables = [block for chapter in every_chapter(report.chapters) for block in chapter.blocks]
    rates = next(block for block in tables if isinstance(block, Table) and block.caption == "Response rates")
    rows = {row.heading: [cell.text for cell in row.cells] for row in rates.rows}
    assert rows["social"][2:4] == ["53%", "2022: 35% (93 of 268)"]
    assert rows["wider"][2:4] == ["38%", "2022: 27% (78 of 285)"]
