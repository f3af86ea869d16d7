"""The technical block of a release: whole surveys of fifty and more, and nothing that tells of a group."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from soundings.analysis.breakdowns import Cut, Node
from soundings.analysis.counts import Counter
from soundings.analysis.soundness import RESAMPLES, SEED, Margin, margins_of, weighted_to
from soundings.disclosure import (
    EarlierWave,
    Release,
    SurveyInput,
    Technical,
    WaveInput,
    for_audience,
    publish,
    release_from_text,
    release_to_text,
)
from soundings.estimates import Drivers, Overlap, change, drivers, proportion, rake, reliability, weighted_proportion
from soundings.instrument import Instrument
from soundings.instrument.loading import instrument_from_text
from soundings.responses import Eligible, EligibleGroup, ResponseSet

VERSION_0 = Path(__file__).parents[2] / "releases" / "version-0.json"
CODES = ("l1", "l2", "l3", "t1", "t2", "back", "joy")
SCALE = 'kind = "scale"\nscale = "agree"\nfavourable = ["a", "sa"]\nneutral = ["n"]\n'


def _text() -> str:
    head = """
format = 1
code = "sound"
title = "Sound"
version = "1"
topics = [{ code = "load", title = "Workload" }, { code = "tools", title = "Tools" }]
[[scales]]
code = "agree"
options = [{ code = "sd", label = "Strongly disagree" }, { code = "d", label = "Disagree" },
  { code = "n", label = "Neither" }, { code = "a", label = "Agree" }, { code = "sa", label = "Strongly agree" }]
[[sections]]
code = "s"
title = "All"
"""
    topics = {"l": "load", "t": "tools"}
    for code in CODES:
        head += f'[[sections.items]]\ncode = "{code}"\ntext = "{code}."\n{SCALE}'
        head += f'topic = "{topics[code[0]]}"\n' if code[0] in topics else ""
        head += 'outcome = true\ntopic = "tools"\n' if code == "back" else ""
    yes_no = 'options = [{ code = "y", label = "Yes" }, { code = "n", label = "No" }]\n'
    head += f'[[sections.items]]\ncode = "stay"\ntext = "Stay?"\nkind = "choice"\n{yes_no}favourable = ["y"]\n'
    head += "outcome = true\n"
    for code, options in (("role", "abc"), ("grade", "xy")):
        labels = ", ".join(f'{{ code = "{one}", label = "{one.upper()}" }}' for one in options)
        head += f'[[sections.items]]\ncode = "{code}"\ntext = "{code}"\nkind = "choice"\nprofile = true\n'
        head += f"options = [{labels}]\n"
    return head


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return instrument_from_text(_text(), "sound.toml")


def answers(people: int, *, leavers: int | None = None, seed: int = 1) -> dict[str, list[int]]:
    """Answers that hang together, spread so that nothing is capped; ``leavers`` do not stay."""
    chance = np.random.default_rng(seed)
    mood = chance.normal(size=people)
    columns = {
        code: np.clip(np.rint(2 + mood + chance.normal(size=people)), 0, 4).astype(int).tolist() for code in CODES
    }
    columns["stay"] = (mood + chance.normal(size=people) < 0).astype(int).tolist()
    if leavers is not None:
        columns["stay"] = [int(n < leavers) for n in range(people)]
    columns["role"] = [n % 3 for n in range(people)]
    columns["grade"] = [(n // 3) % 2 for n in range(people)]
    return columns


def responses_of(instrument: Instrument, columns: dict[str, list[int]]) -> ResponseSet:
    return ResponseSet(instrument, pl.DataFrame({name: pl.Series(of, dtype=pl.Int16) for name, of in columns.items()}))


def roster(**dimensions: tuple[int, ...]) -> Eligible:
    found = {
        code: tuple(
            EligibleGroup(label, "", size) for label, size in zip("ABC" if code == "role" else "XY", sizes, strict=True)
        )
        for code, sizes in dimensions.items()
    }
    return Eligible(sum(next(iter(dimensions.values()))), found)


Made = Callable[..., Release]


@pytest.fixture
def published(instrument: Instrument) -> Made:
    def made(columns: dict[str, list[int]], **more: object) -> Release:
        survey = SurveyInput("s", "Sound", instrument, responses_of(instrument, columns), **more)  # type: ignore[arg-type]
        return publish(WaveInput("2026", "Check", "Invented council", (survey,)))

    return made


def technical(release: Release) -> Technical:
    found = release.surveys[0].technical
    assert found is not None
    return found


def scores(columns: dict[str, list[int]], *codes: str) -> list[list[float]]:
    return [[25.0 * one for one in row] for row in zip(*(columns[code] for code in codes), strict=True)]


@pytest.mark.parametrize(("people", "there"), [(49, False), (50, True), (51, True)])
def test_there_is_a_technical_block_from_fifty_answers_on(published: Made, people: int, there: bool):
    survey = published(answers(people)).surveys[0]

    assert (survey.technical is not None) is there
    assert ('"technical"' in release_to_text(published(answers(people)))) is there


@pytest.mark.parametrize(("complete", "status"), [(49, "too_few"), (50, "ok")])
def test_reliability_needs_fifty_people_who_answered_everything(published: Made, complete: int, status: str):
    columns = answers(80)
    columns["l1"] = [one if n < complete else -1 for n, one in enumerate(columns["l1"])]

    load = technical(published(columns)).reliability[0]

    assert (load.composite, load.n, load.status) == ("topic:load", complete, status)
    assert (load.alpha is not None) is (status == "ok")


def test_reliability_is_that_of_the_estimates_to_two_decimals(published: Made):
    columns = answers(140)
    told = reliability(scores(columns, "l1", "l2", "l3"))

    load, tools = technical(published(columns)).reliability

    figures = (told.alpha, told.lo, told.hi, told.omega)
    assert [load.alpha, load.low, load.high, load.omega] == [round(one or 0, 2) for one in figures]
    assert tools.items == ("t1", "t2", "back")


def test_a_question_that_goes_against_the_others_is_named(published: Made):
    columns = answers(140)
    columns["l2"] = [4 - one for one in columns["l2"]]

    assert "l2" in technical(published(columns)).reliability[0].turned
    assert technical(published(answers(140))).reliability[0].turned == ()


def test_drivers_are_those_of_the_estimates_without_the_outcome_itself(published: Made):
    columns = answers(140)
    topics = {
        "topic:load": [sum(row) / 3 for row in scores(columns, "l1", "l2", "l3")],
        "topic:tools": [sum(row) / 2 for row in scores(columns, "t1", "t2")],
    }
    told = drivers([25.0 * one for one in columns["back"]], topics, boot=RESAMPLES, seed=SEED)

    back, stay = technical(published(columns)).outcomes

    assert isinstance(told, Drivers)
    assert [(one.topic, one.share, one.low, one.high) for one in back.drivers] == [
        (one.topic, round(100 * one.share), round(100 * one.lo), round(100 * one.hi)) for one in told.topics
    ]
    assert (back.item, back.metric, back.explained, back.seed) == ("back", "lmg", round(100 * told.fit), SEED)
    assert (stay.item, stay.metric, stay.yes) == ("stay", "mcfadden", ("y",))


@pytest.mark.parametrize(("complete", "status"), [(99, "too_few"), (100, "ok")])
def test_drivers_need_a_hundred_people_who_answered_everything(published: Made, complete: int, status: str):
    columns = answers(120)
    columns["back"] = [one if n < complete else -1 for n, one in enumerate(columns["back"])]

    back = technical(published(columns)).outcomes[0]

    assert (back.n, back.status, bool(back.drivers)) == (complete, status, status == "ok")


def test_thirteen_leavers_are_too_few_for_drivers(published: Made):
    stay = technical(published(answers(132, leavers=13))).outcomes[1]

    assert stay.drivers == ()
    assert stay.reason == "only 13 people gave the rarer answer; 2 topics need at least 20"


def test_one_topic_alone_is_not_held_against_an_outcome(published: Made):
    columns = answers(120)
    for code in ("t1", "t2"):
        columns[code] = [-1] * 120

    reasons = {one.reason for one in technical(published(columns)).outcomes}

    assert reasons == {"fewer than two topics are shown for the whole survey"}


def test_weighted_shares_are_those_of_the_estimates_and_stand_beside_the_printed_ones(published: Made):
    columns = answers(180)
    names = ["ABC"[one] for one in columns["role"]]
    weights = rake({"role": names}, {"role": {"A": 150, "B": 90, "C": 60}})
    favourable = [one >= 3 for one in columns["l1"]]
    weighted = weighted_proportion(favourable, weights).value

    release = published(columns, eligible=roster(role=(150, 90, 60)), by=("role",))
    found = technical(release).weighting

    assert weighted is not None
    assert found.margins == (("role", 3),)
    assert (found.design_effect, found.gap) == (round(weights.deff, 1), round(weights.gap, 1))
    assert next((one.item, one.unweighted, one.weighted) for one in found.shares) == (
        "l1",
        round(100 * sum(favourable) / 180),
        round(100 * weighted),
    )


@pytest.mark.parametrize(
    ("people", "sizes", "unmet", "given"),
    [
        (180, (70, 65, 65), {"difference"}, True),
        (99, (90, 60, 50), {"answers"}, False),
        (180, (400, 62, 62), {"design_effect"}, False),
    ],
)
def test_weighted_shares_are_refused_where_a_condition_does_not_hold(
    published: Made, people: int, sizes: tuple[int, ...], unmet: set[str], given: bool
):
    found = technical(published(answers(people), eligible=roster(role=sizes), by=("role",))).weighting

    assert (set(found.unmet), bool(found.shares)) == (unmet, given)


def test_without_a_roster_there_is_nothing_to_weight_to(published: Made):
    found = technical(published(answers(120))).weighting

    assert found.refusals == ("It is not known who was asked, so there is nothing to weight to.",)


def test_a_breakdown_that_does_not_hold_everybody_is_left_out_of_the_weights(published: Made):
    eligible = roster(role=(150, 90, 60))
    found = technical(published(answers(180), eligible=replace(eligible, total=310), by=("role",))).weighting

    assert found.margins == ()
    assert found.refusals[0].startswith("“role” is left out of the weights")


def test_by_two_breakdowns_at_once_only_where_no_few_people_could_be_told(published: Made):
    columns = answers(180)
    even = published(columns, eligible=roster(role=(70, 65, 65), grade=(100, 100)), by=("role", "grade"))
    uneven = published(columns, eligible=roster(role=(190, 90, 60), grade=(240, 100)), by=("role", "grade"))

    assert [code for code, _ in technical(even).weighting.margins] == ["role", "grade"]
    assert len(technical(uneven).weighting.margins) == 1
    assert "left out of the weights" in technical(uneven).weighting.refusals[0]


def test_no_weight_is_written(published: Made):
    data = json.loads(release_to_text(published(answers(180), eligible=roster(role=(150, 90, 60)), by=("role",))))

    assert set(data["surveys"][0]["technical"]["weighting"]) == {
        "n", "margins", "design_effect", "gap", "unmet", "shares", "refusals"
    }  # fmt: skip


def test_changes_under_an_assumed_overlap_start_from_what_is_printed(published: Made, instrument: Instrument):
    now, before = answers(150), answers(120, seed=2)
    release = published(now, earlier=EarlierWave("2025", responses_of(instrument, before)))
    counts = [sum(one >= 3 for one in year["l1"]) for year in (before, now)]
    told = change(proportion(counts[0], 120), proportion(counts[1], 150), overlap=Overlap(0.8, 0.5)).overlap

    found = technical(release).overlap
    assert found is not None
    assert told is not None
    under = next(one.under for one in found.changes if (one.item, one.measure) == ("l1", "change_favourable"))
    printed = release.surveys[0].figures.get("2026", "l1", "change_favourable")
    assert printed is not None
    assert [one.share for one in under] == [0.0, 0.5, 0.8]
    assert under[0].low == pytest.approx(printed.low, abs=0.005)
    assert (under[2].low, under[2].high) == (round(100 * told.lo, 2), round(100 * told.hi, 2))


def test_the_order_of_respondents_changes_nothing(published: Made):
    columns, order = answers(130), list(range(130))
    random.Random(5).shuffle(order)
    mixed = {name: [of[n] for n in order] for name, of in columns.items()}
    more = {"eligible": roster(role=(90, 80, 60), grade=(130, 100)), "by": ("role", "grade")}

    assert release_to_text(published(mixed, **more)) == release_to_text(published(columns, **more))


def test_the_block_is_read_as_written_and_is_under_the_hash(published: Made):
    release = published(answers(130), eligible=roster(role=(90, 80, 60)), by=("role",))
    text = release_to_text(release)
    without = replace(release, surveys=(replace(release.surveys[0], technical=None),))

    assert release_from_text(text) == release
    assert release_to_text(release_from_text(text)) == text
    assert without.hash != release.hash


def test_a_file_made_before_the_block_was_known_is_read_and_written_again_as_it_was(published: Made):
    release = published(answers(130))
    older = release_to_text(replace(release, surveys=(replace(release.surveys[0], technical=None),)))

    assert '"technical"' not in older
    assert release_to_text(release_from_text(older)) == older
    assert release_from_text(VERSION_0.read_text(encoding="utf-8")).surveys[0].technical is None


def test_everybody_may_read_the_block(published: Made):
    release = published(answers(130), eligible=roster(role=(90, 80, 60)), by=("role",))

    assert for_audience(release, "public").surveys[0].technical == release.surveys[0].technical


def test_breakdowns_that_contradict_each_other_are_not_weighted_by_together(published: Made):
    columns = answers(180)
    columns["grade"] = [int(one > 0) for one in columns["role"]]

    found = technical(published(columns, eligible=roster(role=(160, 80, 60), grade=(80, 220)), by=("role", "grade")))

    assert len(found.weighting.margins) == 1


def counter_of(instrument: Instrument, columns: dict[str, list[int]]) -> Counter:
    return Counter(responses_of(instrument, columns), ())


def test_the_levels_of_a_tree_are_tried_from_the_finest_and_hold_the_whole_roster(instrument: Instrument):
    nodes = (
        Node("AB", -1, ("AB",), 60),
        Node("A", 0, ("A",), 40),
        Node("B", 0, ("B",), 20),
        Node("C", -1, ("C",), 30),
    )
    answered = responses_of(instrument, answers(6))

    fine, coarse = margins_of(answered, Cut("role", nodes), 90)

    assert (fine.groups, fine.eligible, fine.of.tolist()) == ((1, 2, 3), (40, 20, 30), [0, 1, 2, 0, 1, 2])
    assert (coarse.groups, coarse.eligible, coarse.of.tolist()) == ((0, 3), (60, 30), [0, 0, 1, 0, 0, 1])
    assert list(margins_of(answered, Cut("role", nodes), 91)) == []


def test_what_nine_people_could_move_is_nothing_by_one_breakdown_and_something_by_two(instrument: Instrument):
    columns = answers(180)
    counter = counter_of(instrument, columns)
    item = instrument.item("l1")
    role = Margin("role", (0, 1, 2), (190, 90, 60), np.array(columns["role"]))
    grade = Margin("grade", (0, 1), (240, 100), np.array(columns["grade"]))

    alone, both = (weighted_to(counter, margins, [item], 9) for margins in ([role], [role, grade]))

    assert (alone.reach["l1"], alone.reach_of_deff) == pytest.approx((0, 0), abs=1e-12)
    assert both.reach["l1"] > 0.005
    # Nobody's weight says more than the people themselves: nine of 180 cannot move a share by more than their weights.
    assert both.reach["l1"] < np.sort(both.weights.values)[-9:].sum() / both.weights.values.sum()
