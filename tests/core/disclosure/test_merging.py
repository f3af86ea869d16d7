"""Small groups are merged with their siblings on the roster, never on results."""

import pytest

from soundings.disclosure.merging import plan_cut
from soundings.disclosure.release import PlanFacts
from soundings.responses import EligibleGroup

HALF = PlanFacts(threshold=10, expected_response=0.5)


def planned(*groups: tuple[str, str, int], plan: PlanFacts = HALF) -> list[tuple[str, str, int]]:
    """(label, label of the parent, eligible) of each group as planned."""
    nodes = plan_cut("team", [EligibleGroup(*group) for group in groups], plan).nodes
    return [(n.label, nodes[n.parent].label if n.parent >= 0 else "", n.eligible) for n in nodes]


@pytest.mark.parametrize(("size", "alone"), [(19, False), (20, True), (21, True)])
def test_a_group_stands_alone_when_ten_answers_are_expected(size: int, alone: bool):
    labels = [label for label, _, _ in planned(("A", "", size), ("B", "", 60))]

    assert labels == (["A", "B"] if alone else ["A and B"])


def test_small_siblings_are_merged_with_each_other_first():
    assert planned(("A", "", 12), ("B", "", 60), ("C", "", 9), ("D", "", 11)) == [
        ("A, C and D", "", 12 + 9 + 11),
        ("B", "", 60),
    ]


def test_a_small_group_left_over_joins_the_smallest_sibling_of_its_own_parent():
    plan = planned(
        ("North", "", 100), ("N1", "North", 55), ("N2", "North", 35), ("N3", "North", 10), ("South", "", 40)
    )  # fmt: skip

    assert plan == [
        ("North", "", 100),
        ("N1", "North", 55),
        ("N2 and N3", "North", 35 + 10),
        ("South", "", 40),
    ]


def test_an_only_child_too_small_to_stand_is_left_to_its_parent():
    assert planned(("North", "", 100), ("N1", "North", 10)) == [("North", "", 100)]


def test_a_merged_group_holds_the_members_of_everything_below_it():
    cut = plan_cut(
        "team",
        [EligibleGroup("North", "", 15), EligibleGroup("N1", "North", 15), EligibleGroup("South", "", 30)],
        HALF,
    )

    assert [(node.label, node.members) for node in cut.nodes] == [("North and South", ("North", "N1", "South"))]


def test_parents_stand_before_their_children_in_roster_order():
    labels = [label for label, _, _ in planned(("B", "", 90), ("A", "", 50), ("B2", "B", 40), ("B1", "B", 50))]

    assert labels == ["B", "B2", "B1", "A"]


def test_a_higher_expected_response_merges_less():
    groups = (("A", "", 13), ("B", "", 60))

    assert len(planned(*groups, plan=PlanFacts(expected_response=0.8))) == 2
    assert len(planned(*groups)) == 1


def test_groups_too_small_even_together_count_in_the_whole_only():
    cut = plan_cut("team", [EligibleGroup("A", "", 6), EligibleGroup("B", "", 7)], HALF)

    assert cut.nodes == ()
    assert cut.left_out == ("A", "B")
