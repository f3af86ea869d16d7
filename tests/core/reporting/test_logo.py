"""A council's logo: a picture or nothing, and nothing but the picture."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from tests.core.reporting.documents import descriptions, parts
from tests.core.reporting.releases import release

from soundings.errors import UnreadableFileError
from soundings.reporting import clean_logo, compose, read_logo, to_docx, to_html


def picture(folder: Path, name: str = "logo.png", size: tuple[int, int] = (300, 120), **more: object) -> Path:
    path = folder / name
    Image.new("RGB", size, "#123456").save(path, **more)  # type: ignore[arg-type]
    return path


def test_a_logo_stands_on_the_cover_of_page_and_document(tmp_path: Path):
    report = replace(compose(release()), logo=read_logo(picture(tmp_path)))

    assert 'alt="Logo of Borough of Aldermere"' in to_html(report)
    assert 'src="data:image/png;base64,' in to_html(report)
    assert descriptions(to_docx(report))[0] == "Logo of Borough of Aldermere"


def test_a_report_without_a_logo_has_no_picture_on_its_cover():
    assert "<img" not in to_html(compose(release()))


def test_what_a_picture_file_carries_beside_the_picture_does_not_go_on(tmp_path: Path):
    facts = Image.Exif()
    facts[0x013B] = "Ann Person, Room 7"
    path = picture(tmp_path, "logo.jpg", exif=facts, comment=b"secret comment")
    assert b"Ann Person" in path.read_bytes()
    document = to_docx(replace(compose(release()), logo=read_logo(path)))

    for data in parts(document).values():
        assert b"Ann Person" not in data
        assert b"secret comment" not in data


def test_a_large_picture_is_made_smaller_and_keeps_its_shape(tmp_path: Path):
    logo = read_logo(picture(tmp_path, size=(4000, 1000)))

    assert (logo.width, logo.height) == (1200, 300)


@pytest.mark.parametrize("content", [b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a"])
def test_what_is_not_a_picture_is_refused_in_a_sentence(tmp_path: Path, content: bytes):
    path = tmp_path / "logo.png"
    path.write_bytes(content)

    with pytest.raises(UnreadableFileError, match="not a PNG or JPEG picture"):
        read_logo(path)


def test_a_picture_that_breaks_off_is_refused(tmp_path: Path):
    path = picture(tmp_path)
    path.write_bytes(path.read_bytes()[:100])

    with pytest.raises(UnreadableFileError, match="damaged"):
        read_logo(path)


def test_a_small_file_with_a_monstrous_picture_is_refused(tmp_path: Path):
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    path = tmp_path / "logo.png"
    path.write_bytes(out.getvalue())

    with pytest.raises(UnreadableFileError, match="far too large"):
        read_logo(path)


@pytest.mark.parametrize("name", ["absent.png", "."])
def test_a_logo_that_is_not_there_or_a_folder_is_refused(tmp_path: Path, name: str):
    with pytest.raises(UnreadableFileError, match=r"could not be read|is not a file"):
        read_logo(tmp_path / name)


def test_a_picture_that_was_sent_is_cleaned_like_a_file_and_called_by_its_own_name(tmp_path: Path):
    path = picture(tmp_path, "logo.jpg", comment=b"secret comment")

    assert clean_logo(path.read_bytes(), "sent.jpg") == read_logo(path)
    with pytest.raises(UnreadableFileError, match=r"^sent\.jpg is not a PNG or JPEG picture"):
        clean_logo(b"secret comment", "sent.jpg")


@pytest.mark.parametrize("name", ["logo.png", "logo.jpg"])
@pytest.mark.parametrize("facts", [b"Exif\0\0 no facts of a camera", b"Exif\0\0II*\0\x08\0\0\0\xff\xff", b"Exif\0\0"])
def test_a_picture_whose_camera_wrote_nonsense_is_taken_as_it_lies(tmp_path: Path, name: str, facts: bytes):
    assert read_logo(picture(tmp_path, name, exif=facts)).width == 300
