"""Releases that were published stay readable, under the name they were published by."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.core.disclosure.conftest import eligible

from soundings.cli import main
from soundings.disclosure import (
    ChangeUnder,
    DriverFacts,
    Group,
    OutcomeFacts,
    OverlapFacts,
    PlanFacts,
    Protection,
    Release,
    ReliabilityFacts,
    Technical,
    Under,
    WeightedShare,
    WeightingFacts,
    publish,
    release_from_text,
    release_to_text,
)
from soundings.errors import FaultyFileError, LaterVersionError

VERSION_0 = Path(__file__).parents[2] / "releases" / "version-0.json"
ROWS = [(load, late, 1, ("East", "West")[load % 2], 0) for load in range(5) for late in range(5)] * 4

# Every key of version 1, by the part it stands in. Keys are added here, never taken away.
VERSION_1 = {
    "release": "audience earlier format group hash organisation plan surveys taken_from title version wave",
    "plan": "crossed expected_response full_distribution level public_levels sensitive threshold",
    "survey": "code composites dimensions figures findings instrument instrument_version items notes period previous "
    "protection sections technical title wave",
    "item": "about_line_manager code comparison kind options profile route section sensitive text topic",
    "option": "code label side",
    "composite": "code family items title",
    "dimension": "code groups title",
    "group": "audience code label members parent",
    "finding": "item kind rule",
    "protection": "audited_counts capped figures least_not_shown not_shown note shown",
    "technical": "least outcomes overlap reliability weighting",
    "reliability": "alpha composite high items low n omega spearman_brown status turned",
    "outcome": "drivers explained item metric n reason resamples rows seed status yes",
    "driver": "direction high low share top_three topic",
    "weighting": "design_effect gap margins n refusals shares unmet",
    "weighted share": "item unweighted weighted",
    "overlap": "changes correlation",
    "figures": "base dimension group high item low measure option status value wave",
}


TECHNICAL = Technical(
    50,
    (ReliabilityFacts("topic:load", ("load", "late"), 100, "ok", 0.7, 0.6, 0.8, None, 0.7, ("late",)),),
    (OutcomeFacts("load", 100, 100, drivers=(DriverFacts("topic:load", 60, 40, 80, 1, 100),), yes=("a",)),),
    WeightingFacts(100, (("role", 2),), 1.1, 6.0, ("difference",), (WeightedShare("load", 40, 41),), ("Not by team.",)),
    OverlapFacts(0.5, (ChangeUnder("load", "change_favourable", (Under(0.5, -1.0, 9.0, 0.2),)),)),
)


@pytest.fixture
def rich(respond, wave) -> Release:
    """A release in which every optional key says something."""
    asked = wave(respond(ROWS), eligible=eligible(200, East=90, West=110), by=("team",))
    release = publish(replace(asked, plan=PlanFacts(crossed=(("team", "role"),), public_levels=(("team", 1),))))
    survey = replace(
        release.surveys[0], protection=Protection(90, 70, 8, 12, 11, 6, "Proved in full."), technical=TECHNICAL
    )
    return replace(release, surveys=(survey,), earlier=("a" * 64,), audience="line", group="East", taken_from="b" * 64)


def parts_of(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    survey = data["surveys"][0]
    scale = next(item for item in survey["items"] if item["options"])
    return {
        "release": data,
        "plan": data["plan"],
        "survey": survey,
        "item": scale,
        "option": scale["options"][0],
        "composite": survey["composites"][0],
        "dimension": survey["dimensions"][0],
        "group": survey["dimensions"][0]["groups"][0],
        "finding": survey["findings"][0],
        "protection": survey["protection"],
        "technical": survey["technical"],
        "reliability": survey["technical"]["reliability"][0],
        "outcome": survey["technical"]["outcomes"][0],
        "driver": survey["technical"]["outcomes"][0]["drivers"][0],
        "weighting": survey["technical"]["weighting"],
        "weighted share": survey["technical"]["weighting"]["shares"][0],
        "overlap": survey["technical"]["overlap"],
        "figures": survey["figures"],
    }


def test_every_key_of_version_1_is_still_written_and_read(rich: Release):
    parts = parts_of(json.loads(release_to_text(rich)))

    assert {name: sorted(set(keys.split()) - set(parts[name])) for name, keys in VERSION_1.items()} == {
        name: [] for name in VERSION_1
    }
    assert release_from_text(release_to_text(rich)) == rich


def test_what_was_read_is_written_again_byte_for_byte(rich: Release):
    text = release_to_text(rich)

    assert release_to_text(release_from_text(text)) == text


def test_a_release_of_version_0_reads_with_defaults():
    text = VERSION_0.read_text(encoding="utf-8")

    release = release_from_text(text)

    survey = release.surveys[0]
    assert (release.earlier, release.audience, release.plan, survey.protection) == ((), "", PlanFacts(), None)
    duty = survey.figures.get("2026", "LOAD", "favourable_count", "", "team", "Duty")
    assert duty is not None
    assert (duty.value, duty.base) == (_as_written(text, "LOAD", "favourable_count", "Duty"), 28)


def _as_written(text: str, item: str, measure: str, group: str) -> float:
    figures = json.loads(text)["surveys"][0]["figures"]
    keys = zip(figures["item"], figures["measure"], figures["group"], figures["value"], strict=True)
    return next(value for *key, value in keys if key == [item, measure, group])


def test_teams_of_version_0_are_not_taken_for_public():
    team, role = release_from_text(VERSION_0.read_text(encoding="utf-8")).surveys[0].dimensions

    assert [(group.label, group.audience) for group in team.groups] == [
        ("Protection", "public"),
        ("Duty", "line"),
        ("Court", "line"),
        ("Care", "public"),
        ("Fostering", "line"),
        ("Leaving care", "line"),
    ]
    assert {group.audience for group in role.groups} == {"public"}


def test_a_release_of_version_0_keeps_its_hash_and_is_reported_under_it(tmp_path: Path):
    hashed = json.loads(VERSION_0.read_text(encoding="utf-8"))["hash"]

    assert main(["report", str(VERSION_0), "-o", str(tmp_path / "report.html")]) == 0
    assert release_from_text(VERSION_0.read_text(encoding="utf-8")).hash == hashed
    assert f"release {hashed[:12]} of wave 2026" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_release_of_version_0_that_was_changed_is_refused():
    text = VERSION_0.read_text(encoding="utf-8")

    with pytest.raises(FaultyFileError, match="changed after"):
        release_from_text(text.replace("Wexmere", "Exmere"))


def test_a_part_cut_out_of_a_release_has_a_hash_of_its_own():
    whole = release_from_text(VERSION_0.read_text(encoding="utf-8"))

    assert replace(whole, wave="2027").hash != whole.hash


@pytest.mark.parametrize("part", ["release", "plan", "survey", "item", "group", "technical", "driver"])
def test_an_unknown_key_asks_for_an_upgrade(rich: Release, part: str):
    data = json.loads(release_to_text(rich))
    parts_of(data)[part]["invented"] = 1

    with pytest.raises(LaterVersionError, match="“invented”"):
        release_from_text(json.dumps(data))


def test_a_release_that_is_not_a_number_anywhere_is_damaged(rich: Release):
    with pytest.raises(FaultyFileError, match="damaged"):
        release_from_text(release_to_text(rich).replace('"level":0.95', '"level":NaN'))


def test_a_group_made_without_an_audience_is_public():
    assert Group("sw", "Social workers").audience == "public"
