"""How contradictions, staying and leaving, the profile and the certainty of findings are said in a report."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from tests.core.reporting.releases import BEFORE, NOW, SOCIAL_WORK, Rows, release, with_rows
from tests.core.reporting.test_compose import cells, chapter, one, tables, texts

from soundings.disclosure import Comparison, Dimension, Evidence, Finding, Group, ItemFacts, OptionFacts, SurveyRelease
from soundings.reporting import compose, to_docx, to_html
from soundings.reporting.outline import every_chapter

RULE = "proud-but-busy, version 1: made up."
PLAN = ItemFacts(
    "plan",
    "Do you plan to stay?",
    "choice",
    "place",
    (OptionFacts("yes", "Yes", "favourable"), OptionFacts("no", "No", "unfavourable")),
)
WHY = ItemFacts(
    "why", "Why do you think of leaving?", "choices", "place", (OptionFacts("pay", "Pay"), OptionFacts("home", "Home"))
)


def headings(survey: SurveyRelease) -> list[str]:
    return [found.heading for found in every_chapter(one(survey).chapters)]


def apart(*evidence: Evidence) -> SurveyRelease:
    items = tuple(dict.fromkeys(key.item for key in evidence))
    return replace(
        SOCIAL_WORK, findings=(Finding("contradiction", items[0], RULE, items, evidence, "The two pull apart."),)
    )


def staying(rows: Rows, *evidence: Evidence) -> SurveyRelease:
    survey = replace(
        SOCIAL_WORK,
        items=(*SOCIAL_WORK.items, PLAN, WHY),
        findings=(Finding("retention", "plan", "All of it.", ("plan", "why"), evidence),),
    )
    return with_rows(survey, rows)


def option(rows: Rows, item: str, code: str, count: int, base: int) -> Evidence:
    rows.add(item, "count", count, base, option=code)
    rows.add(item, "percent", 100 * count / base, base, option=code)
    return Evidence(NOW, item, "percent", code)


@pytest.mark.parametrize(("line", "crosses"), [(76.0, False), (77.0, True), (85.0, True), (92.0, True), (93.0, False)])
def test_a_share_whose_interval_crosses_its_line_is_said_to(line: float, crosses: bool):
    # 112 of 132 are 85%, and the interval runs from 76.8 to 92.8
    finding = Finding("strength", "proud", "A rule.", ("proud",), (Evidence(NOW, "proud", "favourable", line=line),))
    said = texts(chapter(one(replace(SOCIAL_WORK, findings=(finding,))), "Strengths").blocks)[0]

    assert said.startswith("“I am proud to work here”: more than four fifths, 85% (112 of 132), answered")
    assert ("could be chance" in said) is crosses
    assert ("The interval, " in said) is crosses


def test_an_end_that_rounds_to_the_line_is_printed_more_finely():
    finding = Finding("strength", "proud", "A rule.", ("proud",), (Evidence(NOW, "proud", "favourable", line=77.0),))
    said = texts(chapter(one(replace(SOCIAL_WORK, findings=(finding,))), "Strengths").blocks)[0]

    assert said.endswith(
        "The interval, 76.8 to 92.8, crosses 77%: that the share lies on this side of it could be chance."
    )


def test_answers_that_pull_apart_are_said_with_both_figures_and_the_rule():
    survey = apart(
        Evidence(NOW, "manage", "favourable"),
        Evidence(NOW, "manage", "change_favourable", line=5.0),
        Evidence(NOW, "manage", "change_favourable_adjusted_p", line=0.05),
        Evidence(NOW, "proud", "favourable", line=70.0),
    )

    assert texts(chapter(one(survey), "Answers that pull apart").blocks) == [
        "The two pull apart.",
        "“My workload is manageable”: just over half, 53% (70 of 132), against 34% (32 of 93) in 2022; up 19 points "
        "(from +6 to +31 points): a clear improvement.",
        "“I am proud to work here”: more than four fifths, 85% (112 of 132), answered “Strongly agree” or “Agree”.",
        "Answers that pull apart are a reason to ask further and not a mistake: both may be true. The rules by which "
        "they were found:",
        RULE,
    ]


def test_the_level_of_one_answer_is_said_with_its_label():
    survey = apart(
        Evidence(NOW, "hours", "percent", "high", line=20.0), Evidence(NOW, "proud", "favourable", line=70.0)
    )

    assert texts(chapter(one(survey), "Answers that pull apart").blocks)[1] == (
        "“How many hours did you work last week?”: just under a third, 31% (40 of 130), answered “43 hours or more”."
    )


def test_the_movement_of_one_answer_is_said_in_points_with_its_interval():
    rows = Rows()
    rows.add("hours", "count", 10, 90, option="high", wave=BEFORE)
    rows.add("hours", "percent", 100 * 10 / 90, 90, option="high", wave=BEFORE)
    survey = with_rows(
        apart(
            Evidence(NOW, "proud", "favourable", line=70.0),
            Evidence(NOW, "hours", "percent", "high"),
            Evidence(BEFORE, "hours", "percent", "high"),
        ),
        rows,
    )

    assert texts(chapter(one(survey), "Answers that pull apart").blocks)[2] == (
        "“How many hours did you work last week?”: just under a third, 31% (40 of 130), answered “43 hours or more”, "
        "against 11% (10 of 90) in 2022; up 20 points (from +9 to +29 points), unlikely to be chance."
    )


def test_without_a_contradiction_or_plans_there_is_no_chapter_on_them():
    assert {"Answers that pull apart", "Staying and leaving"} & set(headings(SOCIAL_WORK)) == set()


def test_staying_and_leaving_tells_plans_and_reasons_in_one_place():
    rows = Rows()
    evidence = [option(rows, "plan", "yes", 90, 120), option(rows, "plan", "no", 30, 120)]
    evidence += [option(rows, "why", "pay", 10, 30), option(rows, "why", "home", 21, 30)]
    report = one(staying(rows, *evidence))

    assert texts(chapter(report, "Staying and leaving").blocks) == [
        "Asked “Do you plan to stay?”, 75% (90 of 120) answered “Yes” and 25% (30 of 120) answered “No”.",
        "Asked “Why do you think of leaving?”, people most often answered “Home”: just over two thirds, 70% (21 of "
        "30).",
    ]
    table = tables(report)["Staying and leaving: Why do you think of leaving?"]
    assert [row.heading for row in table.rows] == ["Pay", "Home"]
    assert cells(table, "Home") == {"People": "21", "Share": "70%"}


def test_a_capped_plan_keeps_its_words_and_the_largest_share():
    rows = Rows()
    rows.add("plan", "percent", 90.0, 15, option="yes", status="capped_high")
    rows.add("why", "percent", 90.0, 15, option="pay", status="capped_high")
    evidence = [Evidence(NOW, "plan", "percent", "yes"), Evidence(NOW, "why", "percent", "pay")]
    evidence.append(option(rows, "why", "home", 8, 15))
    said = texts(chapter(one(staying(rows, *evidence)), "Staying and leaving").blocks)

    assert said[0] == "Asked “Do you plan to stay?”, 90% or more answered “Yes”. The other answers are not shown."
    assert said[1] == "Asked “Why do you think of leaving?”, people most often answered “Pay”: 90% or more."


def test_reasons_that_are_not_shown_say_so_and_have_no_table():
    rows = Rows()
    report = one(staying(rows, option(rows, "plan", "yes", 90, 120), option(rows, "plan", "no", 30, 120)))

    assert texts(chapter(report, "Staying and leaving").blocks)[1] == (
        "The answers to “Why do you think of leaving?” are not shown."
    )
    assert "Staying and leaving: Why do you think of leaving?" not in tables(report)


def test_a_plan_told_by_sides_names_their_answers_and_the_change():
    rows = Rows()
    rows.add("plan", "favourable", 75.0, 16)
    rows.add("plan", "favourable_count", 12, 16)
    rows.add("plan", "change_favourable", 8.0, 16, low=-5.0, high=21.0)
    rows.add("plan", "change_favourable_adjusted_p", 0.4, 16)
    survey = staying(rows, Evidence(NOW, "plan", "favourable"))
    survey = replace(survey, items=tuple(replace(i, comparison=Comparison("same")) for i in survey.items))

    assert texts(chapter(one(survey), "Staying and leaving").blocks)[0] == (
        "Asked “Do you plan to stay?”, 75% (12 of 16) answered “Yes”. The other answers are not shown. “Yes” since "
        "2022: up 8 points (from −5 to +21 points): could be chance."
    )


def by_role(*groups: tuple[str, int | None, int | None], whole: bool = False) -> SurveyRelease:
    """A survey broken down by role; a group without numbers is not shown."""
    rows = Rows()
    evidence = [Evidence(NOW, "", measure) for measure in ("responses", "eligible")] if whole else []
    for name, responses, asked in groups:
        for measure, people in (("responses", responses), ("eligible", asked)):
            status = "ok" if people is not None else "not_shown"
            rows.add("", measure, people, people, dimension="role", group=name, status=status)
            if responses is not None:
                evidence.append(Evidence(NOW, "", measure, dimension="role", group=name))
    role = Dimension("role", "Role", tuple(Group(name, name) for name, _, _ in groups))
    findings = (Finding("profile", "role", "A rule.", ("role",), tuple(evidence)),) if evidence else ()
    return with_rows(replace(SOCIAL_WORK, dimensions=(role,), findings=findings), rows)


def test_each_group_of_those_who_answered_stands_beside_those_who_were_asked():
    report = one(by_role(("Social workers", 66, 125), ("Managers", 54, 115)))
    said = texts(chapter(report, "Response").blocks)

    assert said[1] == (
        "Social workers: 55% of those who answered and 52% of those who were asked, 3 percentage points more. "
        "Managers: 45% of those who answered and 48% of those who were asked, 3 percentage points fewer."
    )
    assert "would not show that those who did not answer think alike" in said[2]
    table = tables(report)["Who answered and who was asked, by role"]
    assert cells(table, "Social workers") == {
        "Of those asked": "125 (52%)",
        "Of those who answered": "66 (55%)",
        "Difference in points": "+3",
    }


def test_where_a_group_is_hidden_shares_are_of_the_whole_and_this_is_said():
    report = one(by_role(("Social workers", 66, 125), ("Managers", None, None), whole=True))
    table = tables(report)["Who answered and who was asked, by role"]

    assert texts(chapter(report, "Response").blocks)[1] == (
        "Social workers: 50% of those who answered and 50% of those who were asked, under 1 percentage point more. "
        "For 1 group this cannot be worked out from the numbers shown."
    )
    assert set(cells(table, "Managers").values()) == {"not shown"}
    assert table.notes[0].startswith("Shares are of the whole survey.")


def test_a_group_as_large_on_both_sides_is_said_to_be_the_same():
    assert "exactly the same share" in texts(chapter(one(by_role(("All", 60, 120))), "Response").blocks)[1]


def test_what_cannot_be_worked_out_is_said_plainly():
    nothing = one(by_role(("Social workers", None, None)))
    no_groups = one(replace(SOCIAL_WORK, dimensions=()))

    assert texts(chapter(nothing, "Response").blocks)[1] == (
        "How those who answered compare with those who were asked, by role, cannot be worked out from the numbers that "
        "are shown."
    )
    assert texts(chapter(no_groups, "Response").blocks)[1].startswith(
        "Whether those who answered are like those who were asked cannot be worked out"
    )


def test_page_and_word_document_say_the_same():
    rows = Rows()
    evidence = [option(rows, "plan", "yes", 90, 120), option(rows, "plan", "no", 30, 120)]
    survey = staying(rows, *evidence)
    pulled = apart(Evidence(NOW, "manage", "favourable", line=60.0), Evidence(NOW, "proud", "favourable", line=70.0))
    report = compose(release(replace(survey, findings=(*survey.findings, *pulled.findings))))
    page = to_html(report)
    document = "\n".join(paragraph.text for paragraph in Document(BytesIO(to_docx(report))).paragraphs)

    for said in ("The two pull apart.", "75% (90 of 120) answered “Yes”"):
        assert said in page
        assert said in document
