"""Bad input: one clear message, the documented exit code, no traceback, and nothing written."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from tests.factories import INSTRUMENTS

from soundings import errors
from soundings.cli import main
from soundings.errors import (
    FaultyFileError,
    LaterVersionError,
    RefusedError,
    UnmatchedDataError,
    UnreadableFileError,
    UnwritableFileError,
    UsageError,
)

USAGE, UNREADABLE, FAULTY, UNMATCHED, REFUSED, UNWRITABLE, LATER = (
    kind.exit_code
    for kind in (
        UsageError,
        UnreadableFileError,
        FaultyFileError,
        UnmatchedDataError,
        RefusedError,
        UnwritableFileError,
        LaterVersionError,
    )
)
Said = Callable[..., str]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def refused(council: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Said:
    """Runs a command in the council's folder, which must fail as documented; returns its one message."""
    monkeypatch.chdir(council)

    def run(code: int, *arguments: str) -> str:
        before = contents(council)
        assert main(arguments) == code
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("soundings: ")
        assert err.count("soundings: ") == 1
        assert "Traceback" not in err
        assert contents(council) == before
        return err.removeprefix("soundings: ").removesuffix("\n")

    return run


def publishing(answers: str = "answers-2026.csv", *more: str) -> tuple[str, ...]:
    return ("publish", answers, "--instrument", "instrument.toml", *more, "-o", "release.json")


def test_a_wrong_delimiter_is_told_with_the_right_one(refused: Said, council: Path):
    answers = council / "answers-2026.csv"
    answers.write_text(answers.read_text().replace(";", " and ").replace(",", ";"))
    mapping = council / "mapping-2026.toml"
    mapping.write_text(mapping.read_text().replace("[[column]]", '[file]\ndelimiter = ","\n\n[[column]]', 1))

    assert refused(UNREADABLE, *publishing("answers-2026.csv", "--mapping", "mapping-2026.toml")) == (
        "answers-2026.csv has only one column when read with “,” between columns, as the mapping says. Its columns "
        "seem to be parted by “;”: mend delimiter under [file]."
    )


def test_an_unknown_delimiter_is_told_by_the_columns_it_hides(refused: Said, council: Path):
    answers = council / "answers-2026.csv"
    answers.write_text(answers.read_text().replace(";", " and ").replace(",", "^"))

    said = refused(UNMATCHED, *publishing())

    assert said.startswith("answers-2026.csv holds what the mapping does not explain.")
    assert "  - the mapping reads WL1 from a column “WL1” that is not there\n" in said
    assert "“WL1^WL2^WL3^" in said


def test_a_wrong_encoding_is_told_with_its_line_and_what_to_do(refused: Said, council: Path):
    answers = council / "answers-2026.csv"
    lines = answers.read_text().splitlines(keepends=True)
    lines[4] = lines[4].replace("\n", "–\n")
    answers.write_bytes("".join(lines).encode("cp1252"))

    assert refused(UNREADABLE, *publishing()) == (
        "answers-2026.csv is not UTF-8 text (line 5). Save it as “CSV UTF-8”, or say its encoding in the mapping: "
        'under [file], encoding = "cp1252" for most Windows files.'
    )


def a_workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["WL1"])
    book.active.append(["Agree"])
    book.save(path)


def test_a_workbook_with_macros_is_refused_by_its_name(refused: Said, council: Path):
    a_workbook(council / "answers.xlsm")

    assert refused(UNREADABLE, *publishing("answers.xlsm")) == (
        "answers.xlsm is a kind of workbook that can hold macros. Save it as a plain workbook (.xlsx) or as CSV."
    )


def test_macros_in_a_plain_workbook_are_refused(refused: Said, council: Path):
    a_workbook(council / "answers.xlsx")
    with zipfile.ZipFile(council / "answers.xlsx", "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"macro")

    assert refused(UNREADABLE, *publishing("answers.xlsx")) == (
        "answers.xlsx holds macros. Save it as a plain workbook (.xlsx) or as CSV."
    )


def test_an_empty_file_is_refused(refused: Said, council: Path):
    (council / "answers-2026.csv").write_bytes(b"")

    assert refused(UNREADABLE, *publishing()) == "answers-2026.csv is empty."


def test_a_200_megabyte_workbook_is_refused(refused: Said, council: Path):
    a_workbook(council / "answers.xlsx")
    with (
        zipfile.ZipFile(council / "answers.xlsx", "a", zipfile.ZIP_DEFLATED, compresslevel=1) as parts,
        parts.open("xl/media/picture.bin", "w") as picture,
    ):
        for _ in range(200):
            picture.write(bytes(2**20))

    assert refused(UNREADABLE, *publishing("answers.xlsx")) == (
        "answers.xlsx is 200 MB unpacked; workbooks up to 150 MB can be read. Save the sheet with the answers as CSV."
    )


def test_unknown_options_are_listed_with_their_counts_column_by_column(refused: Said, council: Path):
    answers = council / "answers-2026.csv"
    text = answers.read_text()
    rows = list(csv.DictReader(io.StringIO(text)))
    always = {column: sum(row[column] == "Always" for row in rows) for column in ("SV1", "HW1")}
    unsure = sum(row["SD4"] == "I am not sure" for row in rows)
    answers.write_text(text.replace("Always", "All the time").replace("I am not sure", "Perhaps"))

    assert refused(UNMATCHED, *publishing()).splitlines() == [
        "answers-2026.csv holds what the mapping does not explain. Mend the mapping, or say there what to drop:",
        f"  - column “SV1”: “All the time” ({always['SV1']} times) is not an answer",
        f"  - column “HW1”: “All the time” ({always['HW1']} times) is not an answer",
        f"  - column “SD4”: “Perhaps” ({unsure} times) is not an answer",
    ]


def test_a_questionnaire_with_ten_faults_tells_all_ten(refused: Said, council: Path):
    shutil.copy(INSTRUMENTS / "ten-faults.toml", council)

    said = refused(FAULTY, "check", "ten-faults.toml")

    first, *faults = said.splitlines()
    assert first == "ten-faults.toml has 10 faults:"
    assert [fault.split(",")[0] for fault in faults] == [
        f"  - line {line}" for line in (8, 18, 25, 35, 43, 45, 52, 59, 66, 77)
    ]


def test_a_slip_in_a_questionnaires_toml_is_told(refused: Said, council: Path):
    (council / "instrument.toml").write_text('code = "unclosed\n')

    assert refused(FAULTY, "check", "instrument.toml").startswith("instrument.toml is not well-formed TOML: ")


def test_a_release_of_a_later_version_asks_for_an_upgrade(refused: Said, council: Path, finished_demo: Path):
    release = json.loads((finished_demo / "release.json").read_text())
    (council / "later.json").write_text(json.dumps({**release, "version": release["version"] + 1}))

    for command in (("tables", "later.json", "-o", "f.csv"), ("report", "later.json", "-o", "r.html")):
        said = refused(LATER, *command)
        assert said.startswith(f"later.json is a release of version {release['version'] + 1}; this Soundings reads")
        assert said.endswith("Upgrade Soundings, then try again.")


def test_a_release_with_one_figure_changed_is_refused(refused: Said, council: Path, finished_demo: Path):
    release = json.loads((finished_demo / "release.json").read_text())
    values = release["surveys"][0]["figures"]["value"]
    changed = next(n for n, value in enumerate(values) if value is not None)
    values[changed] += 1
    (council / "changed.json").write_text(json.dumps(release))

    assert refused(FAULTY, "report", "changed.json", "-o", "r.html") == (
        "changed.json was changed after it was published (its hash does not match). Publish it again."
    )


@pytest.mark.parametrize("text", ["", "not JSON", "[]", "{}", '{"format": "soundings-release"}', "[" * 100_000])
def test_what_is_not_a_release_is_refused(refused: Said, council: Path, text: str):
    (council / "other.json").write_text(text)

    assert refused(FAULTY if text else UNREADABLE, "tables", "other.json", "-o", "f.csv").startswith("other.json is ")


def test_a_past_file_of_a_later_version_asks_for_an_upgrade(refused: Said, council: Path, finished_demo: Path):
    shutil.copy(finished_demo / "release.json", council)
    (council / "past.json").write_text('{"format": "soundings-past", "version": 1, "results": []}')

    said = refused(LATER, "report", "release.json", "--past", "past.json", "-o", "r.html")

    assert said == "past.json was made by a later version of Soundings. Upgrade, then try again."


def test_faulty_past_results_are_told_all_at_once(refused: Said, council: Path):
    (council / "papers.csv").write_text("wave,label,source,value\n2019,Proud,,many\n,Proud,Paper,81\n")

    assert refused(FAULTY, "past", "papers.csv", "-o", "past.json").splitlines() == [
        "papers.csv has 3 faults:",
        "  - row 2: “source” is empty",
        "  - row 2, value: “many” is not a number; words such as “almost” belong in hedge",
        "  - row 3: “wave” is empty",
    ]


def test_a_folder_that_is_not_there_is_told_before_anything_is_written(refused: Said):
    said = refused(UNWRITABLE, "publish", "wave.toml", "-o", "nowhere/release.json")

    assert said.startswith("nowhere/release.json could not be written: there is no folder ")


def test_a_folder_in_the_place_of_the_output_is_told(refused: Said, council: Path):
    (council / "release.json").mkdir()

    assert refused(UNWRITABLE, *publishing()).startswith("release.json could not be written: it is a folder.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tables", "r.json", "-o", "f.pdf"), "This is written as .csv or .xlsx; f.pdf does not end so."),
        (("tables", "r.json", "-o", "figures"), "This is written as .csv or .xlsx; figures does not end so."),
        (("report", "r.json", "-o", "r.pdf"), "This is written as .html, .htm or .docx; r.pdf does not end so."),
        (("publish", "wave.toml", "-o", "r.csv"), "This is written as .json; r.csv does not end so."),
        (("past", "p.csv", "-o", "p.toml"), "This is written as .json; p.toml does not end so."),
    ],
)
def test_an_output_of_an_unknown_kind_is_refused_before_anything_is_read(refused: Said, arguments, said: str):
    assert refused(USAGE, *arguments) == said


def test_the_answers_are_never_written_over(refused: Said):
    command = ("publish", "answers-2026.csv", "--instrument", "instrument.toml", "-o", "answers-2026.csv")

    assert refused(USAGE, *command) == "This is written as .json; answers-2026.csv does not end so."


def test_breakdowns_need_the_eligible_people(refused: Said):
    said = refused(REFUSED, *publishing("answers-2026.csv", "--by", "team"))

    assert said == (
        "Social Work Health Check, short form: results by team need the number of eligible people in each group. Give "
        "an eligible file, or leave the breakdowns out."
    )


@pytest.mark.parametrize("by", ["SD1", "nothing", "not a code", ""])
def test_breakdowns_go_by_profile_questions_only(refused: Said, by: str):
    said = refused(REFUSED, *publishing("answers-2026.csv", "--eligible", "eligible.csv", "--by", by))

    assert f"“{by}” is not a profile question" in said


@pytest.mark.parametrize("threshold", ["-10", "0", "9"])
def test_the_threshold_is_never_lowered(refused: Said, threshold: str):
    said = refused(REFUSED, *publishing("answers-2026.csv", f"--threshold={threshold}"))

    assert said == "The smallest group shown is 10; it may be raised, never lowered."


def test_a_wave_file_may_not_lower_the_threshold_either(refused: Said, council: Path):
    wave = council / "wave.toml"
    wave.write_text(wave.read_text() + "\n[plan]\nthreshold = 9\n")

    said = refused(FAULTY, "publish", "wave.toml", "-o", "release.json")

    assert said.splitlines()[1].endswith("threshold: is 9; it must be 10 or more")


def test_more_answers_than_eligible_people_are_refused_group_by_group(refused: Said, council: Path):
    eligible = council / "eligible.csv"
    eligible.write_text("dimension,group,parent,eligible\n,,,100\n")
    answers = len((council / "answers-2026.csv").read_text().splitlines()) - 1
    assert answers > 100

    assert refused(REFUSED, *publishing("answers-2026.csv", "--eligible", "eligible.csv")).splitlines() == [
        "Social Work Health Check, short form: more answers than eligible people. Check the eligible file:",
        f"  - the whole survey: {answers} answers, 100 eligible",
    ]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--instrument", "instrument.toml"), "--instrument"),
        (("--mapping", "mapping-2026.toml", "--by", "team"), "--mapping, --by"),
        (("--eligible", "eligible.csv"), "--eligible"),
        (("--previous-responses", "a.csv"), "--previous-responses"),
        (("--previous-mapping", "m.toml"), "--previous-mapping"),
        (("--previous-eligible", "e.csv"), "--previous-eligible"),
        (("--threshold", "0"), "--threshold"),
        (("--organisation", ""), "--organisation"),
    ],
)
def test_a_wave_file_takes_no_options_beside_it(refused: Said, options: tuple[str, ...], named: str):
    said = refused(USAGE, "publish", "wave.toml", *options, "-o", "release.json")

    assert said == f"wave.toml is a wave file and says all this itself: leave out {named}."


def test_a_wave_file_is_known_by_its_ending_in_any_case(refused: Said, council: Path):
    (council / "wave.toml").rename(council / "WAVE.TOML")

    assert "is a wave file" in refused(USAGE, "publish", "WAVE.TOML", "--by", "team", "-o", "release.json")


def test_answers_need_their_questionnaire(refused: Said):
    said = refused(USAGE, "publish", "answers-2026.csv", "-o", "release.json")

    assert said == "Publishing a file of answers needs --instrument, the questionnaire they answer."


@pytest.mark.parametrize("option", ["--previous-mapping", "--previous-eligible"])
def test_facts_about_the_wave_before_need_its_answers(refused: Said, option: str):
    said = refused(USAGE, *publishing("answers-2026.csv", option, "eligible.csv"))

    assert said == "To compare with the wave before, give its answers too: --previous-responses."


def test_a_version_that_was_never_asked_is_refused(refused: Said):
    said = refused(USAGE, "map", "answers-2026.csv", "--instrument", "instrument.toml", "--version", "1999")

    assert said == "“1999” is not a version of first-check; there are 2025, 2026."


def test_every_fault_of_a_wave_file_is_told_at_once(refused: Said, council: Path):
    wave = council / "wave.toml"
    text = (
        wave.read_text().replace('previous = "2025"', 'previous = "2026"').replace('"team", "role"', '"team", "team"')
    )
    wave.write_text(text + text[text.index("[[surveys]]") :])

    first, *faults = refused(FAULTY, "publish", "wave.toml", "-o", "release.json").splitlines()

    assert first == "wave.toml has 4 faults:"
    assert [fault.split(": ", 1)[1] for fault in faults] == [
        "is the code of this wave itself; name the wave before",
        "names “team” more than once",
        "two surveys have the code “social-work”",
        "names “team” more than once",
    ]


def test_a_wave_that_compares_must_name_the_wave_before(refused: Said, council: Path):
    wave = council / "wave.toml"
    wave.write_text(wave.read_text().replace('previous = "2025"\n', ""))

    assert refused(FAULTY, "publish", "wave.toml", "-o", "release.json").splitlines() == [
        "wave.toml has 1 fault:",
        "  - whole file, previous: give the code of the wave before, because a survey compares with it",
    ]


@pytest.mark.parametrize("name", ["instrument.toml", "answers-2025.csv", "mapping-2026.toml", "eligible.csv"])
def test_a_file_the_wave_names_and_that_is_not_there_is_told_by_name(refused: Said, council: Path, name: str):
    (council / name).unlink()

    assert refused(UNREADABLE, "publish", "wave.toml", "-o", "release.json") == (
        f"There is no file {name}. Check the name and the folder."
    )


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("publsh",),
        ("publish",),
        ("publish", "wave.toml"),
        ("publish", "wave.toml", "-o", "r.json", "--threshold", "ten"),
        ("check",),
        ("map", "answers-2026.csv"),
        ("map", "answers-2026.csv", "--instrument", "i.toml", "--header-rows", "0"),
        ("map", "answers-2026.csv", "--instrument", "i.toml", "--title-rows", "-1"),
        ("demo", "--seed", "today"),
    ],
)
def test_arguments_that_do_not_go_together_show_how_they_would(arguments, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    out, err = capsys.readouterr()
    assert (stopped.value.code, out) == (USAGE, "")
    assert err.startswith("usage: soundings")


def test_a_demo_that_has_no_place_says_so(refused: Said):
    assert refused(UNWRITABLE, "demo", "--folder", "wave.toml") == (
        "wave.toml is a file, so it cannot be a folder to write into."
    )


def test_stopping_by_hand_leaves_nothing_half_written(council: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    # There is no other way to press Ctrl-C at a known moment.
    monkeypatch.setattr("soundings.cli.publish", stopped)
    before = contents(council)

    assert main(["publish", str(council / "wave.toml"), "-o", str(council / "release.json")]) == 130
    assert capsys.readouterr().err == "soundings: stopped; nothing half-written was left.\n"
    assert contents(council) == before


def test_exit_codes_are_those_the_documents_list():
    page = (Path(__file__).parents[2] / "docs" / "command.md").read_text(encoding="utf-8").partition("## Exit codes")[2]
    kinds = {kind for name, kind in vars(errors).items() if name.endswith("Error")}

    listed = [int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)]
    assert listed == [0, *sorted(kind.exit_code for kind in kinds), 130]


SOUNDINGS = Path(sys.executable).parent / "soundings"


def ran(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own


def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A real file system of its own at ``folder``, if we may have one."""
    folder.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if not mount or not unmount or ran(mount, "-t", "tmpfs", "-o", options, "tmpfs", folder).returncode:
        pytest.skip("only root may mount a small file system for this test")
    yield folder
    ran(unmount, folder)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    yield from mounted(tmp_path / "disk", "size=64k")


@pytest.fixture
def closed_disk(tmp_path: Path) -> Iterator[Path]:
    yield from mounted(tmp_path / "disk", "ro")


def test_a_full_disk_is_told_and_the_old_file_is_kept(small_disk: Path, finished_demo: Path, capsys):
    report = small_disk / "report.html"
    report.write_text("last year's report")

    assert main(["report", str(finished_demo / "release.json"), "-o", str(report)]) == UNWRITABLE

    assert capsys.readouterr().err == (
        f"soundings: {report} could not be written: no space left on device. Nothing was changed.\n"
    )
    assert contents(small_disk) == {"report.html": b"last year's report"}


def test_a_folder_closed_to_writing_is_told(closed_disk: Path, finished_demo: Path, capsys):
    figures = closed_disk / "figures.csv"

    assert main(["tables", str(finished_demo / "release.json"), "-o", str(figures)]) == UNWRITABLE

    assert capsys.readouterr().err == (
        f"soundings: {figures} could not be written: read-only file system. Nothing was changed.\n"
    )
    assert contents(closed_disk) == {}


@pytest.mark.process
def test_a_limit_on_file_sizes_is_told_and_the_old_file_is_kept(finished_demo: Path, tmp_path: Path):
    # A process of its own: the limit cannot be lifted again. 64 blocks of 512 bytes. Its coverage could not be saved
    # under that limit, so it is not measured.
    report = tmp_path / "report.html"
    report.write_text("last year's report")

    limited = (
        "/bin/sh",
        "-c",
        'unset COVERAGE_PROCESS_CONFIG COVERAGE_PROCESS_START; ulimit -f 64; exec "$@"',
        "sh",
        SOUNDINGS,
    )
    done = ran(*limited, "report", finished_demo / "release.json", "-o", report)

    assert done.returncode == UNWRITABLE
    assert done.stderr == f"soundings: {report} could not be written: file too large. Nothing was changed.\n"
    assert contents(tmp_path) == {"report.html": b"last year's report"}
