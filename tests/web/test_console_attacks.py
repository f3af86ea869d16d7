"""Attacks on the pages for staff: forged input, races, and what nobody may learn from a page."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.views.debug import ExceptionReporter
from tests.web.box.councils import PASSPHRASES, QUESTIONNAIRE, open_council
from tests.web.people.accounts.staff import account, signed_in
from tests.web.waves.desk import Desk, day, desk, faults

from soundings.errors import NotNowError, SoundingsError
from soundings_web.people.models import Entry, Person
from soundings_web.respond.mixing import mix
from soundings_web.waves import actions, preparing
from soundings_web.waves.console.wave_forms import WaveForm
from soundings_web.waves.models import KeyHolder, Survey, Wave

pytestmark = pytest.mark.django_db

WORDS = "correct horse battery staple"


@pytest.fixture
def at() -> Desk:
    return desk()


def small(at: Desk, **changed: Any) -> Survey:
    """A survey that asks the small questionnaire from a file."""
    file = SimpleUploadedFile("own.toml", QUESTIONNAIRE.encode())
    return at.add(questionnaire="file", file=file, **changed)


# What nobody may learn.


@pytest.mark.django_db(transaction=True)
def test_pausing_a_survey_or_waiting_for_the_mixing_tells_nobody_that_one_more_has_answered():
    council = open_council(12)
    council.submit(0)
    mix()
    watcher, runs = signed_in(account("union")), signed_in(account("principal"))
    address = f"/box/{council.survey.key}/"

    def seen() -> str:
        """The page without the token of its form, which is another each time."""
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", watcher.get(address).text)

    before = seen()
    council.submit(1)
    mix()
    after_mixing = seen()
    council.submit(2)
    runs.post(f"/waves/surveys/{council.survey.key}/pause/", {"do": "pause"})
    runs.post(f"/waves/surveys/{council.survey.key}/pause/", {"do": "resume"})
    after_pause = seen()

    assert Survey.objects.get().mixed == 3, "the count that could have leaked"
    assert after_mixing == before
    assert after_pause == before


def test_readiness_names_people_only_to_those_who_may_read_the_roster(at: Desk):
    survey = at.add()
    Person.objects.filter(pk=Entry.objects.first().person_id).update(email="", name="Nameless Nell")
    address = f"/waves/surveys/{survey.key}/readiness/"

    assert "Nameless Nell" in at.client.get(address).text
    for role in ("union", "approver"):
        told = signed_in(account(role)).get(address).text
        assert "1 has no e-mail address" in told
        assert "Nameless Nell" not in told, role


# Input.


HOSTILE = [
    '{"C": "\\ud800"}',
    "[" * 100_000,
    '{"H": 1' + "0" * 400 + "}",
    '{"H": NaN, "C": Infinity}',
    '{"H": {"a": 1}, "W1": ["yes", {"a": 1}], "WHY": [[1], {}], "C": {"deep": []}, "team": 7, "L": [["yes"]]}',
    '{"L": ["yes"], "WHY": "pay", "W1": 3, "C": true}',
    '{"WHY": [null], "L": "yes", "C": [1, 2]}',
    '["W1"]',
    "null",
    "1" * 5000,
    "\x00",
]


@pytest.mark.parametrize("held", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_answers_in_a_preview_are_left_out_and_break_nothing(at: Desk, held: str):
    survey = small(at)
    for number in range(6):
        for go in ("on", "back"):
            answer = at.client.post(f"/preview/{survey.key}/", {"page": str(number), "answers": held, "go": go})
            assert answer.status_code == 200, (number, go)
            kept = json.loads(re.findall(r'name="answers" value="([^"]*)"', answer.text)[0].replace("&#34;", '"'))
            assert not kept or set(kept) <= {"L"}, kept


@pytest.mark.parametrize("year", ["0001", "1899", "9999"])
def test_a_day_far_from_today_is_refused_on_every_form(at: Desk, year: str):
    whole = {"code": "far", "title": "Far", "organisation": "Council", "held_on": f"{year}-12-31"}
    answer = at.client.post("/waves/new/", whole)
    assert answer.status_code == 422
    assert "Held on" in faults(answer)[0]
    survey = at.opened()
    answer = at.post(survey, "extend/", closes_on=f"{year}-12-31", closes_time="23:59")
    assert answer.status_code == 422
    assert "New last day" in faults(answer)[0]


def test_a_window_turned_round_by_the_change_of_clocks_is_refused_at_the_form(at: Desk):
    spring = {"opens_on": "28/03/2027", "opens_time": "1:30", "closes_on": "28/03/2027", "closes_time": "2:15"}
    answer = at.client.post(f"/waves/{at.wave.pk}/surveys/new/", at.new(**spring))

    assert answer.status_code == 422
    assert "The survey must close after it opens." in faults(answer)[0]


@pytest.mark.parametrize(
    ("on", "said"), [("31/10/2027", "31 October 2027, 01:30"), ("26/03/2028", "26 March 2028, 02:30")]
)
def test_a_survey_that_closes_while_the_clocks_change_keeps_its_end_when_saved_again(at: Desk, on: str, said: str):
    survey = at.add(closes_on=on, closes_time="1:30")
    page = at.get(survey, "edit/").text
    typed = re.search(r'name="closes_time"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="closes_time"', page)
    assert said in at.get(survey).text
    at.post(survey, "edit/", at.new(closes_on=on, closes_time=typed[1] or typed[2]))

    assert Survey.objects.get().closes_at == survey.closes_at


@pytest.mark.parametrize("code", ["2030\n", "2030\r\n", "\n2030", "2030\x85"])
def test_a_code_with_a_line_break_never_reaches_a_header(at: Desk, code: str):
    whole = {"code": code, "title": "T", "organisation": "Council", "held_on": day(1)}
    answer = at.client.post("/waves/new/", whole)

    assert answer.status_code == 422
    assert not Wave.objects.filter(code__startswith="2030").exists()


def test_a_wave_code_from_a_plan_file_cannot_forge_the_header_of_a_download(at: Desk):
    survey = at.opened()
    Wave.objects.update(code='x"; filename*=evil.exe\r\nSet-Cookie: a=b')
    answer = at.client.get(f"/waves/surveys/{survey.key}/contract/file/")

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert 'x"; filename' not in answer["Content-Disposition"]


BOMBS = {
    "deep": "a = " + "[" * 50_000,
    "deep keys": ".".join(["a"] * 50_000) + " = 1",
    "deep table": "[" + ".".join(["a"] * 20_000) + "]\nb = 1",
    "huge number": QUESTIONNAIRE.replace("maximum = 80", "maximum = " + "9" * 5000),
    "large number": QUESTIONNAIRE.replace("maximum = 80", "maximum = " + "9" * 400),
    "no number": QUESTIONNAIRE.replace("maximum = 80", "maximum = nan"),
    "endless": QUESTIONNAIRE.replace("maximum = 80", "maximum = inf"),
    "NUL": QUESTIONNAIRE.replace("What would help?", "What\\u0000 would help?"),
    "NUL in a label": QUESTIONNAIRE.replace('label = "Pay"', 'label = "P\\u0000ay"'),
    "a date": QUESTIONNAIRE.replace("maximum = 80", "maximum = 1979-05-27"),
    "nothing": "",
    "blank": "   \n",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_questionnaire_file_that_is_a_bomb_is_refused_at_the_form(at: Desk, bomb: str):
    file = SimpleUploadedFile("own.toml", BOMBS[bomb].encode())
    answer = at.client.post(f"/waves/{at.wave.pk}/surveys/new/", at.new(questionnaire="file", file=file))

    assert answer.status_code == 422
    assert faults(answer)
    assert not Survey.objects.exists()


EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def test_markup_in_every_text_is_shown_as_text(at: Desk):
    Wave.objects.update(title=EVIL, organisation=EVIL)
    KeyHolder.objects.filter(pk=at.holders[0].pk).update(name=EVIL)
    text = QUESTIONNAIRE.replace("What would help?", EVIL.replace('"', "'")).replace('"Pay"', f'"{EVIL[:25]}"')
    survey = at.add(title=EVIL, questionnaire="file", file=SimpleUploadedFile("<b>own</b>.toml", text.encode()))
    at.post(survey, "contacts/", contacts=f"{EVIL}: {EVIL}")
    for page in ("", "readiness/", "open/", "edit/", "questions/", "contacts/", "facts/", "who/", "remove/"):
        assert "<script>alert" not in at.get(survey, page).text, page
        assert "<img src=x" not in at.get(survey, page).text, page
    assert at.post(survey, "open/", sure="on").status_code == 200
    for page in ("", "contract/", "extend/", "close/"):
        assert "<img src=x" not in at.get(survey, page).text, page
    for address in ("/waves/", f"/waves/{at.wave.pk}/", "/waves/holders/", "/participation/", "/releases/", "/trail/",
                    f"/box/{survey.key}/", f"/waves/{at.wave.pk}/papers/", f"/waves/{at.wave.pk}/papers/dpia/",
                    f"/waves/{at.wave.pk}/papers/dpia/web-page/", f"/promise/{survey.key}/",
                    f"/preview/{survey.key}/"):  # fmt: skip
        answer = at.client.get(address)
        assert answer.status_code == 200, address
        assert "<img src=x" not in answer.text, address


def test_control_characters_in_a_title_do_not_break_a_paper_as_a_file(at: Desk):
    at.client.post(
        f"/waves/{at.wave.pk}/edit/",
        {"title": "A\x01\x0b\x1f\u202e\ufffeB", "organisation": "Council\x08", "held_on": day(1)},
    )
    at.opened()
    for kind in ("word", "web-page"):
        assert at.client.get(f"/waves/{at.wave.pk}/papers/dpia/{kind}/").status_code == 200, kind


LISTS = ("/waves/", "/waves/{wave}/", "/waves/holders/", "/releases/", "/trail/", "/accounts/", "/rosters/{roster}/")


def test_a_forged_search_or_key_leads_to_no_failure(at: Desk):
    survey = at.opened()
    everything = signed_in(account("administrator"))
    for address in LISTS:
        address = address.format(wave=at.wave.pk, roster=at.roster.pk)  # noqa: PLW2901 - the place filled
        for browser in (at.client, everything):
            for search in ("%00", "%ED%A0%80", "%", "_", "%25", "%FF", "a" * 5000, "&sort=plan&page=99999999"):
                assert browser.get(f"{address}?q={search}").status_code in (200, 302, 400, 403), (address, search)
    for address in (
        "/waves/surveys/%00/", "/preview/%00/", "/waves/holders/%00/", "/box/%00/",
        f"/waves/surveys/{survey.key}/facts/%00/", "/promise/%00/", "/session/%00/",
        f"/waves/{10**30}/", f"/waves/{'9' * 5000}/",
        f"/releases/{at.wave.pk}/{10**30}.json", f"/waves/{at.wave.pk}/papers/%00/",
        f"/waves/{at.wave.pk}/papers/dpia/%00/",
    ):  # fmt: skip
        assert at.client.get(address).status_code in (400, 404, 302), address
    for address in (
        f"/waves/{at.wave.pk}/surveys/new/?like=%00", f"/box/{survey.key}/certificate.txt?about=%00",
        f"/box/{survey.key}/certificate.txt?number={'9' * 5000}", f"/preview/{survey.key}/?language=%00",
    ):  # fmt: skip
        assert at.client.get(address).status_code in (200, 302, 400), address


# Two at once. The object that a view read first is what the slower of two people works with.


def test_two_people_who_change_different_parts_of_a_survey_lose_nothing(at: Desk):
    survey = at.add()
    first, second = Survey.objects.get(pk=survey.pk), Survey.objects.get(pk=survey.pk)
    preparing.change_plan(survey=first, changes={"keep_for_waves": 7}, by="one")
    preparing.change_plan(survey=second, changes={"title": "Another title"}, by="two")
    survey.refresh_from_db()

    assert survey.title == "Another title"
    assert survey.plan["promise"]["keep_for_waves"] == 7


def test_whoever_changes_a_survey_that_was_removed_does_not_bring_it_back(at: Desk):
    survey = at.add()
    slow = Survey.objects.select_related("wave", "roster").get(pk=survey.pk)
    preparing.remove_survey(survey=survey, by="one")
    with pytest.raises(NotNowError):
        preparing.change_plan(survey=slow, changes={"title": "Back again"}, by="two")
    with pytest.raises(NotNowError):
        preparing.change_questionnaire(survey=slow, questionnaire=preparing.questionnaire_of(slow), by="two")
    with pytest.raises(NotNowError):
        preparing.remove_survey(survey=slow, by="two")
    with pytest.raises(NotNowError):
        actions.open_survey(survey=slow, by="two")

    assert not Survey.objects.exists()


def test_a_survey_opened_meanwhile_keeps_everything_it_had_when_it_opened(at: Desk):
    survey = at.add()
    slow = Survey.objects.get(pk=survey.pk)
    actions.open_survey(survey=survey, by="one")
    before = Survey.objects.values().get()
    for deed in (
        lambda: preparing.change_plan(survey=slow, changes={"holders": ["Ada Principal"]}, by="two"),
        lambda: preparing.remove_survey(survey=slow, by="two"),
        lambda: actions.open_survey(survey=slow, by="two"),
        lambda: preparing.set_rules(wave=at.wave, rules={"threshold": 30}, by="two"),
    ):
        with pytest.raises(SoundingsError):
            deed()

    assert Survey.objects.values().get() == before


def test_the_second_press_of_a_form_makes_nothing_twice_and_overwrites_nothing(
    at: Desk, monkeypatch: pytest.MonkeyPatch
):
    from soundings_web.waves.console.survey_forms import SurveyForm  # noqa: PLC0415 - to look away in them

    at.add()
    for form in (SurveyForm, WaveForm):
        monkeypatch.setattr(form, "clean_code", lambda self: self.cleaned_data["code"])  # as a moment before
    answer = at.client.post(f"/waves/{at.wave.pk}/surveys/new/", at.new(title="By somebody else"))
    assert answer.status_code == 422
    assert Survey.objects.get().title == "Children’s social work"
    whole = {"code": at.wave.code, "title": "Twice", "organisation": "Council", "held_on": day(1)}
    answer = at.client.post("/waves/new/", whole)
    assert answer.status_code == 422
    assert Wave.objects.get().title == "Health check 2026"


# Passphrases in what an error reporter would print.


def failing(*_: Any, **__: Any) -> None:
    raise RuntimeError("in the middle")


def report_of(client: Client, address: str, given: dict[str, Any], caught: pytest.MonkeyPatch) -> str:
    """What Django's error reporter prints of a failure in this request, with all its variables."""
    printed: list[str] = []

    def keep(request: Any, error: Any, *_: Any) -> Any:
        reporter = ExceptionReporter(request, type(error), error, error.__traceback__)
        ours = [frame for frame in reporter.get_traceback_frames() if "soundings_web" in frame["filename"]]
        printed.extend(f"{frame['function']} {name} {value!r}" for frame in ours for name, value in frame["vars"])
        printed.append(repr(reporter.filter.get_post_parameters(request)))
        printed.append(reporter.get_traceback_text())
        raise error

    caught.setattr("django.core.handlers.exception.response_for_exception", keep)
    with pytest.raises(RuntimeError):
        client.post(address, given)
    assert "in the middle" in printed[-1]
    assert len(printed) > 10
    return "\n".join(printed)


SECRET = "purple lantern walks slowly home"  # noqa: S105 - of people who do not exist


@pytest.mark.parametrize(
    "broken",
    ["soundings_web.keys.holders.make_holder", "soundings_web.waves.console.holder_forms.faults_of_passphrase"],
)
def test_a_failure_while_a_key_holder_is_made_prints_no_passphrase(
    at: Desk, monkeypatch: pytest.MonkeyPatch, broken: str
):
    monkeypatch.setattr(broken, failing)
    given = {"name": "Cy", "passphrase": SECRET, "again": SECRET}

    assert SECRET not in report_of(at.client, "/waves/holders/new/", given, monkeypatch)


def test_a_failure_while_a_passphrase_is_replaced_prints_neither_it_nor_the_sheet(
    at: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("soundings_web.keys.holders.set_passphrase", failing)
    given = {"words": "abbey zebra words of a sheet", "passphrase": SECRET, "again": SECRET}
    told = report_of(at.client, f"/waves/holders/{at.holders[0].key}/", given, monkeypatch)

    assert SECRET not in told
    assert "abbey zebra" not in told


@pytest.mark.django_db(transaction=True)
def test_a_failure_while_the_box_is_opened_prints_no_passphrase(monkeypatch: pytest.MonkeyPatch):
    council = open_council(3)
    council.submit(0)
    actions.close_survey(survey=council.survey, by="tests")
    monkeypatch.setattr("soundings_web.results.opening._private_half", failing)
    given = {f"words-{n}": words for n, words in enumerate(PASSPHRASES.values(), 1)} | {"sure": "on"}
    told = report_of(signed_in(account("principal")), f"/box/{council.survey.key}/open/", given, monkeypatch)

    assert not [words for words in PASSPHRASES.values() if words in told]


def test_a_failure_while_a_password_is_set_prints_no_password(monkeypatch: pytest.MonkeyPatch):
    from soundings_web.people.accounts import actions as accounts  # noqa: PLC0415 - beside the other actions

    first = accounts.invite(account=account("union"), by="tests")
    monkeypatch.setattr("soundings_web.people.accounts.actions.validate_password", failing)
    told = report_of(Client(), f"/welcome/{first}/", {"password": SECRET}, monkeypatch)

    assert SECRET not in told


def test_a_failure_while_the_site_is_set_up_prints_neither_password_nor_code(monkeypatch: pytest.MonkeyPatch):
    from soundings_web.people.accounts.queries import set_up_code  # noqa: PLC0415 - for this test only

    monkeypatch.setattr("soundings_web.people.accounts.actions.validate_password", failing)
    given = {"name": "Ann", "email": "ann@council.example", "password": SECRET, "code": set_up_code()}
    told = report_of(Client(), "/set-up/", given, monkeypatch)

    assert SECRET not in told
    assert set_up_code() not in told
