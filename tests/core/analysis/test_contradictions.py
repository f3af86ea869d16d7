"""Contradictions need both figures shown, each beyond its line; a movement needs its adjusted p."""

import pytest
from tests.core.analysis.findings import BEFORE, NOW, SOCIAL_WORK, Table, of_kind

from soundings.analysis.findings import Evidence, Seen
from soundings.estimates import adjust, change_of_shares
from soundings.instrument import Instrument, load_instrument
from soundings.instrument.loading import instrument_from_text


def named(seen: Seen) -> list[str]:
    return [found.rule.partition(",")[0] for found in of_kind("contradiction", seen)]


def supervision(regular: float, supported: float, statuses: tuple[str, str] = ("ok", "ok")) -> Table:
    table = Table().add("SV1", "favourable", regular, statuses[0])
    return table.add("SV4", "favourable", supported, statuses[1])


@pytest.mark.parametrize(
    ("regular", "supported", "found"),
    [
        (59.9, 70.0, True),
        (59.9, 70.1, True),
        (59.9, 69.9, False),
        (60.0, 70.0, False),
        (60.1, 70.0, False),
    ],
)
def test_irregular_supervision_and_good_support_pull_apart(regular: float, supported: float, found: bool):
    assert named(supervision(regular, supported).seen()) == (["supported-but-irregular"] if found else [])


@pytest.mark.parametrize("status", ["not_shown", "capped_low", "capped_high", "too_few"])
def test_a_contradiction_needs_both_figures_shown(status: str):
    assert named(supervision(30.0, 90.0).seen()) == ["supported-but-irregular"]
    # the true values stand in the table, and would make it
    assert named(supervision(30.0, 90.0, (status, "ok")).seen()) == []
    assert named(supervision(30.0, 90.0, ("ok", status)).seen()) == []


def longer(counts: tuple[int, int], change: float = 10.0, p: float = 0.01, **more: str) -> Table:
    """Caseloads rated better, and the people of a hundred who work 48 hours or more in both waves."""
    return Table().moved("WL1", change, p).option("WL2", "from48", counts, **more)


@pytest.mark.parametrize(
    ("change", "p", "found"),
    [(5.0, 0.05, True), (5.1, 0.049, True), (4.9, 0.01, False), (10.0, 0.051, False)],
)
def test_better_caseloads_and_longer_hours_pull_apart(change: float, p: float, found: bool):
    assert named(longer((5, 19), change, p).seen()) == (["manageable-but-longer"] if found else [])


def test_longer_hours_are_tested_together_with_every_question_compared():
    raw = change_of_shares(5, 100, 15, 100).p
    assert raw is not None
    assert raw < 0.05
    alone = longer((5, 15))
    assert named(alone.seen()) == ["manageable-but-longer"]
    among_many = longer((5, 15))
    chances = [0.9] * 20
    for item, p in zip((i.code for i in SOCIAL_WORK.items if i.favourable and i.code != "WL1"), chances, strict=False):
        among_many.add(item, "change_favourable_p", p)

    assert (adjust([0.005, *chances, raw], family="options")[-1] or 0) > 0.05
    assert named(among_many.seen()) == []


@pytest.mark.parametrize(("then", "found"), [(13, True), (14, True), (15, False), (16, False)])
def test_longer_hours_need_five_points(then: int, found: bool):
    # 20,000 answers: every one of these movements is clear
    table = Table().moved("WL1", 10.0, 0.01).option("WL2", "from48", (then * 200, 19 * 200), base=20_000)

    assert named(table.seen()) == (["manageable-but-longer"] if found else [])


@pytest.mark.parametrize("status", ["not_shown", "capped_low"])
def test_hours_that_one_wave_does_not_show_have_no_movement(status: str):
    assert named(longer((5, 19)).seen()) == ["manageable-but-longer"]
    assert named(longer((5, 19), status=status).seen()) == []


def test_hours_of_a_first_wave_have_no_movement():
    assert named(longer((5, 19)).seen(previous="")) == []


@pytest.mark.parametrize(("people", "found"), [(19, False), (20, True), (21, True)])
def test_better_caseloads_and_hours_that_stay_long_pull_apart(people: int, found: bool):
    assert named(longer((people, people)).seen()) == (["manageable-but-long"] if found else [])


def test_of_two_contradictions_on_the_same_questions_the_first_is_named():
    assert named(longer((5, 40)).seen()) == ["manageable-but-longer"]


@pytest.mark.parametrize(("move", "found"), [(-4.9, False), (-5.0, True), (-5.1, True), (5.0, False)])
def test_manageable_work_and_growing_stress_pull_apart(move: float, found: bool):
    table = Table().add("WL1", "favourable", 60.0).moved("HW1", move, 0.01)

    assert named(table.seen()) == (["manageable-but-stressful"] if found else [])


def test_a_contradiction_says_its_sentence_its_lines_and_its_figures():
    (found,) = of_kind("contradiction", supervision(59.0, 72.0).seen())

    assert found.text.startswith("Supervision is not regular for many, and yet most feel supported by their manager.")
    assert found.items == ("SV1", "SV4")
    assert found.evidence == (
        Evidence(NOW, "SV1", "favourable", line=60.0),
        Evidence(NOW, "SV4", "favourable", line=70.0),
    )
    assert found.rule == (
        "supported-but-irregular, version 1: favourable answers to “How often do you have supervision?” fewer than "
        "60%; favourable answers to “My manager supports me when I need it most” at least 70%."
    )


def test_a_moved_option_rests_on_its_shares_in_both_waves():
    (found,) = of_kind("contradiction", longer((5, 19)).seen())

    assert [key.measure for key in found.evidence if key.item == "WL1"] == [
        "favourable",
        "change_favourable",
        "change_favourable_adjusted_p",
    ]
    assert [(key.wave, key.option) for key in found.evidence if key.item == "WL2"] == [
        (NOW, "from48"),
        (BEFORE, "from48"),
    ]


@pytest.mark.parametrize("variant", ["children", "adults"])
def test_the_wider_workforce_is_asked_about_its_workload_by_another_item(variant: str):
    wider = load_instrument("catalogue:wider-workforce", variant)
    table = Table().add("WL5", "favourable", 80.0).moved("HW1", -9.0, 0.01)

    assert [found.items for found in of_kind("contradiction", table.seen(wider))] == [("WL5", "HW1")]


def renamed(code: str) -> Instrument:
    """A questionnaire of another maker whose items happen to bear our codes."""
    return instrument_from_text(
        f'format = 1\ncode = "{code}"\ntitle = "Another"\nversion = "1"\n[[sections]]\ncode = "s"\ntitle = "All"\n'
        + "".join(
            f'[[sections.items]]\ncode = "{item}"\ntext = "Coffee?"\nkind = "choice"\nfavourable = ["y"]\n'
            'options = [{ code = "y", label = "Yes" }, { code = "n", label = "No" }]\n'
            for item in ("SV1", "SV4", "RT5")
        ),
        "another.toml",
    )


def test_a_code_of_ours_in_another_questionnaire_means_nothing():
    table = supervision(30.0, 90.0).add("RT5", "percent", 60.0, option="y")

    assert named(table.seen(renamed("social-work"))) == ["supported-but-irregular"]
    assert named(table.seen(renamed("coffee"))) == []
    assert of_kind("retention", table.seen(renamed("coffee"))) == []
