"""The commands about questionnaires: check, preview, codebook, compare, and names of the catalogue everywhere."""

from pathlib import Path

import pytest
from tests.factories import INSTRUMENTS, written

from soundings.cli import main
from soundings.disclosure import load_wave

FIRST_CHECK = INSTRUMENTS / "first-check.toml"


def test_check_gives_items_minutes_and_reading_age_of_every_way_through(capsys: pytest.CaptureFixture[str]):
    assert main(["check", "social-work"]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert lines[0] == "social-work is sound: Social Work Health Check, version 2026, 60 items in 11 sections."
    assert len(lines) == 1 + 2 * 2
    assert lines[1].startswith("Social Work Health Check: children’s services, social workers: 59 items, 14.")
    assert lines[1].endswith(" minutes at most, reading age about 8.")


@pytest.mark.parametrize("name", ["social-work", "wider-workforce"])
def test_every_file_of_the_catalogue_is_sound(name: str, capsys: pytest.CaptureFixture[str]):
    assert main(["check", name]) == 0
    assert "is sound" in capsys.readouterr().out


def test_preview_and_codebook_write_one_page_each(tmp_path: Path):
    preview, codebook, both = (tmp_path / name for name in ("preview.html", "codebook.html", "both.html"))

    assert main(["preview", "social-work", "--variant", "adults", "-o", str(preview)]) == 0
    assert main(["codebook", "social-work", "--variant", "adults", "-o", str(codebook)]) == 0
    assert main(["codebook", "social-work", "-o", str(both)]) == 0
    assert "children and families" not in preview.read_text(encoding="utf-8")
    assert "children and families" not in codebook.read_text(encoding="utf-8")
    assert "children and families" in both.read_text(encoding="utf-8")


def test_preview_asks_which_variant_is_meant(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["preview", "social-work", "-o", str(tmp_path / "preview.html")]) == 2
    assert "say which one is meant: children, adults" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_preview_is_never_written_over_a_questionnaire(tmp_path: Path):
    path = written(tmp_path, "ours.toml", "untouched")

    assert main(["preview", "social-work", "--variant", "adults", "-o", str(path)]) == 2
    assert path.read_text(encoding="utf-8") == "untouched"


def test_compare_tells_each_change_and_ends_well(capsys: pytest.CaptureFixture[str]):
    assert main(["compare", f"{FIRST_CHECK}@2025", str(FIRST_CHECK)]) == 0
    out = capsys.readouterr().out

    assert "SD3: New question:" in out
    assert out.splitlines()[-1].startswith("In all: trend kept 17,")


def test_compare_answers_an_unknown_version_with_the_known_ones(capsys: pytest.CaptureFixture[str]):
    assert main(["compare", f"{FIRST_CHECK}@1999", str(FIRST_CHECK)]) == 2
    assert "has no version “1999”; it has 2025, 2026" in capsys.readouterr().err


def test_a_file_with_an_at_sign_in_its_name_is_still_a_file(tmp_path: Path):
    path = written(tmp_path, "ours@work.toml", (INSTRUMENTS / "agreement.toml").read_text(encoding="utf-8"))

    assert main(["compare", str(path), str(path)]) == 0


def test_map_takes_a_name_of_the_catalogue_and_a_variant(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    answers = written(tmp_path, "answers.csv", "RT4,What is your sex?\nAgree,Female\n")

    assert main(["map", str(answers), "--instrument", "social-work", "--variant", "adults"]) == 0
    out = capsys.readouterr().out
    assert 'item = "RT4"' in out
    assert 'item = "sex"' in out


def test_a_wave_file_names_the_catalogue_and_the_variant(tmp_path: Path):
    written(tmp_path, "answers.csv", "RT4,WL4\n" + "Agree,12\n" * 12)
    written(
        tmp_path,
        "mapping.toml",
        'format = 1\ninstrument = "social-work"\nversion = "2026"\n'
        '[[column]]\nheader = "RT4"\nitem = "RT4"\n[[column]]\nheader = "WL4"\nitem = "WL4"\n',
    )
    wave = written(
        tmp_path,
        "wave.toml",
        'format = 1\ncode = "2026"\ntitle = "T"\norganisation = "O"\n[[surveys]]\ncode = "sw"\n'
        'instrument = "catalogue:social-work"\nvariant = "adults"\n'
        'responses = "answers.csv"\nmapping = "mapping.toml"\n',
    )

    survey = load_wave(wave).surveys[0]

    assert survey.title == "Social Work Health Check: adults’ services"
    assert survey.responses.instrument.item("WL4").not_applicable == "I do not work directly with adults and carers"
