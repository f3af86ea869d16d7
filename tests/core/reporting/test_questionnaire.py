"""A questionnaire as a page: what respondents will read, and the codebook that explains it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from tests.core.reporting.pages import text_of
from tests.factories import INSTRUMENTS, tiny

from soundings.errors import UsageError
from soundings.instrument import load_instrument, read_instrument
from soundings.reporting import codebook_html, preview_html

FIRST_CHECK = Path(__file__).parents[2] / "instruments" / "first-check.toml"

SOCIAL_WORK = load_instrument("social-work", "adults")
SHARED = read_instrument(INSTRUMENTS / "variants.toml")


def tree(html: str) -> ET.Element:
    """The page's body as XML: a page that is not well formed fails here."""
    plain = re.sub(r"<(input|meta|br)\b([^>]*)>", r"<\1\2/>", html.split("\n", 1)[1])
    return ET.fromstring(plain)  # noqa: S314 - our own page


@pytest.fixture(scope="module")
def preview() -> ET.Element:
    return tree(preview_html(SOCIAL_WORK, "social-workers"))


@pytest.fixture(scope="module")
def codebook() -> ET.Element:
    return tree(codebook_html(read_instrument("social-work")))


def question(page: ET.Element, code: str) -> ET.Element:
    return next(
        box
        for box in page.iter()
        if "question" in (box.get("class") or "").split() and box.find(f".//*[@name='{code}']") is not None
    )


def entry(page: ET.Element, code: str) -> str:
    return text_of(next(a for a in page.iter("article") if a.get("aria-labelledby") == f"item-{code}"))


def test_each_section_is_a_page_that_says_which_one_it_is(preview: ET.Element):
    pages = [section for section in preview.iter("section") if section.get("class") == "page"]

    assert [text_of(page.find("h2")) for page in pages] == [section.title for section in SOCIAL_WORK.sections]  # type: ignore[arg-type]
    assert text_of(pages[2].find("p")) == "Page 3 of 11"  # type: ignore[arg-type]


def test_every_question_for_the_audience_stands_there_once(preview: ET.Element):
    asked = [item.code for item in SOCIAL_WORK.items if item.meant_for("social-workers")]
    names = [element.get("name") for element in preview.iter() if element.tag in ("input", "textarea", "select")]

    assert list(dict.fromkeys(names)) == asked


def test_choices_stand_in_a_fieldset_with_the_question_as_its_legend(preview: ET.Element):
    box = question(preview, "WL1")

    assert box.tag == "fieldset"
    assert text_of(box.find("legend")) == "1. How manageable is your caseload?"  # type: ignore[arg-type]
    assert [text_of(label) for label in box.iter("label")] == [
        "Completely manageable", "Mostly manageable", "Just about manageable", "Not manageable", "I do not hold cases",
    ]  # fmt: skip


def test_every_control_has_a_label_of_its_own(preview: ET.Element):
    labelled = {label.get("for") for label in preview.iter("label")}
    names = {element.get("id") for element in preview.iter() if element.get("id")}
    for control in (e for e in preview.iter() if e.tag in ("input", "textarea", "select")):
        by = (control.get("aria-labelledby") or "").split()
        assert control.get("id") in labelled or (by and set(by) <= names), control.attrib


def test_no_identifier_is_used_twice_and_every_reference_leads_somewhere(preview: ET.Element, codebook: ET.Element):
    for page in (preview, codebook):
        ids = [element.get("id") for element in page.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        for element in page.iter():
            named = f"{element.get('aria-labelledby') or ''} {element.get('aria-describedby') or ''}".split()
            target = (element.get("href") or "").removeprefix("#")
            assert {*named, *([target] if target else [])} <= set(ids)


def test_guidance_is_tied_to_its_question(preview: ET.Element):
    box = question(preview, "WL4")
    notes = next(e for e in preview.iter() if e.get("id") == box.get("aria-describedby"))

    assert text_of(notes).startswith("Direct work is all the time you spend with adults and carers:")


def test_a_number_has_its_unit_and_the_answer_outside_it(preview: ET.Element):
    box = question(preview, "WL4")

    assert [(i.get("type"), i.get("inputmode")) for i in box.iter("input")] == [("text", "decimal"), ("checkbox", None)]
    assert "hours" in text_of(box)


def test_support_stands_on_every_page_with_sensitive_questions_or_comments(preview: ET.Element):
    pages = [section for section in preview.iter("section") if section.get("class") == "page"]
    with_support = {text_of(page.find("h2")) for page in pages if page.find("aside") is not None}  # type: ignore[arg-type]

    assert with_support == {"Your wellbeing at work", "Fair treatment", "Your job and your plans", "In your own words"}
    assert "Samaritans: 116 123" in text_of(pages[3].find("aside"))  # type: ignore[arg-type]


def test_the_warning_stands_above_every_comment_box(preview: ET.Element):
    for code in ("CO1", "CO2"):
        box = question(preview, code)
        order = [element.tag for element in box.iter() if element.tag in ("label", "p", "textarea")]
        assert order == ["label", "p", "textarea"]
        assert "Please do not name anybody" in text_of(box)


def test_several_answers_are_boxes_and_say_so(preview: ET.Element):
    box = question(preview, "RT7")

    assert {control.get("type") for control in box.iter("input")} == {"checkbox"}
    assert "Choose all that apply." in text_of(box)
    assert "Asked only of those who answered “I am not sure” or “No”" in text_of(box)


def test_ethnic_groups_stand_under_their_heads(preview: ET.Element):
    groups = [e for e in question(preview, "ethnicity").iter("div") if e.get("role") == "group"]

    assert [len(list(group.iter("input"))) for group in groups] == [5, 4, 5, 3, 2]
    assert text_of(groups[0].find("p")) == "White"  # type: ignore[arg-type]


def test_the_opening_gives_the_number_of_questions_and_the_minutes(preview: ET.Element):
    opening = text_of(next(preview.iter("header")))

    assert "59 questions on 11 pages. It takes at most about 15 minutes. For: Social workers." in opening
    assert "You do not have to answer" in opening


def test_an_audience_sees_its_own_questions_and_no_others():
    page = preview_html(SOCIAL_WORK, "occupational-therapists")

    assert "senior occupational therapist when" in page
    assert "senior social work leaders" not in page


def test_without_an_audience_a_question_says_whom_it_is_for():
    assert "Asked only of occupational therapists." in preview_html(SOCIAL_WORK)


def test_an_unknown_audience_is_answered_with_the_known_ones():
    with pytest.raises(UsageError, match="it has social-workers, occupational-therapists"):
        preview_html(SOCIAL_WORK, "nurses")


@pytest.mark.parametrize("name", ["agreement", "choices", "numbers", "routing", "states", "team", "history"])
def test_every_kind_of_question_can_be_previewed_and_explained(name: str):
    for page in (preview_html(tiny(name)), codebook_html(tiny(name))):
        assert tree(page).find("body") is not None


def test_neither_page_runs_or_fetches_anything():
    for page in (preview_html(SOCIAL_WORK), codebook_html(SOCIAL_WORK)):
        assert "<script" not in page
        assert not re.search(r"""(?:src|href)=["'](?!#)|url\(|@import""", page)
        assert "default-src 'none'" in page
        assert '<meta name="viewport"' in page
        assert '<html lang="en-GB">' in page


def test_words_of_the_questionnaire_cannot_become_markup():
    hostile = SHARED.variant("children").model_copy(update={"title": "<b>&", "comment_note": "<i>"})

    for page in (preview_html(hostile), codebook_html(hostile)):
        assert "<h1>&lt;b&gt;&amp;</h1>" in page
        assert "<i>" not in page


def test_codebook_names_every_item(codebook: ET.Element):
    entries = [article.get("aria-labelledby", "").removeprefix("item-") for article in codebook.iter("article")]

    assert entries == [item.code for item in read_instrument("social-work").items]


def test_codebook_gives_scores_sides_and_what_stands_outside_the_base(codebook: ET.Element):
    article = next(a for a in codebook.iter("article") if a.get("aria-labelledby") == "item-WL1")
    rows = [[text_of(cell) for cell in row] for row in article.iter("tr")]  # type: ignore[arg-type]

    assert rows == [
        ["Code", "Answer", "Score", "Side"],
        ["completely", "Completely manageable", "100", "favourable"],
        ["mostly", "Mostly manageable", "67", "favourable"],
        ["just_about", "Just about manageable", "33", "neutral"],
        ["not", "Not manageable", "0", "unfavourable"],
        ["not_applicable", "I do not hold cases", "", "outside the base"],
    ]


def test_codebook_gives_topic_standards_route_and_marks(codebook: ET.Element):
    said = entry(codebook, "RT6")

    assert "Effective service delivery" in said
    assert "s2014-2: Effective workforce planning (2014)" in said
    assert "who answered “I am not sure” or “No” to “Do you plan to be working for this council" in said
    assert "sensitive: shown from 20 answers" in said
    assert "reversed" in entry(codebook, "HW1")
    assert "local list" in entry(codebook, "role")
    assert "equality: optional" in entry(codebook, "age")


def test_codebook_of_all_variants_gives_each_its_words(codebook: ET.Element):
    said = entry(codebook, "SD3")

    assert "The way we work here builds on the strengths of children and families. (children’s services)" in said
    assert "The way we work here builds on the strengths of adults and carers. (adults’ services)" in said
    assert "occupational therapists in adults’ services" in entry(codebook, "CM4")


def test_codebook_of_one_variant_gives_only_its_words():
    page = codebook_html(SOCIAL_WORK)

    assert "strengths of adults and carers.<" in page
    assert "children and families" not in page


def test_codebook_tells_the_history_of_a_wording():
    said = entry(tree(codebook_html(load_instrument(FIRST_CHECK))), "WF2")

    assert "Up to 2025: “When a colleague is absent, their work is covered.”" in said
    assert "reworded but comparable, decided by the makers of the demo. A plainer word for the same thing." in said
