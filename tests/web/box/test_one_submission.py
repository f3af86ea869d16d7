"""What changes when one person saves a draft or submits: exactly this, and nothing that tells who said what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.web.box.councils import Council, open_council
from tests.web.box.installations import VENDORS, Ground, Installation
from tests.web.box.snapshots import Change, Snapshot, changed_tables, snapshot

from soundings.instrument import load_instrument
from soundings_web.answers.models import Ballot, Draft
from soundings_web.answers.sealing import padded
from soundings_web.respond.answering import LONGEST_COMMENT, room_for
from soundings_web.respond.submitting import read_draft, save_draft, way_in
from soundings_web.waves.models import Ticket

pytestmark = pytest.mark.attack

WORDS = "a lighthouse keeper from Grimsby"
ANSWERS = {"W1": "no", "H": 41.25, "C": WORDS, "ethnicity": "b2"}


@pytest.fixture(params=VENDORS, scope="module")
def place(request: pytest.FixtureRequest, ground: Ground, django_db_blocker) -> Iterator[Installation]:
    with django_db_blocker.unblock(), ground.installation(request.param) as place:
        yield place


@pytest.fixture(scope="module")
def council(place: Installation) -> Council:  # noqa: ARG001 - the council lives in this place
    council = open_council(12)
    for n in range(3):
        council.submit(n)
    return council


def changes_of(place: Installation, deed: Any) -> tuple[dict[str, Change], Snapshot, Snapshot]:
    before = snapshot(place)
    deed()
    after = snapshot(place)
    return changed_tables(before, after), before, after


def test_a_submission_changes_a_flag_a_ballot_a_draft_and_a_counter_and_nothing_else(
    place: Installation, council: Council
):
    save_draft(way_in(council.secrets[5]), ANSWERS)
    ticket = way_in(council.secrets[5]).ticket
    changed, before, after = changes_of(place, lambda: council.submit(5, ANSWERS))

    assert set(changed) == {"waves_ticket", "answers_ballot", "answers_draft", "waves_dailycount"}
    assert (len(changed["answers_draft"].gone), changed["answers_draft"].come) == (1, [])
    [was], [now] = changed["waves_ticket"].gone, changed["waves_ticket"].come
    assert [(old, new) for old, new in zip(was, now, strict=True) if old != new] == [(False, True)]
    assert Ticket.objects.get(key=ticket.key).used
    [was], [now] = changed["waves_dailycount"].gone, changed["waves_dailycount"].come
    assert [(old, new) for old, new in zip(was, now, strict=True) if old != new] == [(3, 4)]
    assert changed["answers_ballot"].gone == []
    [(key, survey, sealed)] = changed["answers_ballot"].come
    assert survey == ticket.survey_id
    assert key not in {ticket.key, ticket.link_hash}
    assert len(sealed) == min(len(bytes(one)) for one in Ballot.objects.values_list("sealed", flat=True))
    # Both databases count an insertion that turned into an update; that tells how many, as the daily counter does.
    moved = {name.removesuffix("_id_seq") for name, value in after.counters.items() if value != before.counters[name]}
    assert moved <= {"waves_dailycount"}
    assert (after.keys, after.files, after.lines) == (before.keys, before.files, before.lines)


def test_saving_a_draft_changes_one_draft_and_nothing_else(place: Installation, council: Council):
    secret = council.secrets[6]
    changed, before, after = changes_of(place, lambda: save_draft(way_in(secret), {"C": WORDS}))

    assert set(changed) == {"answers_draft"}
    assert (changed["answers_draft"].gone, len(changed["answers_draft"].come)) == ([], 1)
    assert (after.counters, after.keys, after.files, after.lines) == (
        before.counters,
        before.keys,
        before.files,
        before.lines,
    )
    [(where, survey, _)] = changed["answers_draft"].come
    ticket = way_in(secret).ticket
    assert survey == ticket.survey_id
    assert where not in {ticket.key, ticket.link_hash}


def test_saving_again_puts_one_draft_in_the_place_of_the_other(place: Installation, council: Council):
    way = way_in(council.secrets[7])
    save_draft(way, {"C": WORDS})
    changed, _, _ = changes_of(place, lambda: save_draft(way, {"C": f"{WORDS}, again"}))

    assert {name: (len(one.gone), len(one.come)) for name, one in changed.items()} == {"answers_draft": (1, 1)}
    assert read_draft(way)["C"] == f"{WORDS}, again"


def test_nothing_on_disk_tells_what_was_answered(place: Installation, council: Council):
    save_draft(way_in(council.secrets[8]), ANSWERS)
    council.submit(9, ANSWERS)
    words = WORDS.encode()

    assert [name for name, content in place.bytes().items() if words in content] == []


def test_the_shortest_and_the_longest_answers_have_the_same_size(council: Council):
    """Otherwise the size of a ballot told who wrote a long comment, and long comments are few."""
    before = set(Ballot.objects.values_list("key", flat=True))
    council.submit(10, {"W1": "yes"})
    council.submit(11, {**ANSWERS, "C": "£" + "long " * 799})
    save_draft(way_in(council.secrets[3]), {"W1": "yes"})
    save_draft(way_in(council.secrets[4]), {**ANSWERS, "C": "long " * 800})
    ballots = Ballot.objects.exclude(key__in=before).values_list("sealed", flat=True)

    assert len({len(bytes(sealed)) for sealed in ballots}) == 1
    assert len({len(bytes(sealed)) for sealed in Draft.objects.values_list("sealed", flat=True)}) == 1


@pytest.mark.parametrize("name", ["social-work", "wider-workforce"])
def test_the_longest_answers_to_our_questionnaires_fit_the_room_that_everybody_gets(name: str):
    instrument = load_instrument(f"catalogue:{name}", "children")
    longest = {
        item.code: "é" * 200 + "w" * (LONGEST_COMMENT - 200)
        if item.kind == "comment"
        else [option.code for option in instrument.options_of(item)]
        if item.kind == "choices"
        else max((option.code for option in instrument.options_of(item)), key=len, default="7" * 8)
        for item in instrument.items
    }
    room = room_for(instrument)
    sizes = {len(padded(json.dumps(said, ensure_ascii=False).encode(), room)) for said in ({}, longest)}

    assert sizes == {16 * 1024}
