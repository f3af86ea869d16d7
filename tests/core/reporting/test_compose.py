"""The outline of a report: what it says, and in which order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.core.reporting.releases import BEFORE, SOCIAL_WORK, WIDER, Rows, item, only, release, with_rows, without_rows

from soundings.comparators.past import PastResult, PastResults
from soundings.disclosure import Comparison, Finding, Protection
from soundings.errors import UsageError
from soundings.reporting import compose
from soundings.reporting.outline import (
    Block,
    Bullets,
    Callout,
    ChangeArrows,
    Chapter,
    Column,
    Exhibit,
    Numbered,
    Paragraph,
    Report,
    Row,
    Table,
    anchor,
    every_chapter,
    with_unique_ids,
)


def texts(blocks: tuple[Block, ...]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        match block:
            case Paragraph(text):
                found.append(text)
            case Bullets(items) | Numbered(items):
                found += items
            case Callout(_, lines):
                found += lines
            case _:
                pass
    return found


def chapter(report: Report, heading: str) -> Chapter:
    return next(found for found in every_chapter(report.chapters) if found.heading == heading)


def tables(report: Report) -> dict[str, Table]:
    blocks = [block for found in every_chapter(report.chapters) for block in found.blocks]
    every = [block.table if isinstance(block, Exhibit) else block for block in blocks]
    return {table.caption: table for table in every if isinstance(table, Table)}


def cells(table: Table, row: str) -> dict[str, str]:
    found = next(r for r in table.rows if r.heading == row)
    return {c.heading: cell.text for c, cell in zip(table.columns[1:], found.cells, strict=True)}


def one(survey: object = SOCIAL_WORK) -> Report:
    return compose(release(survey))  # type: ignore[arg-type]


def past(**more: object) -> PastResult:
    facts = {"survey": "sw", "wave": "2019", "item": "", "measure": "response_rate", "label": "Response rate"}
    facts |= {"value": 60.0, "hedge": "", "n": 123, "eligible": 205, "verdict": "same", "source": "Report 2019, 3.1"}
    return PastResult(**{**facts, **more})  # type: ignore[arg-type]


def test_the_chapters_stand_in_the_order_of_the_council():
    report = compose(release(), PastResults((past(),)))

    assert [found.heading for found in report.chapters] == [
        "Recommendations",
        "Purpose",
        "Background",
        "Response",
        "Findings by topic",
        "Findings by group",
        "Strengths",
        "Areas for improvement",
        "Change since last time",
        "Earlier results",
        "Method note",
        "Every answer",
    ]


def test_a_chapter_on_several_surveys_has_a_chapter_below_for_each():
    findings = chapter(compose(release()), "Findings by topic")

    assert [below.heading for below in findings.chapters] == ["Children’s social work", "Wider workforce"]


def test_a_chapter_on_one_survey_has_no_empty_level():
    assert [below.heading for below in chapter(one(), "Findings by topic").chapters] == [
        "Scores at a glance",
        "Effective workload",
        "A healthy workplace",
    ]


def test_a_question_without_a_topic_goes_with_its_section():
    exhibits = [block for block in chapter(one(), "Effective workload").blocks if isinstance(block, Exhibit)]

    assert [len(e.table.rows) for e in exhibits] == [2, 2]
    assert exhibits[1].table.caption == "Number and share of answers: How many hours did you work last week?"


def test_questions_without_any_topic_stand_under_their_section():
    untitled = replace(SOCIAL_WORK, composites=())

    assert [below.heading for below in chapter(one(untitled), "Findings by topic").chapters] == [
        "Workload",
        "Workplace",
    ]


def test_a_question_of_an_unknown_section_is_not_lost():
    stray = replace(SOCIAL_WORK, composites=(), sections=())

    assert chapter(one(stray), "Other questions").blocks


def test_the_response_is_given_with_both_numbers_beside_last_time():
    assert texts(chapter(one(), "Response").blocks)[0] == (
        "Children’s social work: 132 of the 251 people asked answered, 53%. In 2022 it was 35% (93 of 268)."
    )


def test_the_response_is_graded_by_the_rule_of_thumb():
    row = cells(tables(one())["Response rates"], "Children’s social work")

    assert row["Response rate"] == "53%"
    assert row["Last time"] == "2022: 35% (93 of 268)"
    assert row["Rule of thumb"] == "adequate"


def test_without_a_roster_there_is_no_response_rate():
    unknown = without_rows(without_rows(SOCIAL_WORK, item="", measure="eligible"), measure="response_rate")

    assert "How many were asked is not recorded" in texts(chapter(one(unknown), "Response").blocks)[0]
    assert "Response rates" not in tables(one(unknown))
    both = tables(compose(release(unknown, WIDER)))["Response rates"]
    assert cells(both, "Children’s social work")["Rule of thumb"] == "–"
    assert cells(both, "Wider workforce")["Response rate"] == "39.0%"


def test_a_profile_that_is_not_shown_is_named_and_has_no_table():
    hidden = replace(SOCIAL_WORK.items[5], options=())

    assert texts(chapter(one(only(hidden)), "Response").blocks)[-1] == (
        "The answers to “How long have you worked here?” are not shown."
    )


def test_a_score_is_said_with_its_band_and_interval():
    assert texts(chapter(one(), "Effective workload").blocks)[0].startswith(
        "The score for this topic is 62 out of 100 (moderate, from 60 to 64)."
    )


def test_the_answers_table_has_counts_shares_score_and_band():
    row = cells(tables(one())["Effective workload: number and share of answers"], "My workload is manageable")

    assert row == {
        "Answers": "132",
        "Favourable": "70 (53%)",
        "Neutral": "20 (15%)",
        "Unfavourable": "42 (32%)",
        "Score": "59",
        "Band": "moderate",
    }


def test_shares_of_a_thousand_answers_have_one_decimal():
    row = cells(tables(one(WIDER))["Workload: number and share of answers"], "My workload is manageable")

    assert row["Favourable"] == "801 (50.1%)"
    assert row["Answers"] == "1,600"


def test_a_side_that_was_not_offered_is_a_dash():
    two = tuple(option for option in SOCIAL_WORK.items[0].options if option.side != "neutral")
    report = one(only(replace(SOCIAL_WORK.items[0], options=two), SOCIAL_WORK.items[1]))
    table = tables(report)["Effective workload: number and share of answers"]

    assert cells(table, "My workload is manageable")["Neutral"] == "–"


def test_a_group_that_is_not_shown_says_so_and_a_capped_one_gives_its_limit():
    table = tables(one())["Effective workload: favourable answers, by team"]

    assert cells(table, "My workload is manageable") == {
        "Everybody": "53%",
        "North": "45%",
        "East": "90% or more",
        "West": "not shown",
        "South and Centre": "52%",
    }
    assert cells(table, "People who answered")["West"] == "not shown"


@pytest.mark.parametrize(
    ("base", "low", "high"), [(10, "10%", "90%"), (19, "10%", "90%"), (20, "5%", "95%"), (49, "5%", "95%")]
)
def test_a_capped_figure_without_a_value_takes_its_limit_from_its_base(base: int, low: str, high: str):
    survey = without_rows(SOCIAL_WORK, item="manage", group="East")
    rows = Rows()
    rows.add("manage", "favourable", None, base, dimension="team", group="East", status="capped_high")
    rows.add("stress", "favourable", None, base, dimension="team", group="North", status="capped_low")
    table = tables(one(with_rows(without_rows(survey, item="stress", group="North"), rows)))[
        "Effective workload: favourable answers, by team"
    ]

    assert cells(table, "My workload is manageable")["East"] == f"{high} or more"
    assert cells(table, "I can handle the stress of my work")["North"] == f"{low} or less"


def test_groups_keep_the_order_of_the_release():
    table = tables(one())["Effective workload: favourable answers, by team"]

    assert [column.heading for column in table.columns[2:]] == ["North", "East", "West", "South and Centre"]


def test_merged_groups_are_named_with_their_members_and_others_are_not():
    text = texts(chapter(one(), "Team").blocks)[0]

    assert "“South and Centre” (South and Centre)" in text
    assert "North" not in text


def test_many_groups_are_spread_over_even_parts():
    team = SOCIAL_WORK.dimensions[0]
    many = replace(team, groups=tuple(replace(team.groups[0], code=f"T{n}", label=f"T{n}") for n in range(8)))
    rows = Rows()
    for n in range(8):
        rows.add("manage", "favourable", 50.0, 60, dimension="team", group=f"T{n}")
    report = one(with_rows(replace(SOCIAL_WORK, dimensions=(many,)), rows))

    assert [len(t.columns) for caption, t in tables(report).items() if "(part" in caption] == [6, 6]


def test_strengths_and_improvements_are_said_with_their_rule():
    strengths = texts(chapter(one(), "Strengths").blocks)

    assert strengths[0] == (
        "“I am proud to work here”: more than four fifths, 85% (112 of 132), answered “Strongly agree” or “Agree”."
    )
    assert strengths[1].endswith("At least 75% of answers are favourable.")


def test_a_survey_without_findings_says_that_none_meets_the_rule():
    report = one(replace(SOCIAL_WORK, findings=()))

    assert texts(chapter(report, "Strengths").blocks) == ["No question meets the rule for a strength."]


def test_change_counts_what_is_clear_and_what_is_not():
    assert texts(chapter(one(), "Change since last time").blocks)[:2] == [
        "Of 2 questions that can be compared with 2022, 1 clearly improved, none clearly declined and 1 showed no "
        "clear change.",
        "“My workload is manageable”: just over half, 53% (70 of 132), against 34% (32 of 93) in 2022; up 19 points "
        "(from +6 to +31 points): a clear improvement.",
    ]


def test_a_change_is_clear_only_when_every_question_compared_is_allowed_for():
    survey = without_rows(SOCIAL_WORK, measure="change_favourable_adjusted_p")
    rows = Rows()
    rows.add("manage", "change_favourable_adjusted_p", 0.06, 132)
    table = tables(one(with_rows(survey, rows)))["Effective workload: change since 2022"]

    assert cells(table, "My workload is manageable")["How to read it"] == "could be chance"


def test_questions_that_cannot_be_compared_are_listed_with_the_reason():
    table = tables(one())["Questions that are new or were worded differently"]

    assert [row.heading for row in table.rows] == ["I am proud to work here", "I can reach a senior manager"]
    assert "cannot be compared. The two ask for different things." in table.rows[0].cells[0].text
    assert table.rows[0].cells[1].text == "I like my job"


def test_a_broken_question_has_no_arrow():
    charts = [b.chart for c in every_chapter(one().chapters) for b in c.blocks if isinstance(b, Exhibit)]
    labels = [arrow.label for chart in charts if isinstance(chart, ChangeArrows) for arrow in chart.arrows]

    assert "My workload is manageable" in labels
    assert "I am proud to work here" not in labels


def test_a_reworded_question_that_is_comparable_shows_both_wordings():
    reworded = item("manage", "My workload is manageable", comparison=Comparison("comparable", "I manage", "Clearer."))
    table = tables(one(only(reworded)))["Questions that are new or were worded differently"]

    assert [cell.text for cell in table.rows[0].cells] == ["Reworded; judged to be comparable. Clearer.", "I manage"]


def test_without_an_earlier_wave_nothing_is_compared():
    report = one(replace(SOCIAL_WORK, previous=""))

    assert texts(chapter(report, "Change since last time").blocks) == ["There is no earlier wave to compare with."]


def test_earlier_papers_stand_apart_with_hedge_and_source():
    results = (
        past(),
        past(measure="favourable", label="Observed", value=60.0, hedge="almost", n=None, verdict="break"),
    )
    table = tables(compose(release(SOCIAL_WORK), PastResults(results)))[
        "Own earlier results, as published: Children’s social work"
    ]

    assert cells(table, "Response rate")["Its counts"] == "60% (123 of 205)"
    assert cells(table, "Observed") == {
        "Wave": "2019",
        "As published": "almost 60%",
        "Its counts": "–",
        "2023, computed": "–",
        "Beside this year": "Cannot be compared",
        "Source": "Report 2019, 3.1",
    }


def test_this_waves_own_figure_stands_beside_an_earlier_result_of_the_same_question():
    results = (
        past(),
        past(item="manage", measure="favourable", label="Manageable", value=41.0),
        past(item="manage", measure="favourable", label="Reworded", value=41.0, verdict="comparable"),
        past(item="manage", measure="favourable", label="Broken", value=41.0, verdict="break"),
        past(item="gone", measure="favourable", label="No longer asked", value=41.0),
    )
    table = tables(compose(release(SOCIAL_WORK), PastResults(results)))[
        "Own earlier results, as published: Children’s social work"
    ]

    # 132 of 251 answered, and 70 of 132 favourably.
    assert {row.heading: cells(table, row.heading)["2023, computed"] for row in table.rows} == {
        "Response rate": "53% (132 of 251)",
        "Manageable": "53% (70 of 132)",
        "Reworded": "53% (70 of 132)",
        "Broken": "–",
        "No longer asked": "–",
    }


def test_long_sources_stand_below_the_table_under_a_letter():
    long = "Report to the Scrutiny Panel of 25 September 2019, paragraph 3.1"
    results = (past(source=long), past(label="Other", source="Minutes"), past(label="Again", source=long))
    table = tables(compose(release(SOCIAL_WORK), PastResults(results)))[
        "Own earlier results, as published: Children’s social work"
    ]

    assert [row.cells[-1].text for row in table.rows] == ["A", "B", "A"]
    assert table.notes == (f"Source A: {long}", "Source B: Minutes")


def test_rates_of_two_earlier_waves_stand_to_the_same_precision():
    results = (past(value=53.0, n=132, eligible=251), past(label="Earlier", value=34.7, n=93, eligible=268))
    table = tables(compose(release(SOCIAL_WORK), PastResults(results)))[
        "Own earlier results, as published: Children’s social work"
    ]

    assert cells(table, "Response rate")["Its counts"] == "53% (132 of 251)"
    assert (cells(table, "Earlier")["As published"], cells(table, "Earlier")["Its counts"]) == (
        "34.7%",
        "35% (93 of 268)",
    )


def test_many_answers_outside_the_base_are_pointed_out():
    rows = Rows()
    rows.add("manage", "not_applicable", 15, 132)
    few = Rows()
    few.add("manage", "not_applicable", 14, 132)

    assert "More than one in ten" in " ".join(
        texts(chapter(one(with_rows(SOCIAL_WORK, rows)), "Effective workload").blocks)
    )
    assert "More than one in ten" not in " ".join(
        texts(chapter(one(with_rows(SOCIAL_WORK, few)), "Effective workload").blocks)
    )


def test_the_route_of_a_question_is_printed():
    routed = replace(SOCIAL_WORK.items[0], route="answered “Yes” to “Do you hold cases?”")
    table = tables(one(only(routed)))["Effective workload: number and share of answers"]

    assert table.notes == (
        "“My workload is manageable” was asked only of people who answered “Yes” to “Do you hold cases?”.",
    )


def test_the_method_note_gives_the_thresholds_of_the_plan():
    stricter = replace(release(), plan=replace(release().plan, threshold=15))
    text = " ".join(texts(chapter(compose(stricter), "What is not shown, and why").blocks))

    assert "fewer than 15 people" in text


def test_the_method_note_says_what_protecting_cost_where_the_release_does():
    cost = Protection(4930, 4100, 20, 810, 790, 120, "Proved in full.")
    whole = replace(release(), surveys=(replace(SOCIAL_WORK, protection=cost),))
    text = " ".join(texts(chapter(compose(whole), "What is not shown, and why").blocks))

    assert (
        f"{SOCIAL_WORK.title}: of 4,930 figures planned for all readers together, 4,100 are shown, 20 are shown as a "
        "limit and 810 are not shown; no safe choice could have left out fewer than 790. As a test, 120 hidden counts "
        "were attacked with everything that is printed. Proved in full."
    ) in text
    assert "figures planned" not in repr(compose(release()))


def test_no_sentence_says_significant_or_no_change():
    report = compose(release(), PastResults((past(),)))
    said = " ".join(text for found in every_chapter(report.chapters) for text in texts(found.blocks)).lower()

    assert "significant" not in said
    assert "no change" not in said


def test_a_release_of_which_little_is_shown_still_makes_a_report():
    hidden = without_rows(replace(WIDER, findings=()), item="manage")

    assert chapter(one(without_rows(hidden, item="")), "Method note")


def test_a_row_must_have_as_many_cells_as_its_table_has_columns():
    with pytest.raises(ValueError, match="more or fewer cells"):
        Table("Odd", (Column("A"), Column("B")), (Row("x", ()),))


def test_anchors_are_plain_and_never_twice_the_same():
    assert anchor("Café", "“A & B”") == "cafe-a-b"
    assert anchor("???") == "chapter"
    twins = with_unique_ids((Chapter("A", "a", chapters=(Chapter("A", "a"),)), Chapter("A", "a")))
    assert [found.id for found in every_chapter(twins)] == ["a", "a-2", "a-3"]


def test_previous_figures_are_not_taken_for_this_wave():
    assert BEFORE not in tables(one())["Effective workload: number and share of answers"].caption


def test_groups_have_their_scores_in_the_order_of_the_tree():
    rows = Rows()
    rows.add("topic:load", "score", 55.5, 60, dimension="team", group="North")
    rows.add("topic:load", "score", None, dimension="team", group="West", status="not_shown")
    table = tables(one(with_rows(SOCIAL_WORK, rows)))["Scores from 0 to 100, by team"]

    assert [(row.heading, row.cells[0].text, row.level) for row in table.rows] == [
        ("Everybody", "62", 0),
        ("North", "56", 0),
        ("East", "–", 1),
        ("West", "not shown", 1),
        ("South and Centre", "–", 0),
    ]


def test_scores_of_two_waves_stand_side_by_side_with_their_change():
    rows = Rows()
    rows.add("topic:load", "score", 55.4, 93, wave=BEFORE)
    rows.add("topic:load", "change_score", 7.0, 132, low=2.0, high=12.0)
    rows.add("topic:load", "change_score_p", 0.004, 132)
    table = tables(one(with_rows(SOCIAL_WORK, rows)))["Scores by topic: score, interval and band"]

    assert cells(table, "Effective workload") == {
        "Questions": "2",
        "2023": "62",
        "Interval": "60 to 64",
        "Band": "moderate",
        "2022": "55",
        "Change": "up 7 points (from +2 to +12 points): a clear improvement",
    }
    assert cells(table, "A healthy workplace")["2022"] == "–"


def test_a_band_is_set_before_rounding():
    table = tables(one())["Scores by topic: score, interval and band"]

    assert cells(table, "A healthy workplace")["2023"] == "75"
    assert cells(table, "A healthy workplace")["Band"] == "high"


def test_a_composite_may_be_a_strength():
    report = one(replace(SOCIAL_WORK, findings=(Finding("strength", "topic:place", ""),)))

    assert texts(chapter(report, "Strengths").blocks) == ["“A healthy workplace”: a score of 75 out of 100."]


def test_every_answer_has_its_own_column_and_those_outside_the_base_theirs():
    rows = Rows()
    rows.add("manage", "not_applicable", 7, 132)
    rows.add("manage", "no_answer", 1, 132)
    table = tables(one(with_rows(SOCIAL_WORK, rows)))["Every answer: Effective workload"]

    assert cells(table, "My workload is manageable") == {
        "Strongly agree": "30 (23%)",
        "Agree": "40 (30%)",
        "Neither": "20 (15%)",
        "Disagree": "30 (23%)",
        "Strongly disagree": "12 (9%)",
        "Not applicable": "7",
        "No answer": "1",
    }


def test_questions_with_other_answers_have_a_table_of_their_own():
    yes_no = (SOCIAL_WORK.items[0].options[0], SOCIAL_WORK.items[0].options[3])
    report = one(only(SOCIAL_WORK.items[0], replace(SOCIAL_WORK.items[1], options=yes_no)))

    assert [caption for caption in tables(report) if caption.startswith("Every answer")] == [
        "Every answer: Effective workload (1 question, table 1)",
        "Every answer: Effective workload (1 question, table 2)",
    ]


def test_a_question_with_several_answers_says_that_shares_add_up_to_more():
    several = replace(SOCIAL_WORK.items[4], kind="choices")
    notes = tables(one(only(several)))["Number and share of answers: How many hours did you work last week?"].notes

    assert notes == (
        "Shares are of the 130 people who answered this question.",
        "People could choose several answers, so the shares add up to more than 100%.",
    )


def test_a_mean_and_the_most_frequent_answer_are_said_together():
    rows = Rows()
    rows.add("hours", "mean", 41.25, 130)

    assert texts(chapter(one(with_rows(SOCIAL_WORK, rows)), "Effective workload").blocks)[-1] == (
        "Asked “How many hours did you work last week?”, people most often answered “Up to 42 hours”: just over two "
        "thirds, 69% (90 of 130). The mean of the numbers given to “How many hours did you work last week?” was 41.3."
    )


def test_answers_of_two_waves_stand_side_by_side_where_the_question_is_the_same():
    rows = Rows()
    for option, count in (("low", 50), ("high", 43)):
        rows.add("hours", "count", count, 93, option=option, wave=BEFORE)
        rows.add("hours", "percent", 100 * count / 93, 93, option=option, wave=BEFORE)
    survey = with_rows(SOCIAL_WORK, rows)
    caption = "Number and share of answers: How many hours did you work last week?"
    same = replace(survey.items[4], comparison=Comparison("same"))
    new = replace(survey.items[4], comparison=Comparison("break"))

    table = tables(one(replace(survey, items=(same,), findings=())))[caption]
    assert cells(table, "Up to 42 hours")["Share in 2022"] == "54% (50 of 93)"
    table = tables(one(replace(survey, items=(new,), findings=())))[caption]
    assert "Share in 2022" not in cells(table, "Up to 42 hours")


def test_a_share_that_is_not_shown_has_no_bar():
    survey = without_rows(SOCIAL_WORK, item="hours", option="high")
    rows = Rows()
    rows.add("hours", "percent", None, option="high", status="not_shown")
    table = tables(one(with_rows(survey, rows)))["Number and share of answers: How many hours did you work last week?"]

    assert cells(table, "43 hours or more") == {"People": "not shown", "Share": "not shown"}


def test_standards_are_named_beside_topics():
    standard = replace(SOCIAL_WORK.composites[0], code="standard:3", title="Safe workloads", family="standard")
    rows = Rows()
    rows.add("standard:3", "score", 61.0, 132)
    report = one(with_rows(replace(SOCIAL_WORK, composites=(*SOCIAL_WORK.composites, standard)), rows))

    assert "Safe workloads" in texts(chapter(report, "Background").blocks)
    assert (
        cells(tables(report)["Scores by employer standard: score, interval and band"], "Safe workloads")["2023"] == "61"
    )


def test_a_question_with_very_many_answers_has_a_table_and_no_chart():
    many = tuple(replace(SOCIAL_WORK.items[4].options[0], label=f"Answer {n}") for n in range(16))
    blocks = chapter(one(only(replace(SOCIAL_WORK.items[4], options=many))), "Workload").blocks

    assert [type(block) for block in blocks] == [Paragraph, Table]


def test_a_capped_share_of_an_answer_has_no_count():
    survey = without_rows(SOCIAL_WORK, item="hours")
    rows = Rows()
    for option, status, limit in (("low", "capped_high", 90.0), ("high", "capped_low", 10.0)):
        rows.add("hours", "percent", limit, 12, option=option, status=status)
        rows.add("hours", "count", None, 12, option=option, status=status)
    table = tables(one(with_rows(survey, rows)))["Number and share of answers: How many hours did you work last week?"]

    assert cells(table, "Up to 42 hours") == {"People": "–", "Share": "90% or more"}
    assert cells(table, "43 hours or more") == {"People": "–", "Share": "10% or less"}


def test_a_report_on_one_survey_says_nothing_of_the_others():
    whole = release()
    report = compose(whole, surveys=[whole.surveys[0].code])
    text = repr(report)

    assert whole.surveys[0].title in text
    assert whole.surveys[1].title not in text
    assert whole.hash[:12] in report.imprint


def test_a_survey_that_the_release_does_not_have_is_named_with_those_it_has():
    with pytest.raises(UsageError, match=r"no survey “nobody”; it has"):
        compose(release(), surveys=["nobody"])
