"""Edited papers: kept over a new contract and flagged, audited, and written as Word and as a page."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from docx import Document
from tests.web.box.councils import PASSPHRASES, make_roster, open_council, plan, questionnaire

from soundings.errors import NotNowError, UsageError
from soundings_web.people.models import AuditEvent, Entry
from soundings_web.waves.actions import add_holder, open_survey, plan_wave, tighten_contract
from soundings_web.waves.governance.actions import edit_paper, reset_section
from soundings_web.waves.governance.drafting import KINDS
from soundings_web.waves.governance.models import GovernancePaper
from soundings_web.waves.governance.queries import papers_of, standing_of
from soundings_web.waves.governance.writing import written
from soundings_web.waves.models import Wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave() -> Wave:
    return open_council(12).survey.wave


def edit(wave: Wave, key: str = "controller", text: str = "We are the council.", version: int = 0) -> int:
    return edit_paper(wave=wave, kind="privacy-notice", key=key, text=text, version=version, by="Ada")


def words(wave: Wave, key: str) -> str:
    return standing_of(wave, "privacy-notice").paper.section(key).text


def tighten(wave: Wave, **raised: int) -> None:
    tighten_contract(survey=wave.surveys.get(), raised=raised, by="tests")


def test_a_paper_nobody_edited_follows_every_contract(wave: Wave):
    tighten(wave, threshold=14)
    standing = standing_of(wave, "privacy-notice")

    assert "fewer than 14 people" in standing.paper.section("figures").text
    assert (standing.version, standing.differing, standing.out_of_date) == (0, (), False)
    assert "contract 2" in standing.paper.basis[0]


def test_an_edited_section_stands_and_the_others_stay_drafted(wave: Wave):
    assert edit(wave) == 1
    standing = standing_of(wave, "privacy-notice")

    assert words(wave, "controller") == "We are the council."
    assert standing.differing == ("controller",)
    assert standing.paper.section("figures") == standing.fresh.section("figures")
    assert (standing.updated_by, standing.version, standing.out_of_date) == ("Ada", 1, False)


def test_edits_survive_a_new_contract_and_are_flagged(wave: Wave):
    edit(wave)
    edit(wave, "figures", "Never fewer than ten.", 1)
    tighten(wave, threshold=14)
    standing = standing_of(wave, "privacy-notice")

    assert words(wave, "figures") == "Never fewer than ten."
    assert standing.out_of_date
    assert standing.changed == ("Children’s social work",)
    assert standing.stale == ("figures",)


def test_the_same_words_again_say_that_they_still_hold(wave: Wave):
    edit(wave, "figures", "As our policy says.")
    tighten(wave, threshold=14)
    edit(wave, "figures", "As our policy says.", 1)

    assert not standing_of(wave, "privacy-notice").out_of_date


def test_an_edit_elsewhere_leaves_a_stale_section_flagged(wave: Wave):
    edit(wave, "figures", "Never fewer than ten.")
    tighten(wave, threshold=14)
    edit(wave, "controller", "We.", 1)
    standing = standing_of(wave, "privacy-notice")

    assert (standing.changed, standing.stale, standing.out_of_date) == ((), ("figures",), True)


def test_a_section_taken_back_follows_from_the_contract_again(wave: Wave):
    edit(wave, "figures", "Never fewer than ten.")
    tighten(wave, threshold=14)
    reset_section(wave=wave, kind="privacy-notice", key="figures", version=1, by="Ada")

    assert "fewer than 14 people" in words(wave, "figures")
    assert standing_of(wave, "privacy-notice").version == 2
    assert GovernancePaper.objects.get().drafts == {}


def test_edits_and_resets_are_audited_without_the_words(wave: Wave):
    edit(wave, text="Secret plans.")
    reset_section(wave=wave, kind="privacy-notice", key="controller", version=1, by="Ben")
    edited, taken_back = AuditEvent.objects.order_by("id")[AuditEvent.objects.count() - 2 :]

    assert (edited.by, edited.what, edited.about) == ("Ada", "paper edited", "2026: Privacy notice")
    assert (taken_back.by, taken_back.what) == ("Ben", "paper section reset")
    assert edited.details["section"] == taken_back.details["section"] == "controller"
    assert "Secret" not in str(edited.details)


def test_whoever_read_an_older_version_changes_nothing(wave: Wave):
    edit(wave, text="First.")
    with pytest.raises(NotNowError, match="Ada has edited this paper"):
        edit(wave, text="Second.")

    assert words(wave, "controller") == "First."


@pytest.mark.parametrize(("key", "text"), [("chapter", "Words."), ("controller", " \n ")])
def test_unknown_sections_and_empty_words_are_refused(wave: Wave, key: str, text: str):
    with pytest.raises(UsageError):
        edit(wave, key, text)

    assert not GovernancePaper.objects.exists()


def test_a_section_never_edited_cannot_be_taken_back(wave: Wave):
    with pytest.raises(UsageError, match="stands as it was drafted"):
        reset_section(wave=wave, kind="dpia", key="need", version=0, by="Ada")


def test_papers_of_a_wave_being_prepared_come_from_its_plan_and_are_flagged_when_it_opens():
    make_roster(12)
    for name, passphrase in PASSPHRASES.items():
        add_holder(name=name, passphrase=passphrase, by="tests")
    wave = plan_wave(plan=plan(), questionnaires={"children": questionnaire()}, by="tests")
    edit(wave)
    before = standing_of(wave, "privacy-notice")
    open_survey(survey=wave.surveys.get(), by="tests")
    after = standing_of(wave, "privacy-notice")

    assert "from its plan" in before.paper.basis[0]
    assert "contract 1" in after.paper.basis[0]
    assert (before.out_of_date, after.changed, after.stale) == (False, ("Children’s social work",), ())


def test_a_wave_without_key_holders_or_surveys_says_what_is_missing():
    make_roster(12)
    wave = plan_wave(plan=plan(holders=[]), questionnaires={"children": questionnaire()}, by="tests")
    with pytest.raises(NotNowError, match="no key holder"):
        standing_of(wave, "dpia")

    wave.surveys.all().delete()
    with pytest.raises(NotNowError, match="no surveys"):
        standing_of(wave, "dpia")


def test_people_with_paper_forms_are_counted_from_the_roster(wave: Wave):
    Entry.objects.filter(pk__in=list(Entry.objects.values_list("pk", flat=True)[:2])).update(paper=True)

    assert "Paper forms go to 2 people." in standing_of(wave, "dpia").paper.section("nature").text


def test_every_paper_of_a_wave_is_listed_in_order(wave: Wave):
    assert [standing.paper.kind for standing in papers_of(wave)] == list(KINDS)


def document(wave: Wave, kind: str):
    content = written(standing_of(wave, kind), Path("paper.docx"))
    return Document(io.BytesIO(content if isinstance(content, bytes) else content.encode()))


@pytest.mark.parametrize("kind", KINDS)
def test_word_has_real_headings_for_every_section(wave: Wave, kind: str):
    headings = [p.text for p in document(wave, kind).paragraphs if p.style.name.lower().startswith("heading")]

    assert headings == [section.heading for section in standing_of(wave, kind).paper.sections]


def test_word_has_the_tables_and_lists_of_the_assessment(wave: Wave):
    made = document(wave, "dpia")
    first = [[cell.text for cell in table.rows[0].cells] for table in made.tables]

    assert ["Risk", "What could happen, and to whom", "Likelihood", "Severity", "Overall"] in first
    assert ["Risk", "What is done against it", "Effect", "Risk left"] in first
    assert any(p.style.name == "List Bullet" for p in made.paragraphs)


def test_the_cover_counts_what_is_missing_until_nothing_is(wave: Wave):
    assert "places are to be completed" in str(written(standing_of(wave, "privacy-notice"), Path("a.html")))

    for version, key in enumerate(dict.fromkeys(gap.section for gap in standing_of(wave, "privacy-notice").gaps)):
        edit(wave, key, "Completed.", version)
    done = str(written(standing_of(wave, "privacy-notice"), Path("a.html")))

    assert "to be completed" not in done
    assert "not all of it is completed" not in done


def test_the_page_has_tables_and_says_what_to_read_again(wave: Wave):
    edit(wave, "figures", "Never <b>fewer</b> than ten.")
    tighten(wave, threshold=14)
    page = str(written(standing_of(wave, "privacy-notice"), Path("a.html")))

    assert "To be read again" in page
    assert "Never &lt;b&gt;fewer&lt;/b&gt; than ten." in page
    assert "<table" in str(written(standing_of(wave, "retention"), Path("a.html")))


def test_a_file_of_another_kind_is_refused(wave: Wave):
    with pytest.raises(UsageError, match=r"\.docx or \.html"):
        written(standing_of(wave, "dpia"), Path("paper.pdf"))


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("survey", "papers", *words, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("wave")
def test_the_command_writes_a_paper_and_tells_its_gaps(tmp_path: Path):
    told = run("2026", "--kind", "dpia", "-o", str(tmp_path / "dpia.docx"))

    assert Document(str(tmp_path / "dpia.docx")).tables
    assert "4 to be completed" in told


@pytest.mark.usefixtures("wave")
def test_the_command_prints_a_section_takes_it_back_edited_and_resets_it(tmp_path: Path):
    where = ("2026", "--kind", "privacy-notice", "--section", "controller")
    words = tmp_path / "words.txt"
    words.write_text(run(*where).replace("[to be completed: postal", "[postal"), encoding="utf-8")

    assert "edited, 1 to be completed" in run(*where, "--with", str(words))
    assert "[postal" in run(*where)
    assert "edited" not in run(*where, "--reset")


def test_the_command_tells_what_changed_since_the_last_edit(wave: Wave):
    edit(wave, "figures", "Never fewer than ten.")
    tighten(wave, threshold=14)
    told = run("2026", "--kind", "privacy-notice")

    assert "its draft has changed since" in told
    assert "Out of date since the last edit, because of: Children’s social work." in told


@pytest.mark.usefixtures("wave")
@pytest.mark.parametrize("words", [("--reset",), ("--section", "chapter")])
def test_the_command_refuses_a_section_that_there_is_not(words: tuple[str, ...]):
    with pytest.raises(CommandError):
        run("2026", "--kind", "dpia", *words)


def test_the_command_lists_every_paper_and_which_are_out_of_date(wave: Wave):
    edit(wave)
    tighten(wave, threshold=14)
    told = run("2026").splitlines()

    assert [line.split()[0] for line in told] == list(KINDS)
    assert [line.endswith("out of date") for line in told] == [False, True, False, False, False]
    with pytest.raises(CommandError, match="--kind"):
        run("2026", "-o", "paper.docx")
