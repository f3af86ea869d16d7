"""The profile of those who answered against the workforce rests on shown numbers only."""

from tests.core.analysis.findings import SOCIAL_WORK, Table, cut, of_kind

from soundings.analysis.breakdowns import Cut, Node


def test_each_group_is_named_with_those_who_answered_and_those_who_were_asked():
    table = Table().group("", 60, 100).group("Worker", 33, 52).group("Manager", 27, 48)
    (found,) = of_kind("profile", table.seen(SOCIAL_WORK, cut("Worker", "Manager")))

    assert found.item == "role"
    assert [(key.group, key.measure) for key in found.evidence] == [
        ("Worker", "responses"),
        ("Worker", "eligible"),
        ("Manager", "responses"),
        ("Manager", "eligible"),
    ]


def test_where_a_group_is_hidden_the_others_are_shares_of_the_whole_survey():
    table = Table().group("", 60, 100).group("Worker", 33, 52).group("Manager", 27, 48, "capped_high")
    (found,) = of_kind("profile", table.seen(SOCIAL_WORK, cut("Worker", "Manager")))

    assert {key.group for key in found.evidence} == {"", "Worker"}


def test_without_any_shown_group_there_is_no_profile():
    shown = Table().group("", 60, 100).group("Worker", 60, 100)
    hidden = Table().group("", 60, 100).group("Worker", 60, 100, "not_shown")

    assert len(of_kind("profile", shown.seen(SOCIAL_WORK, cut("Worker")))) == 1
    assert of_kind("profile", hidden.seen(SOCIAL_WORK, cut("Worker"))) == []


def test_without_the_number_of_people_asked_there_is_no_profile():
    table = Table().add("", "responses", 33, dimension="role", group="Worker").add("", "responses", 60)

    assert of_kind("profile", table.seen(SOCIAL_WORK, cut("Worker"))) == []


def test_a_hidden_team_below_a_shown_service_leaves_the_shares_of_the_known():
    nodes = (Node("Service", -1, ("Service",), 0), Node("Team", 0, ("Team",), 0))
    table = Table().group("", 60, 100).group("Service", 55, 95).group("Team", 20, 30, "not_shown")
    (found,) = of_kind("profile", table.seen(SOCIAL_WORK, Cut("role", nodes)))

    assert {key.group for key in found.evidence} == {"Service"}
