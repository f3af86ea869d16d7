"""The certificate in the browser: read, checked, downloaded, confirmed; and said where somebody has changed it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from tests.web.box.councils import PASSPHRASES, Council
from tests.web.people.accounts.staff import account, signed_in
from tests.web.results.boxes import box_address, closed_council, principal

from soundings_web.keys.folder import key_folder
from soundings_web.keys.signing import NAME, is_signed
from soundings_web.people.models import AuditEvent
from soundings_web.results.certificates import certify_answers, parts_of_certificate
from soundings_web.results.models import Certificate
from soundings_web.results.opening import open_box
from soundings_web.results.purging import purge_ballots

pytestmark = pytest.mark.django_db(transaction=True)
SIGNED = "Signed by this installation, unchanged since"


@pytest.fixture
def council() -> Council:
    council = closed_council()
    open_box(survey=council.survey, passphrases=PASSPHRASES, by="tests")
    purge_ballots(council.survey.key)
    council.survey.refresh_from_db()
    return council


@pytest.fixture
def pat() -> Client:
    return principal()


def read(browser: Client, council: Council, rest: str = "certificate/") -> str:
    return browser.get(box_address(council, rest), follow=True).text


def test_the_certificate_is_read_checked_and_taken_away(pat: Client, council: Council, tmp_path: Path):
    page = read(pat, council)
    file = pat.get(box_address(council, "certificate.txt"))
    path = tmp_path / "certificate.txt"
    path.write_bytes(file.content)

    assert SIGNED in page
    assert "the sealed ballots: 12 ballots" in page
    assert file["Content-Disposition"] == 'attachment; filename="certificate-purge-1.txt"'
    assert file["Content-Type"] == "text/plain; charset=utf-8"
    assert is_signed(*parts_of_certificate(path))


@pytest.mark.parametrize("changed", [{"text": "It held 1,000 ballots."}, {"signature": "ab" * 64}, {"public": "zz"}])
def test_a_certificate_changed_in_the_database_is_said(pat: Client, council: Council, changed: dict[str, str]):
    Certificate.objects.update(**changed)
    page = read(pat, council)

    assert "This certificate was changed after it was signed" in page
    assert SIGNED not in page


def test_a_certificate_of_another_installation_is_said(pat: Client, council: Council):
    assert SIGNED in read(pat, council)
    kept = key_folder().read(NAME)
    key_folder().destroy(NAME)
    page = read(pat, council)
    assert "not signed with the key of this installation" in page
    assert SIGNED not in page
    assert not key_folder().has(NAME), "looking makes no key"
    key_folder().create(NAME, bytes(reversed(kept)))
    assert "not signed with the key of this installation" in read(pat, council)
    key_folder().replace(NAME, kept)


def test_copies_of_keys_are_confirmed_once_and_by_name(pat: Client, council: Council):
    address = box_address(council, "confirm/")
    assert address in read(pat, council)
    assert "Nobody has confirmed yet" in read(pat, council)
    assert "This cannot be taken back" in read(pat, council, "confirm/")
    unticked = pat.post(address, {})
    assert unticked.status_code == 422
    assert Certificate.objects.count() == 1

    page = pat.post(address, {"sure": "on"}, follow=True).text
    assert "Certificate 2 says that you confirmed it." in page
    assert "pat.principal@council.example confirmed on" in page
    assert address not in page
    assert "Ballots, tickets and keys, certificate 1" in page
    again = pat.post(address, {"sure": "on"}, follow=True).text
    assert "This is confirmed already" in again
    assert Certificate.objects.count() == 2
    assert AuditEvent.objects.filter(what="copies of keys confirmed destroyed").count() == 1


def test_older_certificates_are_listed_checked_and_downloaded(pat: Client, council: Council):
    pat.post(box_address(council, "confirm/"), {"sure": "on"})
    certify_answers(council.survey)
    Certificate.objects.filter(about="purge", number=1).update(text="I was changed")
    page = read(pat, council)

    assert "Answers, certificate 1" in page
    assert "Changed after it was signed" in page
    assert SIGNED in page
    old = pat.get(box_address(council, "certificate.txt?about=purge&number=1"))
    assert old.text.startswith("I was changed")
    answers = pat.get(box_address(council, "certificate.txt?about=answers&number=1"))
    assert "The answers of this survey" in answers.text


@pytest.mark.parametrize("rest", ["certificate/", "certificate.txt", "confirm/", "certificate.txt?about=x&number=٣"])
def test_before_the_purge_there_is_no_certificate_and_the_box_says_so(pat: Client, rest: str):
    council = closed_council()
    page = read(pat, council, rest)

    assert "There is no such certificate." in page
    assert "Can be opened" in page
    assert pat.post(box_address(council, "confirm/"), {"sure": "on"}).status_code == 302
    assert not Certificate.objects.exists()


def test_a_union_observer_reads_the_certificate_and_confirms_nothing(council: Council):
    union = signed_in(account("union"))

    assert SIGNED in read(union, council)
    assert union.get(box_address(council, "certificate.txt")).status_code == 200
    assert box_address(council, "confirm/") not in read(union, council)
    assert union.post(box_address(council, "confirm/"), {"sure": "on"}).status_code == 403
    assert Certificate.objects.count() == 1
