"""Findings come from protected figures, each with its rule and the figures it rests on."""

import pytest
from tests.core.analysis.findings import NOW, Table, of_kind

from soundings.analysis.findings import Evidence, Seen, find

MORE = ("SV1", "SV3", "SV4", "TL1", "TL2", "TL3", "TL4")


def kinds(seen: Seen) -> list[tuple[str, str]]:
    return [(found.kind, found.item) for found in find(seen)]


def rated(share: float, status: str = "ok") -> Seen:
    return Table().add("TL2", "favourable", share, status).seen()


@pytest.mark.parametrize(("share", "found"), [(74.9, []), (75.0, [("strength", "TL2")]), (75.1, [("strength", "TL2")])])
def test_three_quarters_favourable_is_a_strength(share: float, found: list[tuple[str, str]]):
    assert kinds(rated(share)) == found


@pytest.mark.parametrize(("share", "found"), [(50.1, []), (50.0, []), (49.9, [("improvement", "TL2")])])
def test_fewer_than_half_favourable_is_an_area_for_improvement(share: float, found: list[tuple[str, str]]):
    assert kinds(rated(share)) == found


def test_at_most_five_are_named_strongest_first():
    table = Table()
    for n, code in enumerate(MORE):
        table.add(code, "favourable", 75.0 + n)

    assert [found.item for found in of_kind("strength", table.seen())] == list(reversed(MORE))[:5]


@pytest.mark.parametrize("status", ["not_shown", "capped_high", "too_few"])
def test_a_figure_that_is_not_shown_or_capped_is_never_a_finding(status: str):
    assert kinds(rated(95.0)) == [("strength", "TL2")]
    assert kinds(rated(95.0, status)) == []


def test_a_profile_question_is_never_a_finding():
    assert kinds(Table().add("contract", "favourable", 95.0).seen()) == []


@pytest.mark.parametrize(
    ("move", "p", "found"),
    [
        (5.0, 0.05, [("better", "TL2")]),
        (5.1, 0.049, [("better", "TL2")]),
        (4.9, 0.001, []),
        (12.0, 0.051, []),
        (-4.9, 0.01, []),
        (-5.0, 0.01, [("worse", "TL2")]),
    ],
)
def test_a_movement_needs_size_and_certainty(move: float, p: float, found: list[tuple[str, str]]):
    assert kinds(Table().moved("TL2", move, p).seen()) == found


@pytest.mark.parametrize("hidden", ["status", "adjusted"])
def test_a_movement_needs_its_change_and_its_adjusted_p_to_be_shown(hidden: str):
    assert kinds(Table().moved("TL2", 20.0, 0.001).seen()) == [("better", "TL2")]
    assert kinds(Table().moved("TL2", 20.0, 0.001, **{hidden: "not_shown"}).seen()) == []


def test_a_share_names_the_figure_it_rests_on_and_its_line():
    (found,) = find(rated(80.0))

    assert found.items == ("TL2",)
    assert found.evidence == (Evidence(NOW, "TL2", "favourable", line=75.0),)
    assert found.rule.startswith("At least 75% of answers are favourable")


def test_a_movement_names_the_change_and_its_adjusted_p():
    (found,) = find(Table().moved("TL2", -8.0, 0.01).seen())

    assert [(key.measure, key.line) for key in found.evidence] == [
        ("favourable", None),
        ("change_favourable", -5.0),
        ("change_favourable_adjusted_p", 0.05),
    ]
