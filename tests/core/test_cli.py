"""Every command on the invented council, as a person would use it."""

import csv
import io
import json
import os
import pty
import random
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from soundings import __version__
from soundings.cli import main
from soundings.disclosure import Release, release_from_text

SOUNDINGS = Path(sys.executable).parent / "soundings"
COMMANDS = (
    "check", "codebook", "preview", "compare", "import", "map", "plan", "publish", "audit", "past", "tables", "report",
    "demo",
)  # fmt: skip
WAVE_NAMES = ("release.json", "figures.csv", "figures.xlsx", "report.html")


def release_at(path: Path) -> Release:
    return release_from_text(path.read_text(encoding="utf-8"), str(path))


def rows_of(csv_text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_text)))


def value_of(rows: list[dict[str, str]], item: str, measure: str, option: str = "") -> str:
    """The figure of the whole survey in this wave."""
    wanted = {"wave": "2026", "item": item, "measure": measure, "option": option, "dimension": ""}
    (row,) = [row for row in rows if wanted.items() <= row.items()]
    return row["value"]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.process
def test_demo_writes_three_waves_of_a_council_and_its_last_report_twice_alike(tmp_path: Path, capsys):
    for folder in ("one", "two"):
        assert main(["demo", "--folder", str(tmp_path / folder), "--scale", "0.4"]) == 0
    out, err = capsys.readouterr()
    one, two = (
        {p.relative_to(tmp_path / f): p.read_bytes() for p in (tmp_path / f).rglob("*.*")} for f in ("one", "two")
    )

    assert err == ""
    assert out.splitlines()[-1] == f"The demo council is invented. Its report: {tmp_path / 'two' / 'report.html'}"
    assert {"release-2024.json", "release-2025.json", "release-2026.json", "report.html", "report.docx"} <= {
        str(name) for name in one
    }
    assert one == two


def test_check_says_what_a_sound_questionnaire_holds(council: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["check", str(council / "instrument.toml")]) == 0

    out, err = capsys.readouterr()
    assert out == (
        f"{council / 'instrument.toml'} is sound: Social Work Health Check, short form, version 2026, "
        "20 items in 7 sections.\n"
        "Social Work Health Check, short form: 20 items, 4.1 minutes at most, reading age about 8.\n"
    )
    assert err == ""


def test_map_prints_a_mapping_as_good_as_the_councils_own(council: Path, capsys: pytest.CaptureFixture[str]):
    answers, instrument = council / "answers-2026.csv", council / "instrument.toml"
    assert main(["map", str(answers), "--instrument", str(instrument)]) == 0
    (council / "proposed.toml").write_text(capsys.readouterr().out, encoding="utf-8")

    for mapping in ("proposed", "mapping-2026"):
        command = [
            "publish",
            str(answers),
            "--instrument",
            str(instrument),
            "--mapping",
            str(council / f"{mapping}.toml"),
        ]
        assert main([*command, "-o", str(council / f"{mapping}.json")]) == 0

    assert (council / "proposed.json").read_bytes() == (council / "mapping-2026.json").read_bytes()


def test_map_may_be_told_the_version_and_the_rows_above_the_answers(council: Path, capsys: pytest.CaptureFixture[str]):
    older = council / "answers-2025.csv"
    older.write_text("Staff survey\n\n" + older.read_text().replace("\n", "\nsecond header row\n", 1))
    command = ["map", str(older), "--instrument", str(council / "instrument.toml"), "--version", "2025"]

    assert main([*command, "--title-rows", "2", "--header-rows", "2"]) == 0

    out = capsys.readouterr().out
    assert 'version = "2025"\n\n[file]\ntitle_rows = 2\nheader_rows = 2\n' in out
    assert out.count("[[column]]") == 19


def test_publish_freezes_a_wave_as_the_demo_does(council: Path, finished_demo: Path):
    assert main(["publish", str(council / "wave.toml"), "-o", str(council / "release.json")]) == 0

    assert (council / "release.json").read_bytes() == (finished_demo / "release.json").read_bytes()


def test_publish_of_options_counts_the_same_as_publish_of_the_wave(council: Path, finished_demo: Path, tmp_path: Path):
    command = ["publish", str(council / "answers-2026.csv"), "--instrument", str(council / "instrument.toml")]
    command += ["--mapping", str(council / "mapping-2026.toml"), "--eligible", str(council / "eligible.csv")]
    command += ["--previous-responses", str(council / "answers-2025.csv")]
    command += ["--previous-mapping", str(council / "mapping-2025.toml")]
    command += ["--previous-eligible", str(council / "eligible.csv"), "--by", "team", "--by", "role", "--by", "team"]

    assert main([*command, "--organisation", "Wexmere", "-o", str(tmp_path / "r.json")]) == 0

    release, wave = release_at(tmp_path / "r.json"), release_at(finished_demo / "release.json")
    assert (release.wave, release.organisation) == ("2026", "Wexmere")
    assert release.surveys[0].figures.table.equals(wave.surveys[0].figures.table)


def test_publish_needs_no_mapping_where_columns_are_named_by_item_codes(council: Path):
    command = ["publish", str(council / "answers-2026.csv"), "--instrument", str(council / "instrument.toml")]

    assert main([*command, "-o", str(council / "r.json")]) == 0

    release = release_at(council / "r.json")
    answers = len((council / "answers-2026.csv").read_text().splitlines()) - 1
    assert release.surveys[0].figures.get("2026", "", "responses").value == answers
    assert release.organisation == ""


def test_two_waves_of_the_same_version_are_told_apart(council: Path):
    command = ["publish", str(council / "answers-2026.csv"), "--instrument", str(council / "instrument.toml")]
    command += ["--previous-responses", str(council / "answers-2026.csv")]

    assert main([*command, "-o", str(council / "r.json")]) == 0

    release = release_at(council / "r.json")
    assert (release.wave, release.surveys[0].previous) == ("2026", "the wave before")
    assert release.surveys[0].figures.get("2026", "SD2", "change_favourable").value == 0


def test_a_higher_threshold_shows_fewer_groups(council: Path):
    command = ["publish", str(council / "answers-2026.csv"), "--instrument", str(council / "instrument.toml")]
    command += ["--eligible", str(council / "eligible.csv"), "--by", "team"]

    shown = {}
    for threshold in ("10", "11", "25"):
        output = council / f"{threshold}.json"
        assert main([*command, "--threshold", threshold, "-o", str(output)]) == 0
        release = release_at(output)
        assert release.plan.threshold == int(threshold)
        shown[threshold] = len(release.surveys[0].dimensions[0].groups)

    assert shown["10"] >= shown["11"] > shown["25"]


def test_what_reading_left_out_is_said_on_the_error_stream_only(council: Path, capsys: pytest.CaptureFixture[str]):
    mapping = council / "mapping-2026.toml"
    mapping.write_text(mapping.read_text().replace('item = "SD4"', 'item = "SD4"\ndrop_labels = ["I am not sure"]'))
    unsure = (council / "answers-2026.csv").read_text().count("I am not sure")

    assert main(["publish", str(council / "wave.toml"), "-o", str(council / "r.json")]) == 0

    out, err = capsys.readouterr()
    note = f"SD4: “I am not sure” ({unsure} times) counted as no answer, as the mapping says."
    assert out == ""
    assert err == f"Children's social work: {note}\n"
    assert note not in (council / "r.json").read_text()


def everything_of(folder: Path) -> list[str]:
    return [str(folder / "release.json"), "--audience", "leadership"]


def test_tables_are_the_figures_of_the_release(finished_demo: Path, tmp_path: Path):
    assert main(["tables", *everything_of(finished_demo), "-o", str(tmp_path / "figures.csv")]) == 0

    text = (tmp_path / "figures.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "wave,survey,item,measure,option,dimension,group,value,low,high,base,status"
    # Counted again, straight from the answers.
    answers = rows_of((finished_demo / "answers-2026.csv").read_text())
    proud = sum(row["SD2"] in ("Agree", "Strongly agree") for row in answers)
    answered = sum(row["SD2"] != "" for row in answers)
    rows = rows_of(text)
    assert float(value_of(rows, "SD2", "favourable")) == pytest.approx(100 * proud / answered, abs=0.5)
    busy = sum(row["WL1"] == "Agree" for row in answers)
    assert int(float(value_of(rows, "WL1", "count", "agree"))) == busy
    assert (tmp_path / "figures.csv").read_bytes() == (finished_demo / "figures.csv").read_bytes()


def test_tables_as_a_workbook_hold_the_same_figures(finished_demo: Path, tmp_path: Path):
    assert main(["tables", *everything_of(finished_demo), "-o", str(tmp_path / "FIGURES.XLSX")]) == 0

    book = openpyxl.load_workbook(tmp_path / "FIGURES.XLSX", read_only=True)
    sheets = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
    csv_rows = (finished_demo / "figures.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(csv_rows) in [len(rows) for rows in sheets.values()]


def test_report_is_one_file_that_needs_nothing_else(finished_demo: Path, tmp_path: Path):
    name = "report.HTM"
    assert main(["report", *everything_of(finished_demo), "-o", str(tmp_path / name)]) == 0

    html = (tmp_path / name).read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', html) == []
    assert (tmp_path / name).read_bytes() == (finished_demo / "report.html").read_bytes()


def test_past_results_reach_the_report_as_published(finished_demo: Path, tmp_path: Path):
    (tmp_path / "papers.csv").write_text(
        "survey,wave,item,measure,label,value,hedge,n,eligible,verdict,source\n"
        ",2019,SD2,favourable,Proud to work here,81%,just over eight in ten,93,268,same,Committee paper of May 2019\n"
    )
    past, report = tmp_path / "past.json", tmp_path / "report.html"

    assert main(["past", str(tmp_path / "papers.csv"), "-o", str(past)]) == 0
    assert main(["report", str(finished_demo / "release.json"), "--past", str(past), "-o", str(report)]) == 0

    assert json.loads(past.read_text())["results"][0]["value"] == 81.0
    assert "Committee paper of May 2019" in report.read_text(encoding="utf-8")
    assert "Committee paper of May 2019" not in (finished_demo / "report.html").read_text(encoding="utf-8")


def shuffled(path: Path, seed: int) -> None:
    header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    random.Random(seed).shuffle(rows)
    path.write_text(header + "".join(rows), encoding="utf-8")


@pytest.mark.parametrize("seed", [1, 2])
def test_answers_in_any_row_order_give_the_same_bytes(council: Path, finished_demo: Path, seed: int):
    for name in ("answers-2026.csv", "answers-2025.csv"):
        before = (council / name).read_bytes()
        shuffled(council / name, seed)
        assert (council / name).read_bytes() != before

    assert main(["publish", str(council / "wave.toml"), "-o", str(council / "release.json")]) == 0

    assert (council / "release.json").read_bytes() == (finished_demo / "release.json").read_bytes()


def test_columns_in_any_order_give_the_same_bytes(council: Path, finished_demo: Path):
    path = council / "answers-2026.csv"
    rows = [row[::-1] for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8")))]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)

    assert main(["publish", str(council / "wave.toml"), "-o", str(council / "release.json")]) == 0

    assert (council / "release.json").read_bytes() == (finished_demo / "release.json").read_bytes()


def test_a_release_names_no_path_and_no_host(finished_demo: Path):
    text = (finished_demo / "release.json").read_text(encoding="utf-8")

    assert str(finished_demo) not in text
    assert os.uname().nodename not in text
    assert "answers-2026.csv" not in text


def test_publishing_again_writes_over_the_old_release(council: Path):
    output = council / "release.json"
    output.write_text("an older release")

    assert main(["publish", str(council / "wave.toml"), "-o", str(output)]) == 0

    assert release_at(output).wave == "2026"
    assert [path.name for path in council.iterdir() if path.name.startswith(".")] == []


def ran(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command as installed, in a process of its own, its output going into pipes."""
    return subprocess.run([SOUNDINGS, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - our own


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])

    out, err = capsys.readouterr()
    assert (stopped.value.code, err) == (0, "")
    assert out.startswith(f"usage: soundings {command} ")


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])

    listed = re.findall(r"^    (\w+) ", capsys.readouterr().out, flags=re.MULTILINE)
    assert stopped.value.code == 0
    assert tuple(listed) == COMMANDS


def test_version_is_printed(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])

    assert (stopped.value.code, capsys.readouterr().out) == (0, f"soundings {__version__}\n")


@pytest.mark.process
def test_progress_stays_quiet_in_a_pipe(council: Path):
    done = ran("publish", council / "wave.toml", "-o", council / "release.json")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.process
def test_progress_is_shown_on_a_terminal(council: Path):
    ours, theirs = pty.openpty()
    command = [SOUNDINGS, "publish", council / "wave.toml", "-o", council / "release.json"]
    process = subprocess.Popen(command, stdout=theirs, stderr=theirs)  # noqa: S603 - our own
    os.close(theirs)

    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:
        # Linux says so when the other end of a terminal is closed.
        pass
    os.close(ours)

    assert process.wait(timeout=60) == 0
    assert shown.decode().replace("\r\n", "\n") == (
        "Reading social-work …\nReading social-work, wave before …\nProtecting and freezing …\n"
        "Attacking what is about to leave …\n"
    )


@pytest.mark.process
def test_a_reader_who_stops_early_is_not_an_error(council: Path):
    wide = council / "wide.csv"
    # More than the 64 kB that a pipe holds.
    names = [f"column {n} that fits nothing " + "and goes on " * 50 for n in range(250)]
    with wide.open("w", newline="") as file:
        csv.writer(file).writerows([names, ["x"] * len(names)])
    command = [SOUNDINGS, "map", wide, "--instrument", council / "instrument.toml"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603 - our own

    assert process.stdout
    assert process.stdout.readline().startswith(b"# Proposed for wide.csv.")
    process.stdout.close()

    assert process.stderr
    assert (process.wait(timeout=60), process.stderr.read()) == (0, b"")
    process.stderr.close()
