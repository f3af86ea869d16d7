"""The whole gate under attack: councils made by chance are published, and an attacker of its own tries the release."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from tests.independent_attacker import View, views
from tests.invented_councils import CROSSED, THRESHOLD, Council, councils, fewer, invented

from soundings.disclosure import Release

pytestmark = pytest.mark.attack


def attacked(council: Council, release: Release) -> None:
    """Raises where the attacker learns something; prints what the protection cost."""
    print(release.surveys[0].protection)  # noqa: T201 - the loss is looked at by hand
    for item, view in zip(
        THRESHOLD, views(release, council.people, tuple(THRESHOLD), roster=council.eligible), strict=True
    ):
        assert view.small_sets(THRESHOLD[item]) == []
        assert view.unanimous_sets() == []
        assert view.too_well_known() == []


@fewer
@given(councils(5, deep=True, roles=1))
def test_a_tree_of_three_levels_tells_the_attacker_nothing(council: Council):
    attacked(council, council.publish(("team",)))


@fewer
@given(councils(5))
def test_teams_and_roles_together_tell_the_attacker_nothing(council: Council):
    attacked(council, council.publish(("team", "role")))


@fewer
@given(councils(3))
def test_a_planned_crossed_breakdown_tells_the_attacker_nothing(council: Council):
    attacked(council, council.publish(("team", "role"), CROSSED))


def threshold_alone(council: Council, threshold: int = 10) -> View:
    """The same council where every group of ten answers or more shows everything: the rule that is not enough."""
    view = views(council.publish(("team",)), council.people, ("load",))[0]
    groups = []
    for group in view.groups:
        counts = view.truth[group.row > 0].sum(axis=0)
        base = int(counts[:-1].sum())
        shown = base >= threshold
        shares = {
            share: ("ok" if shown else "not_shown", float(counts[list(view.columns(share))].sum()))
            for share in group.shares
        }
        groups.append(replace(group, base=float(base) if shown else float("nan"), shares=shares))
    return View(groups, view.options, view.sides, view.truth)


LEAKING = invented(East=[0, 1, 2, 3, 4] * 5, West=[0, 1, 2, 3, 4] * 6, North=[3, 4, 4, 3, 0, 4, 4])


def test_this_attacker_learns_what_a_threshold_alone_gives_away():
    view = threshold_alone(LEAKING)

    assert view.small_sets(10) == [7]
    assert ("team North", "favourable", 6, (6, 6)) in view.too_well_known()


def test_this_attacker_learns_it_of_two_small_teams_together_too():
    view = threshold_alone(invented(East=[0, 1, 2, 3, 4] * 5, A=[3, 4, 2], B=[3, 4, 4, 1], West=[1, 3] * 10))

    assert view.small_sets(10) == [7]


def test_this_attacker_sees_that_nobody_in_a_remainder_disagrees():
    team = [0, 1, 2, 3, 4] * 12
    view = threshold_alone(invented(East=team, West=team, North=[3, 4] * 6))

    assert ("unfavourable", 12) in view.unanimous_sets()


def test_the_gate_leaves_it_nothing_of_the_same_council():
    attacked(LEAKING, LEAKING.publish(("team",)))
