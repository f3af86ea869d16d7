"""Findings in a release: each can be traced to figures of that release, and older files are still read."""

import hashlib
import json

import pytest
from tests.core.disclosure.conftest import eligible

from soundings.disclosure import EarlierWave, Finding, publish, release_from_text, release_to_text

LOADS = (3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 0, 1, 2)
ROWS = [(load, late, 1, ("East", "West")[n % 2], 0) for n, load in enumerate(LOADS * 4) for late in range(5)]
BEFORE = [(0, late, 1, "East", 0) for late in range(5)] * 12


@pytest.fixture
def released(respond, wave):
    now, before = respond(ROWS), respond(BEFORE, "1")
    return publish(
        wave(now, eligible=eligible(600, East=300, West=300), by=("team",), earlier=EarlierWave("2025", before))
    )


def test_every_finding_rests_on_figures_that_the_release_shows(released):
    (survey,) = released.surveys
    keys = [key for finding in survey.findings for key in finding.evidence]
    shown = [survey.figures.get(k.wave, k.item, k.measure, k.option, k.dimension, k.group) for k in keys]

    assert {finding.kind for finding in survey.findings} >= {"strength", "improvement", "better", "profile"}
    assert all(finding.evidence for finding in survey.findings)
    assert all(figure is not None and figure.status == "ok" for figure in shown)


def test_findings_survive_being_written_and_read(released):
    assert release_from_text(release_to_text(released)).surveys[0].findings == released.surveys[0].findings


def test_a_release_written_before_findings_named_their_evidence_is_read(released):
    data = json.loads(release_to_text(released))
    for finding in data["surveys"][0]["findings"]:
        for later in ("items", "evidence", "text"):
            finding.pop(later, None)
    body = {key: value for key, value in data.items() if key != "hash"}
    canonical = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
    data["hash"] = hashlib.sha256(json.dumps(body, **canonical).encode()).hexdigest()
    read = release_from_text(json.dumps(data, **canonical))

    first = released.surveys[0].findings[0]
    assert read.surveys[0].findings[0] == Finding(first.kind, first.item, first.rule)
