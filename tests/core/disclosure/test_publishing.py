"""From answers to a release: what is shown, what is not, and that nothing hidden is left inside."""

from dataclasses import replace

import polars as pl
import pytest
from tests.core.disclosure.conftest import eligible

from soundings.disclosure import EarlierWave, PlanFacts, publish, release_from_text, release_to_text
from soundings.disclosure.marks import independent_ladder
from soundings.errors import FaultyFileError, LaterVersionError, RefusedError, UnmatchedDataError
from soundings.instrument.loading import instrument_from_text
from soundings.responses import NOT_ASKED, ResponseSet

HARM_NO = 1


def people(
    team: str, load: int, count: int, late: int = 1, harm: int = HARM_NO
) -> list[tuple[int, int, int, str, int]]:
    return [(load, late, harm, team, 0)] * count


def figure(release, item, measure, option="", group="", wave="2026"):
    return release.surveys[0].figures.get(wave, item, measure, option, "team" if group else "", group)


@pytest.mark.parametrize(("answers", "shown"), [(9, False), (10, True), (11, True)])
def test_a_question_is_shown_from_ten_answers_on(respond, wave, answers, shown):
    rows = people("A", 3, answers // 2) + people("A", 1, answers - answers // 2) + people("A", -1, 30)
    share = figure(publish(wave(respond(rows))), "load", "favourable")

    assert (share.status == "ok") is shown
    assert (share.value is not None) is shown


@pytest.mark.parametrize(("answers", "status"), [(19, "not_shown"), (20, "ok"), (21, "ok")])
def test_options_and_scores_are_shown_from_twenty_answers_on(respond, wave, answers, status):
    # three each of the five options, the rest "agree": nothing is capped at 20 or 21
    rows = [row for load in range(5) for row in people("A", load, 3)] + people("A", 3, answers - 15)
    release = publish(wave(respond(rows)))

    assert figure(release, "load", "count", "sd").status == status
    assert figure(release, "load", "score").status == status


@pytest.mark.parametrize(("answers", "status"), [(19, "not_shown"), (20, "ok")])
def test_a_sensitive_question_is_shown_from_twenty_answers_on(respond, wave, answers, status):
    rows = people("A", 3, answers - 8) + people("A", 3, 8, harm=0) + people("A", 3, 30, harm=-1)

    assert figure(publish(wave(respond(rows))), "harm", "favourable").status == status


def test_shares_scores_and_counts_are_those_of_the_answers(respond, wave):
    rows = people("A", 0, 5) + people("A", 2, 10) + people("A", 3, 20) + people("A", 4, 25) + people("A", -1, 4)
    release = publish(wave(respond(rows), eligible=eligible(100)))

    assert figure(release, "load", "count", "sa").value == 25
    assert figure(release, "load", "favourable").value == pytest.approx(100 * (20 + 25) / 60)
    assert figure(release, "load", "neutral").value == pytest.approx(100 * 10 / 60)
    assert figure(release, "load", "score").value == pytest.approx(
        (0 * 5 + 50 * 10 + 75 * 20 + 100 * 25) / 60, abs=1e-6
    )
    assert figure(release, "load", "favourable").base == 60
    assert figure(release, "load", "no_answer").value == 4
    assert figure(release, "", "response_rate").value == pytest.approx(64.0)


def test_a_reversed_question_scores_disagreeing_high(respond, wave):
    release = publish(wave(respond(people("A", 3, 30, late=0) + people("A", 3, 30, late=4))))

    assert figure(release, "late", "score").value == pytest.approx((100 * 30 + 0 * 30) / 60)
    assert figure(release, "late", "favourable").value == pytest.approx(50)


def test_a_topic_score_is_the_mean_over_people_who_answered_half(respond, wave):
    # load 75 and late 100 (reversed sd); load 75 and late missing; neither
    rows = people("A", 3, 60, late=0) + people("A", 3, 60, late=-1) + people("A", -1, 60, late=-1)
    score = figure(publish(wave(respond(rows))), "topic:load", "score")

    assert score.value == pytest.approx((60 * (75 + 100) / 2 + 60 * 75) / 120)
    assert score.base == 120


def test_a_topic_does_not_tell_what_one_of_its_questions_hides(respond, wave):
    # all 25 work late every day: capped, no score; the topic's score less the other's would say so
    rows = [row for load in range(5) for row in people("A", load, 5, late=4)]
    release = publish(wave(respond(rows)))

    assert figure(release, "load", "score").status == "ok"
    assert figure(release, "late", "score").status == "not_shown"
    assert figure(release, "topic:load", "score").status == "not_shown"


def test_a_change_of_a_topic_does_not_tell_it_either(respond, wave):
    now = respond([row for load in range(5) for row in people("A", load, 5, late=4)])
    before = respond([row for load in range(5) for row in people("A", load, 20, late=load)], "1")
    release = publish(wave(now, earlier=EarlierWave("2025", before)))

    assert figure(release, "topic:load", "change_score").status == "ok"  # on "load" alone, which is shown
    harmful = respond([row for late in range(5) for row in people("A", 3, 5, late=late)])
    hidden = publish(wave(harmful, earlier=EarlierWave("2025", before)))
    assert figure(hidden, "topic:load", "change_score").status == "not_shown"


SEVEN = people("Small", 4, 2) + people("Small", 1, 3) + people("Small", 2, 2)
BIG = [row for team, n in (("East", 9), ("West", 10)) for load in (1, 2, 3) for row in people(team, load, n)]


def test_a_team_of_seven_is_not_shown_and_takes_the_smallest_other_with_it(respond, wave):
    roster = eligible(120, East=45, West=50, Small=25)
    release = publish(wave(respond(SEVEN + BIG), eligible=roster, by=("team",)))

    assert [figure(release, "load", "favourable", group=g).status for g in ("East", "West", "Small")] == [
        "not_shown",
        "ok",
        "not_shown",
    ]
    assert figure(release, "load", "favourable").base == 7 + 27 + 30


def test_a_hidden_row_differs_from_another_only_in_its_keys(respond, wave):
    roster = eligible(120, East=45, West=50, Small=25)
    table = publish(wave(respond(SEVEN + BIG), eligible=roster, by=("team",))).surveys[0].figures.table
    hidden = table.filter(table["status"] == "not_shown")

    assert hidden.height > 0
    assert hidden.select("value", "low", "high", "base", "status").unique().rows() == [
        (None, None, None, None, "not_shown")
    ]


def test_the_hidden_value_is_nowhere_in_the_release(respond, wave):
    # 13 of the 7 + 13 small-team answers would print as 65.0; no shown share does
    roster = eligible(200, East=80, West=80, Small=40)
    release = publish(wave(respond(people("Small", 4, 6) + people("Small", 1, 3) + BIG), eligible=roster, by=("team",)))
    shares = release.surveys[0].figures.table.filter(release.surveys[0].figures.table["measure"] == "favourable")[
        "value"
    ]

    assert 100 * 6 / 9 not in [round(value, 6) for value in shares.drop_nulls()]
    assert "66.666667" not in release_to_text(release)


def test_small_teams_are_merged_on_the_roster_before_answers_are_seen(respond, wave):
    # expected answers 6 and 5: together 11; the answers themselves would be enough for Tiny alone
    rows = people("Tiny", 3, 12) + people("Wee", 3, 6) + people("East", 3, 30)
    release = publish(wave(respond(rows), eligible=eligible(90, Tiny=12, East=60, Wee=10), by=("team",)))
    dimension = release.surveys[0].dimensions[0]

    assert [(group.label, group.members) for group in dimension.groups] == [
        ("Tiny and Wee", ("Tiny", "Wee")),
        ("East", ("East",)),
    ]


def test_the_order_of_answers_does_not_change_a_byte(respond, wave):
    rows = [(n % 5, (n // 3) % 5, n % 2, ("East", "West")[n % 3 == 0], n % 2) for n in range(90)]
    roster = eligible(150, East=80, West=70)
    texts = {release_to_text(publish(wave(respond(r), eligible=roster, by=("team",)))) for r in (rows, rows[::-1])}

    assert len(texts) == 1


def test_more_answers_than_eligible_people_are_refused_by_group(respond, wave):
    roster = eligible(60, East=20, West=40)
    with pytest.raises(RefusedError, match=r"East: 27 answers, 20 eligible"):
        publish(wave(respond(BIG), eligible=roster, by=("team",)))


def test_a_team_that_the_roster_does_not_have_is_named_with_its_count(respond, wave):
    with pytest.raises(UnmatchedDataError, match=r"“west”, named by 30"):
        publish(wave(respond(BIG), eligible=eligible(120, East=60), by=("team",)))


def test_breakdowns_without_a_roster_are_refused(respond, wave):
    with pytest.raises(RefusedError, match="eligible"):
        publish(wave(respond(BIG), by=("team",)))


def test_breaking_down_by_an_opinion_is_refused(respond, wave):
    with pytest.raises(RefusedError, match="harm"):
        publish(wave(respond(BIG), eligible=eligible(120), by=("harm",)))


@pytest.mark.parametrize(("threshold", "refused"), [(9, True), (10, False), (11, False)])
def test_the_threshold_is_never_below_ten(respond, wave, threshold, refused):
    asked = replace(wave(respond(BIG)), plan=PlanFacts(threshold=threshold))
    if refused:
        with pytest.raises(RefusedError, match="never lowered"):
            publish(asked)
    else:
        assert publish(asked).plan.threshold == threshold


def test_change_is_worked_out_on_comparable_questions_only(respond, wave):
    now = respond(people("A", 3, 60) + people("A", 1, 40))
    before = respond(people("A", 3, 40) + people("A", 1, 60), "1")
    release = publish(wave(now, earlier=EarlierWave("2025", before, 150)))
    change = figure(release, "load", "change_favourable")

    assert change.value == pytest.approx(60 - 40)
    assert change.low < 20 < change.high
    assert figure(release, "late", "change_favourable").status == "not_comparable"
    assert figure(release, "late", "favourable", wave="2025") is None
    assert figure(release, "load", "favourable", wave="2025").value == pytest.approx(40)
    assert any("1 of its 2 questions" in note for note in release.surveys[0].notes)


def test_a_year_that_is_not_shown_gives_no_change(respond, wave):
    now = respond(people("A", 3, 60) + people("A", 1, 40))
    before = respond(people("A", 3, 5) + people("A", 1, 4), "1")
    release = publish(wave(now, earlier=EarlierWave("2025", before)))

    assert figure(release, "load", "change_favourable").status == "not_shown"
    assert figure(release, "load", "favourable", wave="2025").status == "not_shown"


def test_a_release_survives_writing_and_reading(respond, wave):
    release = publish(wave(respond(BIG), eligible=eligible(120, East=60, West=60), by=("team",)))

    assert release_from_text(release_to_text(release)) == release


def test_a_changed_release_is_refused(respond, wave):
    text = release_to_text(publish(wave(respond(BIG))))

    with pytest.raises(FaultyFileError, match="changed after"):
        release_from_text(text.replace("Invented council", "Another council"))


def test_a_release_of_a_later_version_is_refused_with_advice(respond, wave):
    text = release_to_text(publish(wave(respond(BIG)))).replace('"version":1,', '"version":99,')

    with pytest.raises(LaterVersionError, match="Upgrade"):
        release_from_text(text)


ROUTED = """
format = 1
code = "routed"
title = "Routed"
version = "1"
[[sections]]
code = "s"
title = "S"
[[sections.items]]
code = "role"
text = "Role"
kind = "choice"
profile = true
options = [{ code = "asye", label = "Newly qualified" }, { code = "other", label = "Other" }]
[[sections.items]]
code = "first"
text = "Was your practice observed?"
kind = "choice"
options = [{ code = "yes", label = "Yes" }, { code = "no", label = "No" }]
[[sections.items]]
code = "then"
text = "Did it help?"
kind = "choice"
options = [{ code = "yes", label = "Yes" }, { code = "no", label = "No" }]
show_if = { item = "first", is = ["yes"] }
"""


def routed(wave, no: int, yes: int):
    """Everybody answered ``first``; those who said yes were asked ``then``."""
    instrument = instrument_from_text(ROUTED, "routed.toml")
    columns = {
        "role": [1] * (no + yes),
        "first": [1] * no + [0] * yes,
        "then": [NOT_ASKED] * no + [n % 2 for n in range(yes)],
    }
    frame = pl.DataFrame({name: pl.Series(values, dtype=pl.Int16) for name, values in columns.items()})
    return publish(wave(ResponseSet(instrument, frame)))


def test_the_base_of_a_routed_question_does_not_undo_capping(wave):
    # one of forty said no, capped at "5% or less"; a base of 39 for the next question would say it
    release = routed(wave, no=1, yes=39)

    assert figure(release, "first", "percent", "no").status == "capped_low"
    assert figure(release, "then", "percent", "yes").status == "not_shown"
    assert figure(release, "then", "not_asked").status == "not_shown"
    assert 39 not in release.surveys[0].figures.table["base"].to_list()


def test_a_routed_question_is_shown_where_the_answers_before_it_are(wave):
    release = routed(wave, no=15, yes=25)

    assert figure(release, "then", "percent", "yes").base == 25


@pytest.mark.parametrize(("answers", "status"), [(49, "not_shown"), (50, "ok")])
def test_how_many_gave_no_answer_is_said_from_fifty_on(respond, wave, answers, status):
    rows = people("A", 3, answers - 21) + people("A", 1, 20) + people("A", -1, 1)

    assert figure(publish(wave(respond(rows))), "load", "no_answer").status == status


def test_a_breakdown_is_not_also_counted_unmerged_as_a_profile(respond, wave):
    # Tiny (8 people) is merged with Wee; a profile of teams would give Wee's 12 and so Tiny's 20 - 12
    rows = people("Tiny", 3, 8) + people("Wee", 3, 12) + people("East", 3, 30)
    release = publish(wave(respond(rows), eligible=eligible(130, Tiny=15, East=60, Wee=15), by=("team",)))
    table = release.surveys[0].figures.table

    assert table.filter(table["item"] == "team").is_empty()
    assert 12 not in table["value"].to_list()


def test_people_of_groups_left_out_are_counted_in_the_whole(respond, wave):
    rows = people("Tiny", 3, 4) + people("Wee", 3, 3) + people("", 3, 20)
    release = publish(wave(respond(rows), eligible=eligible(60, Tiny=5, Wee=6), by=("team",)))

    assert figure(release, "load", "favourable").base == 4 + 3 + 20
    assert release.surveys[0].dimensions[0].groups == ()


def test_of_two_sets_of_standards_the_last_one_listed_is_used(wave):
    text = ROUTED.replace(
        'version = "1"', 'version = "1"\nframeworks = ["employer-standards-2014", "employer-standards-2020"]'
    )
    text = text.replace("[[sections]]", AGREE + "[[sections]]", 1) + SCORED
    frame = pl.DataFrame({"good": pl.Series([0, 1] * 15, dtype=pl.Int16)})
    release = publish(wave(ResponseSet(instrument_from_text(text, "two.toml"), frame)))

    assert [composite.code for composite in release.surveys[0].composites] == ["standard:s2020-5"]


AGREE = """
[[scales]]
code = "two"
options = [{ code = "no", label = "No" }, { code = "yes", label = "Yes" }]
"""
SCORED = """
[[sections.items]]
code = "good"
text = "Good?"
kind = "scale"
scale = "two"
favourable = ["yes"]
standards = ["s2014-5", "s2020-5"]
"""


@pytest.mark.parametrize(("rest", "status"), [(19, "not_shown"), (20, "ok")])
def test_options_are_shown_only_where_no_remainder_is_under_twenty(respond, wave, rest, status):
    # whole less the two large teams is the rest: its five counts would follow from theirs
    large = [row for team in ("East", "West") for load in range(5) for row in people(team, load, 12)]
    roster = eligible(300, East=130, West=130, Small=40)
    small = [row for load in range(5) for row in people("Small", load, 4)][:rest]
    release = publish(wave(respond(large + small), eligible=roster, by=("team",)))

    assert {figure(release, "load", "count", "sd", team).status for team in ("East", "West")} >= {status}
    assert figure(release, "load", "favourable", "", "East").status == "ok"


@pytest.mark.parametrize(("numbers", "statuses"), [((28, 1, 1), {"not_shown"}), ((20, 9, 9), {"ok"})])
def test_ticks_that_everybody_must_have_given_do_not_tell_the_rare_ones(numbers, statuses):
    assert set(independent_ladder(numbers, 30)[0].options) == statuses


@pytest.mark.parametrize(("asye", "status"), [(9, "not_shown"), (10, "ok"), (11, "ok")])
def test_a_question_asked_of_a_small_category_is_not_shown(wave, asye, status):
    text = ROUTED.replace('item = "first", is = ["yes"]', 'item = "role", is = ["asye"]')
    columns = {
        "role": [0] * asye + [1] * 60,
        "first": [n % 2 for n in range(asye + 60)],
        "then": [n % 2 for n in range(asye)] + [NOT_ASKED] * 60,
    }
    frame = pl.DataFrame({name: pl.Series(values, dtype=pl.Int16) for name, values in columns.items()})
    release = publish(wave(ResponseSet(instrument_from_text(text, "by-role.toml"), frame)))

    assert figure(release, "then", "percent", "yes").status == status
    assert figure(release, "then", "not_asked").status == "not_shown"
