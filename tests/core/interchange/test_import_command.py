"""The commands: “soundings import” and “soundings map --from”."""

from pathlib import Path

import pytest
from tests.core.interchange.surveys import AGREE, Q, lss
from tests.factories import written

from soundings.cli import main

SURVEY = lss(Q("WL", "F", rows={"a": "My caseload is manageable."}, answers=AGREE), Q("intro", "X"))


def test_a_survey_goes_from_limesurvey_to_coded_answers_by_the_command_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    structure, output = written(tmp_path, "s.lss", SURVEY), tmp_path / "instrument.toml"
    answers = written(tmp_path, "a.csv", "id,WL[a]\n" + "".join(f"{n},{n % 3 + 1}\n" for n in range(30)))

    assert main(["import", "limesurvey", str(structure), "-o", str(output)]) == 0
    assert capsys.readouterr().err == f"2 notes for you to read at the head of {output}.\n"
    assert main(["check", str(output)]) == 0
    capsys.readouterr()
    assert main(["map", str(answers), "--instrument", str(output), "--from", "limesurvey"]) == 0
    mapping = written(tmp_path, "m.toml", capsys.readouterr().out)
    command = ["publish", str(answers), "--instrument", str(output), "--mapping", str(mapping)]
    assert main([*command, "-o", str(tmp_path / "release.json")]) == 0


@pytest.mark.parametrize("output", ["answers.csv", "instrument"])
def test_a_draft_is_written_only_as_toml(tmp_path: Path, capsys: pytest.CaptureFixture[str], output: str):
    path = written(tmp_path, output, "precious")

    assert main(["import", "limesurvey", str(written(tmp_path, "s.lss", SURVEY)), "-o", str(path)]) == 2
    assert "written as .toml" in capsys.readouterr().err
    assert path.read_text() == "precious"


def test_a_hostile_file_is_a_sentence_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = written(
        tmp_path, "s.lss", '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><document>&x;</document>'
    )

    assert main(["import", "limesurvey", str(path), "-o", str(tmp_path / "i.toml")]) == 3
    assert "declares a document type" in capsys.readouterr().err
    assert not (tmp_path / "i.toml").exists()


@pytest.mark.parametrize(
    "arguments", [["import", "nosuch", "f", "-o", "i.toml"], ["map", "f", "--instrument", "i", "--from", "x"]]
)
def test_a_tool_we_do_not_speak_is_named_with_those_we_do(capsys: pytest.CaptureFixture[str], arguments: list[str]):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    assert stopped.value.code == 2
    assert "limesurvey" in capsys.readouterr().err
