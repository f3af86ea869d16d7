"""Wrong use: a clear sentence and the documented exit code each time, and nothing is changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from tests.web.box.councils import PASSPHRASES, Council, make_roster, open_council, plan, questionnaire

from soundings.disclosure import Plan
from soundings.errors import SoundingsError
from soundings_web.answers.models import AnswerFile, Ballot
from soundings_web.respond.submitting import save_draft, submit, way_in
from soundings_web.results.models import Opening
from soundings_web.results.opening import open_box
from soundings_web.waves.actions import (
    amend_contract,
    close_survey,
    extend_survey,
    latest_contract,
    open_survey,
    pause_survey,
    plan_wave,
    reopen_survey,
    resume_survey,
)
from soundings_web.waves.models import Survey, Ticket

pytestmark = pytest.mark.django_db(transaction=True)
ADA, BEN = PASSPHRASES
NOW, USAGE, KEYS = 9, 2, 10


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: Any) -> Path:
    settings.KEY_FOLDER = tmp_path / "keys"
    return tmp_path / "keys"


@pytest.fixture
def council() -> Council:
    return open_council(4)


@pytest.fixture
def closed(council: Council) -> Council:
    """A council whose survey has closed, with three of four answered."""
    for n in range(3):
        council.submit(n)
    close_survey(survey=council.survey, by="tests")
    council.survey.refresh_from_db()
    return council


@pytest.fixture
def opened(closed: Council) -> Council:
    open_box(survey=closed.survey, passphrases=PASSPHRASES, by="tests")
    closed.survey.refresh_from_db()
    return closed


@contextmanager
def refused(exit_code: int, words: str, keys: Path) -> Iterator[None]:
    """What happens inside raises this error, and leaves every row and every key as it was."""
    before = everything(keys)
    with pytest.raises(SoundingsError, match=words) as error:
        yield
    assert error.value.exit_code == exit_code
    assert "Error" not in str(error.value)
    assert everything(keys) == before


def everything(keys: Path) -> tuple[dict[str, list[Any]], dict[Path, bytes]]:
    rows = {model._meta.label: sorted(map(repr, model.objects.values_list())) for model in apps.get_models()}
    return rows, {path: path.read_bytes() for path in sorted(keys.rglob("*")) if path.is_file()}


def test_box_opened_a_second_time(opened: Council, keys: Path):
    with refused(NOW, "is opened, so its box cannot be opened. Opening is final", keys):
        open_box(survey=opened.survey, passphrases=PASSPHRASES, by="tests")

    assert (Opening.objects.count(), AnswerFile.objects.count()) == (1, 4)


@pytest.mark.parametrize("wrong", ["correct horse battery stapler", "sheet:AAAA BBBB", "sheet:", " "])
def test_box_opened_with_a_wrong_passphrase(closed: Council, keys: Path, wrong: str):
    with refused(KEYS, "not the passphrase of Ada Principal|not typed exactly", keys):
        open_box(survey=closed.survey, passphrases={**PASSPHRASES, ADA: wrong}, by="tests")


def test_passphrases_of_two_holders_exchanged(closed: Council, keys: Path):
    with refused(KEYS, "not the passphrase of Ada Principal. Nothing was opened", keys):
        open_box(survey=closed.survey, passphrases={ADA: PASSPHRASES[BEN], BEN: PASSPHRASES[ADA]}, by="tests")


@pytest.mark.parametrize("there", [[ADA], [BEN], []])
def test_one_of_two_key_holders(closed: Council, keys: Path, there: list[str]):
    missing = " and ".join(name for name in PASSPHRASES if name not in there)

    with refused(KEYS, f"still missing: {missing}. Nothing was opened or changed", keys):
        open_box(survey=closed.survey, passphrases={name: PASSPHRASES[name] for name in there}, by="tests")


@pytest.mark.parametrize("state", ["open", "paused", "being prepared"])
def test_box_opened_before_the_survey_is_closed(council: Council, keys: Path, state: str):
    if state == "paused":
        pause_survey(survey=council.survey, by="tests")
    if state == "being prepared":
        Survey.objects.update(state="draft")

    with refused(NOW, f"is {state}, so its box cannot be opened. Close it first", keys):
        open_box(survey=council.survey, passphrases=PASSPHRASES, by="tests")


def test_survey_reopened_after_its_box_was_opened(opened: Council, keys: Path):
    soon = datetime.now(UTC) + timedelta(days=1)
    for deed, extra in (
        (reopen_survey, {"closes_at": soon}),
        (extend_survey, {"closes_at": soon}),
        (resume_survey, {}),
        (pause_survey, {}),
        (close_survey, {}),
        (open_survey, {}),
    ):
        with refused(NOW, "is opened, so it cannot be .*Opening is final. Nothing was changed", keys):
            deed(survey=opened.survey, by="tests", **extra)


LOOSER = {
    "another breakdown": {"by": ["team", "role", "religion"]},
    "another crossing": {"plan": {"crossed": [["team", "role"]]}},
    "another fact": {"facts": [{"item": "religion", "source": "asked"}]},
    "another source of a fact": {"facts": [{"item": "team", "source": "asked"}]},
    "another coarse breakdown": {"coarse": ["ethnicity"]},
    "another reader of comments": {"comments": {"readers": ["principal social worker", "analyst", "director"]}},
    "answers kept longer": {"keep_for_waves": 3},
    "other people asked": {"where": {"role": ["senior"]}},
    "another questionnaire": {"instrument": {}},
    "other key holders": {"holders": [{"name": "Eve", "public": "00"}]},
    "another ballot key": {"ballot_key": "00"},
    "other numbers of people": {"asked": {"total": 1}},
    "another workforce": {"workforce": {"religion": [{"label": "None", "eligible": 2}]}},
    "another audience": {"audience": "managers"},
    "another period": {"period": "2025"},
    "another title": {"title": "Something else"},
    "another survey": {"survey": "other"},
    "another wave": {"wave": "other"},
    "another organisation": {"organisation": "Another council"},
}


@pytest.mark.parametrize("what", LOOSER)
def test_contract_is_not_loosened(council: Council, keys: Path, what: str):
    with refused(NOW, "frozen when the survey opened and can only become stricter", keys):
        amend_contract(survey=council.survey, changes=LOOSER[what], by="tests")


def test_every_field_of_a_contract_was_tried():
    from soundings_web.waves.contract import Contract  # noqa: PLC0415 - named like a model

    tried = {name for change in LOOSER.values() for name in change}
    assert tried == set(Contract.model_fields) - {"version"}


def test_every_rule_of_protection_was_tried():
    tried = {"threshold", "full_distribution", "sensitive", "crossed", "public_levels"}
    assert set(Plan.model_fields) == tried | {"expected_response"}  # only ever read before fieldwork


@pytest.mark.parametrize("name", ["threshold", "full_distribution", "sensitive"])
def test_threshold_once_raised_is_not_lowered_again(council: Council, keys: Path, name: str):
    before = latest_contract(council.survey).content["plan"]
    amend_contract(survey=council.survey, changes={"plan": {**before, name: before[name] + 5}}, by="tests")

    with refused(NOW, f"the threshold “{name}” would fall from {before[name] + 5} to {before[name]}", keys):
        amend_contract(survey=council.survey, changes={"plan": before}, by="tests")


def test_level_of_a_tree_once_withheld_is_not_shown_again(council: Council, keys: Path):
    before = latest_contract(council.survey).content["plan"]
    limited = {**before, "public_levels": {"team": 1}}
    amend_contract(survey=council.survey, changes={"plan": limited}, by="tests")

    with refused(NOW, "the public would read 2 levels", keys):
        amend_contract(survey=council.survey, changes={"plan": {**before, "public_levels": {"team": 2}}}, by="tests")
    with refused(NOW, "every level of a tree that was limited", keys):
        amend_contract(survey=council.survey, changes={"plan": before}, by="tests")


def test_comments_read_from_fewer_answers(council: Council, keys: Path):
    with refused(NOW, "greater than or equal to 20", keys):
        amend_contract(survey=council.survey, changes={"comments": {"least": 19}}, by="tests")
    amend_contract(survey=council.survey, changes={"comments": {"least": 30}}, by="tests")

    with refused(NOW, "from 20 answers on, not 30", keys):
        amend_contract(survey=council.survey, changes={"comments": {"least": 20}}, by="tests")


@pytest.mark.usefixtures("council")
def test_survey_planned_anew_once_it_is_open(keys: Path):
    with refused(NOW, "its plan is frozen in its contract", keys):
        plan_wave(plan=plan(), questionnaires={"children": questionnaire()}, by="tests")


def test_ticket_used_twice(council: Council, keys: Path):
    another_window = way_in(council.secrets[0])
    council.submit(0)

    for deed in (
        lambda: council.submit(0),
        lambda: submit(another_window, council.answers(0)),
        lambda: save_draft(another_window, {"W1": "yes"}),
    ):
        with refused(NOW, "Your answers are in", keys):
            deed()
    assert Ballot.objects.count() == Ticket.objects.filter(used=True).count() == 1


@pytest.mark.parametrize(
    ("state", "begins", "ends", "words"),
    [
        ("open", 1, 2, "has not begun yet"),
        ("open", -2, -1, "has closed"),
        ("paused", -1, 1, "is paused for the moment"),
        ("closed", -1, 1, "has closed"),
    ],
)
def test_submitting_while_no_answers_are_taken(
    council: Council, keys: Path, state: str, begins: int, ends: int, words: str
):
    window_left_open = way_in(council.secrets[0])
    now = datetime.now(UTC)
    Survey.objects.update(state=state, opens_at=now + timedelta(days=begins), closes_at=now + timedelta(days=ends))

    with refused(NOW, words, keys):
        council.submit(0)
    with refused(NOW, words, keys):
        submit(window_left_open, council.answers(0))


def test_link_that_leads_nowhere(council: Council, keys: Path):
    for secret in (b"", b"x" * 32, council.secrets[0][:-1]):
        with refused(NOW, "does not lead to a survey", keys):
            way_in(secret)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"holders": ["Nobody"]}, "There is no key holder “Nobody”"),
        ({"roster": "1999"}, "There is no roster “1999”"),
    ],
)
def test_survey_planned_with_what_is_not_there(keys: Path, changed: dict[str, Any], words: str):
    make_roster(4)

    with refused(USAGE, words, keys):
        plan_wave(plan=plan(**{"holders": [], **changed}), questionnaires=small(), by="tests")


def test_survey_opened_without_a_key_holder(keys: Path):
    make_roster(4)
    wave = plan_wave(plan=plan(holders=[]), questionnaires=small(), by="tests")

    with refused(NOW, "no key holder, so nobody could open its box. Name one or two", keys):
        open_survey(survey=wave.surveys.get(), by="tests")


def small() -> dict[str, Any]:
    return {"children": questionnaire()}


def test_key_folder_is_missing(closed: Council, keys: Path):
    elsewhere = keys.with_name("elsewhere")
    keys.rename(elsewhere)

    with refused(KEYS, "is not the key folder of this database; restore the folder from its own backup", keys):
        open_box(survey=closed.survey, passphrases=PASSPHRASES, by="tests")

    shutil.rmtree(keys, ignore_errors=True)
    elsewhere.rename(keys)
    open_box(survey=closed.survey, passphrases=PASSPHRASES, by="tests")


@pytest.mark.parametrize("spoilt", [b"nothing", b"", bytes(4096 + 48)])
def test_unreadable_ballot_refuses_unless_its_number_is_agreed(closed: Council, keys: Path, spoilt: bytes):
    Ballot.objects.filter(key=Ballot.objects.values_list("key")[:1]).update(sealed=spoilt)

    for agreed in (0, 2, 3):
        with refused(NOW, "1 of 3 ballots .* cannot be read. Nothing was changed", keys):
            open_box(survey=closed.survey, passphrases=PASSPHRASES, by="tests", without=agreed)

    opening = open_box(survey=closed.survey, passphrases=PASSPHRASES, by="tests", without=1)
    assert (opening.ballots, opening.unreadable) == (2, 1)


def test_going_without_a_ballot_while_all_can_be_read(closed: Council, keys: Path):
    with refused(NOW, "0 of 3 ballots .* cannot be read", keys):
        open_box(survey=closed.survey, passphrases=PASSPHRASES, by="tests", without=1)


def test_ballots_that_do_not_add_up_with_the_tickets(closed: Council, keys: Path):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM answers_ballot WHERE key = (SELECT min(key) FROM answers_ballot)")
    for agreed in (0, 1):
        with refused(NOW, "holds 2 ballots, but 3 tickets were used. Somebody has added or removed one", keys):
            open_box(survey=closed.survey, passphrases=PASSPHRASES, by="tests", without=agreed)

    Ballot.objects.bulk_create(Ballot(survey=closed.survey.key, sealed=b"stuffed %d" % n) for n in range(2))
    with refused(NOW, "holds 4 ballots, but 3 tickets were used", keys):
        open_box(survey=closed.survey, passphrases=PASSPHRASES, by="tests", without=2)


def test_contract_of_a_survey_that_was_never_opened(council: Council, keys: Path):
    latest_contract(council.survey).delete()

    with refused(NOW, "has no contract yet", keys):
        amend_contract(survey=council.survey, changes={"keep_for_waves": 1}, by="tests")
