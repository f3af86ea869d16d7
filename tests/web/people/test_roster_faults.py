"""The roster pages with wrong input: the fault at its field, nothing typed lost, nothing written twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from tests.web.people.accounts.staff import account, signed_in

from soundings_web.people.models import AuditEvent, Person, Roster

pytestmark = pytest.mark.django_db
GIVEN = {"title": "Health check 2026", "census_on": "31 March 2026", "levels": "Directorate, Service, Team"}


@pytest.fixture
def staff(settings, tmp_path: Path) -> Client:
    settings.DATA = tmp_path / "data"
    return signed_in(account("analyst", name="Ann Lyst"))


def upload(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def send(staff: Client, path: Path, **more: object) -> HttpResponse:
    return staff.post("/rosters/new/", {**GIVEN, "file": upload(path), **more})


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", "", "This field is required."),
        ("title", "   ", "This field is required."),
        ("title", "x" * 201, "Ensure this value has at most"),
        ("title", "a\0b", "Null characters are not allowed."),
        ("census_on", "", "This field is required."),
        ("census_on", "yesterday", "is no date. Write it like 31 March 2027."),
        ("census_on", "03/31/2026", "is no date. Write it like 31 March 2027."),
        ("file", "", "This field is required."),
        ("file", SimpleUploadedFile("staff.pdf", b"%PDF"), "Choose a file of one of these kinds: .csv, .xlsx, .ods"),
        ("file", SimpleUploadedFile("staff", b"1,2"), "Choose a file of one of these kinds: .csv, .xlsx, .ods"),
        ("file", SimpleUploadedFile("staff.csv", b""), "The submitted file is empty."),
        ("layout", SimpleUploadedFile("layout.txt", b"x"), "Choose a file of one of these kinds: .toml"),
        ("layout", SimpleUploadedFile("layout.toml", b"[[["), ""),
        ("layout", SimpleUploadedFile("layout.toml", b"\xff\xfe\x00"), ""),
    ],
)
def test_a_fault_is_said_at_its_field_and_what_was_typed_stays(staff: Client, four: Path, field: str, typed, said: str):
    answer = send(staff, four, **{field: typed})

    assert answer.status_code == 422
    assert said in answer.text
    assert f'href="#{field}"' in answer.text, "the summary leads to the field"
    for name, value in GIVEN.items():
        assert name == field or f'value="{value}"' in answer.text
    assert staff.get("/rosters/preview/")["Location"] == "/rosters/new/", "nothing waits"


def test_a_file_that_is_too_large_is_said_at_its_field(staff: Client, four: Path, settings):
    settings.LARGEST_UPLOAD = 10
    answer = send(staff, four)

    assert answer.status_code == 422
    assert 'href="#file"' in answer.text
    assert "is larger than" in answer.text


@pytest.mark.parametrize("again", ["x", "999999", "99999999999999999999", "-1", "²"])
def test_a_roster_to_load_again_that_is_none_does_no_harm(staff: Client, again: str):
    assert staff.get(f"/rosters/new/?again={again}").status_code in (200, 404)


@pytest.mark.parametrize("key", ["999999", "99999999999999999999"])
def test_a_roster_that_is_none_is_not_found(staff: Client, key: str):
    assert staff.get(f"/rosters/{key}/").status_code == 404
    assert staff.post(f"/rosters/{key}/freeze/").status_code == 404


def test_a_roster_is_loaded_once_though_the_button_is_pressed_twice(staff: Client, four: Path):
    send(staff, four)
    assert staff.post("/rosters/preview/").status_code == 302
    again = staff.post("/rosters/preview/", follow=True)

    assert "The file is no longer here. Choose it again." in again.text
    assert Roster.objects.count() == 1
    assert Person.objects.count() == 4
    assert AuditEvent.objects.filter(what="roster loaded").count() == 1


def test_a_roster_is_frozen_by_a_button_only_and_twice_does_no_harm(staff: Client, four: Path):
    send(staff, four)
    staff.post("/rosters/preview/")
    roster = Roster.objects.get()
    assert staff.get(f"/rosters/{roster.pk}/freeze/").status_code == 405
    staff.post(f"/rosters/{roster.pk}/freeze/")
    again = staff.post(f"/rosters/{roster.pk}/freeze/", follow=True)

    assert again.status_code == 200
    assert Roster.objects.get().state == "frozen"
    assert AuditEvent.objects.filter(what__contains="frozen").count() == 1


def at_once(*deeds: Callable[[], object]) -> None:
    gate = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        try:
            gate.wait(10)
            deed()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_two_who_load_the_same_roster_at_once_end_on_pages_and_with_one_roster(settings, tmp_path: Path, four: Path):
    settings.DATA = tmp_path / "data"
    browsers = [signed_in(account("analyst", name=name)) for name in ("Ann", "Ben")]
    for browser in browsers:
        send(browser, four)
    answers: list[int] = []
    at_once(*[lambda one=one: answers.append(one.post("/rosters/preview/").status_code) for one in browsers])

    assert len(answers) == 2
    assert set(answers) <= {302, 422}
    assert Roster.objects.count() == 1
    assert Person.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_a_roster_frozen_twice_at_once_is_frozen_once(settings, tmp_path: Path, four: Path):
    settings.DATA = tmp_path / "data"
    browser = signed_in(who := account("analyst", name="Ann"))
    send(browser, four)
    browser.post("/rosters/preview/")
    key = Roster.objects.get().pk
    answers: list[int] = []
    at_once(*[lambda: answers.append(signed_in(who).post(f"/rosters/{key}/freeze/").status_code)] * 3)

    assert answers == [302, 302, 302]
    assert AuditEvent.objects.filter(what__contains="frozen").count() == 1
