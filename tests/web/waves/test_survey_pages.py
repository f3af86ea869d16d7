"""Surveys prepared in the browser: what they promise follows what was typed; every fault is said, nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.box.councils import QUESTIONNAIRE
from tests.web.people.accounts.staff import account, signed_in
from tests.web.waves.desk import Desk, day, desk, faults

from soundings_web.people.models import AuditEvent, Entry
from soundings_web.waves.actions import latest_contract
from soundings_web.waves.models import Survey, Wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> Desk:
    return desk()


def sent(name: str = "own.toml", text: str = QUESTIONNAIRE) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


# A new survey.


def test_a_new_survey_takes_team_and_role_from_the_roster_where_its_words_fit(at: Desk):
    known = at.add()
    at.roster.facts["role"].append("Locality lead")
    at.roster.save()
    unknown = at.add(code="b")

    assert known.plan["promise"]["by"] == ["team", "role"]
    assert [fact["source"] for fact in known.plan["promise"]["facts"]] == ["attached", "attached"]
    assert unknown.plan["promise"]["by"] == ["team"], "no option of the question is a locality lead"
    assert unknown.plan["promise"]["facts"] == [{"item": "team", "source": "attached"}]
    assert AuditEvent.objects.latest("id").what == "wave planned"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "Title: This field is required."),
        ({"code": ""}, "Code: This field is required."),
        ({"code": "2 words"}, "Code: Start with a letter"),
        ({"questionnaire": "nothing:at-all"}, "Questionnaire: Select a valid choice."),
        ({"questionnaire": "file"}, "Choose the file with the questionnaire."),
        ({"roster": ""}, "Roster: This field is required."),
        ({"roster": "999"}, "Roster: Select a valid choice."),
        ({"opens_on": "soon"}, "Opens on: “soon” is no date"),
        ({"opens_on": "31/02/2027"}, "Opens on: “31/02/2027” is no date"),
        ({"opens_time": "25:00"}, "Opens at: “25:00” is no time of day"),
        ({"opens_time": "13pm"}, "“13pm” is no time of day"),
        ({"closes_on": day(-9)}, "Closes on: The survey must close after it opens."),
        ({"closes_on": day(-1), "closes_time": "9:00"}, "The survey must close after it opens."),
        ({"holder": "x"}, "Key holder: Select a valid choice."),
    ],
)
def test_what_is_wrong_with_a_new_survey_is_said_and_what_was_typed_stays(at: Desk, changed: dict[str, str], said: str):
    given = at.new(**{"title": "A title to keep", **changed})
    answer = at.client.post(f"/waves/{at.wave.pk}/surveys/new/", given)

    assert answer.status_code == 422
    assert any(said in fault for fault in faults(answer)), faults(answer)
    assert given["title"] in answer.text
    assert not Survey.objects.exists()


def test_all_faults_of_a_form_are_said_at_once(at: Desk):
    given = at.new(title="", code="", questionnaire="", opens_on="", closes_time="late")

    assert len(faults(at.client.post(f"/waves/{at.wave.pk}/surveys/new/", given))) == 5


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (sent("own.docx"), "ends with .toml"),
        (SimpleUploadedFile("own.toml", b"\xff\xfe\x00"), "not UTF-8"),
        (sent(text="format = 1\n["), "not well-formed"),
        (sent(text=QUESTIONNAIRE.replace('kind = "scale"', 'kind = "scales"')), "kind"),
        (sent(text='format = 1\nextends = "../../etc/passwd"'), "can only extend a questionnaire of ours"),
        (SimpleUploadedFile("own.toml", b""), "empty"),
    ],
)
def test_a_faulty_questionnaire_file_is_told_in_sentences(at: Desk, file: SimpleUploadedFile, said: str):
    answer = at.client.post(f"/waves/{at.wave.pk}/surveys/new/", at.new(questionnaire="file", file=file))

    assert answer.status_code == 422
    assert any(said in fault for fault in faults(answer)), faults(answer)


def test_two_surveys_of_a_wave_have_two_codes_and_two_holders_are_two_people(at: Desk):
    at.add()
    again = at.client.post(f"/waves/{at.wave.pk}/surveys/new/", at.new())
    same = at.client.post(f"/waves/{at.wave.pk}/surveys/new/", at.new(code="b", second_holder=at.holders[0].key))
    second_only = at.client.post(f"/waves/{at.wave.pk}/surveys/new/", at.new(code="c", holder=""))

    assert "already" in faults(again)[0]
    assert "somebody else" in faults(same)[0]
    assert "first key holder too" in faults(second_only)[0]


def test_a_survey_is_taken_over_from_last_year_with_its_questions_and_promise(at: Desk):
    last = at.add(questionnaire="file", file=sent())
    at.post(last, "handling/", readers="head of practice", least="30", keep_for_waves="1")
    following = Wave.objects.create(
        code="2027", title="Health check 2027", organisation="Thornthwaite", held_on=at.wave.held_on, previous=at.wave
    )
    assert f"?like={last.key}" in at.client.get(f"/waves/{following.pk}/").text
    shown = at.client.get(f"/waves/{following.pk}/surveys/new/?like={last.key}").text
    assert "Children’s social work" in shown
    at.wave = following
    given = at.new(questionnaire=last.key)
    assert at.client.post(f"/waves/{following.pk}/surveys/new/?like={last.key}", given).status_code == 302

    made = Survey.objects.get(wave=following)
    assert made.plan["instrument"] == Survey.objects.get(key=last.key).plan["instrument"]
    assert made.plan["promise"]["comments"] == {"readers": ["head of practice"], "least": 30}
    assert made.plan["promise"]["keep_for_waves"] == 1
    assert made.plan["promise"]["by"] == ["team", "role"]


# Its parts.


def test_who_is_asked_is_narrowed_down_by_units_and_facts(at: Desk):
    survey = at.add()
    answer = at.post(survey, "who/", role=["senior"], audience="social-workers")

    assert "20 people of the roster" in answer.text
    survey.refresh_from_db()
    assert survey.plan["promise"]["where"] == {"role": ["senior"]}
    assert survey.plan["promise"]["audience"] == "social-workers"
    back = at.post(survey, "who/", audience="")
    assert "40 people: everybody on the roster" in back.text


def test_a_choice_that_nobody_fits_is_refused(at: Desk):
    survey = at.add()
    court = {"role": ["senior"], "unit": ["Court"]}
    assert "5 people of the roster" in at.post(survey, "who/", court).text
    Entry.objects.filter(facts__team="Court", facts__role="senior").delete()

    assert "Nobody on the roster fits all of this" in faults(at.post(survey, "who/", court))[0]


def test_a_place_that_the_roster_does_not_have_is_refused(at: Desk):
    survey = at.add()

    assert "Select a valid choice" in faults(at.post(survey, "who/", role=["wizard"]))[0]


def test_a_fact_taken_from_the_roster_is_not_asked_and_can_be_reported_by(at: Desk):
    survey = at.add(questionnaire="file", file=sent())
    at.post(survey, "facts/", {"take-team": "on", "by-team": "on", "by-role": "on"})
    survey.refresh_from_db()

    promise = survey.plan["promise"]
    assert promise["facts"] == [{"item": "team", "source": "attached"}, {"item": "role", "source": "asked"}]
    assert promise["by"] == ["team", "role"]


def test_an_equality_question_is_reported_by_its_coarse_groups_once_their_numbers_are_known(at: Desk):
    survey = at.add(questionnaire="file", file=sent())
    page = at.get(survey, "facts/").text
    assert "take-ethnicity" not in page, "it is never taken from the roster"
    assert "by-ethnicity" not in page, "without numbers there is no rate of response"
    assert 'name="group-0"' in at.get(survey, "facts/ethnicity/").text
    wrong = at.post(survey, "facts/ethnicity/", {"group-0": "many", "group-1": "-1"})
    assert len(faults(wrong)) == 2

    at.post(survey, "facts/ethnicity/", {"group-0": "30", "group-1": "10"})
    survey.refresh_from_db()
    promise = survey.plan["promise"]
    assert promise["coarse"] == ["ethnicity"]
    assert [(g["label"], g["eligible"]) for g in promise["workforce"]["ethnicity"]] == [("White", 30), ("Black", 10)]
    assert "by-ethnicity" in at.get(survey, "facts/").text
    at.post(survey, "open/", sure="on")
    assert latest_contract(survey).content["coarse"] == ["ethnicity"]


@pytest.mark.parametrize("item", ["W1", "nothing", "team"])
def test_numbers_of_what_is_no_question_about_the_person_are_not_found(at: Desk, item: str):
    survey = at.add(questionnaire="file", file=sent())

    assert at.get(survey, f"facts/{item}/").status_code == 404


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"readers": ""}, "This field is required"),
        ({"least": "19"}, "20"),
        ({"least": "some"}, "whole number"),
        ({"keep_for_waves": "11"}, "10"),
    ],
)
def test_how_answers_are_handled_keeps_its_limits(at: Desk, given: dict[str, str], said: str):
    survey = at.add()
    sound = {"readers": "analyst", "least": "20", "keep_for_waves": "2"}
    answer = at.post(survey, "handling/", {**sound, **given})

    assert any(said in fault for fault in faults(answer)), faults(answer)
    survey.refresh_from_db()
    assert survey.plan["promise"]["comments"]["readers"] == ["principal social worker", "analyst"]


@pytest.mark.parametrize(("threshold", "kept"), [("9", False), ("10", True), ("11", True)])
def test_the_rules_are_the_same_for_every_survey_and_never_below_the_least(at: Desk, threshold: str, kept: bool):
    surveys = [at.add(code=code) for code in ("a", "b")]
    rules = {"threshold": threshold, "sensitive": "20", "full_distribution": "20"}
    answer = at.client.post(f"/waves/{at.wave.pk}/rules/", rules, follow=True)

    assert bool(faults(answer)) is not kept
    for survey in surveys:
        survey.refresh_from_db()
        assert survey.plan["promise"]["plan"]["threshold"] == (int(threshold) if kept else 10)


def test_a_survey_added_later_has_the_rules_of_the_wave_and_an_open_one_keeps_them(at: Desk):
    first = at.add(code="a")
    rules = {"threshold": "15", "sensitive": "25", "full_distribution": "30"}
    at.client.post(f"/waves/{at.wave.pk}/rules/", rules)
    second = at.add(code="b")
    assert second.plan["promise"]["plan"]["threshold"] == 15
    at.post(first, "open/", sure="on")

    refused = at.client.post(f"/waves/{at.wave.pk}/rules/", {**rules, "threshold": "20"})
    assert "has been opened with the rules of this wave" in faults(refused)[0]
    second.refresh_from_db()
    assert second.plan["promise"]["plan"]["threshold"] == 15


def test_rules_of_a_wave_without_surveys_have_nowhere_to_stand(at: Desk):
    rules = {"threshold": "15", "sensitive": "25", "full_distribution": "30"}

    assert "Add a survey first" in faults(at.client.post(f"/waves/{at.wave.pk}/rules/", rules))[0]


# Its questions.


def ticked(survey: Survey, *without: str) -> dict[str, Any]:
    sections = survey.plan["whole"]["sections"]
    return {one["code"]: [item["code"] for item in one["items"] if item["code"] not in without] for one in sections}


def test_a_pulse_asks_what_is_ticked_and_what_its_routes_need(at: Desk):
    survey = at.add(questionnaire="file", file=sent())
    answer = at.post(survey, "questions/", {"work": ["WHY"], "you": ["team"]})
    survey.refresh_from_db()

    codes = [item["code"] for section in survey.plan["instrument"]["sections"] for item in section["items"]]
    assert codes == ["L", "WHY", "team"]
    assert survey.plan["promise"]["by"] == ["team"]
    assert "No longer asked, so neither taken from the roster nor reported by" in answer.text
    at.post(survey, "questions/", ticked(survey))
    survey.refresh_from_db()
    assert len(survey.plan["instrument"]["sections"][0]["items"]) == 6, "what was left out can be asked again"


def test_a_survey_about_nothing_but_the_person_is_refused(at: Desk):
    survey = at.add(questionnaire="file", file=sent())

    assert "not about the person" in faults(at.post(survey, "questions/", {"you": ["team"]}))[0]


@pytest.mark.parametrize(
    ("given", "item"),
    [
        ({"kind": "yes-no"}, {"kind": "choice"}),
        ({"kind": "options", "options": "One\n\nTwo\nThree"}, {"kind": "choice"}),
        ({"kind": "comment"}, {"kind": "comment"}),
        ({"kind": "agree", "sensitive": "on"}, {"kind": "scale", "favourable": ["yes"], "sensitive": True}),
    ],
)
def test_a_question_of_the_councils_own_is_added_and_taken_away(at: Desk, given: dict[str, str], item: dict[str, Any]):
    survey = at.add(questionnaire="file", file=sent())
    answer = at.post(survey, "questions/own/", {"text": "Do you need a car?", **given})
    survey.refresh_from_db()
    [own] = survey.plan["instrument"]["sections"][1]["items"]

    assert own["code"] == "local-do-you-need-a-car"
    assert item.items() <= {name: own[name] for name in item}.items()
    assert "Do you need a car?" in answer.text
    at.post(survey, "questions/own/remove/", code=own["code"])
    survey.refresh_from_db()
    assert len(survey.plan["instrument"]["sections"]) == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": ""}, "Question: This field is required."),
        ({"kind": ""}, "How it is answered: This field is required."),
        ({"kind": "options", "options": "Only one"}, "Give 2 to 12 answers"),
        ({"kind": "options", "options": "Same\nSame"}, "different"),
        ({"kind": "options", "options": "\n".join(map(str, range(13)))}, "Give 2 to 12 answers"),
        ({"kind": "wheel"}, "Select a valid choice"),
    ],
)
def test_a_faulty_question_of_the_councils_own_is_refused(at: Desk, given: dict[str, str], said: str):
    survey = at.add()
    answer = at.post(survey, "questions/own/", {"text": "Do you need a car?", "kind": "yes-no", **given})

    assert any(said in fault for fault in faults(answer)), faults(answer)


def test_contacts_are_a_name_and_a_way_to_reach_them(at: Desk):
    survey = at.add()
    assert (
        "“Staff line” is not so" in faults(at.post(survey, "contacts/", contacts="Staff line\nSamaritans: 116 123"))[0]
    )
    assert "required" in faults(at.post(survey, "contacts/", contacts=""))[0]

    at.post(survey, "contacts/", contacts="Staff line: 01632 960 001\n\nSamaritans: 116 123")
    survey.refresh_from_db()
    assert [one["name"] for one in survey.plan["instrument"]["support"]] == ["Staff line", "Samaritans"]


# Once it is open, or gone.


@pytest.mark.parametrize("page", ["edit/", "remove/", "who/", "facts/", "facts/religion/", "handling/", "questions/",
                                  "questions/own/", "contacts/", "open/"])  # fmt: skip
def test_what_an_open_survey_promises_cannot_be_changed(at: Desk, page: str):
    survey = at.opened(questionnaire="file", file=sent())
    before = latest_contract(survey).content
    plan = survey.plan
    for answer in (at.get(survey, page), at.post(survey, page, sure="on", contacts="A: B", title="Another")):
        assert answer.redirect_chain[-1][0] == f"/waves/surveys/{survey.key}/"
        assert "what it promises is frozen" in answer.text

    survey.refresh_from_db()
    assert (latest_contract(survey).content, survey.plan) == (before, plan)


def test_a_survey_that_was_never_opened_is_removed_after_a_tick(at: Desk):
    survey = at.add()
    assert faults(at.post(survey, "remove/")) == ["Tick the box if you are sure."]
    at.post(survey, "remove/", sure="on")

    assert not Survey.objects.exists()
    assert AuditEvent.objects.latest("id").what == "survey removed"


def test_who_only_reads_sees_no_way_to_change(at: Desk):
    survey = at.add()
    union = signed_in(account("union"))
    text = union.get(f"/waves/surveys/{survey.key}/").text

    assert "What it will promise" in text
    assert "/edit/" not in text
    assert "Remove this survey" not in text
    assert union.get(f"/waves/surveys/{survey.key}/edit/").status_code == 403
    assert union.get(f"/waves/surveys/{survey.key}/readiness/").status_code == 200
    assert "/open/" not in union.get(f"/waves/surveys/{survey.key}/readiness/").text


# Waves.


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code": "2026"}, "There is a wave with the code “2026” already."),
        ({"code": "a b"}, "letters, digits, hyphens"),
        ({"title": ""}, "Title: This field is required."),
        ({"held_on": "never"}, "“never” is no date"),
        ({"previous": "99"}, "Select a valid choice"),
        ({"protection_on": "1/10/2026"}, "Say which, or leave the day out."),
    ],
)
def test_a_faulty_wave_is_refused(at: Desk, changed: dict[str, str], said: str):
    sound = {"code": "2027", "title": "Health check 2027", "organisation": "Thornthwaite", "held_on": "1/10/2027"}
    answer = at.client.post("/waves/new/", {**sound, **changed})

    assert answer.status_code == 422
    assert any(said in fault for fault in faults(answer)), faults(answer)


def test_no_wave_comes_before_itself(at: Desk):
    given = {"title": "B", "organisation": "Thornthwaite", "held_on": "1/10/2027"}
    at.client.post("/waves/new/", {**given, "code": "b", "previous": str(at.wave.pk)})
    later = Wave.objects.get(code="b")
    answer = at.client.post(f"/waves/{at.wave.pk}/edit/", {**given, "previous": str(later.pk)})

    assert "cannot come before itself" in faults(answer)[0]


# Key holders.


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Name of the key holder: This field is required."),
        ({"name": "Ada Principal"}, "already"),
        ({"passphrase": "tiny", "again": "tiny"}, "at least 16"),
        ({"passphrase": "aaaaaaaaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaaaaaaaa"}, "same few characters"),
        ({"passphrase": "sheet:seven green kettles", "again": "sheet:seven green kettles"}, "sheet:"),
        ({"again": "something else entirely"}, "not the same"),
    ],
)
def test_a_weak_or_mistyped_passphrase_makes_no_key_holder_and_is_not_sent_back(
    at: Desk, changed: dict[str, str], said: str
):
    words = "violet tractor monday seven"
    answer = at.client.post("/waves/holders/new/", {"name": "Cy New", "passphrase": words, "again": words, **changed})

    assert answer.status_code == 422
    assert any(said in fault for fault in faults(answer)), faults(answer)
    for typed in (words, changed.get("passphrase", words)):
        assert typed not in answer.text
    assert len(at.holders) == 2
