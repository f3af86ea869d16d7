"""The council's name, logo and colour, chosen in the browser: shown at once, checked, audited, and cheap to read."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.web.people.accounts.staff import account, signed_in

from soundings_web.people.accounts.access import access_of
from soundings_web.people.accounts.adapters import SecondStepAdapter
from soundings_web.people.accounts.roles import ROLES, Right
from soundings_web.people.models import AuditEvent
from soundings_web.ui.look import Look, forget_look, stored_look
from soundings_web.ui.models import StoredLook

pytestmark = pytest.mark.django_db
PAGE = "/council/"
TYPED = {"organisation": "Borsetshire <Council>", "colour": "#7A1F5C"}


def picture(name: str = "logo.jpg", size: tuple[int, int] = (300, 100), colour: str = "navy") -> SimpleUploadedFile:
    out = BytesIO()
    kind = "PNG" if name.endswith("png") else "JPEG"
    Image.new("RGB", size, colour).save(out, kind, exif=b"Exif\0\0 made by somebody at home")
    return SimpleUploadedFile(name, out.getvalue())


@pytest.fixture
def staff() -> Client:
    """Somebody with the right; the look is read from the database when it is first asked for."""
    found = signed_in(account("administrator", name="Ada"))
    forget_look()
    return found


def trail() -> list[object]:
    return list(AuditEvent.objects.filter(what="look changed").order_by("pk").values_list("by", "what", "details"))


# What is chosen


def test_name_and_colour_are_shown_by_the_next_page(staff: Client):
    assert "– Soundings</title>" in Client().get("/sign-in/").text
    told = staff.post(PAGE, TYPED, follow=True).text
    outside = Client().get("/sign-in/").text
    sheet = outside.split("ui.css")[1].split('href="')[1].split('"')[0]

    assert "Changed: name, colour." in told
    assert "White words on #7a1f5c have a contrast of 9." in told
    assert '<span class="ui-header__name">Borsetshire &lt;Council&gt;</span>' in outside
    assert Client().get(sheet).text == ":root{--govuk-brand-colour:#7a1f5c}\n"
    assert stored_look() == Look("Borsetshire <Council>", "#7a1f5c")
    assert 'value="Borsetshire &lt;Council&gt;"' in staff.get(PAGE).text


def test_a_logo_is_made_clean_shown_and_removed(staff: Client):
    text = staff.post(PAGE, {"logo": picture()}, follow=True).text
    address = text.split('class="ui-header__logo" src="')[1].split('"')[0]
    served = Client().get(address)
    row = StoredLook.objects.get()

    assert (served.status_code, served["Content-Type"]) == (200, "image/png")
    assert Image.open(BytesIO(served.content)).size == (300, 100) == (row.width, row.height)
    assert b"somebody" not in served.content
    assert b"somebody" not in bytes(row.logo)
    assert 'alt="The logo"' in text

    gone = staff.post(PAGE, {"remove": "on"}, follow=True).text
    assert "Changed: logo." in gone
    assert "ui-header__logo" not in gone
    assert "Remove the logo" not in gone
    assert Client().get(address).status_code == 404
    assert bytes(StoredLook.objects.get().logo) == b""


def test_a_logo_stays_where_no_new_one_is_sent(staff: Client):
    staff.post(PAGE, {"logo": picture("logo.png")})
    before = stored_look().logo
    staff.post(PAGE, {"organisation": "Another"})

    assert before is not None
    assert stored_look() == Look("Another", "", before)


def test_what_is_emptied_is_our_own_again(staff: Client):
    staff.post(PAGE, TYPED)
    text = staff.post(PAGE, {"organisation": " ", "colour": ""}, follow=True).text

    assert "– Soundings</title>" in text
    assert "/look/colour-" not in text
    assert "White words on #173a5a" in text


def test_a_name_is_one_line_wherever_its_words_were_parted(staff: Client):
    staff.post(PAGE, {"organisation": " Borsetshire\r\n\t Council "})

    assert stored_look().organisation == "Borsetshire Council"


# What is wrong

WRONG = {
    "pale": ({"colour": "#fd0"}, "#fd0 is too pale: white words on it have a contrast of 1.3 to 1"),
    "barely pale": ({"colour": "#777777"}, "is too pale"),
    "no colour": ({"colour": "aubergine"}, "aubergine is not a colour"),
    "style": ({"colour": "#123456}body{display:none"}, "is not a colour"),
    "long": ({"organisation": "x" * 201}, "at most 200 characters"),
    "null": ({"organisation": "a\0b"}, "Null characters are not allowed"),
    "drawing": ({"logo": ("logo.svg", b"<svg/>")}, "logo.svg is not a PNG or JPEG picture"),
    "torn": ({"logo": ("torn.jpg", b"half")}, "torn.jpg is a picture that is damaged"),
    "named": ({"logo": ("<b>.png", b"no picture")}, "&lt;b&gt;.png is not a PNG or JPEG picture"),
    "empty": ({"logo": ("empty.png", b"")}, "The submitted file is empty"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_is_said_at_its_field_and_changes_nothing(staff: Client, settings, kind: str):
    changed, said = WRONG[kind]
    given = dict(changed)
    if "logo" in given:
        name, content = given["logo"]
        whole = picture().read()
        given["logo"] = SimpleUploadedFile(name, whole[: len(whole) // 2] if content == b"half" else content)
    (field,) = given
    answer = staff.post(PAGE, {"organisation": "Typed with care", "colour": "#036", **given})

    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert said in answer.text.split("Change it")[1], "at the field, not only in the summary"
    assert ('value="Typed with care"' in answer.text) == (field != "organisation")
    assert str(settings.DATA) not in answer.text
    assert stored_look() == Look()
    assert trail() == []


@pytest.mark.parametrize(("size", "status"), [(0, 302), (-1, 422)])
def test_a_logo_may_be_as_large_as_any_file_and_no_larger(staff: Client, settings, size: int, status: int):
    sent = picture("logo.png")
    settings.LARGEST_UPLOAD = (sent.size or 0) + size

    answer = staff.post(PAGE, {"logo": sent})

    assert answer.status_code == status
    assert (stored_look().logo is None) == (status == 422)
    assert status == 302 or "logo.png is larger than 0 MB" in answer.text


def test_a_picture_is_asked_for_again_where_something_else_is_wrong(staff: Client):
    text = staff.post(PAGE, {"logo": picture(), "colour": "#fd0"}).text

    assert "Choose the picture again" in text
    assert 'value="#fd0"' in text


def test_a_new_logo_and_none_at_once_is_refused(staff: Client):
    staff.post(PAGE, {"logo": picture()})
    answer = staff.post(PAGE, {"logo": picture(colour="red"), "remove": "on"})

    assert answer.status_code == 422
    assert "Choose a new logo or remove the old one, not both." in answer.text
    assert stored_look().logo is not None
    assert len(trail()) == 1


# The server's settings go before

SET = {"organisation": ("ORGANISATION", "Ambridge"), "colour": ("COLOUR", "#003366"), "logo": ("LOGO", "")}


@pytest.mark.parametrize("part", SET)
def test_what_is_set_on_the_server_goes_before_and_is_said(staff: Client, settings, tmp_path: Path, part: str):
    staff.post(PAGE, {**TYPED, "logo": picture("logo.png", (20, 10))})
    before = stored_look()
    name, value = SET[part]
    if part == "logo":
        value = str(tmp_path / "set.png")
        Path(value).write_bytes(picture("set.png", (44, 33)).read())
    setattr(settings, name, value)
    text = staff.get(PAGE).text

    assert f"set on the server as SOUNDINGS_{name}; ask your IT" in text
    assert f'name="{part}"' not in text
    assert ('name="remove"' in text) == (part != "logo")
    shown = {"organisation": "Ambridge</title>", "colour": "White words on #003366", "logo": 'width="44" height="33"'}
    assert shown[part] in text
    sent = {**TYPED, "logo": picture("new.png", (9, 9))}
    assert staff.post(PAGE, {**sent, part: sent[part] if part == "logo" else "#000000"}).status_code == 302
    assert getattr(stored_look(), part) == getattr(before, part), "what was chosen stays for when IT takes it away"


def test_nothing_is_asked_where_everything_is_set_on_the_server(staff: Client, settings, tmp_path: Path):
    settings.ORGANISATION, settings.COLOUR, settings.LOGO = "Ambridge", "#003366", str(tmp_path / "set.png")
    Path(settings.LOGO).write_bytes(picture("set.png").read())

    assert "Change it" not in staff.get(PAGE).text
    assert staff.post(PAGE, TYPED, follow=True).text.count("Nothing was changed.") == 1
    assert trail() == []
    assert stored_look() == Look()


# Who, and what is told of it


@pytest.mark.parametrize("role", ROLES)
def test_only_those_with_the_right_see_and_change_the_look(role: str):
    who = account(role)
    browser, allowed = signed_in(who), access_of(who).may(Right.SETTINGS)
    assert browser.get(PAGE).status_code == (200 if allowed else 403)
    assert browser.post(PAGE, TYPED).status_code == (302 if allowed else 403)

    assert (stored_look().organisation == TYPED["organisation"]) == allowed
    assert allowed == (role in ("administrator", "principal"))
    assert ("Name and logo" in browser.get("/me/").text) == allowed


def test_the_trail_names_what_was_changed_and_never_holds_the_picture(staff: Client):
    staff.post(PAGE, {**TYPED, "logo": picture("secret-name.png")})
    staff.post(PAGE, TYPED)
    staff.post(PAGE, {**TYPED, "colour": "#036"})

    who = "ada@council.example"
    assert trail() == [
        (who, "look changed", {"changed": ["name", "logo", "colour"]}),
        (who, "look changed", {"changed": ["colour"]}),
    ]
    assert not AuditEvent.objects.filter(details__icontains="secret-name").exists()


def test_the_name_is_used_wherever_the_organisation_is_named(staff: Client):
    staff.post(PAGE, TYPED)
    principal = signed_in(account("principal", name="Pri"))

    assert SecondStepAdapter().get_totp_issuer() == "Soundings Borsetshire <Council>"
    assert 'value="Borsetshire &lt;Council&gt;"' in principal.get("/waves/new/").text
