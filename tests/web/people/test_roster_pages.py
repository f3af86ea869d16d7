"""Pages of the rosters: a file is looked at before it is taken, every fault is said, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.people.accounts.staff import account, signed_in

from soundings_web.people.models import Entry, Person, Roster, Unit

pytestmark = pytest.mark.django_db
GIVEN = {"title": "Health check 2026", "census_on": "31 March 2026"}


@pytest.fixture
def staff(settings, tmp_path: Path) -> Client:
    settings.DATA = tmp_path / "data"
    return signed_in(account("analyst", name="Ann Lyst"))


def send(staff: Client, path: Path, **more: object):
    return staff.post("/rosters/new/", {**GIVEN, "file": SimpleUploadedFile(path.name, path.read_bytes()), **more})


def test_a_roster_is_looked_at_then_taken_then_frozen(staff: Client, four: Path, settings):
    assert send(staff, four)["Location"] == "/rosters/preview/"
    text = staff.get("/rosters/preview/").text
    for words in ("4 people, 4 of them eligible", "New: 4", "Ann Lee (1)", "Front door", "roster.csv"):
        assert words in text, words
    assert not Person.objects.exists(), "looking writes nothing"

    taken = staff.post("/rosters/preview/", follow=True)
    roster = Roster.objects.get()
    assert roster.source == "roster.csv"
    assert "4 of 4 people are eligible" in taken.text
    assert list((settings.DATA / "uploads").iterdir()) == [], "the file does not stay"
    assert "Assessment" in staff.get("/organisation/").text
    frozen = staff.post(f"/rosters/{roster.pk}/freeze/", follow=True)
    assert "This roster is frozen" in frozen.text
    assert "Freeze the roster" not in frozen.text


def test_every_fault_of_a_file_is_said_and_nothing_is_written(staff: Client, roster_file):
    path = roster_file("1,Lee,Ann,ann@council.example,sw,C,H,F,32/13/2020", "1,Roy,Bob,bob,asye,C,H,A,01/09/2025")
    send(staff, path)
    answer = staff.get("/rosters/preview/")

    assert answer.status_code == 422
    assert answer.text.count("<li>row") + answer.text.count("<li>Row") >= 2
    assert "32/13/2020" in answer.text
    assert "Load it" not in answer.text
    assert not Roster.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "This field is required."),
        ({"census_on": "31/31/2026"}, "is no date. Write it like 31 March 2027."),
        ({"file": SimpleUploadedFile("staff.pdf", b"%PDF")}, "Choose a file of one of these kinds: .csv, .xlsx, .ods"),
        ({"file": SimpleUploadedFile("staff.csv", b"")}, "empty"),
        ({"layout": SimpleUploadedFile("layout.toml", b"format = 'x'")}, "format"),
    ],
)
def test_a_wrong_form_comes_back_with_what_to_do(staff: Client, four: Path, changed: dict[str, object], said: str):
    answer = send(staff, four, **changed)

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="31 March 2026"' in answer.text or "census_on" in changed


@pytest.mark.parametrize(("over", "status"), [(-1, 302), (0, 302), (1, 422)])
def test_a_file_is_taken_up_to_the_limit_and_not_a_byte_beyond(
    staff: Client, four: Path, settings, over: int, status: int
):
    settings.LARGEST_UPLOAD = four.stat().st_size - over

    assert send(staff, four).status_code == status


def test_a_workbook_that_is_none_is_a_fault_and_no_failure(staff: Client, tmp_path: Path):
    path = tmp_path / "staff.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    send(staff, path)

    assert staff.get("/rosters/preview/").status_code == 422


def test_a_preview_without_its_file_leads_back_to_choosing_one(staff: Client, four: Path, settings):
    assert staff.get("/rosters/preview/")["Location"] == "/rosters/new/"
    send(staff, four)
    for kept in (settings.DATA / "uploads").iterdir():
        kept.unlink()

    assert staff.post("/rosters/preview/")["Location"] == "/rosters/new/"
    assert not Roster.objects.exists()


def test_a_frozen_roster_is_not_loaded_again(staff: Client, four: Path):
    send(staff, four)
    staff.post("/rosters/preview/")
    staff.post(f"/rosters/{Roster.objects.get().pk}/freeze/")
    send(staff, four)
    answer = staff.post("/rosters/preview/")

    assert answer.status_code == 422
    assert "is frozen: a roster is not changed" in answer.text


def test_the_list_of_a_roster_is_searched_sorted_and_paged(staff: Client, django_assert_num_queries):
    roster = Roster.objects.create(title="R", census_on="2026-03-31", source="x", counts={"eligible": 120})
    unit = Unit.objects.create(code="N", name="North")
    people = Person.objects.bulk_create(
        Person(number=f"{n:03}", name=f"Person {n:03}", email=f"p{n}@council.example") for n in range(120)
    )
    Entry.objects.bulk_create(
        Entry(roster=roster, person=one, unit=unit, path=["North"], standing="eligible") for one in people
    )
    address = f"/rosters/{roster.pk}/"
    first = staff.get(address).text
    assert "Person 000" in first
    assert "Person 049" in first
    assert "Person 050" not in first
    assert "Page 1 of 3" in first
    assert "Person 119" in staff.get(address + "?page=3").text
    assert "Person 119" in staff.get(address + "?page=99999").text, "beyond the end is the last page"
    assert "Person 119" in staff.get(address + "?sort=-name").text
    assert "Person 007" in staff.get(address + "?q=007").text
    assert "Nobody matches" in staff.get(address + "?q=zzz&page=2").text
    with django_assert_num_queries(7):
        staff.get(address)
