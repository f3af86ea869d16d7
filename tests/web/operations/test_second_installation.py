"""A survey that moves to a second machine while people answer it: the same links, the same answers, one ballot each."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from tests.web.box.councils import PASSPHRASES, Council, open_council
from tests.web.operations.conftest import Installation, move_to
from tests.web.respond.visitors import WHY, WORK, YOU, Visitor, address_of

from soundings_web.answers.models import Ballot, Draft
from soundings_web.people import audit
from soundings_web.respond.submitting import AlreadyInError, UnknownLinkError, read_draft, save_draft, way_in
from soundings_web.results.opening import open_box
from soundings_web.results.purging import purge_ballots
from soundings_web.waves.actions import close_survey
from soundings_web.waves.models import Survey, Ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("installation")]
HALF_DONE = 40


def half_answered() -> Council:
    """Thirty of sixty have answered; ten have begun."""
    council = open_council(60)
    for n in range(30):
        council.submit(n)
    for n in range(HALF_DONE, HALF_DONE + 10):
        save_draft(way_in(council.secrets[n]), {"W1": "yes", "C": f"half of {n}"})
    return council


def moved(first: Installation, second: Installation, settings, tmp_path: Path) -> str:
    """As the guide says: backup there, key folder by its own way, restore here. Then the first machine burns down."""
    backup = first.command("backup", tmp_path / "b")
    assert backup.returncode == 0, backup.stderr
    shutil.copytree(first.keys, second.keys)
    restore = second.command(
        "restore", tmp_path / "b", "--yes", SOUNDINGS_SECRET_KEY="another machine, another key " * 3
    )
    assert (restore.returncode, restore.stderr) == (0, "")
    shutil.rmtree(first.keys)
    move_to(second, settings)
    settings.SECRET_KEY = "another machine, another key " * 3
    return restore.stdout


def test_the_second_machine_has_another_database_and_other_folders(installation: Installation, second: Installation):
    open_council(3)

    assert second.address != installation.address
    assert not second.keys.exists()
    survey = second.command("survey", "list")
    assert (survey.returncode, "2026" in survey.stdout) == (0, False)


def test_a_half_done_draft_resumes_there_with_the_same_link(
    installation: Installation, second: Installation, settings, tmp_path: Path
):
    council = half_answered()

    told = moved(installation, second, settings, tmp_path)

    assert "its box held 30 ballots" in told
    visitor = Visitor(council.secrets[HALF_DONE])
    assert visitor.start().status_code == 200
    assert f"half of {HALF_DONE}" in visitor.client.get(WHY).text
    visitor.send(WHY, {"C": "the rest of it"})
    assert visitor.draft()["C"] == "the rest of it"


def test_a_browser_in_the_middle_of_answering_goes_on_there(
    installation: Installation, second: Installation, settings, tmp_path: Path
):
    council = open_council(20)
    visitor = Visitor(council.secrets[0])
    visitor.start()
    visitor.send(WORK, {"W1": "no", "W2": "yes", "L": "no"})
    visitor.send(WHY, {"C": "said before the fire"})
    before = visitor.draft()

    moved(installation, second, settings, tmp_path)

    assert "said before the fire" in visitor.client.get(WHY).text, "the key of its cookie came with the key folder"
    assert visitor.draft() == before
    assert visitor.send(YOU, {"religion": "r1"}).status_code == 302
    assert before["C"] == "said before the fire"
    assert visitor.draft() == {**before, "religion": "r1"}


def test_submitted_stays_submitted_and_everybody_else_can_answer(
    installation: Installation, second: Installation, settings, tmp_path: Path
):
    council = half_answered()

    moved(installation, second, settings, tmp_path)

    counts = (Ballot.objects.count(), Ticket.objects.filter(used=True).count(), Draft.objects.count())
    assert counts == (30, 30, 10)
    for n in range(30):
        with pytest.raises(AlreadyInError):
            way_in(council.secrets[n])
    assert "Your answers are in" in Client().get(address_of(council.secrets[0])).text
    for n in range(30, 60):
        council.submit(n)
    survey = Survey.objects.get()
    close_survey(survey=survey, by="tests")
    opening = open_box(survey=survey, passphrases=PASSPHRASES, by="tests")
    assert (opening.ballots, opening.unreadable, opening.tickets) == (60, 0, 60)


def test_the_audit_trail_goes_on_there_unbroken(
    installation: Installation, second: Installation, settings, tmp_path: Path
):
    half_answered()
    count, _ = audit.length_and_end()

    moved(installation, second, settings, tmp_path)

    assert audit.broken_at() is None
    # The backup is made before it is recorded, so only the restore comes on top.
    assert audit.length_and_end()[0] == count + 1
    assert audit.newest(1)[0].what == "backup restored"


def test_without_its_key_folder_a_survey_goes_on_but_says_that_its_box_stays_shut(
    installation: Installation, second: Installation, tmp_path: Path
):
    half_answered()
    assert installation.command("backup", tmp_path / "b").returncode == 0

    told = second.command("restore", tmp_path / "b", "--yes").stdout

    assert "its box can never be opened" in told
    assert "Restore the key folder from its own backup." in told


def test_what_was_purged_on_the_first_machine_does_not_come_back_on_the_second(
    installation: Installation, second: Installation, settings, tmp_path: Path
):
    council = half_answered()
    assert installation.command("backup", tmp_path / "old").returncode == 0
    close_survey(survey=council.survey, by="tests")
    open_box(survey=council.survey, passphrases=PASSPHRASES, by="tests")
    purge_ballots(council.survey.key)

    shutil.copytree(installation.keys, second.keys)
    restore = second.command("restore", tmp_path / "old", "--yes")
    move_to(second, settings)

    assert "destroyed again" in restore.stdout
    assert [model.objects.count() for model in (Ballot, Ticket, Draft)] == [0, 0, 0]
    with pytest.raises(UnknownLinkError):
        read_draft(way_in(council.secrets[HALF_DONE]))


def test_the_test_works_on_the_database_it_says(installation: Installation, second: Installation, settings):
    open_council(3)
    assert installation.keys == site.KEY_FOLDER

    move_to(second, settings)

    assert (site.KEY_FOLDER, Survey.objects.count()) == (second.keys, 0)
    assert str(connection.settings_dict["NAME"]) in second.address
