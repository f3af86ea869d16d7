"""What an audience may not read is not in what it is handed: not masked, absent."""

import json
from dataclasses import replace

import polars as pl
import pytest

from soundings.disclosure import (
    Composite,
    Dimension,
    Figures,
    Finding,
    Group,
    ItemFacts,
    PlanFacts,
    Release,
    SurveyRelease,
    for_audience,
    left_out,
    release_from_text,
    release_to_text,
)
from soundings.disclosure.levels import audiences_of
from soundings.disclosure.release import with_audiences
from soundings.errors import UsageError

# Three levels of units; Safeguarding is the only team of its district.
TREE = (
    Group("Children", "Children", "", ("Children", "North", "Duty", "Court", "South", "Safeguarding", "Fostering")),
    Group("North", "North", "Children", ("North", "Duty", "Court")),
    Group("Duty", "Duty", "North", ("Duty",)),
    Group("Court and Panel", "Court and Panel", "North", ("Court", "Panel")),
    Group("South", "South", "Children", ("South", "Safeguarding")),
    Group("Safeguarding", "Safeguarding", "South", ("Safeguarding",)),
    Group("Fostering", "Fostering", "", ("Fostering",)),
)
ROLES = (Group("Social worker", "Social worker"), Group("Manager", "Manager"))
CROSSED = (Group("Duty, Manager", "Duty, Manager"),)
COLUMNS = ("wave", "item", "measure", "option", "dimension", "group", "value", "low", "high", "base", "status")
ITEMS = (
    ItemFacts("WL1", "My caseload is manageable.", "scale", "s"),
    ItemFacts("SV4", "My manager supports me.", "scale", "s", about_line_manager=True),
    ItemFacts("team", "Team", "unit", "s", profile=True),
    ItemFacts("role", "Role", "choice", "s", profile=True),
    ItemFacts("site", "Site", "unit", "s", profile=True),
)
TOPICS = (Composite("topic:care", "Care", "topic", ("WL1", "SV4")), Composite("topic:load", "Load", "topic", ("WL1",)))
LEVELS = {None: "each level but the lowest", 1: "one level", 3: "every level"}


def release(public_levels: int | None = None) -> Release:
    """Every group has a value of its own for every item, so that a value found anywhere says whose it is."""
    dimensions = (
        with_audiences(Dimension("team", "Team", TREE), "unit", public_levels),
        with_audiences(Dimension("role", "Role", ROLES), "choice"),
        with_audiences(Dimension("team*role", "Team by role", CROSSED), ""),
    )
    places = [("", ""), *((d.code, group.code) for d in dimensions for group in d.groups)]
    rows = [
        ("2026", item, "score", "", dimension, group, value_of(item, group), None, None, 60, "ok")
        for item in ("WL1", "SV4", "topic:care", "topic:load")
        for dimension, group in places
    ]
    rows.append(("2026", "site", "count", "Elm House", "", "", 41.0, None, None, 60, "ok"))
    findings = (Finding("strength", "WL1", "r"), Finding("profile", "team*role", "r"))
    survey = SurveyRelease(
        code="sw",
        title="Social work",
        instrument="I",
        instrument_version="1",
        period="",
        wave="2026",
        previous="",
        sections=(("s", "S"),),
        items=ITEMS,
        composites=TOPICS,
        dimensions=dimensions,
        figures=Figures(pl.DataFrame(rows, schema=list(COLUMNS), orient="row", infer_schema_length=None)),
        findings=findings,
    )
    return Release("2026", "Check", "Invented council", PlanFacts(), (survey,))


def value_of(item: str, group: str) -> float:
    names = ["", *(g.code for g in (*TREE, *ROLES, *CROSSED))]
    return 10 + 20 * ["WL1", "SV4", "topic:care", "topic:load"].index(item) + names.index(group) + 0.125


def figures_in(part: Release) -> set[tuple[object, ...]]:
    return {row for survey in part.surveys for row in survey.figures.table.iter_rows()}


def groups_in(part: Release) -> list[str]:
    return [group.code for survey in part.surveys for d in survey.dimensions for group in d.groups]


def has(part: Release, item: str, group: str) -> bool:
    """Whether the value of this group, which exists in the whole release, is anywhere in the text of the part."""
    assert f"{value_of(item, group)}" in release_to_text(release())
    return f"{value_of(item, group)}" in release_to_text(part)


@pytest.mark.parametrize(
    ("kind", "parents", "public_levels", "audiences"),
    [
        ("unit", [-1, -1], None, ["line", "line"]),
        ("unit", [-1, -1], 1, ["public", "public"]),
        ("unit", [-1, 0, 0, -1], None, ["public", "line", "line", "public"]),
        ("unit", [-1, 0, 1, 0], None, ["public", "public", "line", "public"]),
        ("unit", [-1, 0, 1, 0], 1, ["public", "leadership", "line", "line"]),
        ("unit", [-1, 0, 1, 0], 2, ["public", "public", "line", "public"]),
        ("unit", [-1, 0, 1, 0], 3, ["public"] * 4),
        ("unit", [], None, []),
        ("choice", [-1, -1], None, ["public", "public"]),
        ("", [-1, 0], None, ["leadership", "leadership"]),
    ],
)
def test_audience_of_a_group_follows_from_its_level(kind, parents, public_levels, audiences):
    assert audiences_of(kind, parents, public_levels) == audiences


def test_the_public_reads_no_team_at_all():
    whole = release()

    part = for_audience(whole, "public")

    assert groups_in(part) == ["Children", "North", "South", "Fostering", "Social worker", "Manager"]
    for team in ("Duty", "Court and Panel", "Safeguarding", "Duty, Manager"):
        assert not has(part, "WL1", team)
    text = release_to_text(part)
    for name in ("Duty", "Court", "Panel", "Safeguarding", "team*role"):
        assert name in release_to_text(whole)
        assert name not in text
    assert has(part, "WL1", "North")


def test_the_public_reads_as_many_levels_as_planned():
    part = for_audience(release(public_levels=1), "public")

    assert groups_in(part) == ["Children", "Fostering", "Social worker", "Manager"]
    assert not has(part, "WL1", "North")
    assert "North" not in release_to_text(part)


def test_a_breakdown_without_a_public_group_does_not_exist_for_the_public():
    survey = release().surveys[0]
    flat = Dimension("team", "Team", (Group("Duty", "Duty", "", ("Duty",), "line"),))
    whole = replace(release(), surveys=(replace(survey, dimensions=(flat,)),))

    part = for_audience(whole, "public").surveys[0]

    assert part.dimensions == ()
    assert "team" not in {item.code for item in part.items}


@pytest.mark.parametrize("audience", ["public", "line"])
def test_people_counted_by_unit_are_for_the_leadership(audience: str):
    part = for_audience(release(), audience, "Duty" if audience == "line" else None)

    assert "Elm House" in release_to_text(for_audience(release(), "leadership"))
    assert "Elm House" not in release_to_text(part)
    assert "site" not in {item.code for item in part.surveys[0].items}


def test_the_leadership_reads_everything():
    whole = release()

    part = for_audience(whole, "leadership")

    assert part.surveys == whole.surveys
    assert left_out(whole, part) == []


def test_a_line_reads_its_own_team_and_what_anybody_may_read_above_it():
    part = for_audience(release(), "line", "Duty")

    assert groups_in(part) == ["Children", "North", "Duty"]
    assert [has(part, "WL1", group) for group in ("", "Children", "North", "Duty")] == [True] * 4
    assert [has(part, "WL1", group) for group in ("Court and Panel", "South", "Manager")] == [False] * 3
    assert "Court" not in release_to_text(part)


def test_a_line_reads_nothing_of_a_level_between_that_is_for_the_leadership():
    part = for_audience(release(public_levels=1), "line", "Duty")

    assert [(group.code, group.parent) for group in part.surveys[0].dimensions[0].groups] == [
        ("Children", ""),
        ("Duty", "Children"),
    ]
    assert not has(part, "WL1", "North")


@pytest.mark.parametrize("asked", ["Court and Panel", "court and panel", "Panel"])
def test_a_team_that_was_merged_is_found_by_either_name(asked: str):
    part = for_audience(release(), "line", asked)

    assert groups_in(part) == ["Children", "North", "Court and Panel"]
    assert part.group == "Court and Panel"


@pytest.mark.parametrize("public_levels", LEVELS, ids=LEVELS.get)
@pytest.mark.parametrize("team", ["Duty", "Court and Panel", "Safeguarding", "Fostering"])
def test_figures_of_every_part_are_among_the_leaderships(public_levels: int | None, team: str):
    whole = release(public_levels)
    everything = figures_in(for_audience(whole, "leadership"))

    assert figures_in(for_audience(whole, "line", team)) < everything
    assert figures_in(for_audience(whole, "public")) < everything


def test_what_is_about_the_line_manager_stands_one_level_up():
    line, leadership = for_audience(release(), "line", "Duty"), for_audience(release(), "leadership")

    assert not has(line, "SV4", "Duty")
    assert has(line, "SV4", "North")
    assert has(leadership, "SV4", "Duty")


def test_a_score_that_would_tell_what_is_about_the_line_manager_goes_with_it():
    line = for_audience(release(), "line", "Duty")

    assert not has(line, "topic:care", "Duty")
    assert has(line, "topic:load", "Duty")


@pytest.mark.parametrize(("audience", "group"), [("public", None), ("line", "Safeguarding")])
def test_a_unit_over_one_team_only_does_not_tell_of_its_line_manager(audience: str, group: str | None):
    part = for_audience(release(), audience, group)

    assert has(part, "WL1", "South")
    assert not has(part, "SV4", "South")


def test_teams_that_the_plan_makes_public_still_do_not_tell_of_their_line_managers():
    part = for_audience(release(public_levels=3), "public")

    assert has(part, "WL1", "Duty")
    assert not has(part, "SV4", "Duty")


def test_a_finding_goes_with_the_breakdown_it_is_about():
    part = for_audience(release(), "public")

    assert [finding.item for finding in part.surveys[0].findings] == ["WL1"]


@pytest.mark.parametrize(("audience", "group"), [("public", None), ("leadership", None), ("line", "Duty")])
def test_a_part_is_saved_and_read_like_any_release(audience: str, group: str | None):
    whole = release()
    part = for_audience(whole, audience, group)

    again = release_from_text(release_to_text(part))

    assert again == part
    assert json.loads(release_to_text(part))["hash"] == part.hash != whole.hash
    assert (again.audience, again.group, again.taken_from) == (audience, group or "", whole.hash)


def test_a_part_is_not_made_larger_again():
    public = for_audience(release(), "public")

    assert for_audience(public, "public") == public
    for audience, group in (("leadership", None), ("line", "Duty")):
        with pytest.raises(UsageError, match="only the part of a release for the public"):
            for_audience(public, audience, group)
    with pytest.raises(UsageError, match="for the line of “Duty”"):
        for_audience(for_audience(release(), "line", "Duty"), "line", "Safeguarding")


def test_a_part_of_the_leaderships_part_is_that_of_the_whole():
    whole = release()

    assert for_audience(for_audience(whole, "leadership"), "public") == for_audience(whole, "public")


@pytest.mark.parametrize(
    ("audience", "group", "said"),
    [
        ("everybody", None, "no audience “everybody”; there are public, leadership, line"),
        ("line", None, "say which team"),
        ("line", "", "say which team"),
        ("line", "North", "no team “North”; it has Duty, Court and Panel, Safeguarding, Fostering"),
        ("public", "Duty", "--group goes with --audience line"),
    ],
)
def test_an_audience_that_does_not_exist_is_refused(audience: str, group: str | None, said: str):
    with pytest.raises(UsageError, match=said):
        for_audience(release(), audience, group)


def test_what_is_left_out_is_counted():
    whole = release()

    assert left_out(whole, for_audience(whole, "public")) == [
        "3 groups of “Team” (each for its own line)",
        "1 group of “Team by role” (for the leadership)",
        "1 question about the line manager in the figures of a single team",
    ]


def test_a_survey_that_a_line_was_not_asked_is_left_out_and_named():
    whole = release()
    other = replace(whole.surveys[0], code="ww", title="Wider workforce", dimensions=())
    both = replace(whole, surveys=(*whole.surveys, other))

    part = for_audience(both, "line", "Duty")

    assert [survey.code for survey in part.surveys] == ["sw"]
    assert "the survey “Wider workforce”" in left_out(both, part)
