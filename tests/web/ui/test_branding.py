"""The organisation's own name, logo and colour: shown, served by us, and refused where they cannot be read."""

from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from PIL import Image
from tests.web.test_settings import python, read

from soundings_web.ui.colours import PaleColourError, checked_colour, contrast_with_white

pytestmark = pytest.mark.usefixtures("demonstration")


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    path = tmp_path / "logo.jpg"
    Image.new("RGB", (300, 100), "navy").save(path, exif=b"Exif\0\0 made by somebody at home")
    return path


def test_name_of_the_organisation_stands_on_every_page(client: Client, settings):
    settings.ORGANISATION = "Borsetshire <Council>"

    text = client.get("/nowhere/").text

    assert "Page not found – Borsetshire &lt;Council&gt;</title>" in text
    assert '<span class="ui-header__name">Borsetshire &lt;Council&gt;</span>' in text


def test_logo_is_served_clean_and_for_long(client: Client, settings, logo: Path):
    settings.LOGO = str(logo)
    text = client.get("/components/").text
    address = text.split('class="ui-header__logo" src="')[1].split('"')[0]

    answer = client.get(address)

    assert 'width="300" height="100" alt=""' in text
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    assert b"somebody" not in answer.content
    assert Image.open(BytesIO(answer.content)).size == (300, 100)


def test_colour_is_served_as_a_style_sheet(client: Client, settings):
    settings.COLOUR = "#7a1f5c"
    address = client.get("/components/").text.split("ui.css")[1].split('href="')[1].split('"')[0]

    answer = client.get(address)

    assert answer.text == ":root{--govuk-brand-colour:#7a1f5c}\n"
    assert answer["Content-Type"] == "text/css"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/look/colour-000000000000.css", "/look/logo-000000000000.png"])
def test_address_of_another_branding_leads_nowhere(client: Client, address: str):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("given", "expected"), [("", ""), ("#7A1F5C", "#7a1f5c"), ("036", "#003366"), ("#000", "#000000")]
)
def test_a_dark_colour_is_taken(given: str, expected: str):
    assert checked_colour(given) == expected


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("#fd0", "too pale"),
        ("#777777", "too pale"),
        ("red", "not a colour"),
        ("#12", "not a colour"),
        ("é23456", "not"),
    ],
)
def test_a_pale_or_unreadable_colour_is_refused_in_words(given: str, sentence: str):
    with pytest.raises(PaleColourError, match=sentence):
        checked_colour(given)


def test_contrast_is_that_of_the_guidelines():
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)


def test_site_does_not_start_with_a_pale_colour(tmp_path: Path):
    answer = python(tmp_path, "-m", "soundings_web.manage", "check", SOUNDINGS_COLOUR="#fd0")

    assert answer.returncode != 0
    assert "SOUNDINGS_COLOUR: #fd0 is too pale: white words on it have a contrast of 1.3 to 1" in answer.stderr
    assert (
        read(tmp_path, "COLOUR", "ORGANISATION", SOUNDINGS_COLOUR="#036", SOUNDINGS_ORGANISATION="A")
        == "['#003366', 'A']"
    )


def test_site_does_not_start_with_a_logo_that_is_no_picture(settings, tmp_path: Path):
    drawing = tmp_path / "logo.svg"
    drawing.write_text("<svg/>", encoding="utf-8")
    settings.LOGO = str(drawing)

    with pytest.raises(ImproperlyConfigured, match=r"SOUNDINGS_LOGO: .*is not a PNG or JPEG picture"):
        apps.get_app_config("ui").ready()
