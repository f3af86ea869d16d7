"""What stands after a box was opened: files in orders of their own, certificates, retention."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from tests.web.box.councils import PASSPHRASES, Council, open_council

from soundings.errors import NotNowError, UsageError
from soundings_web.answers.models import AnswerFile
from soundings_web.answers.sealing import open_file
from soundings_web.keys.folder import key_folder
from soundings_web.keys.signing import is_signed
from soundings_web.operations.tick import tick
from soundings_web.results.certificates import certificate_text, confirm_key_copies, parts_of_certificate
from soundings_web.results.models import Certificate, Release
from soundings_web.results.opening import open_box
from soundings_web.results.publishing import read_opened
from soundings_web.results.purging import purge_ballots
from soundings_web.results.retention import answers_due, destroy_due_answers
from soundings_web.waves.actions import close_survey
from soundings_web.waves.models import Survey, Wave
from soundings_web.waves.survey_keys import ANSWERS, name_of

pytestmark = pytest.mark.django_db(transaction=True)


def opened(people: int = 12, code: str = "2026", **changed: object) -> Council:
    council = open_council(people, code, **changed)
    for n in range(people):
        council.submit(n)
    close_survey(survey=council.survey, by="tests")
    council.survey.refresh_from_db()
    open_box(survey=council.survey, passphrases=PASSPHRASES, by="tests")
    purge_ballots(council.survey.key)
    council.survey.refresh_from_db()
    return council


def parts(council: Council) -> dict[str, dict]:
    key = key_folder().read(name_of(council.survey.key, ANSWERS))
    return {row.part: open_file(key, row.sealed) for row in AnswerFile.objects.filter(survey=council.survey.key)}


def test_equality_questions_and_comments_lie_apart_from_the_answers():
    files = parts(opened())

    assert set(files) == {"answers", "apart:ethnicity", "apart:religion", "comment:C"}
    assert set(files["answers"]["columns"]) == {"W1", "W2", "H", "L", "WHY", "team", "role"}
    assert len(files["apart:ethnicity"]["answers"]) == 12
    assert set(files["comment:C"]["answers"]) == {f"the words of person {n}" for n in range(12)}


def test_equality_breakdown_stands_beside_the_answers_by_its_coarse_groups_alone():
    council = opened(
        by=["team", "ethnicity"],
        coarse=["ethnicity"],
        workforce={"ethnicity": [{"label": "White", "eligible": 30}, {"label": "Black", "eligible": 30}]},
    )

    columns = parts(council)["answers"]["columns"]
    assert "ethnicity" not in columns
    assert set(columns["ethnicity_group"]) <= {"g1", "g2", "*prefer_not_to_say"}
    found = read_opened(council.survey)
    assert found.by() == ("team", "ethnicity_group")
    assert set(found.eligible().dimensions) == {"team", "ethnicity_group"}
    assert [o.label for o in found.responses.instrument.item("ethnicity_group").options] == ["White", "Black"]


def test_answer_file_tells_nothing_without_its_key():
    council = opened()
    raw = b"".join(bytes(row.sealed) for row in AnswerFile.objects.filter(survey=council.survey.key))

    assert b"the words of person" not in raw
    assert b"Assessment" not in raw


def test_certificate_is_checked_from_its_file(tmp_path: Path):
    council = opened()
    path = tmp_path / "certificate.txt"
    path.write_text(certificate_text(council.survey.certificates.get()), encoding="utf-8")

    assert is_signed(*parts_of_certificate(path))
    path.write_text(path.read_text(encoding="utf-8").replace("12 ballots", "11 ballots"), encoding="utf-8")
    assert not is_signed(*parts_of_certificate(path))
    path.write_text("no certificate at all", encoding="utf-8")
    with pytest.raises(UsageError, match="not a certificate"):
        parts_of_certificate(path)


def test_certificate_names_who_confirmed_that_copies_of_the_keys_are_destroyed():
    council = opened()
    first = council.survey.certificates.get()
    again = confirm_key_copies(survey=council.survey, by="Ada Principal")

    assert "Nobody has confirmed yet" in first.text
    assert "Ada Principal confirmed" in again.text
    assert again.number == 2


def test_nothing_is_confirmed_before_the_purge():
    council = open_council(3)

    with pytest.raises(NotNowError, match="not destroyed yet"):
        confirm_key_copies(survey=council.survey, by="Ada Principal")


def release(year: int) -> None:
    wave = Wave.objects.create(code=str(year), title=str(year), organisation="C", held_on=f"{year}-09-01")
    Release.objects.create(wave=wave, number=1, made_by="tests", hash="0", content="{}")


@pytest.mark.parametrize(("later", "due"), [(1, False), (2, True), (3, True)])
def test_answers_are_destroyed_when_two_later_waves_are_released(later: int, due: bool):
    council = opened()
    for year in range(2027, 2027 + later):
        release(year)
        Release.objects.create(wave=Wave.objects.get(code=str(year)), number=2, made_by="t", hash="1", content="{}")
    release(2025)  # an earlier wave does not count

    assert ("keep_to_retention" in tick()) is due
    assert destroy_due_answers(by="tests") == int(due)
    assert AnswerFile.objects.filter(survey=council.survey.key).exists() is not due
    assert key_folder().has(name_of(council.survey.key, ANSWERS)) is not due
    assert Certificate.objects.filter(survey=council.survey, about="answers").exists() is due
    assert answers_due() == []


def test_survey_whose_end_has_come_is_closed_by_the_clock():
    council = open_council(3)
    Survey.objects.update(closes_at=council.survey.opens_at + timedelta(minutes=1))

    assert "close_surveys" in tick()
    call_command("worker", "--once")

    council.survey.refresh_from_db()
    assert council.survey.state == Survey.State.CLOSED
