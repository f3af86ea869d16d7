"""Findings come from protected figures, each with its rule."""

import polars as pl
import pytest

from soundings.analysis.figures import FACTS, KEYS, Figures
from soundings.analysis.findings import RULES, find


def figures(*rows: tuple[str, str, float | None, str]) -> Figures:
    """Whole-survey figures from (item, measure, value, status)."""
    full = [
        ("2026", item, measure, "", "", "", value, None, None, 100, status) for item, measure, value, status in rows
    ]
    return Figures(pl.DataFrame(full, schema=[*KEYS, *FACTS], orient="row"))


def kinds(found: Figures, *items: str) -> list[tuple[str, str]]:
    return [(finding.kind, finding.item) for finding in find(found, "2026", items)]


@pytest.mark.parametrize(("share", "found"), [(74.9, []), (75.0, [("strength", "a")])])
def test_three_quarters_favourable_is_a_strength(share: float, found: list[tuple[str, str]]):
    assert kinds(figures(("a", "favourable", share, "ok")), "a") == found


@pytest.mark.parametrize(("share", "found"), [(50.0, []), (49.9, [("improvement", "a")])])
def test_fewer_than_half_favourable_is_an_area_for_improvement(share: float, found: list[tuple[str, str]]):
    assert kinds(figures(("a", "favourable", share, "ok")), "a") == found


def test_at_most_five_are_named_strongest_first():
    rows = [(code, "favourable", 75.0 + n, "ok") for n, code in enumerate("abcdefg")]

    assert kinds(figures(*rows), *"abcdefg") == [("strength", code) for code in "gfedc"]


def test_a_figure_that_is_not_shown_or_capped_is_never_a_finding():
    shown = figures(("a", "favourable", None, "not_shown"), ("b", "favourable", 95.0, "capped_high"))

    assert kinds(shown, "a", "b") == []


@pytest.mark.parametrize(
    ("move", "p", "found"),
    [
        (5.0, 0.05, [("better", "a")]),
        (4.9, 0.001, []),
        (12.0, 0.051, []),
        (-6.0, 0.01, [("worse", "a")]),
        (20.0, None, []),
    ],
)
def test_a_movement_needs_size_and_certainty(move: float, p: float | None, found: list[tuple[str, str]]):
    rows = figures(
        ("a", "favourable", 60.0, "ok"),
        ("a", "change_favourable", move, "ok"),
        ("a", "change_favourable_adjusted_p", p, "ok" if p is not None else "too_few"),
    )

    assert kinds(rows, "a") == found


def test_each_finding_names_its_rule():
    found = find(figures(("a", "favourable", 80.0, "ok")), "2026", ["a"])

    assert [finding.rule for finding in found] == [RULES["strength"]]
