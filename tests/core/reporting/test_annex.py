"""The technical annex: what it says, and what it never says."""

from dataclasses import replace

import pytest
from tests.core.reporting.releases import release
from tests.core.reporting.test_compose import cells, chapter, tables, texts

from soundings.disclosure import (
    ChangeUnder,
    DriverFacts,
    OutcomeFacts,
    OverlapFacts,
    Release,
    ReliabilityFacts,
    Technical,
    Under,
    WeightedShare,
    WeightingFacts,
)
from soundings.reporting import compose, to_docx, to_html
from soundings.reporting.outline import Report, every_chapter

RELIABILITY = ReliabilityFacts("topic:load", ("manage", "stress"), 120, "ok", 0.41, 0.2, 0.6, None, 0.42, ("stress",))
DRIVERS = (
    DriverFacts("topic:load", 60, 40, 81, 1, 100),
    DriverFacts("topic:load", 40, 20, 61, -1, 100),
)
FOUND = OutcomeFacts("manage", 120, 132, metric="lmg", explained=35, drivers=DRIVERS, resamples=1000, seed=7)
TOO_FEW = OutcomeFacts("stress", 132, 132, "too_few", "only 13 people gave the rarer answer; 5 topics need at least 50")
WEIGHTED = WeightingFacts(132, (("role", 2),), 1.2, 6.3, (), (WeightedShare("manage", 53, 52),), ("Not by team.",))
UNDER = (Under(0.0, 5.6, 30.7, 0.012), Under(0.8, 8.1, 28.2, 0.001))
OVERLAP = OverlapFacts(0.5, (ChangeUnder("manage", "change_favourable", UNDER),))


def with_technical(**changed: object) -> Release:
    """The made-up release with the composite ``topic:load`` and a technical block in its first survey only."""
    whole = release()
    parts = {"reliability": (RELIABILITY,), "outcomes": (FOUND, TOO_FEW), "weighting": WEIGHTED, "overlap": OVERLAP}
    technical = Technical(50, **{**parts, **changed})  # type: ignore[arg-type]
    first, *others = whole.surveys
    return replace(whole, surveys=(replace(first, technical=technical), *others))


def annex(report: Report) -> str:
    found = chapter(report, "Technical annex")
    return " ".join(text for part in every_chapter((found,)) for text in texts(part.blocks))


def table(report: Report, words: str) -> dict[str, object]:
    return {caption: one for caption, one in tables(report).items() if words in caption}


def test_a_release_without_the_block_has_no_annex():
    assert "Technical annex" not in {one.heading for one in compose(release()).chapters}


def test_it_says_association_and_never_cause():
    report = compose(with_technical())
    said = annex(report)

    assert "most strongly associated with" in said
    assert "shows no causes" in said
    assert "a low alpha does not invalidate a standard’s score" in said
    assert "a sensitivity, not a result" in said
    assert not any(word in said for word in ("significant", "drives", "impact", "key driver"))


def test_why_there_are_no_drivers_is_said_in_full():
    assert (
        "no associations are worked out, because only 13 people gave the rarer answer; 5 topics need at least 50."
        in annex(compose(with_technical()))
    )


def test_a_question_that_goes_against_the_others_is_to_be_checked():
    assert "Check the direction:" in annex(compose(with_technical()))
    assert "Check the direction:" not in annex(compose(with_technical(reliability=(replace(RELIABILITY, turned=()),))))


@pytest.mark.parametrize(
    ("unmet", "said"),
    [
        ((), "Weighted figures would be sound enough to be given."),
        (("difference",), "The groups answered so evenly that weighting is not called for."),
        (("answers",), "The conditions for a weighted figure are not met."),
        (("design_effect", "difference"), "The conditions for a weighted figure are not met."),
    ],
)
def test_weighting_says_which_conditions_hold(unmet: tuple[str, ...], said: str):
    text = annex(compose(with_technical(weighting=replace(WEIGHTED, unmet=unmet))))

    assert said in text
    assert text.count("(not met).") == len(unmet)
    assert text.count("(met).") == 3 - len(unmet)
    assert "Not by team." in text


def test_unweighted_and_weighted_stand_side_by_side():
    (found,) = table(compose(with_technical()), "unweighted and weighted").values()

    assert [cell.text for cell in found.rows[0].cells] == ["53%", "52%"]  # type: ignore[attr-defined]


def test_a_change_under_an_assumed_overlap_is_told_beside_the_printed_one():
    (found,) = table(compose(with_technical()), "A sensitivity").values()

    told = cells(found, found.rows[0].heading)  # type: ignore[arg-type, attr-defined]
    assert told["As printed"] == "+6 to +31: clear improvement"
    assert told["If 80% answered both times"] == "+8 to +28: clear improvement"


def test_page_and_word_have_it_too():
    report = compose(with_technical())

    assert "Technical annex" in to_html(report)
    assert to_docx(report)[:2] == b"PK"
