"""Pages of the governance papers: read, edited without overwriting or losing anything, put back, and downloaded."""

from __future__ import annotations

import io
import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from tests.web.box.councils import PASSPHRASES, make_roster, open_council, plan, questionnaire
from tests.web.people.accounts.staff import account, signed_in

from soundings_web.people.models import AuditEvent
from soundings_web.waves.actions import add_holder, open_survey, plan_wave, tighten_contract
from soundings_web.waves.governance.actions import edit_paper
from soundings_web.waves.governance.drafting import KINDS
from soundings_web.waves.governance.models import GovernancePaper
from soundings_web.waves.governance.paper import pieces_of
from soundings_web.waves.governance.queries import papers_of, standing_of
from soundings_web.waves.models import Wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave() -> Wave:
    return open_council(12).survey.wave


@pytest.fixture
def analyst() -> Client:
    return signed_in(account("analyst", name="Ann Lyst"))


def at(wave: Wave, *parts: str) -> str:
    return "/".join(["", "waves", str(wave.pk), "papers", *parts, ""])


def edit(wave: Wave, key: str = "controller", text: str = "We are the council.", version: int = 0) -> int:
    return edit_paper(wave=wave, kind="privacy-notice", key=key, text=text, version=version, by="Ben")


def words(wave: Wave, key: str) -> str:
    return standing_of(wave, "privacy-notice").paper.section(key).text


def planned(**changed: object) -> Wave:
    """A wave with a survey that is still being prepared."""
    make_roster(12)
    for name, passphrase in PASSPHRASES.items():
        add_holder(name=name, passphrase=passphrase, by="tests")
    return plan_wave(plan=plan(**changed), questionnaires={"children": questionnaire()}, by="tests")


# The list


def test_the_list_names_every_paper_with_its_state_and_its_last_editor(wave: Wave, analyst: Client):
    edit(wave, "figures", "Never fewer than ten.")
    tighten_contract(survey=wave.surveys.get(), raised={"threshold": 14}, by="tests")
    text = analyst.get(at(wave)).text

    for standing in papers_of(wave):
        assert standing.paper.title in text
        assert f"Draft</strong> {len(standing.gaps)} places to complete" in text
    assert text.count("Out of date") == 1
    assert "Changed since the last edit: Children’s social work" in text
    assert "Ben</span>" in text
    assert text.count("Never: it stands as drafted") == len(KINDS) - 1
    assert "Children’s social work: contract 2" in text


def test_a_paper_with_nothing_left_to_complete_is_complete(wave: Wave, analyst: Client):
    assert "Complete</strong>" not in analyst.get(at(wave)).text

    for version, key in enumerate(dict.fromkeys(gap.section for gap in standing_of(wave, "privacy-notice").gaps)):
        edit(wave, key, "Completed.", version)

    assert analyst.get(at(wave)).text.count("Complete</strong>") == 1


@pytest.mark.parametrize("opened", [0, 2, 5])
def test_a_list_of_five_surveys_asks_at_most_fifteen_queries(analyst: Client, opened: int):
    one = plan().surveys[0]
    whole = plan()
    surveys = tuple(one.model_copy(update={"code": f"survey{n}", "roster": f"Roster {n}"}) for n in range(5))
    for n in range(5):
        make_roster(30, f"Roster {n}")
    for name, passphrase in PASSPHRASES.items():
        add_holder(name=name, passphrase=passphrase, by="tests")
    asking = dict.fromkeys((survey.code for survey in surveys), questionnaire())
    wave = plan_wave(plan=whole.model_copy(update={"surveys": surveys}), questionnaires=asking, by="tests")
    for survey in wave.surveys.order_by("code")[:opened]:
        open_survey(survey=survey, by="tests")
    analyst.get("/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = analyst.get(at(wave))

    assert answer.status_code == 200
    assert "contract 1 (" in answer.text or not opened
    assert len(asked) <= 15, [query["sql"][:90] for query in asked]
    with CaptureQueriesContext(connection) as asked:
        analyst.get(at(wave, "dpia"))
    assert len(asked) <= 15


# What cannot be foreseen yet


@pytest.mark.parametrize("parts", [(), ("dpia",), ("dpia", "word"), ("dpia", "need"), ("dpia", "need", "reset")])
def test_a_wave_that_cannot_be_foreseen_says_why_and_what_comes_next(analyst: Client, parts: tuple[str, ...]):
    answer = analyst.get(at(planned(holders=[]), *parts))

    assert answer.status_code == 200
    assert "has no key holder yet. Name one or two." in answer.text
    assert 'href="/waves/holders/"' in answer.text
    assert 'href="/rosters/"' in answer.text


def test_a_wave_without_surveys_and_a_reader_who_cannot_prepare_get_no_links_that_refuse_them():
    wave = planned()
    wave.surveys.all().delete()
    text = signed_in(account("approver")).get(at(wave)).text

    assert "has no surveys yet" in text
    assert "Nothing on your part." in text
    assert 'href="/rosters/"' not in text
    assert "Add a survey to the wave" not in text


def test_words_sent_when_the_paper_can_no_longer_be_drafted_are_shown_and_not_lost(analyst: Client):
    wave = planned()
    survey = wave.surveys.get()
    survey.holders = []
    survey.save()
    answer = analyst.post(at(wave, "dpia", "need"), {"version": "0", "text": "Half an hour of <writing>."})

    assert answer.status_code == 422
    assert "Half an hour of &lt;writing&gt;." in answer.text
    assert "Your words were not saved" in answer.text
    assert not GovernancePaper.objects.exists()


# Reading


@pytest.mark.parametrize("kind", KINDS)
def test_every_section_of_every_paper_is_on_its_page_with_gaps_marked_in_words(wave: Wave, analyst: Client, kind: str):
    standing = standing_of(wave, kind)
    text = analyst.get(at(wave, kind)).text

    for section in standing.paper.sections:
        assert f'id="{section.key}-heading">{section.heading}<' in text.replace("&#39;", "'"), section.key
    assert text.count("<mark><strong>[to be completed: ") == len(standing.gaps)
    assert text.count(">Edit<") == len(standing.paper.sections)


def test_a_stale_section_says_so_in_words_and_nobody_elses_does(wave: Wave, analyst: Client):
    edit(wave, "figures", "Never <b>fewer</b> than ten.")
    edit(wave, version=1)
    tighten_contract(survey=wave.surveys.get(), raised={"threshold": 14}, by="tests")
    text = analyst.get(at(wave, "privacy-notice")).text

    assert text.count("To be read again: the draft of this section") == 1
    assert text.count("In the council’s own words.") == 1
    assert "Never &lt;b&gt;fewer&lt;/b&gt; than ten." in text
    assert "last edited on" in text


def test_whoever_may_not_prepare_reads_and_cannot_edit(wave: Wave):
    union = signed_in(account("union"))
    text = union.get(at(wave, "privacy-notice")).text

    assert "[to be completed: " in text
    assert ">Edit<" not in text
    for parts in (("privacy-notice", "controller"), ("privacy-notice", "controller", "reset")):
        assert union.get(at(wave, *parts)).status_code == 403
        assert union.post(at(wave, *parts), {"text": "Ours.", "version": "0", "sure": "on"}).status_code == 403
    assert not GovernancePaper.objects.exists()


@pytest.mark.parametrize("parts", [("poem",), ("poem", "word"), ("dpia", "chapter"), ("dpia", "chapter", "reset")])
def test_a_paper_or_a_section_that_there_is_not_is_not_found(wave: Wave, analyst: Client, parts: tuple[str, ...]):
    assert analyst.get(at(wave, *parts)).status_code == 404
    assert analyst.get("/waves/999999/papers/").status_code == 404


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", ()),
        ("Plain.", (("Plain.", False),)),
        ("[to be completed: a]", (("[to be completed: a]", True),)),
        ("By [to be completed: a], [to be completed: b].",
         (("By ", False), ("[to be completed: a]", True), (", ", False), ("[to be completed: b]", True), (".", False))),
        ("[something else]", (("[something else]", False),)),
    ],
)  # fmt: skip
def test_a_text_is_cut_at_its_gaps_and_nothing_is_lost(text: str, pieces: tuple[tuple[str, bool], ...]):
    assert pieces_of(text) == pieces
    assert "".join(piece for piece, _ in pieces) == text


# Editing


def test_a_section_comes_as_text_and_goes_back_changed(wave: Wave, analyst: Client):
    page = analyst.get(at(wave, "privacy-notice", "controller")).text
    assert 'name="version" value="0"' in page
    assert "[to be completed: " in page.split("<textarea")[1].split("</textarea>")[0]

    text = "We are the council.\r\n\r\nTable: Who\r\n| Role | Name |\r\n| Officer | Ada |\r\n\r\n- one\r\n- two"
    answer = analyst.post(at(wave, "privacy-notice", "controller"), {"version": "0", "text": text}, follow=True)

    assert answer.redirect_chain == [(f"{at(wave, 'privacy-notice')}#controller", 302)]
    assert "is saved." in answer.text
    assert '<th scope="row" class="govuk-table__header">Officer</th>' in answer.text
    assert "<li>two</li>" in answer.text
    assert AuditEvent.objects.order_by("id").last().by == "ann.lyst@council.example"


def test_whoever_comes_second_keeps_their_words_reads_the_others_and_can_then_save(wave: Wave, analyst: Client):
    edit(wave, text="Ben was first.")
    second = {"version": "0", "text": "Ann’s long & careful words."}
    answer = analyst.post(at(wave, "privacy-notice", "controller"), second)

    assert answer.status_code == 422
    assert "Ben has edited this paper since you read it." in answer.text
    assert "Ann’s long &amp; careful words.</textarea>" in answer.text
    assert '<pre class="waves-certificate">Ben was first.</pre>' in answer.text
    assert words(wave, "controller") == "Ben was first."

    version = re.search(r'name="version" value="(\d+)"', answer.text)
    assert version is not None
    analyst.post(at(wave, "privacy-notice", "controller"), {**second, "version": version[1]})
    assert words(wave, "controller") == "Ann’s long & careful words."


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": " \n ", "version": "0"}, "There are no words in it."),
        ({"text": "-\n-", "version": "0"}, "There are no words in it."),
        ({"text": "Ann’s words.", "version": "soon"}, "The form was not whole. Send it again."),
        ({"text": "Ann’s words."}, "The form was not whole. Send it again."),
        ({"text": "Ann’s words.", "version": "-1"}, "The form was not whole. Send it again."),
        ({"text": "Ann’s words.\0", "version": "0"}, "Null characters are not allowed."),
        ({"text": "Ann’s words." + "x" * 100_000, "version": "0"}, "at most 100000 characters"),
    ],
)
def test_a_wrong_form_comes_back_with_what_was_typed(wave: Wave, analyst: Client, sent: dict[str, str], said: str):
    answer = analyst.post(at(wave, "privacy-notice", "controller"), sent)

    assert answer.status_code == 422
    assert said in answer.text
    assert "Ann’s words." in answer.text or not sent["text"].startswith("Ann")
    assert not GovernancePaper.objects.exists()


def test_the_draft_stands_below_where_it_differs_and_only_there(wave: Wave, analyst: Client):
    heading = "The draft as it follows from the contracts today"
    assert heading not in analyst.get(at(wave, "privacy-notice", "figures")).text

    edit(wave, "figures", "Never fewer than ten.")
    tighten_contract(survey=wave.surveys.get(), raised={"threshold": 14}, by="tests")
    text = analyst.get(at(wave, "privacy-notice", "figures")).text

    assert heading in text
    assert "fewer than 14 people" in text
    assert "has changed since it was edited" in text
    analyst.post(at(wave, "privacy-notice", "figures"), {"version": "1", "text": "Never fewer than ten."})
    assert not standing_of(wave, "privacy-notice").out_of_date


# Going back


def test_going_back_to_the_draft_takes_a_tick_and_shows_what_is_lost(wave: Wave, analyst: Client):
    edit(wave, text="Our own words.")
    where = at(wave, "privacy-notice", "controller", "reset")
    page = analyst.get(where).text
    assert "Our own words." in page
    assert "are kept nowhere" in page

    refused = analyst.post(where, {"version": "1"})
    assert refused.status_code == 422
    assert "Tick the box" in refused.text
    assert words(wave, "controller") == "Our own words."

    done = analyst.post(where, {"version": "1", "sure": "on"}, follow=True)
    assert "reads as drafted again." in done.text
    assert "[to be completed: " in words(wave, "controller")


def test_going_back_after_somebody_elses_edit_changes_nothing_and_asks_again(wave: Wave, analyst: Client):
    edit(wave, text="Our own words.")
    edit(wave, text="Newer words.", version=1)
    answer = analyst.post(at(wave, "privacy-notice", "controller", "reset"), {"version": "1", "sure": "on"})

    assert answer.status_code == 422
    assert "Newer words." in answer.text
    assert "checked" not in answer.text
    assert words(wave, "controller") == "Newer words."


def test_a_section_never_edited_has_nothing_to_go_back_from(wave: Wave, analyst: Client):
    where = at(wave, "privacy-notice", "controller", "reset")
    for answer in (analyst.get(where, follow=True), analyst.post(where, {"version": "0", "sure": "on"}, follow=True)):
        assert "stands as it was drafted." in answer.text
    assert "Go back to the draft" not in analyst.get(at(wave, "privacy-notice", "controller")).text
    assert not GovernancePaper.objects.exists()


# Files


@pytest.mark.parametrize("kind", KINDS)
def test_files_are_attachments_with_names_that_say_what_they_are(wave: Wave, analyst: Client, kind: str):
    word, page = analyst.get(at(wave, kind, "word")), analyst.get(at(wave, kind, "web-page"))
    title = standing_of(wave, kind).paper.title
    name = f"2026-{title.lower().replace(' ', '-')}"

    assert word["Content-Disposition"] == f'attachment; filename="{name}.docx"'
    assert page["Content-Disposition"] == f'attachment; filename="{name}.html"'
    assert any(title in paragraph.text for paragraph in Document(io.BytesIO(word.content)).paragraphs)
    assert title in page.text
    assert page["Cache-Control"] == "no-store"


def test_reading_writes_nothing(wave: Wave, analyst: Client):
    analyst.get("/")
    events, sessions = AuditEvent.objects.count(), Session.objects.count()
    for parts in ((), ("dpia",), ("dpia", "need"), ("dpia", "word"), ("dpia", "web-page")):
        assert analyst.get(at(wave, *parts)).status_code == 200

    assert (AuditEvent.objects.count(), Session.objects.count()) == (events, sessions)
    assert not GovernancePaper.objects.exists()
