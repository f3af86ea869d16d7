"""Publishing in the browser: what waits, a job that does it once, what it refuses, and who gets the file."""

from __future__ import annotations

from datetime import date
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.test import Client
from django_tasks_db.models import DBTaskResult
from tests.web.box.councils import PASSPHRASES, Council
from tests.web.people.accounts.staff import account, signed_in
from tests.web.results.boxes import closed_council, principal

from soundings.disclosure import release_from_text
from soundings.errors import NotNowError, RefusedError
from soundings_web.people.models import AuditEvent
from soundings_web.results import jobs
from soundings_web.results.models import Release
from soundings_web.results.opening import open_box
from soundings_web.results.publishing import publish_wave
from soundings_web.results.purging import purge_ballots
from soundings_web.waves.models import Wave

pytestmark = pytest.mark.django_db(transaction=True)


def opened_council(people: int = 40) -> Council:
    council = closed_council(people)
    open_box(survey=council.survey, passphrases=PASSPHRASES, by="tests")
    purge_ballots(council.survey.key)
    return council


@pytest.fixture
def pat() -> Client:
    return principal()


def wave_address(rest: str = "") -> str:
    return f"/releases/{Wave.objects.get().pk}/{rest}"


def publish(browser: Client):
    return browser.post(wave_address("publish/"), {"sure": "on"}, follow=True)


def work() -> None:
    call_command("worker", "--once")


def test_a_wave_is_published_by_the_worker_and_downloaded(pat: Client):
    council = opened_council()
    assert "Can be published" in pat.get("/releases/").text
    page = pat.get(wave_address("publish/")).text
    assert council.survey.title in page
    assert "A release stays for good." in page
    asked = publish(pat)
    assert "Publishing has begun." in asked.text
    assert "The wave is being published." in asked.text
    assert not Release.objects.exists(), "no page waits for it"

    work()
    done = pat.get(wave_address()).text
    release = Release.objects.get()
    assert "being published" not in done
    assert release.hash[:12] in done
    assert "Publish the wave again" in done
    file = pat.get(wave_address("1.json"))
    assert file["Content-Disposition"] == 'attachment; filename="release-1.json"'
    assert release_from_text(file.text).hash == release.hash
    assert AuditEvent.objects.filter(what="release made", by="pat.principal@council.example").count() == 1
    assert "This wave has been released before." in pat.get(wave_address("publish/")).text


def test_a_wave_with_a_box_unopened_is_not_published(pat: Client):
    council = closed_council()
    assert "The wave can be published when the boxes" in pat.get(wave_address()).text
    seen = pat.get(wave_address("publish/"), follow=True).text
    sent = publish(pat)

    assert "still waiting" in seen
    assert sent.status_code == 422
    assert council.survey.title in sent.text
    assert not DBTaskResult.objects.exists()


def test_publishing_asks_for_the_tick_box_first(pat: Client):
    opened_council(12)
    answer = pat.post(wave_address("publish/"), {})

    assert answer.status_code == 422
    assert "Tick the box" in answer.text
    assert not DBTaskResult.objects.exists()


def test_what_the_gate_refuses_is_said_with_every_fault(pat: Client):
    opened_council(12)
    refusal = RefusedError("2 leaks found:", ["the first leak", "the second leak"])
    publish(pat)
    with patch.object(jobs, "publish_wave", side_effect=refusal):
        work()
    page = pat.get(wave_address()).text

    for words in ("Nothing was published.", "2 leaks found:", "the first leak", "the second leak", "Publish the wave"):
        assert words in page
    assert "the first leak" not in signed_in(account("approver")).get(wave_address()).text
    assert not Release.objects.exists()


def test_a_fault_of_the_program_is_said_and_can_be_tried_again(pat: Client):
    opened_council()
    publish(pat)
    with patch.object(jobs, "publish_wave", side_effect=RuntimeError("words of the program")):
        work()
    page = pat.get(wave_address()).text
    assert "Publishing stopped by a fault of the program." in page
    assert "words of the program" not in page

    publish(pat)
    work()
    assert Release.objects.count() == 1
    assert "fault of the program" not in pat.get(wave_address()).text


def test_two_tabs_publish_once(pat: Client):
    council = opened_council()
    publish(pat)
    second = publish(pat)
    assert second.status_code == 422
    assert "is being published already" in second.text
    work()
    wave = Wave.objects.get()
    assert jobs.publish_release.func(wave=wave.pk, number=1, by="tests") == [], "a job run twice makes one release"
    with pytest.raises(NotNowError, match="not made twice"):
        publish_wave(wave=council.survey.wave, by="tests", number=1)

    assert Release.objects.count() == 1


def test_only_whoever_runs_the_surveys_gets_the_file(pat: Client):
    opened_council(12)
    Release.objects.create(wave=Wave.objects.get(), number=1, made_by="tests", hash="f" * 64, content='{"held": 1}')
    union = signed_in(account("union"))
    page = union.get(wave_address()).text

    assert pat.get(wave_address("1.json")).text == '{"held": 1}'
    assert "f" * 12 in page
    assert wave_address("1.json") not in page
    assert union.get(wave_address("1.json")).status_code == 403
    assert union.get(wave_address("publish/")).status_code == 403
    assert publish(union).status_code == 403
    assert "There is no release of this number yet." in pat.get(wave_address("9.json"), follow=True).text


def test_the_list_without_a_wave_says_what_comes_first(pat: Client):
    page = pat.get("/releases/").text

    assert "There is no wave yet" in page
    assert 'href="/waves/"' in page
    assert '<a class="govuk-service-navigation__link" href="/releases/" aria-current="true">Results</a>' in page


def test_a_wave_without_surveys_is_not_published(pat: Client):
    Wave.objects.create(code="2026", title="Empty", organisation="C", held_on=date(2026, 9, 1))

    assert "The wave has no survey yet." in pat.get(wave_address()).text
    assert "no survey, so there is nothing to publish" in publish(pat).text
    assert not DBTaskResult.objects.exists()


def test_the_list_is_searched_sorted_and_paged_by_two_queries(pat: Client, django_assert_num_queries):
    waves = Wave.objects.bulk_create(
        Wave(code=f"w{n:03}", title=f"Wave {n:03}", organisation="C", held_on=date(2000 + n // 12, n % 12 + 1, 1))
        for n in range(120)
    )
    Release.objects.bulk_create(
        Release(wave=waves[n], number=number, made_by="t", hash=f"{n}", content="{}")
        for n in (7, 8)
        for number in range(1, n - 4)
    )
    first = pat.get("/releases/").text
    assert "Wave 119" in first
    assert "Wave 069" not in first
    assert "Page 1 of 3" in first
    assert "Wave 000" in pat.get("/releases/?page=3").text
    assert "Wave 000" in pat.get("/releases/?sort=title").text
    most = pat.get("/releases/?sort=-releases").text
    assert most.index("Wave 008") < most.index("Wave 007") < most.index("Wave 119")
    assert "Wave 033" in pat.get("/releases/?q=W033").text
    assert "No wave matches" in pat.get("/releases/?q=zzz").text
    with django_assert_num_queries(5):
        pat.get("/releases/")
