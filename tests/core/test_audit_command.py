"""``soundings audit`` and ``publish --earlier``, as a person runs them on the invented council."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from soundings.cli import main
from soundings.disclosure import Figures, Release, release_from_text, release_to_text


@pytest.fixture
def release(finished_demo: Path) -> Path:
    return finished_demo / "release.json"


def test_a_published_council_leaks_nothing(release: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["audit", str(release), "--eligible", str(release.parent / "eligible.csv")]) == 0

    said = capsys.readouterr().out
    assert "Children's social work, 2026: " in said
    assert "  The narrowest: the count of " in said
    assert said.endswith("Nothing leaks.\n")


def doctored(sound: Release) -> tuple[Release, str]:
    """The release with one role told so that three people are left over, and that role."""
    survey = sound.surveys[0]
    table = survey.figures.table
    shown = table.filter(
        (pl.col("item") == "WL1") & (pl.col("measure") == "favourable_count") & (pl.col("status") == "ok")
    )
    whole = shown.filter(pl.col("group") == "").row(0, named=True)
    role = (pl.col("dimension") == "role") & (pl.col("item") == "WL1") & (pl.col("measure") == "favourable_count")
    label = table.filter(role)["group"][0]
    one = role & (pl.col("group") == label)
    few = table.with_columns(
        value=pl.when(one).then(whole["value"] - 2).otherwise("value"),
        base=pl.when(one).then(whole["base"] - 3).otherwise("base"),
        status=pl.when(one).then(pl.lit("ok")).otherwise("status"),
    )
    few = few.filter(~((pl.col("item") == "WL1") & (pl.col("dimension") == "role")) | one)
    return replace(sound, surveys=(replace(survey, figures=Figures(few)),)), label


def test_a_doctored_release_is_caught(release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    leaking, label = doctored(release_from_text(release.read_text(encoding="utf-8")))
    path = tmp_path / "doctored.json"
    path.write_text(release_to_text(leaking), encoding="utf-8")

    assert main(["audit", str(path)]) == 6
    said = capsys.readouterr().err
    assert "the results of 3 people" in said
    assert f"Withhold this question for “{label}” (role)" in said


def test_publish_does_not_write_a_release_that_leaks(
    release: Path, council: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    leaking, label = doctored(release_from_text(release.read_text(encoding="utf-8")))
    monkeypatch.setattr("soundings.cli.publish", lambda _: leaking)

    assert main(["publish", str(council / "wave.toml"), "-o", str(council / "new.json")]) == 6
    assert f"Withhold this question for “{label}” (role)" in capsys.readouterr().err
    assert not (council / "new.json").exists()


def test_an_earlier_release_of_another_wave_is_refused(
    release: Path, council: Path, capsys: pytest.CaptureFixture[str]
):
    other = replace(release_from_text(release.read_text(encoding="utf-8")), wave="2025")
    (council / "old.json").write_text(release_to_text(other), encoding="utf-8")
    arguments = ["publish", str(council / "wave.toml"), "--earlier", str(council / "old.json")]

    assert main([*arguments, "-o", str(council / "new.json")]) == 6
    assert "is a release of the wave “2025”" in capsys.readouterr().err
    assert not (council / "new.json").exists()


def test_the_same_answers_beside_their_own_release_give_the_same_figures(release: Path, council: Path):
    again = council / "again.json"

    assert main(["publish", str(council / "wave.toml"), "--earlier", str(release), "-o", str(again)]) == 0
    first, second = (release_from_text(path.read_text(encoding="utf-8")) for path in (release, again))
    assert second.surveys[0].figures == first.surveys[0].figures
    assert second.earlier == (first.hash,)
