"""Two releases of one wave, and the files of all audiences, in the hands of one attacker."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.independent_attacker import JOINED, LEFT, STAYED, View, few_changed, views
from tests.invented_councils import CROSSED, ROLES, THRESHOLD, TOPIC, Council, Person, councils, invented

from soundings.disclosure import PlanFacts, Release, for_audience
from soundings.disclosure.levels import LEADERSHIP, LINE, PUBLIC
from soundings.errors import RefusedError

pytestmark = pytest.mark.attack

FINER = PlanFacts(expected_response=0.95)
WAYS = [
    ((), PlanFacts()),
    (("team",), PlanFacts()),
    (("team",), FINER),
    (("role",), PlanFacts()),
    (("team", "role"), PlanFacts()),
    (("team", "role"), CROSSED),
]
Way = tuple[tuple[str, ...], PlanFacts]
# Each example is two or three surveys published, and all attacked together.
few = settings(max_examples=max(1, settings.default.max_examples // 10))


def learned(
    files: Sequence[Release], council: Council, whole: Release | None = None, earlier: int = 0
) -> dict[str, list[object]]:
    """What the attacker who holds all these files learns, by question."""
    found = {}
    for item, view in zip(
        THRESHOLD, views(files, council.people, tuple(THRESHOLD), whole, earlier, council.eligible), strict=True
    ):
        found[item] = [*view.small_sets(THRESHOLD[item]), *view.unanimous_sets(), *view.too_well_known()]
    return {item: finds for item, finds in found.items() if finds}


def loss(release: Release) -> None:
    print(release.surveys[0].protection)  # noqa: T201 - the loss is looked at by hand


def beside(council: Council, way: Way, released: Sequence[Release]) -> Release | None:
    """The council published beside what has left, or None where that is refused."""
    try:
        release = council.publish(*way, released)
    except RefusedError as refused:
        print("refused:", refused.message)  # noqa: T201 - how often is looked at by hand
        return None
    loss(release)
    return release


# --- the same answers, other groups --------------------------------------------------------------------------------


@few
@given(councils(4, roles=2), st.sampled_from(WAYS), st.sampled_from(WAYS))
def test_two_releases_in_other_groups_tell_the_attacker_nothing(council: Council, one: Way, other: Way):
    first = council.publish(*one)
    second = beside(council, other, [first])

    assert second is None or learned([first, second], council, earlier=1) == {}


@few
@given(councils(4, deep=True, roles=2), st.sampled_from(WAYS), st.sampled_from(WAYS))
def test_two_releases_of_a_tree_tell_the_attacker_nothing(council: Council, one: Way, other: Way):
    first = council.publish(*one)
    second = beside(council, other, [first])

    assert second is None or learned([first, second], council, earlier=1) == {}


# --- a joiner and a leaver ----------------------------------------------------------------------------------------


Change = tuple[Council, Council, list[Person]]


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """A council before and after returns were added, removed or corrected in up to three places; who changed when."""
    council = draw(councils(3, roles=2))
    places = sorted({(str(person["team"]), str(person["role"])) for person in council.people})
    people: list[Person] = [{**person, "when": STAYED} for person in council.people]
    for place in draw(st.lists(st.sampled_from(places), min_size=1, max_size=3, unique=True)):
        kind, number = draw(st.sampled_from(["joined", "left", "both"])), draw(st.sampled_from([1, 9, 10, 11]))
        people = changed(people, place, kind, number)
    return apart(council, people)


def changed(people: list[Person], place: tuple[str, str], kind: str, number: int) -> list[Person]:
    """The people after so many returns in this team and role joined, left, or both: another answer to all questions."""
    here = [person for person in people if (person["team"], person["role"]) == place and person["when"] == STAYED]
    new: Person = {"team": place[0], "role": place[1], "load": 2, "harm": 1, "when": JOINED}
    if kind == "joined":
        return [*people, *(new for _ in range(number))]
    left = [person for person in here if person["load"] != 2][:number]
    kept = [person for person in people if not any(person is gone for gone in left)]
    people = [*kept, *({**person, "when": LEFT} for person in left)]
    return people if kind == "left" else [*people, *(new for _ in left)]


def apart(council: Council, people: list[Person]) -> Change:
    """The council as it stood at first, and as it stands after."""
    joined = [person for person in people if person["when"] == JOINED]
    roster = {code: dict(groups) for code, groups in council.roster.items()}
    for person in joined:
        for code, groups in roster.items():
            groups[str(person[code])] += 1
    first = replace(council, people=[person for person in people if person["when"] != JOINED], roster=roster)
    return first, replace(first, people=[person for person in people if person["when"] != LEFT]), people


@few
@given(changes(), st.sampled_from(WAYS))
def test_what_changed_between_two_releases_is_about_ten_returns_or_nothing(change: Change, way: Way):
    before, after, people = change
    first = before.publish(*way)
    second = beside(after, way, [first])

    if second is not None:
        assert [few_changed(first, second, people, item) for item in THRESHOLD] == [[], []]


SETTLED = invented(East=[0, 1, 2, 3, 4] * 12, West=[0, 1, 2, 3, 4] * 14)
CHANGED = [(kind, number, number < 10) for kind in ("joined", "left", "both") for number in (1, 9, 10, 11)]
BY_TEAM: Way = (("team",), PlanFacts())


@pytest.mark.parametrize(("kind", "number", "few"), CHANGED)
def test_few_changed_returns_are_told_where_the_gate_did_not_know_and_refused_where_it_does(
    kind: str, number: int, few: bool
):
    everybody: list[Person] = [{**person, "when": STAYED} for person in SETTLED.people]
    before, after, people = apart(SETTLED, changed(everybody, ("East", ROLES[0]), kind, number))
    first = before.publish(*BY_TEAM)

    assert few_changed(first, after.publish(*BY_TEAM), people, "load") == ([number] if few else [])
    assert (beside(after, BY_TEAM, [first]) is None) == few


def of_two_roles(**teams: list[int]) -> Council:
    """Every team once as workers and once as managers."""
    council = invented(**teams)
    people = [{**person, "role": role} for person in council.people for role in ROLES[:2]]
    each = len(people) // 2
    roster = {
        "team": {team: 2 * n for team, n in council.roster["team"].items()},
        "role": dict.fromkeys(ROLES[:2], each),
    }
    more = sum(roster["team"].values()) - 2 * each
    roster["role"][ROLES[0]] += more
    return Council(people, roster, {})


@pytest.mark.parametrize("plan", [PlanFacts(), CROSSED], ids=["two breakdowns", "crossed"])
@pytest.mark.parametrize("one", [1, 9])
def test_few_changed_returns_between_two_breakdowns_are_refused(plan: PlanFacts, one: int):
    """Ten or more changed in every group that is shown, but the managers less the West are a few of the East."""
    council = of_two_roles(East=[0, 1, 2, 3, 4] * 12, West=[0, 1, 2, 3, 4] * 12)
    people: list[Person] = [{**person, "when": STAYED} for person in council.people]
    for team, role, number in (("East", "Worker", 10), ("East", "Manager", one), ("West", "Manager", 10)):
        people = changed(people, (team, role), "both", number)
    before, after, people = apart(council, people)
    way: Way = (("team", "role"), plan)
    first = before.publish(*way)

    assert one in few_changed(first, after.publish(*way), people, "load")
    with pytest.raises(RefusedError, match="so few returns changed") as refused:
        after.publish(*way, [first])
    print(refused.value.faults)  # noqa: T201 - the words are looked at by hand


# --- named cases ----------------------------------------------------------------------------------------------------


def one_mind() -> Council:
    """A team of thirteen, all in favour, which the usual plan merges with the East and a finer one does not."""
    council = invented(
        East=[0, 1, 2, 3, 4] * 6, Small=[3, 4] * 6 + [4], West=[0, 1, 2, 3, 4] * 8, North=[0] * 13, South=[4] * 13
    )
    roster = {**council.roster["team"], "East": 35, "Small": 15}
    return replace(council, roster={"team": roster, "role": {ROLES[0]: sum(roster.values())}})


COARSE, FINE = WAYS[1], WAYS[2]
ONE_MIND = one_mind()


def test_groups_that_were_shown_once_and_are_not_planned_now_count_in_every_rule():
    """Of East and Small together the first tells everything, so that with the East the second would tell of Small."""
    first, alone = ONE_MIND.publish(*COARSE), ONE_MIND.publish(*FINE)
    second = beside(ONE_MIND, FINE, [first])

    told = learned([first, alone], ONE_MIND)["load"]
    assert ("favourable", 13) in told
    assert ("team Small", "favourable", 13, (13, 13)) in told
    assert second is not None
    assert learned([first, second], ONE_MIND, earlier=1) == {}
    assert second.surveys[0].figures.table.height == alone.surveys[0].figures.table.height
    assert second.surveys[0].protection.not_shown > alone.surveys[0].protection.not_shown


def test_counts_that_have_left_already_are_refused():
    first, alone = ONE_MIND.publish(*COARSE), ONE_MIND.publish(*FINE)

    for way in (COARSE, FINE, ((), PlanFacts())):
        with pytest.raises(RefusedError, match="already gives away counts") as refused:
            ONE_MIND.publish(*way, [first, alone])
        assert any("Small" in fault for fault in refused.value.faults)


@few
@given(councils(3, roles=2), st.lists(st.sampled_from(WAYS), min_size=3, max_size=3))
def test_a_third_release_beside_two_tells_the_attacker_nothing(council: Council, ways: list[Way]):
    out: list[Release] = []
    for way in ways:
        release = beside(council, way, out)
        if release is not None:
            out.append(release)
            assert learned(out, council, earlier=len(out) - 1) == {}


# --- all audiences ------------------------------------------------------------------------------------------------


def files_of(whole: Release) -> list[Release]:
    """What the public, the leadership and every line is handed."""
    trees = [dimension for dimension in whole.surveys[0].dimensions if dimension.code == "team"]
    teams = [g.label for tree in trees for g in tree.groups if g.label not in {other.parent for other in tree.groups}]
    lines = [for_audience(whole, LINE, team) for team in teams]
    return [for_audience(whole, PUBLIC), for_audience(whole, LEADERSHIP), *lines]


@few
@given(councils(4, deep=True, roles=2), st.sampled_from(WAYS[1:]), st.sampled_from([None, 1, 3]))
def test_the_files_of_all_audiences_together_tell_the_attacker_nothing(council: Council, way: Way, levels: int | None):
    by, plan = way
    whole = council.publish(by, plan if levels is None else replace(plan, public_levels=(("team", levels),)))
    loss(whole)

    assert learned(files_of(whole), council, whole) == {}


def test_files_of_two_audiences_that_were_protected_apart_tell_the_attacker():
    public = for_audience(ONE_MIND.publish(COARSE[0], PlanFacts(public_levels=(("team", 1),))), PUBLIC)
    whole = ONE_MIND.publish(*FINE)
    lines = [for_audience(whole, LINE, team) for team in ("East", "Small")]

    assert ("favourable", 13) in learned([public, *lines], ONE_MIND)["load"]


# --- topics -------------------------------------------------------------------------------------------------------


MEMBERS = ("load", "late", "calm")


def with_topic(people: list[Person], chance: random.Random) -> Council:
    """The people with answers to three questions of one topic, of which each is about as their load."""
    for person in people:
        person |= {code: chance.choice([person["load"], person["load"], 3]) for code in MEMBERS[1:]}
    teams = {str(person["team"]): 0 for person in people}
    for person in people:
        teams[str(person["team"])] += 1
    roster = {team: n + 20 for team, n in teams.items()}
    return Council(people, {"team": roster, "role": {ROLES[0]: sum(roster.values())}}, {}, TOPIC)


@st.composite
def councils_with_a_topic(draw: st.DrawFn) -> Council:
    """Teams around fifty and around ten answers; some without anybody at one end of the scale, some of one mind."""
    people: list[Person] = []
    for n in range(draw(st.integers(2, 3))):
        likely = draw(st.sampled_from([(0, 1, 2, 3, 4), (1, 2, 3, 4), (1, 3, 4), (0, 1, 3), (4,)]))
        chance = draw(st.randoms(use_true_random=False))
        size = draw(st.sampled_from([9, 10, 11, 12, 20, 49, 50, 51, 75]))
        people += [
            {"team": f"Team {n}", "role": ROLES[0], "load": chance.choice(likely), "harm": 1} for _ in range(size)
        ]
    while len(people) < 60:
        people += [{"team": "Team 0", "role": ROLES[0], "load": n % 5, "harm": 1} for n in range(20)]
    return with_topic(people, draw(st.randoms(use_true_random=False)))


@few
@given(councils_with_a_topic())
def test_means_of_topics_tell_the_attacker_nothing(council: Council):
    whole = council.publish(("team",))
    loss(whole)

    for view in views(whole, council.people, MEMBERS, roster=council.eligible):
        assert view.small_sets(10) == []
        assert view.unanimous_sets() == []
        assert view.too_well_known() == []


def test_a_mean_that_is_printed_narrows_what_this_attacker_leaves_open():
    """Sixty people, of whom all that is told are the sides: with the mean 100 of the favourable all are known."""
    council = with_topic(
        [{"team": "East", "role": ROLES[0], "load": 4, "harm": 1} for _ in range(60)], random.Random(1)
    )
    view = views(council.publish(("team",)), council.people, ("load",))[0]
    shares = {share: ("not_shown", float("nan")) for share in (*view.options, *view.sides)}
    silent = [
        replace(group, base=60.0, shares=shares, mean_known=known)
        for group in view.groups[:1]
        for known in (False, True)
    ]

    assert [View([one], view.options, view.sides, view.truth).range_of(one, (4,)) for one in silent] == [
        (0, 60),
        (60, 60),
    ]
