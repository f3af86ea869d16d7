"""Attempts on the box that need no page: scanners, replays, races, guesses, early readers, copies of the database."""

from __future__ import annotations

import secrets
import struct
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from unittest.mock import patch

import psycopg
import pytest
from django.db import connections
from tests.web.box.councils import PASSPHRASES, Council, open_council
from tests.web.box.installations import FULL, VENDORS, Ground, Installation
from tests.web.box.snapshots import changed_tables, raw_rows, snapshot

from soundings.errors import KeysError, NotNowError
from soundings_web.answers.models import AnswerFile, Ballot, Draft
from soundings_web.keys import links as codes
from soundings_web.keys.links import from_link_text, link_hash, read_code
from soundings_web.respond import submitting
from soundings_web.respond.mixing import mix
from soundings_web.respond.submitting import AlreadyInError, UnknownLinkError, read_draft, save_draft, submit, way_in
from soundings_web.results.models import Opening
from soundings_web.results.opening import _ballot_key, open_box
from soundings_web.results.publishing import publish_wave, read_opened
from soundings_web.waves import tickets
from soundings_web.waves.actions import close_survey, pause_survey
from soundings_web.waves.models import Survey, Ticket
from soundings_web.waves.tickets import links, make_codes, secret_of_code

pytestmark = pytest.mark.attack

HALF = {"W1": "mid", "C": "half done"}


@pytest.fixture(params=VENDORS)
def place(request: pytest.FixtureRequest, ground: Ground, django_db_blocker) -> Iterator[Installation]:
    with django_db_blocker.unblock(), ground.installation(request.param) as place:
        yield place


@pytest.fixture
def council(place: Installation) -> Council:  # noqa: ARG001 - the council lives in this place
    return open_council(30)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Run these at the same moment, each with a connection of its own; what each returned or raised."""
    start, found = threading.Barrier(len(deeds)), list[object]([None] * len(deeds))

    def run(n: int, deed: Callable[[], object]) -> None:
        start.wait()
        try:
            found[n] = deed()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test wants to see it
            found[n] = error
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=(n, deed)) for n, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_scanner_that_opens_a_link_five_times_leaves_no_trace_and_the_link_still_answers(
    place: Installation, council: Council
):
    before = raw_rows(place)
    for _ in range(5):
        read_draft(way_in(council.secrets[0]))
    assert raw_rows(place) == before

    council.submit(0)

    assert Ballot.objects.count() == 1


def test_a_reminder_carries_the_same_link_and_resumes_a_half_done_draft(council: Council):
    save_draft(way_in(council.secrets[4]), HALF)
    reminded = [from_link_text(one.secret) for one in links(council.survey)][4]

    assert reminded == council.secrets[4]
    assert read_draft(way_in(reminded)) == HALF


def test_a_replayed_submission_is_refused_and_leaves_one_ballot(place: Installation, council: Council):
    way, answers = way_in(council.secrets[0]), council.answers(0)
    submit(way, answers)
    before = snapshot(place)

    for again in (lambda: submit(way, answers), lambda: council.submit(0, answers), lambda: save_draft(way, answers)):
        with pytest.raises(AlreadyInError):
            again()
    assert changed_tables(before, snapshot(place)) == {}
    assert Ballot.objects.count() == 1


def test_submissions_of_one_link_at_the_same_moment_make_exactly_one_ballot(council: Council):
    for person in range(5):
        way = way_in(council.secrets[person])
        found = at_once(*[lambda way=way: submit(way, HALF)] * 4)
        assert sorted(type(one).__name__ for one in found) == ["AlreadyInError"] * 3 + ["NoneType"]

    assert Ballot.objects.count() == Ticket.objects.filter(used=True).count() == 5


def test_two_browsers_with_one_link_share_a_draft_and_make_one_ballot(council: Council):
    one, other = way_in(council.secrets[0]), way_in(council.secrets[0])
    save_draft(one, {"W1": "yes"})
    save_draft(other, {"W1": "no"})
    assert read_draft(one) == {"W1": "no"}
    assert Draft.objects.count() == 1

    submit(one, {"W1": "yes"})
    with pytest.raises(AlreadyInError):
        submit(other, {"W1": "no"})

    assert (Ballot.objects.count(), Draft.objects.count()) == (1, 0)


def test_a_draft_that_meets_the_submission_of_the_same_link_is_not_left_behind(council: Council):
    for person in range(8):
        way = way_in(council.secrets[person])
        at_once(lambda way=way: save_draft(way, HALF), lambda way=way: submit(way, HALF))

    assert (Ballot.objects.count(), Draft.objects.count()) == (8, 0)


def test_link_and_printed_code_share_one_draft_and_make_one_ballot(council: Council):
    [made] = make_codes(council.survey, [council.entries[3].person.number], by="tests")
    save_draft(way_in(council.secrets[3]), HALF)
    by_code = secret_of_code(council.survey, made.secret.lower().replace("-", " "))

    assert by_code == council.secrets[3]
    assert read_draft(way_in(by_code)) == HALF
    submit(way_in(by_code), HALF)
    with pytest.raises(AlreadyInError):
        way_in(council.secrets[3])
    assert Ballot.objects.count() == 1


def test_guessed_links_open_nothing(council: Council):
    near = [
        council.secrets[0][:-1],
        council.secrets[0] + b"\0",
        bytes([council.secrets[0][0] ^ 1]) + council.secrets[0][1:],
    ]
    stolen = [bytes.fromhex(one) for one in Ticket.objects.values_list("link_hash", flat=True)]
    keys = [key.encode() for key in Ticket.objects.values_list("key", flat=True)]
    guesses = [secrets.token_bytes(32) for _ in range(5000 if FULL else 500)]

    for guess in (b"", *near, *stolen, *keys, *guesses):
        with pytest.raises(UnknownLinkError):
            way_in(guess)


def test_a_code_with_a_letter_wrong_or_two_swapped_is_refused_before_any_lookup(council: Council):
    [made] = make_codes(council.survey, [council.entries[3].person.number], by="tests")
    right = read_code(made.secret)
    wrong = {right[:n] + letter + right[n + 1 :] for n in range(len(right)) for letter in codes._LETTERS}
    wrong |= {right[:n] + right[n + 1] + right[n] + right[n + 2 :] for n in range(len(right) - 1)}
    wrong |= {right[:n] + right[n + 1 :] for n in range(len(right))}
    with patch.object(tickets, "code_lookup", side_effect=AssertionError("looked up")):
        found = [secret_of_code(council.survey, guess) for guess in wrong - {right}]

    assert len(found) > 400
    assert set(found) == {None}
    # A sound code is one of 32 to the power of 13, less those without a check letter: 2 ** 64.8.
    print(
        f"\n{len(found)} wrong codes refused; with 1,000 codes printed, one guess in {32**13 * 32 / 37 / 1000:.1e} hits"
    )


def test_results_cannot_be_read_while_the_survey_runs_by_any_route(place: Installation, council: Council):
    for n in range(25):
        council.submit(n)
    for step in (None, pause_survey):
        if step:
            step(survey=council.survey, by="tests")
        before = snapshot(place)
        with pytest.raises(NotNowError):
            publish_wave(wave=council.survey.wave, by="tests")
        with pytest.raises(KeysError):
            read_opened(council.survey)
        with pytest.raises(NotNowError):
            open_box(survey=council.survey, passphrases=PASSPHRASES, by="tests")
        after = snapshot(place)
        assert changed_tables(before, after) == {}
        assert before.keys == after.keys
    assert not AnswerFile.objects.exists()
    assert not list(place.keys.rglob("answers.key"))


def test_one_holder_of_two_or_a_wrong_passphrase_opens_nothing_and_changes_nothing(
    place: Installation, council: Council
):
    council.submit(0)
    close_survey(survey=council.survey, by="tests")
    ada, ben = PASSPHRASES
    before = snapshot(place)
    for tried in (
        {},
        {ada: PASSPHRASES[ada]},
        {ben: PASSPHRASES[ben]},
        {ada: PASSPHRASES[ben], ben: PASSPHRASES[ada]},
        {ada: PASSPHRASES[ada], ben: PASSPHRASES[ben] + "x"},
        {ada: PASSPHRASES[ada], ben: f"sheet:{'A' * 58}"},
        {ada: PASSPHRASES[ada], "Somebody else": PASSPHRASES[ben]},
    ):
        with pytest.raises(KeysError):
            open_box(survey=council.survey, passphrases=tried, by="tests")
    after = snapshot(place)

    assert changed_tables(before, after) == {}
    assert (before.keys, before.counters) == (after.keys, after.counters)


def test_a_box_opens_once(place: Installation, council: Council):
    for n in range(3):
        council.submit(n)
    close_survey(survey=council.survey, by="tests")
    open_box(survey=council.survey, passphrases=PASSPHRASES, by="tests")
    before = snapshot(place)
    with pytest.raises(NotNowError, match="Opening is final"):
        open_box(survey=council.survey, passphrases=PASSPHRASES, by="tests")

    assert changed_tables(before, snapshot(place)) == {}


def test_two_who_open_a_box_at_the_same_moment_open_it_once(council: Council):
    council.submit(0)
    close_survey(survey=council.survey, by="tests")
    found = at_once(*[lambda: open_box(survey=council.survey, passphrases=PASSPHRASES, by="tests")] * 2)

    assert sorted(type(one).__name__ for one in found) == ["NotNowError", "Opening"]
    assert Opening.objects.get().ballots == 1
    assert AnswerFile.objects.filter(part="answers").count() == 1


def test_submissions_that_meet_a_mixing_wait_and_then_succeed(council: Council):
    def one_after_another(first: int) -> Callable[[], object]:
        return lambda: [council.submit(n) for n in range(first, 30, 3)]

    found = at_once(*[one_after_another(n) for n in range(3)], lambda: [mix() for _ in range(6)])

    assert [one for one in found if isinstance(one, Exception)] == []
    assert Ballot.objects.count() == 30


def test_the_memory_that_sqlites_processes_share_lists_no_page_from_before_a_mixing(
    place: Installation, council: Council
):
    """It lists the pages of the log in the order of writing, and emptying the log does not clear it."""
    if place.vendor != "sqlite":
        pytest.skip("only SQLite has such a file")
    for n in range(30):
        council.submit(n)
    files = place.bytes()
    assert len(pages_in_memory(files)) > 100

    mix()

    files = place.bytes()
    assert pages_in_memory(files) == pages_in_log(files)
    assert len(pages_in_log(files)) < 10


def pages_in_memory(files: dict[str, bytes]) -> list[int]:
    shared = files["soundings.sqlite3-shm"]
    assert len(shared) == 32 * 1024  # one block, of the first 4,062 pages of the log
    return [page for page in struct.unpack_from("=4062I", shared, 136) if page]


def pages_in_log(files: dict[str, bytes]) -> list[int]:
    log = files["soundings.sqlite3-wal"]
    return [struct.unpack_from(">I", log, at)[0] for at in range(32, len(log), 24 + 4096)]


def test_a_backup_that_began_before_a_mixing_holds_the_whole_box(place: Installation, council: Council):
    """It looks at the database as it was when it began, and waits at the tables that the mixing holds."""
    if place.vendor == "sqlite":
        pytest.skip("SQLite's readers keep the file as it was")
    for n in range(10):
        council.submit(n)
    settings = connections["default"].settings_dict
    address = f"postgresql://{settings['USER']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
    with psycopg.connect(address) as backup:
        backup.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        backup.execute("SELECT count(*) FROM waves_survey")
        mix()
        counts = [backup.execute(f"SELECT count(*) FROM {t}").fetchone() for t in ("answers_ballot", "waves_ticket")]

    assert counts == [(10,), (30,)]


def test_a_copy_of_the_database_opens_nothing(place: Installation, council: Council):
    words = "a lighthouse keeper from Grimsby"
    [made] = make_codes(council.survey, [council.entries[3].person.number], by="tests")
    needles = {
        "words": words.encode(),
        "code": made.secret.encode(),
        "code without hyphens": read_code(made.secret).encode(),
        **{f"passphrase of {name}": passphrase.encode() for name, passphrase in PASSPHRASES.items()},
        "ballot key": _ballot_key(council.survey, PASSPHRASES),
    }
    needles["ballot key in letters"] = needles["ballot key"].hex().encode()
    for n, secret in enumerate(council.secrets[:5]):
        needles |= {f"link {n}": secret, f"link {n} in letters": secret.hex().encode()}
        needles[f"link {n} as sent"] = urlsafe_b64encode(secret).rstrip(b"=")
    save_draft(way_in(council.secrets[2]), {"C": words})
    council.submit(3, {**council.answers(3), "C": words})

    def found() -> list[tuple[str, str]]:
        files = {**place.bytes(), "lines": "\n".join(place.lines).encode()}
        return [
            (name, what) for name, content in files.items() for what, needle in needles.items() if needle in content
        ]

    assert found() == []
    close_survey(survey=council.survey, by="tests")
    assert found() == []
    open_box(survey=council.survey, passphrases=PASSPHRASES, by="tests")
    assert found() == []


def test_neither_the_passphrases_nor_the_ballot_key_rest_in_the_key_folder(place: Installation, council: Council):
    files = b"".join(path.read_bytes() for path in place.keys.rglob("*") if path.is_file())
    private = _ballot_key(council.survey, PASSPHRASES)

    assert files
    assert [one for one in (*PASSPHRASES.values(), private.hex()) if one.encode() in files] == []
    assert private not in files


def test_the_key_folder_is_readable_by_its_owner_only(place: Installation, council: Council):
    council.submit(0)
    close_survey(survey=council.survey, by="tests")
    open_box(survey=council.survey, passphrases=PASSPHRASES, by="tests")
    modes = {(path.is_dir(), oct(path.stat().st_mode & 0o777)) for path in (place.keys, *place.keys.rglob("*"))}

    assert modes == {(True, "0o700"), (False, "0o600")}


def test_a_hash_from_the_database_is_not_the_link(council: Council):
    assert {link_hash(secret) for secret in council.secrets} == set(Ticket.objects.values_list("link_hash", flat=True))


def test_a_copied_ballot_is_found_before_anything_is_opened(place: Installation, council: Council):
    """Whoever may write in the database could copy one person's ballot until a whole team answers like them."""
    for n in range(3):
        council.submit(n)
    Ticket.objects.filter(key=way_in(council.secrets[4]).ticket.key).update(used=True)
    copied = Ballot.objects.first()
    Ballot.objects.create(survey=copied.survey, sealed=copied.sealed)
    close_survey(survey=council.survey, by="tests")
    before = snapshot(place)
    with pytest.raises(NotNowError, match="same"):
        open_box(survey=council.survey, passphrases=PASSPHRASES, by="tests")

    assert changed_tables(before, snapshot(place)) == {}


def test_the_first_submission_of_a_day_and_a_pause_do_not_block_each_other(place: Installation, council: Council):
    """The day's first answer writes a new row of the counter, which refers to the survey that the pause holds."""
    if place.vendor == "sqlite":
        pytest.skip("SQLite takes one writer after the other")
    counted, waiting = threading.Event(), threading.Event()

    def count_and_wait(survey: Survey) -> None:
        tickets.count_one(survey)
        counted.set()
        waiting.wait(timeout=1)

    def pause() -> None:
        counted.wait(timeout=5)
        pause_survey(survey=council.survey, by="tests")

    with patch.object(submitting, "count_one", count_and_wait):
        found = at_once(lambda: council.submit(0), pause)

    assert found == [None, None]
    assert Ballot.objects.count() == 1
